package fetch

import "testing"

// sendBeacon() drops a type in Chromium that is none as RFC 2045 writes it.
func TestWellFormedType(t *testing.T) {
	for s, want := range map[string]bool{
		"a/b": true, " a / b ": true, "a/b;c=d": true, `a/b; c="d" ; e=f`: true,
		"": false, "a": false, "/b": false, "a/": false, "a b/c": false, "a/b c": false,
		"a/b;": false, "a/b;c": false, "a/b;=d": false, "a/b;c=": false, "a/b;c d=e": false, "a/b;c=d e": false, "a/b;c=d;e": false,
	} {
		if got := isWellFormedType(s); got != want {
			t.Errorf("%q is well formed: %t", s, got)
		}
	}
}
