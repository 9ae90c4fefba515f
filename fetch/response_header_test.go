package fetch

import (
	"strings"
	"testing"

	"github.com/corslab/corslab/wire"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func TestParseResponseHeader(t *testing.T) {
	const acao = "Access-Control-Allow-Origin"
	for _, c := range []struct {
		why      string
		lines    wire.Header
		standard []Field
		// chromium is what Chromium reads; nil where it is the same.
		chromium []Field
		quirks   string
	}{
		{why: "order, repeats and letter case are kept", lines: wire.Header{"b: 1", "A: 2", "B:3"}, standard: []Field{{"b", "1"}, {"A", "2"}, {"B", "3"}}},
		{why: "whitespace around the value goes", lines: wire.Header{acao + ":  *\t"}, standard: []Field{{acao, "*"}}},
		{why: "other control characters stay", lines: wire.Header{acao + ": *\x0b"}, standard: []Field{{acao, "*\x0b"}}},
		{why: "an empty value is a value", lines: wire.Header{acao + ":"}, standard: []Field{{acao, ""}}},
		{why: "bytes outside ASCII stay", lines: wire.Header{"A: \xe9"}, standard: []Field{{"A", "\xe9"}}},
		{why: "a line without a colon is none", lines: wire.Header{"A: 1", "nonsense", "B: 2"}, standard: []Field{{"A", "1"}, {"B", "2"}}},
		{why: "nothing but an empty line", lines: wire.Header{"", "B: 2"}, standard: []Field{}},
		{why: "whitespace before the colon of what is no token", lines: wire.Header{"a b : 1", "\xe9 : 2"}, standard: []Field{}},
		{why: "a name must be a token", lines: wire.Header{": 1", "a b: 2", "\xe9: 3"}, standard: []Field{}},
		{
			why: "whitespace before the colon", lines: wire.Header{acao + " : *"}, standard: []Field{},
			chromium: []Field{{acao, "*"}}, quirks: "space-before-colon",
		},
		{why: "a folded value", lines: wire.Header{acao + ":\r\n *"}, standard: []Field{{acao, "*"}}},
		{why: "a value folded over lines", lines: wire.Header{"A: 1", "\t 2 ", " 3", "B: 4"}, standard: []Field{{"A", "1 2  3"}, {"B", "4"}}},
		{why: "a fold with nothing before it", lines: wire.Header{" A: 1", "B: 2"}, standard: []Field{{"B", "2"}}},
		{why: "a fold after a line that is none", lines: wire.Header{"nonsense", " : 1", "B: 2"}, standard: []Field{{"B", "2"}}},
		{why: "LF alone ends a line", lines: wire.Header{"A: 1\nB: 2"}, standard: []Field{{"A", "1"}, {"B", "2"}}},
		{why: "a CR before the line's CRLF", lines: wire.Header{"A: 1\r"}, standard: []Field{{"A", "1"}}},
		{
			why: "CR alone", lines: wire.Header{acao + ": *\rX"}, standard: []Field{{acao, "* X"}},
			chromium: []Field{{acao, "*"}}, quirks: "bare-cr-ends-line",
		},
		{
			why: "CR alone before a field", lines: wire.Header{"A: 1\rB: 2"}, standard: []Field{{"A", "1 B: 2"}},
			chromium: []Field{{"A", "1"}, {"B", "2"}}, quirks: "bare-cr-ends-line",
		},
		{
			why: "CR alone at the beginning", lines: wire.Header{"A: 1\n\rB: 2"}, standard: []Field{{"A", "1 B: 2"}},
			chromium: []Field{{"A", "1"}, {"B", "2"}}, quirks: "bare-cr-ends-line",
		},
		{why: "an empty line ends the header", lines: wire.Header{"A: 1", "", "B: 2"}, standard: []Field{{"A", "1"}}},
		{why: "an empty line within a line ends it too", lines: wire.Header{"A: 1\r\n\r\nB: 2", "C: 3"}, standard: []Field{{"A", "1"}}},
		{why: "no lines", standard: []Field{}},
	} {
		got, ok := parseResponseHeader(c.lines, nil)
		if diff := cmp.Diff(c.standard, got); diff != "" || !ok {
			t.Errorf("%s: in the standard ok = %v (-want +got):\n%s", c.why, ok, diff)
		}
		want := c.chromium
		if want == nil {
			want = c.standard
		}
		d := chromium()
		got, ok = parseResponseHeader(c.lines, d)
		if diff := cmp.Diff(want, got); diff != "" || !ok {
			t.Errorf("%s: in Chromium ok = %v (-want +got):\n%s", c.why, ok, diff)
		}
		if got := appliedNames(d); got != c.quirks {
			t.Errorf("%s: applied quirks %q, want %q", c.why, got, c.quirks)
		}
	}
}

// A length that is added stands behind the lines of an answer, and counts for nothing
// where they have ended the header.
func TestAddedLength(t *testing.T) {
	length := Field{"Content-Length", "2"}
	for _, c := range []struct {
		lines wire.Header
		want  []Field
	}{
		{nil, []Field{length}},
		{wire.Header{"A: 1"}, []Field{{"A", "1"}, length}},
		{wire.Header{"nonsense", " : 1"}, []Field{length}},
		{wire.Header{" A: 1"}, []Field{length}},
		{wire.Header{""}, nil},
		{wire.Header{"\r"}, nil},
		{wire.Header{"\n"}, nil},
		{wire.Header{"A: 1", "\n", "B: 2"}, []Field{{"A", "1"}}},
		{wire.Header{"Content-Length: 1"}, []Field{{"Content-Length", "1"}}},
	} {
		got, ok := parseResponse(wire.Response{Status: 200, Header: c.lines, Body: []byte("ab")}, nil)
		if diff := cmp.Diff(c.want, got, cmpopts.EquateEmpty()); diff != "" || !ok {
			t.Errorf("%q: ok = %v (-want +got):\n%s", c.lines, ok, diff)
		}
	}
}

func TestNULSpoilsTheResponse(t *testing.T) {
	for _, d := range []*departures{nil, chromium()} {
		for _, lines := range []wire.Header{{"A: 1", "B: a\x00b"}, {"\x00"}, {"A: 1", "\x00"}} {
			if fields, ok := parseResponseHeader(lines, d); ok {
				t.Errorf("a response with NUL in its header was read as %v", fields)
			}
		}
	}
}

func FuzzParseResponseHeader(f *testing.F) {
	for _, seed := range []string{"A: 1|B: 2", "A : *", "A:\r\n *", "A: *\rX", "A: 1|| B: 2", " x|A: b\n\tc", "A: 1\n\nB: 2", "\r\n", "A:\x00", ":", "A: \r|\r\t|", "A\r:b"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var header wire.Header
		for line := range strings.SplitSeq(text, "|") {
			header = append(header, wire.Line(line))
		}
		for _, d := range []*departures{nil, chromium()} {
			fields, ok := parseResponseHeader(header, d)
			if ok == strings.Contains(text, "\x00") {
				t.Fatalf("%q: ok = %v", text, ok)
			}
			var written wire.Header
			for _, field := range fields {
				if !IsToken(field.Name) {
					t.Fatalf("%q: the name %q is no token", text, field.Name)
				}
				if !isHeaderValue(field.Value) {
					t.Fatalf("%q: %q is no header value", text, field.Value)
				}
				written.Add(field.Name, field.Value)
			}
			again, _ := parseResponseHeader(written, nil)
			if diff := cmp.Diff(fields, again); ok && diff != "" {
				t.Fatalf("%q: written out and read again (-first +again):\n%s", text, diff)
			}
		}
	})
}
