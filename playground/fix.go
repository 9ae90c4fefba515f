package playground

import (
	"cmp"
	"slices"
	"strings"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/policy"
	"github.com/corslab/corslab/policy/audit"
	"github.com/corslab/corslab/remedy"
	"github.com/corslab/corslab/scenarios"
	"github.com/corslab/corslab/wire"
)

// A Mended is a state with the smallest change that lets its request through.
type Mended struct {
	State State `json:"state"`
	// InPolicy says that it differs in the text of a policy.
	InPolicy bool `json:"inPolicy,omitempty"`
}

// remedyOf looks for what has to change for the last request of a case.
func remedyOf(c *scenarios.Case, profile fetch.Profile, p fetch.Prediction) remedy.Remedy {
	if p.Outcome != fetch.Deny {
		return remedy.Remedy{}
	}
	last := len(c.Steps) - 1
	found, _ := remedy.Find(func(mend func(wire.Server) wire.Server) (*fetch.Browser, error) {
		return c.BrowserAt(last, fetch.Config{Profile: profile, Trace: true}, mend), nil
	}, c.Steps[last].Request) // a case that was loaded opens, so there is no error
	return found
}

// mendedState makes the changes of a remedy in the form; nil where that is not
// possible there, or is not enough.
func mendedState(s State, q question, profile fetch.Profile, found remedy.Remedy) *Mended {
	if q.form == nil || len(found.Changes) == 0 {
		return nil
	}
	state, inPolicy := apply(s, q, found.Changes)
	if state == nil || found.Works && !isAllowed(*state, profile) {
		return nil
	}
	return &Mended{*state, inPolicy}
}

// isAllowed reports whether a state's request is allowed.
func isAllowed(s State, profile fetch.Profile) bool {
	q, problems := ask(s)
	if len(problems) > 0 {
		return false
	}
	predictions := q.c.Predict(profile, false)
	return predictions[len(predictions)-1].Outcome == fetch.Allow
}

// apply makes the changes in the form; nil where they cannot be made there.
func apply(s State, q question, changes []remedy.Change) (changed *State, inPolicy bool) {
	s.Servers = slices.Clone(s.Servers)
	l := lighter{s: s, q: q}
	for _, c := range changes {
		x := wire.Exchange{Request: wire.Request{Method: c.Method, Origin: originOfURL(c.URL)}}
		if c.Preflight {
			x.Request.Header = wire.Header{"Origin: x", "Access-Control-Request-Method: x"}
		}
		i := l.server(x)
		switch {
		case i < 0:
			return nil, false
		case !s.Servers[i].isByHand():
			if inPolicy {
				continue // one edit of a policy is for all answers of its
			}
			text, ok := extend(s, i, q)
			if !ok {
				return nil, false
			}
			s.Servers[i].Policy, inPolicy = text, true
		case c.Preflight:
			if s.Servers[i].Preflight.isEmpty() { // what answers it now
				s.Servers[i].Preflight = Reply{Status: s.Servers[i].Actual.Status, Headers: s.Servers[i].Actual.Headers}
			}
			mend(&s.Servers[i].Preflight, c)
		default:
			mend(&s.Servers[i].Actual, c)
		}
	}
	return &s, inPolicy
}

func originOfURL(url string) string {
	u, err := fetch.ParseURL(url, nil)
	if err != nil {
		return ""
	}
	return u.Origin().String()
}

// mend makes a change in an answer written by hand.
func mend(r *Reply, c remedy.Change) {
	if c.Status != 0 {
		r.Status = c.Status
	}
	var lines []string
	for line := range strings.SplitSeq(r.Headers, "\n") {
		name, _, _ := strings.Cut(line, ":")
		name = strings.TrimSpace(name)
		isNamed := func(n string) bool { return wire.EqualFold(n, name) }
		if strings.TrimSpace(line) != "" && !c.Set.Has(name) && !slices.ContainsFunc(c.Remove, isNamed) {
			lines = append(lines, line)
		}
	}
	r.Headers = strings.Join(append(lines, fetch.TextLines(c.Set)...), "\n")
}

// extend has a policy allow the request: the rule that then needs the fewest edits is
// taken, as the simulation says.
func extend(s State, i int, q question) (text string, ok bool) {
	r, ok := chosen(s.Servers[i], q.form.resources[i])
	if !ok {
		return "", false
	}
	profile, _ := profileOf(s)
	data := []byte(s.Servers[i].Policy)
	attempts := audit.Extensions(data, r, wantOfState(q.c))
	slices.SortStableFunc(attempts, func(a, b []*audit.Edit) int { return cmp.Compare(len(a), len(b)) })
	for _, edits := range attempts {
		tried := s
		tried.Servers = slices.Clone(s.Servers)
		tried.Servers[i].Policy = string(audit.Apply(data, edits...))
		if isAllowed(tried, profile) {
			return tried.Servers[i].Policy, true
		}
	}
	return "", false
}

// wantOfState returns what the request of a case asks, all of it: a server that
// allows everything is asked, and what it hears is noted.
func wantOfState(c *scenarios.Case) audit.Want {
	var want audit.Want
	profile, _ := fetch.ProfileNamed("standard")
	listen := func(wire.Server) wire.Server {
		return wire.ServerFunc(func(r wire.Request) wire.Response {
			if w := wantOf(wire.Exchange{Request: r}); want.Origin == "" || r.IsPreflight() {
				want = w
			}
			origin, _ := r.Header.Get("Origin")
			return wire.Response{Status: 200, Header: wire.Header{
				wire.NewLine("Access-Control-Allow-Origin", origin), "Access-Control-Allow-Credentials: true",
				wire.NewLine("Access-Control-Allow-Methods", want.Method), wire.NewLine("Access-Control-Allow-Headers", strings.Join(want.Headers, ", ")),
			}}
		})
	}
	last := len(c.Steps) - 1
	c.BrowserAt(last, fetch.Config{Profile: profile}, listen).Fetch(c.Steps[last].Request)
	return want
}

// chosen returns the resource of a server's policy.
func chosen(s Server, resources []policy.Resource) (policy.Resource, bool) {
	var fitting []policy.Resource
	for _, r := range resources {
		if (s.Resource == "" || r.Name == s.Resource) && (s.Engine == "" || string(r.Engine) == s.Engine) {
			fitting = append(fitting, r)
		}
	}
	if len(fitting) != 1 {
		return policy.Resource{}, false
	}
	return fitting[0], true
}
