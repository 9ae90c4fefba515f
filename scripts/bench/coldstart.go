package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/corslab/corslab/harness/chromium"
)

// startLimit is how long a start may take.
const startLimit = 2 * time.Minute

// oneCase is a case of the catalogue.
const oneCase = "s3/restricted[api=fetch,site=listed,method=PUT,headers=json]"

// coldStarts takes the time from the start of a process to the first byte it
// writes: corslab's first verdict, and what Chromium makes of a page that is served
// on the loopback interface. Chromium has the flags that corslab gives it, without
// those that would keep it from the page. They take turns.
func coldStarts(s settings, folder string) error {
	one, err := scenario(folder, 4)
	if err != nil {
		return err
	}
	path := os.Getenv("CORSLAB_CHROMIUM")
	if path == "" {
		if path, err = chromium.Find(); err != nil {
			return err
		}
	}
	given, err := givenFlags(path)
	if err != nil {
		return err
	}
	page := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprint(w, "<!doctype html><title>page</title><script>document.body.append('loaded')</script>")
	}))
	defer page.Close()

	ways := []struct {
		name    string
		command func(round int) *exec.Cmd
	}{
		{"corslab", func(int) *exec.Cmd {
			return exec.Command(s.corslab, "run", "--format", "ndjson", "--run", "bench/many[api=fetch,method=GET,**]", one)
		}},
		{"corslab-catalogue", func(int) *exec.Cmd {
			return exec.Command(s.corslab, "run", "--format", "ndjson", "--run", oneCase)
		}},
		{"chromium", func(round int) *exec.Cmd {
			profile := filepath.Join(folder, fmt.Sprintf("profile-%d", round))
			var flags []string
			for _, flag := range given {
				flags = append(flags, strings.ReplaceAll(flag, "PROFILE", profile))
			}
			return exec.Command(path, append(flags, "--dump-dom", page.URL)...)
		}},
	}
	for round := range s.rounds {
		for i := range ways {
			w := ways[i]
			if round%2 == 1 {
				w = ways[len(ways)-1-i]
			}
			took, err := untilFirstByte(w.command(round))
			if err != nil {
				return fmt.Errorf("cold start of %s: %w", w.name, err)
			}
			fmt.Fprintf(os.Stdout, "BenchmarkColdStart/%s 1 %d ns/op\n", w.name, took.Nanoseconds())
		}
	}
	return nil
}

// givenFlags returns the flags that corslab starts the browser with and that have
// nothing to do with who can be reached and who listens.
func givenFlags(path string) (flags []string, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), startLimit)
	defer cancel()
	browser, err := chromium.Start(ctx, chromium.Config{Path: path, SPKI: "none"})
	if err != nil {
		return nil, err
	}
	for _, flag := range browser.Info().Flags {
		name, _, _ := strings.Cut(flag, "=")
		switch name {
		case "--remote-debugging-pipe", "--proxy-server", "--proxy-bypass-list", "about:blank":
		default:
			flags = append(flags, flag)
		}
	}
	return flags, browser.Close()
}

// untilFirstByte runs a command in a process group of its own and returns how long
// it took to its first byte on standard output. What comes after it is waited for.
func untilFirstByte(cmd *exec.Cmd) (time.Duration, error) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	var problems strings.Builder
	cmd.Stderr = &problems
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return 0, err
	}
	began := time.Now()
	if err := cmd.Start(); err != nil {
		return 0, err
	}
	limit := time.AfterFunc(startLimit, func() { _ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) })
	defer limit.Stop()
	reader := bufio.NewReader(stdout)
	_, failed := reader.ReadByte()
	took := time.Since(began)
	if failed == nil {
		_, failed = io.Copy(io.Discard, reader)
	}
	if err := cmd.Wait(); err != nil || failed != nil {
		return 0, fmt.Errorf("%w, %w: %s", err, failed, problems.String())
	}
	return took, nil
}
