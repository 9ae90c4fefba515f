package probe

import (
	"fmt"
	"strings"

	"github.com/corslab/corslab/conformance"
	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/wire"
)

// A Reading is what the page of an origin gets of one URL, without credentials and
// with them.
type Reading struct {
	Origin        string
	Without, With fetch.Prediction // with their decisions
}

// IsRead reports whether the page can read an answer at all.
func (r Reading) IsRead() bool {
	return r.Without.Outcome == fetch.Allow || r.With.Outcome == fetch.Allow
}

// goesBeyond reports whether the page reads what another one does not.
func (r Reading) goesBeyond(other Reading) bool {
	return r.Without.Outcome == fetch.Allow && other.Without.Outcome != fetch.Allow ||
		r.With.Outcome == fetch.Allow && other.With.Outcome != fetch.Allow
}

// A Leak is an origin under which a server gives more than to anybody else, though it
// is none that is meant to be let in.
type Leak struct {
	Reading // of nothing where no browser sends the origin
	Class   conformance.Class
	Kind    conformance.Kind
	// IsHarmless says that nobody gains by it.
	IsHarmless bool
	Text       string
	// Exchange shows it.
	Exchange wire.Exchange
}

// A Scan is what came of asking one URL under many origins.
type Scan struct {
	Request fetch.Request
	Profile string
	// Meant are the origins that are meant to be let in, and what their pages read; a
	// pattern is stood for by one origin.
	Meant []Reading
	Tried int
	// Blocked are the origins whose pages send nothing there, whatever the server
	// says.
	Blocked []string
	Leaks   []Leak
	// Lost are the origins under which no answer came, and why.
	Lost []string
}

// maxLost is how often no answer may come before no more is asked.
const maxLost = 3

// RunScan asks the URL of the request under every origin that may be taken for one of
// those that are meant to be let in, and says what is new to whoever has it. The page
// of the Config is not used, nor are profiles after the first. The method is GET or
// HEAD: nothing is changed at the server. The error is about the origins, a cookie or
// the request.
func RunScan(cfg Config, meant []string) (*Scan, error) {
	confusions, err := conformance.Confusions(meant)
	if err != nil {
		return nil, err
	}
	s := &scanner{cfg: cfg, tape: &tape{server: cfg.World, replays: true}}
	s.Scan = Scan{Request: cfg.Request, Profile: cfg.Profiles[0].Name()}
	for _, origin := range conformance.Samples(meant) {
		reading, err := s.read(origin)
		if err != nil {
			return nil, err
		}
		s.Meant = append(s.Meant, reading)
	}
	for _, c := range confusions {
		if len(s.Lost) >= maxLost {
			break
		}
		if c.Kind == conformance.ByRawClient {
			err = s.tryRaw(c)
		} else {
			err = s.tryPage(c)
		}
		if err != nil {
			return nil, err
		}
	}
	return &s.Scan, nil
}

// A scanner is a scan under way.
type scanner struct {
	Scan
	cfg  Config
	tape *tape
	// anybody is what strangers read.
	anybody  Reading
	isFooled bool // a malformed origin was taken: one is enough
}

// read has a page of the origin ask, in a fresh browser each time.
func (s *scanner) read(origin string) (Reading, error) {
	reading := Reading{Origin: origin}
	for _, one := range []struct {
		mode fetch.Credentials
		into *fetch.Prediction
	}{{fetch.CredentialsOmit, &reading.Without}, {fetch.CredentialsInclude, &reading.With}} {
		cfg := s.cfg
		cfg.Page = s.pageOf(origin)
		browser, err := cfg.open(cfg.Profiles[0], s.tape)
		if err != nil {
			return reading, err
		}
		cfg.Request.Credentials = one.mode
		*one.into = browser.Fetch(cfg.Request)
	}
	return reading, nil
}

// pageOf returns a page of an origin. A sandboxed frame is embedded in a page that is
// as secure as the URL, so that it is not for that that nothing is sent.
func (s *scanner) pageOf(origin string) fetch.Page {
	if origin != conformance.Null {
		return fetch.Page{URL: origin}
	}
	page := fetch.Page{URL: "https://stranger.example", As: fetch.PageSandboxed}
	if u, err := fetch.ParseURL(s.cfg.Request.URL, nil); err == nil {
		page.URL = u.Scheme() + "://stranger.example"
	}
	return page
}

