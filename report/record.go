package report

import (
	"encoding/json"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/scenarios"
	"github.com/corslab/corslab/verdict"
)

// MarshalJSON writes the result record, its keys in a fixed order. Lists are
// never null.
func (r Result) MarshalJSON() ([]byte, error) {
	record := struct {
		V             int                    `json:"v"`
		Case          string                 `json:"case"`
		Labels        []string               `json:"labels"`
		Status        verdict.Status         `json:"status"`
		Message       string                 `json:"message"`
		Browser       *Browser               `json:"browser"`
		Profile       string                 `json:"profile"`
		Expected      *scenarios.Expectation `json:"expected"`
		Predicted     *fetch.Prediction      `json:"predicted"`
		Observed      *verdict.Account       `json:"observed"`
		Disagreements []verdict.Disagreement `json:"disagreements"`
		Departures    []string               `json:"departures,omitempty"`
	}{
		V: Version, Case: r.Case, Labels: r.Labels, Status: r.Status, Message: r.Message,
		Browser: r.Browser, Profile: r.Profile,
		Expected: r.Expected, Predicted: r.Predicted, Observed: r.Observed,
		Disagreements: r.Disagreements, Departures: r.Departures,
	}
	if record.Labels == nil {
		record.Labels = []string{}
	}
	if record.Disagreements == nil {
		record.Disagreements = []verdict.Disagreement{}
	}
	return json.Marshal(record)
}
