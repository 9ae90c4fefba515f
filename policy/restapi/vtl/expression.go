package vtl

import (
	"regexp"
	"strings"
)

// An expression has a value: text, which is true if it is neither empty nor
// "false".
type expression interface {
	value(*renderer) (string, error)
}

type (
	literal  string
	variable string
	header   struct{ name expression }
	not      struct{ of expression }
	binary   struct {
		operator    string
		left, right expression
	}
	call struct {
		on     expression
		method string
		args   []expression
	}
)

// operators are those of two operands, by how tightly they bind, loosest first.
var operators = [][]string{{"||", "or "}, {"&&", "and "}, {"==", "!=", "eq ", "ne "}}

func (p *parser) expression() (expression, error) {
	if p.depth++; p.depth > maxDepth {
		return nil, &Error{"deep nesting"}
	}
	defer func() { p.depth-- }()
	return p.binary(0)
}

func (p *parser) binary(level int) (expression, error) {
	if level == len(operators) {
		return p.unary()
	}
	left, err := p.binary(level + 1)
	if err != nil {
		return nil, err
	}
	for {
		operator := p.operator(operators[level])
		if operator == "" {
			return left, nil
		}
		right, err := p.binary(level + 1)
		if err != nil {
			return nil, err
		}
		left = binary{operator, left, right}
	}
}

// operator takes one of the operators, and returns the first of the spelling it
// has.
func (p *parser) operator(list []string) string {
	p.space()
	for _, o := range list {
		if !strings.HasPrefix(p.rest, o) {
			continue
		}
		p.rest = p.rest[len(o):]
		switch o {
		case "or ":
			return "||"
		case "and ":
			return "&&"
		case "eq ":
			return "=="
		case "ne ":
			return "!="
		}
		return o
	}
	return ""
}

func (p *parser) unary() (expression, error) {
	p.space()
	if p.rest == "" {
		return nil, &Error{"an expression that ends too early"}
	}
	switch c := p.rest[0]; {
	case c == '!':
		p.rest = p.rest[1:]
		if p.depth++; p.depth > maxDepth {
			return nil, &Error{"deep nesting"}
		}
		defer func() { p.depth-- }()
		of, err := p.unary()
		return not{of}, err
	case c == '(':
		return p.condition()
	case c == '"' || c == '\'':
		return p.literal(c)
	case c == '$':
		return p.reference()
	}
	i := 0
	for i < len(p.rest) && isWord(p.rest[i]) {
		i++
	}
	if i == 0 {
		return nil, p.unexpected()
	}
	word := p.rest[:i] // a number, true or false
	p.rest = p.rest[i:]
	return literal(word), nil
}

func (p *parser) literal(quote byte) (expression, error) {
	end := strings.IndexByte(p.rest[1:], quote)
	if end < 0 {
		return nil, &Error{"a string without an end"}
	}
	s := p.rest[1 : 1+end]
	p.rest = p.rest[end+2:]
	if quote == '"' && strings.Contains(s, "$") && !strings.HasSuffix(s, "$") {
		return nil, &Error{"a reference inside a string"}
	}
	return literal(s), nil
}

// reference reads $name, $input.params(…) and calls of methods on either.
func (p *parser) reference() (expression, error) {
	rest := strings.TrimPrefix(p.rest[1:], "!")
	braces := strings.HasPrefix(rest, "{")
	p.rest = strings.TrimPrefix(rest, "{")
	name := p.word()
	if name == "" {
		return nil, p.unexpected()
	}
	var e expression = variable(name)
	switch name {
	case "input":
		var err error
		if e, err = p.input(); err != nil {
			return nil, err
		}
	case "context", "util", "stageVariables", "method", "integration":
		return nil, &Error{"$" + name + p.chain()}
	}
	e, err := p.calls(e)
	if err != nil {
		return nil, err
	}
	if braces {
		return e, p.expect("}")
	}
	return e, nil
}

func (p *parser) word() string {
	i := 0
	for i < len(p.rest) && (isLetter(p.rest[i]) || p.rest[i] == '_' || i > 0 && '0' <= p.rest[i] && p.rest[i] <= '9') {
		i++
	}
	word := p.rest[:i]
	p.rest = p.rest[i:]
	return word
}

