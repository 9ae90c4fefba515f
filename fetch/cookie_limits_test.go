package fetch

import (
	"strings"
	"testing"
)

// What a Set-Cookie line may hold, up to the last byte of each limit.
func TestCookieLimits(t *testing.T) {
	const host = "https://a.test/x/y"
	long := func(n int) string { return strings.Repeat("v", n) }
	for _, c := range []struct {
		why, line string
		want      string // what https://a.test/x/ gets back
	}{
		{"a name without a value", "n=", "n="},
		{"a value without a name", "=v", "v"},
		{"a value without the sign", "v", "v"},
		{"neither", "=", ""},
		{"neither, with attributes", " = ; Secure", ""},
		{"4,096 bytes of name and value", "n=" + long(4095), "n=" + long(4095)},
		{"4,097", "n=" + long(4096), ""},
		{"an attribute of 1,024 bytes counts", "n=v; Path=/" + long(1023), ""},
		{"one of 1,025 is not there", "n=v; Path=/" + long(1024), "n=v"},
		{"the last Path counts", "n=v; Path=/z; Path=/x", "n=v"},
		{"and if it is none, the default", "n=v; Path=/z; Path=rel", "n=v"},
		{"__Secure- in the value", "=__Secure-n=v; Secure", ""},
		{"__Secure- in the value without a sign", "__Secure-n; Secure", ""},
		{"__Host- in the value", "=__Host-n=v; Secure; Path=/", ""},
		{"Max-Age of none", "n=v; Max-Age=", "n=v"},
		{"Max-Age beyond all numbers", "n=v; Max-Age=" + strings.Repeat("9", 30), "n=v"},
		{"Max-Age of zero", "n=v; Max-Age=0", ""},
		{"Max-Age below zero", "n=v; Max-Age=-1", ""},
		{"Max-Age with a sign", "n=v; Max-Age=+0", "n=v"},
		{"Max-Age counts before Expires", "n=v; Max-Age=9; Expires=Thu, 01 Jan 1970 00:00:00 GMT", "n=v"},
		{"also behind it", "n=v; Expires=Wed, 01 Jan 2035 00:00:00 GMT; Max-Age=0", ""},
	} {
		var jar cookieJar
		jar.set(mustParse(t, host), c.line, cookieContext{now: noon})
		if got := jar.header(mustParse(t, "https://a.test/x/"), cookieContext{now: noon}); got != c.want {
			t.Errorf("%s: got %.40q, want %.40q", c.why, got, c.want)
		}
	}
}

// A plain site may not put a cookie in front of a secure one.
func TestCookieShadow(t *testing.T) {
	for _, c := range []struct {
		why, secureFrom, secure, plainFrom, plain string
		want                                      bool // whether the plain one is taken
	}{
		{"of its name", "https://a.test/", "n=v; Secure", "http://a.test/", "n=w", false},
		{"of another name", "https://a.test/", "n=v; Secure", "http://a.test/", "m=w", true},
		{"of one that is not secure", "https://a.test/", "n=v", "http://a.test/", "n=w", true},
		{"below its path", "https://a.test/", "n=v; Secure; Path=/x", "http://a.test/", "n=w; Path=/x/y", false},
		{"above its path", "https://a.test/", "n=v; Secure; Path=/x/y", "http://a.test/", "n=w; Path=/x", true},
		{"of its domain, from below", "https://b.test/", "n=v; Secure; Domain=b.test", "http://a.b.test/", "n=w", false},
		{"of a host, for its domain", "https://a.b.test/", "n=v; Secure", "http://a.b.test/", "n=w; Domain=b.test", false},
		{"of another host of the domain", "https://a.b.test/", "n=v; Secure", "http://c.b.test/", "n=w", true},
		{"of a name that ends alike", "https://b.test/", "n=v; Secure", "http://ab.test/", "n=w", true},
		{"from a loopback address", "https://localhost/", "n=v; Secure", "http://localhost/", "n=w", true},
	} {
		var jar cookieJar
		if !jar.set(mustParse(t, c.secureFrom), c.secure, cookieContext{now: noon}) {
			t.Fatalf("%s: the first cookie is not taken", c.why)
		}
		if got := jar.set(mustParse(t, c.plainFrom), c.plain, cookieContext{now: noon}); got != c.want {
			t.Errorf("%s: taken %v, want %v", c.why, got, c.want)
		}
	}
}
