package story

import (
	"slices"
	"time"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/remedy"
	"github.com/corslab/corslab/scenarios"
	"github.com/corslab/corslab/verdict"
	"github.com/corslab/corslab/wire"
)

// A Source is what a story is made of.
type Source struct {
	// Name is that of the case or step; "" where it has none.
	Name, Title string
	// After is how long was waited before the request.
	After   time.Duration
	Page    fetch.Page
	Request fetch.Request
	// Profile is the name of the browser that was simulated.
	Profile string
	// Prediction is made with a trace.
	Prediction fetch.Prediction
	// Remedy is what lets the request through; the zero value where nobody looked
	// for it.
	Remedy remedy.Remedy
	// Observed is what a real browser did, and Browser its name; nil where none
	// was asked.
	Observed *verdict.Account
	Browser  string
}

// Sources returns what the story of each step of a case is made of.
func Sources(c *scenarios.Case, profile fetch.Profile) []Source {
	list := make([]Source, len(c.Steps))
	for i, prediction := range c.Predict(profile, true) {
		step := c.Steps[i]
		list[i] = Source{
			Name: step.Name, Title: c.Title, After: step.After, Page: c.Page, Request: step.Request,
			Profile: profile.Name(), Prediction: prediction,
		}
		if prediction.Outcome != fetch.Deny {
			continue
		}
		// A case that was loaded opens, so there is no error.
		list[i].Remedy, _ = remedy.Find(func(mend func(wire.Server) wire.Server) (*fetch.Browser, error) {
			return c.BrowserAt(i, fetch.Config{Profile: profile, Trace: true}, mend), nil
		}, step.Request)
	}
	return list
}

// OfCase returns the story of each step of a case.
func OfCase(c *scenarios.Case, profile fetch.Profile) []*Story {
	sources := Sources(c, profile)
	stories := make([]*Story, len(sources))
	for i, s := range sources {
		stories[i] = New(s)
	}
	return stories
}

// A Story is what became of one request, in an order in which it can be told.
type Story struct {
	Name     string `json:"name,omitempty"`
	Title    string `json:"title,omitempty"`
	After    string `json:"after,omitempty"` // the wait before the request: "1m0s"
	Question string `json:"question"`
	// Verdict answers the question in a sentence.
	Verdict string        `json:"verdict"`
	Outcome fetch.Outcome `json:"outcome"`
	Reason  fetch.Reason  `json:"reason,omitempty"`
	// Observed says in a sentence whether a real browser did the same.
	Observed string `json:"observed,omitempty"`

	Lanes     []Lane     `json:"lanes"`
	Events    []Event    `json:"events"`
	Decisions []Decision `json:"decisions"`
	// Deciding is the number of the decision that refused the request; 0 for
	// none.
	Deciding int `json:"deciding,omitempty"`
	// Meaning is the reason in plain words; nil where the request is allowed. It
	// is left out of JSON, being the same for every request refused for it.
	Meaning *Meaning `json:"-"`
	Quirks  []Quirk  `json:"quirks,omitempty"`
	// Fix is nil where nothing is to be fixed.
	Fix *Fix `json:"fix,omitempty"`
	// Unverified lists what the prediction rests on that nobody has recorded.
	Unverified []string `json:"unverified,omitempty"`
}

// A Decision is one step of the browser, or of a server's policy, numbered from 1.
type Decision struct {
	Number  int           `json:"number"`
	Verdict fetch.Verdict `json:"verdict"`
	Text    string        `json:"text"`
	// Section is the section of a standard, and URL its address; for a server's
	// decision the part of its policy, which has none.
	Section string `json:"section"`
	URL     string `json:"url,omitempty"`
	// Quirk names the quirk by which the decision departs from the section.
	Quirk string `json:"quirk,omitempty"`
	// Exchange is the index of the exchange it is about, or -1.
	Exchange int `json:"exchange"`
	// IsServers says that a server's policy made it.
	IsServers bool `json:"isServers,omitempty"`
}

// A Quirk is a way in which this browser departs from the standard, and which
// changed the outcome or the way to it.
type Quirk struct {
	Name    string `json:"name"`
	Text    string `json:"text"`
	Section string `json:"section"`
	URL     string `json:"url,omitempty"`
}

// New makes the story.
func New(s Source) *Story {
	p := s.Prediction
	t := &Story{
		Name: s.Name, Title: s.Title, Question: question(s.Page, s.Request), Verdict: answer(s),
		Outcome: p.Outcome, Reason: p.Reason, Observed: s.observed(),
		Decisions: Decisions(p), Fix: newFix(s), Unverified: p.Unverified,
	}
	if s.After > 0 {
		t.After = s.After.String()
	}
	if m, ok := MeaningOf(p.Reason); ok {
		t.Meaning = &m
	}
	if p.Outcome != fetch.Allow {
		t.Deciding = deciding(t.Decisions)
	}
	t.Quirks = quirksNamed(p.Quirks)
	newCast(s).play(t, s)
	return t
}

// quirksNamed returns what is known of quirks.
func quirksNamed(names []string) (list []Quirk) {
	if len(names) == 0 {
		return nil
	}
	for _, q := range fetch.Quirks() {
		if slices.Contains(names, q.Name) {
			url, _ := fetch.SectionURL(q.Section)
			list = append(list, Quirk{Name: q.Name, Text: q.Text, Section: q.Section, URL: url})
		}
	}
	return list
}

// Decisions numbers the decisions of a prediction.
func Decisions(p fetch.Prediction) []Decision {
	list := make([]Decision, len(p.Decisions))
	for i, d := range p.Decisions {
		list[i] = Decision{Number: i + 1, Verdict: d.Verdict, Text: d.Text, Section: d.Section, Quirk: d.Quirk, Exchange: d.Exchange}
		if note, ok := serversNote(d, p.Exchanges); ok {
			list[i].IsServers, list[i].Text = true, NoteText(note)
			continue
		}
		list[i].URL, _ = fetch.SectionURL(d.Section)
	}
	return list
}

// serversNote returns the note of the server that a decision repeats. It is the
// policy's decision, and its section is none of a standard for browsers.
func serversNote(d fetch.Decision, exchanges []wire.Exchange) (note wire.Note, ok bool) {
	if d.Exchange < 0 || d.Exchange >= len(exchanges) {
		return wire.Note{}, false
	}
	for _, note := range exchanges[d.Exchange].Response.Notes {
		if note.Section == d.Section && note.Text == d.Text {
			return note, true
		}
	}
	return wire.Note{}, false
}

// NoteText is why a server answered so, and whether somebody has verified it.
func NoteText(n wire.Note) string {
	if n.Unverified {
		return n.Text + " (unverified)"
	}
	return n.Text
}

// deciding returns the number of the last check that failed; 0 where none did.
func deciding(list []Decision) int {
	for i := len(list) - 1; i >= 0; i-- {
		if list[i].Verdict == fetch.Fail {
			return list[i].Number
		}
	}
	return 0
}

// observed says in a sentence whether a real browser did what was predicted.
func (s Source) observed() string {
	if s.Observed == nil {
		return ""
	}
	found := verdict.Judge(nil, &s.Prediction, s.Observed)
	if len(found) == 0 {
		return s.Browser + " did the same."
	}
	text := s.Browser + " did otherwise: "
	for i, d := range found {
		if i > 0 {
			text += "; "
		}
		text += d.Field + " " + d.Values[1] + " instead of " + d.Values[0]
	}
	return text + "."
}
