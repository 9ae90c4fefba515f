package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/markup"
	"github.com/corslab/corslab/problem"
	"github.com/corslab/corslab/scenarios"
	"github.com/corslab/corslab/story"
)

func newExplain(out io.Writer) *cobra.Command {
	var (
		l       loading
		profile profileFlags
		format  string
	)
	c := &cobra.Command{
		Use:   "explain PATH",
		Short: "Say step by step what a browser does, and which section decides",
		Long: `Tell the story of each selected case: who sends what to whom, and where it is
stopped; each decision, with the section of the standard that makes it; the reason
in plain words, and the smallest change at the server that would help. PATH is a
scenario file or folder; where there is none of that name, a suite or a case of the
catalogue. A picture (svg, mermaid) shows one case.`,
		Example: `  corslab explain s3/direct-upload --run '**[method=PUT,**'
  corslab explain my-bucket.yaml --format markdown
  corslab explain s3/direct-upload#resume --format svg > resume.svg`,
		Args: takes(1, "one PATH: a scenario file or folder, or a suite or case of the catalogue; --run PATTERN chooses among its cases"),
		RunE: func(c *cobra.Command, args []string) error {
			p, err := profile.profile(c.ErrOrStderr())
			if err != nil {
				return err
			}
			suites, chooses, err := l.suitesAt(args[0])
			if err != nil {
				return err
			}
			return explain(out, format, p, suites, chooses)
		},
	}
	l.register(c.Flags())
	profile.register(c)
	c.Flags().StringVar(&format, "format", "console", "what to write: "+strings.Join(story.Formats(), ", "))
	return c
}

// suitesAt loads the scenarios at name; where there is no such file, the
// catalogue, of which only the suite or case of that name is chosen.
func (l *loading) suitesAt(name string) (suites []*scenarios.Suite, chooses func(*scenarios.Case) bool, err error) {
	if _, err := os.Stat(name); err == nil {
		suites, err := l.suites([]string{name})
		return suites, l.Chooses, err
	}
	named := scenarios.Selection{Run: []string{name}}
	if err := named.Compile(); err != nil {
		return nil, nil, usage(err)
	}
	if suites, err = l.suites(nil, name); err != nil {
		return nil, nil, err
	}
	for _, suite := range suites {
		for c := range suite.Cases() {
			named.Chooses(c)
		}
	}
	if len(named.Unmatched()) > 0 {
		return nil, nil, usage(fmt.Errorf("%s: no such file, and no suite or case of the catalogue%s", name, alike(name, suites)))
	}
	return suites, func(c *scenarios.Case) bool { return named.Chooses(c) && l.Chooses(c) }, nil
}

// alike names the suites whose names hold the one that was asked for, or the one
// that is spelt most like it; "" if there is none.
func alike(name string, suites []*scenarios.Suite) string {
	var names, found []string
	for _, suite := range suites {
		names = append(names, suite.Name)
		if strings.Contains(suite.Name, name) {
			found = append(found, suite.Name)
		}
	}
	switch {
	case len(found) > 8:
		return "; corslab list says which there are"
	case found != nil:
		return "; there is " + strings.Join(found, ", ")
	}
	if hint := problem.DidYouMean(name, names...); hint != "" {
		return "; " + hint
	}
	return ""
}

// explain writes about each selected case. A picture and JSON are about one.
func explain(out io.Writer, format string, profile fetch.Profile, suites []*scenarios.Suite, chooses func(*scenarios.Case) bool) error {
	if !slices.Contains(story.Formats(), format) {
		return usage(&markup.UnknownFormatError{Format: format, Known: story.Formats()})
	}
	buffer := bufio.NewWriter(out)
	isPage := format == "console" || format == "markdown"
	found := 0
	for _, suite := range suites {
		for c := range suite.Cases() {
			if !chooses(c) {
				continue
			}
			if found++; found > 1 && !isPage {
				return usage(fmt.Errorf("--format %s shows one case, and more are selected; choose with --run", format))
			}
			if found > 1 {
				fmt.Fprintln(buffer)
			}
			if err := story.Explain(buffer, format, storyOptions(out), story.OfCase(c, profile)); err != nil {
				return err
			}
		}
	}
	if found == 0 {
		return errNothingRan
	}
	return buffer.Flush()
}

// storyOptions suit standard output.
func storyOptions(out io.Writer) story.Options {
	checked, ok := out.(*checkedWriter)
	if !ok {
		return story.Options{}
	}
	return story.Options{Width: columns(checked.w), Colour: wantsColour(checked.w)}
}
