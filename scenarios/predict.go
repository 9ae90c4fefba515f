package scenarios

import "github.com/corslab/corslab/fetch"

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
	cfg.Page, cfg.World = c.Page, World(c.Steps[0].Servers)
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
	predictions := make([]fetch.Prediction, len(c.Steps))
	for i, s := range c.Steps {
		browser.Advance(s.After)
		if i > 0 && s.NewServers {
			browser.SetWorld(World(s.Servers))
		}
		predictions[i] = browser.Fetch(s.Request)
	}
	return predictions
}
