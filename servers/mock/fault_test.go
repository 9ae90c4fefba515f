package mock_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/corslab/corslab/servers/mock"
	"github.com/corslab/corslab/wire"
)

// gateway is a service that answers for an upstream that fails.
func gateway(upstream wire.Server) wire.Server {
	return wire.ServerFunc(func(r wire.Request) wire.Response {
		response := upstream.Answer(r)
		if response.Fault.Kind != wire.FaultNone {
			return wire.Response{Status: 503, Body: []byte("fault " + string(response.Fault.Kind))}
		}
		return response
	})
}

// broken listens, and does to each connection what do does.
func broken(t *testing.T, do func(net.Conn)) string {
	t.Helper()
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	t.Cleanup(func() { listener.Close(); <-ended })
	go func() {
		defer close(ended)
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			do(conn)
		}
	}()
	return "http://" + listener.Addr().String()
}

func TestUpstreamThatFails(t *testing.T) {
	head := func(conn net.Conn) { _, _ = conn.Read(make([]byte, 4<<10)) }
	held := make(chan net.Conn, 1)
	for _, c := range []struct {
		why, upstream, body, warning string
	}{
		{"nobody listens", closedPort(t), "fault reset", "refuses connections: nothing listens there"},
		{"it closes", broken(t, func(conn net.Conn) { head(conn); conn.Close() }), "fault close", "closes the connection before it has answered"},
		{"it resets", broken(t, func(conn net.Conn) { head(conn); _ = conn.(*net.TCPConn).SetLinger(0); conn.Close() }), "fault reset", "breaks the connection"},
		{"it is silent", broken(t, func(conn net.Conn) { held <- conn }), "fault hang", "does not answer in time"},
		{"it speaks something else", broken(t, func(conn net.Conn) { head(conn); _, _ = conn.Write([]byte("SSH-2.0\r\n")); conn.Close() }), "fault close", "gives no answer"},
		{"it is a name that nothing has", "http://nothing.invalid", "fault reset", "cannot be reached"},
	} {
		t.Run(c.why, func(t *testing.T) {
			r := front(t, mock.Config{Service: gateway, Upstream: parse(t, c.upstream), Timeout: 300 * time.Millisecond}, nil)
			response, body := r.do(t, "GET", "/x", nil)
			if response.StatusCode != 503 || body != c.body {
				t.Errorf("%d %q, want %q", response.StatusCode, body, c.body)
			}
			warned := r.warned()
			if !strings.Contains(warned, "GET /x: the upstream "+c.upstream+" "+c.warning) || !strings.HasSuffix(warned, "; the service answers 503") {
				t.Error(warned)
			}
		})
	}
	(<-held).Close()
}

func closedPort(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return "http://" + listener.Addr().String()
}

// TestUpstreamComesBack: a dead upstream costs the requests made meanwhile.
func TestUpstreamComesBack(t *testing.T) {
	var fail atomic.Bool
	fail.Store(true)
	r := front(t, mock.Config{Service: gateway}, func(w http.ResponseWriter, _ *http.Request) {
		if fail.Load() {
			panic(http.ErrAbortHandler)
		}
		fmt.Fprint(w, "here")
	})
	if response, _ := r.do(t, "POST", "/", nil); response.StatusCode != 503 {
		t.Errorf("%d", response.StatusCode)
	}
	fail.Store(false)
	if _, body := r.do(t, "POST", "/", nil); body != "here" {
		t.Errorf("%q", body)
	}
}

// TestUpstreamThatBreaksOff: what is cut short must not look complete.
func TestUpstreamThatBreaksOff(t *testing.T) {
	r := front(t, mock.Config{Service: transparent}, func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, "half")
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	})
	response, err := r.try(t, "GET", "/", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if body, err := io.ReadAll(response.Body); err == nil {
		t.Errorf("%q came to a good end", body)
	}
}

