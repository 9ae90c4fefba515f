package fetch_test

import (
	"strings"
	"testing"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/wire"
)

var (
	putX  = with("PUT", "X-A", "1")
	putXs = "OPTIONS B(PUT x-a)" // the preflight of putX
)

// denied is a putX whose preflight fails.
func denied(reason fetch.Reason) string { return "deny " + string(reason) + ": " + putXs }

// asked is an ok preflight response with lists of methods and header names.
func asked(methods, names string) *reply {
	r := ok(anyOrigin)
	r.lines.Add("Access-Control-Allow-Methods", methods)
	r.lines.Add("Access-Control-Allow-Headers", names)
	return r
}

const allowedX = "allow: OPTIONS B(PUT x-a), PUT B"

// What a preflight response must say.
var edgesPreflightResponse = []edge{
	{id: "39", why: "the preflight carries no type", request: post(text("x"), "Content-Type", "application/json"), want: asks("POST", "content-type")},
	{id: "45", why: "no methods, and a bad list of names", request: putX, preflight: ok(anyOrigin, "Access-Control-Allow-Headers: a b"), want: denied(fetch.InvalidAllowHeadersPreflightResponse), firefox: denied(fetch.MethodDisallowedByPreflightResponse)},
	{id: "45", why: "another method, and a bad list of names", request: putX, preflight: asked("DELETE", "a b"), want: denied(fetch.InvalidAllowHeadersPreflightResponse), firefox: denied(fetch.MethodDisallowedByPreflightResponse)},
	{id: "45", why: "the method, and a bad list of names", request: putX, preflight: asked("PUT", "a b"), want: denied(fetch.InvalidAllowHeadersPreflightResponse)},
	{id: "45", why: "every method, and a bad list of names", request: putX, preflight: asked("*", "a b"), want: denied(fetch.InvalidAllowHeadersPreflightResponse)},
	{id: "45", why: "every method but with credentials, and a bad list of names", request: cred(putX), preflight: ok("Access-Control-Allow-Origin: "+pageA, credentials, "Access-Control-Allow-Methods: *", "Access-Control-Allow-Headers: a b"), want: denied(fetch.InvalidAllowHeadersPreflightResponse), firefox: denied(fetch.MethodDisallowedByPreflightResponse)},
	{id: "40", why: "204", request: putX, preflight: status(204, asked("PUT", "x-a").lines...), want: allowedX},
	{id: "40", why: "299", request: putX, preflight: status(299, asked("PUT", "x-a").lines...), want: allowedX},
	{id: "40", why: "206", request: putX, preflight: status(206, asked("PUT", "x-a").lines...), want: allowedX},
	{id: "40", why: "300", request: putX, preflight: status(300, asked("PUT", "x-a").lines...), want: denied(fetch.PreflightInvalidStatus)},
	{id: "40", why: "304", request: putX, preflight: status(304, asked("PUT", "x-a").lines...), want: denied(fetch.PreflightInvalidStatus)},
	{id: "40", why: "401", request: putX, preflight: status(401, asked("PUT", "x-a").lines...), want: denied(fetch.PreflightInvalidStatus)},
	{id: "40", why: "500", request: putX, preflight: status(500, asked("PUT", "x-a").lines...), want: denied(fetch.PreflightInvalidStatus)},
	{id: "41", why: "redirect", request: putX, preflight: status(302, anyOrigin, "Location: /y"), want: denied(fetch.PreflightDisallowedRedirect)},
	{id: "41", why: "redirect to itself", request: putX, preflight: status(307, anyOrigin, "Location: /x"), want: denied(fetch.PreflightDisallowedRedirect)},
	{id: "41", why: "redirect that allows nobody", request: putX, preflight: status(302, "Location: /y"), want: denied(fetch.PreflightMissingAllowOriginHeader), chromium: denied(fetch.PreflightDisallowedRedirect), webkit: denied(fetch.PreflightDisallowedRedirect)},
	{id: "41", why: "302 to nowhere", request: putX, preflight: status(302, anyOrigin), want: denied(fetch.PreflightInvalidStatus)},
	{id: "41", why: "302 to nowhere that allows nobody", request: putX, preflight: status(302), want: denied(fetch.PreflightMissingAllowOriginHeader), webkit: denied(fetch.PreflightInvalidStatus)},
	{id: "42", why: "500 that allows nobody", request: putX, preflight: status(500), want: denied(fetch.PreflightMissingAllowOriginHeader), webkit: denied(fetch.PreflightInvalidStatus)},
	{id: "43", why: "* with credentials", request: cred(putX), preflight: ok(anyOrigin, credentials), want: denied(fetch.PreflightWildcardOriginNotAllowed)},
	{id: "43", why: "no Access-Control-Allow-Credentials", request: cred(putX), preflight: allows(pageA), want: denied(fetch.PreflightInvalidAllowCredentials)},
	{id: "§2.2", why: "list of origins", request: putX, preflight: allows(pageA + ", *"), want: denied(fetch.PreflightMultipleAllowOriginValues)},
	{id: "§2.2", why: "no URL", request: putX, preflight: allows("foo"), want: denied(fetch.PreflightInvalidAllowOriginValue)},
	{id: "§2.2", why: "other origin", request: putX, preflight: allows(siteC), want: denied(fetch.PreflightAllowOriginMismatch)},
	{id: "44", why: "POST needs no listing", request: with("POST", "X-A", "1"), preflight: ok(anyOrigin, "Access-Control-Allow-Headers: x-a"), want: asks("POST", "x-a")},
	{id: "45", why: "no comma", request: putX, preflight: asked("PUT DELETE", "x-a"), want: denied(fetch.InvalidAllowMethodsPreflightResponse)},
	{id: "45", why: "quotes", request: putX, preflight: asked(`"PUT"`, "x-a"), want: denied(fetch.InvalidAllowMethodsPreflightResponse)},
	{id: "45", why: "parameter", request: putX, preflight: asked("PUT;q=1", "x-a"), want: denied(fetch.InvalidAllowMethodsPreflightResponse)},
	{id: "45", why: "byte outside ASCII", request: putX, preflight: asked("PUT, \xe9", "x-a"), want: denied(fetch.InvalidAllowMethodsPreflightResponse)},
	{id: "45", why: "malformed, for a safelisted method", request: get("X-A", "1"), preflight: asked("a b", "x-a"), want: "deny InvalidAllowMethodsPreflightResponse: OPTIONS B(GET x-a)"},
	{id: "45", why: "empty elements", request: putX, preflight: asked(",,PUT ,", "x-a"), want: allowedX},
	{id: "46", why: "names without comma", request: putX, preflight: asked("PUT", "x-b x-a"), want: denied(fetch.InvalidAllowHeadersPreflightResponse)},
	{id: "46", why: "semicolon", request: putX, preflight: asked("PUT", "x-a;"), want: denied(fetch.InvalidAllowHeadersPreflightResponse)},
	{id: "46", why: "colon", request: putX, preflight: asked("PUT", "x-a, x-a:"), want: denied(fetch.InvalidAllowHeadersPreflightResponse)},
	{id: "46", why: "malformed second line", request: putX, preflight: ok(anyOrigin, "Access-Control-Allow-Methods: PUT", "Access-Control-Allow-Headers: x-a", "Access-Control-Allow-Headers: b c"), want: denied(fetch.InvalidAllowHeadersPreflightResponse)},
	{id: "46", why: "two lines", request: with("PUT", "X-A", "1", "X-B", "1"), preflight: ok(anyOrigin, "Access-Control-Allow-Methods: PUT", "Access-Control-Allow-Headers: x-a", "Access-Control-Allow-Headers: x-b"), want: asks("PUT", "x-a,x-b")},
	{id: "47", why: "method in lower case", request: putX, preflight: asked("put", "x-a"), want: denied(fetch.MethodDisallowedByPreflightResponse)},
	{id: "47", why: "name in upper case", request: putX, preflight: asked("PUT", "X-A"), want: allowedX},
	{id: "48", why: "wildcards", request: putX, preflight: asked("*", "*"), want: allowedX},
	{id: "48", why: "wildcard in a list", request: putX, preflight: asked("GET, *", "x-b,*"), want: allowedX},
	{id: "48", why: "wildcard method with credentials", request: cred(putX), preflight: ok("Access-Control-Allow-Origin: "+pageA, credentials, "Access-Control-Allow-Methods: *", "Access-Control-Allow-Headers: x-a"), want: denied(fetch.MethodDisallowedByPreflightResponse)},
	{id: "48", why: "wildcard header with credentials", request: cred(putX), preflight: ok("Access-Control-Allow-Origin: "+pageA, credentials, "Access-Control-Allow-Methods: PUT", "Access-Control-Allow-Headers: *"), want: denied(fetch.HeaderDisallowedByPreflightResponse)},
	{id: "48", why: "method and header named *", request: cred(with("*", "*", "1")), preflight: ok("Access-Control-Allow-Origin: "+pageA, credentials, "Access-Control-Allow-Methods: *", "Access-Control-Allow-Headers: *"), want: asks("*", "*")},
	{id: "49", why: "Authorization and *", request: get("Authorization", "x"), preflight: asked("*", "*"), want: "deny HeaderDisallowedByPreflightResponse: OPTIONS B(GET authorization)", chromium: asks("GET", "authorization"), firefox: asks("GET", "authorization"), webkit: asks("GET", "authorization")},
	{id: "49", why: "Authorization beside *", request: get("Authorization", "x"), preflight: asked("*", "*, authorization"), want: asks("GET", "authorization")},
	{id: "50", why: "exact on the preflight, * on the response", request: putX, preflight: ok("Access-Control-Allow-Origin: "+pageA, "Access-Control-Allow-Methods: PUT", "Access-Control-Allow-Headers: x-a"), actual: ok(anyOrigin), want: allowedX},
	{id: "50", why: "* on the preflight, exact on the response", request: putX, preflight: asked("PUT", "x-a"), actual: allows(pageA), want: allowedX},
	{id: "§2.3", why: "both lists malformed", request: putX, preflight: asked("a b", "a b"), want: denied(fetch.InvalidAllowMethodsPreflightResponse)},
	{id: "§2.3", why: "names malformed, method missing", request: putX, preflight: asked("GET", "a b"), want: denied(fetch.InvalidAllowHeadersPreflightResponse), firefox: denied(fetch.MethodDisallowedByPreflightResponse)},
	{id: "§2.3", why: "neither allowed", request: putX, preflight: ok(anyOrigin), want: denied(fetch.MethodDisallowedByPreflightResponse)},
	{id: "§2.3", why: "origin before credentials", request: cred(putX), preflight: allows(siteC), want: denied(fetch.PreflightAllowOriginMismatch)},
}

