package fetch

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/encoding/unicode"

	"github.com/corslab/corslab/wire"
)

// reconnectionTime is how long an EventSource waits before it connects again, until a
// stream says otherwise. The standard leaves it to the browser: a few seconds.
const reconnectionTime = 3 * time.Second

// An eventSource is what a page keeps of its latest EventSource, by which that connects
// again.
type eventSource struct {
	// request is the last that it made; nil where it makes none any more.
	request *request
	// answered says that there was an answer to it.
	answered bool
	// lastID is the last event ID string.
	lastID string
	// wait is the reconnection time.
	wait time.Duration
}

// follow notes what an EventSource goes on from when its request has come to an end: it
// reads the stream, or fails
// (https://html.spec.whatwg.org/#the-eventsource-interface).
func (f *fetching) follow(in Request, r *request, resp *response, err *networkError) {
	s := &f.source
	if !in.Reconnect {
		*s = eventSource{wait: reconnectionTime}
	}
	s.request = nil
	if r == nil || err != nil && !mayRecover(err) {
		return
	}
	kept := *r
	kept.urls = slices.Clone(r.urls)
	s.request, s.answered = &kept, err == nil
	if s.answered {
		f.hear(s, resp)
	}
}

// mayRecover reports whether an EventSource that has failed connects again. The standard
// has it do so "unless the user agent knows that to be futile", and leaves open when that
// is. This is what is seen in Chromium: what the network has failed at may be better next
// time, and what a check has found will not, but for one in a service worker, of which the
// page does not know.
func mayRecover(err *networkError) bool {
	switch err.reason {
	case Timeout: // a run gives up before the browser does
		return false
	case TooManyRedirects, InvalidRedirect, UnsafeRedirect, MultipleLocations, UnsafePort, FileNotFound:
		return true
	}
	return err.isWorkers || err.reason.IsTransport()
}

// hear is the EventSource reading a stream to its end
// (https://html.spec.whatwg.org/#event-stream-interpretation).
func (f *fetching) hear(s *eventSource, resp *response) {
	stream := readEvents(string(resp.body))
	if stream.wait >= 0 {
		s.wait = stream.wait
	}
	if !stream.hasEvent {
		return
	}
	isKept := !stream.hasID && s.lastID != ""
	if f.quirks.departs(quirkEventIDKept, isKept) {
		return
	}
	s.lastID = stream.id
}

// An eventStream is what of a stream matters when its end has come.
type eventStream struct {
	// hasEvent says that a blank line has made an event of what came before it, if only
	// of an ID; id is the last event ID then, and hasID that a line has said so.
	hasEvent, hasID bool
	id              string
	// wait is the reconnection time that it asks for; -1 for none.
	wait time.Duration
}

// readEvents reads an event stream
// (https://html.spec.whatwg.org/#parsing-an-event-stream).
func readEvents(body string) eventStream {
	s := eventStream{wait: -1}
	if text, err := unicode.UTF8BOM.NewDecoder().String(body); err == nil {
		body = text
	}
	body = strings.ReplaceAll(strings.ReplaceAll(body, "\r\n", "\n"), "\r", "\n")
	lines := strings.Split(body, "\n")
	id, hasID := "", false
	for _, line := range lines[:len(lines)-1] { // what follows the last line break is no line
		name, value, _ := strings.Cut(line, ":")
		value = strings.TrimPrefix(value, " ")
		switch {
		case line == "":
			s.hasEvent, s.id, s.hasID = true, id, hasID
		case name == "id" && !strings.Contains(value, "\x00"):
			id, hasID = value, true
		case name == "retry" && value != "" && strings.Trim(value, "0123456789") == "":
			if ms, err := strconv.ParseUint(value, 10, 40); err == nil {
				s.wait = time.Duration(ms) * time.Millisecond
			}
		}
	}
	return s
}

// constructReconnection is the EventSource connecting again by itself, with the last
// event ID it has heard of
// (https://html.spec.whatwg.org/#reestablish-the-connection).
func (f *fetching) constructReconnection(in Request) (*request, *networkError) {
	p := at(sectionReconnect)
	if f.took(forkSourceClosed, f.source.request == nil) {
		return nil, f.fail(p, InvalidRequest, "", "The EventSource is closed: it does not connect again.")
	}
	f.Advance(f.source.wait)
	f.info(p, "The EventSource connects again, after ", f.source.wait.String(), ".")
	r, err := f.onceMore(in)
	if err != nil {
		return nil, err
	}
	r.headers = slices.DeleteFunc(slices.Clone(r.headers), func(h Field) bool { return h.Name == lastEventID })
	id := f.source.lastID
	if f.took(forkEventID, id != "") {
		f.info(p, "The last event ID is ", strconv.Quote(id), ". It goes along, and nobody is asked whether it may.")
		r.headers = append(r.headers, Field{lastEventID, wire.TrimOWS(id)})
	}
	return r, nil
}

// onceMore returns the request of the EventSource as it is made again: the same one, with
// the redirects it has followed, or one like the first to where they have led.
func (f *fetching) onceMore(in Request) (*request, *networkError) {
	last := f.source.request
	if !f.quirks.has(quirkReconnectsAfresh) {
		f.request = *last
		return &f.request, nil
	}
	f.quirks.departs(quirkReconnectsAfresh, len(last.urls) > 1)
	in.URL = last.urls[0].String()
	if f.source.answered {
		in.URL = last.url().String()
	}
	return f.constructInitiated(in)
}

const lastEventID = "Last-Event-ID"
