package fetch

import "testing"

func TestIsToken(t *testing.T) {
	for s, want := range map[string]bool{
		"": false, "GET": true, "x-1": true, "*": true, "!#$%&'*+-.^_`|~09AZaz": true,
		"a b": false, "a:": false, `"PUT"`: false, "x;q=1": false, "a,b": false, "x\x0b": false, "\xe9": false, "a/b": false, "x\x7f": false,
	} {
		if got := IsToken(s); got != want {
			t.Errorf("IsToken(%q) = %v, want %v", s, got, want)
		}
	}
}

func TestIsHeaderValue(t *testing.T) {
	for s, want := range map[string]bool{
		"": true, "a": true, "a b": true, "a\tb": true, "\x01": true, "\x7f": true, "\xe9\xff": true, "\x0b": true,
		" a": false, "a\t": false, " ": false, "a\x00b": false, "a\rb": false, "a\nb": false,
	} {
		if got := isHeaderValue(s); got != want {
			t.Errorf("isHeaderValue(%q) = %v, want %v", s, got, want)
		}
	}
}

func TestNormalizeValue(t *testing.T) {
	for s, want := range map[string]string{
		"": "", " \t\r\n": "", " a b\t": "a b", "\r\na\n": "a", "\x0ba\x0b": "\x0ba\x0b", "a\nb": "a\nb",
	} {
		if got := normalizeValue(s); got != want {
			t.Errorf("normalizeValue(%q) = %q, want %q", s, got, want)
		}
	}
}

func TestByteString(t *testing.T) {
	for _, c := range []struct {
		text, want string
		ok         bool
	}{
		{"", "", true},
		{"plain", "plain", true},
		{"é", "\xe9", true},
		{"\u00ff\u0000", "\xff\x00", true},
		{"\u0080", "\x80", true},
		{"Ā", "", false}, // U+0100, the first without a byte
		{"x€", "", false},
		{"😀", "", false},
		{"\x80", "", false}, // no UTF-8: U+FFFD
	} {
		got, ok := byteString(c.text)
		if got != c.want || ok != c.ok {
			t.Errorf("byteString(%q) = %q, %v, want %q, %v", c.text, got, ok, c.want, c.ok)
		}
		if ok && Text(got) != c.text {
			t.Errorf("Text(%q) = %q, which is not the text it came from, %q", got, Text(got), c.text)
		}
	}
}
