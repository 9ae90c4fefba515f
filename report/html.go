package report

import (
	"bytes"
	"compress/flate"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/scenarios"
	"github.com/corslab/corslab/story"
	"github.com/corslab/corslab/verdict"
)

// htmlReport writes one page that holds everything and asks the network for
// nothing. Its summary and failures are plain HTML. What is shown of a case when
// somebody opens it is packed in parcels of several cases, compressed, which only
// then are opened; so is the text of every scenario file. That keeps both the page
// and the memory it is made in small.
type htmlReport struct {
	w        io.Writer
	index    htmlIndex
	rows     *spool // rows of the index, JSON, separated by commas
	parcel   []htmlCase
	parcels  []string // base64
	suites   map[*scenarios.Suite]int
	failures bytes.Buffer
	red      int
	told     *scenarios.Case // whose sources these are
	sources  []story.Source
}

// What a page holds of many.
const (
	parcelSize   = 40  // cases in a parcel
	plainRed     = 100 // failures that are told without JavaScript; the rest are named
	plainRedName = 2000
)

func newHTML(w io.Writer, _ Options) Writer {
	h := &htmlReport{w: w, rows: newSpool(), suites: map[*scenarios.Suite]int{}}
	h.index = htmlIndex{
		Statuses: verdict.Statuses(), ParcelSize: parcelSize, Suites: []htmlSuite{},
		Labels: list{}, Outcomes: list{}, Reasons: list{}, Policies: list{}, Voices: list{},
		Meanings: []story.Meaning{}, Addresses: []string{}, Rows: []struct{}{},
	}
	return h
}

func (h *htmlReport) Write(r Result) error {
	row, err := json.Marshal(h.row(r))
	if err != nil {
		return err
	}
	separator := ",\n"
	if h.index.count == 0 {
		separator = "\n"
	}
	h.index.count++
	if err := h.rows.write(separator + string(row)); err != nil {
		return err
	}
	c := h.newCase(r)
	if h.parcel = append(h.parcel, c); len(h.parcel) == parcelSize {
		if err := h.pack(); err != nil {
			return err
		}
	}
	if r.Status.IsGreen() {
		return nil
	}
	if h.red++; h.red > plainRedName {
		return nil
	}
	return htmlPage.ExecuteTemplate(&h.failures, "failure", failureOf(r, c, h.red <= plainRed))
}

// pack closes the parcel.
func (h *htmlReport) pack() error {
	if len(h.parcel) == 0 {
		return nil
	}
	data, err := json.Marshal(h.parcel)
	if err != nil {
		return err
	}
	h.parcels = append(h.parcels, packed(data))
	h.parcel = h.parcel[:0]
	return nil
}

// packed is data compressed and in base64, as the page unpacks it.
func packed(data []byte) string {
	var b bytes.Buffer
	// Neither a level that does not exist nor a writer that fails is an error here.
	deflate, _ := flate.NewWriter(&b, flate.DefaultCompression)
	_, _ = deflate.Write(data)
	_ = deflate.Close()
	return base64.StdEncoding.EncodeToString(b.Bytes())
}

// Close writes the page.
func (h *htmlReport) Close(s Summary) error {
	if err := h.pack(); err != nil {
		return err
	}
	err := htmlPage.ExecuteTemplate(h.w, "page", htmlSummaryOf(s, h))
	if err != nil {
		return err
	}
	index, err := json.Marshal(h.index)
	if err != nil {
		return err
	}
	// The rows take the place of an empty list at the end.
	head, ok := strings.CutSuffix(string(index), `[]}`)
	if !ok {
		return fmt.Errorf("the index of the report ends in %q", string(index[max(0, len(index)-8):]))
	}
	if _, err := io.WriteString(h.w, `<script type="application/json" id="index">`+head+"["); err != nil {
		return err
	}
	if err := h.rows.drain(h.w); err != nil {
		return err
	}
	if _, err := io.WriteString(h.w, "]}</script>\n"); err != nil {
		return err
	}
	if err := errors.Join(h.store("p", h.parcels), h.store("f", h.index.files)); err != nil {
		return err
	}
	return htmlPage.ExecuteTemplate(h.w, "end", template.JS(htmlScript)) //nolint:gosec // it is our own
}

// store writes packed data, each under a letter and its number.
func (h *htmlReport) store(letter string, packed []string) error {
	for i, data := range packed {
		if _, err := io.WriteString(h.w, `<script type="text/plain" id="`+letter+strconv.Itoa(i)+`">`+data+"</script>\n"); err != nil {
			return err
		}
	}
	return nil
}

// source returns what the story of a result is made of, with what was observed;
// ok is false where there is no scenario to tell it from.
func (h *htmlReport) source(r Result) (s story.Source, ok bool) {
	if r.Scenario == nil || r.Step >= len(r.Scenario.Steps) {
		return story.Source{}, false
	}
	if h.told != r.Scenario {
		h.told, h.sources = r.Scenario, story.Sources(r.Scenario, r.Simulated)
	}
	s = h.sources[r.Step]
	if r.Observed != nil && r.Browser != nil {
		s.Observed, s.Browser = r.Observed, browserText(*r.Browser)
	}
	return s, true
}

// browserText names a browser: "Chromium 156.0.8078.79".
func browserText(b Browser) string {
	return strings.ToUpper(b.Name[:min(1, len(b.Name))]) + b.Name[min(1, len(b.Name)):] + " " + b.Version
}

// outcomeOf is what became of the request: what was observed, where something was.
func outcomeOf(r Result) (outcome fetch.Outcome, reason fetch.Reason) {
	switch {
	case r.Observed != nil && len(r.Observed.Reasons) > 0:
		return r.Observed.Outcome, r.Observed.Reasons[0]
	case r.Observed != nil:
		return r.Observed.Outcome, r.Observed.Reason
	case r.Predicted != nil:
		return r.Predicted.Outcome, r.Predicted.Reason
	}
	return "", ""
}

// hasPreflight reports whether a preflight was sent, by either account.
func hasPreflight(r Result) bool {
	if r.Observed != nil {
		return r.Observed.Preflight
	}
	return r.Predicted != nil && r.Predicted.Preflight
}

// enginesOf names the engines of policy that answer a result's request.
func enginesOf(r Result) (names []string) {
	if r.Scenario == nil || r.Step >= len(r.Scenario.Steps) {
		return nil
	}
	for _, server := range r.Scenario.Steps[r.Step].Servers {
		for _, engine := range server.Engines {
			if !slices.Contains(names, string(engine)) {
				names = append(names, string(engine))
			}
		}
	}
	return names
}
