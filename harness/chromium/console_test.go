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
			e.begin(1, harness.Owner([]harness.Job{{Token: "a"}}), brief)
			e.event("", "Log.entryAdded", jsonv2.Value(params))
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
