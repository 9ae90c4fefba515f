package harness

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/report"
	"github.com/corslab/corslab/verdict"
)

// A judge turns trials into results. The zero browser judges predictions.
type judge struct {
	cfg     Config
	browser *report.Browser
}

// An UnexplainedError says that a request failed and that nothing in the
// browser's own tools, as far as we can read them, says why.
type UnexplainedError struct {
	// Raw is what page and tools did say.
	Raw string
}

func (e *UnexplainedError) Error() string {
	return "the browser gave no reason that we know: " + e.Raw
}

// A LostError says that the browser lost a request: neither its page nor its tools are
// told of an end.
type LostError struct{}

func (*LostError) Error() string {
	return "the browser lost the request: neither the page nor DevTools is told of an end"
}

// account puts together what a real browser did.
func (t testimony) account() (*verdict.Account, error) {
	w := t.witness
	if w.Lost {
		return nil, &LostError{}
	}
	if w.Outcome != fetch.Allow && w.Outcome != "" && len(w.Reasons) == 0 {
		return nil, &UnexplainedError{Raw: w.Raw}
	}
	a := &verdict.Account{Observation: fetch.Observation{
		Outcome: w.Outcome, Param: w.Param, Type: w.Type, Status: w.Status, Headers: w.Headers,
	}}
	switch len(w.Reasons) {
	case 0:
	case 1:
		a.Reason = w.Reasons[0]
	default:
		a.Reasons = w.Reasons
	}
	for _, x := range t.exchanges {
		sent := fetch.NewSent(x)
		a.Preflight = a.Preflight || sent.Preflight
		a.Wire = append(a.Wire, sent)
	}
	return a, nil
}

// results judges every step of a trial.
func (j judge) results(t *trial) []report.Result {
	list := make([]report.Result, len(t.scenario.Steps))
	for i := range list {
		list[i] = j.result(t, i)
	}
	// Only what somebody will want to understand is worth a trace.
	if slices.ContainsFunc(list, func(r report.Result) bool { return !r.Status.IsGreen() }) {
		for i, traced := range t.scenario.Predict(j.cfg.Profile, true) {
			list[i].Predicted = &traced
		}
	}
	return list
}

func (j judge) result(t *trial, i int) report.Result {
	step := &t.scenario.Steps[i]
	r := report.Result{
		Case: step.Name, Labels: t.scenario.Labels, Browser: j.browser, Profile: j.cfg.Profile.Name(),
		Expected: step.Expectation(j.cfg.Profile.Name(), j.browserName()), Predicted: &t.predicted[i],
		Scenario: t.scenario, Step: i, Simulated: j.cfg.Profile, Attempts: t.attempts,
	}
	why, known := step.KnownFailing(j.cfg.Profile.Name(), j.browserName())
	if !known && j.cfg.KnownFailing != nil {
		known = j.cfg.KnownFailing(step.Name)
	}
	circumstances := verdict.Circumstances{KnownFailing: known, Retried: t.disagreed[i] != ""}
	switch {
	case j.browser == nil:
	case t.err != nil:
		circumstances.Errored, r.Message = true, t.err.Error()
	case i >= len(t.steps):
		circumstances.Skipped, r.Message = true, j.skipMessage(t)
	default:
		account, err := t.steps[i].account()
		if err != nil {
			circumstances.Errored, r.Message = true, err.Error()
		}
		r.Observed, r.Exchanges = account, t.steps[i].exchanges
	}
	r.Disagreements = verdict.Judge(r.Expected, r.Predicted, r.Observed)
	r.Status = verdict.Conclude(r.Disagreements, circumstances)
	if slices.ContainsFunc(r.Disagreements, isObserved) {
		r.Departures = j.departures(t, i, r.Observed)
	}
	switch {
	case r.Message != "":
	case r.Status == verdict.KnownFail:
		r.Message = why
	case r.Status == verdict.Flaky:
		r.Message = "the first attempt disagreed: " + t.disagreed[i]
	case !r.Status.IsGreen() && isSilentWorker(step.Request.API, r.Observed):
		r.Message = silentWorker
	}
	return r
}

