package scenarios

import (
	"testing"

	"github.com/corslab/corslab/fetch"
)

// Every reason is expected by a case of the catalogue, in so many words, and
// predicted there.
func TestEveryReasonHasACase(t *testing.T) {
	suites, err := Load(Catalogue(), ".")
	if err != nil {
		t.Fatal(err)
	}
	profile, ok := fetch.ProfileNamed("chromium")
	if !ok {
		t.Fatal("there is no profile chromium")
	}
	shown := map[fetch.Reason]string{}
	for _, s := range suites {
		for c := range s.Cases() {
			predicted := []fetch.Prediction(nil)
			for i := range c.Steps {
				e := c.Steps[i].Expectation(profile.Name(), "")
				if e == nil || e.Reason == "" || shown[e.Reason] != "" {
					continue
				}
				if predicted == nil {
					predicted = c.Predict(profile, false)
				}
				if predicted[i].Reason == e.Reason {
					shown[e.Reason] = c.Name
				}
			}
		}
	}
	for _, r := range Reasons() {
		if shown[r] == "" {
			t.Errorf("%s: no case of the catalogue expects it", r)
		}
	}
}
