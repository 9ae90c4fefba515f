package fetch_test

import (
	"strings"
	"testing"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/wire"
)

// A showing is a request in one profile, and the quirks that its prediction names: those
// by which it ends otherwise than in the standard, or may later, and no others.
type showing struct {
	why, profile string
	server       wire.ServerFunc // nil allows what is asked
	// before are requests that were made before.
	before  []fetch.Request
	request fetch.Request
	want    string
}

// leading to the next target by redirects with the lines, and allowing the last.
func stages(targets []string, lines ...wire.Line) wire.ServerFunc {
	return func(q wire.Request) wire.Response {
		response := (*reply)(nil).respond(q)
		for i, target := range targets[:len(targets)-1] {
			if !q.IsPreflight() && strings.HasSuffix(target, q.Origin+q.Target) {
				response.Status = 302
				response.Header = append(wire.Header{wire.NewLine("Location", targets[i+1])}, lines...)
			}
		}
		return response
	}
}

// stored answers everything with the lines, to be stored for a minute.
func stored(lines ...wire.Line) wire.ServerFunc {
	return func(q wire.Request) wire.Response {
		response := storing(q)
		response.Header = append(response.Header, lines...)
		return response
	}
}

func blob(r fetch.Request, kind string) fetch.Request {
	r.Body = &fetch.Body{Kind: fetch.BodyBlob, Content: "{}", Type: kind}
	return r
}

const ruled, apart = "request-headers-rule-cache", "http-cache-by-credentials"

var showings = []showing{
	// Script's own headers in Chromium's cache: named where they make it end otherwise.
	{why: "no-cache, nothing stored", profile: "chromium", request: get("Cache-Control", "no-cache")},
	{why: "no-cache, no validator", profile: "chromium", server: storing, before: []fetch.Request{get()}, request: get("Cache-Control", "no-cache")},
	{why: "no-cache, a tag", profile: "chromium", server: stored(`ETag: "1"`), before: []fetch.Request{get()}, request: get("Cache-Control", "no-cache"), want: ruled},
	{why: "no-cache, a date", profile: "chromium", server: stored("Last-Modified: Wed, 01 Jul 2026 12:00:00 GMT"), before: []fetch.Request{get()}, request: get("Cache-Control", "no-cache"), want: ruled},
	{why: "no-cache against force-cache", profile: "chromium", server: storing, before: []fetch.Request{get()}, request: cached(fetch.CacheForceCache, get("Cache-Control", "no-cache")), want: ruled},
	{why: "a condition against no-cache", profile: "chromium", server: storing, before: []fetch.Request{get()}, request: cached(fetch.CacheNoCache, get("If-None-Match", `"1"`)), want: ruled},
	{why: "nothing of the kind", profile: "chromium", server: storing, before: []fetch.Request{get()}, request: get("X-A", "1")},

	// What is stored for others in Firefox: named where it would have been the answer.
	{why: "nothing stored", profile: "firefox", server: storing, request: get()},
	{why: "stored with credentials", profile: "firefox", server: storing, before: []fetch.Request{cred(get())}, request: get(), want: apart},
	{why: "stored without, later", profile: "firefox", server: storing, before: []fetch.Request{cred(get()), get()}, request: cred(get()), want: apart},
	{why: "stored with credentials, earlier", profile: "firefox", server: storing, before: []fetch.Request{cred(get()), get()}, request: get()},
	{why: "stored with credentials, and old", profile: "firefox", before: []fetch.Request{cred(get())}, request: get()},

	// A preflight's status in WebKit.
	{why: "404 that allows", profile: "webkit", server: fixed(status(404, anyOrigin), nil), request: put},
	{why: "404 that does not", profile: "webkit", server: fixed(status(404), nil), request: put, want: "preflight-status-first"},
	{why: "200 that does not", profile: "webkit", server: fixed(ok(), nil), request: put},

	// A redirect that left home and goes on, in WebKit.
	{why: "home, B, B by *", profile: "webkit", server: stages([]string{pageA + "/x", atB, atB2}, anyOrigin), request: fromA, want: "redirect-checked-with-credentials"},
	{
		why: "home, B, B with credentials", profile: "webkit",
		server:  stages([]string{pageA + "/x", atB, atB2}, wire.NewLine("Access-Control-Allow-Origin", pageA), credentials),
		request: fromA,
	},
	{why: "home, B", profile: "webkit", server: stages([]string{pageA + "/x", atB}, anyOrigin), request: fromA},

	// The type of a Blob.
	{why: "in mode no-cors", profile: "webkit", request: mode(fetch.ModeNoCORS, blob(with("POST"), "application/json")), want: "no-cors-blob-type-sent"},
	{why: "of a form, in mode no-cors", profile: "webkit", request: mode(fetch.ModeNoCORS, blob(with("POST"), "text/plain"))},
	{why: "in mode cors", profile: "webkit", request: blob(with("POST"), "application/json")},
	{why: "text in mode no-cors", profile: "webkit", request: mode(fetch.ModeNoCORS, post(text("x")))},
	{why: "that is strict", profile: "chromium", request: xhr(blob(with("POST"), "text/plain;a=b"))},
	{why: "that is not", profile: "chromium", request: xhr(blob(with("POST"), "text/plain;")), want: "strict-blob-type"},
	{why: "that there is not", profile: "chromium", request: xhr(blob(with("POST"), ""))},
	{why: "of text", profile: "chromium", request: xhr(post(text("x")))},

	// What was remembered of preflights, each by its own name.
	{why: "PUT, DELETE, PUT", profile: "chromium", server: echoing, before: []fetch.Request{put, del}, request: put, want: "preflight-cache-single-entry"},
	{why: "PUT, PUT", profile: "chromium", server: echoing, before: []fetch.Request{put}, request: put},
	{why: "with credentials, then without", profile: "firefox", server: echoing, before: []fetch.Request{cred(x)}, request: x, want: "preflight-cache-by-credentials"},
	{why: "* for another header", profile: "firefox", server: fixed(lasting("*", "*"), allows("*")), before: []fetch.Request{x}, request: get("X-B", "1"), want: "cached-wildcard-unused"},
	{why: "POST, then HEAD", profile: "firefox", server: echoing, before: []fetch.Request{with("POST", "X-A", "1")}, request: with("HEAD", "X-A", "1"), want: "cached-head-listed"},
	{why: "PUT, PUT", profile: "firefox", server: echoing, before: []fetch.Request{put}, request: put},
	{why: "* for Authorization", profile: "webkit", server: fixed(lasting("*", "*"), allows("*")), before: []fetch.Request{auth}, request: auth, want: "cached-wildcard-covers-authorization"},

	// An unsafe method in mode force-cache.
	{why: "what is stored matches", profile: "chromium", server: stored(`ETag: "1"`), before: []fetch.Request{get()}, request: cached(fetch.CacheForceCache, del), want: "unsafe-method-from-cache"},
	{why: "Vary keeps it", profile: "chromium", server: stored(`ETag: "1"`, "Vary: X-A"), before: []fetch.Request{get()}, request: cached(fetch.CacheForceCache, with("DELETE", "X-A", "1"))},
	{why: "another mode", profile: "chromium", server: stored(`ETag: "1"`), before: []fetch.Request{get()}, request: del},

	// A 407, whose header Chromium does not read.
	{why: "407 with a cookie", profile: "chromium", server: fixed(nil, status(407, "Set-Cookie: a=b")), request: fromA, want: "no-cookie-from-407"},
	{why: "407 without", profile: "chromium", server: fixed(nil, status(407)), request: fromA},

	// User names in URLs.
	{why: "an EventSource", profile: "chromium", request: api(fetch.APIEventSource, "http://u@b.localhost:8000/x"), want: "userinfo-url-blocked"},
	{why: "a module", profile: "chromium", request: api(fetch.APIModule, "http://u@b.localhost:8000/x"), want: "userinfo-dropped"},
}

