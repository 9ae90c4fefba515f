package s3

import (
	"strings"
	"testing"
)

// What a request says is repeated in the body of an error, which stays XML.
func TestWriteElement(t *testing.T) {
	for text, want := range map[string]string{
		`PUT`:          `PUT`,
		`<a b="c"> & `: `&lt;a b=&quot;c&quot;&gt; &amp; `,
		"a\tb":         "a\tb",
		"a\x01b\x1f":   "a\uFFFDb\uFFFD",
		"\xff":         "\uFFFD",
	} {
		var b strings.Builder
		writeElement(&b, "Method", text)
		if got := b.String(); got != "<Method>"+want+"</Method>" {
			t.Errorf("%q is written %q", text, got)
		}
	}
}
