package servers

import (
	"sync"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/wire"
)

// A recorder calls the servers of one tenant, one request at a time, and keeps
// what was said.
type recorder struct {
	world fetch.World

	mu        sync.Mutex
	exchanges []wire.Exchange
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
