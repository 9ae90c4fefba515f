package fetch

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	whatwg "github.com/nlnwa/whatwg-url/url"
)

func TestParseURL(t *testing.T) {
	base := mustParse(t, "https://a.test:8443/dir/page?q#f")
	for _, c := range []struct {
		ref, href, authority, target string
	}{
		{"http://b.test", "http://b.test/", "b.test", "/"},
		{"http://b.test/x?y=1", "http://b.test/x?y=1", "b.test", "/x?y=1"},
		{"HTTP://B.test:80/a/../b", "http://b.test/b", "b.test", "/b"},
		{"x", "https://a.test:8443/dir/x", "a.test:8443", "/dir/x"},
		{"", "https://a.test:8443/dir/page?q", "a.test:8443", "/dir/page?q"},
		{"#g", "https://a.test:8443/dir/page?q#g", "a.test:8443", "/dir/page?q"},
		{"?", "https://a.test:8443/dir/page?", "a.test:8443", "/dir/page?"},
		{"/x?#", "https://a.test:8443/x?#", "a.test:8443", "/x?"},
		{"//c.test/x", "https://c.test/x", "c.test", "/x"},
		{`\\c.test\x`, "https://c.test/x", "c.test", "/x"},
		{"  //c.test/x", "https://c.test/x", "c.test", "/x"},
		{"/a\tb\n", "https://a.test:8443/ab", "a.test:8443", "/ab"},
		{"/%2e%2E/x", "https://a.test:8443/x", "a.test:8443", "/x"},
		{"http://[::0:1]:8080/", "http://[::1]:8080/", "[::1]:8080", "/"},
		{"data:text/plain,a?b#c", "data:text/plain,a?b#c", "", "text/plain,a?b"},
		{"about:blank", "about:blank", "", "blank"},
	} {
		u, err := ParseURL(c.ref, base)
		if err != nil {
			t.Errorf("ParseURL(%q): %v", c.ref, err)
			continue
		}
		if u.String() != c.href || u.Authority() != c.authority || u.Target() != c.target {
			t.Errorf("ParseURL(%q) = %q with authority %q and target %q", c.ref, u, u.Authority(), u.Target())
		}
	}
}

func TestParseURLFails(t *testing.T) {
	for _, s := range []string{"", "x", "//a", "http://", "http://%zz/", "http://a b/", "http://a:65536/", "http://1.2.3.256/", "http://[::1", "http://xn--a/"} {
		u, err := ParseURL(s, nil)
		var bad *URLError
		if !errors.As(err, &bad) || bad.Value != s || bad.Problem != InvalidURL {
			t.Errorf("ParseURL(%q) = %v, %v, want a *URLError", s, u, err)
		}
	}
}

func TestIncludesCredentials(t *testing.T) {
	for url, want := range map[string]bool{
		"http://b.test/": false, "http://@b.test/": false, "http://:@b.test/": false,
		"http://u@b.test/": true, "http://u:p@b.test/": true, "http://:p@b.test/": true,
	} {
		if got := mustParse(t, url).IncludesCredentials(); got != want {
			t.Errorf("%s includes credentials = %v, want %v", url, got, want)
		}
	}
}

func TestFragments(t *testing.T) {
	plain, other := mustParse(t, "http://a.test/x"), mustParse(t, "http://b.test/y#f")
	if got := plain.WithFragmentOf(other); got.String() != "http://a.test/x#f" || got.Fragment() != "f" || got.WithoutFragment() != "http://a.test/x" {
		t.Errorf("with the fragment of %s: %s", other, got)
	}
	if plain.HasFragment() || plain.String() != "http://a.test/x" {
		t.Errorf("the URL itself changed to %s", plain)
	}
	for _, own := range []string{"http://a.test/#g", "http://a.test/#"} {
		if got := mustParse(t, own).WithFragmentOf(other).String(); got != own {
			t.Errorf("%s lost its own fragment: %s", own, got)
		}
	}
}

