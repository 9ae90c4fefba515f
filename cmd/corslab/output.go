package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/term"

	"github.com/corslab/corslab/report"
)

// A checkedWriter is standard output. It remembers the first error, so that a
// full disk or a closed pipe cannot pass for success.
type checkedWriter struct {
	w   io.Writer
	err error
	// before is called before each write; nil is nothing.
	before func()
}

func (c *checkedWriter) Write(p []byte) (int, error) {
	if c.err != nil {
		return 0, c.err
	}
	if c.before != nil {
		c.before()
	}
	n, err := c.w.Write(p)
	if err != nil {
		c.err = broken(fmt.Errorf("standard output: %w", err))
	}
	return n, c.err
}

// isTerminal reports whether w is a terminal.
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// columns is how wide the terminal is that w is; 0 for what is none.
func columns(w io.Writer) int {
	f, ok := w.(*os.File)
	if !ok {
		return 0
	}
	// No size is as good as no terminal.
	width, _, _ := term.GetSize(int(f.Fd()))
	return width
}

// wantsColour reports whether to colour what goes to w: only on a terminal, and
// not where the user said no (https://no-color.org).
func wantsColour(w io.Writer) bool { return isTerminal(w) && os.Getenv("NO_COLOR") == "" }

// A destination is one report that is being written.
type destination struct {
	writer report.Writer
	buffer *bufio.Writer
	file   *os.File // nil for standard output
	path   string
}

// Destinations are all the reports of a run: the one on standard output, first,
// and those in files.
type destinations []*destination

// openDestinations opens every report before anything runs, so that a run of
// hours does not end in a report that cannot be written.
func openDestinations(out *checkedWriter, format string, reports []string) (destinations, error) {
	toOut := &destination{buffer: bufio.NewWriter(out)}
	writer, err := report.New(format, toOut.buffer, report.Options{Colour: wantsColour(out.w), Version: moduleVersion()})
	if err != nil {
		return nil, usage(err)
	}
	toOut.writer = writer
	all := destinations{toOut}
	for _, spec := range reports {
		d, err := openReport(spec)
		if err != nil {
			return nil, errors.Join(err, all.abandon())
		}
		all = append(all, d)
	}
	return all, nil
}

// openReport opens the report of one --report FORMAT=PATH.
func openReport(spec string) (*destination, error) {
	format, path, ok := strings.Cut(spec, "=")
	if !ok || path == "" {
		return nil, usage(fmt.Errorf("--report %q: write FORMAT=PATH", spec))
	}
	if _, err := report.New(format, io.Discard, report.Options{}); err != nil {
		return nil, usage(fmt.Errorf("--report %q: %w", spec, err))
	}
	if format == "html" {
		if err := os.MkdirAll(path, 0o755); err != nil {
			return nil, broken(fmt.Errorf("report: %w", err))
		}
		path = filepath.Join(path, "index.html")
	}
	file, err := os.Create(path)
	if err != nil {
		return nil, broken(fmt.Errorf("report: %w", err))
	}
	d := &destination{buffer: bufio.NewWriter(file), file: file, path: path}
	d.writer, err = report.New(format, d.buffer, report.Options{Version: moduleVersion()})
	return d, err
}

// write hands the result to every report. Standard output is flushed each time
// for whoever reads along.
func (all destinations) write(r report.Result) error {
	for _, d := range all {
		if err := d.writer.Write(r); err != nil {
			return d.failed(err)
		}
	}
	if err := all[0].buffer.Flush(); err != nil {
		return all[0].failed(err)
	}
	return nil
}

// close ends every report, standard output last, which says where the others
// are.
func (all destinations) close(s report.Summary) error {
	var errs []error
	for _, d := range all[1:] {
		err := d.close(s)
		if err == nil {
			s.Reports = append(s.Reports, d.path)
		}
		errs = append(errs, err)
	}
	return errors.Join(append(errs, all[0].close(s))...)
}

func (d *destination) close(s report.Summary) error {
	err := d.writer.Close(s)
	if err == nil {
		err = d.buffer.Flush()
	}
	if d.file != nil {
		err = errors.Join(err, d.file.Close())
	}
	if err != nil {
		return d.failed(err)
	}
	return nil
}

// abandon closes the files of reports that will not be written.
func (all destinations) abandon() error {
	var errs []error
	for _, d := range all[1:] {
		errs = append(errs, d.file.Close())
	}
	return errors.Join(errs...)
}

// failed says which report an error is about; those of standard output say so
// themselves.
func (d *destination) failed(err error) error {
	if d.file == nil {
		return err
	}
	return broken(fmt.Errorf("report %s: %w", d.path, err))
}
