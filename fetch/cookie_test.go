package fetch

import (
	"strings"
	"testing"
	"time"
)

// noon is when cookie tests begin.
var noon = time.Date(2026, 7, 2, 12, 0, 0, 0, time.UTC)

func TestCookieReach(t *testing.T) {
	for _, c := range []struct {
		why       string
		set, line string
		sendTo    string
		crossSite bool // of the sending request; the cookie was set same-site
		want      string
	}{
		{"same host", "https://a.test/", "n=v", "https://a.test/x", false, "n=v"},
		{"ports do not separate", "http://a.localhost:1/", "n=v", "http://a.localhost:2/", false, "n=v"},
		{"another host of the site", "https://a.b.test/", "n=v", "https://c.b.test/", false, ""},
		{"host-only does not reach subdomains", "https://b.test/", "n=v", "https://a.b.test/", false, ""},
		{"Domain reaches subdomains", "https://a.b.test/", "n=v; Domain=b.test", "https://c.b.test/", false, "n=v"},
		{"Domain with a dot and capitals", "https://a.b.test/", "n=v; domain=.B.Test", "https://c.b.test/", false, "n=v"},
		{"Domain of another host", "https://a.test/", "n=v; Domain=b.test", "https://b.test/", false, ""},
		{"a name that merely ends alike", "https://b.test/", "n=v; Domain=b.test", "https://xb.test/", false, ""},
		{"Domain that is a public suffix", "https://a.co.uk/", "n=v; Domain=co.uk", "https://a.co.uk/", false, ""},
		{"Domain of a public suffix that is the host", "https://github.io/", "n=v; Domain=github.io", "https://github.io/", false, "n=v"},
		{"which is host-only then", "https://github.io/", "n=v; Domain=github.io", "https://a.github.io/", false, ""},
		{"Domain that is the IP address", "http://127.0.0.1/", "n=v; Domain=127.0.0.1", "http://127.0.0.1:8080/", false, "n=v"},
		{"Domain within an IP address", "http://127.0.0.1/", "n=v; Domain=0.0.1", "http://127.0.0.1/", false, ""},

		{"the default path is the folder", "https://a.test/x/y", "n=v", "https://a.test/x/z", false, "n=v"},
		{"and nothing above", "https://a.test/x/y", "n=v", "https://a.test/", false, ""},
		{"Path", "https://a.test/", "n=v; Path=/x", "https://a.test/x/y?z", false, "n=v"},
		{"Path matches whole segments", "https://a.test/", "n=v; Path=/x", "https://a.test/xy", false, ""},
		{"Path that is relative is the default", "https://a.test/x/y", "n=v; Path=z", "https://a.test/x/", false, "n=v"},
		{"a query is no path", "https://a.test/?/x/y", "n=v", "https://a.test/", false, "n=v"},

		{"Secure from https", "https://a.test/", "n=v; Secure", "https://a.test/", false, "n=v"},
		{"Secure is not sent over http", "https://a.test/", "n=v; Secure", "http://a.test/", false, ""},
		{"Secure from http", "http://a.test/", "n=v; Secure", "https://a.test/", false, ""},
		{"Secure on loopback", "http://localhost/", "n=v; Secure", "http://localhost/", false, "n=v"},

		{"Strict on the same site", "https://a.test/", "n=v; SameSite=Strict", "https://a.test/", false, "n=v"},
		{"Strict across sites", "https://a.test/", "n=v; SameSite=Strict", "https://a.test/", true, ""},
		{"Lax across sites", "https://a.test/", "n=v; SameSite=Lax", "https://a.test/", true, ""},
		{"no SameSite is Lax", "https://a.test/", "n=v", "https://a.test/", true, ""},
		{"an unknown SameSite is Lax", "https://a.test/", "n=v; SameSite=x", "https://a.test/", true, ""},
		{"None and Secure across sites", "https://a.test/", "n=v; samesite=none; secure", "https://a.test/", true, "n=v"},
		{"None without Secure", "https://a.test/", "n=v; SameSite=None", "https://a.test/", false, ""},

		{"__Secure- with Secure", "https://a.test/", "__Secure-n=v; Secure", "https://a.test/", false, "__Secure-n=v"},
		{"__Secure- without", "https://a.test/", "__secure-n=v", "https://a.test/", false, ""},
		{"__Secure- hidden in the value", "https://a.test/", "=__Secure-n=v; Secure", "https://a.test/", false, ""},
		{"nothing but __Secure-", "https://a.test/", "__Secure-=v", "https://a.test/", false, ""},
		{"__Http- as it must be", "https://a.test/", "__Http-n=v; Secure; HttpOnly", "https://a.test/", false, "__Http-n=v"},
		{"__Http- hidden in the value", "https://a.test/", "=__Http-n=v; Secure; HttpOnly", "https://a.test/", false, ""},
		{"__Http- without Secure", "https://a.test/", "__Http-n=v; HttpOnly", "https://a.test/", false, ""},
		{"__Http- without HttpOnly", "https://a.test/", "__Http-n=v; Secure", "https://a.test/", false, ""},
		{"__Host- as it must be", "https://a.test/", "__Host-n=v; Secure; Path=/", "https://a.test/", false, "__Host-n=v"},
		{"__Host- without Path", "https://a.test/", "__Host-n=v; Secure", "https://a.test/", false, ""},
		{"__Host- with Domain", "https://a.test/", "__Host-n=v; Secure; Path=/; Domain=a.test", "https://a.test/", false, ""},
		{"a prefix hidden in the value", "https://a.test/", "=__Host-n=v; Secure; Path=/", "https://a.test/", false, ""},

		{"no name", "https://a.test/", "v", "https://a.test/", false, "v"},
		{"no value", "https://a.test/", "n=", "https://a.test/", false, "n="},
		{"neither", "https://a.test/", "=; Path=/", "https://a.test/", false, ""},
		{"whitespace goes, quotes and later signs stay", "https://a.test/", " n =\t\"a=b\" ", "https://a.test/", false, `n="a=b"`},
		{"a control character", "https://a.test/", "n=a\x01b", "https://a.test/", false, ""},
		{"4,096 bytes", "https://a.test/", "n=" + strings.Repeat("v", 4095), "https://a.test/", false, "n=" + strings.Repeat("v", 4095)},
		{"4,097 bytes", "https://a.test/", "n=" + strings.Repeat("v", 4096), "https://a.test/", false, ""},
		{"an attribute over 1,024 bytes is ignored", "https://a.test/", "n=v; Path=/" + strings.Repeat("v", 1024), "https://a.test/", false, "n=v"},
		{"a URL that is not http", "ftp://a.test/", "n=v", "https://a.test/", false, ""},
	} {
		var jar cookieJar
		stored := jar.set(mustParse(t, c.set), c.line, cookieContext{now: noon})
		got := jar.header(mustParse(t, c.sendTo), cookieContext{now: noon, crossSite: c.crossSite})
		if got != c.want {
			t.Errorf("%s: %q from %s is sent to %s as %q, want %q", c.why, c.line, c.set, c.sendTo, got, c.want)
		}
		if got != "" && !stored {
			t.Errorf("%s: %q is sent though it was not taken", c.why, c.line)
		}
	}
}

