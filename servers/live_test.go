package servers

import (
	"bufio"
	"crypto/tls"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/corslab/corslab/wire"
)

// speak listens and does to every connection what talk says, once a request was
// read, which goes to the channel.
func speak(t *testing.T, talk func(net.Conn)) (origin string, heard <-chan wire.Request) {
	t.Helper()
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	requests := make(chan wire.Request, 10)
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			m, err := readMessage(bufio.NewReader(conn), func() error { return nil })
			if err == nil {
				requests <- wire.Request{Method: m.method, Target: m.target, Header: m.header, Body: m.body}
			}
			talk(conn)
			conn.Close()
		}
	}()
	return "http://" + listener.Addr().String(), requests
}

func says(text string) func(net.Conn) {
	return func(c net.Conn) { _, _ = c.Write([]byte(text)) }
}

func TestLiveKeepsWhatIsSent(t *testing.T) {
	for _, tt := range []struct {
		why, text, method string
		want              wire.Response
	}{
		{
			"lines as they are", "HTTP/1.1 200 Fine\r\nAccess-Control-Allow-Origin : *\r\nA: 1\r\na:2\r\nno line\r\nContent-Length: 2\r\n\r\nhi and more", "GET",
			wire.Response{Status: 200, Reason: "Fine", Header: wire.Header{"Access-Control-Allow-Origin : *", "A: 1", "a:2", "no line", "Content-Length: 2"}, Body: []byte("hi")},
		},
		{"what announces another answer", "HTTP/1.1 103 Early\r\nLink: x\r\n\r\nHTTP/1.1 204\r\n\r\n", "GET", wire.Response{Status: 204}},
		{
			"chunks", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n", "GET",
			wire.Response{Status: 200, Reason: "OK", Header: wire.Header{"Transfer-Encoding: chunked"}, Body: []byte("hi")},
		},
		{"an answer without a length", "HTTP/1.0 200 OK\n\nhi", "GET", wire.Response{Status: 200, Reason: "OK", Body: []byte("hi")}},
		{"no content after HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", "HEAD", wire.Response{Status: 200, Reason: "OK", Header: wire.Header{"Content-Length: 5"}}},
		{
			"content that ends early has been decided about", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhi", "GET",
			wire.Response{Status: 200, Reason: "OK", Header: wire.Header{"Content-Length: 5"}},
		},
	} {
		origin, _ := speak(t, says(tt.text))
		got := (&Live{Timeout: 10 * time.Second}).Answer(wire.Request{Method: tt.method, Origin: origin, Target: "/"})
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.why, diff)
		}
	}
}

func TestLiveSendsLinesAsTheyAre(t *testing.T) {
	origin, heard := speak(t, says("HTTP/1.1 204\r\n\r\n"))
	live := &Live{Timeout: 10 * time.Second, Lines: wire.Header{"User-Agent: probe", "x-a: not sent"}}
	live.Answer(wire.Request{
		Method: "PUT", Origin: origin, Target: "/p?q", Header: wire.Header{"Host: h", "X-A: 1", "x-a:2", "Content-Length: 2"}, Body: []byte("hi"),
	})
	want := wire.Request{
		Method: "PUT", Target: "/p?q", Header: wire.Header{"Host: h", "X-A: 1", "x-a:2", "Content-Length: 2", "User-Agent: probe"}, Body: []byte("hi"),
	}
	if diff := cmp.Diff(want, <-heard); diff != "" {
		t.Errorf("the server heard (-want +got):\n%s", diff)
	}
}

func TestLiveFaults(t *testing.T) {
	silent, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	nobody := "http://" + silent.Addr().String()
	silent.Close()
	plain, _ := speak(t, says("HTTP/1.1 204\r\n\r\n"))
	closing, _ := speak(t, func(net.Conn) {})
	garbled, _ := speak(t, says("SSH-2.0-x\r\n"))
	resetting, _ := speak(t, func(c net.Conn) { _ = c.(*net.TCPConn).SetLinger(0) })
	release := make(chan struct{})
	hanging, _ := speak(t, func(net.Conn) { <-release })
	defer close(release)

	for _, tt := range []struct {
		why, origin string
		kind        wire.FaultKind
		note        string
	}{
		{"nobody listens", nobody, wire.FaultRefuse, "Nothing listens there."},
		{"no TLS", strings.Replace(plain, "http:", "https:", 1), wire.FaultRefuse, "What answers there speaks no TLS."},
		{"closed without an answer", closing, wire.FaultClose, ""},
		{"no HTTP", garbled, wire.FaultGarbage, ""},
		{"reset", resetting, wire.FaultReset, ""},
		{"no answer", hanging, wire.FaultHang, ""},
	} {
		live := &Live{Timeout: 10 * time.Second}
		if tt.kind == wire.FaultHang {
			live.Timeout = 50 * time.Millisecond
		}
		got := live.Answer(wire.Request{Method: "GET", Origin: tt.origin, Target: "/"})
		if got.Fault.Kind != tt.kind || got.Status != 0 {
			t.Errorf("%s: fault %q, status %d", tt.why, got.Fault.Kind, got.Status)
		}
		if len(got.Notes) != 1 || tt.note != "" && got.Notes[0].Text != tt.note {
			t.Errorf("%s: notes %+v", tt.why, got.Notes)
		}
	}
}

func TestLiveTrust(t *testing.T) {
	authority, err := NewAuthority()
	if err != nil {
		t.Fatal(err)
	}
	config, err := authority.config(endpoint{"127.0.0.1", wire.HTTP1})
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	go serveTLS(listener, config)
	r := wire.Request{Method: "GET", Origin: "https://" + listener.Addr().String(), Target: "/"}
	got := (&Live{Timeout: 10 * time.Second}).Answer(r)
	if got.Fault.Kind != wire.FaultRefuse || !strings.Contains(got.Notes[0].Text, "The certificate is not trusted") {
		t.Errorf("a certificate of nobody's: %+v", got)
	}
	if got = (&Live{Timeout: 10 * time.Second, Insecure: true}).Answer(r); got.Status != 204 {
		t.Errorf("when every certificate is accepted: %+v", got)
	}
}

func serveTLS(listener net.Listener, config *tls.Config) {
	for {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		secured := tls.Server(conn, config)
		if _, err := readMessage(bufio.NewReader(secured), func() error { return nil }); err == nil {
			says("HTTP/1.1 204\r\n\r\n")(secured)
		}
		secured.Close()
	}
}
