package verdict

import (
	"maps"
	"slices"
	"strings"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/scenarios"
)

// notSent is how an expectation says that a header is not sent.
const notSent = "absent"

// expectationAgainst compares what the expectation says, and nothing else, with
// what the other voice says. Where none of the alternatives of an `any-of`
// holds, the one that comes nearest is reported, the first of equals.
func expectationAgainst(e *scenarios.Expectation, voice Voice, a Account) []Disagreement {
	c := &comparison{between: [2]Voice{Expected, voice}}
	c.outcome(e.Outcome, a)
	switch e.Reason {
	case "":
	case scenarios.NoReason:
		c.reason("", a.reasons())
	default:
		c.reason(e.Reason, a.reasons())
	}
	if e.Preflight != nil {
		c.flag("preflight", *e.Preflight, a.Preflight)
	}
	if e.Type != "" && a.Type != "" {
		c.text("type", e.Type, a.Type)
	}
	if e.Status != nil && a.Status != fetch.StatusHidden {
		c.number("status", *e.Status, a.Status)
	}
	if a.Headers != nil {
		for _, name := range slices.Sorted(maps.Keys(e.Headers)) {
			c.header("headers."+name, e.Headers[name], readable(a.Headers, name))
		}
	}
	if e.Origin != "" {
		c.text("origin", e.Origin, lastOrigin(a.Wire))
	}
	if e.Wire != nil {
		c.expectedWire(e.Wire, a.Wire)
	}
	return append(c.found, nearest(e.AnyOf, voice, a)...)
}

func nearest(alternatives []scenarios.Alternative, voice Voice, a Account) []Disagreement {
	var best []Disagreement
	for i := range alternatives {
		found := expectationAgainst(&alternatives[i].Expectation, voice, a)
		if len(found) == 0 {
			return nil
		}
		if i == 0 || len(found) < len(best) {
			best = found
		}
	}
	return best
}

// readable returns the value the page can read, or nil.
func readable(headers map[string]string, name string) *string {
	if v, ok := headers[name]; ok {
		return &v
	}
	return nil
}

// lastOrigin returns the Origin header of the last request. A request that was
// never made is not one without Origin: an expectation of "absent" would
// otherwise hold for a page that was never served.
func lastOrigin(sent []fetch.Sent) string {
	if len(sent) == 0 {
		return "(no request)"
	}
	if origin := sent[len(sent)-1].Origin; origin != nil {
		return *origin
	}
	return notSent
}

func (c *comparison) expectedWire(expected []scenarios.SentExpectation, sent []fetch.Sent) {
	if len(expected) != len(sent) {
		c.number("wire", len(expected), len(sent))
		return
	}
	for i, e := range expected {
		s := sent[i]
		c.expectedText(wireField(i, "url"), e.URL, s.URL)
		c.expectedText(wireField(i, "method"), e.Method, s.Method)
		if e.Preflight != nil {
			c.flag(wireField(i, "preflight"), *e.Preflight, s.Preflight)
		}
		c.expectedHeader(wireField(i, "origin"), e.Origin, s.Origin)
		c.expectedHeader(wireField(i, "requestMethod"), e.RequestMethod, s.RequestMethod)
		c.expectedHeader(wireField(i, "requestHeaders"), e.RequestHeaders, s.RequestHeaders)
		c.expectedHeader(wireField(i, "cookies"), e.Cookies, s.Cookies)
		if e.Status != nil {
			c.number(wireField(i, "status"), *e.Status, s.Status)
		}
		for _, name := range slices.Sorted(maps.Keys(e.Headers)) {
			c.header(wireField(i, "headers."+name), e.Headers[name], sentHeader(s, name))
		}
	}
}

// sentHeader returns the value of a header of a request, or nil.
func sentHeader(s fetch.Sent, name string) *string {
	values := s.Header.Values(name)
	if len(values) == 0 {
		return nil
	}
	joined := fetch.Text(strings.Join(values, ", "))
	return &joined
}

func (c *comparison) expectedText(field string, expected *string, actual string) {
	if expected != nil {
		c.text(field, *expected, actual)
	}
}

func (c *comparison) expectedHeader(field string, expected, actual *string) {
	switch {
	case expected == nil:
	case *expected == notSent:
		c.header(field, nil, actual)
	default:
		c.header(field, expected, actual)
	}
}
