package chromium

import (
	"encoding/json"
	"testing"

	"github.com/chromedp/cdproto/cdp/jsonv2"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/harness"
)

// Lines of Chromium 156's console.
func TestConsole(t *testing.T) {
	const (
		page      = "Access to fetch at 'https://api.example.net/x?corslab=a' from origin 'https://www.example.com' has been blocked by CORS policy: "
		viaXHR    = "Access to XMLHttpRequest at 'https://api.example.net/x?corslab=a' from origin 'https://www.example.com' has been blocked by CORS policy: "
		preflight = "Response to preflight request doesn't pass access control check: "
	)
	for _, c := range []struct {
		text      string
		reason    fetch.Reason
		parameter string
	}{
		{page + "No 'Access-Control-Allow-Origin' header is present on the requested resource.", fetch.MissingAllowOriginHeader, ""},
		{viaXHR + preflight + "No 'Access-Control-Allow-Origin' header is present on the requested resource.", fetch.PreflightMissingAllowOriginHeader, ""},
		{page + "The value of the 'Access-Control-Allow-Origin' header in the response must not be the wildcard '*' when the request's credentials mode is 'include'.", fetch.WildcardOriginNotAllowed, ""},
		{page + "The 'Access-Control-Allow-Origin' header contains multiple values '* null', but only one is allowed. Have the server send the header with a valid value.", fetch.MultipleAllowOriginValues, "* null"},
		{viaXHR + "The 'Access-Control-Allow-Origin' header contains the invalid value ''.", fetch.InvalidAllowOriginValue, ""},
		{page + preflight + "The 'Access-Control-Allow-Origin' header has a value 'https://a.test' that is not equal to the supplied origin.", fetch.PreflightAllowOriginMismatch, "https://a.test"},
		{page + "The value of the 'Access-Control-Allow-Credentials' header in the response is 'TRUE' which must be 'true' when the request's credentials mode is 'include'.", fetch.InvalidAllowCredentials, "TRUE"},
		{page + preflight + "It does not have HTTP ok status.", fetch.PreflightInvalidStatus, ""},
		{page + preflight + "Redirect is not allowed for a preflight request.", fetch.PreflightDisallowedRedirect, ""},
		{page + "Cannot parse Access-Control-Allow-Methods response header field in preflight response.", fetch.InvalidAllowMethodsPreflightResponse, ""},
		{page + "Cannot parse Access-Control-Allow-Headers response header field in preflight response.", fetch.InvalidAllowHeadersPreflightResponse, ""},
		{page + "Method PUT is not allowed by Access-Control-Allow-Methods in preflight response.", fetch.MethodDisallowedByPreflightResponse, "PUT"},
		{page + "Request header field x-a is not allowed by Access-Control-Allow-Headers in preflight response.", fetch.HeaderDisallowedByPreflightResponse, "x-a"},
		{page + "Something nobody has seen yet.", "", ""},
		{"Failed to load resource: net::ERR_FAILED", "", ""},
		{"Access to fetch at 'https://api.example.net/other?corslab=b' from origin 'https://www.example.com' has been blocked by CORS policy: It does not have HTTP ok status.", "", ""},
	} {
		var line logEntry
		line.Entry.Category, line.Entry.Text = "cors", c.text
		params, err := json.Marshal(line)
		if err != nil {
			t.Fatal(err)
		}
		for _, brief := range []bool{true, false} {
			var e evidence
			e.begin(1, question{}, harness.Owner([]harness.Job{{Token: "a"}}), brief)
			e.event(&session{}, "Log.entryAdded", jsonv2.Value(params))
			want, parameter := c.reason, c.parameter
			if !brief {
				want, parameter = "", "" // DevTools says it better
			}
			if found := e.found(0); found.reason != want || found.parameter != parameter {
				t.Errorf("brief %t: %s\nfound %q %q, want %q %q", brief, c.text, found.reason, found.parameter, want, parameter)
			}
		}
	}
}

// TestWorkerConsole reads why a service worker's answer was refused, which only the
// worker's console says. What its own load says of itself is heavier than that the
// promise was rejected.
func TestWorkerConsole(t *testing.T) {
	const event = `The FetchEvent for "https://www.example.com/x" resulted in a network error response: `
	const failed = `{"requestId":"1","errorText":"net::ERR_FAILED"}`
	for _, c := range []struct {
		text   string
		reason fetch.Reason
	}{
		{event + "the promise was rejected.", fetch.InvalidRequest},
		{event + "the promise was resolved with an error response object.", fetch.ServiceWorkerError},
		{event + `an "opaque" response was used for a request whose type is not no-cors`, fetch.ServiceWorkerOpaque},
		{event + `an "opaqueredirect" type response was used for a request whose redirect mode is not "manual".`, fetch.ServiceWorkerOpaqueRedirect},
		{event + `a "cors" type response was used for a request whose mode is "same-origin".`, fetch.ServiceWorkerCors},
		{event + `a redirected response was used for a request whose redirect mode is not "follow".`, fetch.ServiceWorkerRedirected},
		{event + "Cross-Origin-Resource-Policy prevented from serving the response to the client.", fetch.BlockedByResponse},
		{event + "something nobody has seen yet.", fetch.RedirectNotAllowed},
		{"the promise was rejected.", fetch.RedirectNotAllowed},
	} {
		var line logEntry
		line.Entry.Text = c.text
		params, err := json.Marshal(line)
		if err != nil {
			t.Fatal(err)
		}
		var e evidence
		e.begin(1, question{}, func(string) int { return 0 }, false)
		e.event(&session{}, "Network.requestWillBeSent", jsonv2.Value(`{"requestId":"1","request":{"url":"https://www.example.com/x"}}`))
		e.event(&session{}, "Network.loadingFailed", jsonv2.Value(failed))
		e.event(&session{kind: serviceWorkerKind}, "Log.entryAdded", jsonv2.Value(params))
		if found := e.found(0); found.reason != c.reason {
			t.Errorf("%s\nfound %q, want %q", c.text, found.reason, c.reason)
		}
		if got := e.found(0).ofInitiator(fetch.Request{API: fetch.APIImg}); c.reason != fetch.RedirectNotAllowed && (len(got) != 1 || got[0] != c.reason) {
			t.Errorf("%s\nof an image found %q, want %q", c.text, got, c.reason)
		}
		e.event(&session{kind: serviceWorkerKind}, "Network.requestWillBeSent", jsonv2.Value(`{"requestId":"2","request":{"url":"https://api.example.net/"}}`))
		e.event(&session{kind: serviceWorkerKind}, "Network.loadingFailed", jsonv2.Value(`{"requestId":"2","errorText":"net::ERR_CONNECTION_RESET"}`))
		if found := e.found(0); c.reason == fetch.InvalidRequest && found.reason != fetch.ConnectionReset {
			t.Errorf("the worker's own load: found %q", found.reason)
		}
	}
}
