package servers_test

import (
	"bytes"
	"crypto/tls"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/servers"
	"github.com/corslab/corslab/wire"
)

// h2 is a stage with one HTTP/2 server, https://a.test.
func h2(server wire.Server) servers.Stage {
	return alone(fetch.World{"https://a.test": {Server: server, Protocol: wire.HTTP2}})
}

// frames opens an HTTP/2 connection of which every frame is the test's own.
func frames(t *testing.T, n *servers.Network) *http2.Framer {
	t.Helper()
	conn := tls.Client(opened(t, n, "a.test:443"), &tls.Config{
		NextProtos: []string{"h2"}, InsecureSkipVerify: true, // who it is, is not the question here
	})
	send(t, conn, http2.ClientPreface)
	framer := http2.NewFramer(conn, conn)
	framer.ReadMetaHeaders = hpack.NewDecoder(4096, nil)
	if err := framer.WriteSettings(); err != nil {
		t.Fatal(err)
	}
	return framer
}

// ask sends header fields: names and values in turn.
func ask(t *testing.T, framer *http2.Framer, stream uint32, end bool, fields ...string) {
	t.Helper()
	var block bytes.Buffer
	encoder := hpack.NewEncoder(&block)
	for i := 0; i < len(fields); i += 2 {
		if err := encoder.WriteField(hpack.HeaderField{Name: fields[i], Value: fields[i+1]}); err != nil {
			t.Fatal(err)
		}
	}
	if err := framer.WriteHeaders(http2.HeadersFrameParam{
		StreamID: stream, BlockFragment: block.Bytes(), EndHeaders: true, EndStream: end,
	}); err != nil {
		t.Fatal(err)
	}
}

// next reads up to the next frame of a type.
func next[F http2.Frame](t *testing.T, framer *http2.Framer) F {
	t.Helper()
	for {
		frame, err := framer.ReadFrame()
		if err != nil {
			t.Fatal(err)
		}
		if f, ok := frame.(F); ok {
			return f
		}
	}
}

// ping waits until everything sent so far was read.
func ping(t *testing.T, framer *http2.Framer) {
	t.Helper()
	sent := [8]byte{1, 2, 3}
	if err := framer.WritePing(false, sent); err != nil {
		t.Fatal(err)
	}
	if f := next[*http2.PingFrame](t, framer); !f.IsAck() || f.Data != sent {
		t.Errorf("ping %v came back as %v", sent, f.Data)
	}
}

func TestHTTP2KeepsOrderAndRepeats(t *testing.T) {
	n := network(t, h2(says(wire.Response{
		Status: 203, Header: wire.Header{"Z-Last: 1", "a: 1", "Z-LAST:  2"}, Body: []byte("ok"),
	})))
	framer := frames(t, n)
	ask(t, framer, 1, true,
		":method", "GET", ":scheme", "https", ":authority", "a.test", ":path", "/x?y",
		"z", "1", "cookie", "a=1", "b", "", "z", "2", "cookie", "b=2")
	headers := next[*http2.MetaHeadersFrame](t, framer)
	want := []hpack.HeaderField{
		{Name: ":status", Value: "203"}, {Name: "z-last", Value: "1"}, {Name: "a", Value: "1"},
		{Name: "z-last", Value: "2"}, {Name: "content-length", Value: "2"},
	}
	if d := cmp.Diff(want, headers.Fields); d != "" {
		t.Errorf("response fields (-want +got):\n%s", d)
	}
	if data := next[*http2.DataFrame](t, framer); string(data.Data()) != "ok" || !data.StreamEnded() {
		t.Errorf("content %q, last: %v", data.Data(), data.StreamEnded())
	}
	request := wire.Request{
		Method: "GET", Origin: "https://a.test", Target: "/x?y",
		Header: wire.Header{"z: 1", "cookie: a=1; b=2", "b: ", "z: 2"},
	}
	record := n.Take("")
	if len(record) != 1 {
		t.Fatalf("record: %+v", record)
	}
	if d := cmp.Diff(request, record[0].Request); d != "" {
		t.Errorf("request (-want +got):\n%s", d)
	}
}

func TestHTTP2CarriesContentBeyondTheWindows(t *testing.T) {
	echo := wire.ServerFunc(func(r wire.Request) wire.Response {
		return wire.Response{Status: 200, Header: wire.Header{wire.NewLine("X-Long", strings.Repeat("x", 40<<10))}, Body: r.Body}
	})
	n := network(t, h2(echo))
	content := bytes.Repeat([]byte("0123456789abcdef"), 3<<20/16)
	// A reader of no type net/http knows, so that content is streamed.
	response, err := client(t, n).Post("https://a.test", "text/plain", io.MultiReader(bytes.NewReader(content)))
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if response.ProtoMajor != 2 {
		t.Errorf("answered over %s", response.Proto)
	}
	got, err := io.ReadAll(response.Body)
	if err != nil || !bytes.Equal(got, content) {
		t.Errorf("%d bytes came back (%v), want %d", len(got), err, len(content))
	}
	if got := len(response.Header.Get("X-Long")); got != 40<<10 {
		t.Errorf("a header value of %d bytes", got)
	}
}

