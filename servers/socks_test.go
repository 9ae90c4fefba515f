package servers_test

import (
	"context"
	"io"
	"testing"

	"golang.org/x/net/proxy"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/servers"
)

// Another implementation of SOCKS5 sends literal addresses as such.
func TestAnotherSOCKSClient(t *testing.T) {
	n := network(t, alone(fetch.World{
		"http://a.test": site("name"), "http://127.0.0.1": site("IPv4"), "http://[::1]:81": site("IPv6"),
	}))
	dialer, err := proxy.SOCKS5("tcp", n.Addr(), nil, proxy.Direct)
	if err != nil {
		t.Fatal(err)
	}
	for address, want := range map[string]string{"a.test:80": "name", "127.0.0.1:80": "IPv4", "[::1]:81": "IPv6"} {
		conn, err := dialer.(proxy.ContextDialer).DialContext(context.Background(), "tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		send(t, conn, "GET / HTTP/1.1\r\nConnection: close\r\n\r\n")
		got := rest(t, conn)
		conn.Close()
		if len(got) < len(want) || got[len(got)-len(want):] != want {
			t.Errorf("%s answered %q", address, got)
		}
	}
}

func TestHandshakesThatAreRefused(t *testing.T) {
	for _, c := range []struct{ name, bytes, reply string }{
		{"SOCKS4", "\x04\x01\x00\x50\x7f\x00\x00\x01\x00", ""},
		{"an HTTP proxy's", "GET http://a.test/ HTTP/1.1\r\n\r\n", ""},
		{"only with a password", "\x05\x01\x02", "\x05\xff"},
		{"BIND", "\x05\x01\x00\x05\x02\x00\x01\x7f\x00\x00\x01\x00\x50", "\x05\x00"},
		{"no known address type", "\x05\x01\x00\x05\x01\x00\x09", "\x05\x00"},
	} {
		t.Run(c.name, func(t *testing.T) {
			n := network(t, servers.Stage{})
			conn := raw(t, n)
			send(t, conn, c.bytes)
			// What was not read makes the end a reset.
			if got, _ := io.ReadAll(conn); string(got) != c.reply {
				t.Errorf("received %q, want %q", got, c.reply)
			}
			if strays := n.Strays(); len(strays) != 1 || strays[0].Kind != servers.StrayMalformed {
				t.Errorf("strays: %v", strays)
			}
		})
	}
}

func TestHandshakeThatEndsEarlyIsNoStray(t *testing.T) {
	n := network(t, servers.Stage{})
	for _, bytes := range []string{"", "\x05", "\x05\x01\x00\x05\x01\x00\x03\x06a.t"} {
		conn := raw(t, n)
		send(t, conn, bytes)
		if err := conn.CloseWrite(); err != nil {
			t.Fatal(err)
		}
		_, _ = io.ReadAll(conn)
	}
	if strays := n.Strays(); len(strays) != 0 {
		t.Errorf("strays: %v", strays)
	}
}
