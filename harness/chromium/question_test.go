package chromium

import (
	"testing"

	"github.com/chromedp/cdproto/cdp/jsonv2"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/harness"
)

// TestPolicyTooLate shows that what a policy forbids is taken for the case's where it can
// be: Chromium tells some of it when the case is over.
func TestPolicyTooLate(t *testing.T) {
	job := func(api fetch.API, url string) harness.Job {
		return harness.Job{Request: fetch.Request{API: api, URL: url}}
	}
	again := job(fetch.APIEventSource, "https://api.example.net/a")
	again.Request.Reconnect = true
	tokened := job(fetch.APIFetch, "https://api.example.net/a")
	tokened.Token = "t"
	for _, test := range []struct {
		why     string
		job     harness.Job
		blocked string
		want    bool
	}{
		{"the same", job(fetch.APIFetch, "/a#b"), "https://www.example.com/a", true},
		{"over https in its place", job(fetch.APIImg, "http://api.example.net/a"), "https://api.example.net/a", true},
		{"a scheme", job(fetch.APIFetch, "data:,x"), "data", true},
		{"nothing", job(fetch.APIImg, "https://api.example.net/a"), "", true},
		{"another", job(fetch.APIFetch, "https://api.example.net/a"), "https://www.example.com/a", false},
		{"another than one without a host", job(fetch.APIFetch, "data:,x"), "https://www.example.com/a", false},
		{"where a frame was led", job(fetch.APIIframe, "https://api.example.net/a"), "https://www.example.com", true},
		{"where a video's rest is", job(fetch.APIVideo, "https://api.example.net/a"), "https://www.example.com/a", true},
		{"where an EventSource was led", again, "https://www.example.com/a", true},
		{"a job with a token, which its URL has", tokened, "https://api.example.net/a", false},
	} {
		jobs := []harness.Job{test.job}
		var e evidence
		e.begin(1, newQuestion(fetch.Page{URL: "https://www.example.com"}, jobs), harness.Owner(jobs), false)
		e.event(&session{}, "Audits.issueAdded", jsonv2.Value(`{"issue":{"code":"ContentSecurityPolicyIssue","details":{"contentSecurityPolicyIssueDetails":{"blockedURL":"`+test.blocked+`","violatedDirective":"connect-src"}}}}`))
		if got := e.found(0).reason == fetch.BlockedByCSP; got != test.want {
			t.Errorf("%s: taken %t, want %t", test.why, got, test.want)
		}
	}
}
