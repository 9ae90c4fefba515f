package harness

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/corslab/corslab/scenarios"
	"github.com/corslab/corslab/servers"
)

// A lane is one network and, in the browser, the one context whose world it is.
// It runs one unit at a time.
type lane struct {
	cfg     Config
	network *servers.Network
	last    int // number of the last token
}

func openLane(cfg Config) (*lane, error) {
	network, err := servers.Listen(servers.Config{Authority: cfg.Authority})
	if err != nil {
		return nil, err
	}
	return &lane{cfg: cfg, network: network}, nil
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
	var err error
	if u.alone {
		err = l.single(ctx, u.trials[0])
	} else {
		err = l.batch(ctx, u.trials)
	}
	if err != nil {
		return err
	}
	for _, stray := range l.network.Strays() {
		if stray.Kind == servers.StrayInconsistent || stray.Kind == servers.StrayToken {
			return &InconsistencyError{Stray: stray}
		}
	}
	return nil
}

// prepare makes the part of a batch that depends on the page only.
func (l *lane) prepare(t *trial) Batch {
	return Batch{
		Proxy: l.network.Addr(), Page: t.venue.Page, Origin: t.venue.Origin, Worker: t.venue.Worker, Seeds: t.venue.Seeds,
		Settings: t.scenario.Browser, Load: l.network.Load, Fresh: true,
	}
}

// batch makes the requests of several cases at once, told apart by tokens.
func (l *lane) batch(ctx context.Context, trials []*trial) error {
	b := l.prepare(trials[0])
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

// single makes the requests of one case in order, in a context of its own, with
// URLs untouched.
func (l *lane) single(ctx context.Context, t *trial) error {
	steps := t.scenario.Steps[:t.runnable(l.cfg.MaxWait)]
	if len(steps) == 0 {
		return nil
	}
	given := make([]testimony, len(steps))
	b := l.prepare(t)
	b.Serial, b.Discard = true, t.discards()
	l.setStage(t, steps[0])
	for i, step := range steps {
		b.Jobs = append(b.Jobs, Job{
			Request: step.Request, Limit: t.limit(i, l.cfg.Timeout),
			Before: func(ctx context.Context) error {
				if err := wait(ctx, step.After); err != nil {
					return err
				}
				if i > 0 && step.NewServers {
					l.setStage(t, step)
				}
				return nil
			},
			After: func() { given[i].exchanges = l.network.Take("") },
		})
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
