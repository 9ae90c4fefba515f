package verdict

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/scenarios"
	"github.com/corslab/corslab/wire"
)

func ptr[T any](v T) *T { return &v }

// preflighted is an allowed PUT with its preflight: something in every field.
func preflighted() fetch.Observation {
	return fetch.Observation{
		Outcome: fetch.Allow, Preflight: true, Type: fetch.TypeCORS, Status: 200,
		Headers: map[string]string{"content-type": "text/plain", "etag": `"1"`},
		Wire: []fetch.Sent{
			{URL: "https://b.test/x", Method: "OPTIONS", Preflight: true, Origin: ptr("https://a.test"),
				RequestMethod: ptr("PUT"), RequestHeaders: ptr("content-type"), Status: 204},
			{URL: "https://b.test/x", Method: "PUT", Origin: ptr("https://a.test"), Cookies: ptr("sid=1"), Status: 200,
				Header: wire.Header{"Accept: a", "Accept: b"}},
		},
	}
}

// denied is a request that was refused for one reason.
func denied(reason fetch.Reason) fetch.Observation {
	o := preflighted()
	o.Outcome, o.Reason = fetch.Deny, reason
	return o
}

// TestJudgePrediction changes one field at a time on the observed side: each is
// seen, named, and nothing else is.
func TestJudgePrediction(t *testing.T) {
	between := [2]Voice{Predicted, Observed}
	tests := []struct {
		name   string
		change func(*fetch.Observation)
		field  string // "" agrees
		values [2]string
	}{
		{"nothing", func(*fetch.Observation) {}, "", [2]string{}},
		{"param is informative", func(o *fetch.Observation) { o.Param = "x-other" }, "", [2]string{}},
		{"outcome", func(o *fetch.Observation) { o.Outcome = fetch.Error }, "outcome", [2]string{"allow", "error"}},
		{"reason", func(o *fetch.Observation) { o.Reason = fetch.Timeout }, "reason", [2]string{"(none)", "Timeout"}},
		{"preflight", func(o *fetch.Observation) { o.Preflight = false }, "preflight", [2]string{"true", "false"}},
		{"type", func(o *fetch.Observation) { o.Type = fetch.TypeBasic }, "type", [2]string{"cors", "basic"}},
		{"type not shown", func(o *fetch.Observation) { o.Type = "" }, "", [2]string{}},
		{"status", func(o *fetch.Observation) { o.Status = 403 }, "status", [2]string{"200", "403"}},
		{"status not shown", func(o *fetch.Observation) { o.Status = fetch.StatusHidden }, "", [2]string{}},
		{"header value", func(o *fetch.Observation) { o.Headers["etag"] = `"2"` }, "headers.etag", [2]string{`"1"`, `"2"`}},
		{"header missing", func(o *fetch.Observation) { delete(o.Headers, "etag") }, "headers.etag", [2]string{`"1"`, absent}},
		{"header more", func(o *fetch.Observation) { o.Headers["x-a"] = "1" }, "headers.x-a", [2]string{absent, "1"}},
		{"header more, empty", func(o *fetch.Observation) { o.Headers["x-a"] = "" }, "headers.x-a", [2]string{absent, ""}},
		{"headers not shown", func(o *fetch.Observation) { o.Headers = nil }, "", [2]string{}},
		{"no header shown", func(o *fetch.Observation) { o.Headers = map[string]string{"content-type": "text/plain"} }, "headers.etag", [2]string{`"1"`, absent}},
		{"a request less", func(o *fetch.Observation) { o.Wire = o.Wire[1:] }, "wire", [2]string{"2", "1"}},
		{"no request", func(o *fetch.Observation) { o.Wire = nil }, "wire", [2]string{"2", "0"}},
		{"url", func(o *fetch.Observation) { o.Wire[1].URL = "https://b.test/y" }, "wire[1].url", [2]string{"https://b.test/x", "https://b.test/y"}},
		{"method", func(o *fetch.Observation) { o.Wire[1].Method = "put" }, "wire[1].method", [2]string{"PUT", "put"}},
		{"is preflight", func(o *fetch.Observation) { o.Wire[0].Preflight = false }, "wire[0].preflight", [2]string{"true", "false"}},
		{"origin", func(o *fetch.Observation) { o.Wire[0].Origin = ptr("null") }, "wire[0].origin", [2]string{"https://a.test", "null"}},
		{"request method", func(o *fetch.Observation) { o.Wire[0].RequestMethod = nil }, "wire[0].requestMethod", [2]string{"PUT", absent}},
		{"request headers", func(o *fetch.Observation) { o.Wire[1].RequestHeaders = ptr("") }, "wire[1].requestHeaders", [2]string{absent, ""}},
		{"cookies", func(o *fetch.Observation) { o.Wire[1].Cookies = nil }, "wire[1].cookies", [2]string{"sid=1", absent}},
		{"answer's status", func(o *fetch.Observation) { o.Wire[0].Status = 0 }, "wire[0].status", [2]string{"204", "0"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			observed := preflighted()
			test.change(&observed)
			got := Judge(nil, &fetch.Prediction{Observation: preflighted()}, &Account{Observation: observed})
			var want []Disagreement
			if test.field != "" {
				want = []Disagreement{{Between: between, Field: test.field, Values: test.values}}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestJudgeReasons(t *testing.T) {
	prediction := &fetch.Prediction{Observation: denied(fetch.MixedContent)}
	tests := []struct {
		name    string
		reasons []fetch.Reason
		want    string // the observed value of the disagreement; "" agrees
	}{
		{"the only one", []fetch.Reason{fetch.MixedContent}, ""},
		{"one of them", []fetch.Reason{fetch.BlockedByCSP, fetch.MixedContent}, ""},
		{"none of them", []fetch.Reason{fetch.BlockedByCSP, fetch.UnsafePort}, "BlockedByCSP or UnsafePort"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			account := &Account{Observation: denied(""), Reasons: test.reasons}
			got := Judge(&scenarios.Expectation{Reason: fetch.MixedContent}, prediction, account)
			var want []Disagreement
			if test.want != "" {
				values := [2]string{"MixedContent", test.want}
				want = []Disagreement{
					{[2]Voice{Expected, Observed}, "reason", values},
					{[2]Voice{Predicted, Observed}, "reason", values},
				}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// TestJudgeOutcomeOfReasons: of a worker's script that does not come a browser does not
// say whether the server failed or a rule was broken.
func TestJudgeOutcomeOfReasons(t *testing.T) {
	account := &Account{Observation: denied(""), Reasons: []fetch.Reason{fetch.UnusableResponse, fetch.ConnectionReset}}
	for _, test := range []struct {
		outcome fetch.Outcome
		reason  fetch.Reason
		reasons []fetch.Reason
		agrees  bool
	}{
		{fetch.Deny, fetch.UnusableResponse, account.Reasons, true},
		{fetch.Error, fetch.ConnectionReset, account.Reasons, true},
		{fetch.Error, fetch.ConnectionReset, []fetch.Reason{fetch.UnusableResponse}, false},
		{fetch.Allow, "", account.Reasons, false},
	} {
		prediction := &fetch.Prediction{Observation: denied(test.reason)}
		prediction.Outcome = test.outcome
		account.Reasons = test.reasons
		got := Judge(nil, prediction, account)
		isOutcome := func(d Disagreement) bool { return d.Field == "outcome" }
		if agrees := !slices.ContainsFunc(got, isOutcome); agrees != test.agrees {
			t.Errorf("predicted %s for %s, observed one of %v: %v", test.outcome, test.reason, test.reasons, got)
		}
	}
}

// TestJudgeExpectation holds one expectation at a time against the same
// prediction.
func TestJudgeExpectation(t *testing.T) {
	type values = [2]string
	wire := func(change func(*scenarios.SentExpectation)) scenarios.Expectation {
		sent := make([]scenarios.SentExpectation, 2)
		change(&sent[1])
		return scenarios.Expectation{Wire: sent}
	}
	tests := []struct {
		name     string
		expected scenarios.Expectation
		field    string // "" agrees
		values   values
	}{
		{"says nothing", scenarios.Expectation{}, "", values{}},
		{"outcome agrees", scenarios.Expectation{Outcome: fetch.Allow}, "", values{}},
		{"outcome", scenarios.Expectation{Outcome: fetch.Deny}, "outcome", values{"deny", "allow"}},
		{"reason", scenarios.Expectation{Reason: fetch.Timeout}, "reason", values{"Timeout", "(none)"}},
		{"preflight", scenarios.Expectation{Preflight: ptr(false)}, "preflight", values{"false", "true"}},
		{"type", scenarios.Expectation{Type: "basic"}, "type", values{"basic", "cors"}},
		{"status", scenarios.Expectation{Status: ptr(0)}, "status", values{"0", "200"}},
		{"header agrees", scenarios.Expectation{Headers: map[string]*string{"etag": ptr(`"1"`)}}, "", values{}},
		{"header", scenarios.Expectation{Headers: map[string]*string{"etag": ptr(`2`)}}, "headers.etag", values{"2", `"1"`}},
		{"header hidden", scenarios.Expectation{Headers: map[string]*string{"etag": nil}}, "headers.etag", values{absent, `"1"`}},
		{"hidden header agrees", scenarios.Expectation{Headers: map[string]*string{"x-a": nil}}, "", values{}},
		{"header readable", scenarios.Expectation{Headers: map[string]*string{"x-a": ptr("")}}, "headers.x-a", values{"", absent}},
		{"origin agrees", scenarios.Expectation{Origin: "https://a.test"}, "", values{}},
		{"origin", scenarios.Expectation{Origin: "absent"}, "origin", values{"absent", "https://a.test"}},
		{"no request", scenarios.Expectation{Wire: []scenarios.SentExpectation{}}, "wire", values{"0", "2"}},
		{"two requests", scenarios.Expectation{Wire: make([]scenarios.SentExpectation, 2)}, "", values{}},
		{"url", wire(func(s *scenarios.SentExpectation) { s.URL = ptr("/") }), "wire[1].url", values{"/", "https://b.test/x"}},
		{"method", wire(func(s *scenarios.SentExpectation) { s.Method = ptr("GET") }), "wire[1].method", values{"GET", "PUT"}},
		{"is preflight", wire(func(s *scenarios.SentExpectation) { s.Preflight = ptr(true) }), "wire[1].preflight", values{"true", "false"}},
		{"wire origin", wire(func(s *scenarios.SentExpectation) { s.Origin = ptr("absent") }), "wire[1].origin", values{absent, "https://a.test"}},
		{"request method absent", wire(func(s *scenarios.SentExpectation) { s.RequestMethod = ptr("absent") }), "", values{}},
		{"request method", wire(func(s *scenarios.SentExpectation) { s.RequestMethod = ptr("PUT") }), "wire[1].requestMethod", values{"PUT", absent}},
		{"request headers", wire(func(s *scenarios.SentExpectation) { s.RequestHeaders = ptr("") }), "wire[1].requestHeaders", values{"", absent}},
		{"cookies", wire(func(s *scenarios.SentExpectation) { s.Cookies = ptr("sid=2") }), "wire[1].cookies", values{"sid=2", "sid=1"}},
		{"wire status", wire(func(s *scenarios.SentExpectation) { s.Status = ptr(204) }), "wire[1].status", values{"204", "200"}},
		{"sent header agrees", wire(func(s *scenarios.SentExpectation) {
			s.Headers = map[string]*string{"accept": ptr("a, b"), "referer": nil}
		}), "", values{}},
		{"sent header", wire(func(s *scenarios.SentExpectation) { s.Headers = map[string]*string{"accept": ptr("a")} }), "wire[1].headers.accept", values{"a", "a, b"}},
		{"sent header absent", wire(func(s *scenarios.SentExpectation) { s.Headers = map[string]*string{"accept": nil} }), "wire[1].headers.accept", values{absent, "a, b"}},
		{"an alternative holds", anyOf(scenarios.Expectation{Outcome: fetch.Deny}, scenarios.Expectation{Outcome: fetch.Allow}), "", values{}},
		{"no alternative holds: the nearest", anyOf(
			scenarios.Expectation{Outcome: fetch.Deny, Type: "basic"}, scenarios.Expectation{Outcome: fetch.Error},
		), "outcome", values{"error", "allow"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := Judge(&test.expected, &fetch.Prediction{Observation: preflighted()}, nil)
			var want []Disagreement
			if test.field != "" {
				want = []Disagreement{{[2]Voice{Expected, Predicted}, test.field, test.values}}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func anyOf(alternatives ...scenarios.Expectation) scenarios.Expectation {
	var e scenarios.Expectation
	for _, a := range alternatives {
		e.AnyOf = append(e.AnyOf, scenarios.Alternative{Section: "cors-check", Expectation: a})
	}
	return e
}

// TestJudgeHidden: what an API cannot show disagrees with no expectation.
func TestJudgeHidden(t *testing.T) {
	hidden := fetch.Observation{Outcome: fetch.Allow, Status: fetch.StatusHidden}
	expected := &scenarios.Expectation{Type: "cors", Status: ptr(200), Headers: map[string]*string{"etag": ptr("1")}}
	if got := Judge(expected, &fetch.Prediction{Observation: hidden}, &Account{Observation: hidden}); got != nil {
		t.Errorf("got %v, want no disagreement", got)
	}
}

// TestJudgeOriginOfNothing: a request that was never sent is not one that was
// sent without Origin.
func TestJudgeOriginOfNothing(t *testing.T) {
	got := Judge(&scenarios.Expectation{Origin: "absent"}, &fetch.Prediction{}, nil)
	want := []Disagreement{{[2]Voice{Expected, Predicted}, "origin", [2]string{"absent", "(no request)"}}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// TestJudgePairs: the field of one voice that is alone against two shows in
// both its pairs, and those two agree.
func TestJudgePairs(t *testing.T) {
	allowed, refused := preflighted(), denied(fetch.MissingAllowOriginHeader)
	expected := &scenarios.Expectation{Outcome: fetch.Allow}
	pairs := func(ds []Disagreement) (found [][2]Voice) {
		for _, d := range ds {
			if d.Field == "outcome" {
				found = append(found, d.Between)
			}
		}
		return found
	}
	tests := []struct {
		name                string
		predicted, observed fetch.Observation
		want                [][2]Voice
	}{
		{"all agree", allowed, allowed, nil},
		{"the prediction alone", refused, allowed, [][2]Voice{{Expected, Predicted}, {Predicted, Observed}}},
		{"the browser alone", allowed, refused, [][2]Voice{{Expected, Observed}, {Predicted, Observed}}},
		{"the expectation alone", refused, refused, [][2]Voice{{Expected, Predicted}, {Expected, Observed}}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := pairs(Judge(expected, &fetch.Prediction{Observation: test.predicted}, &Account{Observation: test.observed}))
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// TestJudgeSentHeaders: of a header that CORS is not about, prediction and browser are
// held against each other where it is expected to be something.
func TestJudgeSentHeaders(t *testing.T) {
	sent := func(lines ...wire.Line) fetch.Observation {
		return fetch.Observation{Outcome: fetch.Allow, Status: fetch.StatusHidden, Wire: []fetch.Sent{{Header: lines}}}
	}
	with, without := sent("Accept: a", "Referer: https://a.test/"), sent()
	named := &scenarios.Expectation{Wire: []scenarios.SentExpectation{{Headers: map[string]*string{"accept": ptr("a")}}}}
	for _, c := range []struct {
		why      string
		expected *scenarios.Expectation
		want     []Disagreement
	}{
		{"nothing is expected", nil, nil},
		{"no request is", &scenarios.Expectation{Outcome: fetch.Allow}, nil},
		{"another number of requests is", &scenarios.Expectation{Wire: []scenarios.SentExpectation{}}, []Disagreement{
			{[2]Voice{Expected, Predicted}, "wire", [2]string{"0", "1"}}, {[2]Voice{Expected, Observed}, "wire", [2]string{"0", "1"}},
		}},
		{"the header is", named, []Disagreement{
			{[2]Voice{Expected, Observed}, "wire[0].headers.accept", [2]string{"a", absent}},
			{[2]Voice{Predicted, Observed}, "wire[0].headers.accept", [2]string{"a", absent}},
		}},
	} {
		if diff := cmp.Diff(c.want, Judge(c.expected, &fetch.Prediction{Observation: with}, &Account{Observation: without})); diff != "" {
			t.Errorf("%s (-want +got)\n%s", c.why, diff)
		}
	}
}
