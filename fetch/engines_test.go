package fetch_test

import (
	"strings"
	"testing"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/wire"
)

// A contrast is a row of the table in which the three engines and the standard part:
// requests of one page, and what each sends. The page is at pageA.
type contrast struct {
	why     string
	page    fetch.PageKind
	server  wire.ServerFunc
	steps   []fetch.Request
	compare func(fetch.Prediction) string // brief where it is nil
	// standard, chromium, firefox and webkit are what is compared, joined by blanks.
	standard, chromium, firefox, webkit string
}

// lastOrigin is the Origin header of the last request.
func lastOrigin(p fetch.Prediction) string { return originOf(p.Wire[len(p.Wire)-1]) }

func originOf(s fetch.Sent) string {
	switch {
	case s.Origin == nil:
		return "-"
	case *s.Origin == pageA:
		return "A"
	}
	return *s.Origin
}

// hopOrigins are the Origin headers of the last preflight and of the last request.
func hopOrigins(p fetch.Prediction) string {
	asked := "none"
	for _, s := range p.Wire {
		if s.Preflight {
			asked = originOf(s)
		}
	}
	return asked + "/" + lastOrigin(p)
}

// fixed answers every preflight and every other request with the two replies.
func fixed(preflight, actual *reply) wire.ServerFunc {
	return func(q wire.Request) wire.Response {
		if q.IsPreflight() {
			return preflight.respond(q)
		}
		return actual.respond(q)
	}
}

// leading answers the path /x with a redirect and allows everything else.
func leading(status int, locations ...string) wire.ServerFunc {
	return func(q wire.Request) wire.Response {
		response := (*reply)(nil).respond(q)
		if q.Target == "/x" && !q.IsPreflight() {
			response.Status = status
			for _, l := range locations {
				response.Header.Add("Location", l)
			}
		}
		return response
	}
}

func api(a fetch.API, url string) fetch.Request { return fetch.Request{API: a, URL: url} }

