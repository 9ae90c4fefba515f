package servers

import (
	"bufio"
	"errors"
	"io"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/corslab/corslab/wire"
)

// wellFormed are requests, and what is read from them.
var wellFormed = []struct {
	name, bytes string
	want        message
}{
	{
		"lines as they came", "GET /a?b HTTP/1.1\r\nhOST: x\r\nB:2\r\na: \t1\t\r\nb:\r\n\r\n",
		message{method: "GET", target: "/a?b", keepAlive: true, header: wire.Header{"hOST: x", "B:2", "a: \t1\t", "b:"}},
	},
	{"lines that end in LF", "GET / HTTP/1.1\nA: 1\n\n", message{method: "GET", target: "/", keepAlive: true, header: wire.Header{"A: 1"}}},
	{"no header", "x-odd / HTTP/1.1\r\n\r\n", message{method: "x-odd", target: "/", keepAlive: true}},
	{"asterisk", "OPTIONS * HTTP/1.1\r\n\r\n", message{method: "OPTIONS", target: "*", keepAlive: true}},
	{"old version", "GET / HTTP/1.0\r\n\r\n", message{method: "GET", target: "/"}},
	{"last request", "GET / HTTP/1.1\r\nconnection: a, CLOSE\r\n\r\n", message{method: "GET", target: "/", header: wire.Header{"connection: a, CLOSE"}}},
	{
		"content", "PUT / HTTP/1.1\r\nContent-Length: 5\r\n\r\na\r\nbc",
		message{method: "PUT", target: "/", keepAlive: true, header: wire.Header{"Content-Length: 5"}, body: []byte("a\r\nbc")},
	},
	{
		"chunks, an extension and a trailer", "PUT / HTTP/1.1\r\nTransfer-Encoding: Chunked\r\n\r\n3;x=y\r\nabc\r\nA\r\n0123456789\r\n0\r\nT: 1\r\n\r\n",
		message{method: "PUT", target: "/", keepAlive: true, header: wire.Header{"Transfer-Encoding: Chunked"}, body: []byte("abc0123456789")},
	},
}

