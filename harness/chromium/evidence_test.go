package chromium

import (
	"testing"

	"github.com/chromedp/cdproto/cdp/jsonv2"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/harness"
)

// The messages below are Chromium 156's, shortened to what is read.
const (
	announced   = `{"requestId":"7.2","request":{"url":"https://api.example.net/b"},"initiator":{"type":"script"}}`
	preflighted = `{"requestId":"F00D","request":{"url":"https://api.example.net/b"},"initiator":{"type":"preflight","requestId":"7.2"}}`
	hopFailed   = `{"requestId":"F00D","type":"Preflight","errorText":"net::ERR_INVALID_REDIRECT","canceled":false}`
	failedCORS  = `{"requestId":"7.2","type":"Fetch","errorText":"net::ERR_FAILED","corsErrorStatus":{"corsError":"PreflightDisallowedRedirect","failedParameter":""}}`
	issueCORS   = `{"issue":{"code":"CorsIssue","details":{"corsIssueDetails":{"corsErrorStatus":{"corsError":"AllowOriginMismatch","failedParameter":"https://b.test"},"isWarning":false,"request":{"requestId":"7.2","url":"https://api.example.net/b"}}}}}`
	issueEarly  = `{"issue":{"code":"CorsIssue","details":{"corsIssueDetails":{"corsErrorStatus":{"corsError":"DisallowedByMode","failedParameter":""},"isWarning":false,"request":{"url":"https://api.example.net/b"}}}}}`
	issueStale  = `{"issue":{"code":"CorsIssue","details":{"corsIssueDetails":{"corsErrorStatus":{"corsError":"MissingAllowOriginHeader","failedParameter":""},"isWarning":false,"request":{"requestId":"7.1","url":"https://api.example.net/a"}}}}}`
	warning     = `{"issue":{"code":"CorsIssue","details":{"corsIssueDetails":{"corsErrorStatus":{"corsError":"MissingAllowOriginHeader","failedParameter":""},"isWarning":true,"request":{"requestId":"7.2","url":"https://api.example.net/b"}}}}}`
	issueSpace  = `{"issue":{"code":"CorsIssue","details":{"corsIssueDetails":{"corsErrorStatus":{"corsError":"LocalNetworkAccessPermissionDenied","failedParameter":""},"isWarning":false,"request":{"requestId":"7.2","url":"https://api.example.net/b"},"resourceIPAddressSpace":"Local"}}}}`
	failedSpace = `{"requestId":"7.2","type":"Fetch","errorText":"net::ERR_FAILED","corsErrorStatus":{"corsError":"InsecureLocalNetwork","failedParameter":""}}`
	failedNews  = `{"requestId":"7.2","type":"Fetch","errorText":"net::ERR_NEWS","canceled":false}`
	failedPlain = `{"requestId":"7.2","type":"Fetch","errorText":"net::ERR_FAILED","canceled":false}`
)

func TestEvidence(t *testing.T) {
	type event struct{ method, params string }
	sent := func(params string) event { return event{"Network.requestWillBeSent", params} }
	failed := func(params string) event { return event{"Network.loadingFailed", params} }
	issue := func(params string) event { return event{"Audits.issueAdded", params} }
	for _, row := range []struct {
		why    string
		events []event
		want   fetch.Reason
	}{
		{"nothing is said", nil, ""},
		{"a failure", []event{sent(announced), failed(failedPlain)}, fetch.RedirectNotAllowed},
		{"a message that is new to us", []event{sent(announced), failed(failedNews)}, ""},
		{"an issue says more than a plain failure", []event{sent(announced), failed(failedPlain), issue(issueCORS)}, fetch.AllowOriginMismatch},
		{"an issue that is there before the request", []event{issue(issueCORS), sent(announced)}, fetch.AllowOriginMismatch},
		{"an issue about what was never sent", []event{issue(issueEarly)}, fetch.DisallowedByMode},
		{"a warning is no failure", []event{sent(announced), issue(warning)}, ""},
		{"a late issue of the case before", []event{issue(issueStale), sent(announced)}, ""},
		{"a preflight fails before its request does", []event{sent(preflighted), failed(hopFailed), sent(announced), failed(failedCORS)}, fetch.PreflightDisallowedRedirect},
		{"a preflight's failure alone", []event{sent(announced), sent(preflighted), failed(hopFailed)}, ""},
		{"a connection to the local network is told twice", []event{sent(announced), issue(issueSpace), failed(failedSpace)}, fetch.InsecureLocalNetwork},
		{"a request of nobody", []event{failed(failedCORS)}, ""},
	} {
		t.Run(row.why, func(t *testing.T) {
			var e evidence
			e.begin(1, question{}, harness.Owner([]harness.Job{{}}), false)
			for _, one := range row.events {
				e.event(&session{}, one.method, jsonv2.Value(one.params))
			}
			if found := e.found(0); found.reason != row.want {
				t.Errorf("found %q, want %q", found.reason, row.want)
			}
		})
	}
}

