package document

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
)

// WriteYAML writes n as a YAML document: mappings in blocks, lists of scalars and
// small mappings on one line where they fit, texts quoted where they need it.
func WriteYAML(n *Node) []byte {
	w := &yamlWriter{}
	w.block(n, 0)
	return w.Bytes()
}

// maxFlow is how long a value may be to be written on one line.
const maxFlow = 88

type yamlWriter struct{ bytes.Buffer }

func (w *yamlWriter) block(n *Node, depth int) {
	indent := strings.Repeat("  ", depth)
	for _, e := range n.Entries {
		w.WriteString(indent + plainOrQuoted(e.Key) + ":")
		w.value(e.Value, depth+1)
	}
	for _, item := range n.Items {
		if flow := flowOf(item); len(flow) <= maxFlow || item.IsScalar() || item.Kind == List {
			w.WriteString(indent + "- " + flow + "\n")
			continue
		}
		// The first key stands beside the dash.
		inner := &yamlWriter{}
		inner.block(item, depth+1)
		w.WriteString(indent + "- " + strings.TrimPrefix(inner.String(), indent+"  "))
	}
}

func (w *yamlWriter) value(n *Node, depth int) {
	if flow := flowOf(n); len(flow) <= maxFlow || len(n.Entries)+len(n.Items) == 0 {
		w.WriteString(" " + flow + "\n")
		return
	}
	w.WriteString("\n")
	w.block(n, depth)
}

// flowOf writes a value on one line.
func flowOf(n *Node) string {
	var parts []string
	switch n.Kind {
	case Mapping:
		for _, e := range n.Entries {
			parts = append(parts, plainOrQuoted(e.Key)+": "+flowOf(e.Value))
		}
		return "{" + strings.Join(parts, ", ") + "}"
	case List:
		for _, item := range n.Items {
			parts = append(parts, flowOf(item))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case Text:
		return plainOrQuoted(n.Text)
	}
	return string(WriteJSON(n))
}

// plain matches texts that YAML takes for themselves anywhere.
var plain = regexp.MustCompile(`^[A-Za-z/][A-Za-z0-9_./-]*( [A-Za-z0-9_./-]+)*$`)

// reserved are words that YAML takes for something else.
var reserved = []string{"true", "false", "null", "yes", "no", "on", "off", "y", "n"}

func plainOrQuoted(s string) string {
	if plain.MatchString(s) && !slices.Contains(reserved, strings.ToLower(s)) {
		return s
	}
	return string(WriteJSON(&Node{Kind: Text, Text: s}))
}
