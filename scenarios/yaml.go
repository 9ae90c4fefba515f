package scenarios

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"

	"github.com/corslab/corslab/problem"
)

// readYAML parses one YAML document. It reports what is wrong to r and returns
// nil if nothing useful is left.
func readYAML(r *reporter) (root *node) {
	// The parser has been seen to panic on bytes that are no YAML. What it was
	// given is broken either way.
	defer func() {
		if recover() != nil {
			r.report(place{}, "this is not YAML that can be read", "")
			root = nil
		}
	}()
	if !utf8.Valid(r.data) {
		r.report(place{}, "the file is not UTF-8", `write other bytes as YAML escapes: "\xff"`)
		return nil
	}
	tokens := lexer.Tokenize(string(r.data))
	if at, message := refuseShape(tokens); message != "" {
		r.report(at, message, "")
		return nil
	}
	file, err := parser.Parse(tokens, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		r.problems = append(r.problems, r.syntaxProblem(err))
		return nil
	}
	var documents []*ast.DocumentNode
	for _, d := range file.Docs {
		if d.Body != nil && d.Body.Type() != ast.CommentType && d.Body.Type() != ast.DirectiveType {
			documents = append(documents, d)
		}
	}
	switch {
	case len(documents) == 0:
		r.report(place{}, "the file is empty", "a suite needs at least suite, title, why and spec")
		return nil
	case len(documents) > 1:
		r.report(placeOf(documents[1].Body), "a second YAML document", "one file holds one suite")
		return nil
	}
	c := yamlConverter{reporter: r, anchors: map[string]*node{}}
	root = c.convert(documents[0].Body)
	if root.size > maxNodes {
		r.report(root.place, fmt.Sprintf("the aliases expand to %s values, more than %s", count(root.size), count(maxNodes)), "")
		return nil
	}
	return root
}

// syntaxProblem turns an error of the YAML parser into a problem.
func (r *reporter) syntaxProblem(err error) problem.Problem {
	var at interface {
		GetMessage() string
		GetToken() *token.Token
	}
	if !errors.As(err, &at) {
		return r.problem(place{}, "not YAML: "+firstLine(err.Error()), "")
	}
	where := place{}
	if t := at.GetToken(); t != nil && t.Position != nil {
		where = place{t.Position.Line, t.Position.Column}
	}
	return r.problem(where, "not YAML: "+firstLine(at.GetMessage()), "")
}

func firstLine(s string) string {
	s, _, _ = strings.Cut(s, "\n")
	return s
}

// refuseShape looks for what would exhaust the parser, and says where and why;
// "" if it finds nothing. Nesting costs the parser stack; it shows as brackets,
// as columns that grow, or as several indicators on one line. Keys of one block
// mapping cost it time squared.
func refuseShape(tokens token.Tokens) (at place, message string) {
	flow, onLine, line := 0, 0, 0
	var blocks []blockShape
	for _, t := range tokens {
		at = place{t.Position.Line, t.Position.Column}
		if at.line != line {
			line, onLine = at.line, 0
		}
		column := at.column
		switch t.Type {
		case token.SequenceStartType, token.MappingStartType:
			flow++
		case token.SequenceEndType, token.MappingEndType:
			flow--
		case token.SequenceEntryType, token.MappingKeyType, token.TagType, token.AnchorType:
			onLine++
		case token.MappingValueType:
			if t.Prev != nil {
				column = t.Prev.Position.Column
			}
		default:
			continue
		}
		if flow == 0 {
			for len(blocks) > 0 && blocks[len(blocks)-1].column > column {
				blocks = blocks[:len(blocks)-1]
			}
			if len(blocks) == 0 || blocks[len(blocks)-1].column < column {
				blocks = append(blocks, blockShape{column: column})
			}
			if t.Type == token.MappingValueType {
				blocks[len(blocks)-1].keys++
			}
		}
		switch {
		case max(flow, onLine, len(blocks)) > maxDepth:
			return at, fmt.Sprintf("nested more than %d deep", maxDepth)
		case len(blocks) > 0 && blocks[len(blocks)-1].keys > maxKeys:
			return at, fmt.Sprintf("more than %s keys, one below the other", count(maxKeys))
		}
	}
	return place{}, ""
}