// TestEvidenceOfNobody shows that in a batch a request is never given to a job
// whose token it does not carry.
func TestEvidenceOfNobody(t *testing.T) {
	var e evidence
	e.begin(2, question{}, harness.Owner([]harness.Job{{Token: "a"}, {Token: "b"}}), false)
	e.event(&session{}, "Network.requestWillBeSent", jsonv2.Value(announced))
	e.event(&session{}, "Network.loadingFailed", jsonv2.Value(failedCORS))
	for job := range 2 {
		if found := e.found(job); found.weight != none {
			t.Errorf("job %d was given %q", job, found.reason)
		}
	}
}

// TestEvidenceTooLate shows that an issue about no request counts where its URL is asked
// for: Chromium tells some of them when the case is over.
func TestEvidenceTooLate(t *testing.T) {
	for asked, want := range map[string]fetch.Reason{
		"https://api.example.net/b":     fetch.DisallowedByMode,
		"https://api.example.net/b#c":   fetch.DisallowedByMode,
		"https://api.example.net/other": "",
		"":                              fetch.DisallowedByMode,
	} {
		var e evidence
		e.begin(1, question{url: comparable(asked)}, harness.Owner([]harness.Job{{}}), false)
		e.event(&session{kind: serviceWorkerKind}, "Audits.issueAdded", jsonv2.Value(issueEarly))
		if found := e.found(0); found.reason != fetch.DisallowedByMode {
			t.Errorf("a service worker, asked for %s: found %q", asked, found.reason)
		}
		e.begin(1, question{url: comparable(asked)}, harness.Owner([]harness.Job{{}}), false)
		e.event(&session{}, "Audits.issueAdded", jsonv2.Value(issueEarly))
		if found := e.found(0); found.reason != want {
			t.Errorf("asking for %s: found %q, want %q", asked, found.reason, want)
		}
	}
}

func TestIsVersion(t *testing.T) {
	for text, want := range map[string]bool{
		"156.0.8078.79": true, "156.0.8078": false, "156.0.8078.x": false, "156..8078.79": false, "": false, "Chromium": false,
	} {
		if got := isVersion(text); got != want {
			t.Errorf("isVersion(%q) = %t", text, got)
		}
	}
	if !isValidated("156.0.8078.79") || isValidated("1560.0.1.2") || isValidated("") {
		t.Error("isValidated does not go by the major version")
	}
}

// TestTail shows that a browser that prints for ever costs no memory.
func TestTail(t *testing.T) {
	var kept tail
	for range 3 {
		if n, err := kept.Write(make([]byte, tailSize)); n != tailSize || err != nil {
			t.Fatal(n, err)
		}
	}
	if _, err := kept.Write([]byte("the end")); err != nil {
		t.Fatal(err)
	}
	if got := kept.String(); len(got) != tailSize || got[tailSize-len("the end"):] != "the end" {
		t.Errorf("kept %d bytes", len(got))
	}
}

func TestHasOtherScheme(t *testing.T) {
	for url, want := range map[string]bool{
		"ftp://a.test/": true, "FTP://a b/": true, "file:///x": true, "mailto:x": true, "foo://a": true,
		"https://a.test/": false, "HTTP:x": false, "data:,x:y": false, "/x:y": false, "\thttps://a b/": false, "?a:b": false, "#a:b": false, "": false, "x": false,
	} {
		if got := hasOtherScheme(url); got != want {
			t.Errorf("%q has another scheme: %t", url, got)
		}
	}
}
