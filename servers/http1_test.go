package servers_test

import (
	"io"
	"testing"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/servers"
	"github.com/corslab/corslab/wire"
)

func TestResponsesGoOutByteForByte(t *testing.T) {
	for _, c := range []struct {
		name, request string
		response      wire.Response
		want          string
		// closed says that the connection ends after the response.
		closed bool
	}{
		{
			"usual", get, wire.Response{Status: 404, Header: wire.Header{"a: 1"}, Body: []byte("no")},
			"HTTP/1.1 404 Not Found\r\na: 1\r\nContent-Length: 2\r\n\r\nno", false,
		},
		{"status without a phrase", get, wire.Response{Status: 599}, "HTTP/1.1 599 \r\nContent-Length: 0\r\n\r\n", false},
		{
			"HEAD", "HEAD / HTTP/1.1\r\n\r\n", wire.Response{Status: 200, Body: []byte("abc")},
			"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n", false,
		},
		{"204", get, wire.Response{Status: 204, Body: []byte("abc")}, "HTTP/1.1 204 No Content\r\n\r\n", false},
		{"304", get, wire.Response{Status: 304, Header: wire.Header{"ETag: x"}}, "HTTP/1.1 304 Not Modified\r\nETag: x\r\n\r\n", false},
		{
			"right length", get, wire.Response{Status: 200, Header: wire.Header{"content-length:2"}, Body: []byte("ab")},
			"HTTP/1.1 200 OK\r\ncontent-length:2\r\n\r\nab", false,
		},
		{
			"wrong length", get, wire.Response{Status: 200, Header: wire.Header{"Content-Length: 9"}, Body: []byte("ab")},
			"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nab", true,
		},
		{
			"two lengths", get, wire.Response{Status: 200, Header: wire.Header{"Content-Length: 2", "Content-Length: 2"}, Body: []byte("ab")},
			"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nab", true,
		},
		{
			"chunks written out", get, wire.Response{Status: 200, Header: wire.Header{"Transfer-Encoding: chunked"}, Body: []byte("0\r\n\r\n")},
			"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", true,
		},
		{
			"announced end", get, wire.Response{Status: 200, Header: wire.Header{"Connection: close"}},
			"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", true,
		},
		{
			"a line that ends the header", get, wire.Response{Status: 200, Header: wire.Header{""}},
			"HTTP/1.1 200 OK\r\n\r\nContent-Length: 0\r\n\r\n", true,
		},
		{
			"a line that is two", get, wire.Response{Status: 200, Header: wire.Header{"a: 1\r\nb: 2"}},
			"HTTP/1.1 200 OK\r\na: 1\r\nb: 2\r\nContent-Length: 0\r\n\r\n", true,
		},
		{"103", get, wire.Response{Status: 103}, "HTTP/1.1 103 Early Hints\r\n\r\n", true},
		{
			"the client's last request", "GET / HTTP/1.1\r\nConnection: close\r\n\r\n", wire.Response{Status: 200},
			"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", true,
		},
		{
			"leave to send", "PUT / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\nx", wire.Response{Status: 200},
			"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", false,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			n := network(t, alone(fetch.World{"http://a.test": {Server: says(c.response)}}))
			conn := opened(t, n, "a.test:80")
			send(t, conn, c.request)
			receive(t, conn, c.want)
			if c.closed {
				if more := rest(t, conn); more != "" {
					t.Errorf("after the response came %q", more)
				}
				return
			}
			send(t, conn, c.request)
			receive(t, conn, c.want)
		})
	}
}

func TestMalformedRequestIsReported(t *testing.T) {
	n := network(t, alone(fetch.World{"http://a.test": site("")}))
	conn := opened(t, n, "a.test:80")
	send(t, conn, "nonsense\r\n\r\n")
	if got := rest(t, conn); got != "" {
		t.Errorf("answered %q", got)
	}
	strays := n.Strays()
	if len(strays) != 1 || strays[0].Kind != servers.StrayMalformed || strays[0].Address != "a.test:80" {
		t.Errorf("strays: %v", strays)
	}
}

// BenchmarkKeepAlive measures one connection's requests, one after the other.
func BenchmarkKeepAlive(b *testing.B) {
	n := network(b, alone(fetch.World{"http://a.test": {Server: says(wire.Response{
		Status: 200, Header: wire.Header{"Access-Control-Allow-Origin: *"}, Body: []byte("ok"),
	})}}))
	conn, code := dial(b, n, "a.test:80")
	if code != 0 {
		b.Fatalf("SOCKS reply %d", code)
	}
	answer := make([]byte, len("HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: *\r\nContent-Length: 2\r\n\r\nok"))
	for b.Loop() {
		if _, err := io.WriteString(conn, get); err != nil {
			b.Fatal(err)
		}
		if _, err := io.ReadFull(conn, answer); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "requests/s")
}
