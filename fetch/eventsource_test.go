package fetch_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/wire"
)

var events = fetch.Request{API: fetch.APIEventSource, URL: "https://b.test/events", Credentials: fetch.CredentialsInclude}

// reconnected makes an EventSource in a page of https://a.test, lets it connect again n
// times, and returns what comes of the last.
func reconnected(t *testing.T, profileName string, n int, server wire.ServerFunc) fetch.Prediction {
	t.Helper()
	b, err := fetch.NewBrowser(fetch.Config{
		Profile: profile(t, profileName), Page: fetch.Page{URL: "https://a.test/page"}, Trace: true,
		World: fetch.World{fetch.AnyOrigin: {Server: server}},
	})
	if err != nil {
		t.Fatal(err)
	}
	p := b.Fetch(events)
	for range n {
		again := events
		again.Reconnect = true
		p = b.Fetch(again)
	}
	return p
}

// stream is an event stream that the page may read.
func stream(body string, more ...wire.Line) wire.Response {
	return wire.Response{Status: 200, Body: []byte(body), Header: append(wire.Header{
		"Content-Type: text/event-stream", "Access-Control-Allow-Origin: https://a.test", "Access-Control-Allow-Credentials: true",
	}, more...)}
}

// What of a stream is the last event ID when it has ended
// (https://html.spec.whatwg.org/#event-stream-interpretation).
func TestLastEventID(t *testing.T) {
	const none = "(none)"
	for body, want := range map[string]string{
		"":                                 none,
		"id: 7\ndata: x\n\n":               "7",
		"id:7\n\n":                         "7",
		"id:  7 \n\n":                      "7", // on the way to the server; the page sees the spaces
		"id\n\n":                           none,
		"id: 7\n\nid\n\n":                  none,
		"id: 7\n\ndata: x\n\n":             "7",
		"id: 7\ndata: x\n":                 none,
		"id: 7":                            none,
		"id: 7\n\nid: 8\n":                 "7",
		"id: 7\nid: 8\n\n":                 "8",
		"id: 7\nid: a\x00\n\n":             "7",
		"ID: 7\n\n":                        none,
		": id: 7\n\n":                      none,
		"id : 7\n\n":                       none,
		"id: 7\r\r":                        "7",
		"id: 7\r\n\r\n":                    "7",
		"id: 7\n\r\n":                      "7",
		"\xEF\xBB\xBFid: 7\n\n":            "7",
		"\xEF\xBB\xBF\xEF\xBB\xBFid:7\n\n": none,
		"id: \xFF\n\n":                     "\uFFFD",
		"id: a:b\n\n":                      "a:b",
	} {
		for _, name := range []string{"standard", "chromium"} {
			p := reconnected(t, name, 1, func(wire.Request) wire.Response { return stream(body) })
			got, ok := p.Exchanges[0].Request.Header.Get("Last-Event-ID")
			if !ok {
				got = none
			}
			if got != want || len(p.Wire) != 1 || p.Preflight || p.Outcome != fetch.Allow {
				t.Errorf("%s: after %q the last event ID is %q, want %q\n%s", name, body, got, want, trace(p))
			}
		}
	}
}

// The first connection says nothing of any event, whatever an EventSource before it has
// heard of.
func TestNewEventSourceForgets(t *testing.T) {
	b, err := fetch.NewBrowser(fetch.Config{
		Page: fetch.Page{URL: "https://a.test"}, World: fetch.World{fetch.AnyOrigin: {Server: wire.ServerFunc(func(wire.Request) wire.Response { return stream("id: 7\n\n") })}},
	})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if p := b.Fetch(events); p.Exchanges[0].Request.Header.Has("Last-Event-ID") {
			t.Errorf("it sends %v", p.Exchanges[0].Request.Header)
		}
	}
}

// How long it waits shows in what has run out by then.
func TestReconnectionTime(t *testing.T) {
	for body, isGone := range map[string]bool{
		"":                           true, // a few seconds
		"retry: 1000\n\n":            false,
		"retry: 1000\n":              false,
		"retry: 1000":                true,
		"retry:1000\n":               false,
		"retry:  1000\n":             true,
		"retry: 1000 \n":             true,
		"retry: -1000\n":             true,
		"retry: 1e3\n":               true,
		"retry\n":                    true,
		"retry: 5000\nretry: 1000\n": false,
		"retry: 1000\nretry: 5000\n": true,
		"retry: 1000\nretry: x\n":    false,
		"retry: 0\n":                 false,
		"data: 1000\n":               true,
		"retry: 1000\nretry: 99999999999999999999999\n": false,
	} {
		p := reconnected(t, "standard", 1, func(wire.Request) wire.Response {
			return stream(body, "Set-Cookie: a=1; Max-Age=2; SameSite=None; Secure")
		})
		if got := !p.Exchanges[0].Request.Header.Has("Cookie"); got != isGone {
			t.Errorf("after %q a cookie for two seconds is gone: %v, want %v", body, got, isGone)
		}
	}
}

