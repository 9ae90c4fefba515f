package harness

import (
	"context"
	"iter"
	"sync"

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
		if cfg.Browser == nil || cfg.Authority == nil {
			yield(report.Result{}, errIncomplete)
			return
		}
		r, err := newRun(cfg.withDefaults())
		if err != nil {
			yield(report.Result{}, err)
			return
		}
		defer r.close()
		if err := r.lanes[0].probe(ctx); err != nil {
			yield(report.Result{}, err)
			return
		}
		for trials := range r.chunks() {
			err := r.settle(ctx, trials)
			for _, t := range trials {
				if err != nil && (t.err == err || t.attempts == 0 && t.err == nil) {
					continue // not judged before ctx ended
				}
				for _, result := range r.judge.results(t) {
					if !yield(result, nil) {
						return
					}
				}
			}
			if err != nil {
				yield(report.Result{}, err)
				return
			}
		}
	}
}

// A run is a call of Run.
type run struct {
	cfg      Config
	judge    judge
	lanes    []*lane
	progress *tally
}

func newRun(cfg Config) (*run, error) {
	browser := cfg.Browser.Info().Browser
	r := &run{cfg: cfg, judge: judge{cfg: cfg, browser: &browser}, progress: cfg.newTally()}
	for range cfg.Parallel {
		l, err := openLane(cfg)
		if err != nil {
			r.close()
			return nil, err
		}
		r.lanes = append(r.lanes, l)
	}
	return r, nil
}

func (r *run) close() {
	for _, l := range r.lanes {
		// Loopback listeners: there is nothing to be lost in closing them.
		_ = l.network.Close()
	}
}

// chunks yields the cases, predicted, some hundred at a time.
func (r *run) chunks() iter.Seq[[]*trial] {
	return func(yield func([]*trial) bool) {
		var trials []*trial
		for c := range r.cfg.cases() {
			trials = append(trials, newTrial(c, r.cfg.Profile))
			if len(trials) == chunk {
				if !yield(trials) {
					return
				}
				trials = nil
			}
		}
		if len(trials) > 0 {
			yield(trials)
		}
	}
}

// settle runs the trials of a chunk, and again, alone, those that disagree with
// what was expected or predicted or that could not be judged.
func (r *run) settle(ctx context.Context, trials []*trial) error {
	if err := r.runAll(ctx, plan(trials)); err != nil {
		return err
	}
	var again []unit
	for _, t := range trials {
		if r.judge.needsAgain(t) {
			again = append(again, unit{trials: []*trial{t}, alone: true})
		}
	}
	return r.runAll(ctx, again)
}

// runAll shares the units out among the lanes and returns when all are done, or
// with ctx's error when it ends.
func (r *run) runAll(ctx context.Context, units []unit) error {
	todo := make(chan unit)
	done := make(chan int)
	var working sync.WaitGroup
	for _, l := range r.lanes {
		working.Go(func() {
			for u := range todo {
				if l.run(ctx, u) == nil {
					done <- len(u.trials)
				}
			}
		})
	}
	go func() {
		defer close(todo)
		for _, u := range units {
			select {
			case todo <- u:
			case <-ctx.Done():
				return
			}
		}
	}()
	go func() {
		working.Wait()
		close(done)
	}()
	for n := range done {
		r.progress.add(n)
	}
	return ctx.Err()
}
