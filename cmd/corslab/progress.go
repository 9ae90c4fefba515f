package main

import (
	"fmt"
	"io"
	"time"

	"github.com/schollz/progressbar/v3"
)

// A progress says on a terminal how far a run is.
type progress struct {
	bar *progressbar.ProgressBar // nil where there is no terminal
}

// newProgress draws on stderr, and gets out of the way of what is written to a
// terminal on out.
func newProgress(stderr io.Writer, out *checkedWriter) *progress {
	if !isTerminal(stderr) {
		return &progress{}
	}
	p := &progress{bar: progressbar.NewOptions(-1,
		progressbar.OptionSetWriter(stderr), progressbar.OptionSetWidth(30),
		progressbar.OptionShowCount(), progressbar.OptionSetDescription("cases"),
		progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionClearOnFinish(),
	)}
	if isTerminal(out.w) {
		out.before = p.clear
	}
	return p
}

// drawn returns what draws the bar; nil where there is none, so that no case is counted
// beforehand for nobody.
func (p *progress) drawn() func(done, total int) {
	if p.bar == nil {
		return nil
	}
	return func(done, total int) {
		// A progress line that cannot be drawn is no reason to stop.
		p.bar.ChangeMax(total)
		_ = p.bar.Set(done)
	}
}

// linesEvery returns what says in a line how far a run is, once in so much time: for the
// log of one that takes long where no terminal is.
func linesEvery(w io.Writer, interval time.Duration) func(done, total int) {
	said := time.Now()
	return func(done, total int) {
		if time.Since(said) < interval {
			return
		}
		said = time.Now()
		_, _ = fmt.Fprintf(w, "corslab: %d of %d cases\n", done, total)
	}
}

func (p *progress) clear() {
	if p.bar != nil {
		_ = p.bar.Clear()
	}
}
