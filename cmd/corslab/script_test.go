package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/corslab/corslab/harness/chromium"
)

var update = flag.Bool("update", false, "rewrite what the scripts compare standard output with")

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"corslab": main, "upstream": upstream, "adapter": fakeAdapter})
}

// TestScripts runs testdata/script: what users type, and what they get. Each
// script describes itself in its first lines.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		UpdateScripts:       *update,
		Condition:           condition,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits": exits, "starts": starts, "ends": ends, "asks": asks,
		},
		Setup: func(env *testscript.Env) error {
			env.Values[processesKey{}] = processes{}
			env.Setenv("CORSLAB_CHROMIUM", os.Getenv("CORSLAB_CHROMIUM"))
			// The folder that testscript puts the command in, first in PATH, for
			// scripts that want a PATH with nothing else.
			env.Setenv("CORSLAB_BIN", filepath.SplitList(env.Getenv("PATH"))[0])
			return nil
		},
	})
}

// condition knows [chromium], which is false without a browser: but with CI set
// a browser must be there.
func condition(name string) (bool, error) {
	switch name {
	case "chromium":
		_, err := browserPath()
		var notFound *chromium.NotFoundError
		if errors.As(err, &notFound) && os.Getenv("CI") == "" {
			return false, nil
		}
		return err == nil, err
	case "full":
		_, err := os.Stat("/dev/full")
		return err == nil, nil
	}
	return false, fmt.Errorf("unknown condition %s", name)
}

// exits is the script command
//
//	exits CODE program [argument...]
//
// that runs a program and wants this exit code of it.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE program [argument...]")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	err = ts.Exec(args[1], args[2:]...)
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit):
		got = exit.ExitCode()
	case err != nil:
		ts.Fatalf("%v", err)
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}
