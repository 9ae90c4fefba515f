package report

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/corslab/corslab/markup"
	"github.com/corslab/corslab/scenarios"
	"github.com/corslab/corslab/verdict"
)

// A Writer writes a stream of results in one format. Write is called once for
// each result, in the plan's order; then Close, once, also after a run that was
// broken off. Neither closes the io.Writer below. After an error the Writer is
// of no more use.
type Writer interface {
	Write(Result) error
	Close(Summary) error
}

// A Summary is what is known of a run when it is over.
type Summary struct {
	verdict.Summary
	// Cases is the number of cases; one of several steps has a result for each.
	Cases int
	// Elapsed is how long the run took; 0 leaves the speed out.
	Elapsed time.Duration
	// Interrupted says that the run was broken off and not every case is in it.
	Interrupted bool
	// Reports are the places other reports were written to.
	Reports []string

	// Departures counts the results that each quirk explains; see
	// Result.Departures. Unexplained is how many of the others the browser
	// disagrees in.
	Departures  map[string]int
	Unexplained int

	// Since is what has changed since an earlier run; nil where none was named.
	Since *Comparison

	counted *scenarios.Case // the case of the latest result
}

// Add counts a result. Those of a case come one after the other, but not always
// all of them.
func (s *Summary) Add(r Result) {
	if r.Step == 0 || r.Scenario != nil && r.Scenario != s.counted {
		s.Cases++
	}
	s.counted = r.Scenario
	s.Summary.Add(r.Status, r.Disagreements)
	if s.Departures == nil {
		s.Departures = map[string]int{}
	}
	for _, quirk := range r.Departures {
		s.Departures[quirk]++
	}
	isObserved := func(d verdict.Disagreement) bool { return d.Between[1] == verdict.Observed }
	if len(r.Departures) == 0 && slices.ContainsFunc(r.Disagreements, isObserved) {
		s.Unexplained++
	}
}

// departureText lists the quirks that explain disagreements, if any does.
func (s Summary) departureText() string {
	if len(s.Departures) == 0 {
		return ""
	}
	var b strings.Builder
	fmt.Fprintf(&b, "departures of the browser from the profile (%s disagree for another reason):\n", plural(s.Unexplained, "result"))
	for _, quirk := range slices.Sorted(maps.Keys(s.Departures)) {
		fmt.Fprintf(&b, "  %-38s %s\n", quirk, plural(s.Departures[quirk], "result"))
	}
	return b.String()
}

// countText says how many cases there are, and how many results where that is
// another number.
func (s Summary) countText() string {
	text := plural(s.Cases, "case")
	if s.Cases != s.Total {
		text += ", " + plural(s.Total, "result")
	}
	return text
}

// pairText lists the pairs of voices that disagree, and how often.
func (s Summary) pairText() string {
	noun := "case"
	if s.Cases != s.Total {
		noun = "result"
	}
	var parts []string
	for _, pair := range verdict.Pairs() {
		if n := s.Disagreeing[pair]; n > 0 {
			parts = append(parts, fmt.Sprintf("%s≠%s in %s", pair[0], pair[1], plural(n, noun)))
		}
	}
	return strings.Join(parts, ", ")
}

// Options are the settings of a Writer. The zero value suits a file.
type Options struct {
	// Colour lets the console format use ANSI escape sequences.
	Colour bool
	// Version is that of the program, for formats that name it.
	Version string
}

// writers holds every format there is.
var writers = map[string]func(io.Writer, Options) Writer{
	"console":  newConsole,
	"ndjson":   newNDJSON,
	"json":     newJSON,
	"junit":    newJUnit,
	"markdown": newMarkdown,
	"html":     newHTML,
	"sarif":    newSARIF,
}

// Formats lists the formats New knows.
func Formats() []string {
	return []string{"console", "ndjson", "json", "junit", "sarif", "markdown", "html"}
}

// New returns a writer of the named format. The error is a
// *markup.UnknownFormatError.
func New(format string, w io.Writer, o Options) (Writer, error) {
	newWriter, ok := writers[format]
	if !ok {
		return nil, &markup.UnknownFormatError{Format: format, Known: Formats()}
	}
	return newWriter(w, o), nil
}
