package fetch_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/wire"
)

func TestFaults(t *testing.T) {
	for _, c := range []struct {
		fault wire.FaultKind
		want  string
	}{
		{wire.FaultHang, "error Timeout: GET B"},
		{wire.FaultReset, "error ConnectionReset: GET B"},
		{wire.FaultClose, "error EmptyResponse: GET B"},
		{wire.FaultGarbage, "error InvalidHTTPResponse: GET B"},
		{wire.FaultSlow, "allow: GET B"},
	} {
		server := wire.ServerFunc(func(wire.Request) wire.Response {
			return wire.Response{Status: 200, Header: wire.Header{anyOrigin}, Fault: wire.Fault{Kind: c.fault}}
		})
		p := open(t, "chromium", fetch.World{siteB: {Server: server}}).Fetch(to(siteB+"/x", get()))
		if got := summary(p.Observation); got != c.want {
			t.Errorf("%s: got %s, want %s", c.fault, got, c.want)
		}
		if c.fault != wire.FaultSlow && p.Wire[0].Status != 0 {
			t.Errorf("%s: the request has status %d, and nothing was answered", c.fault, p.Wire[0].Status)
		}
	}
}

// What servers get to see of a request.
func TestRequestOnTheWire(t *testing.T) {
	var received []wire.Request
	server := wire.ServerFunc(func(q wire.Request) wire.Response {
		received = append(received, q)
		return (*reply)(nil).respond(q)
	})
	r := to(siteB+"/x?y#z", post(&fetch.Body{Kind: fetch.BodyForm, Form: []fetch.Field{field("a b", "é&")}}, "X-A", "1"))
	open(t, "chromium", fetch.World{siteB: {Server: server}}).Fetch(r)
	want := []wire.Request{
		{
			Method: "OPTIONS", Origin: siteB, Target: "/x?y",
			Header: wire.Header{
				"Host: b.localhost:8000", "Accept: */*", "Access-Control-Request-Method: POST",
				"Access-Control-Request-Headers: x-a", "Origin: " + pageA, "Referer: " + pageA + "/",
			},
		},
		{
			Method: "POST", Origin: siteB, Target: "/x?y",
			Header: wire.Header{
				"Host: b.localhost:8000", "Accept: */*", "Content-Length: 13", "X-A: 1",
				"Content-Type: application/x-www-form-urlencoded;charset=UTF-8", "Origin: " + pageA, "Referer: " + pageA + "/",
			},
			Body: []byte("a+b=%C3%A9%26"),
		},
	}
	if diff := cmp.Diff(want, received); diff != "" {
		t.Errorf("the servers receive (-want +got):\n%s", diff)
	}
}

// A body's length is told, and that there is none of a POST or PUT
// (https://fetch.spec.whatwg.org/#http-network-or-cache-fetch).
func TestContentLengths(t *testing.T) {
	for _, c := range []struct {
		why     string
		request fetch.Request
		want    string
	}{
		{"GET", get(), ""},
		{"POST", with("POST"), "0"},
		{"PUT", with("PUT"), "0"},
		{"DELETE", with("DELETE"), ""},
		{"a text", post(text("hello")), "5"},
		{"a stream", streamed(), ""},
		{"no header but Accept", referrerPolicy("no-referrer", get()), ""},
	} {
		const origin = "https://b.localhost:8443"
		b, err := fetch.NewBrowser(fetch.Config{
			Page: fetch.Page{URL: origin + "/page"}, World: fetch.World{origin: {Server: answer(200), Protocol: wire.HTTP2}},
		})
		if err != nil {
			t.Fatal(err)
		}
		p := b.Fetch(to(origin+"/x", c.request))
		if got, _ := p.Wire[len(p.Wire)-1].Header.Get("Content-Length"); got != c.want || p.Outcome != fetch.Allow {
			t.Errorf("%s: Content-Length is %q, want %q; %s", c.why, got, c.want, p.Reason)
		}
	}
}

// Where nobody serves http, https at the port of the URL hangs up.
func TestPortsOfTheOtherScheme(t *testing.T) {
	world := fetch.World{"https://b.localhost": {Server: answer(200)}, "https://c.localhost:8443": {Server: answer(200)}}
	for url, want := range map[string]fetch.Reason{
		"http://b.localhost/": fetch.ConnectionFailed, "http://b.localhost:443/": fetch.EmptyResponse, "http://b.localhost:8443/": fetch.ConnectionFailed,
		"http://c.localhost:8443/": fetch.EmptyResponse, "https://c.localhost/": fetch.ConnectionFailed, "https://b.localhost:8443/": fetch.ConnectionFailed,
	} {
		if p := open(t, "standard", world).Fetch(to(url, get())); p.Reason != want {
			t.Errorf("%s: reason %q, want %q", url, p.Reason, want)
		}
	}
}

