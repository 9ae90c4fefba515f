package story

import (
	"bytes"
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
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/markup"
	"github.com/corslab/corslab/scenarios"
	"github.com/corslab/corslab/verdict"
	"github.com/corslab/corslab/wire"
)

var update = flag.Bool("update", false, "rewrite the golden files")

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

func profile(t testing.TB) fetch.Profile {
	t.Helper()
	p, ok := fetch.ProfileNamed("chromium")
	if !ok {
		t.Fatal("no profile chromium")
	}
	return p
}

// catalogue returns the cases of the catalogue.
func catalogue(t testing.TB) (cases []*scenarios.Case) {
	t.Helper()
	suites, err := scenarios.Loader{}.Load(scenarios.Catalogue(), ".")
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range suites {
		cases = slices.AppendSeq(cases, s.Cases())
	}
	return cases
}

func named(t *testing.T, name string) *scenarios.Case {
	t.Helper()
	all := catalogue(t)
	i := slices.IndexFunc(all, func(c *scenarios.Case) bool { return c.Name == name })
	if i < 0 {
		t.Fatalf("no case %s", name)
	}
	return all[i]
}

// TestGolden tells stories of the catalogue in every format: one that a preflight
// stops, one of two steps, one over several servers.
func TestGolden(t *testing.T) {
	for file, name := range map[string]string{
		"refused":    "s3/restricted[api=fetch,site=stranger,method=PUT,headers=json]",
		"remembered": "cache/preflight#same-again[api=fetch,method=PUT]",
		"redirected": "engines/redirect-chains[url=a-b-b,credentials=same-origin]",
	} {
		stories := OfCase(named(t, name), profile(t))
		for _, format := range Formats() {
			t.Run(file+"-"+format, func(t *testing.T) {
				var b bytes.Buffer
				if err := Explain(&b, format, Options{Width: 80}, stories); err != nil {
					t.Fatal(err)
				}
				golden(t, file+"-"+format, b.Bytes())
			})
		}
	}
}

func TestUnknownFormat(t *testing.T) {
	var unknown *markup.UnknownFormatError
	if err := Explain(io.Discard, "html", Options{}, nil); !errors.As(err, &unknown) || !slices.Equal(unknown.Known, Formats()) {
		t.Errorf("%v, want an UnknownFormatError that knows %v", err, Formats())
	}
}

// TestEveryStory holds what is true of every story, with all of the catalogue.
func TestEveryStory(t *testing.T) {
	for i, c := range catalogue(t) {
		if testing.Short() && i%10 > 0 {
			continue
		}
		for _, s := range OfCase(c, profile(t)) {
			if !strings.HasPrefix(s.Question, "May ") || !strings.HasSuffix(s.Question, "?") || !strings.HasSuffix(s.Verdict, ".") {
				t.Errorf("%s: %q %q", s.Name, s.Question, s.Verdict)
			}
			if s.Outcome == fetch.Deny && (s.Deciding == 0 || s.Meaning == nil || s.Fix == nil) {
				t.Errorf("%s is refused, by decision %d, with the meaning %v and the fix %v", s.Name, s.Deciding, s.Meaning, s.Fix)
			}
			stops := 0
			for _, e := range s.Events {
				if e.IsStopped && e.Kind == EventNote {
					stops++
				}
			}
			if wanted := min(s.Deciding, 1); stops != wanted {
				t.Errorf("%s is stopped in %d places, want %d", s.Name, stops, wanted)
			}
			for _, width := range []int{30, 80, 130} {
				for line := range strings.Lines(s.Diagram(width, false)) {
					if n := utf8.RuneCountInString(strings.TrimRight(line, "\n")); n > width {
						t.Errorf("%s: a line of %d characters in %d columns: %s", s.Name, n, width, line)
					}
				}
			}
			if i%20 == 0 {
				checkXML(t, SVG([]*Story{s}, SVGOptions{HasCaption: true}))
			}
		}
	}
}

func checkXML(t *testing.T, text string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(text))
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			t.Fatalf("%v in %s", err, text)
		}
	}
}

// hostile is text that would forge a line, colour a terminal, turn the reading
// direction or become markup, were it not escaped.
const hostile = "x\nNote over P: y\x1b[31m\u202e\x00]]></svg><script>alert(1)</script>;#end|`*[a](b)\xff"

