package chromium

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/chromedp/cdproto"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/cdp/jsonv2"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
)

// A connection multiplexes the DevTools sessions of one browser process over
// its pipe. Events are handed to their session one after the other, in the
// order of arrival, by the goroutine that reads.
type connection struct {
	transport chromedp.Transport
	done      chan struct{} // closed when the browser is gone

	mu       sync.Mutex
	last     int64
	pending  map[int64]call
	sessions map[target.SessionID]*session
	lost     error // why the connection ended; nil while it lives
}

// A call is a command whose answer is awaited.
type call struct {
	session target.SessionID
	answer  chan answer // buffered
}

type answer struct {
	result jsonv2.Value
	err    error
}

// A session is a conversation with one target; the one with the empty id is
// with the browser itself.
type session struct {
	conn *connection
	id   target.SessionID
	kind string // the target's type: "page", "iframe", "worker", …
	gone bool   // its target crashed or went away; guarded by conn.mu
	// events receives every event; it must not wait for an answer.
	events func(s *session, method string, params jsonv2.Value)
}

// errCrashed is what the calls of a session end with when its target crashes or
// goes away.
var errCrashed = errors.New("the tab crashed or was closed")

func newConnection(transport chromedp.Transport) *connection {
	c := &connection{
		transport: transport,
		done:      make(chan struct{}),
		pending:   map[int64]call{},
		sessions:  map[target.SessionID]*session{},
	}
	go c.read()
	return c
}

// session registers a session, whose events are delivered from then on.
func (c *connection) session(id target.SessionID, kind string, events func(*session, string, jsonv2.Value)) *session {
	s := &session{conn: c, id: id, kind: kind, events: events}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.sessions[id] = s
	return s
}

func (c *connection) read() {
	defer close(c.done)
	for {
		var m cdproto.Message
		if err := c.transport.Read(context.Background(), &m); err != nil {
			c.lose(fmt.Errorf("reading from the browser: %w", err))
			return
		}
		if m.ID != 0 {
			c.settle(m)
			continue
		}
		c.mu.Lock()
		s := c.sessions[m.SessionID]
		c.mu.Unlock()
		if s != nil && s.events != nil {
			s.events(s, string(m.Method), m.Params)
		}
	}
}

func (c *connection) settle(m cdproto.Message) {
	c.mu.Lock()
	waiting, ok := c.pending[m.ID]
	delete(c.pending, m.ID)
	c.mu.Unlock()
	if !ok {
		return
	}
	a := answer{result: m.Result}
	if m.Error != nil {
		a.err = m.Error
	}
	waiting.answer <- a
}

// lose ends every call with err.
func (c *connection) lose(err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.lost == nil {
		c.lost = err
	}
	for id, waiting := range c.pending {
		waiting.answer <- answer{err: err}
		delete(c.pending, id)
	}
}

// drop forgets a session and ends its calls.
func (c *connection) drop(id target.SessionID) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if s := c.sessions[id]; s != nil {
		s.gone = true
	}
	delete(c.sessions, id)
	for n, waiting := range c.pending {
		if waiting.session == id {
			waiting.answer <- answer{err: errCrashed}
			delete(c.pending, n)
		}
	}
}

// isLost reports whether the browser is gone.
func (c *connection) isLost() bool {
	select {
	case <-c.done:
		return true
	default:
		return false
	}
}

// end is why the session takes no more commands; nil where it does. The caller
// holds conn.mu.
func (s *session) end() error {
	if s.gone {
		return errCrashed
	}
	return nil
}

// write sends a command. The answer comes on the returned channel; where nobody
// waits it is forgotten.
func (s *session) write(method string, params any, await bool) (int64, chan answer, error) {
	raw, err := jsonv2.Marshal(params, chromedp.DefaultMarshalOptions)
	if err != nil {
		return 0, nil, fmt.Errorf("%s: %w", method, err)
	}
	c := s.conn
	c.mu.Lock()
	if err := cmp.Or(c.lost, s.end()); err != nil {
		c.mu.Unlock()
		return 0, nil, err
	}
	c.last++
	id := c.last
	var got chan answer
	if await {
		got = make(chan answer, 1)
		c.pending[id] = call{session: s.id, answer: got}
	}
	c.mu.Unlock()
	err = c.transport.Write(context.Background(), &cdproto.Message{
		ID: id, SessionID: s.id, Method: cdproto.MethodType(method), Params: raw,
	})
	return id, got, err
}

// send gives a command without waiting for what becomes of it. Commands of one
// session are carried out in the order given.
func send[P, R any](s *session, command cdp.Command[P, R], params P) {
	// A connection that is gone ends whoever waits for something, elsewhere.
	_, _, _ = s.write(command.Method, params, false)
}

// do gives a command and waits for its result.
func do[P, R any](ctx context.Context, s *session, command cdp.Command[P, R], params P) (R, error) {
	var result R
	id, got, err := s.write(command.Method, params, true)
	if err != nil {
		return result, fmt.Errorf("%s: %w", command.Method, err)
	}
	select {
	case a := <-got:
		if a.err != nil {
			return result, fmt.Errorf("%s: %w", command.Method, a.err)
		}
		if err := jsonv2.Unmarshal(a.result, &result, chromedp.DefaultUnmarshalOptions); err != nil {
			return result, fmt.Errorf("%s: %w", command.Method, err)
		}
		return result, nil
	case <-ctx.Done():
		s.conn.mu.Lock()
		delete(s.conn.pending, id)
		s.conn.mu.Unlock()
		return result, fmt.Errorf("%s: %w", command.Method, ctx.Err())
	}
}