func TestHTTP2ResponsesWithoutContent(t *testing.T) {
	for _, c := range []struct {
		method string
		status int
	}{{"HEAD", 200}, {"GET", 204}, {"GET", 304}} {
		n := network(t, h2(says(wire.Response{Status: c.status, Body: []byte("abc")})))
		framer := frames(t, n)
		ask(t, framer, 1, true, ":method", c.method, ":scheme", "https", ":authority", "a.test", ":path", "/")
		if headers := next[*http2.MetaHeadersFrame](t, framer); !headers.StreamEnded() {
			t.Errorf("%s %d: content is announced", c.method, c.status)
		}
	}
}

func TestHTTP2WaitsForTheWholeRequest(t *testing.T) {
	n := network(t, h2(site("ok").Server))
	framer := frames(t, n)
	ask(t, framer, 1, false, ":method", "POST", ":scheme", "https", ":authority", "a.test", ":path", "/")
	for _, part := range []string{"a", "", "b"} {
		if err := framer.WriteData(1, false, []byte(part)); err != nil {
			t.Fatal(err)
		}
	}
	ask(t, framer, 1, true, "a-trailer", "1")
	next[*http2.MetaHeadersFrame](t, framer)
	if record := n.Take(""); len(record) != 1 || string(record[0].Request.Body) != "ab" || record[0].Request.Header.Has("a-trailer") {
		t.Errorf("record: %+v", record)
	}
}

func TestHTTP2RefusesWhatItCannotCarry(t *testing.T) {
	for _, line := range []wire.Line{"no colon", "space : 1", ": 1"} {
		n := network(t, h2(says(wire.Response{Status: 200, Header: wire.Header{line}})))
		framer := frames(t, n)
		ask(t, framer, 1, true, ":method", "GET", ":scheme", "https", ":authority", "a.test", ":path", "/")
		if f := next[*http2.RSTStreamFrame](t, framer); f.ErrCode != http2.ErrCodeInternal {
			t.Errorf("%q: stream reset with %v", line, f.ErrCode)
		}
		if strays := n.Strays(); len(strays) != 1 || strays[0].Kind != servers.StrayInconsistent {
			t.Errorf("%q: strays %v", line, strays)
		}
	}
}

func TestHTTP2FreshConnectionsSayGoodbye(t *testing.T) {
	stage := h2(site("ok").Server)
	stage.FreshConnections = true
	n := network(t, stage)
	framer := frames(t, n)
	for stream := uint32(1); stream <= 3; stream += 2 {
		ask(t, framer, stream, true, ":method", "GET", ":scheme", "https", ":authority", "a.test", ":path", "/"+strconv.Itoa(int(stream)))
	}
	if f := next[*http2.GoAwayFrame](t, framer); f.LastStreamID != 1 || f.ErrCode != http2.ErrCodeNo {
		t.Errorf("goodbye after stream %d with %v", f.LastStreamID, f.ErrCode)
	}
	if data := next[*http2.DataFrame](t, framer); string(data.Data()) != "ok" {
		t.Errorf("content %q", data.Data())
	}
	// A ping comes back after everything before it was read.
	ping(t, framer)
	if record := n.Take(""); len(record) != 1 || record[0].Request.Target != "/1" {
		t.Errorf("record: %+v", record)
	}
}

func TestHTTP2StreamsFailAlone(t *testing.T) {
	n := network(t, h2(site("ok").Server))
	framer := frames(t, n)
	framer.AllowIllegalWrites = true
	ask(t, framer, 1, true, ":method", "GET", ":scheme", "https", ":authority", "a.test", ":path", "/", "Upper", "1")
	if f := next[*http2.RSTStreamFrame](t, framer); f.StreamID != 1 || f.ErrCode != http2.ErrCodeProtocol {
		t.Errorf("stream %d reset with %v", f.StreamID, f.ErrCode)
	}
	if strays := n.Strays(); len(strays) != 1 || strays[0].Kind != servers.StrayMalformed {
		t.Errorf("strays: %v", strays)
	}
	ask(t, framer, 3, false, ":method", "PUT", ":scheme", "https", ":authority", "a.test", ":path", "/given-up")
	if err := framer.WriteRSTStream(3, http2.ErrCodeCancel); err != nil {
		t.Fatal(err)
	}
	ask(t, framer, 5, true, ":method", "GET", ":scheme", "https", ":authority", "a.test", ":path", "/")
	if data := next[*http2.DataFrame](t, framer); data.StreamID != 5 || string(data.Data()) != "ok" {
		t.Errorf("stream %d has content %q", data.StreamID, data.Data())
	}
	if record := n.Take(""); len(record) != 1 || record[0].Request.Target != "/" {
		t.Errorf("record: %+v", record)
	}
}

func TestHTTP2Preface(t *testing.T) {
	n := network(t, h2(site("ok").Server))
	conn := tls.Client(opened(t, n, "a.test:443"), &tls.Config{NextProtos: []string{"h2"}, InsecureSkipVerify: true})
	send(t, conn, "GET / HTTP/1.1\r\nHost: a.test\r\n\r\n")
	if got, _ := io.ReadAll(conn); len(got) != 0 {
		t.Errorf("answered %q", got)
	}
	if strays := n.Strays(); len(strays) != 1 || strays[0].Kind != servers.StrayMalformed {
		t.Errorf("strays: %v", strays)
	}
}

func TestHTTP1OriginsDoNotSpeakHTTP2(t *testing.T) {
	n := network(t, alone(fetch.World{"https://a.test": site("ok")}))
	response, err := client(t, n).Get("https://a.test")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if response.ProtoMajor != 1 || response.StatusCode != http.StatusOK {
		t.Errorf("%s %s", response.Proto, response.Status)
	}
}
