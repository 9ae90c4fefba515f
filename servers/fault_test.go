package servers_test

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/net/http2"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/servers"
	"github.com/corslab/corslab/wire"
)

const get = "GET / HTTP/1.1\r\nHost: a.test\r\n\r\n"

// faulty is a world whose only server has the fault.
func faulty(f wire.Fault) servers.Stage {
	return alone(fetch.World{"http://a.test": {Server: says(wire.Response{Status: 200, Fault: f})}})
}

func TestFaultsOnTheWire(t *testing.T) {
	for _, c := range []struct {
		kind wire.FaultKind
		// received and err are what a client reads until the connection ends.
		received string
		err      error
	}{
		{wire.FaultClose, "", nil},
		{wire.FaultReset, "", syscall.ECONNRESET},
		{wire.FaultGarbage, "HTTP/1.1 \x00\x00\x00\x00\r\n\x00\r\n\r\n", nil},
	} {
		t.Run(string(c.kind), func(t *testing.T) {
			n := network(t, faulty(wire.Fault{Kind: c.kind}))
			conn := opened(t, n, "a.test:80")
			send(t, conn, get)
			got, err := io.ReadAll(conn)
			if string(got) != c.received || !errors.Is(err, c.err) {
				t.Errorf("received %q and %v, want %q and %v", got, err, c.received, c.err)
			}
			if record := n.Take(""); len(record) != 1 || record[0].Response.Fault.Kind != c.kind {
				t.Errorf("record: %+v", record)
			}
		})
	}
}

func TestSlowAnswerComesLate(t *testing.T) {
	const delay = 30 * time.Millisecond
	n := network(t, faulty(wire.Fault{Kind: wire.FaultSlow, Delay: delay}))
	conn := opened(t, n, "a.test:80")
	start := time.Now()
	send(t, conn, get)
	receive(t, conn, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
	if took := time.Since(start); took < delay {
		t.Errorf("the answer took %v, want at least %v", took, delay)
	}
}

func TestTheNextStageEndsWaiting(t *testing.T) {
	for _, fault := range []wire.Fault{{Kind: wire.FaultHang}, {Kind: wire.FaultSlow, Delay: time.Hour}} {
		for _, protocol := range []wire.Protocol{wire.HTTP1, wire.HTTP2} {
			t.Run(string(fault.Kind)+" "+string(protocol), func(t *testing.T) {
				asked := make(chan struct{}, 1)
				server := wire.ServerFunc(func(wire.Request) wire.Response {
					asked <- struct{}{}
					return wire.Response{Status: 200, Fault: fault}
				})
				world := fetch.World{"https://a.test": {Server: server, Protocol: protocol}}
				n := network(t, alone(world))
				failed := make(chan error, 1)
				c := client(t, n)
				go func() {
					// A POST, which net/http does not repeat.
					response, err := c.Post("https://a.test", "text/plain", strings.NewReader("x"))
					if err == nil {
						err = response.Body.Close()
					}
					failed <- err
				}()
				<-asked
				n.SetStage(alone(world))
				if err := <-failed; err == nil {
					t.Error("an answer came after all")
				}
				if record := n.Take(""); len(record) != 0 {
					t.Errorf("the next stage's record holds %+v", record)
				}
			})
		}
	}
}

func TestFaultsOverHTTP2(t *testing.T) {
	for _, kind := range []wire.FaultKind{wire.FaultClose, wire.FaultReset, wire.FaultGarbage} {
		n := network(t, alone(fetch.World{"https://a.test": {
			Server: says(wire.Response{Fault: wire.Fault{Kind: kind}}), Protocol: wire.HTTP2,
		}}))
		response, err := client(t, n).Post("https://a.test", "text/plain", strings.NewReader("x"))
		if err == nil {
			response.Body.Close()
			t.Errorf("%s: answered %s", kind, response.Status)
		}
		if record := n.Take(""); len(record) != 1 || record[0].Response.Fault.Kind != kind {
			t.Errorf("%s: record %+v", kind, record)
		}
		if strays := n.Strays(); len(strays) != 0 {
			t.Errorf("%s: strays %v", kind, strays)
		}
	}
}

// A reset that meets a client's writing shows as an end, or as a reset: it is only
// made once the client has nothing to say any more.
func TestResetsWaitForTheClientOverHTTP2(t *testing.T) {
	n := network(t, h2(says(wire.Response{Fault: wire.Fault{Kind: wire.FaultReset}})))
	framer := frames(t, n)
	ask(t, framer, 1, true, ":method", "GET", ":scheme", "https", ":authority", "a.test", ":path", "/")
	asked := next[*http2.PingFrame](t, framer)
	ping(t, framer) // the connection is still there
	if err := framer.WritePing(true, asked.Data); err != nil {
		t.Fatal(err)
	}
	if frame, err := framer.ReadFrame(); !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("read %v and %v, want a reset", frame, err)
	}
}

func TestCloseDoesNotWaitForFaults(t *testing.T) {
	n, err := servers.Listen(servers.Config{Authority: authority})
	if err != nil {
		t.Fatal(err)
	}
	n.SetStage(faulty(wire.Fault{Kind: wire.FaultHang}))
	hung, idle := opened(t, n, "a.test:80"), opened(t, n, "a.test:80")
	send(t, hung, get)
	if err := n.Close(); err != nil {
		t.Fatal(err)
	}
	for _, conn := range []io.Reader{hung, idle} {
		if got, _ := io.ReadAll(conn); len(got) != 0 {
			t.Errorf("received %q after the end", got)
		}
	}
	if _, err := http.Get("http://" + n.Addr()); err == nil {
		t.Error("somebody still listens")
	}
}
