package servers_test

import (
	"errors"
	"io"
	"net/http"
	"testing"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/servers"
	"github.com/corslab/corslab/wire"
)

var stream = wire.Response{Status: 200, Header: wire.Header{"Content-Type: text/event-stream"}, Body: []byte("id: 7\n\n")}

// streaming is a network with a stream at an HTTP/1.1 and an HTTP/2 server, and what
// has read so many bytes from one of them.
func streaming(t *testing.T, stream wire.Response, url string, atOnce int) (n *servers.Network, response *http.Response) {
	t.Helper()
	n = network(t, alone(fetch.World{
		"https://a.test": {Server: says(stream)}, "https://b.test": {Server: says(stream), Protocol: wire.HTTP2},
	}))
	n.Hold(true)
	response, err := client(t, n).Get(url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { response.Body.Close() })
	most := make([]byte, atOnce)
	if _, err := io.ReadFull(response.Body, most); err != nil || string(most) != string(stream.Body[:atOnce]) {
		t.Fatalf("got %q, %v, want the first %d bytes of %q", most, err, atOnce, stream.Body)
	}
	return n, response
}

// A stream that is held ends when it may, even if its servers are gone by then.
func TestHeldStreamsEnd(t *testing.T) {
	for _, url := range []string{"https://a.test/", "https://b.test/"} {
		n, response := streaming(t, stream, url, len(stream.Body)-1)
		n.Hold(false)
		n.SetStage(servers.Stage{})
		if got, err := io.ReadAll(response.Body); err != nil || string(got) != "\n" {
			t.Errorf("%s: the end is %q, %v, want a line break", url, got, err)
		}
	}
}

// Of a stream that is to be cut short all is sent that there is, and only its end is held.
func TestHeldStreamsCutShort(t *testing.T) {
	cut := stream
	cut.Header = append(wire.Header{"Content-Length: 100"}, stream.Header...)
	for _, url := range []string{"https://a.test/", "https://b.test/"} {
		n, response := streaming(t, cut, url, len(cut.Body))
		n.Hold(false)
		if got, err := io.ReadAll(response.Body); !errors.Is(err, io.ErrUnexpectedEOF) || len(got) > 0 {
			t.Errorf("%s: the end is %q, %v, want an unexpected EOF", url, got, err)
		}
	}
}

// The end of a held stream is never sent when there is another stage.
func TestHeldStreamsOfAFormerStage(t *testing.T) {
	for _, url := range []string{"https://a.test/", "https://b.test/"} {
		n, response := streaming(t, stream, url, len(stream.Body)-1)
		n.SetStage(servers.Stage{})
		if got, err := io.ReadAll(response.Body); err == nil || len(got) > 0 {
			t.Errorf("%s: the end is %q, %v, want an error", url, got, err)
		}
		n.Hold(false)
	}
}

// Nothing but an event stream is held, and that only where streams are.
func TestWhatIsNotHeld(t *testing.T) {
	page := wire.Response{Status: 200, Header: wire.Header{"Content-Type: text/html", "Content-Length: 1"}, Body: []byte("x")}
	empty := stream
	empty.Body = nil
	failed := stream
	failed.Status = 500
	for name, response := range map[string]wire.Response{"page": page, "empty": empty, "failed": failed} {
		n := network(t, alone(fetch.World{"https://a.test": {Server: says(response)}}))
		n.Hold(true)
		if got := text(t, client(t, n), "https://a.test/"); got != string(response.Body) {
			t.Errorf("%s: got %q, want %q", name, got, response.Body)
		}
	}
	n := network(t, alone(fetch.World{"https://a.test": {Server: says(stream)}}))
	n.Hold(true)
	n.Hold(false)
	if got := text(t, client(t, n), "https://a.test/"); got != string(stream.Body) {
		t.Errorf("got %q, want %q", got, stream.Body)
	}
}
