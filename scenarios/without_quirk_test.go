package scenarios

import (
	"reflect"
	"slices"
	"sync"
	"testing"

	"github.com/corslab/corslab/fetch"
)

// Switching off any single quirk of a browser changes the prediction of a case of
// the quirk's own suite, and of no case that does not name it: in a step's quirks,
// or in those of a step before, whose effect may show later. As the catalogue is
// run in real Chromium, which agrees with the whole profile, each such change is
// there a disagreement with the browser; make quirks shows it.
func TestEveryQuirkIsNeeded(t *testing.T) {
	suites, err := Load(Catalogue(), ".")
	if err != nil {
		t.Fatal(err)
	}
	var cases []*Case
	for _, suite := range suites {
		for c := range suite.Cases() {
			cases = append(cases, c)
		}
	}
	for _, name := range fetch.ProfileNames() {
		if name != "standard" {
			t.Run(name, func(t *testing.T) { needsEveryQuirk(t, name, cases) })
		}
	}
}

func needsEveryQuirk(t *testing.T, name string, cases []*Case) {
	whole, _ := fetch.ProfileNamed(name)
	all := make([][]fetch.Prediction, len(cases))
	for i, c := range cases {
		all[i] = c.Predict(whole, false)
	}
	standard, _ := fetch.ProfileNamed("standard")
	check := func(t *testing.T, profile fetch.Profile, without []string) (changed map[string]bool) {
		changed = map[string]bool{}
		for n, c := range cases {
			named := false
			for i, now := range c.Predict(profile, false) {
				named = named || slices.ContainsFunc(without, func(q string) bool { return slices.Contains(all[n][i].Quirks, q) })
				if isSame(all[n][i].Observation, now.Observation) {
					// What was sent differs also in a header that is not recorded.
					if named && !haveSameHeaders(all[n][i].Wire, now.Wire) {
						changed[c.Suite.Name] = true
					}
					continue
				}
				changed[c.Suite.Name] = true
				if !named {
					t.Errorf("%s is predicted otherwise, but no step of it names %v", c.Steps[i].Name, without)
				}
			}
		}
		return changed
	}
	t.Run("standard", func(t *testing.T) { check(t, standard, whole.Quirks()) })
	var running sync.WaitGroup
	free := make(chan struct{}, 2)
	for _, q := range fetch.Quirks() {
		if !slices.Contains(whole.Quirks(), q.Name) {
			continue
		}
		running.Go(func() {
			free <- struct{}{}
			defer func() { <-free }()
			if changed := check(t, whole.Without(q.Name), []string{q.Name}); !changed[q.Scenario] {
				t.Errorf("%s: without it, no case of %s is predicted otherwise", q.Name, q.Scenario)
			}
		})
	}
	running.Wait()
}

// isSame reports whether two observations are equal in all that is recorded.
func isSame(a, b fetch.Observation) bool {
	if len(a.Wire) != len(b.Wire) {
		return false
	}
	for i := range a.Wire {
		one, two := a.Wire[i], b.Wire[i]
		one.Header, two.Header = nil, nil
		if !reflect.DeepEqual(one, two) {
			return false
		}
	}
	a.Wire, b.Wire = nil, nil
	return reflect.DeepEqual(a, b)
}

// haveSameHeaders reports whether the same requests were sent with the same headers.
func haveSameHeaders(a, b []fetch.Sent) bool {
	return slices.EqualFunc(a, b, func(one, two fetch.Sent) bool { return slices.Equal(one.Header, two.Header) })
}
