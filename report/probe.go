package report

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/markup"
	"github.com/corslab/corslab/probe"
	"github.com/corslab/corslab/remedy"
	"github.com/corslab/corslab/story"
	"github.com/corslab/corslab/wire"
)

// Probe writes what a probe came to: the first browser's requests and decisions,
// every browser's verdict, and what to change. format is "console", "markdown" or
// "json"; another is a *markup.UnknownFormatError.
func Probe(w io.Writer, format string, r *probe.Report) error {
	if format == "json" {
		return json.NewEncoder(w).Encode(newProbeRecord(r))
	}
	p, err := markup.New(format, "json")
	if err != nil {
		return err
	}
	explainProbe(p, r)
	_, err = io.WriteString(w, p.String())
	return err
}

func explainProbe(p markup.Page, r *probe.Report) {
	p.Heading(callText(r.Page, r.Request))
	explainPrediction(p, r.Verdicts[0].Prediction)
	var rows []string
	for _, v := range r.Verdicts {
		rows = append(rows, fmt.Sprintf("%-10s %s", v.Profile, verdictText(v)))
	}
	p.Block("Verdicts", rows)
	explainRemedy(p, r)
}

// Probes writes what came of many recorded calls: a line for each, then everything
// about those that are refused. format is that of Probe.
func Probes(w io.Writer, format string, reports []*probe.Report) error {
	if format == "json" {
		record := struct {
			V        int           `json:"v"`
			Requests []probeRecord `json:"requests"`
		}{V: Version, Requests: []probeRecord{}}
		for _, r := range reports {
			record.Requests = append(record.Requests, newProbeRecord(r))
		}
		return json.NewEncoder(w).Encode(record)
	}
	p, err := markup.New(format, "json")
	if err != nil {
		return err
	}
	var rows []string
	width := 0
	for _, r := range reports {
		width = max(width, len(headlineOf(r)))
	}
	for _, r := range reports {
		rows = append(rows, fmt.Sprintf("%-*s  %s %s, for %s", width, headlineOf(r), cmp.Or(r.Request.Method, "GET"), r.Request.URL, r.Page.URL))
	}
	p.Block(plural(len(reports), "cross-origin request")+", as "+reports[0].Verdicts[0].Profile+" judges them", rows)
	for _, r := range reports {
		if r.Lost == "" && r.Verdicts[0].Prediction.Outcome == fetch.Deny {
			p.Paragraph("")
			explainProbe(p, r)
		}
	}
	_, err = io.WriteString(w, p.String())
	return err
}

// headlineOf is the verdict on a recorded call in a few words.
func headlineOf(r *probe.Report) string {
	if r.Lost != "" {
		return "unknown: " + r.Lost
	}
	first := r.Verdicts[0].Prediction
	text := cmp.Or(string(first.Outcome), "not told")
	if first.Reason != "" {
		text += ", " + string(first.Reason)
	}
	return text
}

// verdictText is what one browser makes of it, in a line.
func verdictText(v probe.Verdict) string {
	if len(v.Unmade) > 0 {
		return fmt.Sprintf("unknown: it sends %s %s otherwise, which was not done, as it may change something there; --profile %s does it",
			v.Unmade[0].Method, v.Unmade[0].URL(), v.Profile)
	}
	return predictionText(v.Prediction)
}

// predictionText is the outcome in a line, with what it rests on.
func predictionText(prediction fetch.Prediction) string {
	text := string(prediction.Outcome)
	if text == "" {
		text = "the page is not told"
	}
	if reason := reasonText(prediction); reason != "" {
		text += ", " + reason
	}
	if len(prediction.Unverified) > 0 {
		text += " (unverified: " + strings.Join(prediction.Unverified, "; ") + ")"
	}
	return text
}

// explainRemedy says what a server must change.
func explainRemedy(p markup.Page, r *probe.Report) {
	f := story.FixOf(r.Remedy)
	if f == nil {
		return
	}
	for i, c := range f.Changes {
		p.Block(c.Title+unseenText(r.Remedy.Changes[i], r.Unseen), c.Lines)
	}
	if !f.Works {
		p.Paragraph(f.Text)
	}
	for _, caution := range f.Cautions {
		p.Paragraph(caution)
	}
}

