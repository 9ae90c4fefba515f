package report

import (
	"slices"
	"strconv"
	"strings"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/scenarios"
	"github.com/corslab/corslab/story"
	"github.com/corslab/corslab/verdict"
	"github.com/corslab/corslab/wire"
)

// An htmlIndex is what the page knows of all results: what it lists and filters
// by. What repeats is a number into a list.
type htmlIndex struct {
	Statuses   []verdict.Status `json:"statuses"`
	ParcelSize int              `json:"parcelSize"`
	Suites     []htmlSuite      `json:"suites"`
	Labels     list             `json:"labels"`    // lists, joined by commas
	Outcomes   list             `json:"outcomes"`  // "" where the page is not told
	Reasons    list             `json:"reasons"`   // "" for none
	Policies   list             `json:"policies"`  // lists, joined by commas
	Voices     list             `json:"voices"`    // who predicted, or observed
	Meanings   []story.Meaning  `json:"meanings"`  // of the reasons there are
	Addresses  []string         `json:"addresses"` // of their sections
	Rows       []struct{}       `json:"rows"`

	count int
	files []string // packed texts of scenario files, one for each suite
}

type htmlSuite struct {
	Name  string `json:"name"`
	Title string `json:"title,omitempty"`
	Why   string `json:"why,omitempty"`
	File  string `json:"file,omitempty"`
}

// A list is texts, each once.
type list []string

// number returns the place of a text, which it adds if need be.
func (l *list) number(text string) int {
	if i := slices.Index(*l, text); i >= 0 {
		return i
	}
	*l = append(*l, text)
	return len(*l) - 1
}

// row is one result in the index: suite, the rest of the name, status, labels,
// outcome, reason, policies, voice, and 1 for a preflight.
func (h *htmlReport) row(r Result) []any {
	outcome, reason := outcomeOf(r)
	suite := h.suite(r)
	if i := slices.Index(h.index.Reasons, string(reason)); i < 0 && reason != "" {
		if m, ok := story.MeaningOf(reason); ok {
			url, _ := fetch.SectionURL(m.Section)
			h.index.Meanings, h.index.Addresses = append(h.index.Meanings, m), append(h.index.Addresses, url)
		}
	}
	preflight := 0
	if hasPreflight(r) {
		preflight = 1
	}
	return []any{
		suite, strings.TrimPrefix(r.Case, h.index.Suites[suite].Name), slices.Index(h.index.Statuses, r.Status),
		h.index.Labels.number(strings.Join(r.Labels, ",")), h.index.Outcomes.number(string(outcome)),
		h.index.Reasons.number(string(reason)), h.index.Policies.number(strings.Join(enginesOf(r), ",")),
		h.index.Voices.number(strings.TrimSpace(strings.TrimPrefix(voiceText(r), " in "))), preflight,
	}
}

// suite returns the place of a result's suite.
func (h *htmlReport) suite(r Result) int {
	var of *scenarios.Suite
	if r.Scenario != nil {
		of = r.Scenario.Suite
	}
	if i, ok := h.suites[of]; ok && of != nil {
		return i
	}
	s, text := htmlSuite{Name: suiteOf(r.Case)}, ""
	if of != nil {
		s, text = htmlSuite{Name: of.Name, Title: of.Title, Why: of.Why, File: of.File}, of.Text
	} else if i := slices.IndexFunc(h.index.Suites, func(other htmlSuite) bool { return other.Name == s.Name }); i >= 0 {
		return i
	}
	h.suites[of] = len(h.index.Suites)
	h.index.Suites, h.index.files = append(h.index.Suites, s), append(h.index.files, packed([]byte(text)))
	return len(h.index.Suites) - 1
}

// An htmlCase is what the page of a result shows beside what is in the index.
type htmlCase struct {
	Title      string         `json:"title,omitempty"`
	Message    string         `json:"message,omitempty"`
	Story      *story.Story   `json:"story,omitempty"`
	Voices     []voiceRow     `json:"voices"`
	Predicted  []htmlExchange `json:"predicted,omitempty"`
	Observed   []htmlExchange `json:"observed,omitempty"`
	Departures []string       `json:"departures,omitempty"`
	Source     string         `json:"source,omitempty"` // where the case comes from
	Line       int            `json:"line,omitempty"`   // where it stands in its file
}

// An htmlExchange is a request and its answer in full, but for what is endless.
type htmlExchange struct {
	Request  string   `json:"request"`
	Headers  []string `json:"headers,omitempty"`
	Body     string   `json:"body,omitempty"`
	Answer   string   `json:"answer"`
	Response []string `json:"response,omitempty"`
	Content  string   `json:"content,omitempty"`
	Curl     string   `json:"curl,omitempty"` // "" where it would be too long to be pasted
}

func (h *htmlReport) newCase(r Result) htmlCase {
	c := htmlCase{Message: r.Message, Voices: voiceRows(r), Departures: r.Departures, Observed: htmlExchanges(r.Exchanges)}
	if r.Predicted != nil {
		c.Predicted = htmlExchanges(r.Predicted.Exchanges)
	}
	if r.Scenario != nil {
		c.Title, c.Source, c.Line = r.Scenario.Title, r.Scenario.Source, r.Scenario.Position.Line
	}
	if s, ok := h.source(r); ok {
		c.Story = story.New(s)
		c.Story.Name, c.Story.Title = "", ""
	}
	return c
}

// What is kept of an exchange.
const (
	longestHeader = 4096
	longestBody   = 1024
	longestCurl   = 16384
)

func htmlExchanges(exchanges []wire.Exchange) (out []htmlExchange) {
	for _, x := range exchanges {
		one := htmlExchange{
			Request: cut(fetch.Text(x.Request.Method+" "+x.Request.URL()), longestHeader), Headers: htmlLines(x.Request.Header),
			Body:   cut(string(x.Request.Body), longestBody),
			Answer: story.AnswerText(x.Response), Response: htmlLines(x.Response.Header), Content: cut(string(x.Response.Body), longestBody),
		}
		if curl := curlLine(x.Request); len(curl) <= longestCurl {
			one.Curl = curl
		}
		out = append(out, one)
	}
	return out
}

func htmlLines(header wire.Header) (lines []string) {
	for _, line := range header {
		lines = append(lines, cut(fetch.Text(string(line)), longestHeader))
	}
	return lines
}

// cut is a text up to a length, and how long it was.
func cut(text string, length int) string {
	if len(text) <= length {
		return text
	}
	return strings.ToValidUTF8(text[:length], "") + "… (" + strconv.Itoa(len(text)) + " bytes)"
}
