package fetch

import (
	"slices"
	"strings"
	"testing"

	"github.com/corslab/corslab/wire"
)

func TestSourceExpressions(t *testing.T) {
	for _, row := range []struct {
		policy, url string
		want        bool
	}{
		{"*", "https://a.test/", true},
		{"*", "wss://a.test/", true},
		{"*", "http://a.test/", true},
		{"*", "ws://a.test/", true},
		{"*", "data:,", false},
		{"'self'", "https://page.test/x", true},
		{"'self'", "https://page.test:8443/x", false},
		{"'self'", "http://page.test/x", false},
		{"page.test", "http://page.test/", false},
		{"https:", "https://a.test/", true},
		{"http:", "https://a.test/", true},
		{"https:", "http://a.test/", false},
		{"ws:", "wss://a.test/", true},
		{"ws:", "http://a.test/", true},
		{"wss:", "https://a.test/", true},
		{"wss:", "http://a.test/", false},
		{"blob:", "blob:https://page.test/1", true},
		{"a.test", "https://A.test/", true},
		{"*.a.test", "https://b.c.a.test/", true},
		{"*.a.test", "https://a.test/", false},
		{"*.a.test", "https://ba.test/", false},
		{"a.test:443", "https://a.test/", true},
		{"a.test:80", "https://a.test/", false},
		{"http://a.test:443", "https://a.test/", true},
		{"http://a.test:8443", "https://a.test:8443/", true},
		{"'self'", "ws://page.test/", false},
		{"'self'", "wss://page.test/", true},
		{"'self'", "blob:https://page.test/1", true},
		{"web+x-y.z9:", "web+x-y.z9:foo", true},
		{"a0:", "a0:foo", true},
		{"Z:", "z:foo", true},
		{"a_b:", "https://a.test/", false},
		{"/b", "https://a.test/b", false},
		{"a.test:80", "https://a.test:8443/", false},
		{"a.test:*", "https://a.test:8443/", true},
		{"a.test", "https://a.test:8443/", false},
		{"127.0.0.1", "https://127.0.0.1/", true},
		{"10.0.0.1", "https://10.0.0.1/", false},
		{"https://a.test/b/", "https://a.test/b/c?d", true},
		{"https://a.test/b/", "https://a.test/b", false},
		{"https://a.test/b", "https://a.test/b?c", true},
		{"https://a.test/b", "https://a.test/b/c", false},
		{"https://a.test/%62", "https://a.test/b", true},
		{"https://a.test/%", "https://a.test/%", true},
		{"'none'", "https://a.test/", false},
		{"'none' a.test", "https://a.test/", true},
		{"'nonce-a' 'sha256-b=' 'unsafe-inline'", "https://a.test/", false},
		{"", "https://a.test/", false},
		// What is no source expression matches nothing.
		{"a_b.test", "https://a_b.test/", false},
		{"https://a.test/b?c", "https://a.test/b?c", false},
		{"a.test:", "https://a.test/", false},
		{"a.test:x", "https://a.test/", false},
		{"1a:", "https://a.test/", false},
		{"a..test", "https://a..test/", false},
		{"'selv'", "https://page.test/", false},
	} {
		page := Page{URL: "https://page.test", Headers: wire.Header{wire.NewLine("Content-Security-Policy", "connect-src "+row.policy)}}
		c, err := newClient(page)
		if err != nil {
			t.Fatal(err)
		}
		url, err := ParseURL(row.url, nil)
		if err != nil {
			t.Fatal(err)
		}
		if got := (sourceMatching{self: c.self}).blockedBy(c.policies, cspConnect, url) == ""; got != row.want {
			t.Errorf("%q lets %s be requested: %t, want %t", row.policy, row.url, got, row.want)
		}
	}
}

