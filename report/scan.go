package report

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/corslab/corslab/conformance"
	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/markup"
	"github.com/corslab/corslab/probe"
)

// Scan writes what a scan came to: what the pages read that are meant to be let in,
// and each other origin under which something can be read. format is that of Probe.
func Scan(w io.Writer, format string, s *probe.Scan) error {
	if format == "json" {
		return json.NewEncoder(w).Encode(newScanRecord(s))
	}
	p, err := markup.New(format, "json")
	if err != nil {
		return err
	}
	p.Heading(fmt.Sprintf("%s under %s, as %s judges the answers", s.Request.URL, plural(s.Tried, "origin"), s.Profile))
	for _, m := range s.Meant {
		p.Block(m.Origin+", meant to be let in", readingRows(m))
	}
	for _, l := range s.Leaks {
		p.Block(leakTitle(l), append(leakRows(l), "repeat               "+curlLine(l.Exchange.Request)))
	}
	if len(s.Blocked) > 0 {
		p.Block("Not tried: browsers send nothing there from pages of", s.Blocked)
	}
	if len(s.Lost) > 0 {
		p.Block("No answer came under", s.Lost)
	}
	p.Paragraph("")
	p.Paragraph(scanSummary(s))
	_, err = io.WriteString(w, p.String())
	return err
}

func scanSummary(s *probe.Scan) string {
	harmful, harmless := 0, 0
	for _, l := range s.Leaks {
		if l.IsHarmless {
			harmless++
		} else {
			harmful++
		}
	}
	text := plural(harmful, "finding")
	if harmful == 0 {
		text = "No finding"
	}
	if harmless > 0 {
		text += ", " + plural(harmless, "notice")
	}
	return text + fmt.Sprintf(" under %s.", plural(s.Tried, "origin"))
}

func leakTitle(l probe.Leak) string {
	title := string(l.Class) + ": " + l.Origin
	if l.IsHarmless {
		title += " (notice)"
	}
	return title
}

// leakRows says what of a leak, but for the way to see it again.
func leakRows(l probe.Leak) []string {
	rows := []string{l.Text, "a browser sends it   " + yesNo(l.Kind == conformance.ByPage)}
	if l.Kind == conformance.ByPage {
		return append(rows, readingRows(l.Reading)...)
	}
	return append(rows, "the page reads       nothing: there is no such page")
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

func readingRows(r probe.Reading) []string {
	return []string{
		"without credentials  " + readText(r.Without),
		"with credentials     " + readText(r.With),
	}
}

// readText says what the page reads.
func readText(p fetch.Prediction) string {
	if p.Outcome != fetch.Allow {
		return "nothing: " + predictionText(p)
	}
	text := fmt.Sprintf("status %d, %s", p.Status, plural(bodySize(p), "byte"))
	if cookies := p.Wire[len(p.Wire)-1].Cookies; cookies != nil {
		text += ", of a request with cookies"
	}
	if len(p.Headers) > 0 {
		text += "; " + strings.Join(slices.Sorted(maps.Keys(p.Headers)), ", ")
	}
	return text
}

func bodySize(p fetch.Prediction) int { return len(p.Exchanges[len(p.Exchanges)-1].Response.Body) }

// A scanRecord is a scan as JSON.
type scanRecord struct {
	V        int             `json:"v"`
	URL      string          `json:"url"`
	Method   string          `json:"method"`
	Profile  string          `json:"profile"`
	Tried    int             `json:"tried"`
	Meant    []readingRecord `json:"meant"`
	Findings []leakRecord    `json:"findings"`
	Blocked  []string        `json:"blocked"`
	Lost     []string        `json:"lost"`
}

type readingRecord struct {
	Origin  string     `json:"origin"`
	Without readRecord `json:"withoutCredentials"`
	With    readRecord `json:"withCredentials"`
}

type readRecord struct {
	Reads   bool              `json:"reads"`
	Reason  fetch.Reason      `json:"reason,omitempty"`
	Status  int               `json:"status"`
	Headers map[string]string `json:"headers"`
	Bytes   int               `json:"bytes"`
	Cookies bool              `json:"cookies"` // some were sent
}

type leakRecord struct {
	Class    conformance.Class `json:"class"`
	Origin   string            `json:"origin"`
	Browser  bool              `json:"browser"` // sends the origin
	Notice   bool              `json:"notice"`
	Text     string            `json:"text"`
	Without  *readRecord       `json:"withoutCredentials"`
	With     *readRecord       `json:"withCredentials"`
	Response []string          `json:"response"`
	Curl     string            `json:"curl"`
}

func newScanRecord(s *probe.Scan) scanRecord {
	record := scanRecord{
		V: Version, URL: s.Request.URL, Method: cmp.Or(s.Request.Method, "GET"), Profile: s.Profile, Tried: s.Tried,
		Meant: []readingRecord{}, Findings: []leakRecord{}, Blocked: append([]string{}, s.Blocked...), Lost: append([]string{}, s.Lost...),
	}
	for _, m := range s.Meant {
		record.Meant = append(record.Meant, readingRecord{m.Origin, newReadRecord(m.Without), newReadRecord(m.With)})
	}
	for _, l := range s.Leaks {
		one := leakRecord{
			Class: l.Class, Origin: l.Origin, Browser: l.Kind == conformance.ByPage, Notice: l.IsHarmless, Text: l.Text,
			Response: fetch.TextLines(l.Exchange.Response.Header), Curl: curlLine(l.Exchange.Request),
		}
		if one.Browser {
			without, with := newReadRecord(l.Without), newReadRecord(l.With)
			one.Without, one.With = &without, &with
		}
		record.Findings = append(record.Findings, one)
	}
	return record
}

func newReadRecord(p fetch.Prediction) readRecord {
	if p.Outcome != fetch.Allow {
		return readRecord{Reason: p.Reason, Headers: map[string]string{}}
	}
	return readRecord{Reads: true, Status: p.Status, Headers: p.Headers, Bytes: bodySize(p), Cookies: p.Wire[len(p.Wire)-1].Cookies != nil}
}
