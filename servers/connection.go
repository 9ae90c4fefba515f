package servers

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"sync/atomic"
	"time"

	"github.com/corslab/corslab/wire"
)

// tlsHandshake is the first byte of every TLS connection (RFC 8446 §5.1), and
// no first byte of an HTTP request.
const tlsHandshake = 0x16

// lingering is how long a connection that was closed on our side waits for the
// browser's: to end it at once could destroy an answer not read yet.
const lingering = time.Second

// A connection is one stream that a browser opened through the proxy.
type connection struct {
	network *Network
	tcp     *net.TCPConn
	address string // "host:port" it was opened to; guarded by network.mu until set
	door    string // the address of the door it came through; "" for the proxy

	// stream is tcp or the TLS connection on it, reader what is read from it.
	stream net.Conn
	reader *bufio.Reader
	origin string // of its requests, once the first byte is there; set under network.mu

	// finished says that our side was closed: what still arrives is no matter.
	finished atomic.Bool
}

// serve sees the connection through from the SOCKS5 handshake to its end.
func (c *connection) serve() {
	defer c.network.forget(c)
	defer c.hangUp()
	c.stream, c.reader = c.tcp, bufio.NewReader(c.tcp)

	address, ok := c.enter()
	if !ok {
		return
	}
	first, err := c.reader.Peek(1)
	if err != nil {
		return // a connection opened in advance and never used
	}
	scheme := "http"
	if first[0] == tlsHandshake {
		scheme = "https"
	}
	protocol, ok := c.network.arrive(c, originAt(scheme, address))
	if !ok {
		c.network.stray(Stray{Kind: StrayScheme, Address: address, Detail: c.origin})
		if scheme == "https" {
			// As a server does that speaks HTTP only: a browser takes what is no TLS
			// for a connection that failed.
			_, _ = io.WriteString(c.tcp, "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")
		}
		c.finish() // in order: a reset would be another failure
		return
	}
	if scheme == "https" {
		if protocol, err = c.secure(protocol); err != nil {
			c.report(err)
			return
		}
	} else {
		protocol = wire.HTTP1
	}
	if protocol == wire.HTTP2 {
		c.serveHTTP2()
	} else {
		c.serveHTTP1()
	}
}

// enter finds out where the connection wants to go, and whether it may.
func (c *connection) enter() (address string, ok bool) {
	if c.door != "" {
		if ok = c.network.admit(c, c.door); !ok {
			c.network.stray(Stray{Kind: StrayRefused, Address: c.door})
		}
		return c.door, ok
	}
	address, err := readConnect(c.reader, c.tcp)
	if err != nil {
		c.report(err)
		return "", false
	}
	if !c.network.admit(c, address) {
		c.network.stray(Stray{Kind: StrayRefused, Address: address})
		_ = writeConnected(c.tcp, socksRefused) // the client may be gone, and is refused either way
		return "", false
	}
	return address, writeConnected(c.tcp, socksGranted) == nil
}

// secure takes part in a TLS handshake and returns the protocol agreed upon.
func (c *connection) secure(protocol wire.Protocol) (wire.Protocol, error) {
	host, _, err := net.SplitHostPort(c.address)
	if err != nil {
		return "", err
	}
	config, err := c.network.authority.config(endpoint{host, protocol})
	if err != nil {
		return "", err
	}
	secured := tls.Server(replayed{c.tcp, c.reader}, config)
	if err := secured.HandshakeContext(context.Background()); err != nil {
		return "", err
	}
	c.stream, c.reader = secured, bufio.NewReader(secured)
	if secured.ConnectionState().NegotiatedProtocol == "h2" {
		return wire.HTTP2, nil
	}
	return wire.HTTP1, nil
}

// report puts bytes that could not be read among the strays. That a connection
// ended is no news: browsers drop them at any point.
func (c *connection) report(err error) {
	var gone net.Error
	if c.finished.Load() || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.As(err, &gone) {
		return
	}
	c.network.stray(Stray{Kind: StrayMalformed, Address: c.address, Detail: err.Error()})
}

// hangUp ends the connection at once. One that has ended already is no error.
func (c *connection) hangUp() { _ = c.tcp.Close() }

// finish closes our side and waits a moment for the other.
func (c *connection) finish() {
	c.finished.Store(true)
	half, ok := c.stream.(interface{ CloseWrite() error })
	if !ok || half.CloseWrite() != nil {
		return
	}
	_ = c.tcp.CloseWrite()
	_ = c.tcp.SetReadDeadline(time.Now().Add(lingering))
	_, _ = io.Copy(io.Discard, c.tcp)
}

// A replayed connection reads through the buffer that peeked into it.
type replayed struct {
	*net.TCPConn
	reader io.Reader
}

func (r replayed) Read(p []byte) (int, error) { return r.reader.Read(p) }
