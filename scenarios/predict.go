package scenarios

import "github.com/corslab/corslab/fetch"

// Predict asks a simulated browser each step in turn and returns what it says,
// one prediction per step. Waits pass on its clock only. It has no side
// effects, so the same case always gives the same answer.
//
// Page and cookies must be such as Load accepts.
func (c *Case) Predict(profile fetch.Profile, trace bool) []fetch.Prediction {
	browser, err := fetch.NewBrowser(fetch.Config{
		Profile: profile, Page: c.Page, World: World(c.Steps[0].Servers),
		BlockThirdPartyCookies: c.Browser.BlockThirdPartyCookies, Trace: trace,
	})
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
