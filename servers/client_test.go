package servers_test

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/binary"
	"io"
	"net"
	"net/http"
	"strconv"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/servers"
	"github.com/corslab/corslab/wire"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// authority is shared: keys are what takes time to make.
var authority = func() *servers.Authority {
	a, err := servers.NewAuthority()
	if err != nil {
		panic(err)
	}
	return a
}()

// network opens a network that holds the stage and ends with the test.
func network(t testing.TB, stage servers.Stage) *servers.Network {
	t.Helper()
	n, err := servers.Listen(servers.Config{Authority: authority})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := n.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	n.SetStage(stage)
	return n
}

// alone is the stage of a single tenant without a token.
func alone(world fetch.World) servers.Stage {
	return servers.Stage{Tenants: []servers.Tenant{{World: world}}}
}

// says is a server that always gives the same answer.
func says(r wire.Response) wire.Server {
	return wire.ServerFunc(func(wire.Request) wire.Response { return r })
}

// site is an HTTP/1.1 site that always answers 200 with this text.
func site(text string) fetch.Site {
	return fetch.Site{Server: says(wire.Response{Status: 200, Body: []byte(text)})}
}

// dial makes a SOCKS5 connection and returns the code of the proxy's reply.
func dial(t testing.TB, n *servers.Network, address string) (net.Conn, byte) {
	t.Helper()
	conn := raw(t, n)
	code, err := connect(conn, address)
	if err != nil {
		t.Fatal(err)
	}
	return conn, code
}

// raw is a connection before its handshake.
func raw(t testing.TB, n *servers.Network) *net.TCPConn {
	t.Helper()
	conn, err := net.Dial("tcp", n.Addr())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return conn.(*net.TCPConn)
}

func connect(conn net.Conn, address string) (code byte, err error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return 0, err
	}
	number, err := strconv.ParseUint(port, 10, 16)
	if err != nil {
		return 0, err
	}
	hello := []byte{5, 1, 0, 5, 1, 0, 3, byte(len(host))}
	hello = binary.BigEndian.AppendUint16(append(hello, host...), uint16(number))
	if _, err := conn.Write(hello); err != nil {
		return 0, err
	}
	var answer [12]byte
	if _, err := io.ReadFull(conn, answer[:]); err != nil {
		return 0, err
	}
	return answer[3], nil
}

// opened is a connection that the network accepted.
func opened(t testing.TB, n *servers.Network, address string) net.Conn {
	t.Helper()
	conn, code := dial(t, n, address)
	if code != 0 {
		t.Fatalf("connection to %s: SOCKS reply %d", address, code)
	}
	if err := conn.SetDeadline(time.Now().Add(10 * time.Second)); err != nil {
		t.Fatal(err)
	}
	return conn
}

func send(t testing.TB, conn net.Conn, bytes string) {
	t.Helper()
	if _, err := io.WriteString(conn, bytes); err != nil {
		t.Fatal(err)
	}
}

// receive reads exactly as many bytes as want has, and compares.
func receive(t testing.TB, conn io.Reader, want string) {
	t.Helper()
	got := make([]byte, len(want))
	n, err := io.ReadFull(conn, got)
	if err != nil || string(got) != want {
		t.Fatalf("received %q (%v)\nwant     %q", got[:n], err, want)
	}
}

// rest reads until the connection ends.
func rest(t testing.TB, conn io.Reader) string {
	t.Helper()
	b, err := io.ReadAll(conn)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// client is net/http in the network's world.
func client(t testing.TB, n *servers.Network) *http.Client {
	t.Helper()
	roots := x509.NewCertPool()
	roots.AddCert(authority.Certificate())
	transport := &http.Transport{
		DialContext: func(ctx context.Context, _, address string) (net.Conn, error) {
			conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", n.Addr())
			if err != nil {
				return nil, err
			}
			code, err := connect(conn, address)
			if err == nil && code != 0 {
				err = &net.OpError{Op: "socks", Err: net.UnknownNetworkError("refused")}
			}
			if err != nil {
				conn.Close()
				return nil, err
			}
			return conn, nil
		},
		TLSClientConfig:   &tls.Config{RootCAs: roots},
		ForceAttemptHTTP2: true,
	}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport, Timeout: 10 * time.Second}
}

func text(t testing.TB, c *http.Client, url string) string {
	t.Helper()
	response, err := c.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	return rest(t, bufio.NewReader(response.Body))
}
