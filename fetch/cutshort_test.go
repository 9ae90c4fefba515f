package fetch

import (
	"testing"

	"github.com/corslab/corslab/wire"
)

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
