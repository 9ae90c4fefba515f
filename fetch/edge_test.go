package fetch_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/wire"
)

// An edge is a question that a careless model of CORS gets wrong, put to every
// profile. The page is at pageA and the request goes to siteB unless said.
type edge struct {
	id, why string
	page    fetch.PageKind
	request fetch.Request
	// preflight and actual are what siteB answers; nil is an answer that allows
	// whatever is asked, credentials included.
	preflight, actual *reply
	// want is what comes of it, in the notation of summary; the others are where
	// browsers end otherwise.
	want, chromium, firefox, webkit string
	// sees is what the page reads: status and headers; "" is not looked at. The
	// other is what it reads in Firefox where that is more.
	sees, firefoxSees string
}

// A reply is an answer with its header lines.
type reply struct {
	status int
	lines  wire.Header
}

func ok(lines ...wire.Line) *reply                 { return &reply{200, lines} }
func status(status int, lines ...wire.Line) *reply { return &reply{status, lines} }

// allows is an answer with the given value of Access-Control-Allow-Origin.
func allows(origin string) *reply { return ok(wire.NewLine("Access-Control-Allow-Origin", origin)) }

const anyOrigin, credentials = wire.Line("Access-Control-Allow-Origin: *"), wire.Line("Access-Control-Allow-Credentials: true")

func field(name, value string) fetch.Field { return fetch.Field{Name: name, Value: value} }

// get is a GET of siteB with headers given as name, value, name, value, …
func get(headers ...string) fetch.Request { return with("GET", headers...) }

func with(method string, headers ...string) fetch.Request {
	r := fetch.Request{Method: method}
	for i := 0; i < len(headers); i += 2 {
		r.Headers = append(r.Headers, field(headers[i], headers[i+1]))
	}
	return r
}

func xhr(r fetch.Request) fetch.Request  { r.API = fetch.APIXHR; return r }
func cred(r fetch.Request) fetch.Request { r.Credentials = fetch.CredentialsInclude; return r }

func text(content string) *fetch.Body { return &fetch.Body{Kind: fetch.BodyText, Content: content} }

func post(body *fetch.Body, headers ...string) fetch.Request {
	r := with("POST", headers...)
	r.Body = body
	return r
}

// body gives a request bytes without a type.
func body(r fetch.Request) fetch.Request {
	r.Body = &fetch.Body{Kind: fetch.BodyBuffer, Content: "x"}
	return r
}

func to(url string, r fetch.Request) fetch.Request        { r.URL = url; return r }
func mode(m fetch.Mode, r fetch.Request) fetch.Request    { r.Mode = m; return r }
func cached(c fetch.Cache, r fetch.Request) fetch.Request { r.Cache = c; return r }

func keepalive(bytes int) fetch.Request {
	r := post(text(strings.Repeat("x", bytes)))
	r.Keepalive = true
	return r
}

func uploads(r fetch.Request, sync bool) fetch.Request {
	r = xhr(r)
	r.UploadListener, r.Sync = true, sync
	return r
}

func redirectMode(m fetch.Redirect, r fetch.Request) fetch.Request { r.Redirect = m; return r }

func referrerPolicy(p string, r fetch.Request) fetch.Request { r.ReferrerPolicy = p; return r }

// respond answers with the reply, or permissively where it is nil.
func (r *reply) respond(q wire.Request) wire.Response {
	if r != nil {
		return wire.Response{Status: r.status, Header: r.lines}
	}
	origin, _ := q.Header.Get("Origin")
	h := wire.Header{wire.NewLine("Access-Control-Allow-Origin", origin), credentials}
	if method, ok := q.Header.Get("Access-Control-Request-Method"); ok {
		h.Add("Access-Control-Allow-Methods", method)
	}
	if names, ok := q.Header.Get("Access-Control-Request-Headers"); ok {
		h.Add("Access-Control-Allow-Headers", names)
	}
	return wire.Response{Status: 200, Header: h}
}

