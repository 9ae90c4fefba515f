// Judge predicts the cases of the catalogue that a pattern selects, and exits with 4
// where one is expected otherwise. It is corslab predict without all that takes long to
// build: TestFaults builds it once for every fault.
package main

import (
	"fmt"
	"os"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/scenarios"
	"github.com/corslab/corslab/verdict"
)

// What it exits with, as corslab does.
const (
	misuse       = 1
	disagreement = 4
)

func main() {
	code, err := judge(os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "judge:", err)
	}
	os.Exit(code)
}

func judge(patterns []string) (code int, err error) {
	chosen := &scenarios.Selection{Run: patterns}
	if err := chosen.Compile(); err != nil {
		return misuse, err
	}
	suites, err := scenarios.Load(scenarios.Catalogue(), ".")
	if err != nil {
		return misuse, err
	}
	chromium, _ := fetch.ProfileNamed("chromium")
	for _, suite := range suites {
		for c := range suite.Cases() {
			if !chosen.Chooses(c) {
				continue
			}
			for i, p := range c.Predict(chromium, false) {
				step := &c.Steps[i]
				for _, d := range verdict.Judge(step.Expectation(chromium.Name(), ""), &p, nil) {
					fmt.Fprintf(os.Stdout, "%s: %s: %s %s, %s %s\n", step.Name, d.Field, d.Between[0], d.Values[0], d.Between[1], d.Values[1])
					code = disagreement
				}
			}
		}
	}
	if unmatched := chosen.Unmatched(); len(unmatched) > 0 {
		return misuse, fmt.Errorf("nothing matches %q", unmatched)
	}
	return code, nil
}
