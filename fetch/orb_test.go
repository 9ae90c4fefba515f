package fetch

import (
	"testing"

	"github.com/corslab/corslab/wire"
)

// What opaque response blocking takes for data: by its type where nosniff stands behind
// it, else by its first bytes (https://github.com/annevk/orb).
func TestBlockedOpaque(t *testing.T) {
	const png = "\x89PNG\r\n\x1a\n"
	for _, c := range []struct {
		why, contentType, body string
		nosniff, want          bool
	}{
		{why: "HTML by its type", contentType: "text/html", nosniff: true, want: true},
		{why: "text by its type", contentType: "text/plain", nosniff: true, want: true},
		{why: "XML by its type", contentType: "text/xml", nosniff: true, want: true},
		{why: "XML by its other type", contentType: "application/xml", nosniff: true, want: true},
		{why: "a type of XML", contentType: "application/rss+xml", nosniff: true, want: true},
		{why: "JSON by its type", contentType: "application/json", nosniff: true, want: true},
		{why: "SVG is of elements", contentType: "image/svg+xml", nosniff: true},
		{why: "a style sheet is of elements", contentType: "text/css", nosniff: true, body: "<html>"},
		{why: "JavaScript", contentType: "text/javascript", nosniff: true, body: "f()"},
		{why: "a type that nobody knows", contentType: "application/octet-stream", nosniff: true, body: "x"},
		{why: "an image, whatever its type", contentType: "text/html", body: png},
		{why: "an image that must not be sniffed", contentType: "text/html", nosniff: true, body: png, want: true},
		{why: "a type that is blocked whatever it holds", contentType: "text/csv", body: png, want: true},
		{why: "what keeps scripts from reading", contentType: "text/javascript", body: ")]}'\n{}", want: true},
		{why: "text", contentType: "text/plain", body: "hello"},

		{why: "HTML", contentType: "text/javascript", body: " \r\n\t<HTML>", want: true},
		{why: "no more than a tag", contentType: "text/javascript", body: "<p", want: true},
		{why: "less than a tag", contentType: "text/javascript", body: "<"},
		{why: "HTML after a comment", contentType: "text/javascript", body: "<!-- a -->\n<html>", want: true},
		{why: "HTML after the rest of a comment's line", contentType: "text/javascript", body: "<!-- a --> b\r\n<html>", want: true},
		{why: "HTML on a comment's line", contentType: "text/javascript", body: "<!-- a --><html>"},
		{why: "a comment without end", contentType: "text/javascript", body: "<!-- a\n<html>"},
		{why: "XML", contentType: "text/javascript", body: "\n<?xml version='1.0'?>", want: true},
		{why: "JSON", contentType: "text/javascript", body: ` { "a" : 1}`, want: true},
		{why: "JSON with an escape", contentType: "text/javascript", body: `{"a\"b":1}`, want: true},
		{why: "a string that ends in an escape", contentType: "text/javascript", body: `{"a\`},
		{why: "a string without end", contentType: "text/javascript", body: `{"a`},
		{why: "a block that begins with a string", contentType: "text/javascript", body: `{"a\":";f()}`},
		{why: "a block", contentType: "text/javascript", body: `{a:1}`},
		{why: "a string", contentType: "text/javascript", body: `"a":1`},
	} {
		resp := &response{status: 200, fields: []Field{{"Content-Type", c.contentType}}, body: []byte(c.body)}
		if c.nosniff {
			resp.fields = append(resp.fields, Field{"X-Content-Type-Options", "nosniff"})
		}
		if got := isBlockedOpaque(resp); got != c.want {
			t.Errorf("%s: %s with %q is blocked: %t, want %t", c.why, c.contentType, c.body, got, c.want)
		}
	}
}

// Of two responses that look alike to a page, one may be kept from it and the other
// not: the type does not count where it is none.
func TestBlockedOpaqueWithoutType(t *testing.T) {
	for _, lines := range []wire.Header{nil, {"Content-Type: x"}} {
		fields, _ := parseResponseHeader(lines, nil)
		if isBlockedOpaque(&response{status: 200, fields: fields, body: []byte("<html>")}) {
			t.Errorf("%q: blocked, and no type says what it is", lines)
		}
	}
}
