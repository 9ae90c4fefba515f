package fetch

import (
	"strings"
	"testing"
)

// How far Chromium reads into a body to tell its type. It stops where the bytes are
// proof, or where it has as many as it wants.
func TestSniffed(t *testing.T) {
	a := func(n int) string { return strings.Repeat("a", n) }
	for _, c := range []struct {
		why         string
		api         API
		contentType string
		body        string
		want        bool
	}{
		{why: "fetch() gets no sniffing", api: APIFetch, contentType: "text/plain"},
		{why: "a type that is trusted", api: APIXHR, contentType: "text/css"},
		{why: "text", api: APIXHR, contentType: "text/plain", body: "a b\tc\r\nd\fe\x1bf", want: true},
		{why: "enough text", api: APIXHR, contentType: "text/plain", body: a(1024)},
		{why: "not quite enough text", api: APIXHR, contentType: "text/plain", body: a(1023), want: true},
		{why: "spaces are text", api: APIXHR, contentType: "text/plain", body: "a " + a(42), want: true},
		{why: "a control makes text bytes", api: APIXHR, contentType: "text/plain", body: "\x1f" + a(41)},
		{why: "few bytes that are no text", api: APIXHR, contentType: "text/plain", body: "\x1f" + a(40), want: true},
		{why: "bytes of a type's own", api: APIXHR, contentType: "text/plain", body: "PK\x03\x04"},
		{why: "no type", api: APIXHR, body: a(1023), want: true},
		{why: "no type, and enough", api: APIXHR, body: a(1024)},
		{why: "no type, and bytes", api: APIXHR, body: "\x01" + a(510), want: true},
		{why: "no type, and enough bytes", api: APIXHR, body: "\x01" + a(511)},
		{why: "no type, and an image", api: APIXHR, body: "GIF89a"},
		{why: "no type, and HTML", api: APIXHR, body: " <HTML>"},
		{why: "no type, and no more than a tag", api: APIXHR, body: "<p"},
		{why: "no type, and less than a tag", api: APIXHR, body: "<", want: true},
		{why: "XML", api: APIXHR, contentType: "text/xml", body: "<?xml " + a(293), want: true},
		{why: "enough XML", api: APIXHR, contentType: "text/xml", body: "<?xml " + a(294)},
		{why: "an element", api: APIXHR, contentType: "application/xml", body: "\n<a"},
		{why: "octets", api: APIXHR, contentType: "application/octet-stream", body: a(7), want: true},
		{why: "enough octets", api: APIXHR, contentType: "application/octet-stream", body: a(8)},
	} {
		resp := &response{body: []byte(c.body)}
		if c.contentType != "" {
			resp.fields = []Field{{"Content-Type", c.contentType}}
		}
		if got := isSniffed(&request{api: c.api}, resp); got != c.want {
			t.Errorf("%s: read to the end: %t, want %t", c.why, got, c.want)
		}
	}
	nosniff := &response{fields: []Field{{"Content-Type", "text/plain"}, {"X-Content-Type-Options", "nosniff"}}}
	if isSniffed(&request{api: APIXHR}, nosniff) {
		t.Error("nosniff is sniffed")
	}
}

// Of which responses Chromium could ask for the rest.
func TestResumable(t *testing.T) {
	const modified = "Wed, 01 Jul 2026 12:00:00 GMT"
	tagged := Field{"ETag", `"1"`}
	for _, c := range []struct {
		why    string
		body   string
		fields []Field
		want   bool
	}{
		{"a tag", "a", []Field{tagged}, true},
		{"nothing yet", "", []Field{tagged}, false},
		{"no parts", "a", []Field{tagged, {"Accept-Ranges", "none"}}, false},
		{"parts", "a", []Field{tagged, {"Accept-Ranges", "bytes"}}, true},
		{"a coding", "a", []Field{tagged, {"Content-Encoding", "gzip"}}, false},
		{"chunks", "a", []Field{tagged, {"Transfer-Encoding", "chunked"}}, false},
		{"a weak tag", "a", []Field{{"ETag", `W/"1"`}, {"Last-Modified", modified}, {"Date", "Wed, 01 Jul 2026 13:00:00 GMT"}}, false},
		{"no validator", "a", nil, false},
		{"no date to hold it against", "a", []Field{{"Last-Modified", modified}}, false},
		{"a date alone", "a", []Field{{"Date", modified}}, false},
		{"a minute old", "a", []Field{{"Last-Modified", modified}, {"Date", "Wed, 01 Jul 2026 12:01:00 GMT"}}, true},
		{"less than a minute old", "a", []Field{{"Last-Modified", modified}, {"Date", "Wed, 01 Jul 2026 12:00:59 GMT"}}, false},
		{"no date, and a time that is none", "a", []Field{{"Last-Modified", "0"}, {"Date", modified}}, false},
		{"a time, and a date that is none", "a", []Field{{"Last-Modified", modified}, {"Date", "0"}}, false},
	} {
		if got := isResumable(&response{body: []byte(c.body), fields: c.fields}); got != c.want {
			t.Errorf("%s: %t, want %t", c.why, got, c.want)
		}
	}
}
