package report

import (
	"github.com/corslab/corslab/conformance"
	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/scenarios"
	"github.com/corslab/corslab/verdict"
	"github.com/corslab/corslab/wire"
)

// Version is the "v" of the result record.
const Version = 1

// A Result is the record of one case, or of one step of a case, in one browser.
// Its JSON form is the result record, one line per Result.
type Result struct {
	// Case is the name: "suite#case[axis=value]@step".
	Case    string
	Labels  []string
	Status  verdict.Status
	Message string
	// Browser is nil for a prediction.
	Browser *Browser
	Profile string
	// Expected is nil where the scenario says nothing about the case.
	Expected  *scenarios.Expectation
	Predicted *fetch.Prediction
	// Observed is nil for a prediction and for a case that was not run.
	Observed      *verdict.Account
	Disagreements []verdict.Disagreement
	// Departures are the quirks that explain why the browser disagrees with a
	// profile that does not have them; nil where nothing is explained so.
	Departures []string

	// What follows is for readers of reports and is not in the record.

	// Conformance is set on a result of the suite for middleware, which has no
	// scenario.
	Conformance *conformance.Result
	// Source is the file that such a result is shown at by services that show results
	// beside the code: the middleware's, say. "" is nowhere.
	Source string
	// Scenario is the case the result belongs to.
	Scenario *scenarios.Case
	// Step is the index into Scenario.Steps.
	Step int
	// Simulated is the profile itself, of which Profile is the name.
	Simulated fetch.Profile
	// Exchanges are the requests and answers the servers saw, in full, in the
	// order of Observed.Wire.
	Exchanges []wire.Exchange
	// Attempts is how often the case was run; more than one where the browser
	// died or the first run disagreed.
	Attempts int
}

// A Browser is the browser a case was run in.
type Browser struct {
	Name    string `json:"name"`    // "chromium"
	Version string `json:"version"` // "156.0.8078.79"
}
