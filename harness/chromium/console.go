package chromium

import (
	"strings"

	"github.com/corslab/corslab/fetch"
)

// A logEntry is the event Log.entryAdded: a line of the console, as far as we read
// it.
type logEntry struct {
	Entry struct {
		Category string `json:"category"`
		Text     string `json:"text"`
	} `json:"entry"`
}

// What lines about CORS errors are made of (Chromium's cors_error_string.cc).
const (
	consoleURL       = " at '"
	consoleOrigin    = "' from origin '"
	consoleMessage   = "' has been blocked by CORS policy: "
	consolePreflight = "Response to preflight request doesn't pass access control check: "
)

// A consoleRule is how a message about an error begins. Where that ends with a
// quotation mark or a space, the parameter follows it up to the next.
type consoleRule struct {
	beginning string
	reason    fetch.Reason
	// preflight is the reason in the answer to a preflight; "" where it is the same.
	preflight fetch.Reason
}

var consoleRules = []consoleRule{
	{"No 'Access-Control-Allow-Origin' header is present", fetch.MissingAllowOriginHeader, fetch.PreflightMissingAllowOriginHeader},
	{"The value of the 'Access-Control-Allow-Origin' header in the response must not be the wildcard", fetch.WildcardOriginNotAllowed, fetch.PreflightWildcardOriginNotAllowed},
	{"The 'Access-Control-Allow-Origin' header contains multiple values '", fetch.MultipleAllowOriginValues, fetch.PreflightMultipleAllowOriginValues},
	{"The 'Access-Control-Allow-Origin' header contains the invalid value '", fetch.InvalidAllowOriginValue, fetch.PreflightInvalidAllowOriginValue},
	{"The 'Access-Control-Allow-Origin' header has a value '", fetch.AllowOriginMismatch, fetch.PreflightAllowOriginMismatch},
	{"The value of the 'Access-Control-Allow-Credentials' header in the response is '", fetch.InvalidAllowCredentials, fetch.PreflightInvalidAllowCredentials},
	{"It does not have HTTP ok status.", fetch.PreflightInvalidStatus, ""},
	{"Redirect is not allowed for a preflight request.", fetch.PreflightDisallowedRedirect, ""},
	{"Cannot parse Access-Control-Allow-Methods response header field", fetch.InvalidAllowMethodsPreflightResponse, ""},
	{"Cannot parse Access-Control-Allow-Headers response header field", fetch.InvalidAllowHeadersPreflightResponse, ""},
	{"Method ", fetch.MethodDisallowedByPreflightResponse, ""},
	{"Request header field ", fetch.HeaderDisallowedByPreflightResponse, ""},
}

// finding returns what the line says, and about which URL; ok is false where it is
// not about a CORS error that a response had.
func (l logEntry) finding() (url string, f finding, ok bool) {
	text := l.Entry.Text
	_, rest, isAt := strings.Cut(text, consoleURL)
	url, rest, isFrom := strings.Cut(rest, consoleOrigin)
	_, message, isBlocked := strings.Cut(rest, consoleMessage)
	if l.Entry.Category != "cors" || !isAt || !isFrom || !isBlocked {
		return "", finding{}, false
	}
	message, isPreflight := strings.CutPrefix(message, consolePreflight)
	for _, rule := range consoleRules {
		after, ok := strings.CutPrefix(message, rule.beginning)
		if !ok {
			continue
		}
		f = finding{reason: rule.reason, raw: text, weight: cors}
		if isPreflight && rule.preflight != "" {
			f.reason = rule.preflight
		}
		switch rule.beginning[len(rule.beginning)-1] {
		case '\'', ' ':
			f.parameter, _, _ = strings.Cut(after, rule.beginning[len(rule.beginning)-1:])
		}
		return url, f, true
	}
	return "", finding{}, false
}

// refusedScheme returns the URL that the line says no page may load, because of its
// scheme; "" where it does not say which.
func (l logEntry) refusedScheme() (url string, ok bool) {
	if l.Entry.Text == "FTP is not supported." {
		return "", true
	}
	return strings.CutPrefix(l.Entry.Text, "Not allowed to load local resource: ")
}

// Lines about what is put into a frame: its URL holds a user name or password, or has a
// scheme that the browser would leave to another program.
const (
	consoleUserinfo = "Subresource requests whose URLs contain embedded credentials"
	consoleLaunch   = "Not allowed to launch '"
)

// blockedFrame returns why the line says that nothing is put into a frame; ok is false
// where it says no such thing.
func (l logEntry) blockedFrame() (f finding, ok bool) {
	f = finding{raw: l.Entry.Text, text: consoleUserinfo, reason: fetch.DisallowedByMode, weight: load}
	if strings.HasPrefix(l.Entry.Text, consoleLaunch) {
		f.text, f.reason = consoleLaunch, fetch.UnknownURLScheme
	}
	return f, strings.HasPrefix(l.Entry.Text, f.text)
}

// What lines about the answers of service workers are made of (Chromium's
// fetch_respond_with_observer.cc).
const (
	consoleEvent   = "The FetchEvent for \""
	consoleRefusal = "\" resulted in a network error response: "
)

// workerRules are how messages about answers begin.
var workerRules = []struct {
	beginning string
	finding   finding
}{
	{"the promise was rejected", finding{reason: fetch.InvalidRequest, weight: rejected}},
	{"the promise was resolved with an error response", finding{reason: fetch.ServiceWorkerError, weight: refused}},
	{"an \"opaque\" response was used", finding{reason: fetch.ServiceWorkerOpaque, weight: refused}},
	{"an \"opaqueredirect\" type response was used", finding{reason: fetch.ServiceWorkerOpaqueRedirect, weight: refused}},
	{"a \"cors\" type response was used", finding{reason: fetch.ServiceWorkerCors, weight: refused}},
	{"Cross-Origin-Resource-Policy prevented", finding{reason: fetch.BlockedByResponse, weight: refused}},
	{"a redirected response was used", finding{reason: fetch.ServiceWorkerRedirected, weight: refused}},
}

// answer returns what the line says about a service worker's answer to the request
// for a URL; ok is false where it is about none. Of a promise that was rejected
// without any load that failed, what is left is that fetch() threw.
func (l logEntry) answer() (url string, f finding, ok bool) {
	rest, isEvent := strings.CutPrefix(l.Entry.Text, consoleEvent)
	url, message, isRefused := strings.Cut(rest, consoleRefusal)
	if !isEvent || !isRefused {
		return "", finding{}, false
	}
	for _, rule := range workerRules {
		if strings.HasPrefix(message, rule.beginning) {
			f = rule.finding
			f.raw, f.isWorkers = l.Entry.Text, true
			return url, f, true
		}
	}
	return "", finding{}, false
}