// What a server says of an answer that never comes is noted of its request.
func TestNotesOfFaults(t *testing.T) {
	server := wire.ServerFunc(func(wire.Request) wire.Response {
		return wire.Response{Fault: wire.Fault{Kind: wire.FaultReset}, Notes: []wire.Note{{Section: "rule 1", Text: "it resets"}}}
	})
	p := open(t, "standard", fetch.World{siteB: {Server: server}}).Fetch(to(siteB+"/x", get()))
	if !slices.Contains(p.Decisions, fetch.Decision{Section: "rule 1", Text: "it resets", Verdict: fetch.Info}) {
		t.Errorf("the first request has no such note:\n%s", trace(p))
	}
}

func TestMixedContent(t *testing.T) {
	b, err := fetch.NewBrowser(fetch.Config{Page: fetch.Page{URL: "https://a.test/"}, World: fetch.World{
		"http://b.test":         {Server: answer(200, anyOrigin)},
		"http://localhost:8000": {Server: answer(200, anyOrigin)},
	}})
	if err != nil {
		t.Fatal(err)
	}
	if p := b.Fetch(fetch.Request{URL: "http://b.test/"}); p.Reason != fetch.MixedContent {
		t.Errorf("http from an https page: %s %s", p.Outcome, p.Reason)
	}
	if p := b.Fetch(fetch.Request{URL: "http://localhost:8000/"}); p.Outcome != fetch.Allow {
		t.Errorf("localhost from an https page: %s %s", p.Outcome, p.Reason)
	}
}

func TestUnverifiedNotes(t *testing.T) {
	server := wire.ServerFunc(func(wire.Request) wire.Response {
		return wire.Response{Status: 200, Header: wire.Header{anyOrigin, "Access-Control-Allow-Methods: PUT"}, Notes: []wire.Note{
			{Section: "rule 1", Text: "it matches"}, {Section: "rule 2", Text: "a guess", Unverified: true},
		}}
	})
	b := open(t, "standard", fetch.World{siteB: {Server: server}})
	p := b.Fetch(to(siteB+"/x", put))
	if diff := cmp.Diff([]string{"a guess"}, p.Unverified); diff != "" {
		t.Errorf("unverified (-want +got):\n%s", diff)
	}
	noted := 0
	for _, d := range p.Decisions {
		if d.Section == "rule 1" && d.Text == "it matches" && d.Verdict == fetch.Info && d.Exchange == noted {
			noted++
		}
	}
	if noted != 2 {
		t.Errorf("%d of two responses have their notes in the trace", noted)
	}
	if p := b.Fetch(to(siteB+"/x", with("PUT"))); len(p.Unverified) != 1 || p.Preflight {
		t.Errorf("a cached preflight rests on %q", p.Unverified)
	}
}

func TestExpressible(t *testing.T) {
	for _, c := range []struct {
		request fetch.Request
		field   string
	}{
		{fetch.Request{}, ""},
		{fetch.Request{Mode: fetch.ModeNoCORS, Credentials: fetch.CredentialsOmit, Keepalive: true}, ""},
		{fetch.Request{UploadListener: true}, "upload-listener"},
		{fetch.Request{API: fetch.APIXHR, UploadListener: true, Sync: true, Credentials: fetch.CredentialsInclude}, ""},
		{fetch.Request{API: fetch.APIXHR, Credentials: fetch.CredentialsOmit}, "credentials"},
		{fetch.Request{API: fetch.APIXHR, Redirect: fetch.RedirectManual}, "redirect"},
		{fetch.Request{API: fetch.APIXHR, Body: &fetch.Body{Kind: fetch.BodyStream}}, "body"},
	} {
		err := fetch.Expressible(c.request, fetch.PageWindow)
		got := ""
		if e, ok := err.(*fetch.InexpressibleError); ok {
			got = e.Field
		}
		if got != c.field {
			t.Errorf("%+v: %q cannot be expressed, want %q", c.request, got, c.field)
		}
	}
}

