package fetch

import (
	"regexp"
	"strings"
	"testing"
)

func TestMIMEEssence(t *testing.T) {
	for s, want := range map[string]string{
		"text/plain": "text/plain", "TEXT/Plain": "text/plain", "text/plain;": "text/plain", " text/plain ": "text/plain",
		"text/plain ;x": "text/plain", "text/plain;a/b,c": "text/plain", "application/json;charset=utf-8": "application/json",
		"*/*": "*/*",
		"":    "", "/": "", "text": "", "text/": "", "/plain": "", "text /plain": "", "text/ plain": "", "text/plain,": "",
		",text/plain": "", "text/plain/x": "", "text;/plain": "", "text/\xe9": "",
	} {
		if got, ok := parseMIMEEssence(s); got != want || ok != (want != "") {
			t.Errorf("parseMIMEEssence(%q) = %q, %v, want %q", s, got, ok, want)
		}
	}
}

var mimeType = regexp.MustCompile("^[ \t\r\n]*([!#$%&'*+.^_`|~0-9A-Za-z-]+/[!#$%&'*+.^_`|~0-9A-Za-z-]+)[ \t\r\n]*(?:;(?s:.*))?$")

func FuzzMIMEEssence(f *testing.F) {
	for _, seed := range []string{"text/plain", "text/plain ;x", " a/b\n", "a/b/c", "a /b", "A/B;c=d", "/", ";", "a/b\x0b", "a/;b"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		essence, ok := parseMIMEEssence(s)
		m := mimeType.FindStringSubmatch(s)
		if ok != (m != nil) {
			t.Fatalf("parseMIMEEssence(%q) ok = %v, but the pattern says %v", s, ok, m != nil)
		}
		if !ok {
			return
		}
		if want := strings.ToLower(m[1]); essence != want {
			t.Fatalf("parseMIMEEssence(%q) = %q, want %q", s, essence, want)
		}
		if again, ok := parseMIMEEssence(essence); again != essence || !ok {
			t.Fatalf("%q, parsed again, is %q", essence, again)
		}
	})
}
