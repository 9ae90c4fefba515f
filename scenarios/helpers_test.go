package scenarios

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"testing"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/wire"
)

func requestFor(target string) wire.Request {
	return wire.Request{Method: "GET", Origin: "https://api.test", Target: target}
}

func standard(t *testing.T) fetch.Profile {
	t.Helper()
	profile, ok := fetch.ProfileNamed("standard")
	if !ok {
		t.Fatal("there is no profile standard")
	}
	return profile
}

// TestReasonsAreAllOfThem reads the list that fetch declares.
func TestReasonsAreAllOfThem(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "../fetch/reason.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	declared := 0
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		if kind, ok := spec.Type.(*ast.Ident); ok && kind.Name == "Reason" {
			declared++
			if !slices.Contains(reasons, fetch.Reason(spec.Names[0].Name)) {
				t.Errorf("%s cannot be expected", spec.Names[0].Name)
			}
		}
		return true
	})
	if declared != len(reasons)-1 { // NoReason is ours alone
		t.Errorf("fetch declares %d reasons, %d can be expected", declared, len(reasons))
	}
}
