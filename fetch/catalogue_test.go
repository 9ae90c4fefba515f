package fetch_test

import (
	"testing"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/scenarios"
	"github.com/corslab/corslab/verdict"
)

// What the catalogue expects is what is predicted, in every profile: thousands of
// cases from the standard, from recordings, from real Chromium and from what is known
// of Firefox and WebKit.
func TestCatalogue(t *testing.T) {
	suites, err := scenarios.Load(scenarios.Catalogue(), ".")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range fetch.ProfileNames() {
		profile, ok := fetch.ProfileNamed(name)
		if !ok {
			t.Fatalf("there is no profile %s", name)
		}
		compared := 0
		for _, suite := range suites {
			for c := range suite.Cases() {
				for i, p := range c.Predict(profile, false) {
					step := &c.Steps[i]
					found := verdict.Judge(step.Expectation(name, ""), &p, nil)
					if _, excused := step.KnownFailing(name, ""); len(found) > 0 && !excused {
						t.Errorf("%s in profile %s: %v", step.Name, name, found)
					}
					compared++
				}
			}
		}
		if compared < 5000 {
			t.Errorf("profile %s: only %d steps were compared", name, compared)
		}
	}
}
