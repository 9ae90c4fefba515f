package corslab

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// A fault is a deliberate mistake in an engine, and the case of the catalogue
// that turns red because of it: by its expectation alone, without a browser.
type fault struct {
	name string
	file string // relative to the root
	old  string // stands exactly once in the file
	new  string
	run  string // the case, a name or a pattern that selects a few
}

// TestFaults builds scripts/judge once for each fault, with the mistake put in by
// the compiler's overlay, and lets it predict the named case: the prediction
// must then differ from what the scenario expects. It is what says that a green
// catalogue means something.
func TestFaults(t *testing.T) {
	if testing.Short() {
		t.Skip("builds a program once a fault; not in -short")
	}
	root, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	sound := buildWith(t, root, fault{})
	for _, f := range append(append([]fault(nil), fetchFaults...), s3Faults...) {
		t.Run(f.name, func(t *testing.T) {
			t.Parallel()
			if code, out := predict(t, sound, f.run); code != 0 {
				t.Fatalf("%s is red without the fault (exit %d):\n%s", f.run, code, out)
			}
			broken := buildWith(t, root, f)
			const disagreement = 4
			if code, out := predict(t, broken, f.run); code != disagreement {
				t.Errorf("%s does not see the fault (exit %d, want %d):\n%s", f.run, code, disagreement, out)
			}
		})
	}
}

// buildWith builds scripts/judge with the fault in it and returns its path.
func buildWith(t *testing.T, root string, f fault) string {
	t.Helper()
	dir := t.TempDir()
	binary := filepath.Join(dir, "judge")
	args := []string{"build", "-o", binary}
	if f.file != "" {
		source, err := os.ReadFile(filepath.Join(root, f.file))
		if err != nil {
			t.Fatal(err)
		}
		if n := bytes.Count(source, []byte(f.old)); n != 1 {
			t.Fatalf("%s holds the text to break %d times, want once:\n%s", f.file, n, f.old)
		}
		mutant := filepath.Join(dir, "mutant.go")
		overlay := filepath.Join(dir, "overlay.json")
		replace, err := json.Marshal(map[string]map[string]string{
			"Replace": {filepath.Join(root, f.file): mutant},
		})
		if err != nil {
			t.Fatal(err)
		}
		for file, content := range map[string][]byte{
			mutant:  []byte(strings.Replace(string(source), f.old, f.new, 1)),
			overlay: replace,
		} {
			if err := os.WriteFile(file, content, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		args = append(args, "-overlay", overlay)
	}
	build := exec.Command("go", append(args, "./scripts/judge")...)
	build.Dir = root
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("go %v: %v\n%s", build.Args[1:], err, out)
	}
	return binary
}

// predict runs the judge on the catalogue and returns its exit code.
func predict(t *testing.T, binary, pattern string) (int, string) {
	t.Helper()
	out, err := exec.Command(binary, pattern).CombinedOutput()
	var exit *exec.ExitError
	switch {
	case err == nil:
		return 0, string(out)
	case errors.As(err, &exit):
		return exit.ExitCode(), tail(string(out))
	}
	t.Fatal(fmt.Errorf("%s: %w", binary, err))
	return 0, ""
}

// tail returns the last lines of a long output.
func tail(s string) string {
	const limit = 4000
	if len(s) > limit {
		return "…" + s[len(s)-limit:]
	}
	return s
}
