package fetch_test

import (
	"strconv"
	"testing"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/wire"
)

// Bytes of a Location that are not ASCII go into the next URL as they are,
// percent-encoded.
func TestLocationBytes(t *testing.T) {
	for _, c := range []struct{ location, want, chromium string }{
		{location: "/\xe9?\xe9", want: "/%E9?%E9"},
		{location: "/\xc3\xa9?\xc3\xa9", want: "/%C3%A9?%C3%A9"},
		{location: "/\xc3\xa9\xe9\xff", want: "/%C3%A9%E9%FF"},
		{location: "/a b", want: "/a%20b"},
		{location: "/^?^", want: "/%5E?^"},
		{location: "/|?|", want: "/|?|", chromium: "/%7C?|"},
		{location: "/|?|#|", want: "/|?|", chromium: "/%7C?|"},
	} {
		for _, name := range fetch.ProfileNames() {
			want := c.want
			if name == "chromium" && c.chromium != "" {
				want = c.chromium
			}
			server := wire.ServerFunc(func(q wire.Request) wire.Response {
				if q.Target == "/x" {
					return wire.Response{Status: 302, Header: wire.Header{anyOrigin, wire.NewLine("Location", c.location)}}
				}
				return wire.Response{Status: 200, Header: wire.Header{anyOrigin}}
			})
			p := open(t, name, fetch.World{siteB: {Server: server}}).Fetch(to(siteB+"/x", get()))
			if len(p.Wire) != 2 || p.Wire[1].URL != siteB+want {
				t.Errorf("%q, %s: got %s, want %s", c.location, name, p.Wire[len(p.Wire)-1].URL, siteB+want)
			}
			if isQuirk := len(p.Quirks) > 0; isQuirk != (want != c.want) {
				t.Errorf("%q, %s: the quirks that show are %q", c.location, name, p.Quirks)
			}
		}
	}
}

// What an https page of some kind may load over http.
func TestLocalMixedContent(t *testing.T) {
	const document, worker, shared = fetch.PageWindow, fetch.PageWorker, fetch.PageSharedWorker
	for _, c := range []struct {
		as              fetch.PageKind
		origin          string
		standard, quirk bool
	}{
		{document, "http://localhost:8000", true, false},
		{document, "http://127.0.0.1", true, false},
		{document, "http://10.0.0.1", false, true},
		{document, "http://172.31.0.1", false, true},
		{document, "http://172.32.0.1", false, false},
		{document, "http://192.168.0.1", false, true},
		{document, "http://169.254.0.1", false, true},
		{document, "http://100.64.0.1", false, true},
		{document, "http://203.0.113.1", false, false},
		{document, "http://[fd00::1]", false, true},
		{document, "http://[::ffff:a00:1]", false, true},
		{document, "http://printer.local", false, true},
		{document, "http://printer.local.", false, true},
		{document, "http://printer.lan", false, false},
		{fetch.PageSandboxed, "http://printer.local", false, true},
		{worker, "http://10.0.0.1", false, false},
		{worker, "http://printer.local", false, false},
		{shared, "http://b.test", false, true},
	} {
		for _, name := range fetch.ProfileNames() {
			b, err := fetch.NewBrowser(fetch.Config{
				Profile: profile(t, name), Page: fetch.Page{URL: "https://a.test/", As: c.as},
				World: fetch.World{c.origin: {Server: answer(200, anyOrigin)}},
			})
			if err != nil {
				t.Fatal(err)
			}
			p := b.Fetch(fetch.Request{URL: c.origin + "/"})
			want := c.standard || c.quirk && name == "chromium"
			if got := p.Outcome == fetch.Allow; got != want || !got && p.Reason != fetch.MixedContent {
				t.Errorf("%s from a %s, %s: %s %s", c.origin, c.as, name, p.Outcome, p.Reason)
			}
			if isQuirk := len(p.Quirks) > 0; isQuirk != (want && !c.standard) {
				t.Errorf("%s from a %s, %s: the quirks that show are %q", c.origin, c.as, name, p.Quirks)
			}
		}
	}
}

// A preflight under an origin that redirects made null serves not even the next hop.
func TestPreflightsUnderNull(t *testing.T) {
	hops := 0
	server := wire.ServerFunc(func(q wire.Request) wire.Response {
		response := echoing(q)
		if !q.IsPreflight() && hops%3 != 2 {
			response.Status = 302
			response.Header.Add("Location", siteC+"/loop")
		}
		if !q.IsPreflight() {
			hops++
		}
		return response
	})
	for name, want := range map[string]string{"standard": "oGoGG GGG", "chromium": "oGoGoG GoGoG"} {
		hops = 0
		b := open(t, name, fetch.World{siteB: {Server: server}, siteC: {Server: server}})
		first, second := b.Fetch(to(siteB+"/x", x)), b.Fetch(to(siteB+"/x", x))
		if got := brief(first.Observation) + " " + brief(second.Observation); got != want {
			t.Errorf("%s: got %s, want %s", name, got, want)
		}
	}
}

// A part of what is stored is made up by the cache.
func TestRangeOfStoredResponse(t *testing.T) {
	b := open(t, "standard", fetch.World{siteB: {Server: wire.ServerFunc(storing)}})
	b.Fetch(to(siteB+"/x", get()))
	for value, want := range map[string]string{
		"bytes=1-2": "206 2", "bytes=3-": "206 2", "bytes=0-99": "206 5", "bytes=4-4": "206 1", "bytes=5-": "200 5", "bytes=0-99999999999999999999": "206 5",
	} {
		p := b.Fetch(to(siteB+"/x", get("Range", value)))
		if got := strconv.Itoa(p.Status) + " " + p.Headers["content-length"]; got != want || len(p.Wire) != 0 {
			t.Errorf("%s: got %s after %d requests, want %s out of the cache", value, got, len(p.Wire), want)
		}
	}
}

// A note of a server names no section of a standard.
func TestSectionsOfServers(t *testing.T) {
	for _, section := range []string{"route:", "route:/any", "aws:s3-preflight"} {
		if url, ok := fetch.SectionURL(section); ok {
			t.Errorf("%s is said to be at %s", section, url)
		}
	}
}
