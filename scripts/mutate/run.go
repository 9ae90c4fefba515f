package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/format"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"sync"
	"time"

	"golang.org/x/tools/go/packages"
)

// A fate is what became of a mutant.
type fate string

const (
	killed  fate = "killed"
	alive   fate = "ALIVE"
	tooLong fate = "TOO LONG"
)

// switches chooses the mutant.
const switches = `package %s

import (
	"os"
	"strconv"
)

var mutantChosen, _ = strconv.Atoi(os.Getenv("MUTANT"))

func mutantIsOn(id int) bool { return id == mutantChosen }

func mutantAnd(on bool, a, b func() bool) bool {
	if on {
		return a() || b()
	}
	return a() && b()
}

func mutantOr(on bool, a, b func() bool) bool {
	if on {
		return a() && b()
	}
	return a() || b()
}

func mutantCalculates[T any](on bool, a, b func() T) T {
	if on {
		return b()
	}
	return a()
}

func mutantStep(on bool, by int) int {
	if on {
		return -by
	}
	return by
}
`

// mutate makes the mutants of the package in a folder and runs its tests on each that
// was asked for.
func mutate(folder string, chosen *regexp.Regexp) (*report, error) {
	loaded, err := packages.Load(&packages.Config{
		Mode: packages.NeedName | packages.NeedFiles | packages.NeedSyntax | packages.NeedTypes | packages.NeedTypesInfo | packages.NeedImports | packages.NeedDeps,
	}, folder)
	if err != nil {
		return nil, err
	}
	if len(loaded) != 1 || len(loaded[0].Errors) > 0 {
		return nil, fmt.Errorf("%s: no package that can be compiled: %v", folder, loaded[0].Errors)
	}
	scratch, err := os.MkdirTemp("", "mutate")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(scratch) }()
	r := &report{folder: folder}
	binary, err := r.build(loaded[0], scratch)
	if err != nil {
		return nil, err
	}
	return r, r.try(binary, chosen)
}

// build writes the package with all its mutants, and compiles its tests.
func (r *report) build(p *packages.Package, scratch string) (binary string, err error) {
	overlay := map[string]string{}
	for i, file := range p.Syntax {
		path := p.GoFiles[i]
		name := filepath.ToSlash(filepath.Join(filepath.Base(filepath.Dir(path)), filepath.Base(path)))
		file.Comments = nil // they would be put anywhere
		dropDocs(file)
		m := &mutator{fset: p.Fset, info: p.TypesInfo, file: name, mutants: &r.mutants, seen: map[string]int{}}
		m.apply(file)
		var b bytes.Buffer
		if err := format.Node(&b, token.NewFileSet(), file); err != nil {
			return "", fmt.Errorf("%s: %w", path, err)
		}
		overlay[path] = filepath.Join(scratch, filepath.Base(path))
		if err := os.WriteFile(overlay[path], b.Bytes(), 0o600); err != nil {
			return "", err
		}
	}
	folder := filepath.Dir(p.GoFiles[0])
	extra := filepath.Join(scratch, "mutants_switch.go")
	overlay[filepath.Join(folder, "mutants_switch.go")] = extra
	if err := os.WriteFile(extra, fmt.Appendf(nil, switches, p.Name), 0o600); err != nil {
		return "", err
	}
	list, err := json.Marshal(map[string]any{"Replace": overlay})
	if err != nil {
		return "", err
	}
	overlayFile := filepath.Join(scratch, "overlay.json")
	if err := os.WriteFile(overlayFile, list, 0o600); err != nil {
		return "", err
	}
	binary = filepath.Join(scratch, "package.test")
	out, err := exec.Command("go", "test", "-c", "-overlay", overlayFile, "-o", binary, folder).CombinedOutput() //nolint:gosec // the folder is the user's
	if err != nil {
		return "", fmt.Errorf("compiling %d mutants of %s: %w\n%s", len(r.mutants), r.folder, err, out)
	}
	return binary, nil
}

// dropDocs removes comments that the tree holds beside its list.
func dropDocs(file *ast.File) {
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.File:
			n.Doc = nil
		case *ast.GenDecl:
			n.Doc = nil
		case *ast.FuncDecl:
			n.Doc = nil
		case *ast.Field:
			n.Doc, n.Comment = nil, nil
		case *ast.TypeSpec:
			n.Doc, n.Comment = nil, nil
		case *ast.ValueSpec:
			n.Doc, n.Comment = nil, nil
		}
		return true
	})
}

// slack is how many times the processor's time that they take without a mutant the
// tests may take.
const slack = 8

// patience is how long they may take by the clock: on a busy machine they wait for the
// processor, and those that wait for each other take no time of it.
const patience = 5 * time.Minute

// workers is how many mutants are tried at a time.
const workers = 2

// try runs the tests without a mutant, which must pass, and with each that is chosen.
func (r *report) try(binary string, chosen *regexp.Regexp) error {
	folder, err := filepath.Abs(r.folder)
	if err != nil {
		return err
	}
	t := trial{binary: binary, folder: folder}
	for _, arguments := range [][]string{{"-test.skip", slowTests}, {"-test.run", slowTests}} {
		s := stage{arguments: arguments, seconds: 60}
		result, taken, output := t.once(0, s)
		if result != alive {
			return fmt.Errorf("%s: the tests fail without a mutant:\n%s", r.folder, output)
		}
		s.seconds = int((slack*taken + 2*time.Second).Seconds())
		t.stages = append(t.stages, s)
	}
	r.fates = make([]fate, len(r.mutants))
	next := make(chan int)
	var working sync.WaitGroup
	for range workers {
		working.Go(func() {
			for i := range next {
				r.fates[i] = t.run(i + 1)
			}
		})
	}
	for i, m := range r.mutants {
		if chosen.MatchString(m.String()) {
			next <- i
		}
	}
	close(next)
	working.Wait()
	return nil
}

type trial struct {
	binary, folder string
	stages         []stage
}

// slowTests are run on what the others leave alive.
const slowTests = "^TestCatalogue$"

// A stage is a part of the tests, and how many seconds of the processor it may take.
type stage struct {
	arguments []string
	seconds   int
}

// run runs the tests with one mutant on: the quick ones first.
func (t trial) run(id int) fate {
	for _, s := range t.stages {
		if result, _, _ := t.once(id, s); result != alive {
			return result
		}
	}
	return alive
}

// limited runs a command with a limit, in seconds, to the processor's time. A Go
// program takes no notice of the signal that says so; the one that follows, SIGKILL,
// ends it.
const limited = `ulimit -t "$1" && shift && exec "$@"`

// once runs a stage with one mutant on, 0 for none.
func (t trial) once(id int, s stage) (fate, time.Duration, []byte) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	arguments := append([]string{"-c", limited, "sh", strconv.Itoa(s.seconds), t.binary, "-test.failfast"}, s.arguments...)
	c := exec.CommandContext(ctx, "sh", arguments...) //nolint:gosec // our own binary
	c.Dir = t.folder
	c.Env = append(os.Environ(), "MUTANT="+strconv.Itoa(id), "GOMEMLIMIT=1GiB", "GOMAXPROCS=1")
	output, err := c.CombinedOutput()
	exited := (*exec.ExitError)(nil)
	switch {
	case err == nil:
		return alive, c.ProcessState.UserTime() + c.ProcessState.SystemTime(), output
	case errors.As(err, &exited) && exited.Exited():
		return killed, 0, output
	}
	return tooLong, 0, append(output, err.Error()...) // a signal ended them: a limit's, or that of a machine out of memory
}
