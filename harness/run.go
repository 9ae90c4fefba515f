package harness

import (
	"context"
	"iter"

	"github.com/corslab/corslab/report"
)

// Predict judges the selected cases without a browser: what their authors
// expect against what the simulated browser says. It ends early, with ctx's
// error, when ctx does.
func Predict(ctx context.Context, cfg Config) iter.Seq2[report.Result, error] {
	return func(yield func(report.Result, error) bool) {
		j := judge{cfg: cfg}
		progress := cfg.newTally()
		for c := range cfg.cases() {
			if ctx.Err() != nil {
				yield(report.Result{}, ctx.Err())
				return
			}
			t := predictTrial(c, cfg.Profile)
			for _, r := range j.results(t) {
				if !yield(r, nil) {
					return
				}
			}
			progress.add(1)
		}
	}
}

// Run puts the selected cases to the browser and judges them. Results come in
// the plan's order, those of a case's steps one after the other, and every case
// is judged once however often it had to be run.
//
// An error ends the sequence; it says that the run as a whole failed: a
// *ProbeError before any result, or ctx's error after the results that were
// there when ctx ended. What goes wrong with a case is that case's result.
func Run(ctx context.Context, cfg Config) iter.Seq2[report.Result, error] {
	return func(yield func(report.Result, error) bool) {
		s, err := Open(ctx, cfg)
		if err != nil {
			yield(report.Result{}, err)
			return
		}
		defer s.Close()
		for result, err := range s.Run(ctx, cfg.Suites) {
			if !yield(result, err) {
				return
			}
		}
	}
}
