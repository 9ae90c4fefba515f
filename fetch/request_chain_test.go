package fetch_test

import (
	"slices"
	"testing"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/wire"
)

// redirecting answers with redirects by target, and 200 for any other.
func redirecting(targets map[string]string, lines ...wire.Line) wire.Server {
	return wire.ServerFunc(func(q wire.Request) wire.Response {
		header := append(wire.Header{credentials}, lines...)
		origin, _ := q.Header.Get("Origin")
		header.Add("Access-Control-Allow-Origin", origin)
		if location, ok := targets[q.Target]; ok {
			header.Add("Location", location)
			return wire.Response{Status: 302, Header: header}
		}
		return wire.Response{Status: 200, Header: header}
	})
}

// Once another site has redirected a request elsewhere it is cross-site for good:
// Strict and Lax cookies stay at home, wherever it ends
// (https://www.ietf.org/archive/id/draft-ietf-httpbis-rfc6265bis-22.html#section-5.2.1).
func TestSameSiteAfterRedirects(t *testing.T) {
	for _, c := range []struct{ why, url, want string }{
		{"no redirect", "https://a.test/end", "s=1; n=1"},
		{"within the site", "https://x.a.test/own", "s=1; n=1"},
		{"over another site and back", "https://b.test/back", "n=1"},
		{"away and back", "https://a.test/away", "n=1"},
		{"over two other sites", "https://b.test/on", "n=1"},
		{"back over a sibling", "https://b.test/sibling", "n=1"},
	} {
		b, err := fetch.NewBrowser(fetch.Config{Page: fetch.Page{URL: "https://a.test/"}, World: fetch.World{
			"https://a.test":   {Server: redirecting(map[string]string{"/away": "https://b.test/back"})},
			"https://x.a.test": {Server: redirecting(map[string]string{"/own": "https://a.test/end"})},
			"https://b.test": {Server: redirecting(map[string]string{
				"/back": "https://a.test/end", "/on": "https://c.test/back", "/sibling": "https://x.a.test/own",
			})},
			"https://c.test": {Server: redirecting(map[string]string{"/back": "https://a.test/end"})},
		}})
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range []string{"s=1; SameSite=Strict; Secure", "n=1; SameSite=None; Secure"} {
			if err := b.SetCookie("https://a.test/", line); err != nil {
				t.Fatal(err)
			}
		}
		p := b.Fetch(cred(to(c.url, get())))
		if got := received(p, "Cookie"); p.Outcome != fetch.Allow || !slices.Equal(got, []string{c.want}) {
			t.Errorf("%s: %s %s with Cookie %q, want %q", c.why, p.Outcome, p.Reason, got, c.want)
		}
	}
}

// A redirect may change the referrer policy for what follows.
func TestReferrerPolicyOfARedirect(t *testing.T) {
	for line, want := range map[wire.Line][]string{
		"X: 1":                                  {"https://a.test/"},
		"Referrer-Policy: unsafe-url":           {"https://a.test/dir/page"},
		"Referrer-Policy: no-referrer":          nil,
		"Referrer-Policy: bogus":                {"https://a.test/"},
		"Referrer-Policy: ":                     {"https://a.test/"},
		"Referrer-Policy: no-referrer, bogus, ": nil,
	} {
		b, err := fetch.NewBrowser(fetch.Config{Page: fetch.Page{URL: "https://a.test/dir/page"}, World: fetch.World{
			"https://b.test": {Server: redirecting(map[string]string{"/x": "/end"}, line)},
		}})
		if err != nil {
			t.Fatal(err)
		}
		if got := received(b.Fetch(to("https://b.test/x", get())), "Referer"); !slices.Equal(got, want) {
			t.Errorf("after %q: Referer %q, want %q", line, got, want)
		}
	}
}

// A preflight tells as much of the page as the request it is for.
func TestRefererOfAPreflight(t *testing.T) {
	for policy, want := range map[string][]string{
		"": {"https://a.test/"}, "no-referrer": nil, "unsafe-url": {"https://a.test/dir/page"},
	} {
		r := referrerPolicy(policy, to("https://b.test/x", get("X-A", "1")))
		p := visit(t, fetch.Page{URL: "https://a.test/dir/page"}, r, "https://b.test")
		if got := received(p, "Referer"); len(p.Exchanges) != 1 || !p.Wire[0].Preflight || !slices.Equal(got, want) {
			t.Errorf("policy %q: Referer %q of the preflight, want %q", policy, got, want)
		}
	}
}
