package report

import (
	"encoding/json"
	"io"

	"github.com/corslab/corslab/verdict"
)

// object writes {"v":1,"summary":{…},"results":[…]}. The summary comes first
// and is known last, so the records wait in a spool.
type object struct {
	w       io.Writer
	results *spool
	empty   bool
}

func newJSON(w io.Writer, _ Options) Writer { return &object{w: w, results: newSpool(), empty: true} }

func (o *object) Write(r Result) error {
	record, err := json.Marshal(r)
	if err != nil {
		return err
	}
	separator := ",\n"
	if o.empty {
		separator, o.empty = "\n", false
	}
	return o.results.write(separator + string(record))
}

func (o *object) Close(s Summary) error {
	summary, err := json.Marshal(s)
	if err != nil {
		return err
	}
	if _, err := io.WriteString(o.w, `{"v":1,"summary":`+string(summary)+`,"results":[`); err != nil {
		return err
	}
	if err := o.results.drain(o.w); err != nil {
		return err
	}
	_, err = io.WriteString(o.w, "\n]}\n")
	return err
}

// MarshalJSON writes the "summary" object: every status and every pair, also
// those without a result.
func (s Summary) MarshalJSON() ([]byte, error) {
	type count struct {
		Between [2]verdict.Voice `json:"between"`
		Results int              `json:"results"`
	}
	type statuses struct {
		Pass           int `json:"pass"`
		Skip           int `json:"skip"`
		KnownFail      int `json:"known-fail"`
		Flaky          int `json:"flaky"`
		UnexpectedPass int `json:"unexpected-pass"`
		Fail           int `json:"fail"`
		Errored        int `json:"error"`
	}
	n := s.Statuses
	record := struct {
		Cases         int         `json:"cases"`
		Results       int         `json:"results"`
		Statuses      statuses    `json:"statuses"`
		Disagreements []count     `json:"disagreements"`
		Seconds       float64     `json:"seconds"`
		Interrupted   bool        `json:"interrupted"`
		Since         *Comparison `json:"since,omitempty"`
	}{
		Cases: s.Cases, Results: s.Total,
		Statuses: statuses{
			n[verdict.Pass], n[verdict.Skip], n[verdict.KnownFail], n[verdict.Flaky],
			n[verdict.UnexpectedPass], n[verdict.Fail], n[verdict.Errored],
		},
		Seconds: s.Elapsed.Seconds(), Interrupted: s.Interrupted, Since: s.Since,
	}
	for _, pair := range verdict.Pairs() {
		record.Disagreements = append(record.Disagreements, count{pair, s.Disagreeing[pair]})
	}
	return json.Marshal(record)
}
