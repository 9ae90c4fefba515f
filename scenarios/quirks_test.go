package scenarios

import (
	"slices"
	"testing"

	"github.com/corslab/corslab/fetch"
)

// Every quirk names a suite of the catalogue that shows it: a case in which it
// changes a prediction, as the prediction itself says.
func TestQuirksAreShown(t *testing.T) {
	suites, err := Load(Catalogue(), ".")
	if err != nil {
		t.Fatal(err)
	}
	byName := map[string]*Suite{}
	for _, s := range suites {
		byName[s.Name] = s
	}
	profile, ok := fetch.ProfileNamed("chromium")
	if !ok {
		t.Fatal("there is no profile chromium")
	}
	for _, q := range fetch.Quirks() {
		suite := byName[q.Scenario]
		switch {
		case suite == nil:
			t.Errorf("%s: there is no suite %q", q.Name, q.Scenario)
		case slices.Contains(profile.Quirks(), q.Name) && !shows(suite, profile, q.Name):
			t.Errorf("%s: no case of %s is predicted otherwise because of it", q.Name, q.Scenario)
		}
	}
}

func shows(suite *Suite, profile fetch.Profile, quirk string) bool {
	for c := range suite.Cases() {
		for _, p := range c.Predict(profile, false) {
			if slices.Contains(p.Quirks, quirk) {
				return true
			}
		}
	}
	return false
}
