package probe

import (
	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/remedy"
	"github.com/corslab/corslab/wire"
)

// A Recorded is a call that some browser made, what it sent first, and what was
// answered.
type Recorded struct {
	Page     fetch.Page
	Request  fetch.Request
	Cookies  []Cookie
	Exchange wire.Exchange
	// IsAsked says that it is to be judged. Others, such as preflights, are there to
	// answer for those.
	IsAsked bool
	// Lost says why there is no answer; "" where there is.
	Lost string
}

// Judge says of each call of a recording that is asked about what browsers make of
// it, by the answers that were recorded; nothing is sent. What one redirect of a
// call led to is no call of its own.
func Judge(calls []Recorded, profiles []fetch.Profile) ([]*Report, error) {
	followed := map[int]bool{}
	var reports []*Report
	for i, c := range calls {
		if !c.IsAsked || followed[i] {
			continue
		}
		report, used, err := judge(calls, i, profiles)
		if err != nil {
			return nil, err
		}
		for _, n := range used {
			followed[n] = true
		}
		reports = append(reports, report)
	}
	return reports, nil
}

func judge(calls []Recorded, i int, profiles []fetch.Profile) (report *Report, used []int, err error) {
	c := calls[i]
	report = &Report{Page: c.Page, Request: c.Request, Cookies: c.Cookies}
	s := &shelf{calls: calls, from: i}
	cfg := Config{Page: c.Page, Request: c.Request, Cookies: c.Cookies, Profiles: profiles}
	for _, profile := range profiles {
		browser, err := cfg.open(profile, s)
		if err != nil {
			return nil, nil, err
		}
		report.Verdicts = append(report.Verdicts, Verdict{Profile: profile.Name(), Prediction: browser.Fetch(c.Request)})
		if used == nil {
			used = s.used
		}
	}
	report.Lost = s.lost
	report.Remedy, err = remedy.Find(func(mend func(wire.Server) wire.Server) (*fetch.Browser, error) {
		return cfg.open(profiles[0], mend(s))
	}, c.Request)
	return report, used, err
}

// A shelf answers out of a recording.
type shelf struct {
	calls []Recorded
	from  int // the call that is judged
	used  []int
	lost  string
}

const unrecorded = "probe:recording"

func (s *shelf) Answer(r wire.Request) wire.Response {
	i := s.find(r)
	switch {
	case i < 0 && r.IsPreflight():
		return unrecordedPreflight(r)
	case i < 0:
		return wire.Response{Fault: wire.Fault{Kind: wire.FaultRefuse}, Notes: []wire.Note{{Section: unrecorded, Text: "The recording has no such request."}}}
	}
	s.used = append(s.used, i)
	if s.calls[i].Lost != "" {
		s.lost = s.calls[i].Lost
		return wire.Response{Fault: wire.Fault{Kind: wire.FaultRefuse}, Notes: []wire.Note{{Section: unrecorded, Text: s.lost + "."}}}
	}
	return s.calls[i].Exchange.Response
}

// find returns the recorded request that is most likely the same one: the first of
// its kind from the call on, else the last before. -1 is none.
func (s *shelf) find(r wire.Request) int {
	before := -1
	for i, c := range s.calls {
		x := c.Exchange.Request
		if x.Method != r.Method || x.URL() != r.URL() || x.IsPreflight() != r.IsPreflight() {
			continue
		}
		if i >= s.from {
			return i
		}
		before = i
	}
	return before
}

// unrecordedPreflight is the answer to a preflight that was not recorded: the browser
// may have remembered one, and some recordings leave them out.
func unrecordedPreflight(r wire.Request) wire.Response {
	answer := Allowing(r, true)
	answer.Notes = []wire.Note{{
		Section: unrecorded, Text: "The recording has no preflight for this request. It is taken to have been allowed.", Unverified: true,
	}}
	return answer
}

// Allowing is an answer that allows whatever is asked.
func Allowing(r wire.Request, withCredentials bool) wire.Response {
	answer := wire.Response{Status: 200}
	if r.IsPreflight() {
		answer.Status = 204
	}
	for _, line := range []struct{ asked, allowed string }{
		{"Origin", "Access-Control-Allow-Origin"},
		{"Access-Control-Request-Method", "Access-Control-Allow-Methods"},
		{"Access-Control-Request-Headers", "Access-Control-Allow-Headers"},
	} {
		if value, ok := r.Header.Get(line.asked); ok {
			answer.Header.Add(line.allowed, value)
		}
	}
	if withCredentials {
		answer.Header.Add("Access-Control-Allow-Credentials", "true")
	}
	return answer
}
