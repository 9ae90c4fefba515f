// Command middleware puts CORS middleware of others under the suite: the packages of
// adapters/ at the versions that are pinned there (peers), and packages at the versions
// before and after a mistake of theirs became known (cves). It fetches packages through
// the go and npm commands; the servers are asked on this machine only.
package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
)

func main() {
	corslab := flag.String("corslab", "bin/corslab", "the corslab `PROGRAM`")
	out := flag.String("out", "out", "the `FOLDER` for what is built")
	only := flag.String("only", "", "only those whose name begins with `TEXT`")
	table := flag.String("o", "", "the `FILE` for the table; standard output unless given")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	s := suite{corslab: absolute(*corslab), out: absolute(*out), only: *only, table: *table}
	var err error
	switch flag.Arg(0) {
	case "peers":
		err = s.peers(ctx)
	case "cves":
		err = s.cves(ctx)
	default:
		err = errors.New("say peers or cves")
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func absolute(path string) string {
	abs, err := filepath.Abs(path)
	if err != nil {
		return path
	}
	return abs
}

type suite struct{ corslab, out, only, table string }

// A verdict is the part of a result record that is needed here.
type verdict struct {
	Case    string   `json:"case"`
	Labels  []string `json:"labels"`
	Status  string   `json:"status"`
	Message string   `json:"message"`
}

// feature is what the case is about: its second label.
func (v verdict) feature() string { return v.Labels[1] }

// conform runs the suite against an adapter, and returns what it says it is.
func (s suite) conform(ctx context.Context, adapter []string, flags ...string) (about string, verdicts []verdict, err error) {
	args := append([]string{"conform", "--format", "ndjson", "--timeout", "20s"}, flags...)
	cmd := exec.CommandContext(ctx, s.corslab, append(append(args, "--"), adapter...)...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err = cmd.Run()
	var exit *exec.ExitError
	const found = 4
	if errors.As(err, &exit) && exit.ExitCode() == found {
		err = nil
	}
	if err != nil {
		return "", nil, fmt.Errorf("%w: %s", err, strings.TrimSpace(stderr.String()))
	}
	for line := range strings.Lines(stderr.String()) {
		if text, ok := strings.CutPrefix(line, "corslab: "); ok && about == "" {
			about = strings.TrimSpace(text)
		}
	}
	lines := bufio.NewScanner(&stdout)
	lines.Buffer(nil, 64<<20)
	for lines.Scan() {
		var v verdict
		if err := json.Unmarshal(lines.Bytes(), &v); err != nil {
			return "", nil, err
		}
		verdicts = append(verdicts, v)
	}
	return about, verdicts, lines.Err()
}

// run runs a program in a folder.
func run(ctx context.Context, folder, program string, args ...string) error {
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Dir = folder
	if text, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%s %s: %w\n%s", program, strings.Join(args, " "), err, lastLines(string(text), 12))
	}
	return nil
}

func lastLines(text string, n int) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return strings.Join(lines[max(0, len(lines)-n):], "\n")
}

// write puts a table where it belongs.
func (s suite) write(text string) error {
	if s.table == "" {
		_, err := os.Stdout.WriteString(text)
		return err
	}
	return os.WriteFile(s.table, []byte(text), 0o644)
}