var contrasts = []contrast{
	{why: "ACAH * and Authorization, twice", server: fixed(lasting("*", "*"), allows("*")), steps: []fetch.Request{auth, auth},
		standard: "o! o!", chromium: "oG oG", firefox: "oG oG", webkit: "oG G"},
	{why: "PUT, DELETE, PUT", server: echoing, steps: []fetch.Request{put, del, put},
		standard: "oP oD P", chromium: "oP oD oP", firefox: "oP oD P", webkit: "oP oD oP"},
	{why: "include, then anonymous", server: echoing, steps: []fetch.Request{cred(x), x},
		standard: "oG G", chromium: "oG G", firefox: "oG oG", webkit: "oG G"},
	{why: "* cached, then another header", server: fixed(lasting("*", "*"), allows("*")), steps: []fetch.Request{x, get("X-B", "1")},
		standard: "oG G", chromium: "oG G", firefox: "oG oG", webkit: "oG G"},
	{why: "the response fails, then again", server: fixed(lasting("PUT", ""), ok()), steps: []fetch.Request{put, put},
		standard: "oP! oP!", chromium: "oP! P!", firefox: "oP! oP!", webkit: "oP! P!"},
	{why: "x-b rejected, then PUT", server: fixed(lasting("PUT", ""), nil), steps: []fetch.Request{with("PUT", "X-B", "1"), put},
		standard: "o! oP", chromium: "o! oP", firefox: "o! oP", webkit: "o! P"},
	{why: "POST, then HEAD", server: echoing, steps: []fetch.Request{with("POST", "X-A", "1"), with("HEAD", "X-A", "1")},
		standard: "oP H", chromium: "oP H", firefox: "oP oH", webkit: "oP H"},
	{why: "upload listener, GET and synchronous POST", steps: []fetch.Request{uploads(get(), false), uploads(post(text("x")), true)},
		standard: "oG oP", chromium: "G P", firefox: "oG oP", webkit: "oG P"},
	{why: "two lines of text/plain", steps: []fetch.Request{with("POST", "Content-Type", "text/plain", "Content-Type", "text/plain")},
		standard: "P", chromium: "oP", firefox: "P", webkit: "oP"},
	{why: "client hints", steps: []fetch.Request{get("DPR", "1"), get("Save-Data", "on")},
		standard: "oG oG", chromium: "G G", firefox: "oG oG", webkit: "oG oG"},
	{why: "Accept: é", steps: []fetch.Request{get("Accept", "é")},
		standard: "G", chromium: "G", firefox: "oG", webkit: "G"},
	{why: "Range: BYTES=0-", steps: []fetch.Request{get("Range", "BYTES=0-")},
		standard: "oG", chromium: "oG", firefox: "oG", webkit: "G"},
	{why: "empty Location", server: leading(302, ""), steps: []fetch.Request{get()},
		standard: strings.Repeat("G", 21) + "!", chromium: "G", firefox: strings.Repeat("G", 21) + "!", webkit: "G!"},
	{why: "no-cors POST under no-referrer", steps: []fetch.Request{mode(fetch.ModeNoCORS, referrerPolicy("no-referrer", with("POST")))}, compare: lastOrigin,
		standard: "null", chromium: "A", firefox: "null", webkit: "null"},
	{why: "no-cors POST from home to B", server: leading(307, siteB+"/1"), steps: []fetch.Request{to(pageA+"/x", mode(fetch.ModeNoCORS, with("POST")))}, compare: lastOrigin,
		standard: "A", chromium: "null", firefox: "A", webkit: "null"},
	{why: "home to u:p@home", server: leading(302, "http://u:p@a.localhost:8000/1"), steps: []fetch.Request{to(pageA+"/x", get())},
		standard: "GG", chromium: "G!", firefox: "GG", webkit: "GG"},
	{why: "a sandboxed frame, twice", page: fetch.PageSandboxed, server: echoing, steps: []fetch.Request{x, x},
		standard: "oG G", chromium: "oG oG", firefox: "oG G", webkit: "oG G"},
	{why: "img, then fetch, without Vary", server: fixed(nil, ok("Cache-Control: max-age=60", "Content-Type: image/gif")), steps: []fetch.Request{api(fetch.APIImg, siteB+"/x"), get()},
		// The image is no image; WebKit was never asked.
		standard: "G! -!", chromium: "G! -!", firefox: "G! G!"},
	{why: "a POST with credentials makes invalid what was stored without", server: storing, steps: []fetch.Request{get(), cred(with("POST")), get()},
		standard: "G P G", chromium: "G P G", firefox: "G P G", webkit: "G P G"},
	{why: "B to C with a header: Origin of OPTIONS and GET", server: leading(302, siteC+"/1"), steps: []fetch.Request{x}, compare: hopOrigins,
		standard: "null/null", chromium: "null/null", firefox: "A/null", webkit: "null/null"},
	{why: "303 of a PUT", server: leading(303, "/1"), steps: []fetch.Request{put},
		standard: "oPG", chromium: "oPG", firefox: "oPoG", webkit: "oPoG"},
	{why: "Authorization stripped", server: leading(302, siteC+"/1"), steps: []fetch.Request{auth},
		standard: "oGG", chromium: "oGG", firefox: "oGoG", webkit: "oGoG"},
	{why: "a charset in quotes", steps: []fetch.Request{xhr(post(text("x"), "Content-Type", `text/plain;charset="iso"`))},
		standard: "P", chromium: "oP", firefox: "oP", webkit: "P"},
	{why: "a font without ACAO", server: func(wire.Request) wire.Response {
		return wire.Response{Status: 200, Body: []byte("\x00\x01\x00\x00")}
	}, steps: []fetch.Request{api(fetch.APIFont, siteB+"/x")},
		standard: "G!", chromium: "G!", firefox: "G!", webkit: "G"},
	{why: "65,537 bytes of keepalive", steps: []fetch.Request{keepalive(65537)},
		standard: "-!", chromium: "-!", firefox: "-!", webkit: "-!"},
}

// The engines part where they were seen to.
func TestEngines(t *testing.T) {
	for _, c := range contrasts {
		for name, want := range map[string]string{"standard": c.standard, "chromium": c.chromium, "firefox": c.firefox, "webkit": c.webkit} {
			if want == "" {
				continue
			}
			server := c.server
			if server == nil {
				server = echoing
			}
			world := fetch.World{}
			for origin := range letters {
				world[origin] = fetch.Site{Server: server}
			}
			b, err := fetch.NewBrowser(fetch.Config{Profile: profile(t, name), Page: fetch.Page{URL: pageA + "/page", As: c.page}, World: world})
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, r := range c.steps {
				if r.URL == "" {
					r.URL = siteB + "/x"
				}
				p := b.Fetch(r)
				if c.compare != nil {
					got = append(got, c.compare(p))
				} else {
					got = append(got, brief(p.Observation))
				}
			}
			if text := strings.Join(got, " "); text != want {
				t.Errorf("%s, %s: got %q, want %q", c.why, name, text, want)
			}
		}
	}
}
