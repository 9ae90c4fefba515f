package fetch

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestQuirksAreDescribed(t *testing.T) {
	name := regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)+$`)
	browser := regexp.MustCompile(`^[a-z]+ [0-9]+(\.[0-9]+)?$`)
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
	if diff := cmp.Diff([]string{"standard", "chromium", "firefox", "webkit"}, ProfileNames()); diff != "" {
		t.Errorf("ProfileNames (-want +got):\n%s", diff)
	}
	listed := map[string][]string{}
	for _, q := range Quirks() {
		for _, b := range q.Browsers {
			name, _, _ := strings.Cut(b, " ")
			listed[name] = append(listed[name], q.Name)
		}
	}
	for _, name := range ProfileNames() {
		p, ok := ProfileNamed(name)
		if !ok || p.Name() != name {
			t.Errorf("ProfileNamed(%q) = %v, %v", name, p, ok)
		}
		slices.Sort(listed[name])
		if diff := cmp.Diff(listed[name], p.Quirks()); diff != "" {
			t.Errorf("the quirks of %s (-listed +profile):\n%s", name, diff)
		}
		for _, quirk := range p.Quirks() {
			without := p.Without(quirk)
			if slices.Contains(without.Quirks(), quirk) || len(without.Quirks()) != len(p.Quirks())-1 || without.Name() != name {
				t.Errorf("without %s, %s is %q with %v", quirk, name, without.Name(), without.Quirks())
			}
		}
		if is := p.Unvalidated() != ""; is != (name == "firefox" || name == "webkit") {
			t.Errorf("of profile %s it is said: %q", name, p.Unvalidated())
		}
	}
	if len(listed) != len(ProfileNames())-1 {
		t.Errorf("the browsers of the quirks are not the profiles: %v", listed)
	}
	if p, ok := ProfileNamed("mosaic"); ok || p != (Profile{}) {
		t.Errorf("there is a profile of an unknown browser: %v", p)
	}
	standard, _ := ProfileNamed("standard")
	c, _ := ProfileNamed("chromium")
	if c.Without("no-such-quirk") != c || standard.Without("int64-range") != standard {
		t.Error("taking away a quirk that is not there changed a profile")
	}
}

// A prediction by a profile that nobody has held against its browser says so.
func TestUnvalidatedPredictions(t *testing.T) {
	for _, name := range ProfileNames() {
		p, _ := ProfileNamed(name)
		b, err := NewBrowser(Config{Profile: p, Page: Page{URL: "https://a.test/"}})
		if err != nil {
			t.Fatal(err)
		}
		var want []string
		if text := p.Unvalidated(); text != "" {
			want = []string{text}
		}
		for range 2 {
			if diff := cmp.Diff(want, b.Fetch(Request{URL: "https://b.test/"}).Unverified); diff != "" {
				t.Errorf("%s (-want +got):\n%s", name, diff)
			}
		}
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
