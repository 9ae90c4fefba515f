package scenarios

import (
	"fmt"
	"slices"
	"strings"

	"github.com/corslab/corslab/document"
)

// A labelExpression is a condition on the labels of a case: "s3 && !slow ||
// teaching". "!" binds tighter than "&&", which binds tighter than "||"; a
// comma is "||" too.
type labelExpression struct {
	holds func(labels []string) bool
}

// A LabelError is a label expression that cannot be read.
type LabelError struct {
	Expression string
	// Offset is the byte at which reading stopped.
	Offset  int
	Problem LabelProblem
}

// A LabelProblem says what is wrong with a label expression.
type LabelProblem string

const (
	MissingLabel       LabelProblem = "a label, ! or ( must stand here"
	MissingOperator    LabelProblem = "&&, || or a comma must stand here"
	MissingParenthesis LabelProblem = "the parenthesis is not closed"
	LabelsTooDeep      LabelProblem = "nested too deep"
)

func (e *LabelError) Error() string {
	return fmt.Sprintf("label expression %q: column %d: %s", e.Expression, e.Offset+1, e.Problem)
}

// parseLabels reads a label expression. Its error is a *LabelError.
func parseLabels(expression string) (*labelExpression, error) {
	p := labelParser{text: expression}
	holds := p.or(0)
	if p.next(); p.problem == "" && p.offset < len(p.text) {
		p.fail(MissingOperator)
	}
	if p.problem != "" {
		return nil, &LabelError{expression, p.offset, p.problem}
	}
	return &labelExpression{holds}, nil
}

// A labelParser reads an expression by recursive descent. After the first
// problem it reads no further.
type labelParser struct {
	text    string
	offset  int
	problem LabelProblem
}

func (p *labelParser) fail(problem LabelProblem) {
	if p.problem == "" {
		p.problem = problem
	}
}

// next skips spaces and returns what is left; "" after a problem.
func (p *labelParser) next() string {
	if p.problem != "" {
		return ""
	}
	for p.offset < len(p.text) && strings.IndexByte(" \t", p.text[p.offset]) >= 0 {
		p.offset++
	}
	return p.text[p.offset:]
}

// accept reads one of the operators, if it stands here.
func (p *labelParser) accept(operators ...string) bool {
	rest := p.next()
	for _, o := range operators {
		if strings.HasPrefix(rest, o) {
			p.offset += len(o)
			return true
		}
	}
	return false
}

type labelCondition = func(labels []string) bool

func (p *labelParser) or(depth int) labelCondition {
	left := p.and(depth)
	for p.accept("||", ",") {
		one, two := left, p.and(depth)
		left = func(labels []string) bool { return one(labels) || two(labels) }
	}
	return left
}

func (p *labelParser) and(depth int) labelCondition {
	left := p.not(depth)
	for p.accept("&&") {
		one, two := left, p.not(depth)
		left = func(labels []string) bool { return one(labels) && two(labels) }
	}
	return left
}

func (p *labelParser) not(depth int) labelCondition {
	if depth > document.MaxDepth {
		p.fail(LabelsTooDeep)
		return nil
	}
	if p.accept("!") {
		inner := p.not(depth + 1)
		return func(labels []string) bool { return !inner(labels) }
	}
	if p.accept("(") {
		inner := p.or(depth + 1)
		if !p.accept(")") {
			p.fail(MissingParenthesis)
		}
		return inner
	}
	rest := p.next()
	end := strings.IndexAny(rest, " \t!&|,()")
	if end < 0 {
		end = len(rest)
	}
	if end == 0 {
		p.fail(MissingLabel)
		return nil
	}
	p.offset += end
	label := rest[:end]
	return func(labels []string) bool { return slices.Contains(labels, label) }
}
