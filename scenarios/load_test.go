package scenarios

import (
	"strings"
	"testing"
	"testing/fstest"
)

// load loads one YAML file with the given content.
func load(content string) ([]*Suite, error) {
	return Load(fstest.MapFS{"suite.yaml": {Data: []byte(content)}}, "suite.yaml")
}

// TestInlinePolicyKeepsItsLines holds that what a service says about a rule
// names the line of the scenario that it is written on.
func TestInlinePolicyKeepsItsLines(t *testing.T) {
	suites, err := load(`suite: a/b
title: t
why: w
spec: [cors-check]
page: https://www.example.com
servers:
  - at: https://bucket.s3.amazonaws.com
    policy:
      s3:
        - AllowedOrigins: [https://a.test]
          AllowedMethods: [GET]
        - {AllowedOrigins: [https://www.example.com], AllowedMethods: [PUT]}
request: {url: "https://bucket.s3.amazonaws.com/"}
`)
	if err != nil {
		t.Fatal(err)
	}
	for c := range suites[0].Cases() {
		var notes []string
		for _, note := range c.Predict(standard(t), true)[0].Exchanges[0].Response.Notes {
			notes = append(notes, note.Text)
		}
		text := strings.Join(notes, "\n")
		for _, rule := range []string{"rule 1 (line 10)", "rule 2 (line 12)"} {
			if !strings.Contains(text, rule) {
				t.Errorf("no note is about %s:\n%s", rule, text)
			}
		}
	}
}
