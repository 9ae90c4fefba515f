package document_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/corslab/corslab/document"
)

// JSON is YAML: both readers give the same values at the same places.
func TestJSONIsYAML(t *testing.T) {
	const text = "{\n  \"a\": [1, true, null, \"x\"],\n  \"b\": {\"c\": \"é\"}\n}\n"
	asJSON, asYAML := &document.File{Name: "f.json", Data: []byte(text)}, &document.File{Name: "f.yaml", Data: []byte(text)}
	left, right := asJSON.Read(document.Options{}), asYAML.Read(document.Options{})
	if diff := cmp.Diff(string(document.WriteJSON(left)), string(document.WriteJSON(right))); diff != "" {
		t.Error(diff)
	}
	for _, n := range []*document.Node{left, right} {
		if got := n.Get("b").Get("c").Place; got != (document.Place{Line: 3, Column: 14}) {
			t.Errorf("c is at %v", got)
		}
	}
}

// A tag is a mapping with the tag as its one key, also inside another.
func TestTags(t *testing.T) {
	f := &document.File{Name: "t.yaml", Data: []byte("a: !Ref Name\nb: !Base64 {x: !Sub '${y}'}\nc: !GetAtt\n")}
	root := f.Read(document.Options{Tags: true})
	if err := f.Problems.Err(); err != nil {
		t.Fatal(err)
	}
	if got := root.Get("a").Get("!Ref"); got == nil || got.Text != "Name" {
		t.Errorf("a is %+v", root.Get("a"))
	}
	if got := root.Get("b").Get("!Base64").Get("x").Get("!Sub"); got == nil || got.Text != "${y}" {
		t.Errorf("b is %+v", root.Get("b"))
	}
	plain := &document.File{Name: "t.yaml", Data: f.Data}
	plain.Read(document.Options{})
	if err := plain.Problems.Err(); err == nil || !strings.Contains(err.Error(), "tags mean nothing") {
		t.Errorf("tags are taken where nobody asked for them: %v", err)
	}
}

func TestStrings(t *testing.T) {
	f := &document.File{Name: "l.json", Data: []byte(`["a", 7, "b"]`)}
	list := f.Strings(f.Read(document.Options{}), "list")
	if diff := cmp.Diff([]string{"a", "b"}, list.Values()); diff != "" {
		t.Error(diff)
	}
	if !list.Contains("b") || list.Contains("7") || list[1].Place != (document.Place{Line: 1, Column: 10}) {
		t.Errorf("list is %+v", list)
	}
	if err := f.Problems.Err(); err == nil || !strings.Contains(err.Error(), `l.json:1:7: an entry of list is text, this is a number`) {
		t.Errorf("problems: %v", err)
	}
}

// A long file on one line is read in time in proportion to its length.
func BenchmarkOneLine(b *testing.B) {
	data := []byte("[" + strings.Repeat(`"a",`, 100_000) + `"a"]`)
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		f := &document.File{Name: "l.json", Data: data}
		if n := f.Read(document.Options{}); n == nil || len(n.Items) != 100_001 {
			b.Fatal("not read")
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, text := range []string{"a: [1, {b: !c d}]", `{"a": [1, null], "a": "\ud800"}`, "&a [*a]", "a: &x {b: 1}\n<<: *x\n", "? [k]\n: v", "\t", "--- a\n--- b"} {
		f.Add("f.yaml", text)
		f.Add("f.json", text)
	}
	f.Fuzz(func(t *testing.T, name, text string) {
		file := &document.File{Name: name, Data: []byte(text)}
		root := file.Read(document.Options{Tags: true})
		if root == nil && len(file.Problems) == 0 {
			t.Fatal("nothing read and nothing wrong")
		}
		for _, p := range file.Problems {
			if p.Message == "" {
				t.Error("a problem without words")
			}
			_ = p.Error()
		}
	})
}
