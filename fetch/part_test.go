package fetch_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/wire"
)

// Chromium makes the Content-Length of a part without one, or of length 0, what its
// range says if it is the range that was asked for; the standard leaves it.
func TestPartMeasured(t *testing.T) {
	ask := func(part string) fetch.Request { return get("Range", part) }
	for _, c := range []struct {
		status  int
		part    string
		request fetch.Request
		length  string // what the server announces
		want    string // what Chromium makes of it
	}{
		{206, "bytes 0-10/100", ask("bytes=0-10"), "0", "11"},
		{206, "bytes 0-10/100", ask("bytes=0-10"), "00", "11"},
		{206, "BYTES 3-4/100", ask("bytes=3-4"), "0", "2"},
		{206, "bytes 3 - 4 / 100", ask("bytes=3-4"), "0", "2"},
		{206, "bytes 5-5/100", ask("bytes=05-5"), "0", "1"},
		{206, "bytes 5-9/10", ask("bytes=5-"), "0", "5"},
		{206, "bytes 5-7/9", ask("bytes=5-20"), "0", "3"},
		{206, "bytes 5-7/9", ask("bytes=5-9"), "0", "3"},
		{206, "bytes 5-7/9", ask("bytes=5-8"), "0", "0"},
		{206, "bytes 6-7/9", ask("bytes=5-20"), "0", "0"},
		{206, "bytes 0-10/100", ask("bytes=0-10"), "5", "5"},
		{206, "bytes 0-10/100", ask("bytes=0-10"), "99999999999999999999", "99999999999999999999"},
		{206, "bytes 0-9/100", ask("bytes=0-10"), "0", "0"},
		{206, "bytes 1-10/100", ask("bytes=0-10"), "0", "0"},
		{206, "bytes 1-10/100", ask("bytes=0-"), "0", "0"},
		{206, "bytes 0-10/*", ask("bytes=0-10"), "0", "0"},
		{206, "bytes 0-10/10", ask("bytes=0-10"), "0", "0"},
		{206, "bytes 0-10/11", ask("bytes=0-10"), "0", "11"},
		{206, "bytes 0-10", ask("bytes=0-10"), "0", "0"},
		{206, "bytes +0-10/100", ask("bytes=0-10"), "0", "0"},
		{206, "bytes x-10/100", ask("bytes=0-10"), "0", "0"},
		{206, "bytes 0-x/100", ask("bytes=0-10"), "0", "0"},
		{206, "bytes 10-9/100", ask("bytes=0-10"), "0", "0"},
		{206, "items 0-10/100", ask("bytes=0-10"), "0", "0"},
		{200, "bytes 0-10/100", ask("bytes=0-10"), "0", "0"},
		{206, "bytes 0-10/100", get(), "0", "0"},
		{206, "bytes 0-10/100", noStore(ask("bytes=0-10")), "0", "0"},
		{206, "bytes 0-10/100", head(ask("bytes=0-10")), "0", "0"},
	} {
		for _, name := range []string{"standard", "chromium"} {
			server := answer(c.status, anyOrigin, wire.Line("Content-Range: "+c.part), wire.Line("Content-Length: "+c.length))
			p := open(t, name, fetch.World{siteB: {Server: server}}).Fetch(to(siteB+"/x", c.request))
			want := c.length
			if name == "chromium" {
				want = c.want
			}
			quirk := want != c.length
			if got := p.Headers["content-length"]; got != want || strings.Contains(strings.Join(p.Quirks, " "), "part-measured") != quirk {
				t.Errorf("%s, status %d, %s of %s: Content-Length is %s with %q, want %s", name, c.status, c.part, c.length, got, p.Quirks, want)
			}
		}
	}
}

func noStore(r fetch.Request) fetch.Request {
	r.Cache = fetch.CacheNoStore
	return r
}

func head(r fetch.Request) fetch.Request {
	r.Method = "HEAD"
	return r
}

// The record of a prediction has a null for what the page cannot know, and lists
// that are never null.
func TestPredictionAsJSON(t *testing.T) {
	world := fetch.World{siteB: {Server: answer(200, anyOrigin)}}
	for _, c := range []struct {
		request    fetch.Request
		has, hasNo []string
	}{
		{
			fetch.Request{URL: siteB + "/x"},
			[]string{`"outcome":"allow"`, `"type":"cors"`, `"status":200`, `"quirks":[]`, `"unverified":[]`, `"wire":[{`},
			[]string{"null,\"reason\"", `"type":null`, `"status":null`},
		},
		{
			fetch.Request{URL: siteB + "/x", API: fetch.APIBeacon},
			[]string{`"outcome":null`, `"type":null`, `"status":null`},
			[]string{`"outcome":"`, `"type":"`},
		},
		{fetch.Request{URL: "http://["}, []string{`"outcome":"deny"`, `"wire":[]`, `"type":"error"`, `"status":0`}, []string{`"wire":null`}},
	} {
		text, err := json.Marshal(open(t, "standard", world).Fetch(c.request))
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range c.has {
			if !strings.Contains(string(text), part) {
				t.Errorf("%s as %s: no %s in %s", c.request.URL, c.request.API, part, text)
			}
		}
		for _, part := range c.hasNo {
			if strings.Contains(string(text), part) {
				t.Errorf("%s as %s: %s in %s", c.request.URL, c.request.API, part, text)
			}
		}
	}
}

