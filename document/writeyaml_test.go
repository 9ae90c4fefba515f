package document

import (
	"testing"

	"pgregory.net/rapid"
)

// TestWriteYAML wants every text back as it was, wherever it stands.
func TestWriteYAML(t *testing.T) {
	check := func(t interface{ Fatalf(string, ...any) }, text string) {
		leaf := NewText(text)
		root := NewMapping(
			NewEntry("a", leaf),
			NewEntry("b", NewMapping(NewEntry("c", leaf), NewEntry("d", NewList(leaf)))),
			NewEntry("e", NewList(NewMapping(NewEntry("f", leaf), NewEntry("g", NewText("h"))))),
		)
		written := WriteYAML(root)
		f := &File{Name: "x.yaml", Data: written}
		back := f.ReadYAML(Options{})
		if back == nil {
			t.Fatalf("%q is written as what cannot be read: %v\n%s", text, f.Problems, written)
		}
		for _, n := range []*Node{back.Get("a"), back.Get("b").Get("c"), back.Get("b").Get("d").Items[0], back.Get("e").Items[0].Get("f")} {
			if n.Kind != Text || n.Text != text {
				t.Fatalf("%q comes back as %q\n%s", text, n.Text, written)
			}
		}
	}
	for _, text := range []string{
		"", "a", "a\nb", "a\nb\n", "a\n\nb\n", "a\nb\n\n", "\na\nb", " a\nb", "a\n  b\nc", "a\n\tb", "a\n---\nb", "a\n...\nb", "# a\n# b",
		"[\n  {\n    \"AllowedOrigins\": [\"*\"]\n  }\n]\n", "<a>\n  <b/>\n</a>", "a: b\nc: d\n", "a \nb", "a\r\nb", "a\n ", "a\n \nb", "\ufeffa\nb", "a\u2028b\nc",
	} {
		check(t, text)
	}
	rapid.Check(t, func(t *rapid.T) {
		check(t, rapid.StringOf(rapid.RuneFrom([]rune("ab \n\t#:-.[]{}\"'|>%é\u0085\u2028"))).Draw(t, "text"))
	})
}
