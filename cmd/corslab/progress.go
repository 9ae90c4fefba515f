package main

import (
	"io"
	"time"

	"github.com/schollz/progressbar/v3"
)

// A progress is the line that says how far a run is, on a terminal; elsewhere
// it is nothing.
type progress struct {
	bar *progressbar.ProgressBar // nil for none
}

// newProgress draws on stderr, and gets out of the way of what is written to a
// terminal on out.
func newProgress(stderr io.Writer, out *checkedWriter) *progress {
	if !isTerminal(stderr) {
		return &progress{}
	}
	p := &progress{progressbar.NewOptions(-1,
		progressbar.OptionSetWriter(stderr), progressbar.OptionSetWidth(30),
		progressbar.OptionShowCount(), progressbar.OptionSetDescription("cases"),
		progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionClearOnFinish(),
	)}
	if isTerminal(out.w) {
		out.before = p.clear
	}
	return p
}

// told returns who is told how far the run is; nil where nobody looks, so that
// nothing is counted for them.
func (p *progress) told() func(done, total int) {
	if p.bar == nil {
		return nil
	}
	return p.update
}

func (p *progress) update(done, total int) {
	// A progress line that cannot be drawn is no reason to stop.
	p.bar.ChangeMax(total)
	_ = p.bar.Set(done)
}

func (p *progress) clear() {
	if p.bar != nil {
		_ = p.bar.Clear()
	}
}
