package fuzz

import (
	"strings"

	"github.com/corslab/corslab/fetch"
)

// A Coverage counts what the predictions of a run went through.
type Coverage struct {
	// Outcomes, Reasons and Quirks count predictions, by name.
	Outcomes, Reasons, Quirks map[string]int
	// Passed and Failed count decisions by the section that makes them.
	Passed, Failed map[string]int
}

func newCoverage() Coverage {
	return Coverage{
		Outcomes: map[string]int{}, Reasons: map[string]int{}, Quirks: map[string]int{},
		Passed: map[string]int{}, Failed: map[string]int{},
	}
}

func (c Coverage) add(predictions []fetch.Prediction) {
	for _, p := range predictions {
		c.Outcomes[string(p.Outcome)]++
		if p.Reason != "" {
			c.Reasons[string(p.Reason)]++
		}
		for _, q := range p.Quirks {
			c.Quirks[q]++
		}
		for _, d := range p.Decisions {
			switch d.Verdict {
			case fetch.Pass, fetch.Info:
				if strings.HasPrefix(d.Section, "route:") {
					continue // a note of the scenario's own server
				}
				c.Passed[d.Section]++
			case fetch.Fail:
				c.Failed[d.Section]++
			}
		}
	}
}
