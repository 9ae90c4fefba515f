package terraform

import (
	"regexp"
	"strings"

	"github.com/corslab/corslab/document"
)

// A block is a resource, from either kind of file.
type block struct {
	// kind is the resource type, and address how Terraform calls the resource.
	kind, address string
	// values are its arguments; nested blocks are lists of mappings.
	values *document.Node
	place  document.Place
	// links lead from an argument to the address of the resource it refers to.
	links map[string]string
}

// get returns an argument; nil if it is missing or null.
func (b block) get(key string) *document.Node { return argument(b.values, key) }

func argument(n *document.Node, key string) *document.Node {
	v := n.Get(key)
	if v == nil || v.Kind == document.Null {
		return nil
	}
	return v
}

// text returns an argument as text; "" if it is missing or not known.
func (b block) text(key string) string {
	v := b.get(key)
	if v == nil || isUnknown(v) {
		return ""
	}
	return v.Text
}

// nested returns the only block of a kind inside another; nil if there is none.
func nested(n *document.Node, key string) *document.Node {
	v := argument(n, key)
	if v == nil || v.Kind != document.List || len(v.Items) == 0 {
		return nil
	}
	return v.Items[0]
}

// unknownMark begins the text that stands for a value which is not known. No value
// of a file can hold it.
const unknownMark = "\x00unknown:"

func unknown(name string, at document.Place) *document.Node {
	return &document.Node{Kind: document.Text, Text: unknownMark + name, Place: at}
}

func isUnknown(n *document.Node) bool {
	return n.Kind == document.Text && strings.HasPrefix(n.Text, unknownMark)
}

// known reports the values inside n that are not known, and returns whether there
// is none.
func known(f *document.File, n *document.Node) bool {
	if isUnknown(n) {
		name := strings.TrimPrefix(n.Text, unknownMark)
		hint := "write the value itself, or give the plan: terraform show -json"
		if variable, ok := strings.CutPrefix(name, "var."); ok {
			hint = "give it: --param " + variable + "=VALUE"
		}
		f.Report(n.Place, "the value of "+name+" is not known", hint)
		return false
	}
	ok := true
	for _, item := range n.Items {
		ok = known(f, item) && ok
	}
	for _, e := range n.Entries {
		ok = known(f, e.Value) && ok
	}
	return ok
}

// withoutNulls returns a value without its empty arguments: show -json prints every
// argument, most of them null.
func withoutNulls(n *document.Node) *document.Node {
	out := *n
	out.Entries, out.Items = nil, nil
	for _, item := range n.Items {
		out.Items = append(out.Items, withoutNulls(item))
	}
	for _, e := range n.Entries {
		if e.Value.Kind != document.Null {
			out.Entries = append(out.Entries, document.Entry{Key: e.Key, Place: e.Place, Value: withoutNulls(e.Value)})
		}
	}
	return &out
}

var index = regexp.MustCompile(`\[[^\]]*\]`)

// leads reports whether a link, as an argument of the resource from, leads to a
// resource. A link does not say which instance it means: it is the one with the same
// index where both have one.
func leads(link, from, to string) bool {
	if link == "" || index.ReplaceAllString(link, "") != index.ReplaceAllString(to, "") {
		return false
	}
	here, there := index.FindAllString(from, -1), index.FindAllString(to, -1)
	for i := range min(len(here), len(there)) {
		if here[i] != there[i] {
			return false
		}
	}
	return true
}
