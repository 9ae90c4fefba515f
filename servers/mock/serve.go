package mock

import (
	"context"
	"errors"
	"net"
	"net/http"
	"time"
)

// Times that a client may take. What is being sent has no limit: uploads,
// downloads and event streams may last.
const (
	headTimeout = 10 * time.Second // to send the head of a request
	idleTimeout = 2 * time.Minute  // between two requests of a connection
)

// Grace is how long requests may go on when the front is asked to end.
const Grace = 2 * time.Second

// Serve answers the requests that come to a listener, until the context ends;
// requests that are under way then have Grace to be answered. It closes the
// listener, and returns when nothing of it is left, with nil if the context ended
// it.
func (f *Front) Serve(ctx context.Context, listener net.Listener) error {
	requests, end := context.WithCancel(context.WithoutCancel(ctx))
	defer end()
	server := &http.Server{
		Handler:           f,
		ReadHeaderTimeout: headTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHead,
		BaseContext:       func(net.Listener) context.Context { return requests },
		ErrorLog:          f.logger(),
		ConnState: func(_ net.Conn, state http.ConnState) {
			switch state {
			case http.StateNew:
				f.running.Add(1)
			case http.StateClosed, http.StateHijacked:
				f.running.Done()
			}
		},
	}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()

	var err error
	select {
	case err = <-served:
	case <-ctx.Done():
		grace, stop := context.WithTimeout(requests, Grace)
		defer stop()
		_ = server.Shutdown(grace) // what outlasts it is ended below
		err = <-served
	}
	end()
	if closed := server.Close(); !errors.Is(err, http.ErrServerClosed) {
		err = errors.Join(err, closed)
	} else {
		err = closed
	}
	f.running.Wait()
	if f.transport != nil {
		f.transport.CloseIdleConnections()
	}
	return err
}
