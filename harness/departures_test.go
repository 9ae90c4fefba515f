package harness

import (
	"slices"
	"strings"
	"testing"

	"github.com/corslab/corslab/fetch"
)

// What a quirk of the browser explains is put down to it; what none explains is
// not.
func TestDepartures(t *testing.T) {
	suites := load(t, `
  - at: https://odd.example
    routes: [{path: "/*", actual: {status: 302, headers: ["Location: http://"]}}]
request: {url: https://odd.example/}
`)
	standard, ok := fetch.ProfileNamed("standard")
	if !ok {
		t.Fatal("no profile standard")
	}
	for reason, want := range map[fetch.Reason][]string{
		fetch.InvalidRedirect:          {"redirect-checks-first"},
		fetch.TooManyRedirects:         nil,
		fetch.MissingAllowOriginHeader: nil,
	} {
		cfg := config(t, suites, &fakeBrowser{lie: func(_ int, url string, w *Witness) {
			if strings.HasPrefix(url, "https://odd.example/") {
				w.Reasons = []fetch.Reason{reason}
			}
		}})
		cfg.Profile = standard
		for result, err := range Run(t.Context(), cfg) {
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(result.Departures, want) {
				t.Errorf("%s is put down to %q (%s, %v), want %q", reason, result.Departures, result.Status, result.Disagreements, want)
			}
		}
	}
}