// illFormed are bytes that are refused, by the part that is wrong.
var illFormed = []struct{ name, bytes, part string }{
	{"no version", "GET /\r\n\r\n", "request line"},
	{"unknown version", "GET / HTTP/2.0\r\n\r\n", "request line"},
	{"absolute target", "GET http://a.test/ HTTP/1.1\r\n\r\n", "request line"},
	{"space in the target", "GET /a b HTTP/1.1\r\n\r\n", "request line"},
	{"empty method", " / HTTP/1.1\r\n\r\n", "request line"},
	{"TLS", "\x16\x03\x01\x02\n\n", "request line"},
	{"line without a colon", "GET / HTTP/1.1\r\nnothing\r\n\r\n", "header"},
	{"line without a name", "GET / HTTP/1.1\r\n: 1\r\n\r\n", "header"},
	{"folded line", "GET / HTTP/1.1\r\nA: 1\r\n B: 2\r\n\r\n", "header"},
	{"endless header", "GET / HTTP/1.1\r\nA: " + strings.Repeat("x", maxHead) + "\r\n\r\n", "header"},
	{"no number", "PUT / HTTP/1.1\r\nContent-Length: x\r\n\r\n", "header"},
	{"two lengths", "PUT / HTTP/1.1\r\nContent-Length: 1, 2\r\n\r\nab", "header"},
	{"length and chunks", "PUT / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "header"},
	{"coding we do not know", "PUT / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n", "header"},
	{"too much content", "PUT / HTTP/1.1\r\nContent-Length: " + strconv.Itoa(maxBody+1) + "\r\n\r\n", "header"},
	{"chunk without a size", "PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "chunk"},
	{"chunk longer than its size", "PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n", "chunk"},
	{"chunk beyond the limit", "PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nffffffff\r\n", "chunk"},
}

// nothing answers an Expect header with silence.
func nothing() error { return nil }

func TestReadMessage(t *testing.T) {
	for _, c := range wellFormed {
		t.Run(c.name, func(t *testing.T) {
			r := bufio.NewReader(strings.NewReader(c.bytes + "GET /next HTTP/1.1\r\n\r\n"))
			got, err := readMessage(r, nothing)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(c.want, got, cmp.AllowUnexported(message{})); d != "" {
				t.Errorf("message (-want +got):\n%s", d)
			}
			if next, err := readMessage(r, nothing); err != nil || next.target != "/next" {
				t.Errorf("the next message is %+v (%v)", next, err)
			}
		})
	}
}

func TestReadMessageRefuses(t *testing.T) {
	for _, c := range illFormed {
		t.Run(c.name, func(t *testing.T) {
			_, err := readMessage(bufio.NewReader(strings.NewReader(c.bytes)), nothing)
			var broken *MessageError
			if !errors.As(err, &broken) || broken.Part != c.part {
				t.Errorf("error %v, want a malformed %s", err, c.part)
			}
		})
	}
}

func TestReadMessageTellsAnEndFromACut(t *testing.T) {
	if _, err := readMessage(bufio.NewReader(strings.NewReader("")), nothing); err != io.EOF {
		t.Errorf("between messages: %v, want io.EOF", err)
	}
	whole := wellFormed[len(wellFormed)-1].bytes
	for i := 1; i < len(whole); i++ {
		if _, err := readMessage(bufio.NewReader(strings.NewReader(whole[:i])), nothing); err != io.ErrUnexpectedEOF {
			t.Fatalf("after %q: %v, want io.ErrUnexpectedEOF", whole[:i], err)
		}
	}
}

func TestReadMessageGivesLeaveToContinue(t *testing.T) {
	asked := 0
	interim := func() error { asked++; return nil }
	for _, c := range []struct {
		bytes string
		want  int
	}{
		{"PUT / HTTP/1.1\r\nExpect: 100-Continue\r\nContent-Length: 1\r\n\r\na", 1},
		{"PUT / HTTP/1.1\r\nExpect: 100-continue\r\n\r\n", 0},
		{"PUT / HTTP/1.1\r\nContent-Length: 1\r\n\r\na", 0},
	} {
		asked = 0
		if _, err := readMessage(bufio.NewReader(strings.NewReader(c.bytes)), interim); err != nil || asked != c.want {
			t.Errorf("%q: asked %d times (%v), want %d", c.bytes, asked, err, c.want)
		}
	}
}

// FuzzReadMessage checks that no bytes make the reader panic, and that what it
// accepts can be written down and read again.
func FuzzReadMessage(f *testing.F) {
	for _, c := range wellFormed {
		f.Add([]byte(c.bytes))
	}
	for _, c := range illFormed {
		if len(c.bytes) < maxChunk {
			f.Add([]byte(c.bytes))
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := readMessage(bufio.NewReader(strings.NewReader(string(data))), nothing)
		if err != nil {
			return
		}
		var b strings.Builder
		b.WriteString(m.method + " " + m.target + " HTTP/1.1\r\n")
		for _, line := range m.header {
			if name, _, _ := line.Cut(); wire.EqualFold(name, "Transfer-Encoding") {
				line = wire.NewLine("Content-Length", strconv.Itoa(len(m.body)))
			}
			b.WriteString(string(line) + "\r\n")
		}
		b.WriteString("\r\n" + string(m.body))
		again, err := readMessage(bufio.NewReader(strings.NewReader(b.String())), nothing)
		if err != nil {
			t.Fatalf("%q was read from %q, but not from %q: %v", m.method, data, b.String(), err)
		}
		if again.method != m.method || again.target != m.target || string(again.body) != string(m.body) {
			t.Errorf("%+v became %+v", m, again)
		}
	})
}
