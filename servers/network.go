package servers

import (
	"errors"
	"fmt"
	"maps"
	"net"
	"sync"
	"time"

	"github.com/corslab/corslab/wire"
)

// Config says how a network is made.
type Config struct {
	// Authority signs the certificates of https servers. nil is one of the
	// network's own, which no client has a way to trust.
	Authority *Authority
}

// A Network is a world that a browser reaches through a SOCKS5 proxy. Its
// methods may be called at the same time.
type Network struct {
	authority *Authority
	listener  net.Listener
	running   sync.WaitGroup

	mu          sync.Mutex
	scene       *scene
	loading     bool
	closed      bool
	connections map[*connection]struct{}
	strays      []Stray
	doors       map[string]*net.TCPListener // by what OpenDoor was given
	held        *hold                       // of streams; nil where they may end
}

// Listen opens a network on a loopback port of the system's choice. It has an
// empty stage and refuses everything.
func Listen(cfg Config) (*Network, error) {
	if cfg.Authority == nil {
		var err error
		if cfg.Authority, err = NewAuthority(); err != nil {
			return nil, fmt.Errorf("open a network: %w", err)
		}
	}
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("open a network: %w", err)
	}
	n := &Network{
		authority:   cfg.Authority,
		listener:    listener,
		scene:       newScene(Stage{}),
		connections: map[*connection]struct{}{},
		doors:       map[string]*net.TCPListener{},
	}
	n.running.Go(func() { n.accept(listener, "") })
	return n, nil
}

// Addr returns the proxy's address, "127.0.0.1:PORT".
func (n *Network) Addr() string { return n.listener.Addr().String() }

// Close ends every connection and returns when nothing of the network is left.
func (n *Network) Close() error {
	n.mu.Lock()
	n.closed = true
	n.scene.end()
	n.drop(func(*connection) bool { return true })
	doors := n.doors
	n.mu.Unlock()
	err := n.listener.Close()
	for _, door := range doors {
		err = errors.Join(err, door.Close())
	}
	n.running.Wait()
	return err
}

// SetStage replaces the stage. Answers still owed by the former one are never
// given, and its record is gone. Connections are kept only where the new stage
// has the very same origins and protocols.
func (n *Network) SetStage(s Stage) {
	next := newScene(s)
	n.mu.Lock()
	defer n.mu.Unlock()
	n.scene.end()
	if next.fresh || !maps.Equal(n.scene.protocols, next.protocols) {
		n.drop(func(*connection) bool { return true })
	}
	n.scene = next
}

// Load says whether the stage's pages are served. When they cease to be,
// connections to origins that only a page had are closed.
func (n *Network) Load(loading bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.loading = loading
	if !loading {
		n.drop(func(c *connection) bool {
			if c.origin == "" {
				return c.address != "" && !n.scene.hasAddress(c.address, false)
			}
			_, ok := n.scene.protocol(c.origin, false)
			return !ok
		})
	}
}

// Take returns what was received for a tenant so far, in order of arrival, and
// forgets it. An exchange is there before the browser can have its response.
func (n *Network) Take(token string) []wire.Exchange {
	n.mu.Lock()
	r := n.scene.recorders[token]
	n.mu.Unlock()
	if r == nil {
		return nil
	}
	return r.take()
}

// Await returns when a tenant has n exchanges on record that were not taken, or
// after limit.
func (n *Network) Await(token string, exchanges int, limit time.Duration) {
	n.mu.Lock()
	r := n.scene.recorders[token]
	n.mu.Unlock()
	if r != nil {
		r.await(exchanges, limit)
	}
}

// Strays returns what belonged to nobody so far, in order of arrival, and
// forgets it.
func (n *Network) Strays() []Stray {
	n.mu.Lock()
	defer n.mu.Unlock()
	strays := n.strays
	n.strays = nil
	return strays
}

// accept takes connections to a listener. Through the proxy they say where they
// want to go; through a door that is known.
func (n *Network) accept(listener net.Listener, address string) {
	for {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		c := &connection{network: n, tcp: conn.(*net.TCPConn), door: address}
		n.mu.Lock()
		closed := n.closed
		if !closed {
			n.connections[c] = struct{}{}
			n.running.Go(c.serve)
		}
		n.mu.Unlock()
		if closed {
			c.hangUp()
		}
	}
}

// drop closes the connections that match. The caller holds n.mu.
func (n *Network) drop(match func(*connection) bool) {
	for c := range n.connections {
		if match(c) {
			c.hangUp()
		}
	}
}

// admit reports whether anything listens at the address that a connection asks
// for.
func (n *Network) admit(c *connection, address string) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	c.address = address
	return n.scene.hasAddress(address, n.loading)
}

// arrive notes to which origin a connection turns out to be, and returns what is
// spoken there now, if it exists.
func (n *Network) arrive(c *connection, origin string) (wire.Protocol, bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	c.origin = origin
	return n.scene.protocol(origin, n.loading)
}

// isFresh reports whether connections are for one request only.
func (n *Network) isFresh() bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.scene.fresh
}

func (n *Network) forget(c *connection) {
	n.mu.Lock()
	defer n.mu.Unlock()
	delete(n.connections, c)
}

func (n *Network) stray(s Stray) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.strays = append(n.strays, s)
}

// A reply is what is to become of a request.
type reply struct {
	response wire.Response
	// last says that the connection must not be used again.
	last bool
	// ended is closed when the reply is no longer wanted.
	ended <-chan struct{}
	// held keeps the reply from its end until it is released; nil where nothing does.
	held *hold
}

// answer finds who is to answer a request that came in at an address, and lets
// it. Where ok is false nobody is: the connection is to be closed. The reply is the
// caller's to close.
func (n *Network) answer(address string, request wire.Request) (r reply, ok bool) {
	n.mu.Lock()
	s, loading := n.scene, n.loading
	n.mu.Unlock()

	r = reply{last: s.fresh, ended: s.ended.Done()}
	if page, isPage := s.pages[request.URL()]; isPage && (loading || page.Always) {
		r.response = page.Response
		return r, true
	}
	detail := request.Method + " " + request.URL()
	recorder, target := s.recorderFor(request.Target)
	if recorder == nil {
		n.stray(Stray{Kind: StrayToken, Address: address, Detail: detail})
		return r, false
	}
	request.Target = target
	if r.response, ok = recorder.answer(request); !ok {
		n.stray(Stray{Kind: StrayInconsistent, Address: address, Detail: detail})
	}
	if ok && isHeldBack(request.Method, r.response) {
		n.hold(&r)
	}
	return r, ok
}
