// Package probe plays a browser against a server that is not ours: it makes the
// requests that a page's call leads to, and says what each browser makes of the
// answers.
//
// A scan asks for one URL as the pages of many origins, and says which of them read
// something that they are not meant to.
//
// How requests travel is not its matter; whoever calls it hands it a wire.Server
// that stands for the whole world.
package probe

import (
	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/remedy"
	"github.com/corslab/corslab/wire"
)

// A Cookie is a Set-Cookie line that a URL has answered with before.
type Cookie struct{ URL, Line string }

// Config says who asks for what.
type Config struct {
	Page    fetch.Page
	Request fetch.Request
	// Cookies are in the jar before anything is asked.
	Cookies []Cookie
	// BlockThirdPartyCookies keeps cookies from every site but the page's.
	BlockThirdPartyCookies bool
	// Profiles are the browsers that are played. The first one's requests are all
	// made. The others' are where they differ and change nothing at a server, which
	// GET, HEAD and OPTIONS do not.
	Profiles []fetch.Profile
	// World answers for every origin.
	World wire.Server
}

// A Verdict is what one browser makes of it.
type Verdict struct {
	Profile    string
	Prediction fetch.Prediction // with its decisions
	// Unmade are requests that this browser would make otherwise than the first one,
	// and that were not made because they may change something: where there is one,
	// the prediction rests on a supposed answer, and the verdict is not known.
	Unmade []wire.Request
}

// A Report is what a probe came to.
type Report struct {
	Page     fetch.Page
	Request  fetch.Request
	Cookies  []Cookie  // those of the Config
	Verdicts []Verdict // one for each profile
	// Remedy is what must change for the first profile's browser to allow the
	// request.
	Remedy remedy.Remedy
	// Unseen are requests that a browser would make once the changes are made, and
	// that were not made here: what is said of their answers is supposed.
	Unseen []wire.Request
	// Lost says why nothing can be said of a recorded call; "" where something can.
	Lost string
}

// Run makes the call. The error is about the page, a cookie, or the request of the
// Config; what goes wrong on the way is part of the report.
func Run(cfg Config) (*Report, error) {
	t := &tape{server: cfg.World}
	report := &Report{Page: cfg.Page, Request: cfg.Request, Cookies: cfg.Cookies}
	for i, profile := range cfg.Profiles {
		t.replays = i > 0
		browser, err := cfg.open(profile, t)
		if err != nil {
			return nil, err
		}
		t.unseen = nil
		prediction := browser.Fetch(cfg.Request)
		report.Verdicts = append(report.Verdicts, Verdict{profile.Name(), prediction, t.unseen})
	}
	t.replays, t.unseen = true, nil
	var err error
	report.Remedy, err = remedy.Find(func(mend func(wire.Server) wire.Server) (*fetch.Browser, error) {
		return cfg.open(cfg.Profiles[0], mend(t))
	}, cfg.Request)
	report.Unseen = t.unseen
	return report, err
}

// open makes a browser with the page open.
func (cfg Config) open(profile fetch.Profile, world wire.Server) (*fetch.Browser, error) {
	browser, err := fetch.NewBrowser(fetch.Config{
		Profile: profile, Page: cfg.Page, World: fetch.World{fetch.AnyOrigin: {Server: world}},
		BlockThirdPartyCookies: cfg.BlockThirdPartyCookies, Trace: true,
	})
	if err != nil {
		return nil, err
	}
	for _, c := range cfg.Cookies {
		if err := browser.SetCookie(c.URL, c.Line); err != nil {
			return nil, err
		}
	}
	return browser, nil
}
