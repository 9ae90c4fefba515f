package scenarios_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/corslab/corslab/scenarios"
)

func TestCataloguePaths(t *testing.T) {
	for _, c := range []struct{ patterns, want []string }{
		{nil, []string{"."}},
		{[]string{"s3/restricted"}, []string{"s3/restricted.yaml"}},
		{[]string{"s3/restricted#x[api=*]@2"}, []string{"s3/restricted.yaml"}},
		{[]string{"s3/restricted**", "csp/ports"}, []string{"csp/ports.yaml", "s3"}},
		{[]string{"s3/restricted", "s3/*", "s3/*"}, []string{"s3"}},
		{[]string{"**[api=xhr,**]", "s3/restricted"}, []string{"."}},
		{[]string{"s3*"}, []string{"."}},
		{[]string{"s3"}, []string{"."}},
		{[]string{"nothing/**"}, []string{"."}},
		{[]string{"../s3/**"}, []string{"."}},
		{[]string{""}, []string{"."}},
	} {
		if diff := cmp.Diff(c.want, scenarios.CataloguePaths(c.patterns)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", c.patterns, diff)
		}
	}
}

// What the patterns choose of those paths is what they choose of the whole.
func TestCataloguePathsHoldWhatIsChosen(t *testing.T) {
	whole, err := scenarios.Load(scenarios.Catalogue(), ".")
	if err != nil {
		t.Fatal(err)
	}
	chosen := func(suites []*scenarios.Suite, patterns []string) (names []string) {
		selection := scenarios.Selection{Run: patterns}
		if err := selection.Compile(); err != nil {
			t.Fatal(err)
		}
		for _, suite := range suites {
			for c := range suite.Cases() {
				if selection.Chooses(c) {
					names = append(names, c.Name)
				}
			}
		}
		return names
	}
	for _, patterns := range [][]string{{"s3/restricted"}, {"s3/**", "csp/ports#self**"}, {"xhr/*#**", "redirect/limit"}, {"cache/parts#nothing"}} {
		few, err := scenarios.Load(scenarios.Catalogue(), scenarios.CataloguePaths(patterns)...)
		if err != nil {
			t.Fatal(err)
		}
		want, got := chosen(whole, patterns), chosen(few, patterns)
		slices.Sort(want)
		slices.Sort(got)
		if diff := cmp.Diff(want, got); diff != "" || len(got) == 0 {
			t.Errorf("%q (-want +got):\n%s", patterns, diff)
		}
		if len(few) >= len(whole) {
			t.Errorf("%q: all %d suites are read", patterns, len(few))
		}
	}
	for _, suite := range whole {
		if got := scenarios.CataloguePaths([]string{suite.Name}); len(got) != 1 || got[0] != suite.File {
			t.Errorf("suite %s is in %s, and looked for in %s", suite.Name, suite.File, got)
		}
	}
}
