package story

import (
	"strconv"
	"strings"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/wire"
)

// A LaneKind is the part somebody plays.
type LaneKind string

const (
	LanePage    LaneKind = "page"
	LaneBrowser LaneKind = "browser" // with its caches
	LaneServer  LaneKind = "server"
)

// A Lane is one of those who take part.
type Lane struct {
	Kind LaneKind `json:"kind"`
	// Name is the origin of a page or server, and "browser".
	Name string `json:"name"`
	// Detail says more: the kind of page, the profile.
	Detail string `json:"detail,omitempty"`
}

// An EventKind is what happens in an event.
type EventKind string

const (
	EventCall    EventKind = "call"    // the page asks its browser
	EventRequest EventKind = "request" // the browser asks a server
	EventAnswer  EventKind = "answer"  // the server answers
	EventNote    EventKind = "note"    // the browser does something on its own
	EventResult  EventKind = "result"  // the browser tells the page
)

// An Event is an arrow from one lane to another, or a note in one.
type Event struct {
	Kind EventKind `json:"kind"`
	// From and To are indices of lanes, the same for a note.
	From int `json:"from"`
	To   int `json:"to"`
	// Text is what goes over: "OPTIONS /items", "204 No Content".
	Text string `json:"text"`
	// Lines are the headers and settings that matter here.
	Lines []string `json:"lines,omitempty"`
	// IsPreflight says that a request is one, or the answer to one.
	IsPreflight bool `json:"isPreflight,omitempty"`
	// IsStopped says that things go wrong here, and Decision is the number of
	// the decision that says why; 0 for none.
	IsStopped bool `json:"isStopped,omitempty"`
	Decision  int  `json:"decision,omitempty"`
	// Exchange is the index of the exchange, or -1.
	Exchange int `json:"exchange"`
}

// The lanes that are always there.
const (
	pageLane    = 0
	browserLane = 1
)

// Sections whose decisions are the browser's use of what it remembers, or a
// service worker's answer: they stand in the diagram, as no message shows them.
const preflightMemory = "cors-preflight-cache"

var noted = map[string]string{
	preflightMemory:                  "preflight cache: ",
	"rfc9111:section-4.2":            "HTTP cache: ",
	"rfc9111:section-4.3":            "HTTP cache: ",
	"concept-request-tainted-origin": "",
	"mixed:upgrade-algorithm":        "",
	"sw:fetch-event-respondwith":     "service worker: ",
}

// A cast is who takes part in a story.
type cast struct {
	lanes   []Lane
	servers map[string]int // lane by origin
}

func newCast(s Source) *cast {
	page := Lane{Kind: LanePage, Name: originOf(s.Page)}
	if s.Page.As != fetch.PageWindow {
		page.Detail = string(s.Page.As)
	}
	c := &cast{lanes: []Lane{page, {Kind: LaneBrowser, Name: "browser", Detail: s.Profile}}, servers: map[string]int{}}
	for _, x := range s.Prediction.Exchanges {
		origin := x.Request.Origin
		if _, ok := c.servers[origin]; !ok {
			c.servers[origin] = len(c.lanes)
			c.lanes = append(c.lanes, Lane{Kind: LaneServer, Name: origin})
		}
	}
	return c
}

// play puts lanes and events into the story, whose decisions are there.
func (c *cast) play(t *Story, s Source) {
	t.Lanes = c.lanes
	t.add(Event{Kind: EventCall, From: pageLane, To: browserLane, Text: callText(s.Request), Lines: callLines(s), Exchange: -1})
	done := 0
	upTo := func(n int) {
		for ; done < n && done < len(s.Prediction.Exchanges); done++ {
			c.exchange(t, done, s.Prediction.Exchanges[done])
		}
	}
	for _, d := range t.Decisions {
		upTo(d.Exchange + 1)
		if d.Number == t.Deciding {
			continue
		}
		if prefix, ok := noted[d.Section]; ok && !d.IsServers {
			t.note(prefix+d.Text, d)
		}
	}
	upTo(len(s.Prediction.Exchanges))
	if t.Deciding > 0 {
		t.stop(t.Decisions[t.Deciding-1])
	}
	if s.Request.API.ShowsOutcome() {
		t.add(Event{
			Kind: EventResult, From: browserLane, To: pageLane, Text: resultText(s), Exchange: -1,
			IsStopped: s.Prediction.Outcome != fetch.Allow,
		})
	}
}

