package report

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/corslab/corslab/markup"
	"github.com/corslab/corslab/verdict"
)

// A Baseline is an earlier run that this one is compared with.
type Baseline struct {
	name  string
	order []baselineKey
	was   map[baselineKey]verdict.Status
	is    map[baselineKey]bool
	since Comparison
}

// A baselineKey is a result of both runs: which case, and in which browser. Its
// version may be another.
type baselineKey struct{ name, browser string }

// A Comparison is what has changed since an earlier run. The lists are names of
// cases, in the plan's order.
type Comparison struct {
	// With names the earlier run.
	With string `json:"with"`
	// Broken were green and are not; Fixed are the other way round.
	Broken []string `json:"broken"`
	Fixed  []string `json:"fixed"`
	// New and Gone are how many results only one of the two runs has.
	New  int `json:"new"`
	Gone int `json:"gone"`
}

// ReadBaseline reads the records of an earlier run, as the format ndjson has them.
// name is for messages.
func ReadBaseline(name string, r io.Reader) (*Baseline, error) {
	b := &Baseline{name: name, was: map[baselineKey]verdict.Status{}, is: map[baselineKey]bool{}}
	b.since = Comparison{With: name, Broken: []string{}, Fixed: []string{}}
	records := json.NewDecoder(r)
	for line := 1; ; line++ {
		var record struct {
			V       int
			Case    string
			Status  verdict.Status
			Browser *Browser
		}
		err := records.Decode(&record)
		switch {
		case errors.Is(err, io.EOF):
			return b, nil
		case err != nil:
			return nil, fmt.Errorf("%s:%d: no record of a run as --report ndjson=FILE writes it: %w", name, line, err)
		case record.V != Version || record.Case == "":
			return nil, fmt.Errorf("%s:%d: no record of version %d", name, line, Version)
		}
		key := baselineKey{record.Case, browserName(record.Browser)}
		if _, ok := b.was[key]; !ok {
			b.order = append(b.order, key)
		}
		b.was[key] = record.Status
	}
}

func browserName(b *Browser) string {
	if b == nil {
		return ""
	}
	return b.Name
}

// Add compares a result with its like in the earlier run.
func (b *Baseline) Add(r Result) {
	key := baselineKey{r.Case, browserName(r.Browser)}
	b.is[key] = true
	was, ok := b.was[key]
	switch {
	case !ok:
		b.since.New++
	case was.IsGreen() && was != verdict.Skip && !r.Status.IsGreen():
		b.since.Broken = append(b.since.Broken, r.Case)
	case !was.IsGreen() && r.Status == verdict.Pass:
		b.since.Fixed = append(b.since.Fixed, r.Case)
	}
}

// Compared returns what has changed. isWhole says that this run is of everything,
// so that what it lacks is gone.
func (b *Baseline) Compared(isWhole bool) *Comparison {
	since := b.since
	if isWhole {
		for _, key := range b.order {
			if !b.is[key] {
				since.Gone++
			}
		}
	}
	return &since
}

// listed is how many names a report lists.
const listed = 20

// lines says what has changed: the counts, then the names.
func (c *Comparison) lines() (head string, broken, fixed []string) {
	head = fmt.Sprintf("since %s: %d newly broken, %d newly fixed", markup.Visible(c.With), len(c.Broken), len(c.Fixed))
	if c.New > 0 {
		head += fmt.Sprintf(", %d new", c.New)
	}
	if c.Gone > 0 {
		head += fmt.Sprintf(", %d gone", c.Gone)
	}
	return head, someOf(c.Broken), someOf(c.Fixed)
}

// someOf returns the first names, and how many more there are.
func someOf(names []string) []string {
	var some []string
	for i, name := range names {
		if i == listed {
			return append(some, fmt.Sprintf("and %d more", len(names)-listed))
		}
		some = append(some, markup.Visible(name))
	}
	return some
}

// text is the comparison for a terminal.
func (c *Comparison) text() string {
	head, broken, fixed := c.lines()
	var b strings.Builder
	b.WriteString(head + "\n")
	for _, name := range broken {
		b.WriteString("  newly broken  " + name + "\n")
	}
	for _, name := range fixed {
		b.WriteString("  newly fixed   " + name + "\n")
	}
	return b.String()
}

// markdown is the comparison for a page.
func (c *Comparison) markdown() string {
	head, broken, fixed := c.lines()
	var b strings.Builder
	b.WriteString("\n" + markup.Escape(strings.ToUpper(head[:1])+head[1:]) + ".\n")
	for _, part := range []struct {
		title string
		names []string
	}{{"Newly broken", broken}, {"Newly fixed", fixed}} {
		if len(part.names) == 0 {
			continue
		}
		b.WriteString("\n" + part.title + ":\n\n")
		for _, name := range part.names {
			b.WriteString("- " + markup.Escape(name) + "\n")
		}
	}
	return b.String()
}
