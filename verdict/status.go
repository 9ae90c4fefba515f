package verdict

// Circumstances are what the status of a case depends on beside its
// disagreements. The zero value is a case that was run once and that nobody
// declared to fail.
type Circumstances struct {
	// KnownFailing says that somebody declared the case to fail.
	KnownFailing bool
	// Errored says that the harness could not judge the case.
	Errored bool
	// Skipped says that the case was predicted but not run.
	Skipped bool
	// Retried says that an earlier run of the case disagreed.
	Retried bool
}

// Statuses lists every status, in the order of their severity.
func Statuses() []Status {
	return []Status{Pass, Skip, KnownFail, Flaky, UnexpectedPass, Fail, Errored}
}

// Conclude returns the status of a case with these disagreements.
//
// A set-up error is never excused, and a case that was declared to fail must
// fail: one that passes makes the list stale. A case that was not run can still
// fail, by its prediction.
func Conclude(disagreements []Disagreement, c Circumstances) Status {
	agree := len(disagreements) == 0
	switch {
	case c.Errored:
		return Errored
	case !agree && c.KnownFailing:
		return KnownFail
	case !agree:
		return Fail
	case c.Skipped:
		return Skip
	case c.Retried:
		return Flaky
	case c.KnownFailing:
		return UnexpectedPass
	}
	return Pass
}

// IsGreen reports whether a case with this status leaves a run green.
func (s Status) IsGreen() bool { return s == Pass || s == Skip || s == KnownFail }
