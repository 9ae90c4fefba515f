package fetch

import (
	"math"
	"strings"
	"testing"

	"github.com/corslab/corslab/wire"
)

// How long a sound or video is, by the header of a response that begins with its first
// byte; a length that is no number is none.
func TestMediaLength(t *testing.T) {
	for _, c := range []struct {
		why    string
		status int
		field  Field
		want   int // -1 for unknown
	}{
		{"all of it", 200, Field{"Content-Length", "16"}, 16},
		{"a long one", 200, Field{"Content-Length", "99999999999999999999"}, math.MaxInt},
		{"no number", 200, Field{"Content-Length", "x"}, -1},
		{"a sign", 200, Field{"Content-Length", "+16"}, -1},
		{"nothing", 200, Field{"Content-Length", ""}, -1},
		{"no length", 200, Field{"X-A", "16"}, -1},
		{"all of it, which says what part it is", 200, Field{"Content-Range", "bytes 0-7/16"}, -1},
		{"a part", 206, Field{"Content-Range", "bytes 0-7/16"}, 16},
		{"a part of what has no length", 206, Field{"Content-Range", "bytes 0-7/*"}, -1},
		{"a part without a range", 206, Field{"Content-Length", "16"}, -1},
	} {
		got, ok := (&response{status: c.status, fields: []Field{c.field}}).mediaLength()
		if !ok {
			got = -1
		}
		if got != c.want {
			t.Errorf("%s: %d, want %d", c.why, got, c.want)
		}
	}
}

// Chromium asks on where there is less of a sound than there is said to be, from where
// it ends, until it has all of it.
func TestAskOn(t *testing.T) {
	const wave = "RIFF\x24\x00\x00\x00WAVEfmt "
	part := func(about, body string) wire.Response {
		return wire.Response{Status: 206, Header: wire.Header{wire.NewLine("Content-Range", about)}, Body: []byte(body)}
	}
	with := func(status int, r wire.Response) wire.Response {
		r.Status = status
		return r
	}
	for _, c := range []struct {
		why     string
		answers map[string]wire.Response // by Range
		want    string                   // the parts that are asked for; "" is not looked at
		reason  Reason
	}{
		{"all of it", map[string]wire.Response{"bytes=0-": part("bytes 0-15/16", wave)}, "bytes=0-", ""},
		{
			"the rest in one piece", map[string]wire.Response{"bytes=0-": part("bytes 0-7/16", wave[:8]), "bytes=8-": part("bytes 8-15/16", wave[8:])},
			"bytes=0- bytes=8-", "",
		},
		{
			"the rest in two",
			map[string]wire.Response{"bytes=0-": part("bytes 0-7/16", wave[:8]), "bytes=8-": part("bytes 8-11/16", wave[8:12]), "bytes=12-": part("bytes 12-15/16", wave[12:])},
			"bytes=0- bytes=8- bytes=12-", "",
		},
		{
			"a length that is none", map[string]wire.Response{"bytes=0-": {Status: 200, Header: wire.Header{"Content-Length: x"}, Body: []byte(wave)}},
			"bytes=0-", "",
		},
		{
			"the rest with a status that it may not have", map[string]wire.Response{"bytes=0-": part("bytes 0-7/16", wave[:8]), "bytes=8-": with(404, part("bytes 8-15/16", wave[8:]))},
			"", UnusableResponse,
		},
		{
			"no beginning, and then something that does not say what part it is",
			map[string]wire.Response{"bytes=0-": part("bytes 0-15/16", ""), "": {Status: 206, Body: []byte(wave)}}, "", UnusableResponse,
		},
		{
			"the connection ends", map[string]wire.Response{"bytes=0-": part("bytes 0-7/16", wave[:8]), "bytes=8-": {Fault: wire.Fault{Kind: wire.FaultReset}}},
			"bytes=0- bytes=8-", ConnectionReset,
		},
	} {
		first := true
		server := wire.ServerFunc(func(q wire.Request) wire.Response {
			asked, _ := q.Header.Get("Range")
			if other, ok := c.answers[""]; ok && !first {
				return other
			}
			first = false
			return c.answers[asked]
		})
		profile, _ := ProfileNamed("chromium")
		b, err := NewBrowser(Config{Profile: profile, Page: Page{URL: "https://a.test/"}, World: World{"https://a.test": {Server: server}}})
		if err != nil {
			t.Fatal(err)
		}
		p := b.Fetch(Request{API: APIAudio, URL: "https://a.test/x"})
		var asked []string
		for _, s := range p.Wire {
			value, _ := s.Header.Get("Range")
			asked = append(asked, value)
		}
		if got := strings.Join(asked, " "); p.Reason != c.reason || c.want != "" && got != c.want {
			t.Errorf("%s: %q after %s, want %q after %s", c.why, p.Reason, got, c.reason, c.want)
		}
	}
}
