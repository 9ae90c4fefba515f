package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/corslab/corslab/harness/chromium"
)

// wantedSpace is how many bytes a browser's profile and its shared memory may
// take before a full disk makes it fail in ways nobody understands.
const wantedSpace = 256 << 20

func newDoctor(out io.Writer) *cobra.Command {
	return &cobra.Command{
		Use:   "doctor",
		Short: "Say whether this machine can run scenarios, and what it lacks",
		Long: `Look for the browser, its version and what it needs, and start it once. The
browser is the program that CORSLAB_CHROMIUM names, or the first in PATH of
those that Chromium is usually called. Exits with 3 when it cannot run.`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			healthy := true
			for _, f := range examine(c.Context()) {
				if _, err := fmt.Fprintf(out, "%-8s %-14s %s\n", f.state, f.subject, f.text); err != nil {
					return err
				}
				if f.advice != "" {
					if _, err := fmt.Fprintf(out, "%-23s %s\n", "", f.advice); err != nil {
						return err
					}
				}
				healthy = healthy && f.state != missing
			}
			if !healthy {
				return broken(errors.New("this machine cannot run scenarios; predict, explain and answer need no browser"))
			}
			return nil
		},
	}
}

// States of a finding.
const (
	good    = "ok"
	doubt   = "warning" // it may work
	missing = "missing" // it will not work
)

// A diagnosis is what was found out about one subject, and what to do about it.
type diagnosis struct{ state, subject, text, advice string }

// examine finds out everything there is to know, worst or not.
func examine(ctx context.Context) []diagnosis {
	found := []diagnosis{folder("temp folder", os.TempDir(), missing), folder("shared memory", "/dev/shm", doubt)}
	path, err := browserPath()
	if err != nil {
		return append(found, diagnosis{missing, "browser", err.Error(), howToInstall()})
	}
	version, err := chromium.Version(ctx, path)
	if err != nil {
		return append(found, diagnosis{missing, "browser", err.Error(), howToInstall()})
	}
	found = append(found, diagnosis{good, "browser", path + ", version " + version, ""})
	return append(found, start(ctx, path)...)
}

// howToInstall says what to do without a browser.
func howToInstall() string {
	if os.Getenv("CORSLAB_CHROMIUM") != "" {
		return "CORSLAB_CHROMIUM names it; without that, one in PATH is used: `apt-get install chromium`"
	}
	return "install one with `apt-get install chromium`, or name it in CORSLAB_CHROMIUM"
}

// browserPath returns the browser to run.
func browserPath() (string, error) {
	if path := os.Getenv("CORSLAB_CHROMIUM"); path != "" {
		return path, nil
	}
	return chromium.Find()
}

// start starts the browser and ends it again.
func start(ctx context.Context, path string) []diagnosis {
	browser, err := chromium.Start(ctx, chromium.Config{Path: path})
	if err != nil {
		return []diagnosis{{missing, "start", err.Error(), "run " + path + " --headless --dump-dom about:blank to see what it says"}}
	}
	info := browser.Info()
	found := []diagnosis{{good, "start", "it starts, and answers as " + info.Name + " " + info.Version, ""}}
	if info.Validated {
		found = append(found, diagnosis{good, "validated", "its reasons were checked for this version", ""})
	} else {
		found = append(found, diagnosis{doubt, "validated", "nobody has checked its reasons for this version", "a disagreement about a reason may be the version's own"})
	}
	if err := browser.Close(); err != nil {
		found = append(found, diagnosis{missing, "end", err.Error(), ""})
	}
	return found
}

// folder examines a folder that must be writable and have space; bad is the
// state if it is not.
func folder(subject, path, bad string) diagnosis {
	file, err := os.CreateTemp(path, "corslab-doctor-*")
	if err != nil {
		return diagnosis{bad, subject, err.Error(), "the browser keeps its profile and memory there"}
	}
	if err := errors.Join(file.Close(), os.Remove(file.Name())); err != nil {
		return diagnosis{bad, subject, err.Error(), ""}
	}
	var stat syscall.Statfs_t
	if err := syscall.Statfs(path, &stat); err != nil {
		return diagnosis{doubt, subject, path + " is writable; its free space is unknown: " + err.Error(), ""}
	}
	free := stat.Bavail * uint64(stat.Bsize)
	text := fmt.Sprintf("%s is writable, %d MB free", path, free>>20)
	if free < wantedSpace {
		return diagnosis{doubt, subject, text, fmt.Sprintf("less than %d MB may make the browser crash", wantedSpace>>20)}
	}
	return diagnosis{good, subject, text, ""}
}
