package report

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
	junitxml "github.com/jstemmer/go-junit-report/v2/junit"

	"github.com/corslab/corslab/markup"
	"github.com/corslab/corslab/verdict"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// golden compares got with testdata/name.golden.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	file := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-want +got)\n%s", file, diff)
	}
}

// written returns what a writer makes of results.
func written(t *testing.T, format string, o Options, results []Result) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := New(format, &b, o)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range results {
		if err := w.Write(r); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(summaryOf(results)); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// goldenFormats are those with golden files. A page of HTML is half program, and
// has tests that read it and use it.
func goldenFormats() []string {
	return slices.DeleteFunc(Formats(), func(f string) bool { return f == "html" })
}

func TestGolden(t *testing.T) {
	for _, format := range goldenFormats() {
		t.Run(format, func(t *testing.T) { golden(t, format, written(t, format, Options{}, stream())) })
	}
	t.Run("colour", func(t *testing.T) {
		golden(t, "console-colour", written(t, "console", Options{Colour: true}, stream()[:4]))
	})
}

// TestStreamHoldsEveryStatus keeps the golden files worth something.
func TestStreamHoldsEveryStatus(t *testing.T) {
	s := summaryOf(stream())
	for _, status := range verdict.Statuses() {
		if s.Statuses[status] == 0 {
			t.Errorf("no result is %s", status)
		}
	}
}

// TestNothing writes a run without a result: still a whole document.
func TestNothing(t *testing.T) {
	for _, format := range goldenFormats() {
		t.Run(format, func(t *testing.T) { golden(t, format+"-nothing", written(t, format, Options{}, nil)) })
	}
}

// TestHostileTextIsHarmless: no character that is not printed as itself reaches
// a reader, except the line ends and tabs the writer itself makes.
func TestHostileTextIsHarmless(t *testing.T) {
	for _, format := range []string{"console", "markdown", "junit", "sarif"} {
		text := string(written(t, format, Options{}, stream()))
		for i, r := range text {
			if r != '\n' && r != '\t' && !unicode.IsPrint(r) || r == unicode.ReplacementChar {
				t.Errorf("%s holds %q at byte %d", format, r, i)
			}
		}
		for line := range strings.Lines(text) {
			if strings.HasPrefix(line, "FAIL y") {
				t.Errorf("%s holds a forged line", format)
			}
		}
		if format == "markdown" && strings.Contains(text, "<b>") {
			t.Error("markdown holds markup of the scenario")
		}
	}
}

func TestJUnitCounts(t *testing.T) {
	var got junitxml.Testsuites
	if err := xml.Unmarshal(written(t, "junit", Options{}, stream()), &got); err != nil {
		t.Fatal(err)
	}
	type counts struct {
		Name                               string
		Tests, Failures, Errors, Skipped   int
		Cases, HasFailure, HasError, Skips int
	}
	var suites []counts
	for _, s := range got.Suites {
		c := counts{Name: s.Name, Tests: s.Tests, Failures: s.Failures, Errors: s.Errors, Skipped: s.Skipped, Cases: len(s.Testcases)}
		for _, tc := range s.Testcases {
			if tc.Failure != nil {
				c.HasFailure++
			}
			if tc.Error != nil {
				c.HasError++
			}
			if tc.Skipped != nil {
				c.Skips++
			}
		}
		suites = append(suites, c)
	}
	want := []counts{
		{"s3/upload", 3, 1, 0, 1, 3, 1, 0, 1},
		{"api/known", 1, 0, 0, 1, 1, 0, 0, 1},
		{"api/flaky", 1, 1, 0, 0, 1, 1, 0, 0},
		{"api/unexpected", 1, 1, 0, 0, 1, 1, 0, 0},
		{"api/errored", 1, 0, 1, 0, 1, 0, 1, 0},
		{"api/predicted", 1, 1, 0, 0, 1, 1, 0, 0},
		{markup.Visible(suiteOf("z/" + hostile)), 1, 1, 0, 0, 1, 1, 0, 0},
	}
	if diff := cmp.Diff(want, suites); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestJSONHoldsTheRecords(t *testing.T) {
	var object struct {
		V       int               `json:"v"`
		Results []json.RawMessage `json:"results"`
	}
	if err := json.Unmarshal(written(t, "json", Options{}, stream()), &object); err != nil {
		t.Fatal(err)
	}
	lines := slices.Collect(strings.Lines(string(written(t, "ndjson", Options{}, stream()))))
	if object.V != Version || len(object.Results) != len(lines) {
		t.Fatalf("version %d with %d results, want %d with %d", object.V, len(object.Results), Version, len(lines))
	}
	for i, record := range object.Results {
		if string(record)+"\n" != lines[i] {
			t.Errorf("result %d\n%s\nis in ndjson\n%s", i, record, lines[i])
		}
	}
}

func TestUnknownFormat(t *testing.T) {
	for _, format := range []string{"pdf", "", "JSON"} {
		var unknown *markup.UnknownFormatError
		if _, err := New(format, io.Discard, Options{}); !errors.As(err, &unknown) || unknown.Format != format {
			t.Errorf("New(%q) returned %v, want an UnknownFormatError", format, err)
		}
	}
}

// full takes some bytes and then fails, as a full disk does.
type full struct{ room int }

var errFull = errors.New("no space left")

func (f *full) Write(p []byte) (int, error) {
	if f.room -= len(p); f.room < 0 {
		return 0, errFull
	}
	return len(p), nil
}

func TestWriteErrorsAreReported(t *testing.T) {
	for _, format := range Formats() {
		whole := len(written(t, format, Options{}, stream()))
		for _, room := range []int{0, whole / 2, whole - 1} {
			w, err := New(format, &full{room}, Options{})
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range stream() {
				err = errors.Join(err, w.Write(r))
			}
			err = errors.Join(err, w.Close(summaryOf(stream())))
			if !errors.Is(err, errFull) {
				t.Errorf("%s with room for %d of %d bytes: %v, want the error of the disk", format, room, whole, err)
			}
		}
	}
}