func TestCookieLife(t *testing.T) {
	const day = 24 * time.Hour
	u := mustParse(t, "https://a.test/")
	for _, c := range []struct {
		attributes string
		after      time.Duration
		alive      bool
	}{
		{"", 1000 * day, true}, // a session cookie lives as long as the simulated browser
		{"; Max-Age=10", 9 * time.Second, true},
		{"; Max-Age=10", 10 * time.Second, false},
		{"; Max-Age=0", 0, false},
		{"; Max-Age=-1", 0, false},
		{"; Max-Age=+1", 1000 * day, true}, // not a number: ignored
		{"; Max-Age=99999999999999999999", 399 * day, true},
		{"; Max-Age=99999999999999999999", 400 * day, false},
		{"; Expires=Thu, 02 Jul 2026 12:00:10 GMT", 9 * time.Second, true},
		{"; Expires=Thu, 02 Jul 2026 12:00:10 GMT", 10 * time.Second, false},
		{"; Expires=Fri, 31 Dec 9999 23:59:59 GMT", 400 * day, false},
		{"; Expires=whenever", 1000 * day, true},
		{"; Max-Age=10; Expires=Thu, 01 Jan 1970 00:00:00 GMT", 9 * time.Second, true},
		{"; Max-Age=0; Max-Age=10", 9 * time.Second, true},
	} {
		var jar cookieJar
		jar.set(u, "n=v"+c.attributes, cookieContext{now: noon})
		alive := jar.header(u, cookieContext{now: noon.Add(c.after)}) != ""
		if alive != c.alive {
			t.Errorf("%q after %v: alive = %v", c.attributes, c.after, alive)
		}
	}
}

