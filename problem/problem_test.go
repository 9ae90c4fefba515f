package problem_test

import (
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/corslab/corslab/problem"
)

func TestLocate(t *testing.T) {
	const text = "ab\nçd\r\n\nend"
	tests := []struct {
		why          string
		offset       int
		line, column int
		source       string
	}{
		{"the first byte", 0, 1, 1, "ab"},
		{"the line end belongs to its line", 2, 1, 3, "ab"},
		{"columns count characters, not bytes", strings.Index(text, "d"), 2, 2, "çd"},
		{"an empty line", strings.Index(text, "\n\n") + 1, 3, 1, ""},
		{"the end of the file", len(text), 4, 4, "end"},
		{"beyond the end", len(text) + 9, 4, 4, "end"},
		{"before the start", -1, 1, 1, "ab"},
	}
	for _, test := range tests {
		line, column := problem.Locate([]byte(text), test.offset)
		if line != test.line || column != test.column {
			t.Errorf("%s: at %d:%d, want %d:%d", test.why, line, column, test.line, test.column)
		}
		if got := problem.Line([]byte(text), test.offset); got != test.source {
			t.Errorf("%s: line %q, want %q", test.why, got, test.source)
		}
	}
}

func TestErrorShowsTheLine(t *testing.T) {
	long := strings.Repeat("x", 300)
	tests := []struct {
		why  string
		p    problem.Problem
		want string
	}{
		{"everything", problem.Problem{
			File: "a.json", Line: 3, Column: 6, Message: "unknown key", Hint: "did you mean ID?", Source: "\t  {\"Id\": 1}",
		}, "a.json:3:6: unknown key\n  {\"Id\": 1}\n    ^\n  hint: did you mean ID?"},
		{"no column", problem.Problem{File: "a", Line: 2, Message: "m", Source: "  text"}, "a:2: m\n  text"},
		{"no place", problem.Problem{File: "a", Message: "too large"}, "a: too large"},
		{"nothing but a message", problem.Problem{Message: "m"}, "m"},
		{"the middle of a long line", problem.Problem{Line: 1, Column: 201, Message: "m", Source: long},
			"1:201: m\n  …" + strings.Repeat("x", 100) + "…\n  " + strings.Repeat(" ", 51) + "^"},
		{"terminal control characters are not passed on", problem.Problem{Line: 1, Column: 1, Message: "m", Source: "a\x1b[31m"}, "1:1: m\n  a [31m\n  ^"},
	}
	for _, test := range tests {
		if diff := cmp.Diff(test.want, test.p.Error()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.why, diff)
		}
	}
}

func TestJoinSortsByPlaceAndKeepsTheOrderOfFiles(t *testing.T) {
	err := problem.Join(
		problem.Problems{
			{File: "b", Line: 2, Column: 1, Message: "third"},
			{File: "b", Line: 1, Column: 9, Message: "second"},
			{File: "b", Line: 1, Column: 2, Message: "first"},
			{File: "b", Line: 1, Column: 2, Message: "first"},
		},
		nil,
		problem.Problem{File: "a", Line: 1, Message: "fourth"},
		io.ErrUnexpectedEOF,
	)
	var got []string
	for p := range problem.All(err) {
		got = append(got, p.Message)
	}
	want := []string{"first", "second", "third", "fourth", "unexpected EOF"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Error("the cause of a problem is not found by errors.Is")
	}
	if err := problem.Join(nil, problem.Problems(nil).Err()); err != nil {
		t.Errorf("joining nothing gives %v", err)
	}
}

func TestDidYouMean(t *testing.T) {
	keys := []string{"ID", "AllowedOrigins", "AllowedMethods", "ExposeHeaders"}
	tests := []struct{ word, want string }{
		{"AllowedOrigin", "did you mean AllowedOrigins?"},
		{"ExposedHeaders", "did you mean ExposeHeaders?"},
		{"allowedmethods", "did you mean AllowedMethods?"},
		{"Id", "did you mean ID?"},
		{"Version", ""},
		{"", ""},
		{strings.Repeat("AllowedOrigins", 100), ""},
	}
	for _, test := range tests {
		if got := problem.DidYouMean(test.word, keys...); got != test.want {
			t.Errorf("%q: hint %q, want %q", test.word, got, test.want)
		}
	}
}
