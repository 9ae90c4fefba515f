// Package fuzz puts random scenarios to a real browser, compares what it does with
// what is predicted, and shrinks what disagrees.
package fuzz

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"
	"time"

	"github.com/corslab/corslab/document"
	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/generate"
	"github.com/corslab/corslab/report"
	"github.com/corslab/corslab/scenarios"
	"github.com/corslab/corslab/verdict"
)

// Config says what is drawn and how much of it.
type Config struct {
	// Cases is how many scenarios are drawn.
	Cases int
	// Seed determines all of them.
	Seed uint64
	// ServiceWorkers has one page in three or so come with a service worker, where it may
	// have one. The others are those that are drawn without.
	ServiceWorkers bool
	// AddressSpaces has two settings of three be about the address spaces of page and
	// servers, with the scenarios that are drawn in them otherwise the same but for
	// what a request says of them.
	AddressSpaces bool
	// First and Last are the numbers of the scenarios to run, from 1; 0 stands for
	// the first and the last there are. What was drawn before others is of interest
	// where a browser may have kept something of it.
	First, Last int
	// Limit ends the run after some time, with what was judged by then; 0 is none.
	Limit time.Duration
	// Shrinks is how many disagreements are shrunk; the others are reported as
	// drawn.
	Shrinks int
	// Profile is the browser that is simulated.
	Profile fetch.Profile
	// Session is the real one; nil predicts only, which counts the coverage.
	Session Session
	// Progress is told how many cases are done of how many; nil is not told.
	Progress func(done, total int)
	// Found is told of each disagreement after the batch of scenarios it was among, so
	// that a run that is killed loses no other; nil is not told. Its error ends the run.
	Found func(Disagreement) error
}

// A Session puts scenarios to a real browser and judges them; a *harness.Session is one.
type Session interface {
	Run(ctx context.Context, suites []*scenarios.Suite) iter.Seq2[report.Result, error]
}

// A Summary is what a run came to.
type Summary struct {
	// Cases were judged; of Refused the loader wanted nothing, and others were
	// drawn in their place.
	Cases, Results, Refused int
	Disagreements           []Disagreement
	Coverage                Coverage
	Elapsed                 time.Duration
}

// A Disagreement is a scenario on which prediction and browser disagree.
type Disagreement struct {
	// Number is that of the scenario, from 1.
	Number int
	// Result is what was found, of the scenario as it was drawn.
	Result report.Result
	// File is the scenario, shrunk if it was, as YAML.
	File []byte
}

// batch is how many scenarios are put to the browser at a time: the more, the fewer pages
// are loaded for them, and the longer it takes until a disagreement is told. A session
// plans no more than this together.
const batch = 2000

// settingLife is how many scenarios in a row share a setting, and settingStream
// keeps the chance that draws settings apart from that of scenarios.
const (
	settingLife   = 100
	settingStream = 1 << 63
)

// maxRedraws is how many scenarios in a row the loader may refuse.
const maxRedraws = 1000

// Run draws the scenarios and runs them. The error is that of the session, or of
// ctx; the summary holds what was judged before.
func Run(ctx context.Context, cfg Config) (*Summary, error) {
	r := &runner{Config: cfg, summary: &Summary{Coverage: newCoverage()}, begin: time.Now()}
	err := r.run(ctx)
	r.summary.Elapsed = time.Since(r.begin)
	return r.summary, err
}

type runner struct {
	Config
	summary *Summary
	begin   time.Time
}

// A specimen is a scenario as drawn and as loaded.
type specimen struct {
	number int
	tree   *document.Node
	suite  *scenarios.Suite
}

func (r *runner) run(ctx context.Context) error {
	limited := ctx
	if r.Limit > 0 {
		var cancel context.CancelFunc
		limited, cancel = context.WithDeadline(ctx, r.begin.Add(r.Limit))
		defer cancel()
	}
	var drawn []specimen
	last := cmp.Or(r.Last, r.Cases)
	for number := max(r.First, 1); number <= last; number++ {
		one, err := r.draw(number)
		if err != nil {
			return err
		}
		drawn = append(drawn, one)
		if len(drawn) < batch && number < last {
			continue
		}
		err = r.judge(ctx, limited, drawn)
		switch isUp := ctx.Err() == nil && limited.Err() != nil; {
		case isUp && errors.Is(err, context.DeadlineExceeded):
			return nil
		case err != nil:
			return err
		}
		drawn = drawn[:0]
		if r.Progress != nil {
			r.Progress(number, last)
		}
	}
	return nil
}

