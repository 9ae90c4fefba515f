package fuzz

import "github.com/corslab/corslab/fetch"

// A Coverage counts what the predictions of a run went through.
type Coverage struct {
	// Outcomes, Reasons and Quirks count predictions, by name.
	Outcomes, Reasons, Quirks map[string]int
	// Decisions counts which ways the decisions went.
	Decisions fetch.Coverage
}

func newCoverage() Coverage {
	return Coverage{Outcomes: map[string]int{}, Reasons: map[string]int{}, Quirks: map[string]int{}}
}

func (c *Coverage) add(predictions []fetch.Prediction) {
	for _, p := range predictions {
		c.Outcomes[string(p.Outcome)]++
		if p.Reason != "" {
			c.Reasons[string(p.Reason)]++
		}
		for _, q := range p.Quirks {
			c.Quirks[q]++
		}
	}
}
