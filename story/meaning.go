package story

import (
	"slices"

	"github.com/corslab/corslab/fetch"
)

// A Meaning is a reason in plain words, for somebody who has never read the
// standard.
type Meaning struct {
	Reason fetch.Reason `json:"reason"`
	// Short is a clause that goes on from "No:", without a full stop.
	Short string `json:"short"`
	// Means says what has happened and why browsers do so.
	Means string `json:"means"`
	// Causes are what usually lies behind it, and Fixes what helps.
	Causes []string `json:"causes"`
	Fixes  []string `json:"fixes"`
	// Section is the section of the standard that asks for it; see
	// fetch.SectionURL.
	Section string `json:"section"`
	// Page is the address of its page in the playground, most with an example to try;
	// it is there while corslab serve runs.
	Page string `json:"page"`
}

// Playground is where corslab serve listens if nothing else is asked for.
const Playground = "127.0.0.1:4480"

// Meanings returns what every reason means, in the order of fetch.Reasons.
func Meanings() []Meaning {
	var list []Meaning
	for _, r := range fetch.Reasons() {
		if m, ok := MeaningOf(r); ok {
			list = append(list, m)
		}
	}
	return list
}

// MeaningOf returns what a reason means; ok is false for what is no reason.
func MeaningOf(r fetch.Reason) (m Meaning, ok bool) {
	if r == "" {
		return Meaning{}, false
	}
	for _, table := range [...][]Meaning{responseMeanings, preflightMeanings, requestMeanings, otherMeanings} {
		if i := slices.IndexFunc(table, func(m Meaning) bool { return m.Reason == r }); i >= 0 {
			m = table[i]
			m.Page = "http://" + Playground + "/#/reason/" + string(r)
			return m, true
		}
	}
	return Meaning{}, false
}