// draw draws the scenario of a number, which depends on seed and number only.
func (r *runner) draw(number int) (specimen, error) {
	source := rand.New(rand.NewPCG(r.Seed, uint64(number)))                           //nolint:gosec // chance is to be repeated
	chance := rand.New(rand.NewPCG(r.Seed, settingStream+uint64(number/settingLife))) //nolint:gosec // likewise
	setting := generate.NewSetting(chance)
	if r.ServiceWorkers {
		setting = setting.WithServiceWorker(chance)
	}
	if r.AddressSpaces {
		setting = setting.WithAddressSpaces(chance)
	}
	for range maxRedraws {
		tree := generate.Scenario(source, setting, fmt.Sprintf("fuzz/seed-%d-case-%d", r.Seed, number))
		suite, err := scenarios.Parse("fuzz.json", document.WriteJSON(tree))
		if err == nil {
			return specimen{number, tree, suite}, nil
		}
		r.summary.Refused++
	}
	return specimen{}, fmt.Errorf("scenario %d: the loader refuses everything drawn", number)
}

// judge runs scenarios until limited ends, and shrinks what disagreed by then.
func (r *runner) judge(ctx, limited context.Context, drawn []specimen) error {
	if r.Session == nil {
		for _, one := range drawn {
			r.count(one)
		}
		return limited.Err()
	}
	red, err := r.put(limited, drawn)
	for _, d := range red {
		if len(r.summary.Disagreements) < r.Shrinks {
			d.tree = r.shrink(ctx, d.tree, d.Result)
		}
		d.File = document.WriteYAML(d.tree)
		r.summary.Disagreements = append(r.summary.Disagreements, d.Disagreement)
		if r.Found == nil {
			continue
		}
		if err := r.Found(d.Disagreement); err != nil {
			return err
		}
	}
	return cmp.Or(err, ctx.Err())
}

// count adds a scenario to what the predictions went through.
func (r *runner) count(one specimen) {
	r.summary.Cases++
	for c := range one.suite.Cases() {
		r.summary.Coverage.add(c.PredictCounting(r.Profile, &r.summary.Coverage.Decisions))
	}
}

// A found is a disagreement with the scenario as it was drawn.
type found struct {
	Disagreement
	tree *document.Node
}

// put runs scenarios and returns those that disagree, one result each: with the error
// of the session, those that were judged before it.
func (r *runner) put(ctx context.Context, drawn []specimen) (red []found, err error) {
	suites := make([]*scenarios.Suite, len(drawn))
	index := map[*scenarios.Suite]specimen{}
	for i, one := range drawn {
		suites[i] = one.suite
		index[one.suite] = one
	}
	var judged, isRed = map[int]bool{}, map[int]bool{}
	for result, err := range r.Session.Run(ctx, suites) {
		if err != nil {
			return red, err
		}
		r.summary.Results++
		one := index[result.Scenario.Suite]
		if !judged[one.number] {
			judged[one.number] = true
			r.count(one)
		}
		if !result.Status.IsGreen() && !isRed[one.number] {
			isRed[one.number] = true
			red = append(red, found{Disagreement{Number: one.number, Result: result}, one.tree})
		}
	}
	return red, nil
}

// What shrinking one disagreement may cost: rounds of reductions, and time.
const (
	shrinkRounds = 60
	shrinkLimit  = 20 * time.Second
)

// shrink returns the smallest scenario that disagrees about the same as a result.
func (r *runner) shrink(ctx context.Context, tree *document.Node, about report.Result) *document.Node {
	limited, cancel := context.WithTimeout(ctx, shrinkLimit)
	defer cancel()
	return generate.Shrink(tree, shrinkRounds, func(candidates []*document.Node) []bool {
		failed := make([]bool, len(candidates))
		var suites []*scenarios.Suite
		index := map[*scenarios.Suite]int{}
		for i, c := range candidates {
			if suite, err := scenarios.Parse("fuzz.json", document.WriteJSON(c)); err == nil {
				suites = append(suites, suite)
				index[suite] = i
			}
		}
		for result, err := range r.Session.Run(limited, suites) {
			if err != nil {
				break // what was learnt by then stands
			}
			if i := index[result.Scenario.Suite]; isAlike(result, about) {
				failed[i] = true
			}
		}
		return failed
	})
}

// isAlike reports whether a result is red in the way of another.
func isAlike(a, b report.Result) bool {
	if a.Status.IsGreen() {
		return false
	}
	if a.Status == verdict.Errored || b.Status == verdict.Errored {
		return a.Status == b.Status
	}
	return len(a.Disagreements) > 0 && len(b.Disagreements) > 0 && a.Disagreements[0].Field == b.Disagreements[0].Field
}
