package verdict

import "github.com/corslab/corslab/fetch"

// A Status is how a case ended. Severity climbs in the order of the constants;
// only Pass, Skip and KnownFail leave a run green.
type Status string

const (
	Pass           Status = "pass"
	Skip           Status = "skip"            // not run; the message says why
	KnownFail      Status = "known-fail"      // disagreed, and was declared to
	Flaky          Status = "flaky"           // disagreed, then agreed when run again
	UnexpectedPass Status = "unexpected-pass" // declared known-failing, and passed
	Fail           Status = "fail"            // a disagreement
	Errored        Status = "error"           // the harness could not judge; never excused
)

// A Voice is one of the three that are compared.
type Voice string

const (
	Expected  Voice = "expected"
	Predicted Voice = "predicted"
	Observed  Voice = "observed"
)

// A Disagreement is a field on which two voices differ.
type Disagreement struct {
	Between [2]Voice `json:"between"`
	// Field is "outcome", "reason", "preflight", "type", "status", "origin",
	// "headers.NAME", "wire" (the number of requests differs) or
	// "wire[I].FIELD".
	Field string `json:"field"`
	// Values are the two values as text, in the order of Between; "(absent)"
	// stands for a header that was not sent or cannot be read.
	Values [2]string `json:"values"`
}

// An Account is what a real browser did, as the harness could establish it.
type Account struct {
	fetch.Observation
	// Reasons lists every reason the browser may have had, where it cannot tell
	// them apart; nil where it named one, which is then in Reason. Agreement is
	// membership.
	Reasons []fetch.Reason
}
