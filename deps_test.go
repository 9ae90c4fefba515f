package corslab

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/corslab/corslab"

// A layer is a statement of policy about the packages below one folder: what
// they may import of ours, and whether they are pure.
type layer struct {
	room string // folder; the packages below it belong to it
	// uses lists the rooms it may import. A room may always import itself.
	uses []string
	// pure rooms do no I/O: see impure.
	pure bool
}

// The layers, lowest first. A room that is not listed, a row for a room that does
// not exist, and a use that nobody makes fail the test.
var layers = []layer{
	{room: "wire", pure: true},
	{room: "problem", pure: true},
	{room: "document", uses: []string{"problem"}, pure: true},
	{room: "fixtures"},
	{room: "fetch", uses: []string{"wire"}, pure: true},
	{room: "markup", uses: []string{"fetch"}, pure: true},
	{room: "policy", uses: []string{"wire", "document", "problem"}, pure: true},
	{room: "importer", uses: []string{"fetch", "policy", "document", "problem", "wire"}, pure: true},
	{room: "scenarios", uses: []string{"importer", "fetch", "policy", "fixtures", "document", "problem", "wire"}, pure: true},
	{room: "remedy", uses: []string{"fetch", "wire"}, pure: true},
	{room: "generate", uses: []string{"fetch", "document"}, pure: true},
	{room: "verdict", uses: []string{"scenarios", "fetch"}, pure: true},
	{room: "conformance", uses: []string{"fetch", "document", "wire"}, pure: true},
	{room: "probe", uses: []string{"conformance", "remedy", "fetch", "wire"}, pure: true},
	{room: "story", uses: []string{"markup", "remedy", "verdict", "scenarios", "fetch", "wire"}, pure: true},
	{room: "report", uses: []string{"conformance", "story", "markup", "probe", "remedy", "verdict", "scenarios", "fetch", "policy", "document", "wire"}, pure: true},
	{room: "playground", uses: []string{"story", "remedy", "scenarios", "importer", "fetch", "policy", "document", "problem", "wire"}, pure: true},
	{room: "playground/wasm", uses: []string{"playground"}},
	{room: "servers", uses: []string{"fetch", "wire"}},
	{room: "harness", uses: []string{"servers", "report", "verdict", "scenarios", "fetch", "wire"}},
	{room: "harness/chromium", uses: []string{"harness", "report", "fetch"}},
	{room: "harness/adapter", uses: []string{"servers", "conformance", "fetch", "wire"}},
	{room: "harness/fuzz", uses: []string{"generate", "report", "verdict", "scenarios", "fetch", "document"}},
	{room: "playground/web", uses: []string{"playground", "servers", "verdict", "scenarios", "fetch", "wire"}},
	{room: "scripts", uses: []string{"harness/chromium", "verdict", "scenarios", "fetch", "document"}},
	{room: "corstest", uses: []string{"harness", "scenarios", "conformance", "servers", "report", "verdict", "fetch", "wire"}},
	{room: "cmd/corslab", uses: []string{
		"harness", "harness/adapter", "harness/chromium", "harness/fuzz", "playground/web", "servers", "report", "conformance", "story", "markup", "probe", "verdict",
		"scenarios", "importer", "policy", "fetch", "document", "problem", "wire",
	}},
}

// impure packages are those through which a program reaches the world: a pure
// room that imports one could no longer promise the same answer twice.
var impure = []string{
	"os", "os/exec", "os/signal", "net", "net/http", "syscall", "io/ioutil", "runtime/debug",
	"math/rand", "math/rand/v2", "log", "github.com/chromedp/chromedp",
}

// chromedp has one importer, so that the browser protocol cannot leak into the
// harness.
const onlyChromedp = "harness/chromium"

func TestLayers(t *testing.T) {
	seen := map[string]bool{}
	used := map[[2]string]bool{} // room and room it imports
	err := fs.WalkDir(os.DirFS("."), ".", func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && file != "." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata" || d.Name() == "out") {
			return fs.SkipDir
		}
		if _, err := os.Stat(path.Join(file, "go.mod")); d.IsDir() && file != "." && err == nil {
			return fs.SkipDir // a module of its own
		}
		if !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go") || path.Dir(file) == "." {
			return nil
		}
		room, ok := roomOf(path.Dir(file))
		if !ok {
			t.Errorf("%s is in no room: add its folder to the layers", file)
			return nil
		}
		seen[room.room] = true
		checkImports(t, file, room, used)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range layers {
		if !seen[l.room] {
			t.Errorf("the layers name %s, which does not exist", l.room)
		}
		for _, target := range l.uses {
			if !used[[2]string{l.room, target}] {
				t.Errorf("the layers let %s use %s, which it does not", l.room, target)
			}
		}
	}
}

// checkImports reads the file itself: a test that asked `go list` would be
// cached, because the go command does not see the files a child process reads.
func checkImports(t *testing.T, file string, room layer, used map[[2]string]bool) {
	source, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := parser.ParseFile(token.NewFileSet(), file, source, parser.ImportsOnly)
	if err != nil {
		t.Fatal(err)
	}
	for _, spec := range parsed.Imports {
		imported, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			t.Fatal(err)
		}
		if room.pure && slices.Contains(impure, imported) {
			t.Errorf("%s imports %s, but %s is pure", file, imported, room.room)
		}
		if strings.HasPrefix(imported, "github.com/chromedp/") && room.room != onlyChromedp {
			t.Errorf("%s imports %s, which only %s may", file, imported, onlyChromedp)
		}
		folder, ours := strings.CutPrefix(imported, module+"/")
		if !ours {
			continue
		}
		target, ok := roomOf(folder)
		if !ok || target.room != room.room && !slices.Contains(room.uses, target.room) {
			t.Errorf("%s imports %s, but %s may only use %v", file, imported, room.room, room.uses)
		}
		used[[2]string{room.room, target.room}] = true
	}
}

// roomOf returns the layer with the longest folder that holds dir.
func roomOf(dir string) (best layer, ok bool) {
	for _, l := range layers {
		if (dir == l.room || strings.HasPrefix(dir, l.room+"/")) && len(l.room) >= len(best.room) {
			best, ok = l, true
		}
	}
	return best, ok
}