// unseenText says of a change that the answer may be so already, where the request
// was not made.
func unseenText(c remedy.Change, unseen []wire.Request) string {
	for _, u := range unseen {
		if u.URL() == c.URL && u.Method == c.Method {
			return " (unless it already does: the request was not made)"
		}
	}
	return ""
}

// A probeRecord is a probe as JSON.
type probeRecord struct {
	V      int    `json:"v"`
	Page   string `json:"page"`
	URL    string `json:"url"`
	Method string `json:"method"`
	// Lost says why a recording cannot be judged.
	Lost     string          `json:"lost,omitempty"`
	Verdicts []verdictRecord `json:"verdicts"`
	Fix      fixRecord       `json:"fix"`
}

type verdictRecord struct {
	Profile string `json:"profile"`
	// Unmade says that the prediction rests on the answer to a request that was not
	// made.
	Unmade    bool             `json:"unmade,omitempty"`
	Predicted fetch.Prediction `json:"predicted"`
	Exchanges []exchangeRecord `json:"exchanges"`
	Decisions []decisionRecord `json:"decisions"`
}

type exchangeRecord struct {
	Request  string   `json:"request"`
	Headers  []string `json:"headers"`
	Status   int      `json:"status"`
	Fault    string   `json:"fault,omitempty"`
	Response []string `json:"response"`
}

type decisionRecord struct {
	Verdict  fetch.Verdict `json:"verdict"`
	Text     string        `json:"text"`
	Section  string        `json:"section"`
	Exchange *int          `json:"exchange"`
	Quirk    string        `json:"quirk,omitempty"`
}

type fixRecord struct {
	Works    bool           `json:"works"`
	Reason   fetch.Reason   `json:"reason"`
	Changes  []changeRecord `json:"changes"`
	Cautions []string       `json:"cautions"`
}

type changeRecord struct {
	URL       string         `json:"url"`
	Method    string         `json:"method"`
	Preflight bool           `json:"preflight"`
	Status    *int           `json:"status"`
	Set       []string       `json:"set"`
	Remove    []string       `json:"remove"`
	Reasons   []fetch.Reason `json:"reasons"`
}

func newProbeRecord(r *probe.Report) probeRecord {
	record := probeRecord{V: Version, Page: r.Page.URL, URL: r.Request.URL, Method: cmp.Or(r.Request.Method, "GET"), Lost: r.Lost, Verdicts: []verdictRecord{}}
	for _, v := range r.Verdicts {
		record.Verdicts = append(record.Verdicts, newVerdictRecord(v))
	}
	record.Fix = newFixRecord(r.Remedy)
	return record
}

func newVerdictRecord(v probe.Verdict) verdictRecord {
	record := verdictRecord{Profile: v.Profile, Unmade: len(v.Unmade) > 0, Predicted: v.Prediction, Exchanges: []exchangeRecord{}, Decisions: []decisionRecord{}}
	for _, x := range v.Prediction.Exchanges {
		record.Exchanges = append(record.Exchanges, exchangeRecord{
			Request: x.Request.Method + " " + x.Request.URL(), Headers: fetch.TextLines(x.Request.Header),
			Status: x.Response.Status, Fault: string(x.Response.Fault.Kind), Response: fetch.TextLines(x.Response.Header),
		})
	}
	for _, d := range v.Prediction.Decisions {
		one := decisionRecord{Verdict: d.Verdict, Text: d.Text, Section: d.Section, Quirk: d.Quirk}
		if d.Exchange >= 0 {
			one.Exchange = &d.Exchange
		}
		record.Decisions = append(record.Decisions, one)
	}
	return record
}

func newFixRecord(m remedy.Remedy) fixRecord {
	record := fixRecord{Works: m.Works, Reason: m.Reason, Changes: []changeRecord{}, Cautions: append([]string{}, m.Cautions...)}
	for _, c := range m.Changes {
		one := changeRecord{
			URL: c.URL, Method: c.Method, Preflight: c.Preflight, Set: fetch.TextLines(c.Set), Remove: append([]string{}, c.Remove...), Reasons: c.Reasons,
		}
		if c.Status != 0 {
			one.Status = &c.Status
		}
		record.Changes = append(record.Changes, one)
	}
	return record
}
