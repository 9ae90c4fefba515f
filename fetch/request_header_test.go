package fetch_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/wire"
)

// received returns the values of the named header that the last request carried
// to a server.
func received(p fetch.Prediction, name string) []string {
	if len(p.Exchanges) == 0 {
		return nil
	}
	return p.Exchanges[len(p.Exchanges)-1].Request.Header.Values(name)
}

// visit makes a request from a page and returns what comes of it.
func visit(t *testing.T, page fetch.Page, r fetch.Request, origins ...string) fetch.Prediction {
	t.Helper()
	world := fetch.World{}
	for _, origin := range origins {
		world[origin] = fetch.Site{Server: answer(200, anyOrigin)}
	}
	b, err := fetch.NewBrowser(fetch.Config{Page: page, World: world})
	if err != nil {
		t.Fatal(err)
	}
	return b.Fetch(r)
}

// https://www.w3.org/TR/referrer-policy/#determine-requests-referrer
func TestReferer(t *testing.T) {
	const (
		secure = "https://a.test/dir/page?q#f"
		plain  = "http://a.test/dir/page?q#f"
		own    = "https://a.test/x"
		other  = "https://b.test/x"
		loop   = "http://localhost:8000/x"
	)
	for _, c := range []struct{ policy, page, url, want string }{
		{"", secure, own, "https://a.test/dir/page?q"},
		{"", secure, other, "https://a.test/"},
		{"", secure, loop, "https://a.test/"}, // localhost counts as safe from the network
		{"", plain, "http://b.test/x", "http://a.test/"},
		{"no-referrer", secure, own, ""},
		{"no-referrer", secure, other, ""},
		{"origin", secure, own, "https://a.test/"},
		{"origin", secure, other, "https://a.test/"},
		{"unsafe-url", secure, other, "https://a.test/dir/page?q"},
		{"same-origin", secure, own, "https://a.test/dir/page?q"},
		{"same-origin", secure, other, ""},
		{"no-referrer-when-downgrade", secure, other, "https://a.test/dir/page?q"},
		{"no-referrer-when-downgrade", secure, loop, "https://a.test/dir/page?q"},
		{"no-referrer-when-downgrade", plain, "http://b.test/x", "http://a.test/dir/page?q"},
		{"origin-when-cross-origin", secure, own, "https://a.test/dir/page?q"},
		{"origin-when-cross-origin", secure, other, "https://a.test/"},
		{"strict-origin", secure, own, "https://a.test/"},
		{"strict-origin", secure, other, "https://a.test/"},
		{"strict-origin-when-cross-origin", secure, own, "https://a.test/dir/page?q"},
		{"strict-origin-when-cross-origin", secure, other, "https://a.test/"},
		{"strict-origin-when-cross-origin", plain, "http://b.test/x", "http://a.test/"},
		// From http://localhost to a plain http site is a downgrade.
		{"no-referrer-when-downgrade", "http://localhost/p", "http://b.test/x", ""},
		{"strict-origin", "http://localhost/p", "http://b.test/x", ""},
		{"strict-origin-when-cross-origin", "http://localhost/p", "http://b.test/x", ""},
		{"origin", "http://localhost/p", "http://b.test/x", "http://localhost/"},
		{"unsafe-url", "http://localhost/p", "http://b.test/x", "http://localhost/p"},
	} {
		p := visit(t, fetch.Page{URL: c.page}, referrerPolicy(c.policy, to(c.url, get())), "https://a.test", "https://b.test", "http://b.test", "http://localhost:8000")
		var want []string
		if c.want != "" {
			want = []string{c.want}
		}
		if got := received(p, "Referer"); !slices.Equal(got, want) {
			t.Errorf("policy %q from %s to %s: Referer %q, want %q", c.policy, c.page, c.url, got, want)
		}
	}
}

func TestReferrerOfTheRequest(t *testing.T) {
	page := fetch.Page{URL: "https://a.test/dir/page"}
	for _, c := range []struct {
		why      string
		page     fetch.Page
		referrer string
		want     []string
	}{
		{"a URL of the page's origin", page, "other?q#f", []string{"https://a.test/dir/other?q"}},
		{"a URL of another origin counts as the page", page, "https://b.test/secret", []string{"https://a.test/dir/page"}},
		{"empty is none", page, "", nil},
		{"the page's policy", fetch.Page{URL: page.URL, Headers: wire.Header{"Referrer-Policy: no-referrer"}}, "other", nil},
		{"the last known policy of a list", fetch.Page{URL: page.URL, Headers: wire.Header{"Referrer-Policy: unsafe-url, ORIGIN, bogus"}}, "other", []string{"https://a.test/"}},
		{"a page with an opaque origin has no URL to tell", fetch.Page{URL: page.URL, As: fetch.PageSandboxed}, "other", nil},
	} {
		r := to("https://a.test/x", get())
		r.Referrer = &c.referrer
		if got := received(visit(t, c.page, r, "https://a.test"), "Referer"); !slices.Equal(got, c.want) {
			t.Errorf("%s: Referer %q, want %q", c.why, got, c.want)
		}
	}
	bad := "https://["
	r := to("https://a.test/x", get())
	r.Referrer = &bad
	if p := visit(t, page, r, "https://a.test"); p.Reason != fetch.InvalidRequest || len(p.Wire) != 0 {
		t.Errorf("a referrer that cannot be parsed: %s %s", p.Outcome, p.Reason)
	}
}

