package harness

import (
	"context"
	"errors"
	"iter"
	"sync"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/report"
	"github.com/corslab/corslab/scenarios"
)

// A Session is a browser put to use: it was probed, and its contexts stay open
// from one run to the next. Its methods must not be called at the same time.
type Session struct {
	cfg   Config
	judge judge
	lanes []*lane
	// waiting are lanes for units that spend their time waiting, so that the
	// others need not wait behind them.
	waiting []*lane
	// direct is the lane of units without a proxy. It is one only, because every
	// world of theirs takes a browser process.
	direct *lane

	mu sync.Mutex
	// deaths counts the attempts that ended with a dead browser since the last
	// one that did not; death is the latest.
	deaths int
	death  error
}

// Open makes a session with the Browser of cfg, whose Suites it does not look
// at. The error is a *ProbeError if the browser cannot be trusted here, and
// ctx's if that ended.
func Open(ctx context.Context, cfg Config) (*Session, error) {
	if cfg.Browser == nil || cfg.Authority == nil {
		return nil, errIncomplete
	}
	cfg = cfg.withDefaults()
	browser := cfg.Browser.Info().Browser
	s := &Session{cfg: cfg, judge: judge{cfg: cfg, browser: &browser}}
	for i := range 2 * cfg.Parallel {
		l, err := openLane(cfg)
		if err != nil {
			s.Close()
			return nil, err
		}
		if i < cfg.Parallel {
			s.lanes = append(s.lanes, l)
		} else {
			s.waiting = append(s.waiting, l)
		}
	}
	var err error
	if s.direct, err = openLane(cfg); err != nil {
		s.Close()
		return nil, err
	}
	if err := s.lanes[0].probe(ctx); err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

// Close ends the session. The browser stays.
func (s *Session) Close() {
	for _, lanes := range [][]*lane{s.lanes, s.waiting} {
		for _, l := range lanes {
			// Loopback listeners: there is nothing to be lost in closing them.
			_ = l.network.Close()
		}
	}
	if s.direct != nil {
		_ = s.direct.network.Close()
	}
}

// Run puts the selected cases of the suites to the browser and judges them; see
// the function Run. What is selected, and what is known to fail, is what the
// session's Config says.
func (s *Session) Run(ctx context.Context, suites []*scenarios.Suite) iter.Seq2[report.Result, error] {
	cfg := s.cfg
	cfg.Suites = suites
	return func(yield func(report.Result, error) bool) {
		progress := cfg.newTally()
		for trials := range chunks(cfg) {
			err := s.settle(ctx, trials, progress)
			for i, t := range trials {
				trials[i] = nil // its results are the last that need it
				if !t.settled {
					continue // ctx ended before
				}
				for _, result := range s.judge.results(t) {
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

// chunks yields the cases, predicted, as many at a time as are held in memory.
func chunks(cfg Config) iter.Seq[[]*trial] {
	native := cfg.native()
	return func(yield func([]*trial) bool) {
		var trials []*trial
		workers := map[string]*fetch.ServiceWorker{} // by script
		for c := range cfg.cases() {
			t := newTrial(c, cfg.Profile, native)
			t.venue.shareWorker(workers)
			trials = append(trials, t)
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

// settle runs the trials of a chunk, and again, each alone, those that an
// attempt has not settled. The error is ctx's.
func (s *Session) settle(ctx context.Context, trials []*trial, progress *tally) error {
	for round, units := 0, plan(trials); len(units) > 0; round++ {
		// From the third attempt on there is nobody beside a case, whose death
		// of the browser it could suffer from.
		err := s.runAll(ctx, units, round > 1, progress)
		if err != nil {
			return err
		}
		units = nil
		for _, t := range trials {
			if !t.settled {
				units = append(units, unit{trials: []*trial{t}, alone: true})
			}
		}
	}
	return nil
}

// runAll runs the units, on the first lane only if single, and returns when all
// had their attempt, or with ctx's error when it ends.
func (s *Session) runAll(ctx context.Context, units []unit, single bool, progress *tally) error {
	units, direct := unproxied(units)
	var patient []unit
	lanes := s.lanes
	if single {
		lanes = lanes[:1]
	} else {
		units, patient = apart(units)
	}
	attempted := make(chan unit)
	var working sync.WaitGroup
	// The first lanes come first: the very first has its page open since the probe.
	employ := func(lanes []*lane, units []unit) {
		q := newQueue(units)
		for _, l := range lanes[:min(len(lanes), len(units))] {
			working.Go(func() { s.work(ctx, l, q, attempted) })
		}
	}
	employ(lanes, units)
	employ(s.waiting, patient)
	employ([]*lane{s.direct}, direct)
	go func() {
		working.Wait()
		close(attempted)
	}()
	for u := range attempted {
		for _, t := range u.trials {
			if t.settled = s.judge.settles(t); t.settled {
				progress.add(1)
			}
		}
	}
	return ctx.Err()
}

// work takes units from the queue and runs them until there are no more or ctx
// ends.
func (s *Session) work(ctx context.Context, l *lane, q *queue, attempted chan<- unit) {
	page := ""
	for ctx.Err() == nil {
		u, ok := q.next(page)
		if !ok {
			return
		}
		page = u.page()
		err := s.givenUp()
		if err == nil {
			err = l.run(ctx, u)
		}
		if ctx.Err() != nil {
			return
		}
		s.note(err)
		for _, t := range u.trials {
			t.err = err
		}
		attempted <- u
	}
}

// note counts the deaths of the browser in a row.
func (s *Session) note(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if died := (*DiedError)(nil); errors.As(err, &died) {
		s.deaths++
		s.death = died.Err
	} else if err == nil {
		s.deaths = 0
	}
}

// givenUp returns why nothing is put to the browser any more, nil while it is.
func (s *Session) givenUp() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.deaths < maxDeaths {
		return nil
	}
	return &RestartError{Restarts: s.deaths, Err: s.death}
}