// silentWorker is said of a worker that was waited for in vain.
const silentWorker = "the page was told nothing of its worker. One that has started must say so itself, by a message from its script: " +
	"self.postMessage(1), or in a shared worker onconnect = (e) => e.ports[0].postMessage(1)"

// isSilentWorker reports whether nothing was heard of a worker, as of one that does
// not know that the harness waits for its message.
func isSilentWorker(api fetch.API, a *verdict.Account) bool {
	return api.StartsWorker() && a != nil && a.Reason == fetch.Timeout
}

// departures returns the quirks by which the browser differs from the profile that
// predicted, where they are all there is to its doing something else: those of the
// step, or of the latest before that had any, whose effect shows only now.
func (j judge) departures(t *trial, i int, account *verdict.Account) []string {
	if account == nil || len(verdict.Judge(nil, &t.native[i], account)) > 0 {
		return nil
	}
	own := j.cfg.Profile.Quirks()
	for ; i >= 0; i-- {
		quirks := slices.DeleteFunc(slices.Clone(t.native[i].Quirks), func(q string) bool { return slices.Contains(own, q) })
		if len(quirks) > 0 {
			return quirks
		}
	}
	return nil
}

func (j judge) browserName() string {
	if j.browser == nil {
		return ""
	}
	return j.browser.Name
}

func (j judge) skipMessage(t *trial) string {
	after := t.scenario.Steps[t.runnable(j.cfg.MaxWait)].After
	return fmt.Sprintf("not run: a wait of %s is longer than the %s allowed", after, j.cfg.MaxWait)
}

// settles reports whether a trial needs no attempt after the one just made. One
// that was red is repeated once; one that cost the browser its life, as often
// as maxRestarts allows; one of which it lost a request, as often as maxLosses does.
func (j judge) settles(t *trial) bool {
	if died := (*DiedError)(nil); errors.As(t.err, &died) {
		if t.deaths++; t.deaths <= maxRestarts {
			return false
		}
		t.err = &RestartError{Restarts: maxRestarts, Err: died.Err}
		return true
	}
	if t.isLost() {
		t.losses++
		return t.losses > maxLosses
	}
	if t.doubted {
		return true
	}
	t.doubted = j.isRed(t)
	return !t.doubted
}

// isLost reports whether the browser lost a request of the last attempt.
func (t *trial) isLost() bool {
	return slices.ContainsFunc(t.steps, func(given testimony) bool { return given.witness.Lost })
}

// isRed reports whether a step disagrees with the real browser or could not be
// judged, and marks the steps that disagree.
func (j judge) isRed(t *trial) (red bool) {
	if t.err != nil {
		return true
	}
	for i := range t.steps {
		r := j.result(t, i)
		if r.Status == verdict.Fail && slices.ContainsFunc(r.Disagreements, isObserved) {
			red, t.disagreed[i] = true, disagreementText(r.Disagreements, r.Observed)
		}
		red = red || r.Status == verdict.Errored
	}
	return red
}

// disagreementText says in a line what was disagreed on, and which requests there were
// where their number is.
func disagreementText(list []verdict.Disagreement, observed *verdict.Account) string {
	var parts []string
	for _, d := range list {
		text := fmt.Sprintf("%s: %s %s, %s %s", d.Field, d.Between[0], d.Values[0], d.Between[1], d.Values[1])
		if d.Field == "wire" && observed != nil {
			for _, sent := range observed.Wire {
				text += ", " + sent.Method + " " + sent.URL
			}
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, "; ")
}

// isObserved reports whether the real browser is one of the two who disagree.
func isObserved(d verdict.Disagreement) bool { return slices.Contains(d.Between[:], verdict.Observed) }