// The trace says what the page cannot read, and names each quirk once, with the
// decision that it made differ.
func TestTrace(t *testing.T) {
	texts := func(world fetch.World, r fetch.Request) (all string, quirks []string) {
		for _, d := range open(t, "chromium", world).Fetch(r).Decisions {
			all += d.Text + "\n"
			if d.Quirk != "" {
				quirks = append(quirks, d.Quirk)
			}
		}
		return all, quirks
	}
	hidden := "The page cannot read access-control-allow-origin, server, x-a: "
	all, quirks := texts(fetch.World{siteB: {Server: answer(200, anyOrigin, "X-A: 1", "Server: x", "X-A: 2", "Content-Type: text/plain")}}, fetch.Request{URL: siteB + "/x"})
	if !strings.Contains(all, hidden) || len(quirks) != 0 {
		t.Errorf("no %q, or quirks %q, in\n%s", hidden, quirks, all)
	}
	if all, _ := texts(fetch.World{siteB: {Server: answer(200, anyOrigin, "Access-Control-Expose-Headers: *")}}, fetch.Request{URL: siteB + "/x"}); strings.Contains(all, "cannot read") {
		t.Errorf("all can be read, and the trace says\n%s", all)
	}
	if all, _ := texts(fetch.World{pageA: {Server: answer(200, "X-A: 1")}}, fetch.Request{URL: pageA + "/x"}); strings.Contains(all, "cannot read") {
		t.Errorf("nothing is hidden from the page's own origin, and the trace says\n%s", all)
	}
	_, quirks = texts(fetch.World{siteB: {Server: answer(302, "Location: http://")}}, fetch.Request{URL: siteB + "/x"})
	if len(quirks) != 1 || quirks[0] != "redirect-checks-first" {
		t.Errorf("the trace names the quirks %q", quirks)
	}
	away := answer(302, anyOrigin, "Location: "+siteC+"/y")
	all, _ = texts(fetch.World{siteB: {Server: away}, siteC: {Server: answer(200, anyOrigin)}}, fetch.Request{URL: siteB + "/x"})
	if n := strings.Count(all, "from here on the request's origin is null"); n != 1 {
		t.Errorf("the origin becomes null once, and the trace says so %d times:\n%s", n, all)
	}
	for _, c := range []struct {
		from, to, last string
		allowed, null  int // how often
	}{
		{siteB + "/x", siteC + "/y", "", 2, 1},
		{siteB + "/x", siteC + "/y", siteB + "/z", 3, 1},
		{pageA + "/x", siteB + "/y", "", 1, 0},
		{pageA + "/x", pageA + "/y", "", 0, 0},
		{siteB + "/x", siteB + "/y", "", 2, 0},
	} {
		server := wire.ServerFunc(func(q wire.Request) wire.Response {
			next := map[string]string{"/x": c.to, "/y": c.last}[q.Target]
			if next == "" {
				return wire.Response{Status: 200, Header: wire.Header{anyOrigin}}
			}
			return wire.Response{Status: 302, Header: wire.Header{anyOrigin, wire.NewLine("Location", next)}}
		})
		all, _ := texts(fetch.World{pageA: {Server: server}, siteB: {Server: server}, siteC: {Server: server}}, fetch.Request{URL: c.from})
		if allowed, null := strings.Count(all, ": allowed."), strings.Count(all, "from here on the request's origin is null"); allowed != c.allowed || null != c.null {
			t.Errorf("%s to %s: %d CORS checks passed, and the origin becomes null %d times:\n%s", c.from, c.to, allowed, null, all)
		}
	}
	all, _ = texts(fetch.World{siteB: {Server: (answer(200, anyOrigin))}}, fetch.Request{URL: siteB + "/x", Headers: []fetch.Field{field("X-B", "1"), field("X-A", "1")}})
	if !strings.Contains(all, "a preflight comes first: x-a, x-b.") {
		t.Errorf("the trace does not say which headers need a preflight:\n%s", all)
	}
}

// Of cookies the trace says which are stored.
func TestTraceOfCookies(t *testing.T) {
	world := fetch.World{pageA: {Server: answer(200, "Set-Cookie: a=b", "Set-Cookie: c=d; Domain=e.test")}}
	all := trace(open(t, "standard", world).Fetch(fetch.Request{URL: pageA + "/x"}))
	if !strings.Contains(all, "The cookie “a=b” is stored.") || strings.Contains(all, "c=d") {
		t.Errorf("of two cookies only the first is stored, and the trace says\n%s", all)
	}
}
