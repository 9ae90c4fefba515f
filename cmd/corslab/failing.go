package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/corslab/corslab/markup"
	"github.com/corslab/corslab/report"
	"github.com/corslab/corslab/verdict"
)

// A failureList is the file of --write-known-failing: today's failures, to start
// from. nil is none.
type failureList struct {
	file *os.File
	text strings.Builder
}

// newFailureList opens the file, whose content stays until there is another: it may
// be the list that this run goes by.
func newFailureList(name string) (*failureList, error) {
	if name == "" {
		return nil, nil //nolint:nilnil // see failureList
	}
	file, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE, 0o644)
	if err != nil {
		return nil, broken(fmt.Errorf("--write-known-failing: %w", err))
	}
	l := &failureList{file: file}
	l.text.WriteString("# Cases that are known to fail, for --known-failing @" + name + ". Take a line out when its case is mended.\n")
	return l, nil
}

// add notes a failure, with why as a comment.
func (l *failureList) add(r report.Result) {
	if l == nil || r.Status != verdict.Fail && r.Status != verdict.KnownFail {
		return
	}
	l.text.WriteString(r.Case)
	if len(r.Disagreements) > 0 {
		d := r.Disagreements[0]
		l.text.WriteString("  # " + markup.Visible(fmt.Sprintf("%s: %s %s, %s %s", d.Field, d.Between[0], d.Values[0], d.Between[1], d.Values[1])))
	}
	l.text.WriteByte('\n')
}

// close writes the list, unless the run was broken off: half a list would turn the
// other half red.
func (l *failureList) close(isWhole bool) error {
	if l == nil {
		return nil
	}
	var err error
	if isWhole {
		err = l.file.Truncate(0)
		if err == nil {
			_, err = io.WriteString(l.file, l.text.String())
		}
	}
	if err = errors.Join(err, l.file.Close()); err != nil {
		return broken(fmt.Errorf("--write-known-failing: %w", err))
	}
	return nil
}

// newBaseline reads the records of --baseline; nil for none.
func newBaseline(name string) (*report.Baseline, error) {
	if name == "" {
		return nil, nil //nolint:nilnil // there is none
	}
	file, err := os.Open(name)
	if err != nil {
		return nil, usage(fmt.Errorf("--baseline: %w", err))
	}
	defer file.Close()
	baseline, err := report.ReadBaseline(name, file)
	if err != nil {
		return nil, usage(fmt.Errorf("--baseline: %w", err))
	}
	return baseline, nil
}