// What an EventSource has heard of an event outlives streams that say nothing of one,
// in Chromium.
func TestEventIDKept(t *testing.T) {
	for _, row := range []struct{ name, second, want string }{
		{"standard", "data: x\n\n", ""},
		{"chromium", "data: x\n\n", "7"},
		{"standard", "id: 8\n\n", "8"},
		{"chromium", "id: 8\n\n", "8"},
	} {
		bodies := []string{"id: 7\n\n", row.second}
		p := reconnected(t, row.name, 2, func(wire.Request) wire.Response {
			body := bodies[0]
			bodies = append(bodies[1:], "")
			return stream(body)
		})
		if got, _ := p.Exchanges[0].Request.Header.Get("Last-Event-ID"); got != row.want {
			t.Errorf("%s, after %q: the third request has the last event ID %q, want %q", row.name, row.second, got, row.want)
		}
	}
}

// Which failures are the last.
func TestEventSourceGivesUp(t *testing.T) {
	redirect := func(location string) wire.Response {
		r := stream("", wire.Line("Location: "+location))
		r.Status = 302
		return r
	}
	status := func(status int) wire.Response {
		r := stream("")
		r.Status = status
		return r
	}
	for _, c := range []struct {
		why      string
		response wire.Response
		first    fetch.Reason
		isLast   bool
	}{
		{"a stream", stream(""), "", false},
		{"no permission", wire.Response{Status: 200, Header: wire.Header{"Content-Type: text/event-stream"}}, fetch.MissingAllowOriginHeader, true},
		{"no content", status(204), fetch.UnusableResponse, true},
		{"an error", status(500), fetch.UnusableResponse, true},
		{"a hang", wire.Response{Fault: wire.Fault{Kind: wire.FaultHang}}, fetch.Timeout, true},
		{"a reset", wire.Response{Fault: wire.Fault{Kind: wire.FaultReset}}, fetch.ConnectionReset, false},
		{"nothing", wire.Response{Fault: wire.Fault{Kind: wire.FaultClose}}, fetch.EmptyResponse, false},
		{"a redirect without end", redirect("/events"), fetch.TooManyRedirects, false},
		{"a redirect to no URL", redirect("https://a:99999/"), fetch.InvalidRedirect, false},
		{"a redirect to data", redirect("data:,x"), fetch.UnsafeRedirect, false},
		{"a redirect to ftp", redirect("ftp://b.test/"), fetch.CorsDisabledScheme, true},
		{"a redirect to a user", redirect("https://u@c.test/"), fetch.RedirectContainsCredentials, true},
		{"a redirect to a port", redirect("https://c.test:1/"), fetch.UnsafePort, false},
		{"mixed content", redirect("http://c.test/"), fetch.MixedContent, true},
	} {
		server := func(wire.Request) wire.Response { return c.response }
		if p := reconnected(t, "chromium", 0, server); p.Reason != c.first {
			t.Errorf("%s: at first %q, want %q\n%s", c.why, p.Reason, c.first, trace(p))
		}
		p := reconnected(t, "chromium", 1, server)
		isLast := p.Reason == fetch.InvalidRequest && len(p.Wire) == 0
		if isLast != c.isLast || !isLast && p.Reason != c.first {
			t.Errorf("%s: then %q after %d requests, want the last: %v\n%s", c.why, p.Reason, len(p.Wire), c.isLast, trace(p))
		}
	}
}

// Where it connects again, and what it says of where it has been.
func TestReconnectionAfterRedirect(t *testing.T) {
	server := func(r wire.Request) wire.Response {
		answer := stream("", "Location: https://c.test/there")
		if r.Target == "/events" {
			answer.Status = 302
		}
		for i, line := range answer.Header {
			if r.Header.Has("Origin") && strings.HasPrefix(string(line), "Access-Control-Allow-Origin") {
				origin, _ := r.Header.Get("Origin")
				answer.Header[i] = wire.Line("Access-Control-Allow-Origin: " + origin)
			}
		}
		return answer
	}
	for name, origin := range map[string]string{"standard": "null", "chromium": "https://a.test"} {
		for n := range 3 {
			p := reconnected(t, name, n, server)
			last := p.Exchanges[len(p.Exchanges)-1].Request
			want := origin
			if n == 0 {
				want = "null"
			}
			if got, _ := last.Header.Get("Origin"); last.URL() != "https://c.test/there" || got != want || n > 0 && len(p.Wire) != 1 {
				t.Errorf("%s, connection %d: %s from %q, want one request from %q", name, n, last.URL(), got, want)
			}
			if isQuirk := slices.Contains(p.Quirks, "event-source-reconnects-afresh"); isQuirk != (name == "chromium" && n == 1) {
				t.Errorf("%s, connection %d: quirks %v", name, n, p.Quirks)
			}
		}
	}
}

// Where no answer came it was never led away, in Chromium.
func TestReconnectionWithoutAnswer(t *testing.T) {
	server := func(r wire.Request) wire.Response {
		if r.Target != "/events" {
			return wire.Response{Fault: wire.Fault{Kind: wire.FaultClose}}
		}
		answer := stream("", "Location: https://c.test/there")
		answer.Status = 302
		return answer
	}
	for name, want := range map[string][]string{
		"standard": {"https://c.test/there"},
		"chromium": {"https://b.test/events", "https://c.test/there"},
	} {
		p := reconnected(t, name, 1, server)
		var got []string
		for _, x := range p.Exchanges {
			got = append(got, x.Request.URL())
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: asks for %v, want %v", name, got, want)
		}
	}
}