func (e edge) world() fetch.World {
	server := wire.ServerFunc(func(q wire.Request) wire.Response {
		if q.IsPreflight() {
			return e.preflight.respond(q)
		}
		return e.actual.respond(q)
	})
	world := fetch.World{}
	for origin := range letters {
		world[origin] = fetch.Site{Server: server}
	}
	return world
}

// letters are short names of origins.
var letters = map[string]string{
	pageA: "A", siteA2: "A2", siteB: "B", siteC: "C", "http://a.localhost.:8000": "A.",
	"https://b.localhost:8443": "Bs",
}

// summary writes an observation in one line: the outcome and reason, then each
// request as "method server", with what a preflight asks for in parentheses.
// After "origin" comes an Origin header that is not the page's; "-" is none.
func summary(o fetch.Observation) string {
	var b strings.Builder
	b.WriteString(string(o.Outcome))
	if o.Reason != "" {
		b.WriteString(" " + string(o.Reason))
	}
	for i, s := range o.Wire {
		b.WriteString([]string{": ", ", "}[min(i, 1)])
		origin, _ := hostOf(s.URL)
		b.WriteString(s.Method + " " + origin)
		if s.Preflight {
			b.WriteString("(" + *s.RequestMethod)
			if s.RequestHeaders != nil {
				b.WriteString(" " + *s.RequestHeaders)
			}
			b.WriteString(")")
		}
		switch {
		case s.Origin == nil:
			b.WriteString(" origin -")
		case *s.Origin != pageA:
			b.WriteString(" origin " + *s.Origin)
		}
	}
	return b.String()
}

func hostOf(url string) (letter, target string) {
	u, err := fetch.ParseURL(url, nil)
	if err != nil {
		return url, ""
	}
	return letters[u.Origin().String()], u.Target()
}

// sights writes what the page reads.
func sights(o fetch.Observation) string {
	parts := []string{o.Type, strconv.Itoa(o.Status)}
	for name, value := range o.Headers {
		if name != "content-length" {
			parts = append(parts, name+"="+value)
		}
	}
	slices.Sort(parts[2:])
	return strings.Join(parts, " ")
}