// tryPage asks as a page of an origin that is not meant to be let in.
func (s *scanner) tryPage(c conformance.Confusion) error {
	reading, err := s.read(c.Origin)
	if err != nil {
		return err
	}
	s.Tried++
	isStranger := c.Class == conformance.OriginAny
	switch {
	case reading.Without.Outcome == fetch.Error:
		s.Lost = append(s.Lost, fmt.Sprintf("%s: %s", c.Origin, reading.Without.Reason))
	case len(reading.Without.Exchanges) == 0 && len(reading.With.Exchanges) == 0:
		s.Blocked = append(s.Blocked, c.Origin)
	case reading.goesBeyond(s.anybody):
		leak := Leak{Reading: reading, Class: c.Class, Kind: c.Kind, Exchange: lastExchange(reading.Without)}
		if reading.With.Outcome == fetch.Allow {
			leak.Exchange = lastExchange(reading.With)
			if isStranger {
				leak.Class = conformance.OriginReflection
			}
		}
		leak.Text = textOf(leak)
		s.Leaks = append(s.Leaks, leak)
		if isStranger {
			s.anybody = reading
		}
	}
	return nil
}

// tryRaw asks under what no browser sends. It shows nothing where everybody is let in.
func (s *scanner) tryRaw(c conformance.Confusion) error {
	isMalformed := c.Class == conformance.OriginMalformed
	if s.anybody.IsRead() || isMalformed && s.isFooled {
		return nil
	}
	u, err := fetch.ParseURL(s.cfg.Request.URL, nil)
	if err != nil {
		return err
	}
	s.Tried++
	_, host, _ := strings.Cut(u.Origin().String(), "://")
	request := wire.Request{Method: "GET", Origin: u.Origin().String(), Target: u.Target(), Header: wire.Header{wire.NewLine("Host", host), wire.NewLine("Origin", c.Origin)}}
	x := wire.Exchange{Request: request, Response: s.tape.Answer(request)}
	if fault := x.Response.Fault.Kind; fault != wire.FaultNone && fault != wire.FaultSlow {
		s.Lost = append(s.Lost, fmt.Sprintf("%s: %s", c.Origin, fault))
		return nil
	}
	if value, _ := x.Response.Header.Get("Access-Control-Allow-Origin"); value != c.Origin {
		return nil
	}
	s.isFooled = s.isFooled || isMalformed
	leak := Leak{Reading: Reading{Origin: c.Origin}, Class: c.Class, Kind: c.Kind, IsHarmless: !isMalformed, Exchange: x}
	leak.Text = textOf(leak)
	s.Leaks = append(s.Leaks, leak)
	return nil
}

func lastExchange(p fetch.Prediction) wire.Exchange { return p.Exchanges[len(p.Exchanges)-1] }

// textOf says who profits.
func textOf(l Leak) string {
	switch {
	case l.Class == conformance.OriginCase:
		return "Letter case is set aside. It is the same host, and browsers send it in lower case: nobody gains by it."
	case l.Class == conformance.OriginMalformed:
		return "This is no origin, and is repeated as one that is let in. No browser sends it, so no page profits by it; whoever relies on the match elsewhere is deceived."
	case l.Class == conformance.OriginNull && l.With.Outcome == fetch.Allow:
		return "Any page can make a sandboxed frame, which reads the answer with credentials: in the name of whoever looks at the page."
	case l.Class == conformance.OriginNull:
		return "Any page can make a sandboxed frame, which reads the answer."
	case l.Class == conformance.OriginReflection:
		return "Every page reads the answer with credentials: in the name of whoever looks at it."
	case l.Class == conformance.OriginAny:
		return "Every page reads the answer, without credentials."
	case l.With.Outcome == fetch.Allow:
		return "Whoever has a page of this origin reads the answer with credentials: in the name of those who look at it."
	}
	return "Whoever has a page of this origin reads the answer, without credentials."
}
