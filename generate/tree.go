package generate

import (
	"strconv"

	"github.com/corslab/corslab/document"
)

func text(s string) *document.Node { return &document.Node{Kind: document.Text, Text: s} }

func number(n int) *document.Node {
	return &document.Node{Kind: document.Number, Text: strconv.Itoa(n)}
}

func flag(b bool) *document.Node {
	return &document.Node{Kind: document.Boolean, Text: strconv.FormatBool(b)}
}

func list(items ...*document.Node) *document.Node {
	return &document.Node{Kind: document.List, Items: items}
}

func texts(values []string) *document.Node {
	n := list()
	for _, v := range values {
		n.Items = append(n.Items, text(v))
	}
	return n
}

func mapping(entries ...document.Entry) *document.Node {
	return &document.Node{Kind: document.Mapping, Entries: entries}
}

func entry(key string, value *document.Node) document.Entry {
	return document.Entry{Key: key, Value: value}
}

// set appends an entry to a mapping.
func set(n *document.Node, key string, value *document.Node) {
	n.Entries = append(n.Entries, entry(key, value))
}
