package mock

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"time"

	"github.com/corslab/corslab/wire"
)

// garbage is what wire.FaultGarbage sends: no HTTP response, not even one of
// HTTP/0.9.
const garbage = "HTTP/1.1 \x00\x00\x00\x00\r\n\x00\r\n\r\n"

// A faultError is a fault in place of an answer.
type faultError struct{ kind wire.FaultKind }

func (e *faultError) Error() string { return "the service answers with the fault " + string(e.kind) }

// An answerError is an answer that must be written byte by byte.
type answerError struct{ response wire.Response }

func (e *answerError) Error() string {
	return "net/http cannot send the answer " + strconv.Itoa(e.response.Status)
}

// wait carries out the part of a fault that comes before an answer, and returns
// an error where none is to follow.
func (x *exchange) wait(f wire.Fault) error {
	switch f.Kind {
	case wire.FaultNone:
		return nil
	case wire.FaultSlow:
		timer := time.NewTimer(f.Delay)
		defer timer.Stop()
		select {
		case <-timer.C:
			return nil
		case <-x.context.Done():
			return context.Cause(x.context)
		}
	case wire.FaultHang:
		if x.failure == nil { // else the time that a client waits has passed already
			if x.body != nil {
				_, _ = io.Copy(io.Discard, x.body) // that the client leaves is noticed only then
			}
			<-x.context.Done()
			return context.Cause(x.context)
		}
	}
	return &faultError{f.Kind}
}

// misbehave ends a request that gets no ordinary answer.
func (f *Front) misbehave(w http.ResponseWriter, r *http.Request, err error) {
	var fault *faultError
	var answer *answerError
	switch {
	case errors.As(err, &answer):
		f.takeOver(w, r, func(conn net.Conn) error {
			_, err := conn.Write(bytesOf(r.Method, answer.response))
			return err
		})
	case errors.As(err, &fault) && fault.kind == wire.FaultReset:
		f.takeOver(w, r, func(conn net.Conn) error {
			if tcp, ok := conn.(*net.TCPConn); ok {
				return tcp.SetLinger(0) // closing then sends RST instead of FIN
			}
			return nil
		})
	case errors.As(err, &fault) && fault.kind == wire.FaultGarbage:
		f.takeOver(w, r, func(conn net.Conn) error {
			_, err := conn.Write([]byte(garbage))
			return err
		})
	default:
		if fault == nil && r.Context().Err() == nil {
			f.cfg.Warned(fmt.Errorf("%s %s: %w", r.Method, r.URL.Path, err))
		}
		panic(http.ErrAbortHandler) //nolint:forbidigo // how net/http is told to close a connection without an answer
	}
}

// takeOver does something to a connection, and closes it.
func (f *Front) takeOver(w http.ResponseWriter, r *http.Request, do func(net.Conn) error) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		f.cfg.Warned(fmt.Errorf("%s %s: %w", r.Method, r.URL.Path, err))
		panic(http.ErrAbortHandler) //nolint:forbidigo // as above
	}
	err = do(conn)
	if err = errors.Join(err, conn.Close()); err != nil {
		f.cfg.Warned(fmt.Errorf("%s %s: %w", r.Method, r.URL.Path, err))
	}
}

// bytesOf is the response as HTTP/1.1 writes it.
func bytesOf(method string, r wire.Response) []byte {
	reason := r.Reason
	if reason == "" {
		reason = http.StatusText(r.Status)
	}
	b := fmt.Appendf(nil, "HTTP/1.1 %d %s\r\n", r.Status, reason)
	for _, line := range r.Lines() {
		b = append(append(b, line...), "\r\n"...)
	}
	b = append(b, "\r\n"...)
	if method != http.MethodHead {
		b = append(b, r.Body...)
	}
	return b
}