// Every decision names a section that a reader can look up.
func TestDecisionsNameTheirSections(t *testing.T) {
	for _, tr := range trips {
		p := open(t, "chromium", tr.world()).Fetch(to(siteB+"/x", tr.request))
		if len(p.Decisions) == 0 {
			t.Errorf("%s %s leaves no trace", tr.id, tr.why)
		}
		for _, d := range p.Decisions {
			if _, ok := fetch.SectionURL(d.Section); !ok || d.Text == "" {
				t.Errorf("%s %s: the decision %+v cannot be looked up", tr.id, tr.why, d)
			}
			if d.Exchange >= len(p.Exchanges) {
				t.Errorf("%s %s: %+v is about an exchange that did not happen", tr.id, tr.why, d)
			}
		}
		if failed := p.Decisions[len(p.Decisions)-1].Verdict == fetch.Fail; failed != (p.Outcome != fetch.Allow) {
			t.Errorf("%s %s: the outcome is %s, and the last decision %+v", tr.id, tr.why, p.Outcome, p.Decisions[len(p.Decisions)-1])
		}
	}
}

// A GET of the page's own server has no Origin, but in Chromium one that an element makes
// under CORS has.
func TestOriginOfElements(t *testing.T) {
	for _, c := range []struct {
		why           string
		request       fetch.Request
		chromium      string // "" for none, which it is in the standard
		blocksCookies bool
		as            fetch.PageKind
	}{
		{why: "fetch()", request: get()},
		{why: "a script", request: api(fetch.APIScript, "")},
		{why: "a script under CORS", request: shared(fetch.APIScript), chromium: pageA},
		{why: "a style sheet under CORS", request: shared(fetch.APIStylesheet), chromium: pageA},
		{why: "a sound under CORS", request: shared(fetch.APIAudio)},
		{why: "a video under CORS", request: shared(fetch.APIVideo)},
		{why: "an EventSource", request: api(fetch.APIEventSource, "")},

		// Where third-party cookies are blocked, and an opaque page asks for them.
		{why: "with cookies", request: noCORS(fetch.CredentialsInclude), blocksCookies: true, as: fetch.PageSandboxed, chromium: "null"},
		{why: "without", request: noCORS(fetch.CredentialsOmit), blocksCookies: true, as: fetch.PageSandboxed},
		{why: "with cookies that are not blocked", request: noCORS(fetch.CredentialsInclude), as: fetch.PageSandboxed},
		{why: "from a page with an origin", request: noCORS(fetch.CredentialsInclude), blocksCookies: true},
		{why: "of another site", request: to(siteB+"/x", noCORS(fetch.CredentialsInclude)), blocksCookies: true, as: fetch.PageSandboxed},
		{why: "and of that site after another", request: to(siteB+"/home", noCORS(fetch.CredentialsInclude)), blocksCookies: true, as: fetch.PageSandboxed},
		{why: "and of another site after it", request: to(pageA+"/away", noCORS(fetch.CredentialsInclude)), blocksCookies: true, as: fetch.PageSandboxed, chromium: "null"},
	} {
		for _, name := range []string{"standard", "chromium"} {
			server := wire.ServerFunc(func(q wire.Request) wire.Response {
				if next := map[string]wire.Line{"/home": "Location: " + pageA + "/x", "/away": "Location: " + siteB + "/x"}[q.Target]; next != "" {
					return wire.Response{Status: 302, Header: wire.Header{next}}
				}
				return wire.Response{Status: 200}
			})
			b, err := fetch.NewBrowser(fetch.Config{
				Profile: profile(t, name), Page: fetch.Page{URL: pageA + "/page", As: c.as}, BlockThirdPartyCookies: c.blocksCookies,
				World: fetch.World{pageA: {Server: server}, siteB: {Server: server}},
			})
			if err != nil {
				t.Fatal(err)
			}
			r := c.request
			if r.URL == "" {
				r.URL = pageA + "/x"
			}
			p := b.Fetch(r)
			want := ""
			if name == "chromium" {
				want = c.chromium
			}
			if got, _ := p.Wire[len(p.Wire)-1].Header.Get("Origin"); got != want {
				t.Errorf("%s, %s: Origin is %q, want %q", c.why, name, got, want)
			}
		}
	}
}

// shared is a request of an element with the attribute crossorigin.
func shared(a fetch.API) fetch.Request { return fetch.Request{API: a, Crossorigin: new(string)} }

func noCORS(c fetch.Credentials) fetch.Request {
	return fetch.Request{Mode: fetch.ModeNoCORS, Credentials: c}
}
