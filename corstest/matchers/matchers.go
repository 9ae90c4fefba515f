// Package matchers holds Gomega matchers for what a browser did with a
// request, or would do:
//
//	Expect(browser.Fetch(request)).To(BeAllowed())
//	Expect(browser.Fetch(request)).To(BeBlocked(fetch.MissingAllowOriginHeader))
//	Expect(result).To(AgreeWithPrediction())
//
// Each takes a fetch.Observation, a fetch.Prediction, a verdict.Account or a
// report.Result, or a pointer to one. Of a Result it takes what the real
// browser did, or the prediction where none ran.
package matchers

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/onsi/gomega/format"
	"github.com/onsi/gomega/types"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/report"
	"github.com/corslab/corslab/verdict"
	"github.com/corslab/corslab/wire"
)

// BeAllowed succeeds if the page got a response it may use.
func BeAllowed() types.GomegaMatcher {
	return &matcher{
		to:    "be allowed",
		match: func(s subject) bool { return s.Outcome == fetch.Allow },
	}
}

// BeBlocked succeeds if the browser refused the request for one of the reasons
// given, or for any where none is. A transport that failed is no refusal.
func BeBlocked(reasons ...fetch.Reason) types.GomegaMatcher {
	to := "be blocked"
	if len(reasons) > 0 {
		to = fmt.Sprintf("be blocked for %v", reasons)
	}
	return &matcher{to: to, match: func(s subject) bool {
		if s.Outcome != fetch.Deny {
			return false
		}
		for _, want := range reasons {
			for _, got := range s.reasons {
				if want == got {
					return true
				}
			}
		}
		return len(reasons) == 0
	}}
}

// SendPreflight succeeds if at least one CORS-preflight request was sent.
func SendPreflight() types.GomegaMatcher {
	return &matcher{
		to:    "send a CORS-preflight request",
		match: func(s subject) bool { return s.Preflight },
	}
}

// Expose succeeds if the page can read the response header, and its value is
// the one given or satisfies the matcher given. The name is compared without
// regard to case.
func Expose(header string, value any) types.GomegaMatcher {
	return &matcher{
		to: fmt.Sprintf("expose the response header %s with the value %v", header, value),
		check: func(s subject) (bool, error) {
			got, ok := s.Headers[wire.ToLower(header)]
			if m, is := value.(types.GomegaMatcher); is && ok {
				return m.Match(got)
			}
			want, is := value.(string)
			if !is && ok {
				return false, fmt.Errorf("Expose takes a string or a matcher as value, got\n%s", format.Object(value, 1))
			}
			return ok && got == want, nil
		},
	}
}

// AgreeWithPrediction succeeds if a report.Result holds no disagreement
// between any two of what was expected, predicted and observed. It is an error
// for a Result of a case that no browser ran.
func AgreeWithPrediction() types.GomegaMatcher {
	return &matcher{
		to: "agree with the prediction",
		check: func(s subject) (bool, error) {
			switch {
			case s.result == nil:
				return false, fmt.Errorf("AgreeWithPrediction takes a report.Result")
			case s.result.Status == verdict.Errored || s.result.Status == verdict.Skip:
				return false, fmt.Errorf("%s: no browser judged it: %s", s.result.Case, s.result.Message)
			case s.result.Observed == nil:
				return false, fmt.Errorf("%s: no browser ran it", s.result.Case)
			}
			return len(s.result.Disagreements) == 0, nil
		},
	}
}

// A subject is what all matchers look at.
type subject struct {
	fetch.Observation
	reasons []fetch.Reason
	result  *report.Result
}

func newSubject(actual any) (subject, error) {
	switch a := actual.(type) {
	case fetch.Observation:
		return subject{Observation: a, reasons: []fetch.Reason{a.Reason}}, nil
	case fetch.Prediction:
		return newSubject(a.Observation)
	case verdict.Account:
		if a.Reasons != nil {
			return subject{Observation: a.Observation, reasons: a.Reasons}, nil
		}
		return newSubject(a.Observation)
	case report.Result:
		var s subject
		var err error
		switch {
		case a.Observed != nil:
			s, err = newSubject(*a.Observed)
		case a.Predicted != nil:
			s, err = newSubject(*a.Predicted)
		}
		s.result = &a
		return s, err
	case *fetch.Observation:
		return fromPointer(a)
	case *fetch.Prediction:
		return fromPointer(a)
	case *verdict.Account:
		return fromPointer(a)
	case *report.Result:
		return fromPointer(a)
	}
	return subject{}, fmt.Errorf("expected a fetch.Observation, fetch.Prediction, verdict.Account or report.Result, got\n%s", format.Object(actual, 1))
}

func fromPointer[T any](p *T) (subject, error) {
	if p == nil {
		return subject{}, fmt.Errorf("expected a %T that is not nil", p)
	}
	return newSubject(*p)
}

// A matcher is a phrase and a condition: match, or check where the condition
// can be misused.
type matcher struct {
	to    string
	match func(subject) bool
	check func(subject) (bool, error)
}

func (m *matcher) Match(actual any) (bool, error) {
	s, err := newSubject(actual)
	if err != nil {
		return false, err
	}
	if m.check != nil {
		return m.check(s)
	}
	return m.match(s), nil
}

func (m *matcher) FailureMessage(actual any) string {
	return "Expected\n" + describe(actual) + "\nto " + m.to
}

func (m *matcher) NegatedFailureMessage(actual any) string {
	return "Expected\n" + describe(actual) + "\nnot to " + m.to
}

// describe puts in a few lines what a reader needs to see why a matcher failed.
func describe(actual any) string {
	s, err := newSubject(actual)
	if err != nil {
		return format.Object(actual, 1)
	}
	var b strings.Builder
	if s.result != nil {
		fmt.Fprintf(&b, "    %s: %s %s\n", s.result.Case, s.result.Status, s.result.Message)
	}
	fmt.Fprintf(&b, "    %s", cmp.Or(s.Outcome, "no outcome shown"))
	for _, r := range s.reasons {
		if r != "" {
			fmt.Fprintf(&b, ", %s", r)
		}
	}
	fmt.Fprintf(&b, ", status %d, headers %q", s.Status, s.Headers)
	for _, sent := range s.Wire {
		fmt.Fprintf(&b, "\n    %s %s -> %d", sent.Method, sent.URL, sent.Status)
	}
	if s.result != nil {
		for _, d := range s.result.Disagreements {
			fmt.Fprintf(&b, "\n    %s: %s %q, %s %q", d.Field, d.Between[0], d.Values[0], d.Between[1], d.Values[1])
		}
	}
	return b.String()
}
