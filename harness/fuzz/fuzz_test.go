package fuzz

import (
	"context"
	"errors"
	"iter"
	"testing"
	"time"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/report"
	"github.com/corslab/corslab/scenarios"
	"github.com/corslab/corslab/verdict"
)

// A session that judges scenarios as it is told.
type session func(ctx context.Context, number int, c *scenarios.Case) (verdict.Status, error)

func (s session) Run(ctx context.Context, suites []*scenarios.Suite) iter.Seq2[report.Result, error] {
	return func(yield func(report.Result, error) bool) {
		for i, suite := range suites {
			for c := range suite.Cases() {
				status, err := s(ctx, i+1, c)
				if err != nil {
					yield(report.Result{}, err)
					return
				}
				if !yield(report.Result{Scenario: c, Status: status}, nil) {
					return
				}
			}
		}
	}
}

func config(cases int, s session) Config {
	profile, _ := fetch.ProfileNamed("chromium")
	return Config{Cases: cases, Seed: 1, Profile: profile, Session: s}
}

// What disagreed before a run was interrupted is told, and only what was judged is
// counted.
func TestInterruptedRunsTellWhatTheyFound(t *testing.T) {
	broken := errors.New("the browser is gone")
	cfg := config(50, func(_ context.Context, number int, _ *scenarios.Case) (verdict.Status, error) {
		switch number {
		case 3, 5:
			return verdict.Fail, nil
		case 10:
			return "", broken
		}
		return verdict.Pass, nil
	})
	var told []int
	cfg.Found = func(d Disagreement) error {
		told = append(told, d.Number)
		if len(d.File) == 0 {
			t.Errorf("scenario %d is told without its file", d.Number)
		}
		return nil
	}
	summary, err := Run(t.Context(), cfg)
	if !errors.Is(err, broken) {
		t.Errorf("error %v, want the session's", err)
	}
	if len(told) != 2 || told[0] != 3 || told[1] != 5 || len(summary.Disagreements) != 2 {
		t.Errorf("told are %v", told)
	}
	if summary.Cases != 9 {
		t.Errorf("%d scenarios are counted, want the 9 that were judged", summary.Cases)
	}
}

// The time is looked at all along, and its end is no error.
func TestLimitEndsARun(t *testing.T) {
	cfg := config(50, func(ctx context.Context, number int, _ *scenarios.Case) (verdict.Status, error) {
		if number < 5 {
			return verdict.Flaky, nil
		}
		<-ctx.Done()
		return "", ctx.Err()
	})
	cfg.Limit = 50 * time.Millisecond
	summary, err := Run(t.Context(), cfg)
	if err != nil {
		t.Error(err)
	}
	if summary.Cases != 4 || len(summary.Disagreements) != 4 {
		t.Errorf("%d scenarios, %d disagreements; want 4 of each", summary.Cases, len(summary.Disagreements))
	}
}

func TestWritingEndsARun(t *testing.T) {
	full := errors.New("the disk is full")
	cfg := config(2*batch, func(context.Context, int, *scenarios.Case) (verdict.Status, error) { return verdict.Fail, nil })
	cfg.Found = func(Disagreement) error { return full }
	if summary, err := Run(t.Context(), cfg); !errors.Is(err, full) || summary.Cases != batch {
		t.Errorf("%d scenarios, error %v", summary.Cases, err)
	}
}

// What is shrunk disagrees as what was drawn did, and has nothing more.
func TestDisagreementsAreShrunk(t *testing.T) {
	cfg := config(1, func(_ context.Context, _ int, c *scenarios.Case) (verdict.Status, error) { return verdict.Errored, nil })
	cfg.Shrinks = 1
	var whole, shrunk Disagreement
	cfg.Found = func(d Disagreement) error { shrunk = d; return nil }
	if _, err := Run(t.Context(), cfg); err != nil {
		t.Fatal(err)
	}
	cfg.Shrinks, cfg.Found = 0, func(d Disagreement) error { whole = d; return nil }
	if _, err := Run(t.Context(), cfg); err != nil {
		t.Fatal(err)
	}
	if len(shrunk.File) == 0 || len(shrunk.File) >= len(whole.File) {
		t.Errorf("shrunk to %d bytes, drawn were %d", len(shrunk.File), len(whole.File))
	}
}
