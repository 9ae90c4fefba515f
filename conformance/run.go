package conformance

import (
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/corslab/corslab/fetch"
)

// A Config says what is asked of which target.
type Config struct {
	Target Target
	// Cases are asked in their order; those of one policy come one after the other.
	Cases []*Case
	// Claims are the features of the extended level that the target says it has; nil
	// is all of them.
	Claims []Feature
	// Profile is the browser that judges.
	Profile fetch.Profile
	Meter   Meter
}

// Run asks the target every case and yields what came of each, in the order of
// Config.Cases. What goes wrong with a server costs the cases that it concerns.
func Run(cfg Config) iter.Seq[Result] {
	return func(yield func(Result) bool) {
		dead, why := 0, "" // policies in a row under which there was no answer at all
		for begin := 0; begin < len(cfg.Cases); {
			name := policyName(cfg.Cases[begin])
			end := begin
			for end < len(cfg.Cases) && policyName(cfg.Cases[end]) == name {
				end++
			}
			g := &group{Config: cfg, policy: cfg.Cases[begin].Policy}
			if dead >= maxDead {
				g.why = why
			}
			more := g.run(cfg.Cases[begin:end], yield)
			g.close()
			if dead++; g.answered {
				dead = 0
			}
			why = g.why
			if !more {
				return
			}
			begin = end
		}
	}
}

// policyName is the part of a case's name that its policy gave it.
func policyName(c *Case) string {
	name, _, _ := strings.Cut(c.Name, "#")
	return name
}

// A group is the cases of one policy.
type group struct {
	Config
	policy   Policy
	instance Instance
	// why says why there is no server to ask, and isUnsupported that it is because the
	// target says so.
	why           string
	isUnsupported bool
	answered      bool // a case came to something, or the target said that it would not
	silent        int  // cases without an answer, one after the other
	fresh         int  // servers set up to ask a case again
}

// Limits of what is done for a server that does not behave.
const (
	maxDead   = 2  // policies without any answer before no more are tried
	maxSilent = 2  // cases without an answer before no more are asked
	maxFresh  = 12 // cases of a policy that are asked again of a fresh server
)

func (g *group) run(cases []*Case, yield func(Result) bool) bool {
	for _, c := range cases {
		if !yield(g.result(c)) {
			return false
		}
	}
	return true
}

func (g *group) result(c *Case) Result {
	if f := g.unclaimed(c); f != "" {
		g.answered = true
		return Result{Case: c, Status: Skip, Message: "not claimed: " + string(f)}
	}
	if g.instance == nil && g.why == "" {
		if r, ok := g.setUp(c); !ok {
			return r
		}
	}
	switch {
	case g.instance != nil:
		return g.judge(c)
	case g.isUnsupported:
		return Result{Case: c, Status: Skip, Message: g.why}
	}
	return Result{Case: c, Status: Errored, Message: g.why}
}

// unclaimed returns a feature that the case is about or that its policy needs, and
// that the target does not claim.
func (g *group) unclaimed(c *Case) Feature {
	if g.Claims == nil {
		return ""
	}
	for _, f := range append(g.policy.needs(), c.Feature) {
		if f.Level() == Extended && !slices.Contains(g.Claims, f) {
			return f
		}
	}
	return ""
}

// setUp sets up a server for the group; ok is false where the result is that of the
// first case, which has none to ask.
func (g *group) setUp(c *Case) (r Result, ok bool) {
	instance, err := g.Target.Configure(g.policy)
	if err == nil {
		g.instance = instance
		return Result{}, true
	}
	g.why = err.Error()
	var unsupported *UnsupportedError
	if g.isUnsupported = errors.As(err, &unsupported); !g.isUnsupported {
		return Result{Case: c, Status: Errored, Message: g.why}, false
	}
	g.answered = true
	if g.policy.anyOrigins() && g.policy.Credentials {
		g.why = "refused to be set up so, which is the best answer there is: " + unsupported.Error()
		return Result{Case: c, Status: Pass, Message: g.why}, false
	}
	if !slices.ContainsFunc(g.policy.words(), func(f Feature) bool { return f.Level() == Extended }) {
		g.isUnsupported = false
		g.why = "every middleware must be able to do this, and the adapter says: " + unsupported.Error()
		return Result{Case: c, Status: Errored, Message: g.why}, false
	}
	if f, isClaimed := g.claims(); isClaimed {
		text := fmt.Sprintf("The target claims the feature %s, and says of a policy that needs it: %s.", f, unsupported)
		return Result{Case: c, Status: Fail, Findings: []Finding{{Class: BrokenClaim, Kind: ByProtocol, Text: text}}}, false
	}
	return Result{Case: c, Status: Skip, Message: g.why}, false
}

// claims returns a feature that the group's policy needs and the target has claimed.
func (g *group) claims() (Feature, bool) {
	for _, f := range g.policy.needs() {
		if slices.Contains(g.Claims, f) {
			return f, true
		}
	}
	return "", false
}

// judge tries the case, and again on a fresh server if it fails: what then succeeds
// depends on what was asked before.
func (g *group) judge(c *Case) Result {
	r := g.try(c, g.instance)
	if r.Status != Fail || g.fresh == maxFresh || c.Feature == Load {
		return g.listen(r)
	}
	g.answered = true
	g.fresh++
	again, err := g.Target.Configure(g.policy)
	if err != nil {
		return r
	}
	defer again.Close() //nolint:errcheck // it has served its turn
	second := g.try(c, again)
	if second.Status == Pass {
		for i := range r.Findings {
			if f := &r.Findings[i]; !f.IsNotice {
				f.Class, f.Kind = StateRequests, ByRepetition
				f.Text = "A fresh server answers otherwise; this one has answered other requests before. " + f.Text
			}
		}
	}
	return r
}

// listen counts cases without an answer, and gives the server up after some.
func (g *group) listen(r Result) Result {
	if r.Status != Errored {
		g.silent, g.answered = 0, true
		return r
	}
	if g.silent++; g.silent < maxSilent && g.revive() {
		return r
	}
	g.why = fmt.Sprintf("not asked: %s, in %s", r.Message, r.Case.Name)
	g.close()
	return r
}

// revive sets up another server in place of one that gave no answer, and reports
// whether there is one.
func (g *group) revive() bool {
	g.close()
	instance, err := g.Target.Configure(g.policy)
	if err != nil {
		return false
	}
	g.instance = instance
	return true
}

func (g *group) close() {
	if g.instance != nil {
		_ = g.instance.Close() // what it has answered is known
		g.instance = nil
	}
}

// try tries the case on an instance.
func (g *group) try(c *Case, instance Instance) Result {
	t, err := newTrial(g.Config, instance)
	if err != nil {
		return Result{Case: c, Status: Errored, Message: err.Error()}
	}
	c.run(t)
	r := Result{Case: c, Status: Pass, Findings: t.findings, Prediction: t.last, Calls: t.showing}
	if len(r.Calls) == 0 && t.lastCall.Request.URL != "" {
		r.Calls = []Call{t.lastCall}
	}
	switch {
	case t.trouble != nil:
		r.Status, r.Message = Errored, troubleText(*t.trouble)
	case t.skipped != "":
		r.Status, r.Message = Skip, t.skipped
	}
	for _, f := range t.findings {
		if !f.IsNotice {
			r.Status, r.Message = Fail, ""
		}
	}
	return r
}
