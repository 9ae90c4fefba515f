package fetch

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/corslab/corslab/wire"
)

// Every byte there is, held against the classes that its standards give by range.
func TestByteClasses(t *testing.T) {
	const unescaped = "*-._0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	for c := range 256 {
		s := string([]byte{byte(c)})
		// delimiter of RFC 6265 §5.1.1
		isDelimiter := c == 0x09 || 0x20 <= c && c <= 0x2F || 0x3B <= c && c <= 0x40 || 0x5B <= c && c <= 0x60 || 0x7B <= c && c <= 0x7E
		if got := isDateDelimiter(rune(c)); got != isDelimiter {
			t.Errorf("isDateDelimiter(%#02x) = %v", c, got)
		}
		want := "a/" + strings.ToLower(s)
		if c < 0x20 || c > 0x7E {
			want = ""
		}
		for _, blob := range []string{"a/" + s, s + "/a"} {
			if got := blobType(blob); (got == "") != (want == "") || blob[0] == 'a' && got != want {
				t.Errorf("blobType(%q) = %q", blob, got)
			}
		}
		got := encodeForm([]Field{{"n", s}})
		switch {
		case strings.IndexByte(unescaped, byte(c)) >= 0:
			want = "n=" + s
		case c == ' ':
			want = "n=+"
		default:
			want = "n=%" + string("0123456789ABCDEF"[c>>4]) + string("0123456789ABCDEF"[c&15])
		}
		if got != want {
			t.Errorf("encodeForm of %#02x = %q, want %q", c, got, want)
		}
	}
}

func TestMergeDuplicates(t *testing.T) {
	got := mergeDuplicates([]Field{{"A", "1"}, {"b", "2"}, {"a", "3"}, {"B", ""}, {"c", "4"}, {"A", "5"}})
	if diff := cmp.Diff([]Field{{"A", "1, 3, 5"}, {"b", "2, "}, {"c", "4"}}, got); diff != "" {
		t.Errorf("merged (-want +got):\n%s", diff)
	}
}

// A NUL anywhere makes browsers refuse the whole response.
func TestNULInAResponseHeader(t *testing.T) {
	for _, line := range []string{"\x00", "\x00X: 1", "X\x00: 1", "X: \x00", "X: 1\x00"} {
		if _, ok := parseResponseHeader(wire.Header{"A: 1", wire.Line(line), "B: 2"}, nil); ok {
			t.Errorf("%q is taken", line)
		}
	}
}
