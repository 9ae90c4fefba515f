package scenarios

import (
	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/wire"
)

// Predict asks a simulated browser each step in turn and returns what it says,
// one prediction per step. Waits pass on its clock only. It has no side
// effects, so the same case always gives the same answer.
//
// Page and cookies must be such as Load accepts.
func (c *Case) Predict(profile fetch.Profile, trace bool) []fetch.Prediction {
	return c.predict(fetch.Config{Profile: profile, Trace: trace})
}

// PredictCounting is Predict without a trace. It adds to coverage which ways the
// decisions went.
func (c *Case) PredictCounting(profile fetch.Profile, coverage *fetch.Coverage) []fetch.Prediction {
	return c.predict(fetch.Config{Profile: profile, Coverage: coverage})
}

// predict asks a browser like that of cfg, which the case completes.
func (c *Case) predict(cfg fetch.Config) []fetch.Prediction {
	predictions := make([]fetch.Prediction, len(c.Steps))
	browser := c.open(cfg, nil)
	for i := range c.Steps {
		c.approach(browser, i, nil)
		predictions[i] = browser.Fetch(c.Steps[i].Request)
	}
	return predictions
}

// BrowserAt returns a browser like that of cfg as the request of step i, from 0,
// finds it: the steps before have been made. Every server is passed through mend
// before anybody asks it.
func (c *Case) BrowserAt(i int, cfg fetch.Config, mend func(wire.Server) wire.Server) *fetch.Browser {
	browser := c.open(cfg, mend)
	for before := range i {
		c.approach(browser, before, mend)
		browser.Fetch(c.Steps[before].Request)
	}
	c.approach(browser, i, mend)
	return browser
}

// open makes a browser with the case's page open and its cookies set.
func (c *Case) open(cfg fetch.Config, mend func(wire.Server) wire.Server) *fetch.Browser {
	cfg.Page, cfg.World = c.Page, mended(c.Steps[0].Servers, mend)
	cfg.BlockThirdPartyCookies, cfg.GrantLocalNetwork = c.Browser.BlockThirdPartyCookies, c.Browser.GrantLocalNetwork
	browser, err := fetch.NewBrowser(cfg)
	if err != nil {
		panic("scenarios: " + c.Name + ": " + err.Error()) //nolint:forbidigo // Load has refused such a case
	}
	for _, cookie := range c.Cookies {
		if err := browser.SetCookie(cookie.URL, cookie.Line); err != nil {
			panic("scenarios: " + c.Name + ": " + err.Error()) //nolint:forbidigo // Load has refused such a case
		}
	}
	return browser
}

// approach lets time pass and servers change until step i.
func (c *Case) approach(browser *fetch.Browser, i int, mend func(wire.Server) wire.Server) {
	s := c.Steps[i]
	browser.Advance(s.After)
	if i > 0 && s.NewServers {
		browser.SetWorld(mended(s.Servers, mend))
	}
}

// mended is the World of servers, each passed through mend unless that is nil.
func mended(servers []Server, mend func(wire.Server) wire.Server) fetch.World {
	world := World(servers)
	if mend == nil {
		return world
	}
	for at, site := range world {
		site.Server = mend(site.Server)
		world[at] = site
	}
	return world
}
