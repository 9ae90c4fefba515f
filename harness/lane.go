package harness

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/scenarios"
	"github.com/corslab/corslab/servers"
)

// A lane is one network and, in the browser, the one context whose world it is.
// It runs one unit at a time.
type lane struct {
	cfg     Config
	network *servers.Network
	last    int // number of the last token
	// traces are those in the context of each setting; latest is of the one used
	// last.
	traces map[scenarios.BrowserSettings]*traces
	latest *traces
}

func openLane(cfg Config) (*lane, error) {
	network, err := servers.Listen(servers.Config{Authority: cfg.Authority})
	if err != nil {
		return nil, err
	}
	return &lane{cfg: cfg, network: network, traces: map[scenarios.BrowserSettings]*traces{}, latest: newTraces()}, nil
}

// An InconsistencyError says that a server was reached by a case it does not
// belong to, so that the record cannot be trusted.
type InconsistencyError struct{ Stray servers.Stray }

func (e *InconsistencyError) Error() string {
	return "the servers got what belongs to no case: " + e.Stray.String()
}

// A RestartError says that the browser died too often to be trusted with the
// case once more.
type RestartError struct {
	// Restarts is how often it was started again.
	Restarts int
	// Err is how it died the last time.
	Err error
}

func (e *RestartError) Error() string {
	return fmt.Sprintf("given up after the browser was started again %d times: %v", e.Restarts, e.Err)
}

func (e *RestartError) Unwrap() error { return e.Err }

// run puts a unit to the browser once, and leaves what it gave in its trials.
func (l *lane) run(ctx context.Context, u unit) error {
	for _, t := range u.trials {
		t.attempts++
		t.steps = nil
	}
	l.network.Strays()
	if len(l.network.Take("")) > 0 {
		l.latest.late = true // nobody was there any more to take it
	}
	var asked map[string]bool
	if u.alone {
		if u.trials[0].runnable(l.cfg.MaxWait) == 0 {
			return nil
		}
		asked = u.trials[0].asked()
	}
	b, err := l.prepare(u.trials[0])
	if err != nil {
		return err
	}
	l.latest = l.tracesIn(b.Settings)
	l.latest.meet(u, asked, &b)
	if u.alone {
		err = l.single(ctx, b, u.trials[0])
	} else {
		err = l.batch(ctx, b, u.trials)
	}
	if err != nil {
		return err
	}
	l.latest.note(u, asked)
	for _, stray := range l.network.Strays() {
		if stray.Kind == servers.StrayInconsistent || stray.Kind == servers.StrayToken {
			return &InconsistencyError{Stray: stray}
		}
	}
	return nil
}

// prepare makes the part of a batch that depends on the page only.
func (l *lane) prepare(t *trial) (Batch, error) {
	routes, err := l.routes(t)
	return Batch{
		Proxy: l.network.Addr(), Routes: routes, Page: t.venue.Page, Origin: t.venue.Origin, Worker: t.venue.Worker, ServiceWorker: t.venue.ServiceWorker, Seeds: t.venue.Seeds,
		Settings: t.scenario.Browser, Load: l.network.Load,
	}, err
}

// tracesIn returns what cases left in the context of a setting.
func (l *lane) tracesIn(settings scenarios.BrowserSettings) *traces {
	settings.GrantLocalNetwork = false // that has no context of its own
	r := l.traces[settings]
	if r == nil {
		r = newTraces()
		l.traces[settings] = r
	}
	return r
}

// batch makes the requests of several cases at once, told apart by tokens.
func (l *lane) batch(ctx context.Context, b Batch, trials []*trial) error {
	b.Brief = trials[0].isBrief()
	stage := servers.Stage{Pages: trials[0].venue.Documents}
	for _, t := range trials {
		l.last++
		token := strconv.FormatInt(int64(l.last), 36)
		step := t.scenario.Steps[0]
		stage.Tenants = append(stage.Tenants, servers.Tenant{Token: token, World: l.cfg.world(step)})
		request := step.Request
		request.URL = servers.WithToken(request.URL, token)
		b.Jobs = append(b.Jobs, Job{Request: request, Token: token, Limit: t.limit(0, l.cfg.Timeout)})
	}
	l.network.SetStage(stage)
	witnesses, err := l.cfg.Browser.Run(ctx, b)
	if err != nil {
		return err
	}
	for i, t := range trials {
		t.steps = []testimony{{witness: witnesses[i], exchanges: l.network.Take(b.Jobs[i].Token)}}
	}
	return nil
}

// single makes the requests of one case in order, in a context where it finds
// nothing of others, with URLs untouched.
func (l *lane) single(ctx context.Context, b Batch, t *trial) error {
	steps := t.scenario.Steps[:t.runnable(l.cfg.MaxWait)]
	given := make([]testimony, len(steps))
	defer l.network.Hold(false)
	b.Serial, b.Discard, b.Challenges = true, t.discards(), t.challenges()
	l.setStage(t, steps[0])
	for i, step := range steps {
		keep := i+1 < len(steps) && steps[i+1].Request.Reconnect
		approach := func() {
			l.network.Hold(keep)
			if i > 0 && step.NewServers {
				l.setStage(t, step)
			}
		}
		job := Job{
			Request: step.Request, Limit: t.limit(i, l.cfg.Timeout), Keep: keep,
			Before: func(ctx context.Context) error {
				if err := wait(ctx, step.After); err != nil {
					return err
				}
				approach()
				return nil
			},
			After: func() {
				if goesOn(step.Request) {
					l.network.Await("", len(t.native[i].Exchanges), lateLimit)
				}
				given[i].exchanges = l.network.Take("")
			},
		}
		if step.Request.Reconnect {
			// It is the end of the stream that has the browser ask.
			job.Before, job.Begin = nil, approach
		}
		b.Jobs = append(b.Jobs, job)
	}
	witnesses, err := l.cfg.Browser.Run(ctx, b)
	if err != nil {
		return err
	}
	for i := range given {
		given[i].witness = witnesses[i]
	}
	t.steps = given
	return nil
}

// lateLimit is how long a request may come after the page has been told the last
// that it is told.
const lateLimit = 2 * time.Second

// goesOn reports whether a request may be on its way when its page knows no more
// of it.
func goesOn(r fetch.Request) bool { return r.Keepalive || !r.API.ShowsOutcome() }

// setStage puts the servers of a step, with fresh state, on the network.
func (l *lane) setStage(t *trial, step scenarios.Step) {
	l.network.SetStage(servers.Stage{
		Tenants:          []servers.Tenant{{World: l.cfg.world(step)}},
		Pages:            t.venue.Documents,
		FreshConnections: t.hasFault(),
	})
}

// wait returns after d, or with the error of a ctx that ends before.
func wait(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return nil
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
