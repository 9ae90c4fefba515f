package report

import (
	"slices"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/story"
	"github.com/corslab/corslab/verdict"
	"github.com/corslab/corslab/wire"
)

// A finding is what a reader of a failure needs. Every text format shows the
// same, each in its own markup. Its strings may hold hostile text.
type finding struct {
	title, why, message string
	rows                []row
	// predicted and observed are the exchanges, a line each; observed is nil
	// where nothing was run.
	predicted, observed []string
	// reason is why the request was refused, as predicted; "" where it was not,
	// or where a row holds the reasons.
	reason string
	// notes are why the server answered so, in the exchange that decided.
	notes    []string
	deciding *fetch.Decision
	// curl repeats the last request; "" where none was sent.
	curl string
}

// A row is one field that is disagreed on, in the three voices; "" is a voice
// that said nothing, or nothing else.
type row struct {
	field  string
	voices [3]string
}

// voices is the order of a row.
var voices = [3]verdict.Voice{verdict.Expected, verdict.Predicted, verdict.Observed}

func newFinding(r Result) finding {
	f := finding{message: r.Message, rows: rowsOf(r.Disagreements)}
	if r.Scenario != nil {
		f.title = r.Scenario.Title
		if r.Scenario.Suite != nil {
			f.why = r.Scenario.Suite.Why
		}
	}
	var last []wire.Exchange
	if r.Predicted != nil {
		f.predicted = exchangeLines(r.Predicted.Exchanges)
		f.deciding = decidingStep(r.Predicted.Decisions)
		f.notes = decidingNotes(f.deciding, r.Predicted.Exchanges)
		if !slices.ContainsFunc(f.rows, func(r row) bool { return r.field == "reason" }) {
			f.reason = reasonText(*r.Predicted)
		}
		last = r.Predicted.Exchanges
	}
	if r.Observed != nil {
		f.observed = exchangeLines(r.Exchanges)
		if len(last) == 0 {
			last = r.Exchanges // with all that a browser adds
		}
	}
	if len(last) > 0 {
		f.curl = curlLine(last[len(last)-1].Request)
	}
	return f
}

// rowsOf brings the disagreements of the three pairs together, in the order in
// which fields first appear.
func rowsOf(disagreements []verdict.Disagreement) []row {
	var rows []row
	index := map[string]int{}
	for _, d := range disagreements {
		i, ok := index[d.Field]
		if !ok {
			i = len(rows)
			index[d.Field] = i
			rows = append(rows, row{field: d.Field})
		}
		for side, voice := range d.Between {
			for column, v := range voices {
				if v == voice {
					rows[i].voices[column] = said(d.Values[side])
				}
			}
		}
	}
	return rows
}

// said is a value as it is shown: an empty one must not look like a voice that
// said nothing.
func said(value string) string {
	if value == "" {
		return "(empty)"
	}
	return value
}

// decidingStep returns the last check that failed, or else the last decision;
// nil where there is none.
func decidingStep(decisions []fetch.Decision) *fetch.Decision {
	for i := len(decisions) - 1; i >= 0; i-- {
		if decisions[i].Verdict == fetch.Fail {
			return &decisions[i]
		}
	}
	if len(decisions) > 0 {
		return &decisions[len(decisions)-1]
	}
	return nil
}

// decidingNotes returns what the server says about the exchange of a decision,
// and the part of its policy that says so.
func decidingNotes(d *fetch.Decision, exchanges []wire.Exchange) (notes []string) {
	if d == nil || d.Exchange < 0 || d.Exchange >= len(exchanges) {
		return nil
	}
	for _, n := range exchanges[d.Exchange].Response.Notes {
		notes = append(notes, story.NoteText(n)+" ("+n.Section+")")
	}
	return notes
}

// exchangeLines writes out exchanges as far as CORS is concerned: the request
// line, the headers that matter to it, and the answer.
func exchangeLines(exchanges []wire.Exchange) []string {
	lines := []string{}
	for _, x := range exchanges {
		lines = append(lines, "> "+fetch.Text(x.Request.Method)+" "+fetch.Text(x.Request.URL()))
		lines = append(lines, relevantLines("> ", x.Request.Header)...)
		lines = append(lines, "< "+story.AnswerText(x.Response))
		lines = append(lines, relevantLines("< ", x.Response.Header)...)
	}
	return lines
}

func relevantLines(prefix string, header wire.Header) []string {
	var lines []string
	for _, line := range header {
		if story.IsRelevant(line) {
			lines = append(lines, prefix+"  "+fetch.Text(string(line)))
		}
	}
	return lines
}
