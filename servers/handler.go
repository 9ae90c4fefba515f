package servers

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/corslab/corslab/wire"
)

// A Handler is an http.Handler as a wire.Server, without a connection between. Its
// answers have what net/http would make of them: the letter case of names and the
// order of lines of different names are net/http's own.
type Handler struct {
	http.Handler
	// Timeout is how long an answer may take; 0 is no limit.
	Timeout time.Duration
}

// Answer calls the handler. One that does not return in time hangs, and one that
// panics has closed the connection, as with net/http's server.
func (h Handler) Answer(r wire.Request) wire.Response {
	request, err := httpRequest(r)
	if err != nil {
		return wire.Response{Status: http.StatusBadRequest, Header: wire.Header{"Content-Type: text/plain; charset=utf-8"}}
	}
	if h.Timeout <= 0 {
		return h.serve(request)
	}
	ctx, cancel := context.WithTimeout(context.Background(), h.Timeout)
	defer cancel()
	answers := make(chan wire.Response, 1)
	go func() { answers <- h.serve(request.WithContext(ctx)) }()
	select {
	case answer := <-answers:
		return answer
	case <-ctx.Done():
		return failed(wire.FaultHang, "handler", ctx.Err())
	}
}

func (h Handler) serve(r *http.Request) (answer wire.Response) {
	w := &answerWriter{header: http.Header{}}
	defer func() {
		if p := recover(); p != nil {
			err := fmt.Errorf("the handler panicked: %v", p)
			if cause, ok := p.(error); ok && errors.Is(cause, http.ErrAbortHandler) {
				err = cause
			}
			answer = failed(wire.FaultClose, "handler", err)
		}
	}()
	h.ServeHTTP(w, r)
	return w.response(r.Method)
}

// httpRequest returns the request as net/http's server would hand it on.
func httpRequest(r wire.Request) (*http.Request, error) {
	target, err := url.ParseRequestURI(r.Target)
	if err != nil {
		return nil, err
	}
	request := &http.Request{
		Method: r.Method, URL: target, RequestURI: r.Target, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: make(http.Header, len(r.Header)), Body: http.NoBody, ContentLength: int64(len(r.Body)), RemoteAddr: "127.0.0.1:1",
	}
	_, request.Host, _ = strings.Cut(r.Origin, "://")
	for _, line := range r.Header {
		name, value, _ := line.Cut()
		if wire.EqualFold(name, "Host") {
			request.Host = value
			continue
		}
		name = http.CanonicalHeaderKey(name)
		request.Header[name] = append(request.Header[name], value)
	}
	if len(r.Body) > 0 {
		request.Body = io.NopCloser(bytes.NewReader(r.Body))
	}
	return request, nil
}

// An answerWriter keeps what a handler writes.
type answerWriter struct {
	header, sent http.Header
	status       int
	body         bytes.Buffer
}

func (w *answerWriter) Header() http.Header { return w.header }

func (w *answerWriter) WriteHeader(status int) {
	if w.status != 0 || status < 200 {
		return
	}
	w.status, w.sent = status, w.header.Clone()
}

func (w *answerWriter) Write(p []byte) (int, error) {
	w.WriteHeader(http.StatusOK)
	return w.body.Write(p)
}

// Flush is there for handlers that want an http.Flusher.
func (w *answerWriter) Flush() { w.WriteHeader(http.StatusOK) }

func (w *answerWriter) response(method string) wire.Response {
	w.WriteHeader(http.StatusOK)
	answer := wire.Response{Status: w.status}
	for _, name := range slices.Sorted(maps.Keys(w.sent)) {
		for _, value := range w.sent[name] {
			answer.Header.Add(name, strings.NewReplacer("\r", " ", "\n", " ").Replace(value))
		}
	}
	if hasContent(method, w.status) {
		answer.Body = w.body.Bytes()
		if !answer.Header.Has("Content-Length") {
			answer.Header.Add("Content-Length", strconv.Itoa(len(answer.Body)))
		}
	}
	return answer
}
