package fetch

import (
	"slices"
	"strings"
	"testing"

	"github.com/corslab/corslab/wire"
)

// controlled returns a browser whose page has a service worker with one route for
// everything, or with those given.
func controlled(t *testing.T, as PageKind, routes ...WorkerRoute) *Browser {
	t.Helper()
	server := wire.ServerFunc(func(wire.Request) wire.Response {
		return wire.Response{Status: 200, Header: wire.Header{"Access-Control-Allow-Origin: *"}}
	})
	b, err := NewBrowser(Config{
		Page:  Page{URL: "https://www.example.com/app?q#f", As: as, ServiceWorker: &ServiceWorker{Routes: routes}},
		World: World{"https://www.example.com": {Server: server}, "https://api.example.net": {Server: server}},
		Trace: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestWorkerRoutes finds which route takes a URL.
func TestWorkerRoutes(t *testing.T) {
	status := func(url string, n int) WorkerRoute {
		return WorkerRoute{URL: url, Respond: &WorkerResponse{Status: n}}
	}
	b := controlled(t, PageWindow,
		status("*", 210), status("https://api.example.net/*", 211), status("https://api.example.net/a/*", 212),
		status("https://api.example.net/a/b", 213), status("https://api.example.net/a/b?c=1", 214),
		status("https://api.example.net/q?x*", 215), status("/own", 216), WorkerRoute{URL: "https://api.example.net/left"},
	)
	for url, want := range map[string]int{
		"https://other.example.org/":        210,
		"https://api.example.net/":          211,
		"https://api.example.net/a":         211,
		"https://api.example.net/a/":        212,
		"https://api.example.net/a/b":       213,
		"https://api.example.net/a/b#x":     213,
		"https://api.example.net/a/b?d":     213,
		"https://api.example.net/a/b?c=1#x": 214,
		"https://api.example.net/q?xy":      215,
		"https://api.example.net/q?y":       211,
		"own":                               216,
		"https://www.example.com/own?1":     216,
		"https://api.example.net/left":      200,
	} {
		if got := b.Fetch(Request{URL: url}); got.Status != want {
			t.Errorf("%s: status %d, want %d", url, got.Status, want)
		}
	}
}

// TestWorkerSeesUserinfo has a worker answer by the user name and password of a URL, and
// pass on what has them.
func TestWorkerSeesUserinfo(t *testing.T) {
	const answered, passed = "https://u:p@api.example.net/answered", "https://u:p@api.example.net/passed"
	chromium, _ := ProfileNamed("chromium")
	for _, row := range []struct {
		request  Request
		standard Reason
		chromium Reason
	}{
		{Request{API: APIXHR, URL: answered}, "", ""},
		{Request{API: APIXHR, URL: passed}, "", DisallowedByMode},
		{Request{API: APIXHR, URL: "https://u:p@api.example.net/left"}, "", ""},
		{Request{API: APIXHR, URL: "https://u:p@www.example.com/passed"}, "", DisallowedByMode},
		{Request{API: APIImg, URL: answered, Crossorigin: new("anonymous")}, UnusableResponse, ServiceWorkerError},
	} {
		b := controlled(t, PageWindow,
			WorkerRoute{URL: answered, Respond: &WorkerResponse{}}, WorkerRoute{URL: "https://api.example.net/answered", RespondError: true},
			WorkerRoute{URL: passed, Fetch: &Request{}}, WorkerRoute{URL: "https://u:p@www.example.com/passed", Fetch: &Request{}})
		if got := b.Fetch(row.request); got.Reason != row.standard {
			t.Errorf("standard, %s of %s: %q, want %q", row.request.API, row.request.URL, got.Reason, row.standard)
		}
		b.profile = chromium
		if got := b.Fetch(row.request); got.Reason != row.chromium {
			t.Errorf("chromium, %s of %s: %q, want %q", row.request.API, row.request.URL, got.Reason, row.chromium)
		}
	}
}

// TestWorkerForwardsListener has a worker pass on a request to whose upload somebody
// listens: Chromium keeps that in the mode, and loses it with it.
func TestWorkerForwardsListener(t *testing.T) {
	const name = "service-worker-forwards-upload-listener"
	chromium, _ := ProfileNamed("chromium")
	for _, row := range []struct {
		passed Request
		want   bool
	}{{Request{}, true}, {Request{Credentials: CredentialsInclude}, true}, {Request{Mode: ModeCORS}, false}} {
		b := controlled(t, PageWindow, WorkerRoute{URL: "*", Fetch: &row.passed})
		b.profile = chromium
		p := b.Fetch(Request{API: APIXHR, URL: "https://api.example.net/", Method: "POST", UploadListener: true, Body: &Body{Content: "x"}})
		if p.Preflight != row.want || slices.Contains(p.Quirks, name) != row.want {
			t.Errorf("passed on with %+v: preflight %t, quirks %q", row.passed, p.Preflight, p.Quirks)
		}
	}
}

// TestWorkerSections holds the sections that decisions about service workers name to
// the documents that are known, and wants one of them in every trace.
func TestWorkerSections(t *testing.T) {
	for name, route := range map[string]WorkerRoute{
		"respond":  {URL: "*", Respond: &WorkerResponse{}},
		"error":    {URL: "*", RespondError: true},
		"redirect": {URL: "*", Redirect: &WorkerRedirect{URL: "data:,"}},
		"fetch":    {URL: "*", Fetch: &Request{Mode: ModeNoCORS}},
		"left":     {URL: "*"},
	} {
		found := false
		for _, d := range controlled(t, PageWindow, route).Fetch(Request{URL: "https://api.example.net/"}).Decisions {
			if _, ok := SectionURL(d.Section); !ok {
				t.Errorf("%s: unknown section %s", name, d.Section)
			}
			found = found || d.Section == sectionHandleFetch || d.Section == sectionRespondWith || d.Section == sectionHTTPFetch
		}
		if !found {
			t.Errorf("%s: no decision is about the service worker", name)
		}
	}
}

// TestWorkerRequest is what the worker's fetch() makes of a request and the second
// argument, by the Request constructor.
func TestWorkerRequest(t *testing.T) {
	post := Request{URL: "https://api.example.net/", Method: "POST", Headers: []Field{{"X-A", "1"}, {"Accept", "text/html"}}, Body: &Body{Kind: BodyText, Content: "hello"}}
	for _, c := range []struct {
		name   string
		init   Request
		reason Reason
		sent   []string // headers of the last request
		hidden []string // headers it must not have
	}{
		{name: "as it is", sent: []string{"X-A", "Accept", "Content-Type"}},
		{name: "other headers", init: Request{Headers: []Field{{"X-B", "1"}}}, sent: []string{"X-B"}, hidden: []string{"X-A", "Content-Type"}},
		{name: "no-cors", init: Request{Mode: ModeNoCORS}, reason: ServiceWorkerOpaque, sent: []string{"Accept", "Content-Type"}, hidden: []string{"X-A"}},
		{name: "a body with GET", init: Request{Method: "GET"}, reason: InvalidRequest},
		{name: "a method no script may use", init: Request{Method: "TRACE"}, reason: InvalidRequest},
		{name: "no-cors and PUT", init: Request{Mode: ModeNoCORS, Method: "PUT"}, reason: InvalidRequest},
		{name: "only-if-cached", init: Request{Cache: CacheOnlyIfCached}, reason: InvalidRequest},
		{name: "a bad header", init: Request{Headers: []Field{{"X A", "1"}}}, reason: InvalidRequest},
	} {
		server := wire.ServerFunc(func(wire.Request) wire.Response {
			return wire.Response{Status: 200, Header: wire.Header{"Access-Control-Allow-Origin: *", "Access-Control-Allow-Headers: *"}}
		})
		b := controlled(t, PageWindow, WorkerRoute{URL: "*", Fetch: &c.init})
		b.SetWorld(World{"https://api.example.net": {Server: server}})
		got := b.Fetch(post)
		if got.Reason != c.reason {
			t.Errorf("%s: reason %q, want %q", c.name, got.Reason, c.reason)
		}
		if c.reason == InvalidRequest {
			if len(got.Wire) > 0 {
				t.Errorf("%s: something was sent", c.name)
			}
			continue
		}
		last := got.Wire[len(got.Wire)-1].Header
		for _, name := range c.sent {
			if !last.Has(name) {
				t.Errorf("%s: %s is not sent", c.name, name)
			}
		}
		for _, name := range c.hidden {
			if last.Has(name) {
				t.Errorf("%s: %s is sent", c.name, name)
			}
		}
	}
}

// TestUncontrolledPages shows who has no service worker.
func TestUncontrolledPages(t *testing.T) {
	for as, isControlled := range map[PageKind]bool{
		PageWindow: true, PageSrcdoc: true, PageBlob: true, PageWorker: true, PageSharedWorker: true,
		PageSandboxed: false, PageData: false,
	} {
		got := controlled(t, as, WorkerRoute{URL: "*", RespondError: true}).Fetch(Request{URL: "https://api.example.net/"})
		if (got.Reason == ServiceWorkerError) != isControlled {
			t.Errorf("%s: reason %q", as, got.Reason)
		}
	}
}

// Which quirks a redirect that the service worker answers with makes a difference by, in
// Chromium.
func TestQuirksOfWorkerRedirects(t *testing.T) {
	const own, api = "https://www.example.com/x", "https://api.example.net/x"
	const base, untainted = "service-worker-location-base", "service-worker-redirect-untainted"
	for _, c := range []struct{ why, url, location, want string }{
		{"relative to a URL that the answer does not have", own, "/y", base},
		{"absolute", own, "https://www.example.com/y", ""},
		{"absolute but for its slashes", own, "https:y", base},
		{"no URL for anybody", own, "https://[", ""},
		{"to another origin", own, "https://api.example.net/y", ""},
		{"from another origin", api, "https://www.example.com/y", untainted},
		{"within another origin", api, "https://api.example.net/y", ""},
		{"from another origin to a third", api, "https://other.example.org/y", untainted},
	} {
		server := wire.ServerFunc(func(wire.Request) wire.Response {
			return wire.Response{Status: 200, Header: wire.Header{"Access-Control-Allow-Origin: *"}}
		})
		profile, _ := ProfileNamed("chromium")
		b, err := NewBrowser(Config{
			Profile: profile,
			Page: Page{URL: "https://www.example.com/", ServiceWorker: &ServiceWorker{Routes: []WorkerRoute{
				{URL: c.url, Respond: &WorkerResponse{Status: 302, Headers: []Field{{"Location", c.location}}}},
			}}},
			World: World{"https://www.example.com": {Server: server}, "https://api.example.net": {Server: server}, "https://other.example.org": {Server: server}},
		})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, name := range b.Fetch(Request{URL: c.url}).Quirks {
			if name == base || name == untainted {
				got = append(got, name)
			}
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: %s to %s shows %q, want %q", c.why, c.url, c.location, got, c.want)
		}
	}
}

// The headers of what the worker has fetched are filtered by the credentials it was
// fetched with, those of what it made up by the page's.
func TestHeadersOfWorkerAnswers(t *testing.T) {
	server := wire.ServerFunc(func(q wire.Request) wire.Response {
		origin, _ := q.Header.Get("Origin")
		return wire.Response{Status: 200, Header: wire.Header{
			wire.NewLine("Access-Control-Allow-Origin", origin), "Access-Control-Allow-Credentials: true", "Access-Control-Expose-Headers: *", "X-A: 1",
		}}
	})
	made := []Field{{"X-A", "1"}, {"Access-Control-Expose-Headers", "*"}}
	for _, c := range []struct {
		why   string
		route WorkerRoute
		page  Credentials
		want  bool
	}{
		{"without", WorkerRoute{Fetch: &Request{Credentials: CredentialsOmit}}, CredentialsInclude, true},
		{"with", WorkerRoute{Fetch: &Request{Credentials: CredentialsInclude}}, CredentialsOmit, false},
		{"as they are", WorkerRoute{Fetch: &Request{}}, CredentialsInclude, false},
		{"made up", WorkerRoute{Respond: &WorkerResponse{Headers: made}}, CredentialsOmit, true},
		{"made up, and asked for with credentials", WorkerRoute{Respond: &WorkerResponse{Headers: made}}, CredentialsInclude, false},
	} {
		c.route.URL = "*"
		b := controlled(t, PageWindow, c.route)
		b.SetWorld(World{"https://api.example.net": {Server: server}})
		got := b.Fetch(Request{URL: "https://api.example.net/", Credentials: c.page})
		if got.Outcome != Allow || (got.Headers["x-a"] == "1") != c.want {
			t.Errorf("%s: %s, the page reads %v", c.why, got.Reason, got.Headers)
		}
	}
	// A Response holds no header that is none, and no Set-Cookie.
	b := controlled(t, PageWindow, WorkerRoute{URL: "*", Respond: &WorkerResponse{Headers: []Field{{"X-A", "1"}, {"X B", "1"}, {"Set-Cookie", "a=b"}}}})
	if got := b.Fetch(Request{URL: "/own"}); len(got.Headers) != 1 || got.Headers["x-a"] != "1" {
		t.Errorf("of what the worker made up for its own origin the page reads %v", got.Headers)
	}
}

// A second argument of the worker's fetch() counts for what it says.
func TestWorkerInit(t *testing.T) {
	stream := Request{URL: "https://api.example.net/", Method: "POST", Body: &Body{Kind: BodyStream, Content: "x"}}
	get := Request{URL: "https://api.example.net/", Referrer: new(string)}
	for _, c := range []struct {
		why     string
		request Request
		init    Request
		reason  Reason
		referer bool
	}{
		{why: "as it is", request: get},
		{why: "with a member, which resets the referrer", request: get, init: Request{Cache: CacheReload}, referer: true},
		{why: "redirect mode error", request: get, init: Request{Redirect: RedirectError}, reason: RedirectNotAllowed, referer: true},
		{why: "a stream in mode cors", request: stream, init: Request{Cache: CacheReload}, referer: true},
		{why: "a stream in mode no-cors", request: stream, init: Request{Mode: ModeNoCORS}, reason: InvalidRequest},
		{why: "a stream in mode same-origin", request: stream, init: Request{Mode: ModeSameOrigin}, reason: DisallowedByMode},
	} {
		server := wire.ServerFunc(func(q wire.Request) wire.Response {
			h := wire.Header{"Access-Control-Allow-Origin: *", "Access-Control-Allow-Headers: *"}
			if q.Target == "/" && c.reason == RedirectNotAllowed {
				return wire.Response{Status: 302, Header: append(h, "Location: /y")}
			}
			return wire.Response{Status: 200, Header: h}
		})
		b := controlled(t, PageWindow, WorkerRoute{URL: "*", Fetch: &c.init})
		b.SetWorld(World{"https://api.example.net": {Server: server, Protocol: wire.HTTP2}})
		got := b.Fetch(c.request)
		if got.Reason != c.reason {
			t.Errorf("%s: reason %q, want %q", c.why, got.Reason, c.reason)
		}
		if n := len(got.Wire); n > 0 && got.Wire[n-1].Header.Has("Referer") != c.referer {
			t.Errorf("%s: Referer is sent: %t", c.why, !c.referer)
		}
	}
}

// The trace says of what type the worker's answer is.
func TestTraceOfWorkerAnswers(t *testing.T) {
	for want, route := range map[string]WorkerRoute{
		"of the type default,": {URL: "*", Respond: &WorkerResponse{}},
		"of the type cors,":    {URL: "*", Fetch: &Request{}},
	} {
		found := false
		for _, d := range controlled(t, PageWindow, route).Fetch(Request{URL: "https://api.example.net/"}).Decisions {
			found = found || strings.Contains(d.Text, want)
		}
		if !found {
			t.Errorf("no decision says %q", want)
		}
	}
}

// Which quirks what a service worker has fetched elsewhere makes a difference by, in
// Chromium, and how they end.
func TestQuirksOfFetchedAnswers(t *testing.T) {
	const trimmed, policy, mixed = "service-worker-answer-trimmed", "service-worker-answer-corp", "service-worker-redirect-not-upgraded"
	server := wire.ServerFunc(func(q wire.Request) wire.Response {
		header := wire.Header{"Access-Control-Allow-Origin: *", "Access-Control-Expose-Headers: *", "Content-Type: image/gif"}
		switch q.Target {
		case "/policy":
			header = append(header, "Cross-Origin-Resource-Policy: same-origin")
		case "/last":
			header = append(header, "X-A: 1", "X-B: 1", "x-a:", "X-B: 2")
		case "/two":
			header = append(header, "X-A: 1", "X-A:", "X-A:")
		case "/first":
			header = append(header, "X-A:", "X-A: 1")
		case "/one":
			header = append(header, "X-A:")
		}
		return wire.Response{Status: 200, Header: header, Body: []byte("GIF89a")}
	})
	profile, _ := ProfileNamed("chromium")
	const page = "https://www.example.com"
	for _, c := range []struct {
		why     string
		route   WorkerRoute
		request Request
		quirk   string // of the three
		reason  Reason
		value   string // of X-A
	}{
		{"a last line without a value", WorkerRoute{Fetch: &Request{URL: "/last"}}, Request{}, trimmed, "", "1,"},
		{"two of them", WorkerRoute{Fetch: &Request{URL: "/two"}}, Request{}, trimmed, "", "1, ,"},
		{"a first one", WorkerRoute{Fetch: &Request{URL: "/first"}}, Request{}, "", "", ", 1"},
		{"the only one", WorkerRoute{Fetch: &Request{URL: "/one"}}, Request{}, "", "", ""},
		{"a policy, in mode no-cors", WorkerRoute{Fetch: &Request{URL: "https://api.example.net/policy"}}, Request{Mode: ModeNoCORS}, policy, BlockedByResponse, ""},
		{"a policy, in mode cors", WorkerRoute{Fetch: &Request{URL: "https://api.example.net/policy"}}, Request{}, "", "", ""},
		{"no policy", WorkerRoute{Fetch: &Request{URL: "https://api.example.net/none"}}, Request{Mode: ModeNoCORS}, "", "", ""},
		{"a policy of the page's own server", WorkerRoute{Fetch: &Request{URL: "/policy"}}, Request{Mode: ModeNoCORS}, "", "", ""},
		{"an image that is redirected to http", WorkerRoute{Redirect: &WorkerRedirect{URL: "http://api.example.net/image"}}, Request{API: APIImg}, mixed, "", ""},
		{"one that is redirected to https", WorkerRoute{Redirect: &WorkerRedirect{URL: "https://api.example.net/image"}}, Request{API: APIImg}, "", "", ""},
		{"what is no image", WorkerRoute{Redirect: &WorkerRedirect{URL: "http://api.example.net/image"}}, Request{Mode: ModeNoCORS}, "", MixedContent, ""},
	} {
		c.route.URL, c.request.URL = page+"/x", page+"/x"
		b, err := NewBrowser(Config{
			Profile: profile,
			Page:    Page{URL: page + "/", ServiceWorker: &ServiceWorker{Routes: []WorkerRoute{c.route}}},
			World:   World{page: {Server: server}, "https://api.example.net": {Server: server}, "http://api.example.net": {Server: server}},
		})
		if err != nil {
			t.Fatal(err)
		}
		p := b.Fetch(c.request)
		for _, name := range []string{trimmed, policy, mixed} {
			if got := slices.Contains(p.Quirks, name); got != (name == c.quirk) {
				t.Errorf("%s: names %s: %t", c.why, name, got)
			}
		}
		if p.Reason != c.reason || p.Headers["x-a"] != c.value {
			t.Errorf("%s: reason %q, X-A %q", c.why, p.Reason, p.Headers["x-a"])
		}
		if isPlain := len(p.Wire) > 0 && strings.HasPrefix(p.Wire[0].URL, "http:"); isPlain != (c.quirk == mixed) {
			t.Errorf("%s: asked for is %q", c.why, p.Wire[0].URL)
		}
	}
}
