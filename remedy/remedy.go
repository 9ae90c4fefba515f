package remedy

import (
	"slices"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/wire"
)

// A Change is what is to be different in one answer.
type Change struct {
	// URL is that of the request, without its fragment, and Preflight says that
	// it is the preflight that is answered so.
	URL       string
	Preflight bool
	// Method is the method of the request.
	Method string
	// Status is the status to answer with; 0 leaves it.
	Status int
	// Set are the lines to answer with, each in place of every line of its name.
	Set wire.Header
	// Remove names headers that must not be there.
	Remove []string
	// Reasons are those for which the request was refused without the change, in
	// the order they were met.
	Reasons []fetch.Reason
}

// A Remedy is what has to change for a request to be allowed.
type Remedy struct {
	// Changes are in the order in which the answers are needed. There is none
	// where the request is allowed as it is.
	Changes []Change
	// Works says that the request is allowed with the changes made. Where it is
	// not, Reason is what still stands in its way: the page must ask in another
	// way, or a change lies beyond an answer's header.
	Works  bool
	Reason fetch.Reason
	// Cautions say what else the changes let in.
	Cautions []string
}

// limit is how many refusals in a row are mended: each of a long chain of
// redirects may have several.
const limit = 64

// Open makes a browser as the request finds it, with a trace, its servers with
// fresh state. Each server is to be passed through mend.
type Open func(mend func(wire.Server) wire.Server) (*fetch.Browser, error)

// Find looks for the changes. It calls open once for each attempt; the error is
// open's.
func Find(open Open, r fetch.Request) (Remedy, error) {
	var found Remedy
	for range limit {
		browser, err := open(found.wrap)
		if err != nil {
			return Remedy{}, err
		}
		prediction := browser.Fetch(r)
		if prediction.Outcome == fetch.Allow {
			found.Works, found.Reason = true, ""
			return found, nil
		}
		found.Reason = prediction.Reason
		if !found.mend(prediction, r.Credentials == fetch.CredentialsInclude || r.API == fetch.APIBeacon) {
			return found, nil
		}
	}
	return found, nil
}

// wrap returns a server that answers as another does, with the changes found so
// far.
func (m *Remedy) wrap(s wire.Server) wire.Server { return mended{s, slices.Clone(m.Changes)} }

// mend adds the change that removes the reason of a refusal, and reports whether
// there is one that was not made yet.
func (m *Remedy) mend(p fetch.Prediction, credentialed bool) bool {
	x, ok := refused(p)
	if !ok {
		return false
	}
	i := slices.IndexFunc(m.Changes, func(c Change) bool { return c.isAbout(x.Request) })
	if i < 0 {
		m.Changes = append(m.Changes, Change{URL: x.Request.URL(), Method: x.Request.Method, Preflight: x.Request.IsPreflight()})
		i = len(m.Changes) - 1
	}
	c := &m.Changes[i]
	if slices.Contains(c.Reasons, p.Reason) || !c.counter(p, x, credentialed) {
		if len(c.Reasons) == 0 {
			m.Changes = m.Changes[:i]
		}
		return false
	}
	c.Reasons = append(c.Reasons, p.Reason)
	m.caution(*c)
	return true
}

// refused returns the exchange whose answer is the reason of a refusal.
func refused(p fetch.Prediction) (wire.Exchange, bool) {
	for _, d := range slices.Backward(p.Decisions) {
		if d.Verdict == fetch.Fail {
			if d.Exchange < 0 || d.Exchange >= len(p.Exchanges) {
				break
			}
			return p.Exchanges[d.Exchange], true
		}
	}
	return wire.Exchange{}, false
}

// isAbout reports whether the change is one of the answer to a request.
func (c Change) isAbout(r wire.Request) bool {
	return c.URL == r.URL() && c.Method == r.Method && c.Preflight == r.IsPreflight()
}

// Apply returns the answer with the change made.
func (c Change) Apply(r wire.Response) wire.Response {
	if c.Status != 0 {
		r.Status, r.Reason = c.Status, ""
	}
	if c.Preflight && c.Status != 0 || c.Status == switching {
		r.Body = nil
	}
	var header wire.Header
	for _, line := range r.Header {
		name, _, _ := line.Cut()
		if !slices.ContainsFunc(c.Remove, func(n string) bool { return wire.EqualFold(n, name) }) && !c.Set.Has(wire.TrimOWS(name)) {
			header = append(header, line)
		}
	}
	r.Header = append(header, c.Set...)
	return r
}

// mended is a server that answers with the changes made.
type mended struct {
	wire.Server
	changes []Change
}

func (s mended) Answer(r wire.Request) wire.Response {
	answer := s.Server.Answer(r)
	for _, c := range s.changes {
		if c.isAbout(r) && answer.Status != 0 {
			answer = c.Apply(answer).AcceptWebSocket(r)
		}
	}
	return answer
}
