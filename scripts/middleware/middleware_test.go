package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/corslab/corslab/conformance"
)

// read reads a list of adapters/.
func read[T any](t *testing.T, name string) []T {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", adapters, name))
	if err != nil {
		t.Fatal(err)
	}
	var list []T
	if err := json.Unmarshal(data, &list); err != nil || len(list) == 0 {
		t.Fatalf("%s: %d entries, %v", name, len(list), err)
	}
	return list
}

// TestMistakes: every past mistake has an adapter, versions, cases and classes that
// there are.
func TestMistakes(t *testing.T) {
	seen := map[string]bool{}
	for _, m := range read[mistake](t, "cves/cves.json") {
		if seen[m.ID] {
			t.Errorf("%s is there twice", m.ID)
		}
		seen[m.ID] = true
		if m.Vulnerable == "" || m.Ref == "" || len(m.Class) == 0 || m.Kind != "go" && m.Kind != "npm" {
			t.Errorf("%s is not complete", m.ID)
		}
		if m.Kind == "go" && (m.Alone || m.AnyPeer) {
			t.Errorf("%s is no package of npm, and says how npm is to install it", m.ID)
		}
		for _, class := range m.Class {
			if !slices.Contains(conformance.Classes(), conformance.Class(class)) {
				t.Errorf("%s: there is no class %s", m.ID, class)
			}
		}
		policy, _, _ := strings.Cut(m.Run, "#")
		if !slices.ContainsFunc(conformance.Policies(), func(n conformance.Named) bool { return n.Name == policy }) {
			t.Errorf("%s: there is no policy %s", m.ID, policy)
		}
		if _, err := os.Stat(filepath.Join("..", "..", adapters, m.Adapter)); err != nil {
			t.Errorf("%s: %v", m.ID, err)
		}
	}
}

// TestExplanations are about features that there are, with a column in the table.
func TestExplanations(t *testing.T) {
	table, err := os.ReadFile(filepath.Join("..", "..", "docs", "conformance.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range read[peer](t, "peers.json") {
		for feature, text := range p.Because {
			if !slices.Contains(conformance.Features(), conformance.Feature(feature)) || text == "" {
				t.Errorf("%s: there is no feature %s, or nothing is said about it", p.Name, feature)
			}
			if anchor := `<a id="` + p.Name + "-" + feature + `">`; feature != "load" && !strings.Contains(string(table), anchor) {
				t.Errorf("docs/conformance.md has no %s: make peers", anchor)
			}
		}
	}
}

func TestVerdictsOfAColumn(t *testing.T) {
	c := column{peer: peer{Name: "p", Because: map[string]string{"errors": "why", "caching": "gone"}}, verdicts: []verdict{
		{Case: "a", Labels: []string{"core", "methods"}, Status: "pass"},
		{Case: "b", Labels: []string{"extended", "errors", "missing-on-errors"}, Status: "fail", Message: "missing-on-errors: x"},
		{Case: "c", Labels: []string{"extended", "max-age", "preflight-max-age"}, Status: "fail", Message: "preflight-max-age: x"},
		{Case: "d", Labels: []string{"extended", "subdomains"}, Status: "skip"},
	}}
	var told []string
	for _, err := range c.unexplained() {
		told = append(told, err.Error())
	}
	want := []string{"p: nobody has explained c: preflight-max-age: x", "p: caching is explained, and nothing is found"}
	if !slices.Equal(told, want) {
		t.Errorf("%q", told)
	}
	text := page([]column{c})
	for _, want := range []string{"| methods | ✓ |", "| errors | [✗](#p-errors) |", "| subdomains | – |", "errors: missing-on-errors\n\nwhy\n\nCases: `b`."} {
		if !strings.Contains(text, want) {
			t.Errorf("the page lacks %s:\n%s", want, text)
		}
	}
}