// A blockShape is block style at one column.
type blockShape struct{ column, keys int }

type yamlConverter struct {
	*reporter
	anchors map[string]*node
}

// convert turns a node of the YAML parser into one of ours. It never returns
// nil.
func (c *yamlConverter) convert(n ast.Node) *node {
	out := &node{place: placeOf(n)}
	switch n := n.(type) {
	case *ast.NullNode:
	case *ast.BoolNode:
		out.kind, out.text = boolean, fmt.Sprint(n.Value)
	case *ast.IntegerNode, *ast.FloatNode, *ast.InfinityNode, *ast.NanNode:
		out.kind, out.text = number, n.GetToken().Value
	case *ast.StringNode:
		out.kind, out.text = text, n.Value
	case *ast.LiteralNode:
		out.kind, out.text = text, n.Value.Value
	case *ast.SequenceNode:
		out.kind = list
		for _, item := range n.Values {
			out.items = append(out.items, c.convert(item))
		}
	case *ast.MappingNode:
		out.kind = mapping
		c.entries(out, n.Values)
	case *ast.MappingValueNode:
		out.kind = mapping
		c.entries(out, []*ast.MappingValueNode{n})
	case *ast.AnchorNode:
		out = c.convert(n.Value)
		c.anchors[n.Name.GetToken().Value] = out
		return out
	case *ast.AliasNode:
		name := n.Value.GetToken().Value
		if anchored, ok := c.anchors[name]; ok {
			return anchored
		}
		c.report(out.place, fmt.Sprintf("alias *%s stands before or inside its anchor", name), "")
	case *ast.TagNode:
		value := c.convert(n.Value)
		if n.Start.Value == "!!str" && (value.isScalar() || value.kind == null) {
			value.kind = text
			return value
		}
		c.report(out.place, "YAML tags mean nothing here", "leave out "+n.Start.Value)
		return value
	default:
		c.report(out.place, "unexpected "+strings.ToLower(n.Type().String()), "")
	}
	out.measure()
	return out
}

// entries adds the keys and values of a YAML mapping to out. Keys merged with
// "<<" come last and only where out has none of their name.
func (c *yamlConverter) entries(out *node, values []*ast.MappingValueNode) {
	var merged []entry
	for _, v := range values {
		at := placeOf(v.Key)
		value := c.convert(v.Value)
		if value.kind == null {
			value.place = at
		}
		if _, ok := v.Key.(*ast.MergeKeyNode); ok {
			from := []*node{value}
			if value.kind == list {
				from = value.items
			}
			for _, m := range from {
				if m.kind != mapping {
					c.report(at, "<< merges a mapping, this is "+m.kind.String(), "")
				}
				merged = append(merged, m.entries...)
			}
			continue
		}
		var key ast.Node = v.Key
		if explicit, ok := v.Key.(*ast.MappingKeyNode); ok {
			key = explicit.Value
			at = placeOf(key)
		}
		k := c.convert(key)
		if k.kind == list || k.kind == mapping {
			c.report(at, "a key must be text", "")
			continue
		}
		out.entries = append(out.entries, entry{k.text, at, value})
	}
	for _, m := range merged {
		if out.get(m.key) == nil {
			out.entries = append(out.entries, m)
		}
	}
	if len(out.entries) > 0 && out.place == (place{}) {
		out.place = out.entries[0].place
	}
}

// get returns the value of a key, or nil.
func (n *node) get(key string) *node {
	for _, e := range n.entries {
		if e.key == key {
			return e.value
		}
	}
	return nil
}

// placeOf returns where a node begins. The parser's own idea of that for a
// block mapping is its first colon.
func placeOf(n ast.Node) place {
	switch n := n.(type) {
	case *ast.MappingNode:
		if !n.IsFlowStyle && len(n.Values) > 0 {
			return placeOf(n.Values[0].Key)
		}
		return placeOfToken(n.Start)
	case *ast.MappingValueNode:
		return placeOf(n.Key)
	case *ast.MappingKeyNode:
		return placeOfToken(n.Start)
	}
	return placeOfToken(n.GetToken())
}

func placeOfToken(t *token.Token) place {
	if t == nil || t.Position == nil {
		return place{}
	}
	return place{t.Position.Line, t.Position.Column}
}
