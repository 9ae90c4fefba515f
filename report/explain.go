package report

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/markup"
	"github.com/corslab/corslab/story"
	"github.com/corslab/corslab/wire"
)

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
	steps := story.Steps(story.Decisions(prediction))
	for i, d := range prediction.Decisions {
		upTo(d.Exchange + 1)
		p.Steps(steps[i : i+1])
	}
	upTo(len(prediction.Exchanges))
	p.Paragraph(resultText(prediction))
	for _, fact := range prediction.Unverified {
		p.Paragraph("Unverified: " + fact)
	}
}

// explainExchange writes an exchange in full.
func explainExchange(p markup.Page, number int, x wire.Exchange) {
	lines := []string{"> " + fetch.Text(x.Request.Method) + " " + fetch.Text(x.Request.URL())}
	for _, line := range x.Request.Header {
		lines = append(lines, ">   "+fetch.Text(string(line)))
	}
	lines = append(lines, "< "+story.AnswerText(x.Response))
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