// What a page that came over http lists covers secure servers too, as far as their
// ports allow.
func TestSourcesOfPlainPages(t *testing.T) {
	standard, chromium := sourceMatching{}, sourceMatching{securesPorts: true, keepsBlobsApart: true, comparesHosts: true}
	for _, row := range []struct {
		policy, url string
		standard    bool
		chromium    bool
	}{
		{"'self'", "https://page.test:8080/", true, true},
		{"'self'", "ws://page.test:8080/", true, true},
		{"'self'", "https://page.test/", false, false},
		{"'self'", "ftp://page.test:8080/", false, true},
		{"'self'", "ftp://page.test/", false, false},
		{"'self'", "foo://page.test:8080/", false, false},
		{"'self'", "https://other.test:8080/", false, false},
		{"'self'", "blob:http://page.test:8080/1", true, false},
		{"a.test", "https://a.test/", true, true},
		{"a.test", "ws://a.test/", false, false},
		{"a.test:80", "https://a.test/", false, true},
		{"a.test:443", "https://a.test/", true, true},
		{"a.test:8443", "https://a.test:8443/", true, false},
		{"a.test:80", "https://a.test:80/", true, false},
		{"a.test:8080", "http://a.test:8080/", true, true},
		{"a.test:80", "http://a.test:443/", false, false},
	} {
		c, err := newClient(Page{URL: "http://page.test:8080", Headers: wire.Header{wire.NewLine("Content-Security-Policy", "connect-src "+row.policy)}})
		if err != nil {
			t.Fatal(err)
		}
		url, err := ParseURL(row.url, nil)
		if err != nil {
			t.Fatal(err)
		}
		standard.self, chromium.self = c.self, c.self
		if got := standard.blockedBy(c.policies, cspConnect, url) == ""; got != row.standard {
			t.Errorf("%q lets %s be requested: %t, want %t", row.policy, row.url, got, row.standard)
		}
		if got := chromium.blockedBy(c.policies, cspConnect, url) == ""; got != row.chromium {
			t.Errorf("%q lets %s be requested in Chromium: %t, want %t", row.policy, row.url, got, row.chromium)
		}
	}
}

func TestSourcesThatAreNone(t *testing.T) {
	for text, want := range map[string]bool{
		"*": true, "'self'": true, "'NONE'": true, "https:": true, "a.test": true, "'nonce-x'": true, "'sha512-x'": true,
		"z:": true, "A0+b:": true, "a-b:": true, "a.b9:": true,
		"a_b:": false, "1a:": false, "+a:": false, "{:": false, "@:": false, "a{:": false, "a;:": false,
		"'nonce-'": false, "'strict-dynamic'": false, "": false, "https://": false, "a b": false, "é.test": false,
	} {
		if got := IsCSPSource(text); got != want {
			t.Errorf("%q is a source expression: %t, want %t", text, got, want)
		}
	}
}

func TestPageThatMayNotHoldWhatAsks(t *testing.T) {
	for _, row := range []struct {
		as     PageKind
		policy string
		want   string // the directive
	}{
		{PageWindow, "default-src 'none'", ""},
		{PageSrcdoc, "default-src 'none'", ""},
		{PageSandboxed, "default-src 'self'", ""},
		{PageSandboxed, "frame-src https://a.test", "frame-src"},
		{PageData, "child-src 'self'", "child-src"},
		{PageData, "child-src data:", ""},
		{PageBlob, "default-src 'self'", "default-src"},
		{PageBlob, "default-src blob:", ""},
		{PageWorker, "script-src 'none'", "script-src"},
		{PageSharedWorker, "worker-src 'self'; script-src 'none'", ""},
	} {
		err := CheckPage(Page{URL: "https://page.test", As: row.as, Headers: wire.Header{wire.NewLine("Content-Security-Policy", row.policy)}})
		policy, _ := err.(*PolicyError)
		if got := policy != nil; got != (row.want != "") || got && policy.Directive != row.want {
			t.Errorf("%s under %q: %v, want %q", row.as, row.policy, err, row.want)
		}
	}
}

func TestPageThatMayNotHaveItsServiceWorker(t *testing.T) {
	worker := &ServiceWorker{Routes: []WorkerRoute{{URL: "/*", RespondError: true}}}
	for policy, want := range map[string]string{
		"default-src 'none'": "default-src", "script-src https://a.test": "script-src", "worker-src 'self'; script-src 'none'": "", "connect-src 'none'": "", "": "",
	} {
		err := CheckPage(Page{URL: "https://page.test", ServiceWorker: worker, Headers: wire.Header{wire.NewLine("Content-Security-Policy", policy)}})
		got, _ := err.(*PolicyError)
		if (got != nil) != (want != "") || got != nil && (got.Directive != want || got.As != pageServiceWorker) {
			t.Errorf("under %q: %v, want %q", policy, err, want)
		}
	}
}

