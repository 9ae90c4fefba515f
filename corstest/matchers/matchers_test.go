package matchers_test

import (
	"strings"
	"testing"

	"github.com/onsi/gomega"

	. "github.com/corslab/corslab/corstest/matchers"
	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/report"
	"github.com/corslab/corslab/verdict"
)

var (
	allowed = fetch.Observation{Outcome: fetch.Allow, Type: fetch.TypeCORS, Status: 200, Headers: map[string]string{"etag": `"1"`}}
	blocked = fetch.Observation{Outcome: fetch.Deny, Reason: fetch.MissingAllowOriginHeader, Preflight: true}
	failed  = fetch.Observation{Outcome: fetch.Error, Reason: fetch.ConnectionFailed}
)

func TestMatchers(t *testing.T) {
	disagreeing := report.Result{
		Case: "s", Status: verdict.Fail, Observed: &verdict.Account{Observation: blocked},
		Disagreements: []verdict.Disagreement{{Between: [2]verdict.Voice{verdict.Predicted, verdict.Observed}, Field: "outcome", Values: [2]string{"allow", "deny"}}},
	}
	agreeing := report.Result{Case: "s", Status: verdict.Pass, Observed: &verdict.Account{Observation: allowed}}
	ambiguous := verdict.Account{
		Observation: fetch.Observation{Outcome: fetch.Deny},
		Reasons:     []fetch.Reason{fetch.MissingAllowOriginHeader, fetch.AllowOriginMismatch},
	}
	type matcher = interface {
		Match(any) (bool, error)
	}
	tests := []struct {
		why     string
		actual  any
		matcher matcher
		want    bool
	}{
		{"a usable response", allowed, BeAllowed(), true},
		{"of a prediction", fetch.Prediction{Observation: allowed}, BeAllowed(), true},
		{"a refusal", blocked, BeAllowed(), false},
		{"any reason", &blocked, BeBlocked(), true},
		{"the reason", blocked, BeBlocked(fetch.MissingAllowOriginHeader), true},
		{"another reason", blocked, BeBlocked(fetch.AllowOriginMismatch), false},
		{"one of several", ambiguous, BeBlocked(fetch.AllowOriginMismatch), true},
		{"a failed transport is no refusal", failed, BeBlocked(), false},
		{"a preflight", blocked, SendPreflight(), true},
		{"none", allowed, SendPreflight(), false},
		{"an exposed header", allowed, Expose("ETag", `"1"`), true},
		{"its value by matcher", allowed, Expose("ETag", gomega.ContainSubstring("1")), true},
		{"another value", allowed, Expose("ETag", "2"), false},
		{"a hidden header", allowed, Expose("x-id", ""), false},
		{"what the browser did counts, not the prediction", report.Result{
			Predicted: &fetch.Prediction{Observation: allowed}, Observed: &verdict.Account{Observation: blocked},
		}, BeAllowed(), false},
		{"agreement", agreeing, AgreeWithPrediction(), true},
		{"disagreement", &disagreeing, AgreeWithPrediction(), false},
	}
	for _, tt := range tests {
		got, err := tt.matcher.Match(tt.actual)
		if err != nil || got != tt.want {
			t.Errorf("%s: %v, %v; want %v", tt.why, got, err, tt.want)
		}
	}

	message := AgreeWithPrediction().FailureMessage(disagreeing)
	if !strings.Contains(message, `outcome: predicted "allow", observed "deny"`) {
		t.Errorf("the failure message does not say what differs:\n%s", message)
	}
}

func TestMisuseIsAnError(t *testing.T) {
	var none *fetch.Observation
	for why, match := range map[string]func() (bool, error){
		"not an observation":    func() (bool, error) { return BeAllowed().Match(200) },
		"a nil pointer":         func() (bool, error) { return BeAllowed().Match(none) },
		"a value of no use":     func() (bool, error) { return Expose("etag", 1).Match(allowed) },
		"nothing was run":       func() (bool, error) { return AgreeWithPrediction().Match(report.Result{Status: verdict.Pass}) },
		"skipped":               func() (bool, error) { return AgreeWithPrediction().Match(report.Result{Status: verdict.Skip}) },
		"a prediction, no pair": func() (bool, error) { return AgreeWithPrediction().Match(allowed) },
	} {
		if _, err := match(); err == nil {
			t.Errorf("%s: no error", why)
		}
	}
}
