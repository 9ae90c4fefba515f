package conformance

import (
	"strings"
	"testing"
)

func TestCasesHaveNamesOfTheirOwn(t *testing.T) {
	seen, about := map[string]bool{}, map[Feature]bool{}
	for _, c := range Suite() {
		if seen[c.Name] {
			t.Errorf("two cases are called %s", c.Name)
		}
		seen[c.Name], about[c.Feature] = true, true
		if c.Title == "" || c.run == nil {
			t.Errorf("%s says nothing, or asks nothing", c.Name)
		}
	}
	for _, f := range Features() {
		if !about[f] {
			t.Errorf("no case is about %s", f)
		}
	}
}

func TestAllows(t *testing.T) {
	p := Policy{Origins: []string{"https://a.test", "https://*.b.test", "http://c.test:*", Null}}
	for _, test := range []struct {
		origin         string
		allowed, known bool
	}{
		{"https://a.test", true, true},
		{"http://a.test", false, true},
		{"https://x.b.test", true, true},
		{"https://y.x.b.test", false, false}, // as good as one label, for those who own the domain
		{"https://b.test", false, true},
		{"https://xb.test", false, true},
		{"http://x.b.test", false, true},
		{"https://x?.b.test", false, true},
		{"http://c.test", true, true},
		{"http://c.test:81", true, true},
		{"http://c.test:81.evil.test", false, true},
		{"http://c.test.evil.test", false, true},
		{"null", true, true},
	} {
		if allowed, known := p.allows(test.origin); allowed != test.allowed || known != test.known {
			t.Errorf("%s: %v, %v", test.origin, allowed, known)
		}
	}
}

// TestLookalikes: a browser can send every one, and none is let in.
func TestLookalikes(t *testing.T) {
	for _, p := range Policies() {
		for _, l := range p.Policy.lookalikes() {
			if allowed, _ := p.Policy.allows(l.origin); allowed || !isOrigin(l.origin) {
				t.Errorf("%s: %s is no look-alike", p.Name, l.origin)
			}
		}
		for _, raw := range p.Policy.malformed() {
			if isOrigin(raw) {
				t.Errorf("%s: %s can come from a browser", p.Name, raw)
			}
		}
		for _, sample := range p.Policy.samples() {
			if allowed, known := p.Policy.allows(sample); !allowed || !known {
				t.Errorf("%s: %s is not let in", p.Name, sample)
			}
		}
	}
	single := Policy{Origins: []string{"https://example.com"}}
	var origins []string
	for _, l := range single.lookalikes() {
		origins = append(origins, l.origin)
	}
	for _, want := range []string{
		"https://example.com.evil.example", "https://example.community", "https://evilexample.com", "https://evil.example.com",
		"https://examplexcom", "http://example.com", "https://example.com:8443", "https://evilexample.com.evil.example",
	} {
		if !strings.Contains(strings.Join(origins, " ")+" ", want+" ") {
			t.Errorf("%s is not tried", want)
		}
	}
}

func TestClassesHaveTexts(t *testing.T) {
	for _, class := range Classes() {
		if class.Text() == "" {
			t.Errorf("%s: nothing says what the mistake is", class)
		}
	}
}
