package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
)

// TestAction runs the last step of action.yml with a program in place of corslab
// that notes how it is called and fails: the flags must be ours, the reports in
// their folder, the summary shown and the exit code kept.
func TestAction(t *testing.T) {
	data, err := os.ReadFile("../../action.yml")
	if err != nil {
		t.Fatal(err)
	}
	var action struct {
		Runs struct{ Steps []struct{ Run string } }
	}
	if err := yaml.Unmarshal(data, &action); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	const program = "#!/bin/sh\nprintf '%s\\n' \"$@\" >\"$RUNNER_TEMP/arguments\"\necho '## Summary' >\"$CORSLAB_REPORTS/summary.md\"\nexit 4\n"
	if err := os.WriteFile(filepath.Join(dir, "corslab"), []byte(program), 0o755); err != nil {
		t.Fatal(err)
	}
	step := exec.Command("bash", "-e", "-o", "pipefail", "-c", action.Runs.Steps[len(action.Runs.Steps)-1].Run)
	step.Dir = dir
	step.Env = append(os.Environ(), "RUNNER_TEMP="+dir, "GITHUB_STEP_SUMMARY="+filepath.Join(dir, "shown"),
		"CORSLAB_PATHS=cors a.yaml", "CORSLAB_ARGUMENTS=--run ** --known-failing @known.txt", "CORSLAB_REPORTS="+filepath.Join(dir, "my reports"))
	out, err := step.CombinedOutput()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != 4 {
		t.Fatalf("%v, want exit code 4\n%s", err, out)
	}
	if shown, err := os.ReadFile(filepath.Join(dir, "shown")); err != nil || string(shown) != "## Summary\n" {
		t.Errorf("the summary that is shown is %q, %v", shown, err)
	}
	called, err := os.ReadFile(filepath.Join(dir, "arguments"))
	if err != nil {
		t.Fatal(err)
	}
	arguments := strings.Split(strings.TrimSuffix(string(called), "\n"), "\n")
	c, rest, err := newRoot(&checkedWriter{}).Find(arguments)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.ParseFlags(rest); err != nil {
		t.Fatalf("corslab %q: %v", arguments, err)
	}
	if got := strings.Join(c.Flags().Args(), " "); c.Name() != "run" || got != "cors a.yaml" {
		t.Errorf("corslab %s is called with the paths %q", c.Name(), got)
	}
	reports, err := c.Flags().GetStringArray("report")
	if err != nil {
		t.Fatal(err)
	}
	for _, spec := range reports {
		d, err := openReport(spec)
		if err != nil {
			t.Errorf("--report %s: %v", spec, err)
			continue
		}
		if err := d.file.Close(); err != nil {
			t.Error(err)
		}
	}
}
