package mock

import (
	"sync"

	"github.com/corslab/corslab/wire"
)

// A service asks one wire.Server on behalf of many connections. The server is
// called by one goroutine at a time, as it may expect; but while it waits for
// the upstream, which may take long, others are let in.
type service struct {
	server wire.Server

	mu sync.Mutex
	// current is the exchange that the server is working on.
	current *exchange
}

// answer lets the server answer.
func (s *service) answer(x *exchange, r wire.Request) wire.Response {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.current = x
	return s.server.Answer(r)
}

// askUpstream is the upstream of the server, called from within answer.
func (s *service) askUpstream(r wire.Request) wire.Response {
	x := s.current
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		s.current = x
	}()
	return x.askUpstream(r)
}
