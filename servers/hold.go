package servers

import (
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/corslab/corslab/wire"
)

// Hold has the event streams of answers to come stay open, as streams do, after all they
// have to say but its last byte, where that is the end; or lets them end. Those that were
// held before end now either way: they are what an EventSource waits for to connect again.
// It returns when their ends are on their way.
func (n *Network) Hold(on bool) {
	n.mu.Lock()
	former := n.held
	n.held = nil
	if on {
		n.held = &hold{over: make(chan struct{})}
	}
	n.mu.Unlock()
	if former != nil {
		former.end()
	}
}

// A hold is what keeps streams open.
type hold struct {
	over    chan struct{}  // closed when they may end
	streams sync.WaitGroup // those that have not
}

// end lets the streams end, and waits for those that can.
func (h *hold) end() {
	close(h.over)
	all := make(chan struct{})
	go func() {
		h.streams.Wait()
		close(all)
	}()
	timer := time.NewTimer(lingering)
	defer timer.Stop()
	select {
	case <-all:
	case <-timer.C:
	}
}

// isHeldBack reports whether Hold is about a response to the method.
func isHeldBack(method string, r wire.Response) bool {
	if method != http.MethodGet || r.Status != http.StatusOK || r.Fault.Kind != wire.FaultNone || len(r.Body) == 0 {
		return false
	}
	kind, _ := r.Header.Get("Content-Type")
	return strings.HasPrefix(wire.ToLower(kind), "text/event-stream")
}

// hold keeps the reply open, if streams are held.
func (n *Network) hold(r *reply) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if r.held = n.held; r.held != nil {
		r.held.streams.Add(1)
	}
}

// atOnce returns how much of n bytes is sent of a reply that is held: all but the last, or
// all where its end is that there are fewer than announced. Browsers drop what comes
// together with a failure.
func (r reply) atOnce(n int) int {
	announced, _ := r.response.Header.Get("Content-Length")
	if length, err := strconv.Atoi(announced); err == nil && length > len(r.response.Body) {
		return n
	}
	return n - 1
}

// release sends the last bytes of a reply that is held, when they may be sent.
func (r reply) release(send func()) {
	select {
	case <-r.held.over:
		send()
	case <-r.ended: // and nobody wants it any more
	}
}

// close says that nothing more of the reply is to come.
func (r reply) close() {
	if r.held != nil {
		r.held.streams.Done()
	}
}
