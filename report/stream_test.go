package report

import (
	"time"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/scenarios"
	"github.com/corslab/corslab/verdict"
	"github.com/corslab/corslab/wire"
)

func ptr[T any](v T) *T { return &v }

// hostile is text that would forge a line, colour a terminal, turn the reading
// direction, close a CDATA section or become markup, were it not escaped.
const hostile = "x\nFAIL y\x1b[31m\u202e\x00]]><b>|`*[a](b)\xff"

var chromium = &Browser{Name: "chromium", Version: "156.0.8078.79"}

// exchanges are a refused preflight.
var exchanges = []wire.Exchange{{
	Request: wire.Request{
		Method: "OPTIONS", Origin: "https://b.test", Target: "/x?a[]='1'",
		Header: wire.Header{
			"Host: b.test", "Origin: https://a.test", "Access-Control-Request-Method: PUT", "User-Agent: test",
		},
	},
	Response: wire.Response{Status: 403, Reason: "Forbidden", Header: wire.Header{
		"Content-Type: application/xml", "Access-Control-Allow-Origin : \x01*",
	}, Notes: []wire.Note{{Section: "aws:s3-preflight", Text: "no rule matches", Unverified: true}}},
}}

func refused() fetch.Observation {
	return fetch.Observation{
		Outcome: fetch.Deny, Reason: fetch.PreflightMissingAllowOriginHeader, Preflight: true,
		Type: fetch.TypeError, Headers: map[string]string{}, Wire: []fetch.Sent{fetch.NewSent(exchanges[0])},
	}
}

func prediction(o fetch.Observation) *fetch.Prediction {
	return &fetch.Prediction{
		Observation: o, Quirks: []string{"user-agent-dropped"}, Exchanges: exchanges,
		Decisions: []fetch.Decision{
			{Section: "main-fetch", Text: "the request is cross-origin", Verdict: fetch.Info, Exchange: -1},
			{Section: "cors-check", Text: "Access-Control-Allow-Origin is missing", Verdict: fetch.Fail, Exchange: 0},
			{Section: "http-fetch", Text: "a network error is returned", Verdict: fetch.Info, Exchange: 0},
		},
	}
}

// stream holds every status, with and without a browser, with everything that a
// record can hold and with as little as it may.
func stream() []Result {
	allowed := fetch.Observation{
		Outcome: fetch.Allow, Type: fetch.TypeBasic, Status: 200, Headers: map[string]string{"etag": "1"},
		Wire: []fetch.Sent{{URL: "https://a.test/", Method: "GET", Cookies: ptr("sid=1"), Status: 200}},
	}
	elsewhere := refused()
	elsewhere.Reason, elsewhere.Preflight, elsewhere.Wire = "", false, nil
	expected := &scenarios.Expectation{
		Outcome: fetch.Deny, Reason: fetch.PreflightMissingAllowOriginHeader, Status: ptr(0),
		Headers: map[string]*string{"etag": nil}, Wire: []scenarios.SentExpectation{{Method: ptr("OPTIONS")}},
		AnyOf: []scenarios.Alternative{{Section: "cors-check", Expectation: scenarios.Expectation{Type: "error"}}},
	}
	judged := func(name string, status verdict.Status, e *scenarios.Expectation, p *fetch.Prediction, o *verdict.Account) Result {
		return Result{
			Case: name, Labels: []string{"s3", "teaching"}, Status: status, Browser: chromium, Profile: "chromium",
			Expected: e, Predicted: p, Observed: o, Disagreements: verdict.Judge(e, p, o),
			Scenario: &scenarios.Case{Title: "Uploading from a page"}, Exchanges: exchanges, Attempts: 1,
		}
	}
	pass := judged("s3/upload", verdict.Pass, expected, prediction(refused()), &verdict.Account{Observation: refused()})
	fail := judged("s3/upload[method=PUT]", verdict.Fail, expected, prediction(refused()),
		&verdict.Account{Observation: elsewhere, Reasons: []fetch.Reason{fetch.BlockedByCSP, fetch.MixedContent}})
	fail.Exchanges = nil
	skip := judged("s3/upload#wait@2", verdict.Skip, nil, prediction(refused()), nil)
	skip.Scenario, skip.Step = fail.Scenario, 1
	skip.Message = "waits for 60s, more than the 10s of --max-wait"
	known := judged("api/known", verdict.KnownFail, nil, prediction(refused()), &verdict.Account{Observation: allowed})
	flaky := judged("api/flaky", verdict.Flaky, nil, prediction(refused()), &verdict.Account{Observation: refused()})
	flaky.Message = "disagreed at first: outcome: predicted deny, observed allow"
	unexpected := judged("api/unexpected", verdict.UnexpectedPass, nil, prediction(refused()), &verdict.Account{Observation: refused()})
	errored := judged("api/errored", verdict.Errored, nil, prediction(refused()), nil)
	errored.Message = "the browser died three times"
	predicted := Result{
		Case: "api/predicted#a%2Fb[x=%5B]", Status: verdict.Fail, Profile: "standard",
		Expected: &scenarios.Expectation{Outcome: fetch.Deny},
		Predicted: &fetch.Prediction{Observation: allowed, Exchanges: []wire.Exchange{{
			Request:  wire.Request{Method: "GET", Origin: "https://a.test", Target: "/", Header: wire.Header{"Cookie: sid=1", "X-Empty:"}},
			Response: wire.Response{Status: 200, Header: wire.Header{"ETag: 1"}, Fault: wire.Fault{Kind: wire.FaultSlow, Delay: time.Second}},
		}}},
	}
	predicted.Disagreements = verdict.Judge(predicted.Expected, predicted.Predicted, nil)
	forged := Result{
		Case: "z/" + hostile, Labels: []string{hostile}, Status: verdict.Fail, Message: hostile, Profile: hostile,
		Predicted: prediction(refused()),
		Disagreements: []verdict.Disagreement{{
			Between: [2]verdict.Voice{verdict.Expected, verdict.Predicted},
			Field:   "headers." + hostile, Values: [2]string{hostile, ""},
		}},
	}
	return []Result{pass, fail, skip, known, flaky, unexpected, errored, predicted, forged}
}

// summaryOf counts a stream that took two seconds and was broken off.
func summaryOf(results []Result) Summary {
	s := Summary{Elapsed: 2 * time.Second, Interrupted: true, Reports: []string{"out/report.json"}}
	for _, r := range results {
		s.Add(r)
	}
	return s
}
