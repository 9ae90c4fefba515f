package main

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/printer"
	"go/token"
	"go/types"
	"strconv"
	"strings"

	"golang.org/x/tools/go/ast/astutil"
)

// A mutant is one small change.
type mutant struct {
	file     string // as in "fetch/url.go"
	line     int
	from, to string // source before and after
	nth      int    // of those that read alike in the file, from 1
}

func (m mutant) text() string { return m.from + "  →  " + m.to }

// String is the line that is printed of it.
func (m mutant) String() string { return fmt.Sprintf("%s:%d: %s", m.file, m.line, m.text()) }

// key names the mutant in a way that survives changes elsewhere in the file.
func (m mutant) key() string {
	return m.file + ": " + m.text() + " #" + strconv.Itoa(m.nth)
}

// A mutator puts all mutants of a file into its syntax tree, each behind a switch.
type mutator struct {
	fset    *token.FileSet
	info    *types.Info
	file    string
	mutants *[]mutant
	seen    map[string]int
	// origins are what nodes were before their parts were rewritten.
	origins map[ast.Node]origin
}

// An origin is where a node stands and how it reads; operator is where in the text
// its operator is.
type origin struct {
	line, operator int
	text           string
}

// add registers a mutant and returns the call that says whether it is on.
func (m *mutator) add(at ast.Node, to string) ast.Expr {
	one := mutant{file: m.file, line: m.origins[at].line, from: m.origins[at].text, to: to}
	m.seen[one.text()]++
	one.nth = m.seen[one.text()]
	*m.mutants = append(*m.mutants, one)
	return call("mutantIsOn", number(len(*m.mutants)))
}

// source is a node as it is written, in one line.
func (m *mutator) source(n ast.Node) string {
	var b bytes.Buffer
	if printer.Fprint(&b, m.fset, n) != nil {
		return "?" // it was parsed from source
	}
	return string(bytes.Join(bytes.Fields(b.Bytes()), []byte(" ")))
}

var (
	negated = map[token.Token]token.Token{
		token.EQL: token.NEQ, token.NEQ: token.EQL, token.LSS: token.GEQ, token.GEQ: token.LSS, token.GTR: token.LEQ, token.LEQ: token.GTR,
	}
	bounded    = map[token.Token]token.Token{token.LSS: token.LEQ, token.LEQ: token.LSS, token.GTR: token.GEQ, token.GEQ: token.GTR}
	calculated = map[token.Token]token.Token{token.ADD: token.SUB, token.SUB: token.ADD, token.MUL: token.QUO, token.QUO: token.MUL, token.REM: token.MUL}
)

// apply rewrites the file. What is read is read before its parts are rewritten.
func (m *mutator) apply(file *ast.File) {
	m.origins = map[ast.Node]origin{}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BinaryExpr:
			m.origins[n] = origin{m.fset.Position(n.Pos()).Line, len(m.source(n.X)) + 1, m.source(n)}
		case *ast.IncDecStmt:
			m.origins[n] = origin{m.fset.Position(n.Pos()).Line, len(m.source(n.X)), m.source(n)}
		case *ast.IfStmt:
			m.origins[n] = origin{m.fset.Position(n.Pos()).Line, 0, m.source(n.Cond)}
		}
		return true
	})
	astutil.Apply(file, nil, func(c *astutil.Cursor) bool {
		switch n := c.Node().(type) {
		case *ast.BinaryExpr:
			if m.info.Types[n].Value == nil { // no constant
				c.Replace(m.binary(n))
			}
		case *ast.IfStmt:
			if _, isBinary := ast.Unparen(n.Cond).(*ast.BinaryExpr); !isBinary && !isMutated(n.Cond) {
				n.Cond = differs(n.Cond, m.add(n, "!("+m.origins[n].text+")"))
			}
		case *ast.IncDecStmt:
			m.step(c, n)
		}
		return true
	})
}

// isMutated reports whether an expression is one of ours.
func isMutated(e ast.Expr) bool {
	p, ok := e.(*ast.ParenExpr)
	return ok && p.Lparen == token.NoPos
}

