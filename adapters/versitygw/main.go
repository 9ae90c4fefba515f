package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
)

func main() {
	gatewayPath := flag.String("gateway", "versitygw", "the gateway's program")
	output := flag.String("o", "", "write the report to this file")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, *gatewayPath, *output); err != nil {
		fmt.Fprintln(os.Stderr, "versitygw:", err)
		os.Exit(1) //nolint:gocritic // nothing is left to be undone
	}
}

var errContradicted = errors.New("a recording of S3 contradicts the engine")

func run(ctx context.Context, program, output string) (err error) {
	g, err := start(ctx, program)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, g.stop()) }()
	f, err := gather(ctx, g)
	if err != nil {
		return err
	}
	version, err := exec.CommandContext(ctx, "go", "version", "-m", program).Output()
	if err != nil {
		return err
	}
	f.version = moduleVersion(string(version))
	writers := []io.Writer{os.Stdout}
	if output != "" {
		file, err := os.Create(output)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, file.Close()) }()
		writers = append(writers, file)
	}
	if err := f.write(io.MultiWriter(writers...)); err != nil {
		return err
	}
	for _, d := range append(f.recorded, f.validated...) {
		if d.isOurs() {
			return fmt.Errorf("%w: %s, %s", errContradicted, d.question, d.field)
		}
	}
	return nil
}

// gather asks everything.
func gather(ctx context.Context, g *gateway) (f findings, err error) {
	if f.replayed, f.recorded, err = exchanges(ctx, g); err != nil {
		return f, err
	}
	if f.put, f.validated, err = validations(ctx, g); err != nil {
		return f, err
	}
	browser, err := chromiumPath()
	if err != nil {
		return f, err
	}
	s := &stand{ctx: ctx, gateway: g, buckets: map[string]string{}, objects: map[string]bool{}}
	f.cases, f.visible, err = s.suites(browser)
	f.asked, f.differences = s.asked, s.differences
	return f, err
}

// chromiumPath finds the browser as corslab does: CORSLAB_CHROMIUM or else
// chromium in the PATH.
func chromiumPath() (string, error) {
	if path := os.Getenv("CORSLAB_CHROMIUM"); path != "" {
		return path, nil
	}
	return exec.LookPath("chromium")
}
