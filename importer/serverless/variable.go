package serverless

import (
	"strings"

	"github.com/corslab/corslab/document"
)

// maxDepth bounds how deep variables may refer to one another.
const maxDepth = 50

// resolve returns a value with its variables replaced. A value that is not known is
// reported.
func (s *service) resolve(n *document.Node) *document.Node {
	if s.depth++; s.depth > maxDepth {
		s.depth--
		s.Report(n.Place, "variables refer to one another too deeply", "")
		return textAt(n, "")
	}
	defer func() { s.depth-- }()
	switch n.Kind {
	case document.Text:
		return s.text(n)
	case document.List:
		out := &document.Node{Kind: document.List, Place: n.Place}
		for _, item := range n.Items {
			out.Items = append(out.Items, s.resolve(item))
		}
		return out
	case document.Mapping:
		out := &document.Node{Kind: document.Mapping, Place: n.Place}
		for _, e := range n.Entries {
			out.Entries = append(out.Entries, document.Entry{Key: e.Key, Place: e.Place, Value: s.resolve(e.Value)})
		}
		return out
	}
	return n
}

// resolveAll resolves what can be, and leaves the rest as it is written.
func (s *service) resolveAll(n *document.Node) *document.Node {
	out := *n
	out.Items, out.Entries = nil, nil
	if n.Kind == document.Text && strings.Contains(n.Text, "${") {
		before := len(s.Problems)
		v := s.resolve(n)
		if len(s.Problems) > before {
			s.Problems = s.Problems[:before]
			return unresolved(n)
		}
		return v
	}
	for _, item := range n.Items {
		out.Items = append(out.Items, s.resolveAll(item))
	}
	for _, e := range n.Entries {
		out.Entries = append(out.Entries, document.Entry{Key: e.Key, Place: e.Place, Value: s.resolveAll(e.Value)})
	}
	return &out
}

// sources are what a variable of the framework begins with. Others are
// CloudFormation's own.
var sources = []string{"opt:", "env:", "ssm:", "self:", "file(", "cf:", "cf(", "cf.", "s3:", "param:", "sls:", "aws:", "terraform:", "vault:"}

// unresolved stands for a text with a variable that is not known: CloudFormation
// reports it where it matters. A text with none of the framework's is left alone.
func unresolved(n *document.Node) *document.Node {
	_, rest, _ := strings.Cut(n.Text, "${")
	name, _, _ := strings.Cut(rest, "}")
	name = strings.TrimSpace(strings.Split(name, ",")[0])
	for _, source := range sources {
		if strings.HasPrefix(name, source) {
			return &document.Node{Kind: document.Mapping, Place: n.Place, Entries: []document.Entry{
				{Key: "Fn::ImportValue", Place: n.Place, Value: textAt(n, name)},
			}}
		}
	}
	return n
}

func textAt(n *document.Node, text string) *document.Node {
	return &document.Node{Kind: document.Text, Text: text, Place: n.Place}
}

// text replaces the variables of a text. One that is the whole text may stand for a
// value of any kind.
func (s *service) text(n *document.Node) *document.Node {
	start := strings.Index(n.Text, "${")
	if start < 0 {
		return n
	}
	end := closing(n.Text, start)
	if end < 0 {
		return n
	}
	v := s.variable(n, n.Text[start+2:end])
	if start == 0 && end == len(n.Text)-1 {
		moved := *v
		moved.Place = n.Place
		return &moved
	}
	if v.Kind == document.List || v.Kind == document.Mapping {
		s.Report(n.Place, "a variable inside a text is "+v.Kind.String(), "")
		return textAt(n, "")
	}
	return s.resolve(textAt(n, n.Text[:start]+v.Text+n.Text[end+1:]))
}

// closing returns the index of the brace that closes the variable at start, or -1.
func closing(text string, start int) int {
	depth := 0
	for i := start; i < len(text); i++ {
		switch {
		case strings.HasPrefix(text[i:], "${"):
			depth++
		case text[i] == '}':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}

// variable returns the value of "source, fallback, …".
func (s *service) variable(n *document.Node, inner string) *document.Node {
	alternatives := alternatives(inner)
	for _, source := range alternatives {
		if v := s.source(n, strings.TrimSpace(source)); v != nil {
			return v
		}
	}
	name := strings.TrimSpace(alternatives[0])
	s.Report(n.Place, "the value of ${"+name+"} is not known", "give it: --param '"+name+"=VALUE'")
	return textAt(n, "")
}

// alternatives splits at the commas that stand outside of inner variables and
// quotes.
func alternatives(inner string) (list []string) {
	depth, quote, from := 0, byte(0), 0
	for i := range len(inner) {
		switch c := inner[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '\'' || c == '"':
			quote = c
		case c == '{' || c == '(':
			depth++
		case c == '}' || c == ')':
			depth--
		case c == ',' && depth == 0:
			list = append(list, inner[from:i])
			from = i + 1
		}
	}
	return append(list, inner[from:])
}

// source returns the value of one source; nil if it is not known.
func (s *service) source(n *document.Node, source string) *document.Node {
	if strings.HasPrefix(source, "${") {
		return s.text(textAt(n, source))
	}
	if len(source) >= 2 && (source[0] == '\'' || source[0] == '"') && source[len(source)-1] == source[0] {
		return textAt(n, source[1:len(source)-1])
	}
	if strings.Contains(source, "${") { // ${self:custom.${opt:stage, 'dev'}.origin}
		source = s.text(textAt(n, source)).Text
	}
	if value, ok := s.given[source]; ok {
		return textAt(n, value)
	}
	switch source {
	case "true", "false":
		return &document.Node{Kind: document.Boolean, Text: source, Place: n.Place}
	case "sls:stage":
		if v := s.given["opt:stage"]; v != "" {
			return textAt(n, v)
		}
		if v := s.provider("stage"); v != nil {
			return s.resolve(v)
		}
		return textAt(n, "dev")
	case "aws:region":
		if v := s.provider("region"); v != nil {
			return s.resolve(v)
		}
		return textAt(n, "us-east-1")
	}
	path, ok := strings.CutPrefix(source, "self:")
	if !ok {
		return nil
	}
	v := s.root
	for key := range strings.SplitSeq(path, ".") {
		if v = v.Get(key); v == nil {
			return nil
		}
	}
	return s.resolve(v)
}

// plain resolves a value that is not worth a problem: what is not known is "".
func (s *service) plain(n *document.Node) string {
	if n == nil {
		return ""
	}
	before := len(s.Problems)
	v := s.resolve(n)
	if len(s.Problems) > before {
		s.Problems = s.Problems[:before]
		return ""
	}
	return v.Text
}