func (m *mutator) binary(n *ast.BinaryExpr) ast.Expr {
	change := func(op token.Token) string { return m.swapped(n, op) }
	switch n.Op {
	case token.LAND, token.LOR:
		other := token.LOR
		if n.Op == token.LOR {
			other = token.LAND
		}
		on := m.add(n, change(other))
		name := "mutantAnd"
		if n.Op == token.LOR {
			name = "mutantOr"
		}
		return call(name, on, returning("bool", n.X), returning("bool", n.Y))
	case token.EQL, token.NEQ:
		return differs(n, m.add(n, change(negated[n.Op])))
	case token.LSS, token.LEQ, token.GTR, token.GEQ:
		negation := m.add(n, change(negated[n.Op]))
		boundary := m.add(n, change(bounded[n.Op]))
		isEqual := paren(&ast.BinaryExpr{X: boundary, Op: token.LAND, Y: paren(&ast.BinaryExpr{X: n.X, Op: token.EQL, Y: n.Y})})
		// Where the two are equal, the boundary says the opposite.
		return differs(differs(n, isEqual), negation)
	}
	basic, ok := m.info.Types[n].Type.(*types.Basic)
	other, known := calculated[n.Op]
	if !ok || !known || basic.Info()&types.IsNumeric == 0 || basic.Info()&types.IsUntyped != 0 {
		return n
	}
	on := m.add(n, change(other))
	return call("mutantCalculates", on, returning(basic.Name(), n), returning(basic.Name(), &ast.BinaryExpr{X: n.X, Op: other, Y: n.Y}))
}

// swapped is the source of an operation with another operator. Where spacing is
// not as usual, both stand side by side.
func (m *mutator) swapped(n *ast.BinaryExpr, op token.Token) string {
	o := m.origins[n]
	if rest, ok := strings.CutPrefix(o.text[min(o.operator, len(o.text)):], n.Op.String()); ok {
		return o.text[:o.operator] + op.String() + rest
	}
	return o.text + " with " + op.String()
}

// step makes x++ into x += 1 or x += -1.
func (m *mutator) step(c *astutil.Cursor, n *ast.IncDecStmt) {
	basic, ok := m.info.Types[n.X].Type.Underlying().(*types.Basic)
	if !ok || basic.Info()&types.IsInteger == 0 || basic.Info()&types.IsUnsigned != 0 || m.info.Types[n.X].Type.String() != basic.Name() {
		return
	}
	other, by := "--", "1"
	if n.Tok == token.DEC {
		other, by = "++", "-1"
	}
	on := m.add(n, strings.TrimSuffix(m.origins[n].text, n.Tok.String())+other)
	c.Replace(&ast.AssignStmt{Lhs: []ast.Expr{n.X}, Tok: token.ADD_ASSIGN, Rhs: []ast.Expr{
		call(basic.Name(), call("mutantStep", on, &ast.BasicLit{Kind: token.INT, Value: by})),
	}})
}

func number(n int) ast.Expr { return &ast.BasicLit{Kind: token.INT, Value: strconv.Itoa(n)} }

func paren(e ast.Expr) ast.Expr { return &ast.ParenExpr{X: e} }

func call(name string, arguments ...ast.Expr) ast.Expr {
	return &ast.CallExpr{Fun: ast.NewIdent(name), Args: arguments}
}

// differs is an expression that says the opposite of e where on is true.
func differs(e, on ast.Expr) ast.Expr {
	return paren(&ast.BinaryExpr{X: paren(e), Op: token.NEQ, Y: on})
}

// returning is a function that returns e.
func returning(kind string, e ast.Expr) ast.Expr {
	return &ast.FuncLit{
		Type: &ast.FuncType{Params: &ast.FieldList{}, Results: &ast.FieldList{List: []*ast.Field{{Type: ast.NewIdent(kind)}}}},
		Body: &ast.BlockStmt{List: []ast.Stmt{&ast.ReturnStmt{Results: []ast.Expr{e}}}},
	}
}