// chain is what stands behind a name, for errors.
func (p *parser) chain() string {
	i := 0
	for i < len(p.rest) && (isWord(p.rest[i]) || p.rest[i] == '.') {
		i++
	}
	return p.rest[:i]
}

// input reads what stands behind $input: .params("X") and .params().header.get("X").
func (p *parser) input() (expression, error) {
	for _, form := range []string{".params().header.get(", ".params("} {
		if !strings.HasPrefix(p.rest, form) {
			continue
		}
		p.rest = p.rest[len(form):]
		name, err := p.expression()
		if err != nil {
			return nil, err
		}
		return header{name}, p.expect(")")
	}
	return nil, &Error{"$input" + p.chain()}
}

// calls reads the methods called on an expression.
func (p *parser) calls(on expression) (expression, error) {
	for strings.HasPrefix(p.rest, ".") && len(p.rest) > 1 && isLetter(p.rest[1]) {
		before := p.rest
		p.rest = p.rest[1:]
		c := call{on: on, method: p.word()}
		if !strings.HasPrefix(p.rest, "(") {
			p.rest = before // a full stop behind a reference
			return on, nil
		}
		want, known := methods[c.method]
		if !known {
			return nil, &Error{"." + c.method + "()"}
		}
		p.rest = p.rest[1:]
		for len(c.args) < want {
			arg, err := p.expression()
			if err != nil {
				return nil, err
			}
			c.args = append(c.args, arg)
		}
		if err := p.expect(")"); err != nil {
			return nil, err
		}
		on = c
	}
	return on, nil
}

// methods are those of Java's String that are known, with how many arguments they
// take.
var methods = map[string]int{
	"matches": 1, "equals": 1, "equalsIgnoreCase": 1, "contains": 1, "startsWith": 1, "endsWith": 1,
	"toLowerCase": 0, "toString": 0, "trim": 0, "isEmpty": 0,
}

func (l literal) value(*renderer) (string, error)    { return string(l), nil }
func (v variable) value(r *renderer) (string, error) { return r.variables[string(v)], nil }

func (h header) value(r *renderer) (string, error) {
	name, err := h.name.value(r)
	if err != nil {
		return "", err
	}
	return r.header(name), nil
}

func (n not) value(r *renderer) (string, error) {
	v, err := n.of.value(r)
	return truth(!isTrue(v)), err
}

func (b binary) value(r *renderer) (string, error) {
	left, err := b.left.value(r)
	if err != nil {
		return "", err
	}
	switch {
	case b.operator == "||" && isTrue(left):
		return "true", nil
	case b.operator == "&&" && !isTrue(left):
		return "false", nil
	}
	right, err := b.right.value(r)
	if err != nil {
		return "", err
	}
	switch b.operator {
	case "==":
		return truth(left == right), nil
	case "!=":
		return truth(left != right), nil
	}
	return truth(isTrue(right)), nil
}

func (c call) value(r *renderer) (string, error) {
	on, err := c.on.value(r)
	if err != nil {
		return "", err
	}
	arg := ""
	if len(c.args) > 0 {
		if arg, err = c.args[0].value(r); err != nil {
			return "", err
		}
	}
	switch c.method {
	case "matches":
		pattern, err := regexp.Compile(`\A(?:` + arg + `)\z`) // Java's takes the whole text
		if err != nil {
			return "", &Error{"the pattern " + arg}
		}
		return truth(pattern.MatchString(on)), nil
	case "equals":
		return truth(on == arg), nil
	case "equalsIgnoreCase":
		return truth(strings.EqualFold(on, arg)), nil
	case "contains":
		return truth(strings.Contains(on, arg)), nil
	case "startsWith":
		return truth(strings.HasPrefix(on, arg)), nil
	case "endsWith":
		return truth(strings.HasSuffix(on, arg)), nil
	case "toLowerCase":
		return strings.ToLower(on), nil
	case "trim":
		return strings.TrimSpace(on), nil
	case "isEmpty":
		return truth(on == ""), nil
	}
	return on, nil
}

func isTrue(v string) bool { return v != "" && v != "false" }

func truth(b bool) string {
	if b {
		return "true"
	}
	return "false"
}
