package document

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"unicode"
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
		if flow := flowOf(item); len(flow) <= maxFlow && !holdsLines(item) || item.IsScalar() || item.Kind == List {
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
	if n.Kind == Text && isLines(n.Text) {
		w.lines(n.Text, depth)
		return
	}
	if flow := flowOf(n); (len(flow) <= maxFlow || len(n.Entries)+len(n.Items) == 0) && !holdsLines(n) {
		w.WriteString(" " + flow + "\n")
		return
	}
	w.WriteString("\n")
	w.block(n, depth)
}

// lines writes a text as it stands, line by line.
func (w *yamlWriter) lines(s string, depth int) {
	indent := strings.Repeat("  ", depth)
	style := " |-\n"
	if body, ok := strings.CutSuffix(s, "\n"); ok {
		s, style = body, " |\n"
	}
	w.WriteString(style)
	for line := range strings.SplitSeq(s, "\n") {
		if line != "" {
			line = indent + line
		}
		w.WriteString(line + "\n")
	}
}

// holdsLines reports whether a mapping in a value is to have one written line by line.
func holdsLines(n *Node) bool {
	return slices.ContainsFunc(n.Items, holdsLines) ||
		slices.ContainsFunc(n.Entries, func(e Entry) bool { return e.Value.Kind == Text && isLines(e.Value.Text) || holdsLines(e.Value) })
}

// isLines reports whether a text has several lines that YAML keeps as they stand.
func isLines(s string) bool {
	body := strings.TrimSuffix(s, "\n")
	if !strings.Contains(body, "\n") || strings.HasSuffix(body, "\n") || strings.ContainsAny(s[:1], " \t\n") {
		return false
	}
	for line := range strings.SplitSeq(body, "\n") {
		if strings.TrimRight(line, " \t") != line || strings.HasPrefix(line, "---") || strings.HasPrefix(line, "...") || strings.HasPrefix(line, "\t") {
			return false
		}
	}
	return !strings.ContainsFunc(s, func(r rune) bool { return r != '\n' && r != '\t' && !unicode.IsPrint(r) || r == '\uFEFF' })
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
