package main

import (
	"maps"
	"slices"
	"strings"

	"github.com/corslab/corslab/document"
)

// followsStandard lists the cases where test and standard disagree and browsers do
// what the standard says.
var followsStandard = []string{
	"fetch/api/redirect/redirect-origin.any.js#29",
	"fetch/api/redirect/redirect-origin.any.js#37",
}

// noNUL is RFC 9110, section 5.5.
const noNUL = "RFC 9110, 5.5: a recipient of CR, LF, or NUL within a field value MUST either reject the message or replace each of those characters with SP before further processing or forwarding of that message"

// doubted lists the cases whose data we take to be wrong, with the sentence of the
// standard that says so. All are refused, as the tests want it: not by the CORS check,
// which the data names, but because what came is no HTTP response.
var doubted = map[string]string{
	"cors/origin.htm#23": noNUL,
	"cors/origin.htm#30": noNUL,
	"cors/origin.htm#33": noNUL,
	"cors/origin.htm#44": noNUL,
}

// reasons are those of the standard's outcomes that name one of ours. The other
// words of the data, such as "cors-check", each stand for several.
var reasons = map[string]string{
	"redirect error":       "RedirectNotAllowed",
	"no-cors non-follow":   "NoCorsRedirectModeNotFollow",
	"redirect count":       "TooManyRedirects",
	"redirect scheme":      "UnsafeRedirect",
	"location credentials": "RedirectContainsCredentials",
}

// expectation is what must come of a step, for each profile where they differ.
func expectation(c testCase, s step, number int) *document.Node {
	standard := ofTest(c, s)
	if c.has("spec-divergence") {
		standard = mapping()
	}
	addDerived(standard, s)
	others := deviations(c, s, number)
	if others == nil {
		return standard
	}
	rest := slices.DeleteFunc(append([]string{"standard"}, browsers...), func(profile string) bool {
		return slices.ContainsFunc(others, func(d deviation) bool { return slices.Contains(d.profiles, profile) })
	})
	list := document.NewList(when(rest, standard))
	for _, d := range others {
		list.Items = append(list.Items, when(d.profiles, d.expects()))
	}
	return list
}

func when(profiles []string, then *document.Node) *document.Node {
	names := document.NewTexts(profiles)
	if len(profiles) == 1 {
		names = text(profiles[0])
	}
	return mapping(entry("when", mapping(entry("profile", names))), entry("then", then))
}

// ofTest is what the test asserts.
func ofTest(c testCase, s step) *document.Node {
	e, n := s.Expect, mapping()
	if doubted[c.ID] != "" {
		return mapping(entry("outcome", text("error")), entry("reason", text("InvalidHTTPResponse")))
	}
	n.Append("outcome", text(e.Outcome))
	if e.Preflight != nil {
		n.Append("preflight", document.NewBoolean(*e.Preflight))
	}
	if e.Type != "" {
		n.Append("type", text(e.Type))
	}
	if e.Status != nil && (*e.Status != 0 || e.Outcome == "allow") {
		n.Append("status", document.NewNumber(*e.Status))
	}
	if len(e.Readable) > 0 {
		n.Append("headers", headersNode(e.Readable))
	}
	switch e.Origin {
	case "":
	case "(absent)":
		n.Append("origin", text("absent"))
	default:
		n.Append("origin", text(e.Origin))
	}
	return n
}

func headersNode(values map[string]*string) *document.Node {
	n := mapping()
	for _, name := range slices.Sorted(maps.Keys(values)) {
		value := document.NewNull()
		if v := values[name]; v != nil {
			value = text(*v)
		}
		// A test may ask for one header in two spellings.
		if key := strings.ToLower(name); n.Get(key) == nil {
			n.Append(key, value)
		}
	}
	return n
}

// addDerived adds what the standard gives: every request, with its origin. What
// the test says of single requests is said of them there.
func addDerived(n *document.Node, s step) {
	d := s.Derived
	if d == nil {
		return
	}
	for _, e := range []document.Entry{
		entry("outcome", text(d.Outcome)), entry("preflight", document.NewBoolean(d.Preflight)), entry("type", text(d.Type)),
	} {
		if n.Get(e.Key) == nil {
			n.Append(e.Key, e.Value)
		}
	}
	if reason := reasons[d.Reason]; reason != "" {
		n.Append("reason", text(reason))
	}
	wire := document.NewList()
	for i, preflighted := range d.Preflights {
		if preflighted {
			wire.Items = append(wire.Items, mapping(entry("preflight", document.NewBoolean(true))))
			if len(s.Expect.SeenByPreflights) > 0 {
				last(wire).Append("headers", headersNode(s.Expect.SeenByPreflights))
			}
		}
		if i == len(d.Origins) {
			break // the preflight failed
		}
		origin := "absent"
		if d.Origins[i] != nil {
			origin = *d.Origins[i]
		}
		wire.Items = append(wire.Items, mapping(entry("preflight", document.NewBoolean(false)), entry("origin", text(origin))))
	}
	if len(wire.Items) > 0 && len(d.Origins) == len(d.Preflights) {
		if s.Expect.FinalMethod != "" {
			last(wire).Append("method", text(s.Expect.FinalMethod))
		}
		if len(s.Expect.Seen) > 0 {
			last(wire).Append("headers", headersNode(s.Expect.Seen))
		}
	}
	n.Append("wire", wire)
}

func last(list *document.Node) *document.Node { return list.Items[len(list.Items)-1] }