// What the APIs refuse or change.
var edgesAPI = []edge{
	{id: "78", why: "no-cors PUT", request: mode(fetch.ModeNoCORS, with("PUT")), want: "deny InvalidRequest"},
	{id: "78", why: "no-cors JSON type is dropped", request: mode(fetch.ModeNoCORS, post(text("{}"), "Content-Type", "application/json")), actual: ok(), want: "allow: POST B", sees: "opaque 0"},
	{id: "78", why: "no-cors Range is dropped", request: mode(fetch.ModeNoCORS, get("Range", "bytes=0-1")), actual: ok(), want: "allow: GET B origin -"},
	{id: "79", why: "user name", request: to("http://u:p@b.localhost:8000/x", get()), want: "deny InvalidRequest"},
	{id: "79", why: "empty user name", request: to("http://@b.localhost:8000/x", get()), want: plain},
	{id: "79", why: "empty user name and password", request: to("http://:@b.localhost:8000/x", get()), want: plain},
	{id: "79", why: "user name over XHR", request: xhr(to("http://u:p@b.localhost:8000/x", get())), want: plain},
	{id: "80", why: "navigate", request: mode(fetch.ModeNavigate, get()), want: "deny InvalidRequest"},
	{id: "80", why: "only-if-cached", request: cached(fetch.CacheOnlyIfCached, get()), want: "deny InvalidRequest"},
	{id: "80", why: "GET with a body", request: fetch.Request{Body: text("x")}, want: "deny InvalidRequest"},
	{id: "80", why: "GET with a body over XHR", request: xhr(fetch.Request{Body: text("x")}), want: plain},
	{id: "80", why: "keepalive stream", request: fetch.Request{Method: "POST", Keepalive: true, Body: &fetch.Body{Kind: fetch.BodyStream}}, want: "deny InvalidRequest", firefox: "allow: POST B"},
	{id: "§1.6", why: "no-cors stream", request: mode(fetch.ModeNoCORS, post(&fetch.Body{Kind: fetch.BodyStream})), want: "deny InvalidRequest", firefox: "allow: POST B"},
	{id: "§1.6", why: "header name with a space", request: get("a b", "1"), want: "deny InvalidRequest"},
	{id: "§1.6", why: "header value with a line break", request: get("a", "1\n2"), want: "deny InvalidRequest"},
	{id: "§1.6", why: "character that is no byte", request: get("a", "€"), want: "deny InvalidRequest"},
	{id: "§1.6", why: "URL that is none", request: to("http://", get()), want: "deny InvalidRequest"},
	{id: "§1.6", why: "XHR header name with a space", request: xhr(get("a b", "1")), want: "deny InvalidRequest"},
	{id: "§1.6", why: "XHR character that is no byte", request: xhr(get("a", "€")), want: "deny InvalidRequest"},
	{id: "§1.6", why: "XHR URL that is none", request: xhr(to("http://", get())), want: "deny InvalidRequest"},
	{id: "§1.6", why: "mode that does not exist", request: mode("friendly", get()), want: "deny InvalidRequest"},
	{id: "§1.6", why: "referrer policy that does not exist", request: referrerPolicy("friendly", get()), want: "deny InvalidRequest"},
	{id: "81", why: "65536 bytes of keepalive", request: keepalive(65536), want: "allow: POST B"},
	{id: "81", why: "65537 bytes of keepalive", request: keepalive(65537), want: "deny KeepaliveLimitExceeded"},
	{id: "84", why: "GET at home", request: to(pageA+"/x", get()), want: "allow: GET A origin -"},
	{id: "84", why: "HEAD at home", request: to(pageA+"/x", with("HEAD")), want: "allow: HEAD A origin -"},
	{id: "84", why: "POST at home", request: to(pageA+"/x", with("POST")), want: "allow: POST A"},
	{id: "84", why: "OPTIONS at home", request: to(pageA+"/x", with("OPTIONS")), want: "allow: OPTIONS A"},
	{id: "84", why: "no-cors GET", request: mode(fetch.ModeNoCORS, get()), want: "allow: GET B origin -"},
	{id: "84", why: "no-cors POST", request: mode(fetch.ModeNoCORS, with("POST")), want: "allow: POST B"},
	{id: "84", why: "no-cors POST, no-referrer", request: referrerPolicy("no-referrer", mode(fetch.ModeNoCORS, with("POST"))), want: "allow: POST B origin null", chromium: "allow: POST B"},
	{id: "84", why: "cors POST, no-referrer", request: referrerPolicy("no-referrer", with("POST")), want: "allow: POST B"},
	{id: "86", why: "204", actual: status(204, anyOrigin), want: plain, sees: "cors 204"},
	{id: "86", why: "304 that nobody asked for", actual: status(304, anyOrigin), want: plain, sees: "cors 304"},
	{id: "93", why: "conditional by script", request: get("If-None-Match", `"1"`), actual: status(304, anyOrigin), want: asks("GET", "if-none-match"), sees: "cors 304"},
	{id: "93", why: "conditional by script, nobody allowed", request: get("If-None-Match", `"1"`), actual: status(304), want: "deny MissingAllowOriginHeader: OPTIONS B(GET if-none-match), GET B"},
	{id: "75", why: "same-origin mode elsewhere", request: mode(fetch.ModeSameOrigin, get()), want: "deny DisallowedByMode"},
	{id: "75", why: "no-cors, redirect error", request: redirectMode(fetch.RedirectError, mode(fetch.ModeNoCORS, get())), want: "deny NoCorsRedirectModeNotFollow"},
	{id: "75", why: "no-cors, redirect manual", request: redirectMode(fetch.RedirectManual, mode(fetch.ModeNoCORS, get())), want: "deny NoCorsRedirectModeNotFollow"},
	{id: "§2.2", why: "ftp", request: to("ftp://b.localhost/", get()), want: "deny CorsDisabledScheme"},
	{id: "§2.4", why: "about:blank", request: to("about:blank", get()), want: "deny CorsDisabledScheme"},
	{id: "§2.4", why: "about:blank in mode no-cors", request: to("about:blank", mode(fetch.ModeNoCORS, get())), want: "allow", chromium: "deny CorsDisabledScheme"},
	{id: "§1.8", why: "data:", request: to("data:text/plain,x", with("POST", "X-A", "1")), want: "allow", sees: "basic 200 content-type=text/plain"},
	{id: "§1.7", why: "bad port", request: to("http://b.localhost:6667/", get()), want: "deny UnsafePort"},
	{id: "§1.7", why: "a port that Chromium leaves open", request: to("http://b.localhost:4190/", get()), want: "deny UnsafePort", chromium: "error ConnectionFailed"},
	{id: "§1.7", why: "a URL that is relative to data:", page: fetch.PageData, request: to("/x", get()), want: "deny InvalidRequest"},
	{id: "§1.7", why: "a referrer that is relative to data:", page: fetch.PageData, request: fetch.Request{Referrer: new("/x")}, want: "deny InvalidRequest"},
	{id: "§1.8", why: "another scheme in mode no-cors", request: to("foo://b.localhost/", mode(fetch.ModeNoCORS, get())), want: "deny CorsDisabledScheme"},
	{id: "35", why: "upload listener, PUT, no methods listed", request: uploads(body(with("PUT")), false), preflight: ok(anyOrigin), want: "allow: OPTIONS B(PUT), PUT B", chromium: "deny MethodDisallowedByPreflightResponse: OPTIONS B(PUT)"},
	{id: "35", why: "upload listener, POST, no methods listed", request: uploads(body(with("POST")), false), preflight: ok(anyOrigin), actual: ok(anyOrigin), want: "allow: OPTIONS B(POST), POST B"},
	{id: "27", why: "a blob of no type, by XMLHttpRequest", request: xhr(post(&fetch.Body{Kind: fetch.BodyBlob, Type: "a/b;c"})), want: "allow: OPTIONS B(POST content-type), POST B", chromium: "allow: POST B"},
	{id: "27", why: "a blob of a type with a parameter, by XMLHttpRequest", request: xhr(post(&fetch.Body{Kind: fetch.BodyBlob, Type: `a/b; c=d;e="f"`})), want: "allow: OPTIONS B(POST content-type), POST B"},
	{id: "41", why: "two Locations in a preflight", request: x, preflight: status(302, "Location: /1", "Location: /2"), want: "deny PreflightMissingAllowOriginHeader: OPTIONS B(GET x-a)", chromium: "deny MultipleLocations: OPTIONS B(GET x-a)", webkit: "deny PreflightDisallowedRedirect: OPTIONS B(GET x-a)"},
	{id: "41", why: "no URL in a preflight", request: x, preflight: status(302, "Location: http://%zz/"), want: "deny PreflightMissingAllowOriginHeader: OPTIONS B(GET x-a)", chromium: "deny InvalidRedirect: OPTIONS B(GET x-a)", webkit: "deny PreflightInvalidStatus: OPTIONS B(GET x-a)"},
	{id: "73", why: "two Locations without a redirect", actual: ok(anyOrigin, "Location: /1", "Location: /2"), want: plain, chromium: "deny MultipleLocations: GET B"},
	{id: "73", why: "two dispositions", actual: ok(anyOrigin, "Content-Disposition: inline", "Content-Disposition: attachment"), want: plain, chromium: "error InvalidHTTPResponse: GET B"},
	{id: "15", why: "two lengths", actual: ok(anyOrigin, "Content-Length: 0", "Content-Length: 1"), want: "error InvalidHTTPResponse: GET B"},
	{id: "15", why: "one length twice", actual: ok(anyOrigin, "Content-Length: 0", "Content-Length: 0"), want: plain},
	{id: "9", why: "421 is asked once more", actual: status(421, anyOrigin), want: "allow: GET B, GET B"},
	{id: "9", why: "an announcement and nothing else", actual: status(103, anyOrigin), want: "error EmptyResponse: GET B"},
	{id: "§2.3", why: "bad port, and the mode", request: mode(fetch.ModeSameOrigin, to("http://b.localhost:6667/", get())), want: "deny UnsafePort", chromium: "deny DisallowedByMode"},
	{id: "§2.4", why: "stream over HTTP/1.1", request: post(&fetch.Body{Kind: fetch.BodyStream, Content: "x"}), want: "deny StreamNeedsHTTP2: OPTIONS B(POST)", firefox: "allow: POST B", webkit: "deny InvalidRequest"},
	{id: "§2.4", why: "stream in mode same-origin", request: mode(fetch.ModeSameOrigin, post(&fetch.Body{Kind: fetch.BodyStream, Content: "x"})), want: "deny DisallowedByMode", chromium: "deny StreamNeedsHTTP2: OPTIONS B(POST)", webkit: "deny InvalidRequest"},
	{id: "§2.4", why: "stream over HTTP/1.1 at home", request: to(pageA+"/x", post(&fetch.Body{Kind: fetch.BodyStream, Content: "x"})), want: "deny StreamNeedsHTTP2", firefox: "allow: POST A", webkit: "deny InvalidRequest"},
	{id: "§1.22", why: "nothing answers", request: to("http://d.localhost/", get()), want: "error ConnectionFailed"},
}

