package main

import (
	"context"
	"io"
	"sync"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/harness"
	"github.com/corslab/corslab/harness/chromium"
	"github.com/corslab/corslab/playground/web"
	"github.com/corslab/corslab/report"
	"github.com/corslab/corslab/scenarios"
)

// A prover runs single cases in a browser that is started when the first is asked for,
// and kept.
type prover struct {
	ctx     context.Context
	stderr  io.Writer
	mu      sync.Mutex // held while a case runs
	browser *chromium.Browser
	session *harness.Session
	wanted  string // the name of the case that runs
}

func newProver(ctx context.Context, stderr io.Writer) *prover {
	return &prover{ctx: ctx, stderr: stderr}
}

// open starts the browser, unless it runs.
func (p *prover) open() error {
	if p.session != nil {
		return nil
	}
	browser, authority, err := startChromium(p.ctx)
	if err != nil {
		return err
	}
	profile, _ := fetch.ProfileNamed("chromium")
	session, err := harness.Open(p.ctx, harness.Config{
		Browser: browser, Authority: authority, Profile: profile, Parallel: 1,
		Select: func(c *scenarios.Case) bool { return c.Name == p.wanted },
	})
	if err != nil {
		_ = browser.Close() // it was of no use, so how it ends tells nothing
		return err
	}
	p.browser, p.session = browser, session
	return nil
}

// prove runs the case of a scenario that has the name. Of several steps the last is
// shown.
func (p *prover) prove(ctx context.Context, scenario, name string) (web.Witness, error) {
	suite, err := scenarios.Parse("", []byte(scenario))
	if err != nil {
		return web.Witness{}, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := p.open(); err != nil {
		return web.Witness{}, err
	}
	p.wanted = name
	var last report.Result
	for result, err := range p.session.Run(ctx, []*scenarios.Suite{suite}) {
		if err != nil {
			return web.Witness{}, err
		}
		last = result
	}
	w := web.Witness{Browser: "Headless Chromium " + p.browser.Info().Version, Predicted: last.Predicted, Observed: last.Observed}
	if last.Observed == nil {
		w.Refused = "Chromium could not be asked: " + last.Message
	}
	return w, nil
}

// close ends the browser.
func (p *prover) close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.session != nil {
		p.session.Close()
		_ = p.browser.Close() // nothing more is asked of it
	}
}
