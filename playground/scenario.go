package playground

import "github.com/corslab/corslab/scenarios"

// ScenarioOf returns the scenario file that a state is, and the case of it that is
// shown. Where there are problems there is none.
func ScenarioOf(s State) (text string, c *scenarios.Case, problems []Problem) {
	q, problems := ask(s)
	return q.yaml, q.c, problems
}
