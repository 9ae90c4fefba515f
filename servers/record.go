package servers

import (
	"sync"
	"time"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/wire"
)

// A recorder calls the servers of one tenant, one request at a time, and keeps
// what was said.
type recorder struct {
	world fetch.World

	mu        sync.Mutex
	exchanges []wire.Exchange
	arrived   *sync.Cond // of mu
}

func newRecorder(world fetch.World) *recorder {
	r := &recorder{world: world}
	r.arrived = sync.NewCond(&r.mu)
	return r
}

// answer lets the server at the request's origin answer. The exchange is on
// record before anybody can have seen the answer.
func (r *recorder) answer(request wire.Request) (response wire.Response, ok bool) {
	site, ok := r.world[request.Origin]
	if !ok {
		return wire.Response{}, false
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	response = site.Server.Answer(request)
	r.exchanges = append(r.exchanges, wire.Exchange{Request: request, Response: response})
	r.arrived.Broadcast()
	return response, true
}

// take returns the exchanges on record, in order of arrival, and forgets them.
func (r *recorder) take() []wire.Exchange {
	r.mu.Lock()
	defer r.mu.Unlock()
	exchanges := r.exchanges
	r.exchanges = nil
	return exchanges
}

// await returns when n exchanges are on record, or after limit.
func (r *recorder) await(n int, limit time.Duration) {
	expired := false
	timer := time.AfterFunc(limit, func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		expired = true
		r.arrived.Broadcast()
	})
	defer timer.Stop()
	r.mu.Lock()
	defer r.mu.Unlock()
	for len(r.exchanges) < n && !expired {
		r.arrived.Wait()
	}
}
