package fetch

import (
	"strings"
)

// noExchange is the Exchange of a decision that is about no message.
const noExchange = -1

// A place is where decisions of one kind are made: the section that makes them
// and the exchange they are about.
type place struct {
	section  string
	exchange int
}

// at returns the place of decisions that are about no exchange.
func at(section string) place { return place{section, noExchange} }

// info records a fact, pass a check that passed, and fail one that did not. The
// parts of the text are joined only where somebody wants the trace.
func (f *fetching) info(p place, text ...string) {
	if f.trace {
		f.decide(p, Info, text)
	}
}

func (f *fetching) pass(p place, text ...string) {
	if f.trace {
		f.decide(p, Pass, text)
	}
}

func (f *fetching) fail(p place, reason Reason, param string, text ...string) *networkError {
	if f.trace {
		f.decide(p, Fail, text)
	}
	return &networkError{reason: reason, param: param}
}

func (f *fetching) decide(p place, v Verdict, text []string) {
	f.decisions = append(f.decisions, Decision{
		Section: p.section, Text: strings.Join(text, ""), Verdict: v,
		Quirk: f.newQuirk(), Exchange: p.exchange,
	})
}

// newQuirk names a quirk that has shown since the last decision, which is the
// one that made this decision differ.
func (f *fetching) newQuirk() string {
	if f.quirks.applied == f.attributed {
		return ""
	}
	before := f.attributed
	f.attributed = f.quirks.applied
	for _, q := range f.quirks.applied.list() {
		if !before.has(q) {
			return q.String()
		}
	}
	return ""
}

// quoted wraps a header value, so that an empty one can be seen.
func quoted(value string) string { return "“" + Text(value) + "”" }
