package document

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

// Options say what the readers take and how they word what they refuse. The zero
// value is a file of plain values.
type Options struct {
	// Empty is the hint for a file without any value.
	Empty string
	// Second is the hint for a file with more than one.
	Second string
	// Tags has a tagged YAML value read as a mapping with the tag as its one key:
	// "!Ref Name" as {"!Ref": "Name"}. Without it, tags are refused.
	Tags bool
}

// ReadYAML parses one YAML document. It returns nil if nothing useful is left.
func (f *File) ReadYAML(o Options) (root *Node) {
	// The parser has been seen to panic on bytes that are no YAML. What it was
	// given is broken either way.
	defer func() {
		if recover() != nil {
			f.Report(Place{}, "this is not YAML that can be read", "")
			root = nil
		}
	}()
	if !utf8.Valid(f.Data) {
		f.Report(Place{}, "the file is not UTF-8", `write other bytes as YAML escapes: "\xff"`)
		return nil
	}
	tokens := lexer.Tokenize(string(f.Data))
	if at, message := refuseShape(tokens); message != "" {
		f.Report(at, message, "")
		return nil
	}
	file, err := parser.Parse(tokens, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		f.Problems = append(f.Problems, f.syntaxProblem(err))
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
		f.Report(Place{}, "the file is empty", o.Empty)
		return nil
	case len(documents) > 1:
		f.Report(placeOf(documents[1].Body), "a second YAML document", o.Second)
		return nil
	}
	c := yamlConverter{File: f, tags: o.Tags, anchors: map[string]*Node{}}
	root = c.convert(documents[0].Body)
	if root.size > maxNodes {
		f.Report(root.Place, fmt.Sprintf("the aliases expand to %s values, more than %s", Count(root.size), Count(maxNodes)), "")
		return nil
	}
	return root
}

// syntaxProblem turns an error of the YAML parser into a problem.
func (f *File) syntaxProblem(err error) problem.Problem {
	var at interface {
		GetMessage() string
		GetToken() *token.Token
	}
	if !errors.As(err, &at) {
		return f.Problem(Place{}, "not YAML: "+firstLine(err.Error()), "")
	}
	where := Place{}
	if t := at.GetToken(); t != nil && t.Position != nil {
		where = Place{t.Position.Line, t.Position.Column}
	}
	return f.Problem(where, "not YAML: "+firstLine(at.GetMessage()), "")
}

func firstLine(s string) string {
	s, _, _ = strings.Cut(s, "\n")
	return s
}

// refuseShape looks for what would exhaust the parser, and says where and why;
// "" if it finds nothing. Nesting costs the parser stack; it shows as brackets,
// as columns that grow, or as several indicators on one line. Keys of one block
// mapping cost it time squared.
func refuseShape(tokens token.Tokens) (at Place, message string) {
	flow, onLine, line := 0, 0, 0
	var blocks []blockShape
	for _, t := range tokens {
		at = Place{t.Position.Line, t.Position.Column}
		if at.Line != line {
			line, onLine = at.Line, 0
		}
		column := at.Column
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
		case max(flow, onLine, len(blocks)) > MaxDepth:
			return at, fmt.Sprintf("nested more than %d deep", MaxDepth)
		case len(blocks) > 0 && blocks[len(blocks)-1].keys > maxKeys:
			return at, fmt.Sprintf("more than %s keys, one below the other", Count(maxKeys))
		}
	}
	return Place{}, ""
}

// A blockShape is block style at one column.
type blockShape struct{ column, keys int }

type yamlConverter struct {
	*File
	tags    bool
	anchors map[string]*Node
}

// convert turns a node of the YAML parser into one of ours. It never returns
// nil.
func (c *yamlConverter) convert(n ast.Node) *Node {
	out := &Node{Place: placeOf(n)}
	switch n := n.(type) {
	case *ast.NullNode:
	case *ast.BoolNode:
		out.Kind, out.Text = Boolean, fmt.Sprint(n.Value)
	case *ast.IntegerNode, *ast.FloatNode, *ast.InfinityNode, *ast.NanNode:
		out.Kind, out.Text = Number, n.GetToken().Value
	case *ast.StringNode:
		out.Kind, out.Text = Text, n.Value
	case *ast.LiteralNode:
		out.Kind, out.Text = Text, n.Value.Value
	case *ast.SequenceNode:
		out.Kind = List
		for _, item := range n.Values {
			out.Items = append(out.Items, c.convert(item))
		}
	case *ast.MappingNode:
		out.Kind = Mapping
		c.entries(out, n.Values)
	case *ast.MappingValueNode:
		out.Kind = Mapping
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
		c.Report(out.Place, fmt.Sprintf("alias *%s stands before or inside its anchor", name), "")
	case *ast.TagNode:
		value := c.convert(n.Value)
		if n.Start.Value == "!!str" && (value.IsScalar() || value.Kind == Null) {
			value.Kind = Text
			return value
		}
		if c.tags {
			out.Kind = Mapping
			out.Entries = []Entry{{Key: n.Start.Value, Place: out.Place, Value: value}}
			break
		}
		c.Report(out.Place, "YAML tags mean nothing here", "leave out "+n.Start.Value)
		return value
	default:
		c.Report(out.Place, "unexpected "+strings.ToLower(n.Type().String()), "")
	}
	out.measure()
	return out
}

// entries adds the keys and values of a YAML mapping to out. Keys merged with
// "<<" come last and only where out has none of their name.
func (c *yamlConverter) entries(out *Node, values []*ast.MappingValueNode) {
	var merged []Entry
	for _, v := range values {
		at := placeOf(v.Key)
		value := c.convert(v.Value)
		if value.Kind == Null {
			value.Place = at
		}
		if _, ok := v.Key.(*ast.MergeKeyNode); ok {
			from := []*Node{value}
			if value.Kind == List {
				from = value.Items
			}
			for _, m := range from {
				if m.Kind != Mapping {
					c.Report(at, "<< merges a mapping, this is "+m.Kind.String(), "")
				}
				merged = append(merged, m.Entries...)
			}
			continue
		}
		var key ast.Node = v.Key
		if explicit, ok := v.Key.(*ast.MappingKeyNode); ok {
			key = explicit.Value
			at = placeOf(key)
		}
		k := c.convert(key)
		if k.Kind == List || k.Kind == Mapping {
			c.Report(at, "a key must be text", "")
			continue
		}
		out.Entries = append(out.Entries, Entry{k.Text, at, value})
	}
	for _, m := range merged {
		if out.Get(m.Key) == nil {
			out.Entries = append(out.Entries, m)
		}
	}
	if len(out.Entries) > 0 && out.Place == (Place{}) {
		out.Place = out.Entries[0].Place
	}
}

// Get returns the value of a key, or nil.
func (n *Node) Get(key string) *Node {
	for _, e := range n.Entries {
		if e.Key == key {
			return e.Value
		}
	}
	return nil
}

// placeOf returns where a node begins. The parser's own idea of that for a
// block mapping is its first colon.
func placeOf(n ast.Node) Place {
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

func placeOfToken(t *token.Token) Place {
	if t == nil || t.Position == nil {
		return Place{}
	}
	return Place{t.Position.Line, t.Position.Column}
}