func TestQuirksShown(t *testing.T) {
	for _, s := range showings {
		server := s.server
		if server == nil {
			server = (*reply)(nil).respond
		}
		b := open(t, s.profile, fetch.World{pageA: {Server: server}, siteB: {Server: server}})
		var p fetch.Prediction
		for _, r := range append(s.before, s.request) {
			if r.URL == "" {
				r.URL = siteB + "/x"
			}
			p = b.Fetch(r)
		}
		if got := strings.Join(p.Quirks, " "); got != s.want {
			t.Errorf("%s, %s: the quirks that show are %q, want %q\n%s", s.why, s.profile, got, s.want, trace(p))
		}
	}
}

// A page that came over https meets the quirks of mixed content, each by its own name.
func TestQuirksOfSecurePages(t *testing.T) {
	for _, c := range []struct {
		why     string
		as      fetch.PageKind
		request fetch.Request
		reason  fetch.Reason
		want    string
	}{
		{"an image of the local network", fetch.PageWindow, api(fetch.APIImg, "http://printer.local/"), fetch.UnusableResponse, "image-accept-formats local-mixed-content-allowed"},
		{"a redirect that may not be, from a worker", fetch.PageWorker, erroring(to("https://a.test/plain", get())), fetch.RedirectNotAllowed, ""},
		{"a redirect to another scheme, from a worker", fetch.PageWorker, to("https://a.test/ftp", get()), fetch.MixedContent, "worker-scheme-is-mixed-content"},
		{"a redirect to another scheme", fetch.PageWindow, to("https://a.test/ftp", get()), fetch.CorsDisabledScheme, ""},
	} {
		server := wire.ServerFunc(func(q wire.Request) wire.Response {
			if to := map[string]wire.Line{"/plain": "Location: http://b.test/", "/ftp": "Location: ftp://b.test/"}[q.Target]; to != "" {
				return wire.Response{Status: 302, Header: wire.Header{to, anyOrigin}}
			}
			return wire.Response{Status: 200, Header: wire.Header{anyOrigin}}
		})
		b, err := fetch.NewBrowser(fetch.Config{
			Profile: profile(t, "chromium"), Page: fetch.Page{URL: "https://a.test/page", As: c.as}, Trace: true,
			World: fetch.World{"https://a.test": {Server: server}, "http://b.test": {Server: server}, "http://printer.local": {Server: server}},
		})
		if err != nil {
			t.Fatal(err)
		}
		p := b.Fetch(c.request)
		if got := strings.Join(p.Quirks, " "); got != c.want || p.Reason != c.reason {
			t.Errorf("%s: %q by the quirks %q, want %q by %q\n%s", c.why, p.Reason, got, c.reason, c.want, trace(p))
		}
	}
}
