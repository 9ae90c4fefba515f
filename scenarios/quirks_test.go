package scenarios

import (
	"slices"
	"testing"

	"github.com/corslab/corslab/fetch"
)

// Every quirk names a suite of the catalogue that shows it in each browser that has
// it: a case in which it changes a prediction, as the prediction itself says.
func TestQuirksAreShown(t *testing.T) {
	suites, err := Load(Catalogue(), ".")
	if err != nil {
		t.Fatal(err)
	}
	byName := map[string]*Suite{}
	for _, s := range suites {
		byName[s.Name] = s
	}
	for _, name := range fetch.ProfileNames() {
		profile, ok := fetch.ProfileNamed(name)
		if !ok {
			t.Fatalf("there is no profile %s", name)
		}
		for _, q := range fetch.Quirks() {
			suite := byName[q.Scenario]
			switch {
			case suite == nil:
				t.Errorf("%s: there is no suite %q", q.Name, q.Scenario)
			case slices.Contains(profile.Quirks(), q.Name) && !shows(suite, profile, q.Name):
				t.Errorf("%s, %s: no case of %s is predicted otherwise because of it", q.Name, name, q.Scenario)
			}
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
