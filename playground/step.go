package playground

import (
	"fmt"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/scenarios"
	"github.com/corslab/corslab/wire"
)

// A Step is one request of a case and all that became of it.
type Step struct {
	// Title tells steps apart; "" where there is one.
	Title     string            `json:"title,omitempty"`
	Outcome   fetch.Outcome     `json:"outcome"`
	Reason    fetch.Reason      `json:"reason,omitempty"`
	Param     string            `json:"param,omitempty"`
	Preflight bool              `json:"preflight"`
	Type      string            `json:"type,omitempty"`
	Status    *int              `json:"status,omitempty"`
	Readable  map[string]string `json:"readable,omitempty"`
	Exchanges []Exchange        `json:"exchanges"`
	Decisions []Decision        `json:"decisions"`
	// Unverified lists what the prediction rests on that nobody has recorded.
	Unverified []string `json:"unverified,omitempty"`
	Quirks     []string `json:"quirks,omitempty"`
}

// An Exchange is a request and its answer, as they go over the wire.
type Exchange struct {
	Preflight bool     `json:"preflight"`
	Method    string   `json:"method"`
	URL       string   `json:"url"`
	Request   []string `json:"request"`
	Status    int      `json:"status"`
	Fault     string   `json:"fault,omitempty"`
	Response  []string `json:"response"`
}

// A Decision is one of the browser's, or where Server is true the remark of a policy.
type Decision struct {
	Verdict fetch.Verdict `json:"verdict"`
	Text    string        `json:"text"`
	Section string        `json:"section"`
	URL     string        `json:"url,omitempty"`
	// Exchange is the index of what it is about, or -1.
	Exchange int    `json:"exchange"`
	Quirk    string `json:"quirk,omitempty"`
	Server   bool   `json:"server,omitempty"`
}

func stepsOf(c *scenarios.Case, predictions []fetch.Prediction) []Step {
	steps := make([]Step, len(predictions))
	for i, p := range predictions {
		steps[i] = stepOf(p)
		if len(predictions) > 1 {
			steps[i].Title = fmt.Sprintf("Step %d", i+1)
			if after := c.Steps[i].After; after > 0 {
				steps[i].Title += ", after " + after.String()
			}
		}
	}
	return steps
}

func stepOf(p fetch.Prediction) Step {
	s := Step{
		Outcome: p.Outcome, Reason: p.Reason, Param: p.Param, Preflight: p.Preflight, Type: p.Type, Readable: p.Headers,
		Exchanges: []Exchange{}, Decisions: []Decision{}, Unverified: p.Unverified, Quirks: p.Quirks,
	}
	if p.Status != fetch.StatusHidden {
		s.Status = &p.Status
	}
	for _, x := range p.Exchanges {
		s.Exchanges = append(s.Exchanges, Exchange{
			Preflight: x.Request.IsPreflight(), Method: fetch.Text(x.Request.Method), URL: fetch.Text(x.Request.URL()), Request: linesOf(x.Request.Header),
			Status: x.Response.Status, Fault: string(x.Response.Fault.Kind), Response: linesOf(x.Response.Header),
		})
	}
	for _, d := range p.Decisions {
		url, known := fetch.SectionURL(d.Section)
		if !known {
			url = ""
		}
		s.Decisions = append(s.Decisions, Decision{
			Verdict: d.Verdict, Text: d.Text, Section: d.Section, URL: url, Exchange: d.Exchange, Quirk: d.Quirk, Server: !known,
		})
	}
	return s
}

// linesOf returns header lines as text.
func linesOf(h wire.Header) []string {
	lines := []string{}
	for _, line := range h {
		lines = append(lines, fetch.Text(string(line)))
	}
	return lines
}