func FuzzParseURL(f *testing.F) {
	for _, seed := range []string{
		"http://a.test/", "https://a.test:8443/x?y=1", "http://a-b.test/a.b/c", "http://a.test/./x", "http://a.test:080/", "https://a.test:443/",
		"http://1.2.3.4/", "http://a.1x/", "http://a.1/", "http://xn--a/", "http://a_b/", "http://a.test/?'", "http://a.test/a|b", "http://a.test/%2e/",
		"http://a.test:/", "http://-a.test/", "http://a.test//", "data:,x", "http://a.test/?/../", "http://u@a.test/", "http://a..b/", "blob:http://a.test/",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		u, err := ParseURL(s, nil)
		want, wantErr := whatwg.Parse(s)
		if (err != nil) != (wantErr != nil) {
			t.Fatalf("ParseURL(%q) err = %v, but the full parser says %v", s, err, wantErr)
		}
		if err != nil {
			return
		}
		comparable := cmp.AllowUnexported(URL{}, Origin{})
		sameOrigin := cmp.FilterPath(func(p cmp.Path) bool { return p.Last().String() == ".opaque" }, cmp.Comparer(func(a, b *opaque) bool {
			return (a == nil) == (b == nil) // each parse makes an origin of its own
		}))
		if diff := cmp.Diff(newURL(want), u, comparable, sameOrigin); diff != "" {
			t.Fatalf("ParseURL(%q) is not what the full parser makes of it:\n%s", s, diff)
		}
		again, err := ParseURL(u.String(), nil)
		if err != nil || again.String() != u.String() {
			t.Fatalf("%q serialises as %q, which parses as %v, %v", s, u, again, err)
		}
	})
}

func BenchmarkParsePlainURL(b *testing.B) {
	for b.Loop() {
		if _, err := ParseURL("https://api.example.com/items?page=2", nil); err != nil {
			b.Fatal(err)
		}
	}
}

// What a URL is without parts of it, be they there or not.
func TestPartsLeftOut(t *testing.T) {
	for _, c := range []struct{ url, withoutUserinfo, originText, authority string }{
		{"http://a.test/x?y#z", "http://a.test/x?y", "http://a.test", "a.test"},
		{"http://a.test:81/x?y#z", "http://a.test:81/x?y", "http://a.test:81", "a.test:81"},
		{"http://u:p@a.test:81/x?y#z", "http://a.test:81/x?y", "http://a.test:81", "a.test:81"},
		{"https://u@a.test/", "https://a.test/", "https://a.test", "a.test"},
		{"foo://a:1/x", "foo://a:1/x", "null", "a:1"},
	} {
		u := mustParse(t, c.url)
		if u.withoutUserinfo() != c.withoutUserinfo || u.originText() != c.originText || u.Authority() != c.authority {
			t.Errorf("%s: %s, %s and %s", c.url, u.withoutUserinfo(), u.originText(), u.Authority())
		}
	}
}

// Chromium takes hosts that the standard refuses; what stands after them stays where
// it is.
func TestLenientHost(t *testing.T) {
	for ref, want := range map[string]string{
		"http://xn--a/x?y#z":    "http://xn--a/x?y",
		"http://a%20b.test:1/":  "http://a%20b.test:1/",
		"http://a b?y":          "http://a%20b/?y",
		"http://XN--a.xn--b#z ": "http://xn--a.xn--b/",
		"http:////xn--a/x":      "http://xn--a/x",
		`http:///\xn--a`:        "http://xn--a/",
		"http:///a.test/xn--a":  "",
		"http://?xn--a":         "",
		"ftp://a b/":            "ftp://a%20b/",
		"file://a b/":           "file://a%20b/",
		"foo://a b/":            "",
		"http://a.test/xn--a":   "",
		"http://a<b/":           "",
		"xn--a":                 "",
	} {
		u, ok := parseLenientHost(ref, nil)
		switch {
		case ok != (want != ""):
			t.Errorf("%s is taken: %t", ref, ok)
		case ok && u.WithoutFragment() != want:
			t.Errorf("%s is %s without its fragment, want %s", ref, u.WithoutFragment(), want)
		}
	}
	if u, ok := parseLenientHost("//xn--a/x", mustParse(t, "https://a.test/")); !ok || u.String() != "https://xn--a/x" {
		t.Errorf("a host that takes the scheme of another URL is taken: %t", ok)
	}
	d := chromium()
	if _, err := parseURLAs("http://xn--mnchen-3ya.test/", nil, d); err != nil || appliedNames(d) != "" {
		t.Errorf("a host that is valid: %v, by the quirks %q", err, appliedNames(d))
	}
}