// https://fetch.spec.whatwg.org/#append-a-request-origin-header
func TestOriginUnderReferrerPolicy(t *testing.T) {
	const page, own, sibling, loop = "https://a.test/", "https://a.test/x", "https://b.test/x", "http://localhost:8000/x"
	for _, c := range []struct {
		policy, url string
		mode        fetch.Mode
		want        string
	}{
		{"no-referrer", sibling, fetch.ModeNoCORS, "null"},
		{"no-referrer", own, fetch.ModeSameOrigin, "null"},
		{"same-origin", sibling, fetch.ModeNoCORS, "null"},
		{"same-origin", own, fetch.ModeNoCORS, "https://a.test"},
		{"", sibling, fetch.ModeNoCORS, "https://a.test"},
		{"", loop, fetch.ModeNoCORS, "null"},
		{"no-referrer-when-downgrade", loop, fetch.ModeNoCORS, "null"},
		{"strict-origin", loop, fetch.ModeNoCORS, "null"},
		{"strict-origin-when-cross-origin", loop, fetch.ModeNoCORS, "null"},
		{"strict-origin-when-cross-origin", sibling, fetch.ModeNoCORS, "https://a.test"},
		{"strict-origin", sibling, fetch.ModeNoCORS, "https://a.test"},
		{"no-referrer-when-downgrade", sibling, fetch.ModeNoCORS, "https://a.test"},
		{"unsafe-url", loop, fetch.ModeNoCORS, "https://a.test"},
		{"origin", loop, fetch.ModeNoCORS, "https://a.test"},
		{"no-referrer", sibling, fetch.ModeCORS, "https://a.test"}, // CORS always tells
		{"no-referrer", own, fetch.ModeCORS, "https://a.test"},
	} {
		r := referrerPolicy(c.policy, mode(c.mode, to(c.url, with("POST"))))
		p := visit(t, fetch.Page{URL: page}, r, "https://a.test", "https://b.test", "http://localhost:8000")
		if got := received(p, "Origin"); !slices.Equal(got, []string{c.want}) {
			t.Errorf("policy %q, mode %s, to %s: Origin %q, want %q", c.policy, c.mode, c.url, got, c.want)
		}
	}
}

// What a script sets and what the server gets of it.
func TestNoCORSHeaders(t *testing.T) {
	long := strings.Repeat("a", 100)
	for _, c := range []struct {
		why, name string
		values    []string
		want      []string
	}{
		{"a form's Content-Type", "Content-Type", []string{"text/plain"}, []string{"text/plain"}},
		{"another Content-Type", "Content-Type", []string{"application/json"}, nil},
		{"a header of its own", "X-A", []string{"1"}, nil},
		{"a range", "Range", []string{"bytes=0-"}, nil},
		{"a language", "Content-Language", []string{"en"}, []string{"en"}},
		{"a value joined to the one before is too long", "Accept", []string{long, long}, []string{long}},
		{"two that fit together", "Accept-Language", []string{"en", "de"}, []string{"en", "de"}},
	} {
		r := mode(fetch.ModeNoCORS, to("https://b.test/x", with("POST")))
		for _, value := range c.values {
			r.Headers = append(r.Headers, field(c.name, value))
		}
		if got := received(visit(t, fetch.Page{URL: "https://a.test/"}, r, "https://b.test"), c.name); !slices.Equal(got, c.want) {
			t.Errorf("%s: %s %q, want %q", c.why, c.name, got, c.want)
		}
	}
}

// A validation asks with what the stored response offers, and every cache mode
// speaks to the server in its own words.
func TestConditionsOnTheWire(t *testing.T) {
	const modified = "Wed, 01 Jul 2026 00:00:00 GMT"
	asked := []string{"If-None-Match", "If-Modified-Since", "Cache-Control", "Pragma"}
	for _, c := range []struct {
		why    string
		stored wire.Header
		mode   fetch.Cache
		want   []string // of asked
	}{
		{"an entity tag", wire.Header{`ETag: "1"`}, fetch.CacheDefault, []string{`"1"`, "", "", ""}},
		{"a date", wire.Header{"Last-Modified: " + modified}, fetch.CacheDefault, []string{"", modified, "", ""}},
		{"both", wire.Header{`ETag: "1"`, "Last-Modified: " + modified}, fetch.CacheDefault, []string{`"1"`, modified, "", ""}},
		{"neither", nil, fetch.CacheDefault, []string{"", "", "", ""}},
		{"no-cache", wire.Header{`ETag: "1"`}, fetch.CacheNoCache, []string{`"1"`, "", "max-age=0", ""}},
		{"no-store", wire.Header{`ETag: "1"`}, fetch.CacheNoStore, []string{"", "", "no-cache", "no-cache"}},
		{"reload", wire.Header{`ETag: "1"`}, fetch.CacheReload, []string{"", "", "no-cache", "no-cache"}},
	} {
		server := answer(200, append(wire.Header{anyOrigin, "Cache-Control: max-age=60"}, c.stored...)...)
		b := open(t, "standard", fetch.World{siteB: {Server: server}})
		b.Fetch(to(siteB+"/x", get()))
		b.Advance(time.Hour)
		p := b.Fetch(to(siteB+"/x", cached(c.mode, get())))
		var got []string
		for _, name := range asked {
			value, _ := p.Exchanges[0].Request.Header.Get(name)
			got = append(got, value)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: %v (-want +got):\n%s", c.why, asked, diff)
		}
	}
}

// What the script says itself is not said twice.
func TestConditionsOfTheScript(t *testing.T) {
	b := open(t, "standard", fetch.World{pageA: {Server: answer(200)}})
	p := b.Fetch(to("/x", cached(fetch.CacheNoStore, get("Cache-Control", "max-age=9", "Pragma", "x"))))
	if got := received(p, "Cache-Control"); !slices.Equal(got, []string{"max-age=9"}) {
		t.Errorf("Cache-Control %q", got)
	}
	if got := received(p, "Pragma"); !slices.Equal(got, []string{"x"}) {
		t.Errorf("Pragma %q", got)
	}
}
