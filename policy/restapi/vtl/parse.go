package vtl

import (
	"fmt"
	"strings"
)

// An Error is what a template holds that is not interpreted.
type Error struct {
	// Construct is what was met: "$util.parseJson", "#foreach".
	Construct string
}

func (e *Error) Error() string { return "uses " + e.Construct + ", which is not interpreted" }

// A node is a piece of a template.
type node interface{ render(*renderer) error }

type (
	text   string
	output struct{ value expression }
	set    struct {
		target string
		value  expression
	}
	branch struct {
		conditions []expression
		// bodies has one more element than conditions if there is an #else.
		bodies [][]node
	}
)

// maxDepth bounds the nesting of a template.
const maxDepth = 50

// A parser reads a template.
type parser struct {
	rest  string
	depth int
}

// nodes reads up to the end of the template, or to one of the directives that end
// a body, which it returns.
func (p *parser) nodes() (list []node, end string, err error) {
	for p.rest != "" {
		i := strings.IndexAny(p.rest, "#$")
		if i < 0 {
			i = len(p.rest)
		}
		if i > 0 {
			list = append(list, text(p.rest[:i]))
			p.rest = p.rest[i:]
			continue
		}
		n, end, err := p.special()
		if err != nil || end != "" {
			return list, end, err
		}
		list = append(list, n)
	}
	return list, "", nil
}

// special reads what begins with # or $.
func (p *parser) special() (n node, end string, err error) {
	if strings.HasPrefix(p.rest, "##") {
		i := strings.IndexByte(p.rest, '\n')
		if i < 0 {
			i = len(p.rest) - 1
		}
		p.rest = p.rest[i+1:]
		return text(""), "", nil
	}
	if p.rest[0] == '$' {
		if len(p.rest) == 1 || !isLetter(p.rest[1]) && p.rest[1] != '{' && p.rest[1] != '!' {
			p.rest = p.rest[1:]
			return text("$"), "", nil
		}
		value, err := p.reference()
		return output{value}, "", err
	}
	word := p.directive()
	switch word {
	case "set":
		n, err = p.set()
	case "if":
		n, err = p.branch()
	case "elseif", "else", "end":
		return nil, word, nil
	case "":
		p.rest = p.rest[1:]
		return text("#"), "", nil
	default:
		return nil, "", &Error{"#" + word}
	}
	return n, "", err
}

// directive takes the name of a directive, which may stand in braces.
func (p *parser) directive() string {
	rest := p.rest[1:]
	braces := strings.HasPrefix(rest, "{")
	if braces {
		rest = rest[1:]
	}
	i := 0
	for i < len(rest) && isLetter(rest[i]) {
		i++
	}
	word := rest[:i]
	if word == "" || braces && !strings.HasPrefix(rest[i:], "}") {
		return ""
	}
	if braces {
		i++
	}
	p.rest = rest[i:]
	return word
}

func (p *parser) set() (node, error) {
	if err := p.expect("("); err != nil {
		return nil, err
	}
	p.space()
	if !strings.HasPrefix(p.rest, "$") {
		return nil, p.unexpected()
	}
	target, err := p.name()
	if err != nil {
		return nil, err
	}
	if err := p.expect("="); err != nil {
		return nil, err
	}
	value, err := p.expression()
	if err != nil {
		return nil, err
	}
	return set{target, value}, p.expect(")")
}

// name reads a reference that is assigned to: letters, dots and hyphens.
func (p *parser) name() (string, error) {
	rest := strings.TrimPrefix(p.rest[1:], "{")
	i := 0
	for i < len(rest) && (isWord(rest[i]) || rest[i] == '.') {
		i++
	}
	if i == 0 {
		return "", p.unexpected()
	}
	name := rest[:i]
	p.rest = strings.TrimPrefix(rest[i:], "}")
	return name, nil
}

func (p *parser) branch() (node, error) {
	if p.depth++; p.depth > maxDepth {
		return nil, &Error{"deep nesting"}
	}
	defer func() { p.depth-- }()
	b := branch{}
	for end := "if"; end != "end"; {
		if end != "else" {
			condition, err := p.condition()
			if err != nil {
				return nil, err
			}
			b.conditions = append(b.conditions, condition)
		}
		body, next, err := p.nodes()
		if err != nil {
			return nil, err
		}
		if next == "" || end == "else" && next != "end" {
			return nil, &Error{"#if without #end"}
		}
		b.bodies = append(b.bodies, body)
		end = next
	}
	return b, nil
}

func (p *parser) condition() (expression, error) {
	if err := p.expect("("); err != nil {
		return nil, err
	}
	e, err := p.expression()
	if err != nil {
		return nil, err
	}
	return e, p.expect(")")
}

func (p *parser) space() { p.rest = strings.TrimLeft(p.rest, " \t\r\n") }

func (p *parser) expect(s string) error {
	p.space()
	if !strings.HasPrefix(p.rest, s) {
		return p.unexpected()
	}
	p.rest = p.rest[len(s):]
	return nil
}

func (p *parser) unexpected() error {
	p.space()
	const shown = 20
	return &Error{fmt.Sprintf("%q", p.rest[:min(shown, len(p.rest))])}
}

func isLetter(b byte) bool { return 'a' <= b|0x20 && b|0x20 <= 'z' }

func isWord(b byte) bool { return isLetter(b) || '0' <= b && b <= '9' || b == '_' || b == '-' }