// Which quirks of policies a prediction names: those that decided, and no others.
func TestQuirksOfPolicies(t *testing.T) {
	const paths, uncounted = "csp-paths-of-keepalive-redirects", "service-worker-answer-path-uncounted"
	for _, c := range []struct {
		why, policy, want string
		worker            *ServiceWorker
		request           Request
	}{
		{why: "a redirect to a socket", policy: "'self'", request: Request{URL: "/ws"}},
		{why: "one of a request that outlives its page", policy: "'self'", request: Request{URL: "/ws", Keepalive: true}, want: paths},
		{why: "one that is listed", policy: "'self' wss:", request: Request{URL: "/ws", Keepalive: true}},
		{why: "an answer from a path that is not listed", policy: "https://page.test/x", worker: passingOn("/y"), request: Request{URL: "/x"}, want: uncounted},
		{why: "an answer from one that is", policy: "https://page.test/x", worker: passingOn("/x"), request: Request{URL: "/x"}},
	} {
		server := wire.ServerFunc(func(q wire.Request) wire.Response {
			if q.Target == "/ws" {
				return wire.Response{Status: 302, Header: wire.Header{"Location: wss://page.test/"}}
			}
			return wire.Response{Status: 200}
		})
		profile, _ := ProfileNamed("chromium")
		b, err := NewBrowser(Config{
			Profile: profile,
			Page: Page{
				URL: "https://page.test/", ServiceWorker: c.worker,
				Headers: wire.Header{wire.NewLine("Content-Security-Policy", "connect-src "+c.policy)},
			},
			World: World{"https://page.test": {Server: server}},
		})
		if err != nil {
			t.Fatal(err)
		}
		p := b.Fetch(c.request)
		for _, name := range []string{paths, uncounted} {
			if got := slices.Contains(p.Quirks, name); got != (name == c.want) {
				t.Errorf("%s: names %s: %t; it ends with %q by %q", c.why, name, got, p.Reason, p.Quirks)
			}
		}
	}
}

// Where a page is to follow a redirect itself, Chromium's browser process does so, and
// holds it against nothing of the page.
func TestManualKeepaliveRedirectsAreUnchecked(t *testing.T) {
	server := wire.ServerFunc(func(q wire.Request) wire.Response {
		if q.Target == "/x" {
			return wire.Response{Status: 200}
		}
		return wire.Response{Status: 302, Header: wire.Header{wire.NewLine("Location", strings.TrimPrefix(q.Target, "/"))}}
	})
	profile, _ := ProfileNamed("chromium")
	for _, c := range []struct {
		to       string
		redirect Redirect
		want     int // requests
		reason   Reason
	}{
		{"https://other.test/x", RedirectManual, 2, ""},
		{"http://other.test/x", RedirectManual, 2, ""},
		{"https://other.test/x", RedirectFollow, 1, BlockedByCSP},
		{"https://page.test/x", RedirectFollow, 2, ""},
	} {
		b, err := NewBrowser(Config{
			Profile: profile,
			Page:    Page{URL: "https://page.test/", Headers: wire.Header{"Content-Security-Policy: connect-src 'self'"}},
			World:   World{"https://page.test": {Server: server}, "https://other.test": {Server: server}, "http://other.test": {Server: server}},
		})
		if err != nil {
			t.Fatal(err)
		}
		p := b.Fetch(Request{URL: "/" + c.to, Mode: ModeNoCORS, Redirect: c.redirect, Keepalive: true})
		if len(p.Wire) != c.want || p.Reason != c.reason {
			t.Errorf("%s to %s: %d requests, reason %q", c.redirect, c.to, len(p.Wire), p.Reason)
		}
	}
}

// A style element that may not be there imports nothing, whatever its import names.
func TestInlineStyleComesBeforeItsImport(t *testing.T) {
	profile, _ := ProfileNamed("chromium")
	for policy, want := range map[string]Reason{"'self'": BlockedByCSP, "'self' 'unsafe-inline'": InvalidRequest} {
		b, err := NewBrowser(Config{
			Profile: profile,
			Page:    Page{URL: "https://page.test/", Headers: wire.Header{wire.NewLine("Content-Security-Policy", "style-src "+policy)}},
		})
		if err != nil {
			t.Fatal(err)
		}
		if p := b.Fetch(Request{API: APICSSImport, URL: "https://page.test:99999/"}); p.Reason != want {
			t.Errorf("style-src %s: %q, want %q", policy, p.Reason, want)
		}
	}
}

// passingOn is a service worker that answers with what it fetches from a URL.
func passingOn(url string) *ServiceWorker {
	return &ServiceWorker{Routes: []WorkerRoute{{URL: "/*", Fetch: &Request{URL: url}}}}
}
