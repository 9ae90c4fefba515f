package scenarios

import (
	"strings"
	"testing"
)

// The cases of web-platform-tests that scripts/wpt was given, and the test files
// they come from. None is left out.
const (
	wptCases = 477
	wptFiles = 49
)

// Every case of the data is in the catalogue under its own id, and says what comes
// of each step.
func TestWPTIsComplete(t *testing.T) {
	suites, err := Load(Catalogue(), "wpt")
	if err != nil {
		t.Fatal(err)
	}
	ids, files := map[string]string{}, map[string]bool{}
	for _, suite := range suites {
		for c := range suite.Cases() {
			if other := ids[c.Source]; other != "" || c.Source == "" {
				t.Errorf("%s has the source %q, which is that of %q", c.Name, c.Source, other)
			}
			ids[c.Source] = c.Name
			file, _, _ := strings.Cut(c.Source, "#")
			files[file] = true
			for i, step := range c.Steps {
				for _, profile := range []string{"standard", "chromium"} {
					if e := step.Expectation(profile, ""); e == nil || e.Outcome == "" {
						t.Errorf("%s, step %d, expects nothing in profile %s", c.Name, i+1, profile)
					}
				}
			}
		}
	}
	if len(ids) != wptCases || len(files) != wptFiles {
		t.Errorf("there are %d cases of %d files, and should be %d of %d", len(ids), len(files), wptCases, wptFiles)
	}
}
