package main

import (
	"fmt"
	"io"
	"time"

	"github.com/schollz/progressbar/v3"
)

// A progress says how far a run is: a bar on a terminal, elsewhere, if it is told, a
// line a minute at most, for whoever reads along or gives up on what is silent.
type progress struct {
	bar *progressbar.ProgressBar // nil where there is no terminal

	stderr io.Writer
	last   time.Time // when something was said
}

// lineEvery is how often a line is written where there is no terminal.
const lineEvery = time.Minute

// newProgress draws on stderr, and gets out of the way of what is written to a
// terminal on out.
func newProgress(stderr io.Writer, out *checkedWriter) *progress {
	if !isTerminal(stderr) {
		return &progress{stderr: stderr, last: time.Now()}
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
	return p.update
}

// update is told how far the run is.
func (p *progress) update(done, total int) {
	// A progress line that cannot be drawn is no reason to stop.
	switch {
	case p.bar != nil:
		p.bar.ChangeMax(total)
		_ = p.bar.Set(done)
	case time.Since(p.last) >= lineEvery:
		p.last = time.Now()
		fmt.Fprintf(p.stderr, "corslab: %d of %d cases\n", done, total)
	}
}

func (p *progress) clear() {
	if p.bar != nil {
		_ = p.bar.Clear()
	}
}
