package conformance

import (
	"errors"
	"testing"
	"time"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/wire"
)

// A fakeTarget sets up servers that answer what answer says, and counts them.
type fakeTarget struct {
	answer func(n int) wire.ServerFunc // of the nth server, from 1
	fails  error
	count  int
	open   int
}

func (f *fakeTarget) Configure(Policy) (Instance, error) {
	if f.fails != nil {
		return nil, f.fails
	}
	f.count++
	f.open++
	return &fakeInstance{f.answer(f.count), f}, nil
}

type fakeInstance struct {
	wire.Server
	target *fakeTarget
}

func (fakeInstance) URL() string { return "https://api.test/" }

func (i *fakeInstance) Beside(p Policy) (Instance, error) { return i.target.Configure(p) }

func (i *fakeInstance) Close() error { i.target.open--; return nil }

func run(t *testing.T, target Target, cases []*Case, claims []Feature) []Result {
	t.Helper()
	profile, _ := fetch.ProfileNamed("chromium")
	var results []Result
	for r := range Run(Config{Target: target, Cases: cases, Claims: claims, Profile: profile, Meter: Meter{Now: func() time.Duration { return 0 }}}) {
		results = append(results, r)
	}
	if len(results) != len(cases) {
		t.Fatalf("%d results of %d cases", len(results), len(cases))
	}
	return results
}

func hanging(int) wire.ServerFunc {
	return func(wire.Request) wire.Response { return wire.Response{Fault: wire.Fault{Kind: wire.FaultHang}} }
}

// TestRunGivesUp: servers that never answer are asked a few times in all.
func TestRunGivesUp(t *testing.T) {
	target := &fakeTarget{answer: hanging}
	for _, r := range run(t, target, Suite(), nil) {
		if r.Status != Errored || r.Message == "" {
			t.Errorf("%s: %s %q", r.Case.Name, r.Status, r.Message)
		}
	}
	if target.count > maxDead*maxSilent || target.open != 0 {
		t.Errorf("%d servers were set up, %d are left", target.count, target.open)
	}
}

// TestRunTriesAFreshServer: what a fresh server does right depends on what was asked
// before.
func TestRunTriesAFreshServer(t *testing.T) {
	target := &fakeTarget{answer: func(n int) wire.ServerFunc {
		return func(wire.Request) wire.Response {
			if n == 1 {
				return wire.Response{Status: 200}
			}
			return wire.Response{Status: 200, Header: wire.Header{"Access-Control-Allow-Origin: https://a.test"}}
		}
	}}
	r := run(t, target, Cases("p", Policy{Origins: []string{"https://a.test"}})[:1], nil)[0]
	if r.Status != Fail || r.Findings[0].Class != StateRequests || target.open != 0 {
		t.Errorf("%s %+v", r.Status, r.Findings)
	}
}

func TestRunOfWhatCannotBeSetUp(t *testing.T) {
	core := Cases("p", Policy{Origins: []string{"https://a.test"}})[:1]
	extended := Cases("p", Policy{Origins: []string{"https://*.a.test"}})[:1]
	everybody := Cases("p", Policy{Origins: []string{Any}, Credentials: true})[:1]
	unsupported := &UnsupportedError{Feature: "patterns", Why: "no"}
	for _, test := range []struct {
		why    string
		cases  []*Case
		err    error
		claims []Feature
		want   Status
	}{
		{"the core is a must", core, unsupported, nil, Errored},
		{"the rest is not", extended, unsupported, nil, Skip},
		{"unless it is claimed", extended, unsupported, []Feature{Subdomains}, Fail},
		{"what is not claimed is not asked", extended, errors.New("not called"), []Feature{}, Skip},
		{"everybody with credentials is best refused", everybody, unsupported, nil, Pass},
		{"a broken target costs its cases an error", extended, errors.New("broken"), nil, Errored},
	} {
		if r := run(t, &fakeTarget{fails: test.err}, test.cases, test.claims)[0]; r.Status != test.want {
			t.Errorf("%s: %s %q", test.why, r.Status, r.Message)
		}
	}
}

// TestServerThatSpeaksHTTP: a server beyond this machine is looked at as if it spoke https, and is
// asked where it is.
func TestServerThatSpeaksHTTP(t *testing.T) {
	var got []string
	server := wire.ServerFunc(func(r wire.Request) wire.Response {
		got = append(got, r.Origin)
		return wire.Response{Status: 200, Header: wire.Header{"Access-Control-Allow-Origin: https://a.test"}}
	})
	instance := httpInstance{server}
	profile, _ := fetch.ProfileNamed("chromium")
	trial, err := newTrial(Config{Profile: profile}, instance)
	if err != nil {
		t.Fatal(err)
	}
	if p := trial.ask(call{from: "https://a.test"}); p.Outcome != fetch.Allow || len(got) != 1 || got[0] != "http://api.test" {
		t.Errorf("%s %s, asked %v", p.Outcome, p.Reason, got)
	}
}

type httpInstance struct{ wire.Server }

func (httpInstance) URL() string                     { return "http://api.test/" }
func (httpInstance) Beside(Policy) (Instance, error) { return nil, errors.New("there is one") }
func (httpInstance) Close() error                    { return nil }
