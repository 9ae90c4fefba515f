package report

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/markup"
	"github.com/corslab/corslab/scenarios"
	"github.com/corslab/corslab/wire"
)

// Explain writes what is predicted for a case, step by step: each exchange and
// each decision in the order they were made, with the section that makes it.
// predictions are those of the case's steps, made with a trace. format is
// "console" or "markdown"; another is a *markup.UnknownFormatError.
func Explain(w io.Writer, format string, c *scenarios.Case, predictions []fetch.Prediction) error {
	p, err := markup.New(format)
	if err != nil {
		return err
	}
	p.Heading(c.Name)
	if c.Title != "" {
		p.Paragraph(c.Title)
	}
	for i, prediction := range predictions {
		if len(predictions) > 1 {
			p.Subheading(fmt.Sprintf("Step %d%s", i+1, waitText(c.Steps[i])))
		}
		p.Paragraph(callText(c.Page, c.Steps[i].Request))
		explainPrediction(p, prediction)
	}
	_, err = io.WriteString(w, p.String())
	return err
}

func waitText(s scenarios.Step) string {
	if s.After == 0 {
		return ""
	}
	return ", after " + s.After.String()
}

// callText says in a sentence who calls what.
func callText(page fetch.Page, r fetch.Request) string {
	api := r.API
	if api == "" {
		api = fetch.APIFetch
	}
	method := r.Method
	if method == "" {
		method = "GET"
	}
	as := ""
	if page.As != "" && page.As != fetch.PageWindow {
		as = " (" + string(page.As) + ")"
	}
	text := fmt.Sprintf("%s%s calls %s: %s %s", page.URL, as, api, method, r.URL)
	for _, setting := range []struct{ name, value string }{
		{"mode", string(r.Mode)}, {"credentials", string(r.Credentials)},
		{"redirect", string(r.Redirect)}, {"cache", string(r.Cache)},
	} {
		if setting.value != "" {
			text += ", " + setting.name + " " + setting.value
		}
	}
	for _, h := range r.Headers {
		text += ", header " + h.Name + ": " + h.Value
	}
	return text
}

// explainPrediction writes the decisions, each exchange before the first
// decision that is about it or a later one.
func explainPrediction(p markup.Page, prediction fetch.Prediction) {
	written := 0
	upTo := func(n int) {
		for ; written < n && written < len(prediction.Exchanges); written++ {
			explainExchange(p, written+1, prediction.Exchanges[written])
		}
	}
	for _, d := range prediction.Decisions {
		upTo(d.Exchange + 1)
		if note, ok := serversNote(d, prediction.Exchanges); ok {
			p.Note(noteText(note), note.Section)
			continue
		}
		p.Decision(markOf(d.Verdict), decisionText(d), d.Section)
	}
	upTo(len(prediction.Exchanges))
	p.Paragraph(resultText(prediction))
	for _, fact := range prediction.Unverified {
		p.Paragraph("Unverified: " + fact)
	}
}

// serversNote returns the note of the server that a decision repeats. It is the
// policy's decision, and its section is none of a standard for browsers.
func serversNote(d fetch.Decision, exchanges []wire.Exchange) (note wire.Note, ok bool) {
	if d.Exchange < 0 || d.Exchange >= len(exchanges) {
		return wire.Note{}, false
	}
	for _, note := range exchanges[d.Exchange].Response.Notes {
		if note.Section == d.Section && note.Text == d.Text {
			return note, true
		}
	}
	return wire.Note{}, false
}

func noteText(n wire.Note) string {
	if n.Unverified {
		return n.Text + " (unverified)"
	}
	return n.Text
}

// decisionText is the decision, with the quirk by which it departs from the
// section.
func decisionText(d fetch.Decision) string {
	if d.Quirk == "" {
		return d.Text
	}
	return d.Text + " [quirk " + d.Quirk + "]"
}

// markOf is the sign in front of a decision.
func markOf(v fetch.Verdict) string {
	switch v {
	case fetch.Pass:
		return "✓"
	case fetch.Fail:
		return "✗"
	}
	return "·"
}

// explainExchange writes an exchange in full.
func explainExchange(p markup.Page, number int, x wire.Exchange) {
	lines := []string{"> " + fetch.Text(x.Request.Method) + " " + fetch.Text(x.Request.URL())}
	for _, line := range x.Request.Header {
		lines = append(lines, ">   "+fetch.Text(string(line)))
	}
	lines = append(lines, "< "+answerText(x.Response))
	for _, line := range x.Response.Header {
		lines = append(lines, "<   "+fetch.Text(string(line)))
	}
	title := "Request"
	if x.Request.IsPreflight() {
		title = "Preflight"
	}
	p.Block(fmt.Sprintf("%s %d", title, number), lines)
}

// resultText says how it ended, as the page sees it.
func resultText(prediction fetch.Prediction) string {
	text := "Result: " + cmp.Or(string(prediction.Outcome), "the page is not told")
	if reason := reasonText(prediction); reason != "" {
		text += ", " + reason
	}
	if prediction.Type != "" {
		text += ", type " + prediction.Type
	}
	if prediction.Status != fetch.StatusHidden {
		text += fmt.Sprintf(", status %d", prediction.Status)
	}
	if len(prediction.Headers) > 0 {
		text += ", readable headers " + strings.Join(sortedNames(prediction.Headers), ", ")
	}
	if len(prediction.Quirks) > 0 {
		text += ", by quirk " + strings.Join(prediction.Quirks, ", ")
	}
	return text
}

// reasonText is the reason with its parameter; "" where there is none.
func reasonText(prediction fetch.Prediction) string {
	if prediction.Param == "" {
		return string(prediction.Reason)
	}
	return string(prediction.Reason) + " (" + prediction.Param + ")"
}

func sortedNames(headers map[string]string) []string { return slices.Sorted(maps.Keys(headers)) }
