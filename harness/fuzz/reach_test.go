package fuzz

import (
	"testing"

	"github.com/corslab/corslab/fetch"
)

// Random scenarios take every decision both ways and come to every reason, but for
// those that are said to be out of reach.
func TestReach(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a minute")
	}
	t.Run("as usual", func(t *testing.T) { testReach(t, Config{}) })
	t.Run("with everything", func(t *testing.T) { testReach(t, Config{ServiceWorkers: true, AddressSpaces: true}) })
}

func testReach(t *testing.T, cfg Config) {
	t.Helper()
	profile, ok := fetch.ProfileNamed("chromium")
	if !ok {
		t.Fatal("there is no profile chromium")
	}
	cfg.Cases, cfg.Seed, cfg.Profile = 80000, 1, profile
	summary, err := Run(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for _, b := range summary.Coverage.Decisions.Branchings(profile) {
		known[b.Name] = true
		switch why, both := OneWay(b.Name, cfg), b.Taken > 0 && b.Passed > 0; {
		case !both && why == "":
			t.Errorf("%s: taken %d times, passed by %d times", b.Name, b.Taken, b.Passed)
		case both && why != "":
			t.Errorf("%s: taken %d times and passed by %d times, though “%s”", b.Name, b.Taken, b.Passed, why)
		}
	}
	for name := range oneWay {
		if !known[name] {
			t.Errorf("there is no decision %q", name)
		}
	}
	for _, r := range fetch.Reasons() {
		switch n, why := summary.Coverage.Reasons[string(r)], OutOfReach(r, cfg); {
		case n == 0 && why == "":
			t.Errorf("%s: never predicted", r)
		case n > 0 && why != "":
			t.Errorf("%s: predicted %d times, though it “%s”", r, n, why)
		}
	}
}
