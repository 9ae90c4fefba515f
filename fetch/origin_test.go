package fetch

import (
	"errors"
	"testing"
)

// mustParse parses a URL that a test knows to be one.
func mustParse(t *testing.T, s string) *URL {
	t.Helper()
	u, err := ParseURL(s, nil)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func TestOriginSerialised(t *testing.T) {
	for url, want := range map[string]string{
		"https://a.test/x?y#z":         "https://a.test",
		"HTTPS://A.Test:443/":          "https://a.test",
		"http://a.test:443/":           "http://a.test:443",
		"https://u:p@a.test:8443/":     "https://a.test:8443",
		"http://[0:0::1]:80/":          "http://[::1]",
		"http://0x7f.1/":               "http://127.0.0.1",
		"https://bücher.test/":         "https://xn--bcher-kva.test",
		"http://a.test./":              "http://a.test.",
		"blob:https://a.test:8443/uid": "https://a.test:8443",
		"blob:d3958f5c":                "null",
		"data:text/html,x":             "null",
		"file:///etc":                  "null",
		"about:blank":                  "null",
		"foo://bar/":                   "null",
	} {
		if got := mustParse(t, url).Origin().String(); got != want {
			t.Errorf("origin of %s = %q, want %q", url, got, want)
		}
	}
}

func TestParseOrigin(t *testing.T) {
	for _, s := range []string{"https://a.test", "http://a.test:8080", "http://127.0.0.1:1", "http://[::1]:3000", "https://xn--bcher-kva.test"} {
		o, err := ParseOrigin(s)
		if err != nil || o.String() != s || o != mustParse(t, s+"/path").Origin() {
			t.Errorf("ParseOrigin(%q) = %v, %v", s, o, err)
		}
	}
	for _, s := range []string{"", "null", "a.test", "https://", "https://a.test/", "https://A.test", "https://a.test:443", "https://u@a.test", "https://a.test?", "https://a.test#", "data:", "foo://a", " https://a.test", "https://a.test:x"} {
		o, err := ParseOrigin(s)
		var bad *URLError
		if !errors.As(err, &bad) || bad.Value != s || bad.Problem != InvalidOrigin {
			t.Errorf("ParseOrigin(%q) = %v, %v, want a *URLError", s, o, err)
		}
	}
}

func TestSameOriginSameSite(t *testing.T) {
	for _, c := range []struct {
		a, b                 string
		sameOrigin, sameSite bool
	}{
		{"http://a.localhost:1/", "http://A.LOCALHOST:1/x", true, true},
		{"http://a.localhost:1/", "http://a.localhost:2/", false, true},
		{"http://a.localhost:1/", "http://a.localhost.:1/", false, false},
		{"http://a.localhost/", "http://b.localhost/", false, false},
		{"http://x.a.localhost/", "http://y.a.localhost/", false, true},
		{"http://localhost/", "http://localhost:8080/", false, true},
		{"http://localhost/", "http://a.localhost/", false, false},
		{"http://localhost/", "http://127.0.0.1/", false, false},
		{"http://127.0.0.1:1/", "http://127.0.0.1:2/", false, true},
		{"http://127.0.0.1/", "http://10.0.0.1/", false, false},
		{"http://1.2.3.4/", "http://9.9.3.4/", false, false},
		{"http://[::1]:1/", "http://[::1]:2/", false, true},
		{"https://app.example.com/", "https://api.example.com/", false, true},
		{"https://app.example.com/", "http://api.example.com/", false, false}, // schemeful
		{"https://example.com/", "https://example.org/", false, false},
		{"https://a.co.uk/", "https://b.co.uk/", false, false},
		{"https://a.github.io/", "https://b.github.io/", false, false},
		{"https://github.io/", "https://github.io:8443/", false, true},
		{"https://b1.s3.amazonaws.com/", "https://b2.s3.amazonaws.com/", false, false},
		{"https://example.com./", "https://www.example.com./", false, true},
	} {
		a, b := mustParse(t, c.a).Origin(), mustParse(t, c.b).Origin()
		if got := SameOrigin(a, b); got != c.sameOrigin || SameOrigin(b, a) != got {
			t.Errorf("SameOrigin(%s, %s) = %v", a, b, got)
		}
		if got := SameSite(a, b); got != c.sameSite || SameSite(b, a) != got {
			t.Errorf("SameSite(%s, %s) = %v", a, b, got)
		}
	}
}

func TestOpaqueOriginIsOnlyItself(t *testing.T) {
	a, b := NewOpaqueOrigin(), NewOpaqueOrigin()
	if !SameOrigin(a, a) || !SameSite(a, a) {
		t.Error("an opaque origin is not the same as itself")
	}
	if SameOrigin(a, b) || SameSite(a, b) {
		t.Error("two opaque origins are the same")
	}
	u := mustParse(t, "data:,x")
	if first, second := u.Origin(), u.Origin(); first != second {
		t.Error("the origin of one URL changes from call to call")
	}
	if a.IsPotentiallyTrustworthy() {
		t.Error("an opaque origin is trustworthy")
	}
}

func TestPotentiallyTrustworthy(t *testing.T) {
	for url, want := range map[string]bool{
		"https://a.test/": true, "wss://a.test/": true, "http://a.test/": false, "ws://a.test/": false,
		"http://localhost:1/": true, "http://a.localhost/": true, "http://localhost./": true, "http://xlocalhost/": false,
		"http://127.0.0.1/": true, "http://127.9.9.9/": true, "http://128.0.0.1/": false, "http://127.0.0.1.test/": false,
		"http://[::1]/": true, "http://[::2]/": false,
		"data:,x": true, "about:blank": true, "about:srcdoc": true, "about:foo": false, "blob:https://a.test/x": true, "blob:http://a.test/x": false,
	} {
		if got := mustParse(t, url).IsPotentiallyTrustworthy(); got != want {
			t.Errorf("%s potentially trustworthy = %v, want %v", url, got, want)
		}
	}
}
