package servers_test

import (
	"bufio"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/wire"
)

const upgrade = "GET / HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"

// A connection that was agreed upon speaks WebSocket until the browser closes it: data
// is taken and dropped, a ping answered, the end confirmed.
func TestWebSocketIsKeptOpen(t *testing.T) {
	server := wire.ServerFunc(func(r wire.Request) wire.Response { return wire.Response{Status: 101}.AcceptWebSocket(r) })
	n := network(t, alone(fetch.World{"http://a.test": {Server: server}}))
	conn := opened(t, n, "a.test:80")
	reader := bufio.NewReader(conn)
	send(t, conn, upgrade)
	response, err := http.ReadResponse(reader, nil)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if got := response.Header.Get("Sec-WebSocket-Accept"); response.StatusCode != 101 || got != "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=" {
		t.Fatalf("status %d, Sec-WebSocket-Accept %q", response.StatusCode, got)
	}
	const mask = "\x00\x00\x00\x01"
	long := strings.Repeat("x", 300)
	send(t, conn, "\x81\x82"+mask+"hi"+"\x82\xfe\x01\x2c"+mask+long+"\x82\xff\x00\x00\x00\x00\x00\x00\x01\x2c"+mask+long)
	send(t, conn, "\x89\x84"+mask+"ping")
	receive(t, reader, "\x8a\x04pinf") // the last byte unmasked
	send(t, conn, "\x88\x82"+mask+"\x03\xe8")
	receive(t, reader, "\x88\x02\x03\xe8")
	if _, err := reader.ReadByte(); err != io.EOF {
		t.Errorf("after the end: %v, want io.EOF", err)
	}
	if strays := n.Strays(); len(strays) > 0 {
		t.Errorf("strays %v", strays)
	}
}

// Status 101 to whom has not asked for it is an answer like others, and the last one.
func TestSwitchingUnasked(t *testing.T) {
	n := network(t, alone(fetch.World{"http://a.test": {Server: says(wire.Response{Status: 101})}}))
	conn := opened(t, n, "a.test:80")
	send(t, conn, get)
	got, err := io.ReadAll(conn)
	if want := "HTTP/1.1 101 Switching Protocols\r\n\r\n"; err != nil || string(got) != want {
		t.Errorf("got %q, %v, want %q", got, err, want)
	}
}