func TestFaultsOfTheService(t *testing.T) {
	fault := func(f wire.Fault) func(wire.Server) wire.Server {
		return always(wire.Response{Status: 200, Body: []byte("late"), Fault: f})
	}
	for _, c := range []struct {
		kind wire.FaultKind
		is   func(error) bool
	}{
		{wire.FaultReset, func(err error) bool { return errors.Is(err, syscall.ECONNRESET) }},
		{wire.FaultClose, func(err error) bool { return errors.Is(err, io.EOF) }},
		{wire.FaultGarbage, func(err error) bool { return strings.Contains(err.Error(), "malformed HTTP") }},
	} {
		r := front(t, mock.Config{Service: fault(wire.Fault{Kind: c.kind})}, nil)
		response, err := r.try(t, "POST", "/", strings.NewReader("body"))
		if err == nil {
			response.Body.Close()
			t.Errorf("%s: answered %d", c.kind, response.StatusCode)
		} else if !c.is(err) {
			t.Errorf("%s: %v", c.kind, err)
		}
		if warned := r.warned(); warned != "" {
			t.Errorf("%s: %s", c.kind, warned)
		}
	}

	r := front(t, mock.Config{Service: fault(wire.Fault{Kind: wire.FaultSlow, Delay: time.Millisecond})}, nil)
	if _, body := r.do(t, "GET", "/", nil); body != "late" {
		t.Errorf("slow: %q", body)
	}
}

// TestHangLastsUntilTheClientLeaves, and no longer.
func TestHangLastsUntilTheClientLeaves(t *testing.T) {
	r := front(t, mock.Config{Service: always(wire.Response{Fault: wire.Fault{Kind: wire.FaultHang}})}, nil)
	ctx, leave := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer leave()
	request, err := http.NewRequestWithContext(ctx, "POST", r.url, strings.NewReader("body"))
	if err != nil {
		t.Fatal(err)
	}
	response, err := r.client.Do(request)
	if err == nil {
		response.Body.Close()
	}
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
}

// TestFaultThatTheServiceLeaves: where the service has nothing to say about a
// dead upstream, the client gets nothing.
func TestFaultThatTheServiceLeaves(t *testing.T) {
	r := front(t, mock.Config{Service: transparent, Upstream: parse(t, closedPort(t))}, nil)
	response, err := r.try(t, "GET", "/", nil)
	if err == nil {
		response.Body.Close()
		t.Errorf("answered %d", response.StatusCode)
	}
	if warned := r.warned(); !strings.HasSuffix(warned, "nothing listens there; the client gets no answer") {
		t.Error(warned)
	}
}

func TestAnswersThatMustBeWrittenByteByByte(t *testing.T) {
	for _, c := range []struct {
		why    string
		answer wire.Response
		want   string
	}{
		{"a space before the colon", wire.Response{Status: 200, Header: wire.Header{"Access-Control-Allow-Origin : *"}, Body: []byte("x")},
			"HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin : *\r\nContent-Length: 1\r\n\r\nx"},
		{"no colon", wire.Response{Status: 204, Header: wire.Header{"nonsense"}},
			"HTTP/1.1 204 No Content\r\nnonsense\r\n\r\n"},
		{"a reason phrase", wire.Response{Status: 200, Reason: "Fine"},
			"HTTP/1.1 200 Fine\r\nContent-Length: 0\r\n\r\n"},
		{"a length that is wrong", wire.Response{Status: 200, Header: wire.Header{"Content-Length: 9"}, Body: []byte("x")},
			"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx"},
		{"framing of its own", wire.Response{Status: 200, Header: wire.Header{"Transfer-Encoding: chunked"}, Body: []byte("0\r\n\r\n")},
			"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
	} {
		t.Run(c.why, func(t *testing.T) {
			r := front(t, mock.Config{Service: always(c.answer)}, nil)
			conn := dial(t, r)
			fmt.Fprint(conn, "GET / HTTP/1.1\r\nHost: x\r\n\r\n")
			got, err := io.ReadAll(conn)
			if err != nil || string(got) != c.want {
				t.Errorf("got %q, %v\nwant %q", got, err, c.want)
			}
		})
	}
}