// hostileStory is made of it, with a header of a megabyte.
func hostileStory() *Story {
	exchange := wire.Exchange{
		Request: wire.Request{
			Method: "GET", Origin: "https://" + hostile, Target: "/" + hostile,
			Header: wire.Header{wire.Line("Origin: " + hostile), wire.Line("Cookie: " + strings.Repeat("é", 1<<19))},
		},
		Response: wire.Response{Status: 200, Reason: hostile, Header: wire.Header{wire.Line("Access-Control-Allow-Origin: " + hostile)}},
	}
	return New(Source{
		Name: hostile, Title: hostile, Profile: hostile, Browser: hostile,
		Page:    fetch.Page{URL: hostile},
		Request: fetch.Request{URL: hostile, Headers: []fetch.Field{{Name: hostile, Value: hostile}}},
		Prediction: fetch.Prediction{
			Observation: fetch.Observation{Outcome: fetch.Deny, Reason: fetch.AllowOriginMismatch},
			Exchanges:   []wire.Exchange{exchange, exchange},
			Decisions:   []fetch.Decision{{Section: "cors-check", Text: hostile, Verdict: fetch.Fail, Exchange: 1}},
			Unverified:  []string{hostile},
		},
		Observed: &verdict.Account{Observation: fetch.Observation{Outcome: fetch.Allow}},
	})
}

// TestHostileTextIsHarmless: no character that is not printed as itself reaches a
// reader, no markup is made, and a megabyte is cut short.
func TestHostileTextIsHarmless(t *testing.T) {
	stories := []*Story{hostileStory()}
	for _, format := range []string{"console", "markdown", "svg", "mermaid"} {
		var b strings.Builder
		if err := Explain(&b, format, Options{Width: 80}, stories); err != nil {
			t.Fatal(err)
		}
		text := b.String()
		if len(text) > 40_000 {
			t.Errorf("%s has %d bytes", format, len(text))
		}
		for i, r := range text {
			if r != '\n' && !unicode.IsPrint(r) || r == unicode.ReplacementChar {
				t.Errorf("%s holds %q at byte %d", format, r, i)
			}
		}
		for line := range strings.Lines(text) {
			if strings.HasPrefix(line, "Note over P: y") {
				t.Errorf("%s holds a forged line", format)
			}
		}
		// A code block of Markdown and a terminal show it as it is.
		if (format == "svg" || format == "mermaid") && strings.Contains(text, "<script") {
			t.Errorf("%s holds markup of the scenario", format)
		}
		if format == "svg" {
			checkXML(t, text)
		}
	}
}

// TestColour: colour is added, and nothing else is changed.
func TestColour(t *testing.T) {
	s := OfCase(named(t, "s3/restricted[api=fetch,site=stranger,method=PUT,headers=json]"), profile(t))[0]
	coloured, plain := s.Diagram(80, true), s.Diagram(80, false)
	if !strings.Contains(coloured, "\x1b[31m") {
		t.Error("what is stopped is not red")
	}
	for _, code := range []string{"\x1b[0m", "\x1b[1m", "\x1b[2m", "\x1b[31m", "\x1b[32m", "\x1b[33m", "\x1b[36m"} {
		coloured = strings.ReplaceAll(coloured, code, "")
	}
	if diff := cmp.Diff(plain, coloured); diff != "" {
		t.Errorf("(-plain +coloured)\n%s", diff)
	}
}

func TestObserved(t *testing.T) {
	source := Sources(named(t, "s3/restricted[api=fetch,site=stranger,method=PUT,headers=json]"), profile(t))[0]
	source.Browser = "Chromium 156"
	source.Observed = &verdict.Account{Observation: source.Prediction.Observation}
	if got, want := New(source).Observed, "Chromium 156 did the same."; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	source.Observed.Outcome, source.Observed.Reason = fetch.Allow, ""
	want := "Chromium 156 did otherwise: outcome allow instead of deny; reason (none) instead of PreflightMissingAllowOriginHeader."
	if got := New(source).Observed; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func BenchmarkStory(b *testing.B) {
	var sources []Source
	for i, c := range catalogue(b) {
		if i%100 == 0 {
			sources = append(sources, Sources(c, profile(b))...)
		}
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		New(sources[i%len(sources)])
	}
}

func BenchmarkSVG(b *testing.B) {
	var stories []*Story
	for i, c := range catalogue(b) {
		if i%100 == 0 {
			stories = append(stories, OfCase(c, profile(b))...)
		}
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		SVG(stories[i%len(stories):][:1], SVGOptions{})
	}
}
