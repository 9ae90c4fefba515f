package playground

import (
	"fmt"

	"github.com/corslab/corslab/document"
	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/problem"
	"github.com/corslab/corslab/scenarios"
)

// An Answer is what there is to say of a state. Where there are problems, there is
// nothing else.
type Answer struct {
	Problems []Problem `json:"problems,omitempty"`
	// Cases are the names of the first cases of a scenario that the form cannot
	// show, and Case is the one that is shown.
	Cases []string `json:"cases,omitempty"`
	Case  string   `json:"case,omitempty"`
	// Verdicts are those of every profile, on the last step.
	Verdicts []Verdict `json:"verdicts,omitempty"`
	Steps    []Step    `json:"steps,omitempty"`
	// Lights are the lines of the form that decided.
	Lights []Light `json:"lights,omitempty"`
	// Mended is the state with the fix of the last step made; nil where there is none
	// that the form can show.
	Mended *Mended `json:"mended,omitempty"`
	// Resources are those of the policy of each server.
	Resources [][]Resource `json:"resources,omitempty"`
	// YAML is the state as a scenario file.
	YAML string `json:"yaml,omitempty"`
}

// A Problem is what is wrong with a state. Field is the field of the form, as the
// path of its key in the state; Line and Column are in its text, from 1.
type Problem struct {
	Field   string `json:"field,omitempty"`
	Line    int    `json:"line,omitempty"`
	Column  int    `json:"column,omitempty"`
	Message string `json:"message"`
	Hint    string `json:"hint,omitempty"`
	Source  string `json:"source,omitempty"`
}

// A Resource is a policy that was found in a text.
type Resource struct {
	Engine string `json:"engine"`
	Name   string `json:"name"`
}

// A Verdict is what one browser does.
type Verdict struct {
	Profile string        `json:"profile"`
	Outcome fetch.Outcome `json:"outcome"`
	Reason  fetch.Reason  `json:"reason,omitempty"`
	// Unvalidated says that nobody has held the profile against its browser.
	Unvalidated bool `json:"unvalidated,omitempty"`
}

const (
	// shownCases is how many names of cases an answer has.
	shownCases = 500
	// searchedCases is among how many the one that is meant is looked for.
	searchedCases = 20_000
)

// A question is a state that was understood: one case of a scenario.
type question struct {
	c     *scenarios.Case
	yaml  string
	cases []string
	// form is nil for a state with a Scenario.
	form *form
}

// Answers simulates a state and says what comes of it.
func Answers(s State) Answer {
	profile, ok := profileOf(s)
	if !ok {
		return refusal(fmt.Sprintf("unknown profile %q", s.Profile))
	}
	q, problems := ask(s)
	if len(problems) > 0 {
		return Answer{Problems: problems, Resources: q.resources()}
	}
	a := Answer{Case: q.c.Name, Cases: q.cases, YAML: q.yaml, Resources: q.resources()}
	predictions := q.c.Predict(profile, true)
	last := predictions[len(predictions)-1]
	found := remedyOf(q.c, profile, last)
	a.Steps = stepsOf(q.c, profile, predictions, found)
	for _, name := range fetch.ProfileNames() {
		p, _ := fetch.ProfileNamed(name)
		its := last
		if p.Name() != profile.Name() {
			all := q.c.Predict(p, false)
			its = all[len(all)-1]
		}
		a.Verdicts = append(a.Verdicts, Verdict{Profile: name, Outcome: its.Outcome, Reason: its.Reason, Unvalidated: p.Unvalidated() != ""})
	}
	if q.form != nil {
		a.Lights = lightsOf(s, q, last)
	}
	a.Mended = mendedState(s, q, profile, found)
	return a
}

func profileOf(s State) (fetch.Profile, bool) {
	if s.Profile == "" {
		return fetch.ProfileNamed("chromium")
	}
	return fetch.ProfileNamed(s.Profile)
}

// ask makes a state into the case of a scenario.
func ask(s State) (question, []Problem) {
	if s.Scenario != "" {
		return askScenario(s)
	}
	q := question{form: &form{file: &document.File{}}}
	root := q.form.scenarioOf(s)
	if len(q.form.problems) > 0 {
		return q, q.form.problems
	}
	suite, err := scenarios.ParseNode(q.form.file, root)
	if err != nil {
		var problems []Problem
		for p := range problem.All(err) {
			problems = append(problems, q.form.place(p))
		}
		return q, problems
	}
	for c := range suite.Cases() {
		q.c = c
	}
	q.yaml = string(document.WriteYAML(root))
	return q, nil
}

// askScenario finds the case that is meant in the text of a scenario.
func askScenario(s State) (q question, problems []Problem) {
	suite, err := scenarios.Parse("", []byte(s.Scenario))
	if err != nil {
		return q, problemsOf("scenario", err)
	}
	looked := 0
	for c := range suite.Cases() {
		if q.c == nil || c.Name == s.Case {
			q.c = c
		}
		if len(q.cases) < shownCases {
			q.cases = append(q.cases, c.Name)
		}
		looked++
		isFound := s.Case == "" || q.c.Name == s.Case
		if len(q.cases) == shownCases && isFound || looked == searchedCases {
			break
		}
	}
	if q.c == nil {
		return q, []Problem{{Field: "scenario", Message: "the scenario has no case"}}
	}
	q.yaml = s.Scenario
	return q, nil
}

// problemsOf lists what is wrong with the text of one field.
func problemsOf(field string, err error) (problems []Problem) {
	for p := range problem.All(err) {
		problems = append(problems, Problem{Field: field, Line: p.Line, Column: p.Column, Message: p.Message, Hint: p.Hint, Source: p.Source})
	}
	return problems
}

func (q question) resources() (all [][]Resource) {
	if q.form == nil {
		return nil
	}
	for _, found := range q.form.resources {
		list := []Resource{}
		for _, r := range found {
			list = append(list, Resource{string(r.Engine), r.Name})
		}
		all = append(all, list)
	}
	return all
}
