package fetch

import (
	"testing"

	"github.com/corslab/corslab/wire"
)

// What a server sends after a header that has no content is no part of the response
// (https://www.rfc-editor.org/rfc/rfc9110.html#section-6.4.1).
func TestContentReceived(t *testing.T) {
	for status, want := range map[int]string{200: "hello", 204: "", 205: "hello", 304: "", 404: "hello"} {
		f := &fetching{Browser: &Browser{}}
		got, err := f.receive(&request{urls: []*URL{mustParse(t, "https://a.test/")}}, wire.Request{}, wire.Response{Status: status, Body: []byte("hello")})
		if err != nil || string(got.body) != want {
			t.Errorf("status %d has the content %q, %v", status, got.body, err)
		}
	}
}

// HTTP/1.1 reads as much as Content-Length announces, and HTTP/2 all there is; what ends
// earlier is cut short (https://www.rfc-editor.org/rfc/rfc9112.html#section-6.3).
func TestMeasure(t *testing.T) {
	for _, c := range []struct {
		why, method, length string
		protocol            wire.Protocol
		status              int
		fields              []Field
		body                string
		isCut               bool
	}{
		{why: "as announced", length: "5", body: "hello"},
		{why: "more than announced", length: "3", body: "hel"},
		{why: "more than announced, in HTTP/2", length: "3", protocol: wire.HTTP2, body: "hello"},
		{why: "less than announced", length: "6", body: "hello", isCut: true},
		{why: "less than announced, in HTTP/2", length: "6", protocol: wire.HTTP2, body: "hello", isCut: true},
		{why: "HEAD", method: "HEAD", length: "6", body: "hello"},
		{why: "no content", status: 204, length: "6", body: "hello"},
		{why: "chunks", length: "6", fields: []Field{{"Transfer-Encoding", "chunked"}}, body: "hello"},
		{why: "nothing announced", body: "hello"},
		{why: "no number", length: "x", body: "hello"},
	} {
		resp := &response{status: 200, body: []byte("hello"), protocol: c.protocol, fields: c.fields}
		if c.status != 0 {
			resp.status = c.status
		}
		if c.length != "" {
			resp.fields = append(resp.fields, Field{"Content-Length", c.length})
		}
		resp.measure(c.method)
		if string(resp.body) != c.body || resp.isCut != c.isCut {
			t.Errorf("%s: the body is %q, cut short: %t", c.why, resp.body, resp.isCut)
		}
	}
}
