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

// In a folder a template may lie beside the scenario that names it. What is neither
// is still a scenario with mistakes.
func TestTemplatesBesideScenarios(t *testing.T) {
	fsys := fstest.MapFS{
		"a/template.yaml": {Data: []byte("AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  B:\n    Type: AWS::S3::Bucket\n    Properties:\n" +
			"      CorsConfiguration: {CorsRules: [{AllowedOrigins: [!Sub 'https://${AWS::Region}.example'], AllowedMethods: [GET]}]}\n")},
		"a/s.yaml": {Data: []byte("suite: a/b\ntitle: t\nwhy: w\nspec: [cors-check]\npage: https://us-east-1.example\nservers:\n" +
			"  - {at: https://b.test, policy: {s3: template.yaml}}\nrequest: {url: https://b.test/}\n")},
	}
	suites, err := Load(fsys, "a")
	if err != nil || len(suites) != 1 {
		t.Fatalf("%d suites, %v", len(suites), err)
	}
	for c := range suites[0].Cases() {
		if got := c.Predict(standard(t), false)[0].Outcome; got != "allow" {
			t.Errorf("%s: %s", c.Name, got)
		}
	}
	fsys["a/other.yaml"] = &fstest.MapFile{Data: []byte("title: no name\n")}
	if _, err := Load(fsys, "a"); err == nil || !strings.Contains(err.Error(), "a/other.yaml") {
		t.Errorf("a file that is neither: %v", err)
	}
}
