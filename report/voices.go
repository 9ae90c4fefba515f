package report

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/scenarios"
)

// A voiceRow is one field in the three voices, in the order of voices, "" for a
// voice that says nothing of it. Differs says that two of them disagree.
type voiceRow struct {
	Field   string    `json:"field"`
	Voices  [3]string `json:"voices"`
	Differs bool      `json:"differs,omitempty"`
}

// voiceRows sets side by side what was expected, predicted and observed. What is
// disagreed on is in it even where it is shown nowhere else.
func voiceRows(r Result) []voiceRow {
	t := &voiceTable{index: map[string]int{}}
	for _, field := range [...]string{"outcome", "reason", "preflight", "type", "status", "requests"} {
		t.row(field) // in this order, whoever speaks first
	}
	if e := r.Expected; e != nil {
		t.expect(e)
	}
	if r.Predicted != nil {
		t.observe(1, &r.Predicted.Observation, string(r.Predicted.Reason))
	}
	if o := r.Observed; o != nil {
		reasons := []string{string(o.Reason)}
		if o.Reasons != nil {
			reasons = reasons[:0]
			for _, reason := range o.Reasons {
				reasons = append(reasons, string(reason))
			}
		}
		t.observe(2, &o.Observation, strings.Join(reasons, " or "))
	}
	for _, d := range r.Disagreements {
		for side, voice := range d.Between {
			if column := slices.Index(voices[:], voice); column >= 0 {
				row := t.row(d.Field)
				row.Differs = true
				row.Voices[column] = said(d.Values[side])
			}
		}
	}
	return slices.DeleteFunc(t.rows, func(row voiceRow) bool { return row.Voices == [3]string{} })
}

// A voiceTable is rows in the order in which their fields first came up.
type voiceTable struct {
	rows  []voiceRow
	index map[string]int
}

func (t *voiceTable) row(field string) *voiceRow {
	i, ok := t.index[field]
	if !ok {
		i = len(t.rows)
		t.index[field] = i
		t.rows = append(t.rows, voiceRow{Field: field})
	}
	return &t.rows[i]
}

func (t *voiceTable) say(column int, field, value string) {
	if value != "" {
		t.row(field).Voices[column] = value
	}
}

// expect is what a scenario says; what it does not say it leaves open.
func (t *voiceTable) expect(e *scenarios.Expectation) {
	t.say(0, "outcome", string(e.Outcome))
	t.say(0, "reason", string(e.Reason))
	if e.Preflight != nil {
		t.say(0, "preflight", strconv.FormatBool(*e.Preflight))
	}
	t.say(0, "type", e.Type)
	if e.Status != nil {
		t.say(0, "status", strconv.Itoa(*e.Status))
	}
	for _, name := range slices.Sorted(maps.Keys(e.Headers)) {
		value := "(hidden)"
		if v := e.Headers[name]; v != nil {
			value = said(*v)
		}
		t.say(0, "headers."+name, value)
	}
	t.say(0, "origin", e.Origin)
	if e.Wire != nil {
		t.say(0, "requests", expectedText(e.Wire))
	}
	if e.AnyOf != nil {
		t.say(0, "any of", plural(len(e.AnyOf), "alternative"))
	}
}

// expectedText lists the requests that are to be sent, as far as it is said.
func expectedText(wire []scenarios.SentExpectation) string {
	if len(wire) == 0 {
		return "none"
	}
	lines := make([]string, len(wire))
	for i, s := range wire {
		var parts []string
		for _, part := range [...]*string{s.Method, s.URL} {
			if part != nil {
				parts = append(parts, *part)
			}
		}
		if s.Status != nil {
			parts = append(parts, "→ "+strconv.Itoa(*s.Status))
		}
		lines[i] = cmp.Or(strings.Join(parts, " "), "one")
	}
	return strings.Join(lines, "\n")
}

// observe is what a browser, simulated or real, came to.
func (t *voiceTable) observe(column int, o *fetch.Observation, reason string) {
	t.say(column, "outcome", cmp.Or(string(o.Outcome), "not told"))
	t.say(column, "reason", cmp.Or(reason, "none"))
	t.say(column, "preflight", strconv.FormatBool(o.Preflight))
	t.say(column, "type", o.Type)
	if o.Status != fetch.StatusHidden {
		t.say(column, "status", strconv.Itoa(o.Status))
	}
	for _, name := range slices.Sorted(maps.Keys(o.Headers)) {
		t.say(column, "headers."+name, said(o.Headers[name]))
	}
	if _, ok := t.index["origin"]; ok && len(o.Wire) > 0 {
		origin := "absent"
		if sent := o.Wire[len(o.Wire)-1].Origin; sent != nil {
			origin = *sent
		}
		t.say(column, "origin", origin)
	}
	t.say(column, "requests", requestsText(o.Wire))
}

// requestsText lists the requests that were sent, a line each.
func requestsText(sent []fetch.Sent) string {
	if len(sent) == 0 {
		return "none"
	}
	lines := make([]string, len(sent))
	for i, s := range sent {
		lines[i] = s.Method + " " + s.URL + " → " + strconv.Itoa(s.Status)
		if s.Status == 0 {
			lines[i] = s.Method + " " + s.URL + " → no answer"
		}
	}
	return strings.Join(lines, "\n")
}