func (e edge) run(t *testing.T, profileName string) {
	t.Helper()
	want, differs := ending(profileName, e.want, e.chromium, e.firefox, e.webkit)
	b, err := fetch.NewBrowser(fetch.Config{
		Profile: profile(t, profileName), Page: fetch.Page{URL: pageA + "/page", As: e.page}, World: e.world(), Trace: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	r := e.request
	if r.URL == "" {
		r.URL = siteB + "/x"
	}
	p := b.Fetch(r)
	if got := summary(p.Observation); got != want {
		t.Errorf("%s %s, %s:\n got %s\nwant %s\n%s", e.id, e.why, profileName, got, want, trace(p))
	}
	sees, _ := ending(profileName, e.sees, "", e.firefoxSees, "")
	if got := sights(p.Observation); sees != "" && !differs && got != sees {
		t.Errorf("%s %s, %s: the page sees\n got %s\nwant %s", e.id, e.why, profileName, got, sees)
	}
	if differs && len(p.Quirks) == 0 {
		t.Errorf("%s %s: %s differs, and no quirk says so", e.id, e.why, profileName)
	}
}

// ending returns how something ends in a profile, and whether that is otherwise than
// by the standard.
func ending(profileName, standard, chromium, firefox, webkit string) (want string, differs bool) {
	other := map[string]string{"chromium": chromium, "firefox": firefox, "webkit": webkit}[profileName]
	if other == "" {
		return standard, false
	}
	return other, true
}

func trace(p fetch.Prediction) string {
	var b strings.Builder
	for _, d := range p.Decisions {
		b.WriteString("  " + string(d.Verdict) + " [" + d.Section + "] " + d.Text + "\n")
	}
	return b.String()
}

func TestEdges(t *testing.T) {
	for _, group := range [][]edge{edgesCORSCheck, edgesPreflighted, edgesPreflightResponse, edgesAPI, edgesExposure} {
		for _, e := range group {
			for _, name := range fetch.ProfileNames() {
				e.run(t, name)
			}
		}
	}
}

// What the CORS check makes of a response.
var edgesCORSCheck = []edge{
	{id: "1", why: "trailing slash", actual: allows(pageA + "/"), want: "deny AllowOriginMismatch: GET B"},
	{id: "1", why: "query", actual: allows(pageA + "?"), want: "deny AllowOriginMismatch: GET B"},
	{id: "1", why: "path", actual: allows(pageA + "/page"), want: "deny AllowOriginMismatch: GET B"},
	{id: "2", why: "upper case", actual: allows("HTTP://A.LOCALHOST:8000"), want: "deny AllowOriginMismatch: GET B"},
	{id: "2", why: "upper-case scheme", actual: allows("HTTP://a.localhost:8000"), want: "deny AllowOriginMismatch: GET B"},
	{id: "3", why: "whitespace around the value", actual: ok("Access-Control-Allow-Origin:  *\t"), want: "allow: GET B"},
	{id: "3", why: "VT is no whitespace", actual: ok("Access-Control-Allow-Origin: *\x0b"), want: "deny InvalidAllowOriginValue: GET B"},
	{id: "4", why: "the same origin twice", actual: ok("Access-Control-Allow-Origin: "+pageA, "Access-Control-Allow-Origin: "+pageA), want: "deny MultipleAllowOriginValues: GET B"},
	{id: "4", why: "* twice", actual: ok(anyOrigin, anyOrigin), want: "deny MultipleAllowOriginValues: GET B"},
	{id: "4", why: "an empty line, then *", actual: ok("Access-Control-Allow-Origin:", anyOrigin), want: "deny MultipleAllowOriginValues: GET B"},
	{id: "5", why: "a list", actual: allows(pageA + ", *"), want: "deny MultipleAllowOriginValues: GET B"},
	{id: "5", why: "two, with a space", actual: allows(pageA + " " + siteB), want: "deny MultipleAllowOriginValues: GET B"},
	{id: "5", why: "trailing comma", actual: allows(pageA + ","), want: "deny MultipleAllowOriginValues: GET B"},
	{id: "6", why: "null for a page with an origin", actual: allows("null"), want: "deny AllowOriginMismatch: GET B"},
	{id: "7", why: "empty", actual: allows(""), want: "deny InvalidAllowOriginValue: GET B"},
	{id: "7", why: "missing", actual: ok(), want: "deny MissingAllowOriginHeader: GET B"},
	{id: "8", why: "a pattern", actual: allows("http://*.localhost:8000"), want: "deny AllowOriginMismatch: GET B"},
	{id: "8", why: "no scheme", actual: allows("a.localhost:8000"), want: "deny AllowOriginMismatch: GET B"},
	{id: "8", why: "no port", actual: allows("http://a.localhost"), want: "deny AllowOriginMismatch: GET B"},
	{id: "8", why: "https", actual: allows("https://a.localhost:8000"), want: "deny AllowOriginMismatch: GET B"},
	{id: "§2.2", why: "a URL but for its Punycode", actual: allows("http://xn--a"), want: "deny AllowOriginMismatch: GET B"},
	{id: "§2.2", why: "not a URL", actual: allows("foo"), want: "deny InvalidAllowOriginValue: GET B"},
	{id: "§2.2", why: "a second wildcard", actual: allows("**"), want: "deny InvalidAllowOriginValue: GET B"},
	{id: "§2.2", why: "a port that is none", actual: allows(pageA + ";"), want: "deny InvalidAllowOriginValue: GET B"},
	{id: "§2.2", why: "a colon after the port", actual: allows(pageA + ":"), want: "deny InvalidAllowOriginValue: GET B"},
	{id: "§2.2", why: "a byte outside ASCII", actual: allows("http://\xe9.localhost"), want: "deny InvalidAllowOriginValue: GET B"},
	{id: "9", why: "404", actual: status(404, anyOrigin), want: "allow: GET B", sees: "cors 404"},
	{id: "9", why: "500", actual: status(500, anyOrigin), want: "allow: GET B", sees: "cors 500"},
	{id: "9", why: "401", actual: status(401, anyOrigin), want: "allow: GET B", sees: "cors 401"},
	{id: "9", why: "404 that allows nobody", actual: status(404), want: "deny MissingAllowOriginHeader: GET B", sees: "error 0"},
	{id: "10", why: "* with credentials", request: cred(get()), actual: ok(anyOrigin, credentials), want: "deny WildcardOriginNotAllowed: GET B"},
	{id: "11", why: "True", request: cred(get()), actual: ok("Access-Control-Allow-Origin: "+pageA, "Access-Control-Allow-Credentials: True"), want: "deny InvalidAllowCredentials: GET B"},
	{id: "11", why: "1", request: cred(get()), actual: ok("Access-Control-Allow-Origin: "+pageA, "Access-Control-Allow-Credentials: 1"), want: "deny InvalidAllowCredentials: GET B"},
	{id: "11", why: "true twice", request: cred(get()), actual: ok("Access-Control-Allow-Origin: "+pageA, credentials, credentials), want: "deny InvalidAllowCredentials: GET B"},
	{id: "11", why: "true with whitespace", request: cred(get()), actual: ok("Access-Control-Allow-Origin: "+pageA, "Access-Control-Allow-Credentials: \ttrue "), want: "allow: GET B"},
	{id: "12", why: "credentials not asked for", actual: ok("Access-Control-Allow-Origin: "+pageA, "Access-Control-Allow-Credentials: no"), want: "allow: GET B"},
	{id: "12", why: "credentials alone", actual: ok(credentials), want: "deny MissingAllowOriginHeader: GET B"},
	{id: "13", why: "include without any cookie", request: cred(get()), actual: ok("Access-Control-Allow-Origin: " + pageA), want: "deny InvalidAllowCredentials: GET B"},
	{id: "14", why: "own origin", request: to(pageA+"/x", with("PUT", "X-A", "1")), actual: ok(), want: "allow: PUT A", sees: "basic 200"},
	{id: "14", why: "own host, other port", request: to(siteA2+"/x", get()), actual: ok(), want: "deny MissingAllowOriginHeader: GET A2"},
	{id: "14", why: "own host with a dot", request: to("http://a.localhost.:8000/x", get()), actual: ok(), want: "deny MissingAllowOriginHeader: GET A."},
	{id: "14", why: "own host in upper case", request: to("http://A.LOCALHOST:8000/x", get()), actual: ok(), want: "allow: GET A origin -"},
	{id: "15", why: "lower-case name", actual: ok("access-control-allow-origin: *"), want: "allow: GET B"},
	{id: "15", why: "folded line", actual: ok("Access-Control-Allow-Origin:", " *"), want: "allow: GET B"},
	{id: "15", why: "space before the colon", actual: ok("Access-Control-Allow-Origin : *"), want: "deny MissingAllowOriginHeader: GET B", chromium: "allow: GET B"},
	{id: "16", why: "a preflight allows no response", request: with("PUT"), actual: ok(), want: "deny MissingAllowOriginHeader: OPTIONS B(PUT), PUT B"},
	{id: "16", why: "methods on a response", request: with("PUT"), actual: ok(anyOrigin, "Access-Control-Allow-Methods: a b"), want: "allow: OPTIONS B(PUT), PUT B"},
	{id: "16", why: "bare CR", actual: ok("Access-Control-Allow-Origin: *\rX"), want: "deny MultipleAllowOriginValues: GET B", chromium: "allow: GET B"},
	{id: "17", why: "sandboxed", page: fetch.PageSandboxed, request: cred(get()), actual: ok("Access-Control-Allow-Origin: null", credentials), want: "allow: GET B origin null"},
	{id: "17", why: "data:", page: fetch.PageData, request: cred(get()), actual: ok("Access-Control-Allow-Origin: null", credentials), want: "allow: GET B origin null"},
	{id: "17", why: "sandboxed, its parent allowed", page: fetch.PageSandboxed, actual: allows(pageA), want: "deny AllowOriginMismatch: GET B origin null"},
	{id: "17", why: "sandboxed, back to its parent", page: fetch.PageSandboxed, request: to(pageA+"/x", get()), actual: ok(), want: "deny MissingAllowOriginHeader: GET A origin null"},
	{id: "17", why: "srcdoc inherits", page: fetch.PageSrcdoc, actual: allows(pageA), want: "allow: GET B"},
	{id: "17", why: "blob: inherits", page: fetch.PageBlob, request: to(pageA+"/x", get()), actual: ok(), want: "allow: GET A origin -"},
	{id: "18", why: "resource policy in mode cors", actual: ok(anyOrigin, "Cross-Origin-Resource-Policy: same-origin"), want: "allow: GET B"},
	{id: "18", why: "resource policy in mode no-cors", request: mode(fetch.ModeNoCORS, get()), actual: ok(anyOrigin, "Cross-Origin-Resource-Policy: same-origin"), want: "deny BlockedByResponse: GET B origin -"},
	{id: "18", why: "resource policy of a redirect in mode no-cors", request: mode(fetch.ModeNoCORS, get()), actual: status(302, "Cross-Origin-Resource-Policy: same-origin", "Location: "+atC), want: "deny BlockedByResponse: GET B origin -"},
	{id: "18", why: "resource policy of a redirect in mode cors", actual: status(302, anyOrigin, "Cross-Origin-Resource-Policy: same-origin", "Location: "), want: "deny TooManyRedirects: GET B" + strings.Repeat(", GET B", 20), chromium: "allow: GET B", webkit: "deny InvalidRedirect: GET B"},
	{id: "18", why: "resource policy of the site, in mode no-cors", request: to(siteA2+"/x", mode(fetch.ModeNoCORS, get())), actual: ok("Cross-Origin-Resource-Policy: same-site"), want: "allow: GET A2 origin -", sees: "opaque 0"},
}

const (
	plain      = "allow: GET B"
	preflightX = "allow: OPTIONS B(GET x-a), GET B"
)

func asks(method, names string) string {
	return "allow: OPTIONS B(" + strings.TrimSpace(method+" "+names) + "), " + method + " B"
}

// Which requests are preflighted, and what the preflight asks for.
var edgesPreflighted = []edge{
	{id: "19", why: "empty value", request: get("X-A", ""), want: preflightX},
	{id: "20", why: "128 bytes", request: get("Accept", strings.Repeat("a", 128)), want: plain},
	{id: "20", why: "129 bytes", request: get("Accept", strings.Repeat("a", 129)), want: asks("GET", "accept")},
	{id: "20", why: "128 bytes after trimming", request: get("Accept", "  "+strings.Repeat("a", 128)+"\t"), want: plain},
	{id: "20", why: "129 bytes of language", request: get("Accept-Language", strings.Repeat("a", 129)), want: asks("GET", "accept-language")},
	{id: "21", why: "underscore in a language", request: get("Accept-Language", "a_b"), want: asks("GET", "accept-language")},
	{id: "21", why: "slash in a language", request: get("Accept-Language", "a/b"), want: asks("GET", "accept-language")},
	{id: "21", why: "tab in a language", request: get("Accept-Language", "a\tb"), want: asks("GET", "accept-language")},
	{id: "21", why: "tab in Accept", request: get("Accept", "a\tb"), want: plain},
	{id: "21", why: "control byte in Accept", request: get("Accept", "a\x01b"), want: asks("GET", "accept")},
	{id: "22", why: "é in Accept", request: get("Accept", "é"), want: plain, firefox: asks("GET", "accept")},
	{id: "23", why: "quoted charset", request: with("POST", "Content-Type", `text/plain; charset="utf-8"`), want: asks("POST", "content-type")},
	{id: "23", why: "colon", request: with("POST", "Content-Type", "text/plain; a=b:c"), want: asks("POST", "content-type")},
	{id: "23", why: "garbage parameter", request: with("POST", "Content-Type", "TEXT/PLAIN;garbage"), want: "allow: POST B"},
	{id: "23", why: "two types", request: with("POST", "Content-Type", "text/plain,text/plain"), want: asks("POST", "content-type")},
	{id: "23", why: "empty type", request: with("POST", "Content-Type", ""), want: asks("POST", "content-type")},
	{id: "24", why: "JSON without a body", request: get("Content-Type", "application/json"), want: asks("GET", "content-type")},
	{id: "25", why: "two lines, each safe", request: with("POST", "Content-Type", "text/plain", "Content-Type", "text/plain"), want: "allow: POST B", chromium: asks("POST", "content-type"), webkit: asks("POST", "content-type")},
	{id: "26", why: "two lines of 100 bytes", request: get("Accept", strings.Repeat("a", 100), "Accept", strings.Repeat("b", 100)), want: plain, chromium: asks("GET", "accept"), webkit: asks("GET", "accept")},
	{id: "26", why: "nine lines of 127 bytes", request: get(slices.Repeat([]string{"Accept", strings.Repeat("a", 127)}, 9)...), want: asks("GET", "accept"), firefox: plain},
	{id: "26", why: "XHR joins lines itself", request: xhr(get("Accept", strings.Repeat("a", 100), "Accept", strings.Repeat("b", 100))), want: asks("GET", "accept")},
	{id: "27", why: "string", request: post(text("x")), want: "allow: POST B"},
	{id: "27", why: "typed blob", request: post(&fetch.Body{Kind: fetch.BodyBlob, Type: "application/json"}), want: asks("POST", "content-type")},
	{id: "27", why: "untyped blob", request: post(&fetch.Body{Kind: fetch.BodyBlob, Content: "x"}), want: "allow: POST B"},
	{id: "27", why: "buffer", request: post(&fetch.Body{Kind: fetch.BodyBuffer, Content: "x"}), want: "allow: POST B"},
	{id: "27", why: "form", request: post(&fetch.Body{Kind: fetch.BodyForm}), want: "allow: POST B"},
	{id: "27", why: "multipart", request: post(&fetch.Body{Kind: fetch.BodyMultipart}), want: "allow: POST B"},
	{id: "28", why: "range", request: get("Range", "bytes=0-10"), want: plain},
	{id: "28", why: "suffix range", request: get("Range", "bytes=-5"), want: asks("GET", "range")},
	{id: "28", why: "range backwards", request: get("Range", "bytes=10-5"), want: asks("GET", "range")},
	{id: "28", why: "two ranges", request: get("Range", "bytes=0-1,2-3"), want: asks("GET", "range")},
	{id: "28", why: "whitespace", request: get("Range", "bytes = 0-1"), want: asks("GET", "range")},
	{id: "28", why: "unit", request: get("Range", "items=0-5"), want: asks("GET", "range")},
	{id: "28", why: "leading zeros", request: get("Range", "bytes=00-05"), want: plain},
	{id: "28", why: "upper case", request: get("Range", "Bytes=0-"), want: asks("GET", "range"), webkit: plain},
	{id: "28", why: "20 digits", request: get("Range", "bytes=0-99999999999999999999"), want: plain, chromium: asks("GET", "range"), firefox: asks("GET", "range"), webkit: asks("GET", "range")},
	{id: "29", why: "Last-Event-ID", request: get("Last-Event-ID", "1"), want: asks("GET", "last-event-id")},
	{id: "29", why: "Cache-Control by script", request: get("Cache-Control", "no-cache"), want: asks("GET", "cache-control")},
	{id: "29", why: "Cache-Control by the browser", request: cached(fetch.CacheNoStore, get()), want: plain},
	{id: "29", why: "X-Requested-With", request: get("X-Requested-With", "x"), want: asks("GET", "x-requested-with")},
	{id: "30", why: "Save-Data", request: get("Save-Data", "on"), want: asks("GET", "save-data"), chromium: plain},
	{id: "30", why: "DPR", request: get("DPR", "1.5"), want: asks("GET", "dpr"), chromium: plain},
	{id: "31", why: "Origin and Cookie", request: get("Origin", "http://x.test", "Cookie", "a=b", "Host", "x", "Sec-A", "1", "Proxy-A", "1", "DNT", "1"), want: plain},
	{id: "31", why: "Access-Control-Request-Method", request: get("Access-Control-Request-Method", "PUT", "Access-Control-Request-Headers", "x"), want: plain},
	{id: "31", why: "User-Agent", request: get("User-Agent", "x"), want: asks("GET", "user-agent"), chromium: plain},
	{id: "31", why: "an ordinary Access-Control-Request header", request: get("Access-Control-Request-Private-Network", "true"), want: asks("GET", "access-control-request-private-network")},
	{id: "32", why: "override names a forbidden method", request: get("X-HTTP-Method-Override", "GET, track"), want: plain},
	{id: "32", why: "override names PUT", request: get("X-HTTP-Method-Override", "PUT"), want: asks("GET", "x-http-method-override")},
	{id: "32", why: "override in quotes", request: get("X-HTTP-Method-Override", `"TRACE"`), want: asks("GET", "x-http-method-override")},
	{id: "33", why: "patch stays in lower case", request: with("patch"), preflight: ok(anyOrigin, "Access-Control-Allow-Methods: PATCH"), want: "deny MethodDisallowedByPreflightResponse: OPTIONS B(patch)"},
	{id: "33", why: "put", request: with("put"), want: asks("PUT", "")},
	{id: "33", why: "head", request: with("head"), want: "allow: HEAD B"},
	{id: "33", why: "Post over XHR", request: xhr(with("Post")), want: "allow: POST B"},
	{id: "33", why: "patch over XHR", request: xhr(with("patch")), want: asks("patch", "")},
	{id: "34", why: "trace", request: with("trace"), want: "deny InvalidRequest"},
	{id: "34", why: "CONNECT over XHR", request: xhr(with("CONNECT")), want: "deny InvalidRequest"},
	{id: "34", why: "trailing space", request: with("GET "), want: "deny InvalidRequest"},
	{id: "34", why: "OPTIONS", request: with("OPTIONS"), want: "allow: OPTIONS B(OPTIONS), OPTIONS B"},
	{id: "35", why: "upload listener, POST", request: uploads(post(text("x")), false), preflight: ok(anyOrigin), want: asks("POST", "")},
	{id: "35", why: "upload listener, other method listed", request: uploads(post(text("x")), false), preflight: ok(anyOrigin, "Access-Control-Allow-Methods: GET"), want: asks("POST", "")},
	{id: "35", why: "upload listener, GET", request: uploads(get(), false), want: asks("GET", ""), chromium: plain},
	{id: "35", why: "upload listener, no body", request: uploads(with("POST"), false), want: asks("POST", ""), chromium: "allow: POST B"},
	{id: "35", why: "upload listener, synchronous", request: uploads(post(text("x")), true), want: asks("POST", ""), chromium: "allow: POST B", webkit: "allow: POST B"},
	{id: "35", why: "upload listener, empty body", request: uploads(post(text("")), false), want: asks("POST", "")},
	{id: "38", why: "sorted by byte, each once", request: get("zeta", "1", "X-Dup", "1", "x_under", "1", "X1", "1", "X-1", "1", "X-Dup", "2", "a-b", "1", "alpha", "1", "a", "1", "Accept", "x"), want: asks("GET", "a,a-b,alpha,x-1,x-dup,x1,x_under,zeta"), firefox: asks("GET", "a,a-b,alpha,x-1,x-dup,x-dup,x1,x_under,zeta")},
	{id: "38", why: "method named for GET too", request: get("X-A", "1"), want: preflightX},
	{id: "§1.17", why: "charset corrected", request: xhr(post(text("x"), "Content-Type", `text/plain;charset="iso"`)), want: "allow: POST B", chromium: asks("POST", "content-type"), firefox: asks("POST", "content-type")},
	{id: "§1.17", why: "no charset", request: xhr(post(text("x"), "Content-Type", "text/plain")), want: "allow: POST B"},
}
