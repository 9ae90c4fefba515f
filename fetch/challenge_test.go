package fetch

import "testing"

func TestPercentDecode(t *testing.T) {
	for s, want := range map[string]string{
		"a": "a", "%41": "A", "a%41b": "aAb", "%00": "\x00", "%09": "\t", "%90": "\x90", "%AA": "\xaa", "%aF": "\xaf", "%Fa": "\xfa",
		"%": "%", "a%4": "a%4", "%%41": "%A", "%g0": "%g0", "%0g": "%0g", "%G0": "%G0", "%@1": "%@1",
	} {
		if got := percentDecode(s); got != want {
			t.Errorf("percentDecode(%q) = %q, want %q", s, got, want)
		}
	}
}
