package verdict

import (
	"maps"
	"slices"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/scenarios"
)

// predictionAgainst compares all that both a prediction and a real browser say, and the
// headers of requests that somebody has an expectation of; nil is nobody.
// Where the number of requests differs, that alone is said of the wire: every
// request after the missing one would differ from its neighbour.
func predictionAgainst(p *fetch.Prediction, a Account, e *scenarios.Expectation) []Disagreement {
	c := &comparison{between: [2]Voice{Predicted, Observed}}
	c.outcome(p.Outcome, a)
	c.reason(p.Reason, a.reasons())
	c.flag("preflight", p.Preflight, a.Preflight)
	if p.Type != "" && a.Type != "" {
		c.text("type", p.Type, a.Type)
	}
	if p.Status != fetch.StatusHidden && a.Status != fetch.StatusHidden {
		c.number("status", p.Status, a.Status)
	}
	if p.Headers != nil && a.Headers != nil {
		c.headers(p.Headers, a.Headers)
	}
	c.wire(p.Wire, a.Wire)
	if e != nil && len(e.Wire) == len(p.Wire) && len(e.Wire) == len(a.Wire) {
		c.sentHeaders(e.Wire, p.Wire, a.Wire)
	}
	return c.found
}

// sentHeaders compares the headers of requests that are expected to be something.
func (c *comparison) sentHeaders(expected []scenarios.SentExpectation, left, right []fetch.Sent) {
	for i, e := range expected {
		for _, name := range slices.Sorted(maps.Keys(e.Headers)) {
			c.header(wireField(i, "headers."+name), sentHeader(left[i], name), sentHeader(right[i], name))
		}
	}
}

// outcome compares what came of a request, where both sides say. Whether a failure
// counts as deny or as error rests on its reason: one who names several reasons may
// leave that open.
func (c *comparison) outcome(left fetch.Outcome, right Account) {
	isOpen := right.Outcome != fetch.Allow && left != fetch.Allow && slices.ContainsFunc(right.Reasons, func(r fetch.Reason) bool {
		return r.IsTransport() == (left == fetch.Error)
	})
	if left != "" && right.Outcome != "" && !isOpen {
		c.text("outcome", string(left), string(right.Outcome))
	}
}

// headers compares every name that either side has, in the order of names.
func (c *comparison) headers(left, right map[string]string) {
	names := slices.Collect(maps.Keys(left))
	for name := range right {
		if _, both := left[name]; !both {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		c.header("headers."+name, readable(left, name), readable(right, name))
	}
}

func (c *comparison) wire(left, right []fetch.Sent) {
	if len(left) != len(right) {
		c.number("wire", len(left), len(right))
		return
	}
	for i, l := range left {
		r := right[i]
		c.text(wireField(i, "url"), l.URL, r.URL)
		c.text(wireField(i, "method"), l.Method, r.Method)
		c.flag(wireField(i, "preflight"), l.Preflight, r.Preflight)
		c.header(wireField(i, "origin"), l.Origin, r.Origin)
		c.header(wireField(i, "requestMethod"), l.RequestMethod, r.RequestMethod)
		c.header(wireField(i, "requestHeaders"), l.RequestHeaders, r.RequestHeaders)
		c.header(wireField(i, "cookies"), l.Cookies, r.Cookies)
		c.number(wireField(i, "status"), l.Status, r.Status)
	}
}
