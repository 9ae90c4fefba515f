package mock

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"syscall"

	"github.com/corslab/corslab/wire"
)

// askUpstream makes a request of the service's to the upstream, and returns the
// head of its answer, with a body that stands for what is still to come.
func (x *exchange) askUpstream(r wire.Request) wire.Response {
	x.discard() // a service that asks twice wants the second answer
	x.upstream, x.marker, x.failure = nil, nil, nil
	out, err := x.outgoing(r)
	if err == nil {
		x.upstream, err = x.front.transport.RoundTrip(out) //nolint:bodyclose // stream hands it on, discard closes it
	}
	if err != nil {
		return x.failed(err)
	}
	response := wire.Response{Status: x.upstream.StatusCode, Header: appendLines(nil, x.upstream.Header)}
	// Never empty: its address tells it from every other body.
	x.marker = []byte(x.front.marker)
	response.Body = x.marker
	if !x.needsBody(r, response) {
		return response
	}
	whole, err := x.front.readWhole(x.upstream.Body)
	switch {
	case errors.Is(err, errTooLarge): // the service sees the marker after all
		x.upstream.Body = rest{io.MultiReader(bytes.NewReader(whole), x.upstream.Body), x.upstream.Body}
	case err != nil:
		return x.failed(err)
	default:
		x.marker, response.Body = nil, whole
	}
	return response
}

// A rest is a body of which a part was read already.
type rest struct {
	io.Reader
	io.Closer
}

// needsBody reports whether the service must have the body of an answer. Events
// have no end to wait for.
func (x *exchange) needsBody(r wire.Request, response wire.Response) bool {
	if x.front.cfg.NeedsBody == nil || response.Status == http.StatusSwitchingProtocols {
		return false
	}
	contentType, _ := response.Header.Get("Content-Type")
	mediaType, _, _ := strings.Cut(contentType, ";")
	return !strings.EqualFold(strings.TrimSpace(mediaType), "text/event-stream") && x.front.cfg.NeedsBody(r, response)
}

// outgoing returns the request to the upstream. Its Host is the upstream's own,
// and the headers that gateways add say what the client asked for.
func (x *exchange) outgoing(r wire.Request) (*http.Request, error) {
	target, err := x.front.locate(r.Target)
	if err != nil {
		return nil, fmt.Errorf("cannot be asked for %q: %w", r.Target, err)
	}
	out := (&http.Request{
		Method: r.Method, URL: target, Host: target.Host,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
	}).WithContext(x.context)
	out.Header, _ = headerOf(r.Header)
	out.Header.Del("Host")
	out.Header.Del("Content-Length")
	if _, ok := out.Header["User-Agent"]; !ok {
		out.Header.Set("User-Agent", "") // no line, rather than net/http's own
	}
	if client, _, err := net.SplitHostPort(x.in.RemoteAddr); err == nil {
		out.Header.Set("X-Forwarded-For", client)
	}
	out.Header.Set("X-Forwarded-Host", x.in.Host)
	out.Header.Set("X-Forwarded-Proto", "http")
	if x.body != nil {
		out.Body, out.ContentLength, out.Trailer = x.body, x.in.ContentLength, x.trailer
		x.body = nil // it can be sent once
	}
	return out, nil
}

// locate returns the URL of a target at the upstream.
func (f *Front) locate(target string) (*url.URL, error) {
	base := f.cfg.Upstream
	target = strings.TrimSuffix(base.EscapedPath(), "/") + target
	u, err := url.ParseRequestURI(target)
	if err != nil {
		return nil, err
	}
	u.Scheme, u.Host = base.Scheme, base.Host
	if path, _, _ := strings.Cut(target, "?"); !strings.HasPrefix(path, "//") {
		u.Opaque = path // sent as it is: u.Path may be escaped otherwise
	}
	return u, nil
}

// failed returns what the service sees of an upstream that gives no answer.
func (x *exchange) failed(err error) wire.Response {
	kind, failure := classify(err)
	x.failure = failure
	return wire.Response{Fault: wire.Fault{Kind: kind}}
}

// classify returns the fault that an error in a round trip comes down to, and
// what to say about it.
func classify(err error) (wire.FaultKind, error) {
	var timeout net.Error
	var operation *net.OpError
	switch {
	case errors.Is(err, context.Canceled):
		return wire.FaultClose, err
	case errors.As(err, &timeout) && timeout.Timeout():
		return wire.FaultHang, fmt.Errorf("does not answer in time: %w", err)
	case errors.Is(err, syscall.ECONNREFUSED):
		return wire.FaultReset, errors.New("refuses connections: nothing listens there")
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		return wire.FaultReset, fmt.Errorf("breaks the connection: %w", err)
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return wire.FaultClose, errors.New("closes the connection before it has answered")
	case errors.As(err, &operation) && operation.Op == "dial":
		return wire.FaultReset, fmt.Errorf("cannot be reached: %w", err)
	}
	return wire.FaultClose, fmt.Errorf("gives no answer: %w", err)
}
