package report

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"html/template"
	"strconv"
	"strings"

	"github.com/corslab/corslab/markup"
	"github.com/corslab/corslab/verdict"
)

// The parts of the page. The scripts share one scope and stand in this order.
var (
	//go:embed page/page.html
	htmlTemplate string
	//go:embed page/page.css
	htmlStyle string
	//go:embed page/data.js
	htmlData string
	//go:embed page/diagram.js
	htmlDiagram string
	//go:embed page/case.js
	htmlCaseScript string
	//go:embed page/list.js
	htmlList string
	//go:embed page/matrix.js
	htmlMatrix string
	//go:embed page/main.js
	htmlMain string

	htmlScript = "(() => {\n\"use strict\";\n" + strings.Join([]string{htmlData, htmlDiagram, htmlCaseScript, htmlList, htmlMatrix, htmlMain}, "\n") + "})();\n"

	htmlPage = template.Must(template.New("").Funcs(template.FuncMap{"visible": markup.Visible}).Parse(htmlTemplate))
)

// htmlPolicy is the page's Content-Security-Policy: nothing is fetched, and no
// script runs but our own.
func htmlPolicy() string {
	hash := sha256.Sum256([]byte(htmlScript))
	return "default-src 'none'; base-uri 'none'; form-action 'none'; style-src 'unsafe-inline'; script-src 'sha256-" + base64.StdEncoding.EncodeToString(hash[:]) + "'"
}

// An htmlSummary is what the page says at a glance.
type htmlSummary struct {
	Policy       string
	Style        template.CSS
	IsGood       bool
	Headline     string
	Counts       string // "8539 cases, 9408 results, 2.1 s"
	Voices       []string
	Bars         []htmlBar
	Disagree     string
	Departures   string
	Since        string // "since old.ndjson: 1 newly broken, …", and the names
	Interrupted  bool
	Failures     template.HTML
	Red, Unnamed int
}

// An htmlBar is one status in the bar that shows how all of them share.
type htmlBar struct {
	Status  verdict.Status
	Count   int
	Percent string
}

func htmlSummaryOf(s Summary, h *htmlReport) htmlSummary {
	page := htmlSummary{
		Policy: htmlPolicy(), Style: template.CSS(htmlStyle), //nolint:gosec // it is our own
		IsGood: s.Red() == 0 && s.Ran() > 0 && !s.Interrupted,
		Counts: s.countText(), Disagree: s.pairText(), Departures: s.departureText(), Interrupted: s.Interrupted,
		Voices:   h.index.Voices,
		Failures: template.HTML(h.failures.String()), //nolint:gosec // htmlPage has escaped it
		Red:      s.Red(), Unnamed: max(0, h.red-plainRedName),
	}
	if seconds := s.Elapsed.Seconds(); seconds > 0 {
		page.Counts += ", " + strconv.FormatFloat(seconds, 'f', 1, 64) + " s"
	}
	if s.Since != nil {
		page.Since = s.Since.text()
	}
	switch {
	case s.Ran() == 0:
		page.Headline = "Nothing ran"
	case s.Red() > 0:
		page.Headline = strconv.Itoa(s.Red()) + " of " + plural(s.Total, "result") + " did not go well"
	case s.Interrupted:
		page.Headline = "All agree so far; the run was broken off"
	default:
		page.Headline = "All " + plural(s.Ran(), "result") + " agree"
	}
	for _, status := range verdict.Statuses() {
		if n := s.Statuses[status]; n > 0 {
			page.Bars = append(page.Bars, htmlBar{status, n, strconv.FormatFloat(100*float64(n)/float64(s.Total), 'f', 3, 64)})
		}
	}
	return page
}

// An htmlFailure is a failure that is told without JavaScript.
type htmlFailure struct {
	Name, Voice, Message, Question, Verdict, Observed, Diagram string
	Status                                                     verdict.Status
	Rows                                                       []voiceRow
}

func failureOf(r Result, c htmlCase, inFull bool) htmlFailure {
	f := htmlFailure{Name: r.Case, Voice: voiceText(r), Status: r.Status, Message: r.Message}
	if !inFull {
		return f
	}
	for _, row := range c.Voices {
		if row.Differs {
			f.Rows = append(f.Rows, row)
		}
	}
	if t := c.Story; t != nil {
		f.Question, f.Verdict, f.Observed, f.Diagram = t.Question, t.Verdict, t.Observed, t.Diagram(100, false)
	}
	return f
}