// What the page reads of a response that it gets.
var edgesExposure = []edge{
	{id: "82", why: "bad token", actual: ok(anyOrigin, "X-Foo: 1", "Access-Control-Expose-Headers: x-foo, a b"), want: plain, sees: "cors 200"},
	{id: "82", why: "quotes", actual: ok(anyOrigin, "X-Foo: 1", `Access-Control-Expose-Headers: "x-foo"`), want: plain, sees: "cors 200"},
	{id: "82", why: "two lines, empty elements, tabs", actual: ok(anyOrigin, "X-Foo: 1", "X-Bar: 2", "Access-Control-Expose-Headers:\tx-foo\t,,", "Access-Control-Expose-Headers: X-BAR"), want: plain, sees: "cors 200 x-bar=2 x-foo=1"},
	{id: "82", why: "wildcard", actual: ok(anyOrigin, "X-Foo: 1", "Set-Cookie: a=b", "Access-Control-Expose-Headers: *"), want: plain, sees: "cors 200 access-control-allow-origin=* access-control-expose-headers=* x-foo=1"},
	{id: "82", why: "wildcard with credentials", request: cred(get()), actual: ok("Access-Control-Allow-Origin: "+pageA, credentials, "X-Foo: 1", "*: 2", "Access-Control-Expose-Headers: *"), want: plain, sees: "cors 200 *=2"},
	{id: "82", why: "wildcard beside a bad token", actual: ok(anyOrigin, "X-Foo: 1", "Access-Control-Expose-Headers: *, a b"), want: plain, sees: "cors 200", firefoxSees: "cors 200 access-control-allow-origin=* access-control-expose-headers=*, a b x-foo=1"},
	{id: "83", why: "readable without asking", actual: ok(anyOrigin, "Cache-Control: no-store", "Content-Language: en", "Content-Type: text/plain", "Expires: 0", "Last-Modified: x", "Pragma: y", "ETag: z", "Date: d", "Location: l"), want: plain,
		sees: "cors 200 cache-control=no-store content-language=en content-type=text/plain expires=0 last-modified=x pragma=y"},
	{id: "83", why: "lines of one name", actual: ok(anyOrigin, "Pragma: 1", "Pragma: 2"), want: plain, sees: "cors 200 pragma=1, 2"},
	{id: "83", why: "bytes are characters", actual: ok(anyOrigin, "Pragma: \xe9"), want: plain, sees: "cors 200 pragma=é"},
	{id: "§1.5", why: "Set-Cookie at home", request: to(pageA+"/x", get()), actual: ok("Set-Cookie: a=b", "X-Foo: 1"), want: "allow: GET A origin -", sees: "basic 200 x-foo=1"},
	{id: "87", why: "an error shows nothing", actual: ok("X-Foo: 1"), want: "deny MissingAllowOriginHeader: GET B", sees: "error 0"},
	{id: "§1.17", why: "XHR shows no type", request: xhr(get()), actual: ok(anyOrigin), want: plain, sees: " 200"},
}

