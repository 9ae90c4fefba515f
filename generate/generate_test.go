package generate_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/corslab/corslab/document"
	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/generate"
	"github.com/corslab/corslab/scenarios"
)

// draw returns the scenario of a seed and number.
func draw(seed, number uint64) *document.Node {
	source := rand.New(rand.NewPCG(seed, number))
	return generate.Scenario(source, generate.NewSetting(rand.New(rand.NewPCG(seed, number/10))), fmt.Sprintf("fuzz/case-%d", number))
}

func TestSameSeedSameScenario(t *testing.T) {
	seen := map[string]bool{}
	for number := range uint64(200) {
		one, two := document.WriteYAML(draw(1, number)), document.WriteYAML(draw(1, number))
		if !bytes.Equal(one, two) {
			t.Fatalf("scenario %d differs from itself:\n%s", number, cmp.Diff(string(one), string(two)))
		}
		if seen[string(one)] {
			t.Errorf("scenario %d was drawn before", number)
		}
		seen[string(one)] = true
		if bytes.Equal(one, document.WriteYAML(draw(2, number))) {
			t.Errorf("scenario %d does not depend on the seed", number)
		}
	}
}

// What is drawn is what a user could write, and says the same as YAML and as JSON.
func TestScenariosLoad(t *testing.T) {
	profile, ok := fetch.ProfileNamed("chromium")
	if !ok {
		t.Fatal("there is no profile chromium")
	}
	const drawn = 2000
	loaded := 0
	for number := range uint64(drawn) {
		tree := draw(3, number)
		suite, err := scenarios.Parse("drawn.json", document.WriteJSON(tree))
		again, yamlErr := scenarios.Parse("drawn.yaml", document.WriteYAML(tree))
		if (err == nil) != (yamlErr == nil) {
			t.Fatalf("scenario %d: as JSON %v, as YAML %v\n%s", number, err, yamlErr, document.WriteYAML(tree))
		}
		if err != nil {
			continue
		}
		loaded++
		if diff := cmp.Diff(predictions(suite, profile), predictions(again, profile)); diff != "" {
			t.Fatalf("scenario %d is predicted otherwise as YAML (-JSON +YAML):\n%s", number, diff)
		}
	}
	if loaded < drawn*9/10 {
		t.Errorf("of %d scenarios the loader takes %d", drawn, loaded)
	}
}

// predictions are what a profile does with a suite, as text.
func predictions(suite *scenarios.Suite, profile fetch.Profile) []string {
	var all []string
	for c := range suite.Cases() {
		for _, p := range c.Predict(profile, false) {
			line := fmt.Sprintf("%s %s %s %v", c.Name, p.Outcome, p.Reason, p.Headers)
			for _, x := range p.Exchanges {
				line += fmt.Sprintf("\n%s %s %q %d %q", x.Request.Method, x.Request.URL(), x.Request.Header, x.Response.Status, x.Response.Lines())
			}
			all = append(all, line)
		}
	}
	return all
}

// hasText reports whether a text stands somewhere in a tree.
func hasText(n *document.Node, text string) bool {
	return n != nil && (n.Text == text || slices.ContainsFunc(n.Items, func(i *document.Node) bool { return hasText(i, text) }) ||
		slices.ContainsFunc(n.Entries, func(e document.Entry) bool { return hasText(e.Value, text) }))
}

// A scenario is shrunk to what the failure needs, and stays one that shows it.
func TestShrink(t *testing.T) {
	shrunk := 0
	for number := range uint64(60) {
		tree := draw(4, number)
		needs := func(n *document.Node) bool { return hasText(n.Get("servers"), "Access-Control-Allow-Origin: *") }
		if !needs(tree) {
			continue
		}
		shrunk++
		small := generate.Shrink(tree, 200, func(candidates []*document.Node) []bool {
			failed := make([]bool, len(candidates))
			for i, c := range candidates {
				failed[i] = needs(c)
			}
			return failed
		})
		if !needs(small) {
			t.Fatalf("scenario %d no longer shows the failure:\n%s", number, document.WriteYAML(small))
		}
		if lines := strings.Count(string(document.WriteYAML(small)), "\n"); lines > 14 {
			t.Errorf("scenario %d keeps %d lines:\n%s", number, lines, document.WriteYAML(small))
		}
	}
	if shrunk < 5 {
		t.Errorf("only %d scenarios had anything to shrink", shrunk)
	}
}

// A failure that nothing smaller shows is left as it is, after one round of asking.
func TestShrinkGivesUp(t *testing.T) {
	tree := draw(5, 1)
	asked := 0
	small := generate.Shrink(tree, 10, func(candidates []*document.Node) []bool {
		asked++
		return make([]bool, len(candidates))
	})
	if small != tree || asked != 1 {
		t.Errorf("after asking %d times the scenario is another: %v", asked, small != tree)
	}
}
