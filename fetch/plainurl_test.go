package fetch

import (
	"strings"
	"testing"
)

// The short way of parsing must end where the full parser does, and must leave
// alone what it is not sure of.
func TestPlainURLAgreesWithTheFullParser(t *testing.T) {
	for _, s := range []string{
		"https://a.test/", "http://a.test/x?y=1", "https://a-b.c.test/a/b.c", "https://a.test:8443/", "http://a.test:8080/x",
		"https://a.test:443/", "http://a.test:80/", "https://a.test:80/", "http://a.test:443/", "https://a.test:0443/", "https://a.test:/",
		"https://a.test:0/", "https://a.test:65535/", "https://a.test:99999/", "https://a.test:8x/", "https://a.test:-1/",
		"https://127.0.0.1/", "https://127.1/", "https://0x7f.1/", "https://a.1/", "https://1.a/", "https://1/", "https://a.0x1/",
		"https://A.test/", "https://a.test./", "https://.a.test/", "https://a..test/", "https:///", "https://-a.test/", "https://a-.test/",
		"https://xn--mnchen-3ya.test/", "https://xn--a.test/", "https://a--b.test/", "https://a_b.test/", "https://a~b.test/", "https://[::1]/",
		"https://u@a.test/", "https://u:p@a.test/", "https://a.test:u@b.test/", "https://a.test/@b", "https://a.test/:80",
		"https://a.test/.", "https://a.test/..", "https://a.test/x/../y", "https://a.test/x..", "https://a.test/.x", "https://a.test/%2e%2e/x",
		"https://a.test/x#f", "https://a.test/x?#", "https://a.test/a b", "https://a.test/é", `https://a.test\x`, `https://a.test/x\y`,
		"https://a.test/'", `https://a.test/"`, "https://a.test/<", "https://a.test/{", "https://a.test/|", "https://a.test/^", "https://a.test/`",
		"https://a.test/?'", "https://a.test/?<", "https://a.test/?{", "https://a.test/(", "https://a.test/[", "https://a.test/x?a=/../b",
		"https://a.test/AZaz09-_~=&+,:;@!*$", "https://a.test/\t", "https://a.test/\x7f", "https://a.test", "https://a.test?x",
		"ftp://a.test/", "wss://a.test/", "httpx://a.test/", "http:/a.test/", "http//a.test/",
	} {
		plain, ok := parsePlainURL(s)
		if !ok {
			continue
		}
		parsed, err := parseAgainst(nil, s)
		if err != nil {
			t.Errorf("parsePlainURL(%q) = %q, which the full parser refuses: %v", s, plain, err)
			continue
		}
		if full := newURL(parsed); *plain != *full {
			t.Errorf("parsePlainURL(%q) = %+v, the full parser says %+v", s, *plain, *full)
		}
	}
}

// Plain URLs are most of all URLs, and their parsing is what makes predictions
// fast.
func TestPlainURLTakesPlainURLs(t *testing.T) {
	for _, s := range []string{
		"https://a.test/", "http://www.example.com/", "https://api-2.example.net:8443/a/b.c?d=e&f=1",
		"https://a.test/AZaz09-_~=&+,:;@!*$", "http://a.localhost:8000/x", "http://az.az09/az",
		"http://" + strings.Repeat("a", 63) + ".test/", "http://" + strings.Repeat("ab.", 83) + "test/",
	} {
		if _, ok := parsePlainURL(s); !ok {
			t.Errorf("parsePlainURL(%q) leaves it to the full parser", s)
		}
	}
}
