package harness

import (
	"context"
	"errors"
	"fmt"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/scenarios"
	"github.com/corslab/corslab/wire"
)

// A ProbeError says that the harness does not work here: it got something else
// where the answer is known beforehand. No verdict of it could be trusted.
type ProbeError struct {
	// Question is what was tried, "" where nothing could be.
	Question string
	// Got is what came of it, Want what had to.
	Got, Want string
	Err       error
}

func (e *ProbeError) Error() string {
	if e.Err != nil {
		return "self-probe: " + e.Err.Error()
	}
	return fmt.Sprintf("self-probe: %s: got %s, want %s", e.Question, e.Got, e.Want)
}

func (e *ProbeError) Unwrap() error { return e.Err }

// The probe's world: one host that allows, one that does not, and one that
// does not exist. Each question is one of the ways a run could be green, or
// red, by accident.
const (
	probePage   = "https://page.corslab.test"
	probeOpen   = "https://open.corslab.test"
	probeShut   = "https://shut.corslab.test"
	probeAbsent = "https://absent.corslab.test"
)

var probes = []struct {
	question string
	url      string
	outcome  fetch.Outcome
	reason   fetch.Reason
	requests int // that the servers must have seen
}{
	{"a request that must be allowed", probeOpen + "/", fetch.Allow, "", 1},
	{"a request that must be denied", probeShut + "/", fetch.Deny, fetch.MissingAllowOriginHeader, 1},
	{"a host that must be out of reach", probeAbsent + "/", fetch.Error, fetch.ConnectionFailed, 0},
}

// probe asks what has a known answer before anything is judged.
func (l *lane) probe(ctx context.Context) error {
	plain := func(lines ...wire.Line) wire.Server {
		return wire.ServerFunc(func(wire.Request) wire.Response { return wire.Response{Status: 200, Header: lines} })
	}
	world := []scenarios.Server{
		{At: probeOpen, New: func() wire.Server { return plain("Access-Control-Allow-Origin: " + probePage) }},
		{At: probeShut, New: func() wire.Server { return plain() }},
	}
	venue, err := NewVenue(fetch.Page{URL: probePage}, nil)
	if err != nil {
		return &ProbeError{Err: err}
	}
	t := &trial{scenario: &scenarios.Case{}, venue: venue}
	for _, p := range probes {
		t.scenario.Steps = append(t.scenario.Steps, scenarios.Step{Servers: world, Request: fetch.Request{URL: p.url}})
		t.native = append(t.native, fetch.Prediction{})
	}
	for range 1 + maxRestarts {
		err = l.run(ctx, unit{trials: []*trial{t}, alone: true})
		if died := (*DiedError)(nil); !errors.As(err, &died) || ctx.Err() != nil {
			break
		}
	}
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		return &ProbeError{Err: err}
	}
	for i, p := range probes {
		account, err := t.steps[i].account()
		if err != nil {
			return &ProbeError{Question: p.question, Err: err}
		}
		got := fmt.Sprintf("%s %s, %d requests", account.Outcome, account.Reason, len(account.Wire))
		if want := fmt.Sprintf("%s %s, %d requests", p.outcome, p.reason, p.requests); got != want {
			return &ProbeError{Question: p.question, Got: got, Want: want}
		}
	}
	return nil
}
