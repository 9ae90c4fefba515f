package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/markup"
	"github.com/corslab/corslab/scenarios"
)

func newList(out io.Writer) *cobra.Command {
	var (
		l                     loading
		cases, labels, quirks bool
		format                string
	)
	c := &cobra.Command{
		Use:   "list [PATH ...]",
		Short: "List suites, cases, labels or quirks",
		Long: `List the suites at the paths, or of the catalogue, with the number of their
selected cases; or the names of the cases, the labels, or the ways in which
browsers depart from the standard.`,
		RunE: func(_ *cobra.Command, args []string) error {
			if format != "console" && format != "json" {
				return usage(fmt.Errorf("unknown format %q: list writes console and json", format))
			}
			if quirks {
				return quirkListing().write(out, format)
			}
			suites, err := l.suites(args)
			switch {
			case err != nil:
				return err
			case cases:
				return l.caseListing(suites).write(out, format)
			case labels:
				return l.labelListing(suites).write(out, format)
			}
			return l.suiteListing(suites).write(out, format)
		},
	}
	l.register(c.Flags())
	c.Flags().BoolVar(&cases, "cases", false, "list the names of the cases")
	c.Flags().BoolVar(&labels, "labels", false, "list the labels, and how many cases have them")
	c.Flags().BoolVar(&quirks, "quirks", false, "list the named departures from the standard")
	c.MarkFlagsMutuallyExclusive("cases", "labels", "quirks")
	c.Flags().StringVar(&format, "format", "console", "console or json")
	return c
}

// A listing is what is listed, an item a row: the cells for people, and the
// value for JSON.
type listing struct {
	rows  [][]string
	items []any
}

func (l *listing) add(item any, cells ...string) {
	l.rows = append(l.rows, cells)
	l.items = append(l.items, item)
}

func (l listing) write(out io.Writer, format string) error {
	buffer := bufio.NewWriter(out)
	if format == "json" {
		encoder := json.NewEncoder(buffer)
		encoder.SetIndent("", "  ")
		if l.items == nil {
			l.items = []any{}
		}
		if err := encoder.Encode(l.items); err != nil {
			return err
		}
		return buffer.Flush()
	}
	table := tabwriter.NewWriter(buffer, 0, 0, 2, ' ', 0)
	for _, cells := range l.rows {
		for i, text := range cells {
			cells[i] = markup.Visible(text)
		}
		fmt.Fprintln(table, strings.Join(cells, "\t"))
	}
	if err := table.Flush(); err != nil {
		return err
	}
	return buffer.Flush()
}

func (l *loading) suiteListing(suites []*scenarios.Suite) listing {
	type item struct {
		Suite  string   `json:"suite"`
		Cases  int      `json:"cases"`
		Title  string   `json:"title"`
		Why    string   `json:"why"`
		Spec   []string `json:"spec"`
		Labels []string `json:"labels"`
	}
	var all listing
	for _, s := range suites {
		n := 0
		for c := range s.Cases() {
			if l.Chooses(c) {
				n++
			}
		}
		if n > 0 {
			all.add(item{s.Name, n, s.Title, s.Why, s.Spec, s.Labels}, s.Name, fmt.Sprint(n), s.Title)
		}
	}
	return all
}

func (l *loading) caseListing(suites []*scenarios.Suite) listing {
	type item struct {
		Case   string   `json:"case"`
		Steps  int      `json:"steps"`
		Title  string   `json:"title"`
		Labels []string `json:"labels"`
	}
	var all listing
	for _, s := range suites {
		for c := range s.Cases() {
			if l.Chooses(c) {
				all.add(item{c.Name, len(c.Steps), c.Title, c.Labels}, c.Name)
			}
		}
	}
	return all
}

func (l *loading) labelListing(suites []*scenarios.Suite) listing {
	type item struct {
		Label string `json:"label"`
		Cases int    `json:"cases"`
	}
	counts := map[string]int{}
	for _, s := range suites {
		for c := range s.Cases() {
			if l.Chooses(c) {
				for _, label := range c.Labels {
					counts[label]++
				}
			}
		}
	}
	var all listing
	for _, label := range slices.Sorted(maps.Keys(counts)) {
		all.add(item{label, counts[label]}, label, fmt.Sprint(counts[label]))
	}
	return all
}

func quirkListing() listing {
	type item struct {
		Quirk       string   `json:"quirk"`
		Text        string   `json:"text"`
		Section     string   `json:"section"`
		Evidence    string   `json:"evidence"`
		Scenario    string   `json:"scenario"`
		Browsers    []string `json:"browsers"`
		Unvalidated []string `json:"unvalidated,omitempty"` // those of the browsers that no prediction was held against
	}
	var all listing
	for _, q := range fetch.Quirks() {
		var unvalidated []string
		shown := slices.Clone(q.Browsers)
		for i, browser := range q.Browsers {
			name, _, _ := strings.Cut(browser, " ")
			if profile, ok := fetch.ProfileNamed(name); ok && profile.Unvalidated() != "" {
				unvalidated = append(unvalidated, browser)
				shown[i] += " (not validated)"
			}
		}
		all.add(item{q.Name, q.Text, q.Section, q.Evidence, q.Scenario, q.Browsers, unvalidated}, q.Name, strings.Join(shown, ", "), q.Text)
	}
	return all
}