func TestCookieOrderAndReplacement(t *testing.T) {
	var jar cookieJar
	u := mustParse(t, "https://a.test/x/y")
	for _, line := range []string{"a=1; Path=/", "b=1; Path=/x", "c=1; Path=/", "d=1; Path=/x", "a=2; Path=/", "a=3; Path=/x"} {
		if !jar.set(u, line, cookieContext{now: noon}) {
			t.Fatalf("%q was not taken", line)
		}
	}
	if got, want := jar.header(u, cookieContext{now: noon}), "b=1; d=1; a=3; a=2; c=1"; got != want {
		t.Errorf("Cookie: %s, want %s: longer paths first, then the order of creation", got, want)
	}
	jar.set(u, "d=; Path=/x; Max-Age=0", cookieContext{now: noon})
	if got, want := jar.header(u, cookieContext{now: noon}), "b=1; a=3; a=2; c=1"; got != want {
		t.Errorf("with d deleted, Cookie: %s, want %s", got, want)
	}
}

func TestCookieContexts(t *testing.T) {
	u := mustParse(t, "https://a.test/")
	crossSite := cookieContext{now: noon, crossSite: true}
	blocked := cookieContext{now: noon, crossSite: true, blocked: true}
	for _, c := range []struct {
		line    string
		context cookieContext
		taken   bool
	}{
		{"n=v", crossSite, false},
		{"n=v; SameSite=Lax", crossSite, false},
		{"n=v; SameSite=Strict", crossSite, false},
		{"n=v; SameSite=None; Secure", crossSite, true},
		{"n=v; SameSite=None; Secure", blocked, false},
	} {
		var jar cookieJar
		if got := jar.set(u, c.line, c.context); got != c.taken {
			t.Errorf("%q with %+v: taken = %v", c.line, c.context, got)
		}
	}

	var jar cookieJar
	jar.set(u, "n=v; SameSite=None; Secure", cookieContext{now: noon})
	if got := jar.header(u, blocked); got != "" {
		t.Errorf("a blocked third party was sent %q", got)
	}
}

func TestSecureCookieIsNotShadowed(t *testing.T) {
	secure, insecure := mustParse(t, "https://a.test/x/"), mustParse(t, "http://a.test/x/")
	var jar cookieJar
	jar.set(secure, "n=1; Secure", cookieContext{now: noon})
	if jar.set(insecure, "n=2", cookieContext{now: noon}) || jar.set(insecure, "n=2; Path=/x/y", cookieContext{now: noon}) {
		t.Error("http replaced or shadowed a Secure cookie")
	}
	if !jar.set(insecure, "n=2; Path=/", cookieContext{now: noon}) {
		t.Error("a cookie above the Secure one was refused")
	}
	if got := jar.header(secure, cookieContext{now: noon}); got != "n=1; n=2" {
		t.Errorf("Cookie: %s", got)
	}
}

func FuzzSetCookie(f *testing.F) {
	for _, seed := range []string{
		"n=v", "n=v; Secure; SameSite=None", "v", "=", "n=v; Domain=a.test; Path=/x", "n=v; Max-Age=-0", "n=v; Expires=Thu, 02 Jul 2026 12:00:10 GMT",
		"__Host-n=v; Secure; Path=/", "=__Secure-", "n=a\x00", " n = v ;;; Path", "n=v; Max-Age=99999999999999999999", "n;=v", "=n=v", "==0",
	} {
		f.Add(seed)
	}
	u, err := ParseURL("https://a.test/x/y", nil)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, line string) {
		var jar cookieJar
		taken := jar.set(u, line, cookieContext{now: noon})
		sent := jar.header(u, cookieContext{now: noon})
		if sent == "" {
			return
		}
		if !taken {
			t.Fatalf("%q was not taken and is sent as %q", line, sent)
		}
		if !isHeaderValue(sent) || strings.Contains(sent, ";") || len(sent) > maxCookiePair+1 {
			t.Fatalf("%q is sent as %q", line, sent)
		}
		if later := jar.header(u, cookieContext{now: noon.Add(maxCookieLife)}); later != "" && !jar.cookies[0].expires.IsZero() {
			t.Fatalf("%q outlives the limit", line)
		}
		jar.set(u, line, cookieContext{now: noon})
		if len(jar.cookies) != 1 {
			t.Fatalf("%q, set twice, makes %d cookies", line, len(jar.cookies))
		}
		// What is sent can be set, and is sent back unchanged, unless attributes
		// made its name allowed, or it has none and begins with a sign that
		// would be taken for the end of one.
		if c := jar.cookies[0]; strings.HasPrefix(sent, "__") || c.name == "" && strings.Contains(c.value, "=") {
			return
		}
		var echo cookieJar
		echo.set(u, sent, cookieContext{now: noon})
		if again := echo.header(u, cookieContext{now: noon}); again != sent {
			t.Fatalf("%q is sent as %q, and that as %q", line, sent, again)
		}
	})
}

