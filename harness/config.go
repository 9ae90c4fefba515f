package harness

import (
	"errors"
	"iter"
	"time"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/scenarios"
	"github.com/corslab/corslab/servers"
	"github.com/corslab/corslab/wire"
)

// Config says what is run and how. Run needs Browser and Authority; Predict
// needs neither.
type Config struct {
	// Suites are run in this order.
	Suites []*scenarios.Suite
	// Select reports whether a case is run; nil selects all.
	Select func(*scenarios.Case) bool
	// Profile is the browser that is simulated.
	Profile fetch.Profile
	// Browser is the real one.
	Browser Browser
	// Authority is the one whose key the Browser trusts.
	Authority *servers.Authority
	// Serve returns what really answers in place of a server of a scenario:
	// somebody's own, say, which the prediction is to be held against. It is
	// called for every case; nil has the simulated server answer.
	Serve func(scenarios.Server) wire.Server
	// Timeout is how long a request may take; 0 is DefaultTimeout.
	Timeout time.Duration
	// MaxWait is the longest wait between steps that is really waited; the
	// steps after a longer one are predicted only. 0 is DefaultMaxWait.
	MaxWait time.Duration
	// Parallel is how many contexts of the browser are used at once, and how
	// many beside those for cases that mostly wait; 0 is DefaultParallel.
	Parallel int
	// KnownFailing reports whether the result with this name was declared to
	// fail, beside what the scenario says; nil declares none.
	KnownFailing func(name string) bool
	// Progress is told, from one goroutine, how many cases are done of how
	// many; nil is not told.
	Progress func(done, total int)
}

// What the zero values of a Config stand for.
const (
	DefaultTimeout  = 10 * time.Second
	DefaultMaxWait  = 10 * time.Second
	DefaultParallel = 2
)

const (
	// chunk is how many cases are held in memory at a time.
	chunk = 2000
	// maxBatch is how many requests are made from one page at once.
	maxBatch = 100
	// maxRestarts is how often the browser is started again for a case that
	// it died in.
	maxRestarts = 3
	// maxLosses is how often a case is run again because the browser lost a request
	// of it.
	maxLosses = 3
	// maxDeaths is after how many deaths in a row the browser is given up.
	maxDeaths = 50
	// hopelessTimeout is what is waited for an answer that, by the
	// prediction, never comes.
	hopelessTimeout = 1500 * time.Millisecond
)

// native returns the profile of the real browser, or that of the simulated one
// where there is none for it.
func (c Config) native() fetch.Profile {
	if profile, ok := fetch.ProfileNamed(c.Browser.Info().Name); ok {
		return profile
	}
	return c.Profile
}

// withDefaults returns c with its zero values replaced, and negative ones, which
// say nothing either.
func (c Config) withDefaults() Config {
	if c.Timeout <= 0 {
		c.Timeout = DefaultTimeout
	}
	if c.MaxWait <= 0 {
		c.MaxWait = DefaultMaxWait
	}
	if c.Parallel <= 0 {
		c.Parallel = DefaultParallel
	}
	return c
}

// world returns what really answers in a step.
func (c Config) world(step scenarios.Step) fetch.World {
	if c.Serve == nil {
		return scenarios.World(step.Servers)
	}
	world := make(fetch.World, len(step.Servers))
	for _, s := range step.Servers {
		world[s.At] = fetch.Site{Protocol: s.Protocol, Server: c.Serve(s)}
	}
	return world
}

// errIncomplete is a mistake of the caller of Run.
var errIncomplete = errors.New("harness: Config needs a Browser and its Authority")

// cases yields the selected cases in the plan's order.
func (c Config) cases() iter.Seq[*scenarios.Case] {
	return func(yield func(*scenarios.Case) bool) {
		for _, suite := range c.Suites {
			for one := range suite.Cases() {
				if (c.Select == nil || c.Select(one)) && !yield(one) {
					return
				}
			}
		}
	}
}

// total counts the selected cases.
func (c Config) total() (n int) {
	if c.Select == nil {
		for _, suite := range c.Suites {
			n += suite.Count()
		}
		return n
	}
	for range c.cases() {
		n++
	}
	return n
}

// A tally reports progress.
type tally struct {
	tell        func(done, total int)
	done, total int
}

func (c Config) newTally() *tally {
	if c.Progress == nil {
		return &tally{tell: func(int, int) {}}
	}
	t := &tally{tell: c.Progress, total: c.total()}
	t.tell(0, t.total)
	return t
}

func (t *tally) add(n int) {
	t.done += n
	t.tell(t.done, t.total)
}
