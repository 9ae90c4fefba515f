package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/markup"
	"github.com/corslab/corslab/problem"
	"github.com/corslab/corslab/report"
	"github.com/corslab/corslab/scenarios"
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
		Long: `Predict the selected cases and write down each exchange and each decision, with
the section of the standard that makes it. PATH is a scenario file or folder;
where there is none of that name, a suite or a case of the catalogue.`,
		Example: `  corslab explain s3/direct-upload --run '**[method=PUT,**'
  corslab explain my-bucket.yaml --format markdown`,
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
	c.Flags().StringVar(&format, "format", "console", "console or markdown")
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
	if suites, err = l.suites(nil); err != nil {
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

// explain writes about each selected case.
func explain(out io.Writer, format string, profile fetch.Profile, suites []*scenarios.Suite, chooses func(*scenarios.Case) bool) error {
	buffer := bufio.NewWriter(out)
	found := false
	for _, suite := range suites {
		for c := range suite.Cases() {
			if !chooses(c) {
				continue
			}
			if found {
				fmt.Fprintln(buffer)
			}
			found = true
			err := report.Explain(buffer, format, c, c.Predict(profile, true))
			var unknown *markup.UnknownFormatError
			if errors.As(err, &unknown) {
				return usage(err)
			}
			if err != nil {
				return err
			}
		}
	}
	if !found {
		return errNothingRan
	}
	return buffer.Flush()
}