func TestDefaultPath(t *testing.T) {
	for url, want := range map[string]string{
		"https://a.test/": "/", "https://a.test/x": "/", "https://a.test/x/": "/x", "https://a.test/x/y": "/x", "https://a.test//": "/",
	} {
		if got := defaultPath(mustParse(t, url)); got != want {
			t.Errorf("a cookie of %s has the path %q, want %q", url, got, want)
		}
	}
}

// A partition is a site's own where it is visited, and one for all that are third
// parties.
func TestCookiePartitions(t *testing.T) {
	one, two, sub := mustParse(t, "https://a.test/"), mustParse(t, "https://b.test/"), mustParse(t, "https://x.a.test:8443/")
	own, third := cookieContext{}, cookieContext{thirdParty: true}
	if own.partitionOf(one) == own.partitionOf(two) {
		t.Error("two sites that are visited share a partition")
	}
	if own.partitionOf(one) != own.partitionOf(sub) {
		t.Error("a site's hosts have partitions of their own")
	}
	if third.partitionOf(one) != third.partitionOf(two) {
		t.Error("third parties have partitions of their own")
	}
	if own.partitionOf(one) == third.partitionOf(one) {
		t.Error("a site that is visited has the partition of third parties")
	}
}

// In Chromium a cookie with a new value is a new cookie, which shows where others came
// after it.
func TestNewValueNewCookie(t *testing.T) {
	for _, c := range []struct{ line, want, quirks string }{
		{"b=2", "a=1; b=2", ""},
		{"b=1", "a=1; b=1", ""},
		{"a=1", "a=1; b=1", ""},
		{"a=2", "b=1; a=2", "new-value-new-cookie"},
	} {
		var jar cookieJar
		u, d := mustParse(t, "https://a.test/"), chromium()
		for _, line := range []string{"a=1", "b=1", c.line} {
			jar.set(u, line, cookieContext{now: noon, quirks: d})
		}
		if got := jar.header(u, cookieContext{now: noon, quirks: d}); got != c.want || appliedNames(d) != c.quirks {
			t.Errorf("after %s the cookies are %s by the quirks %q, want %s by %q", c.line, got, appliedNames(d), c.want, c.quirks)
		}
	}
}

// Only a redirect makes a detour: a request to another site is across sites anyway.
func TestCookieDetours(t *testing.T) {
	for _, c := range []struct {
		why, url                      string
		taint                         redirectTaint
		thirdParty, crossSite, detour bool
	}{
		{"home", "https://a.test/", untainted, false, false, false},
		{"the same site", "https://x.a.test/", sameSiteTaint, false, false, false},
		{"home by another site", "https://a.test/", crossSiteTaint, false, true, true},
		{"another site", "https://b.test/", untainted, true, true, false},
		{"another site by a third", "https://b.test/", crossSiteTaint, true, true, false},
	} {
		f := &fetching{Browser: &Browser{}, client: &client{origin: mustParse(t, "https://a.test/").Origin()}}
		got := f.cookieContext(&request{urls: []*URL{mustParse(t, c.url)}, taint: c.taint})
		if got.thirdParty != c.thirdParty || got.crossSite != c.crossSite || got.detour != c.detour || got.blocked {
			t.Errorf("%s: %+v", c.why, got)
		}
	}
}