func (t *Story) add(e Event) { t.Events = append(t.Events, e) }

func (t *Story) note(text string, d Decision) {
	t.add(Event{Kind: EventNote, From: browserLane, To: browserLane, Text: text, Decision: d.Number, Exchange: d.Exchange})
}

// stop marks where the request is refused: at an answer, and in the browser.
func (t *Story) stop(d Decision) {
	for i := range t.Events {
		if e := &t.Events[i]; e.Kind == EventAnswer && d.Exchange >= 0 && e.Exchange == d.Exchange {
			e.IsStopped, e.Decision = true, d.Number
		}
	}
	t.note(strconv.Itoa(d.Number)+". "+d.Text, d)
	t.Events[len(t.Events)-1].IsStopped = true
}

// exchange adds a request and its answer.
func (c *cast) exchange(t *Story, i int, x wire.Exchange) {
	lane, isPreflight := c.servers[x.Request.Origin], x.Request.IsPreflight()
	t.add(Event{
		Kind: EventRequest, From: browserLane, To: lane, Text: fetch.Text(x.Request.Method + " " + x.Request.Target),
		Lines: relevantLines(x.Request.Header), IsPreflight: isPreflight, Exchange: i,
	})
	t.add(Event{
		Kind: EventAnswer, From: lane, To: browserLane, Text: AnswerText(x.Response),
		Lines: relevantLines(x.Response.Header), IsPreflight: isPreflight, Exchange: i,
	})
}

// callText is the call in a few words.
func callText(r fetch.Request) string {
	switch r.API {
	case "", fetch.APIFetch:
		return "fetch() " + methodOf(r)
	case fetch.APIXHR:
		return "XMLHttpRequest " + methodOf(r)
	}
	return string(r.API)
}

// callLines are the settings of a call, and its URL where no request shows it.
func callLines(s Source) []string {
	var lines []string
	r := s.Request
	if len(s.Prediction.Exchanges) == 0 {
		lines = append(lines, r.URL)
	}
	for _, h := range r.Headers {
		lines = append(lines, h.Name+": "+h.Value)
	}
	return append(lines, settingsOf(r)...)
}

// resultText is what the page is told.
func resultText(s Source) string {
	p, api := s.Prediction, s.Request.API
	shows := api.ShowsResponse()
	switch {
	case p.Outcome == fetch.Allow && api == fetch.APIWebSocket:
		return "open event"
	case p.Outcome == fetch.Allow && !shows:
		return "load"
	case p.Outcome == fetch.Allow && p.Type != "":
		return p.Type + " response, status " + strconv.Itoa(p.Status)
	case p.Outcome == fetch.Allow:
		return "load, status " + strconv.Itoa(p.Status)
	case api == fetch.APIXHR && (s.Request.Sync || p.Reason == fetch.InvalidRequest):
		return "exception"
	case api == fetch.APIWebSocket && p.Reason == fetch.InvalidRequest:
		return "exception"
	case shows && api != fetch.APIXHR:
		return "TypeError"
	}
	return "error event"
}

// AnswerText says in a few words what a server answered.
func AnswerText(r wire.Response) string {
	switch r.Fault.Kind {
	case wire.FaultNone:
	case wire.FaultSlow:
		return strconv.Itoa(r.Status) + " after " + r.Fault.Delay.String()
	default:
		return "no answer (" + string(r.Fault.Kind) + ")"
	}
	return strings.TrimSpace(strconv.Itoa(r.Status) + " " + fetch.Text(r.Reason))
}

func relevantLines(header wire.Header) []string {
	var lines []string
	for _, line := range header {
		if IsRelevant(line) {
			lines = append(lines, fetch.Text(string(line)))
		}
	}
	return lines
}

// IsRelevant reports whether a header line, malformed or not, takes part in the
// CORS protocol, decides what it is applied to, or goes where no other of its kind may.
func IsRelevant(line wire.Line) bool {
	name, _, _ := line.Cut()
	name = wire.ToLower(wire.TrimOWS(name))
	switch name {
	case "origin", "cookie", "set-cookie", "authorization", "content-type", "location",
		"vary", "cross-origin-resource-policy", "last-event-id":
		return true
	}
	return strings.HasPrefix(name, "access-control-")
}