// A * that does not count is explained, and only that.
func TestWildcardHints(t *testing.T) {
	const hint = "With credentials a * is an ordinary name."
	for _, c := range []struct {
		why     string
		request fetch.Request
		lines   []wire.Line
		want    bool
	}{
		{"a method and *, with credentials", cred(put), []wire.Line{"Access-Control-Allow-Methods: *"}, true},
		{"a header and *, with credentials", cred(x), []wire.Line{"Access-Control-Allow-Headers: *"}, true},
		{"a method and another, with credentials", cred(put), []wire.Line{"Access-Control-Allow-Methods: DELETE"}, false},
		{"a method and another", put, []wire.Line{"Access-Control-Allow-Methods: DELETE"}, false},
		{"a header and another", x, []wire.Line{"Access-Control-Allow-Headers: x-b"}, false},
	} {
		world := fetch.World{siteB: {Server: answer(200, append(c.lines, wire.NewLine("Access-Control-Allow-Origin", pageA), credentials)...)}}
		p := open(t, "standard", world).Fetch(to(siteB+"/x", c.request))
		if last := p.Decisions[len(p.Decisions)-1]; last.Verdict != fetch.Fail || strings.Contains(last.Text, hint) != c.want {
			t.Errorf("%s: %s %s", c.why, last.Verdict, last.Text)
		}
	}
}
