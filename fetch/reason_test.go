package fetch_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"testing"

	"github.com/corslab/corslab/fetch"
)

// The list holds every constant of the type Reason, in the order they are declared.
func TestReasonsIsComplete(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "reason.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var declared []fetch.Reason
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		if kind, ok := spec.Type.(*ast.Ident); !ok || kind.Name != "Reason" {
			return true
		}
		value, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
		if err != nil {
			t.Fatal(err)
		}
		declared = append(declared, fetch.Reason(value))
		return true
	})
	if listed := fetch.Reasons(); !slices.Equal(declared, listed) {
		t.Errorf("declared are %q,\nlisted %q", declared, listed)
	}
}
