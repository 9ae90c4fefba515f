package servers

import (
	"testing"

	"pgregory.net/rapid"
)

func TestWithToken(t *testing.T) {
	for _, c := range []struct{ url, want string }{
		{"https://a.test/x", "https://a.test/x?corslab=t1"},
		{"https://a.test", "https://a.test?corslab=t1"},
		{"https://a.test/x?", "https://a.test/x?&corslab=t1"},
		{"https://a.test/x?a=1", "https://a.test/x?a=1&corslab=t1"},
		{"https://a.test/x#top?a", "https://a.test/x?corslab=t1#top?a"},
		{"https://a.test/x?a#", "https://a.test/x?a&corslab=t1#"},
	} {
		if got := WithToken(c.url, "t1"); got != c.want {
			t.Errorf("WithToken(%q) = %q, want %q", c.url, got, c.want)
		}
	}
}

func TestTargetWithoutToken(t *testing.T) {
	for _, c := range []struct{ target, why string }{
		{"/", "no query"},
		{"/corslab=t1", "part of the path"},
		{"/?xcorslab=t1", "another parameter"},
		{"/?corslab=t1&a=1", "not where WithToken puts it"},
		{"*", "no path"},
	} {
		if clean, token, ok := cutToken(c.target); ok || clean != c.target || token != "" {
			t.Errorf("cutToken(%q) = %q, %q, %v: %s", c.target, clean, token, ok, c.why)
		}
	}
}

func TestCutTokenUndoesWithToken(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		target := rapid.StringMatching(`/[a-z/]{0,6}(\?[a-z=&?]{0,9}(corslab=[a-z&]{0,3})?)?`).Draw(t, "target")
		token := rapid.StringMatching(`[0-9a-z]{1,8}`).Draw(t, "token")
		clean, got, ok := cutToken(WithToken(target, token))
		if !ok || clean != target || got != token {
			t.Fatalf("cutToken(WithToken(%q, %q)) = %q, %q, %v", target, token, clean, got, ok)
		}
	})
}
