package fetch

import (
	"regexp"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestQuirksAreDescribed(t *testing.T) {
	name := regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)+$`)
	browser := regexp.MustCompile(`^[a-z]+ [0-9]+$`)
	seen := map[string]bool{}
	for i, q := range Quirks() {
		if !name.MatchString(q.Name) || seen[q.Name] {
			t.Errorf("quirk %d: the name %q is not in kebab case, or used twice", i, q.Name)
		}
		seen[q.Name] = true
		if q.Text == "" || q.Evidence == "" || len(q.Browsers) == 0 {
			t.Errorf("%s: a field is empty: %+v", q.Name, q)
		}
		if _, ok := SectionURL(q.Section); !ok || q.Section == "" {
			t.Errorf("%s: the section %q has no address", q.Name, q.Section)
		}
		for _, b := range q.Browsers {
			if !browser.MatchString(b) {
				t.Errorf("%s: %q is not a browser and its version", q.Name, b)
			}
		}
	}
}

func TestQuirksIsACopy(t *testing.T) {
	Quirks()[0].Browsers[0] = "changed"
	Quirks()[0].Name = "changed"
	if q := Quirks()[0]; q.Name == "changed" || q.Browsers[0] == "changed" {
		t.Error("a caller changed the table")
	}
}

func TestProfiles(t *testing.T) {
	if diff := cmp.Diff([]string{"standard", "chromium"}, ProfileNames()); diff != "" {
		t.Errorf("ProfileNames (-want +got):\n%s", diff)
	}
	for _, name := range ProfileNames() {
		if p, ok := ProfileNamed(name); !ok || p.Name() != name {
			t.Errorf("ProfileNamed(%q) = %v, %v", name, p, ok)
		}
	}
	if p, ok := ProfileNamed("mosaic"); ok || p != (Profile{}) {
		t.Errorf("there is a profile of an unknown browser: %v", p)
	}

	standard, _ := ProfileNamed("standard")
	if len(standard.Quirks()) != 0 {
		t.Errorf("the standard has quirks: %v", standard.Quirks())
	}
	c, _ := ProfileNamed("chromium")
	if got := len(c.Quirks()); got != len(Quirks()) {
		t.Errorf("Chromium has %d quirks, want all %d", got, len(Quirks()))
	}
	for _, q := range Quirks() {
		without := c.Without(q.Name)
		if slices.Contains(without.Quirks(), q.Name) || len(without.Quirks()) != len(c.Quirks())-1 || without.Name() != "chromium" {
			t.Errorf("without %s, Chromium is %q with %v", q.Name, without.Name(), without.Quirks())
		}
	}
	if c.Without("no-such-quirk") != c || standard.Without("int64-range") != standard {
		t.Error("taking away a quirk that is not there changed a profile")
	}
}

func TestDepartures(t *testing.T) {
	var standard *departures
	if standard.has(quirkInt64Range) {
		t.Error("nil, which is the standard, has a quirk")
	}
	d := &departures{enabled: quirkSet{}.with(quirkInt64Range).with(quirkClientHintSafelist)}
	d.apply(quirkInt64Range)
	d.apply(quirkInt64Range)
	if !d.has(quirkClientHintSafelist) || d.has(quirkUserAgentDropped) || appliedNames(d) != "int64-range" {
		t.Errorf("departures are %b on and %q applied", d.enabled, appliedNames(d))
	}
}
