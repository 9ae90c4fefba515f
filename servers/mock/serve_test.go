package mock_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/corslab/corslab/servers/mock"
)

// echo changes to a protocol of its own, and repeats each line.
func echo(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("Upgrade") != "echo" {
		fmt.Fprint(w, "no upgrade")
		return
	}
	conn, buffer, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return
	}
	defer conn.Close()
	fmt.Fprint(conn, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n")
	line, _ := buffer.ReadString('\n')
	fmt.Fprint(conn, line)
}

const upgrade = "GET /socket HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n"

func TestUpgrade(t *testing.T) {
	r := front(t, mock.Config{Service: bucket(t), Upgrades: true}, echo)
	conn := dial(t, r)
	fmt.Fprint(conn, upgrade)
	reader := bufio.NewReader(conn)
	response, err := http.ReadResponse(reader, nil)
	if err != nil {
		t.Fatal(err)
	}
	if response.StatusCode != 101 || response.Header.Get("Upgrade") != "echo" {
		t.Errorf("%d %v", response.StatusCode, response.Header)
	}
	fmt.Fprint(conn, "hello\n")
	if line, err := reader.ReadString('\n'); line != "hello\n" {
		t.Errorf("%q, %v", line, err)
	}
}

// TestEndWithAnOpenUpgrade: a connection that net/http has handed over is ended
// too.
func TestEndWithAnOpenUpgrade(t *testing.T) {
	ctx, end := context.WithCancel(t.Context())
	r := frontUntil(t, ctx, mock.Config{Service: bucket(t), Upgrades: true}, echo)
	conn := dial(t, r)
	fmt.Fprint(conn, upgrade)
	reader := bufio.NewReader(conn)
	response, err := http.ReadResponse(reader, nil)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	end()
	if rest, err := io.ReadAll(reader); len(rest) > 0 || err != nil {
		t.Errorf("%q, %v", rest, err)
	}
}

func TestUpgradeThatTheServiceLacks(t *testing.T) {
	r := front(t, mock.Config{Service: bucket(t)}, echo)
	conn := dial(t, r)
	fmt.Fprint(conn, upgrade)
	if got := response(t, conn, "GET"); got.StatusCode != 200 {
		t.Errorf("%d", got.StatusCode)
	}
	if warned := r.warned(); warned != "GET /socket: the service does not change to echo; the Upgrade header is dropped" {
		t.Error(warned)
	}
}

func TestHeaderLinesWithoutEnd(t *testing.T) {
	r := front(t, mock.Config{Service: bucket(t)}, nil)
	conn := dial(t, r)
	go func() { // the front closes before it is all sent
		fmt.Fprint(conn, "GET / HTTP/1.1\r\nHost: x\r\n")
		for range 100 {
			fmt.Fprintf(conn, "X-Filler: %s\r\n", strings.Repeat("x", 8<<10))
		}
	}()
	got, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	got.Body.Close()
	if got.StatusCode != http.StatusRequestHeaderFieldsTooLarge {
		t.Errorf("%d", got.StatusCode)
	}
}

// TestEnd: when the front is asked to end, an answer that is under way is
// completed if it takes no longer than the grace, and cut off if it does.
func TestEnd(t *testing.T) {
	for _, c := range []struct {
		why  string
		last time.Duration
		want string
	}{
		{"in time", mock.Grace / 10, "first second"},
		{"too late", 3 * mock.Grace, "first "},
	} {
		t.Run(c.why, func(t *testing.T) {
			t.Parallel()
			upstream := func(w http.ResponseWriter, r *http.Request) {
				fmt.Fprint(w, "first ")
				_ = http.NewResponseController(w).Flush()
				select {
				case <-time.After(c.last):
				case <-r.Context().Done():
				}
				fmt.Fprint(w, "second")
			}
			server := front(t, mock.Config{Service: transparent}, upstream) // stands for any upstream
			listener, err := net.Listen("tcp4", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			ctx, end := context.WithCancel(t.Context())
			defer end()
			ended := make(chan error, 1)
			go func() {
				ended <- mock.New(mock.Config{Service: transparent, Upstream: parse(t, server.url)}).Serve(ctx, listener)
			}()
			response, err := server.client.Get("http://" + listener.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			defer response.Body.Close()
			end()
			body, _ := io.ReadAll(response.Body)
			if string(body) != c.want {
				t.Errorf("got %q, want %q", body, c.want)
			}
			if err := <-ended; err != nil {
				t.Error(err)
			}
			if conn, err := net.Dial("tcp4", listener.Addr().String()); err == nil {
				conn.Close()
				t.Error("the front listens still")
			}
		})
	}
}

func TestServeReportsABrokenListener(t *testing.T) {
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	listener.Close()
	if err := mock.New(mock.Config{Service: bucket(t)}).Serve(t.Context(), listener); err == nil {
		t.Error("no error")
	}
}
