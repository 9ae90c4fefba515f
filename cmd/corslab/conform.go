package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/corslab/corslab/conformance"
	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/harness/adapter"
	"github.com/corslab/corslab/markup"
	"github.com/corslab/corslab/report"
	"github.com/corslab/corslab/scenarios"
	"github.com/corslab/corslab/verdict"
)

// conformTimeout is how long one answer of a server, or of an adapter, may take
// unless told otherwise.
const conformTimeout = 5 * time.Second

func newConform(out *checkedWriter) *cobra.Command {
	var f conformFlags
	c := &cobra.Command{
		Use:   "conform (--target URL --policy FILE | -- COMMAND ...)",
		Short: "Put somebody's CORS middleware, in any language, under the suite",
		Long: `Ask a server what a page must be able to do under a policy and what it must not, and
judge the answers as a browser does. The server is one that listens at URL and was
set up with the policy of FILE; or one that COMMAND sets up, an adapter that is asked
on its standard input for a server with each policy of the suite (or with that of
FILE), as docs/adapters.md describes.

What is found is shown with the smallest request that shows it, the answer, what a
browser does with it, and a curl line. What does no harm in a browser is said at the
end. A server that hangs, crashes or talks nonsense costs its cases an error.

Exits with 4 if something is found or a case could not be judged, and with 3 if none
could.`,
		Example: `  corslab conform --target http://127.0.0.1:8080/items --policy policy.yaml
  corslab conform -- node adapter.js
  corslab conform --level core --report junit=cors.xml -- ./adapter
  corslab conform --list`,
		RunE: func(c *cobra.Command, args []string) error { return f.run(c, out, args) },
	}
	f.register(c)
	return c
}

type conformFlags struct {
	scenarios.Selection
	target, policy, level string
	claims                []string
	timeout               time.Duration
	insecure, list        bool
	profile               profileFlags
	scenario, source      string
	publishing
}

func (f *conformFlags) register(c *cobra.Command) {
	flags := c.Flags()
	flags.StringVar(&f.target, "target", "", "the `URL` of a server that listens and was set up with --policy")
	flags.StringVar(&f.policy, "policy", "", "the `FILE` with the policy; corslab schema policy prints its schema")
	flags.StringVar(&f.level, "level", string(conformance.Extended), "the highest level to ask about: core or extended")
	flags.StringSliceVar(&f.claims, "feature", nil, "the `FEATURES` of the extended level that the server has; all unless told by this or by the adapter")
	flags.StringArrayVar(&f.Run, "run", nil, "only the cases that match `PATTERN`: policy#case[variant], * for one segment, ** for any; repeatable")
	flags.StringArrayVar(&f.Skip, "skip", nil, "without the cases that match `PATTERN`; repeatable")
	flags.StringVar(&f.Label, "label", "", "only the cases whose labels, their level and features, satisfy `EXPR`")
	flags.DurationVar(&f.timeout, "timeout", conformTimeout, "how long one answer may take")
	flags.BoolVarP(&f.insecure, "insecure", "k", false, "accept any certificate")
	flags.BoolVar(&f.list, "list", false, "list the cases and ask nothing")
	f.publishing.register(flags)
	flags.StringVar(&f.scenario, "scenario", "", "also write the answers to a scenario `FILE`, for corslab run to have a real browser judge them")
	flags.StringVar(&f.source, "source", "", "the `FILE` that SARIF shows results at, the middleware's, say; the policy's or the adapter's unless told")
	f.profile.register(c)
}

func (f *conformFlags) run(c *cobra.Command, out *checkedWriter, args []string) error {
	cases, known, err := f.cases()
	if err != nil {
		return err
	}
	if f.list {
		return listConformance(out, cases)
	}
	cfg := conformance.Config{Cases: cases}
	if cfg.Claims, err = featuresNamed(f.claims); err != nil {
		return err
	}
	if cfg.Profile, err = f.profile.profile(c.ErrOrStderr()); err != nil {
		return err
	}
	if err := positive("timeout", f.timeout); err != nil {
		return err
	}
	source, err := f.shownAt(args)
	if err != nil {
		return err
	}
	if source == "" && f.writes("sarif") {
		fmt.Fprintln(c.ErrOrStderr(), "corslab: the results in SARIF are at no file, and services may refuse them; --source FILE names one, the middleware's, say")
	}
	start := time.Now()
	cfg.Meter.Now = func() time.Duration { return time.Since(start) }
	if err := f.open(c, &cfg, args); err != nil {
		return err
	}
	p, err := f.publishing.open(out, f.Selection)
	if err != nil {
		return err
	}
	var asked []conformance.Result
	err = p.publish(c.Context(), conforming(c.Context(), cfg, known, source, &asked))
	if f.scenario != "" {
		if failed := os.WriteFile(f.scenario, conformance.Scenario("conformance", asked), 0o644); failed != nil {
			err = errors.Join(err, broken(failed))
		}
	}
	if why := nothingJudged(asked); err != nil && why != "" {
		err = errors.Join(err, broken(fmt.Errorf("no case could be judged: %s", why)))
	}
	return err
}

// shownAt returns the file that results are shown at, relative to where we are: that of
// --source or --policy, or the first that the command of the adapter names; "" where it
// names none.
func (f *conformFlags) shownAt(command []string) (string, error) {
	if f.source != "" && !isFile(f.source) {
		return "", usage(fmt.Errorf("--source %q: there is no such file", f.source))
	}
	files := append([]string{f.source, f.policy}, command...)
	i := slices.IndexFunc(files, isFile)
	if i < 0 {
		return "", nil
	}
	file := files[i]
	here, err := os.Getwd()
	if err != nil || !filepath.IsAbs(file) {
		return filepath.Clean(file), nil
	}
	if relative, err := filepath.Rel(here, file); err == nil && filepath.IsLocal(relative) {
		return relative, nil
	}
	return file, nil
}

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}

// nothingJudged returns why no case came to a verdict; "" where one did.
func nothingJudged(asked []conformance.Result) (why string) {
	for _, r := range asked {
		switch {
		case r.Status == conformance.Errored && why == "":
			why = r.Message
		case r.Status == conformance.Pass || r.Status == conformance.Fail:
			return ""
		}
	}
	return why
}

// open finds the target that the flags and arguments name.
func (f *conformFlags) open(c *cobra.Command, cfg *conformance.Config, command []string) error {
	reached := adapter.Config{Context: c.Context(), Timeout: f.timeout, Insecure: f.insecure}
	switch {
	case (f.target == "") == (len(command) == 0):
		return usage(errors.New("conform takes --target URL, or -- and the command of an adapter"))
	case f.target != "" && f.policy == "":
		return usage(errors.New("--target takes --policy FILE: the policy that the server there was set up with"))
	case f.target != "":
		if url, err := fetch.ParseURL(f.target, nil); err != nil || !url.IsHTTP() || url.HasFragment() || url.IncludesCredentials() {
			return usage(fmt.Errorf("--target %q: write a URL of http or https without user name and fragment, such as http://127.0.0.1:8080/items", f.target))
		}
		cfg.Target = adapter.Listener{Config: reached, Target: f.target}
		return nil
	}
	program, err := adapter.Start(reached, command, c.ErrOrStderr())
	if err != nil {
		return broken(fmt.Errorf("%s: %w", command[0], err))
	}
	about := program.About()
	fmt.Fprintf(c.ErrOrStderr(), "corslab: %s\n", markup.Visible(strings.TrimSpace(about.Name+" "+about.Release)))
	for _, feature := range about.Features {
		if !slices.Contains(conformance.Features(), feature) {
			return broken(fmt.Errorf("%s claims %q, which is no feature: there is %s", command[0], feature, featureList()))
		}
	}
	if cfg.Claims == nil {
		cfg.Claims = about.Features
	}
	cfg.Target = program
	return nil
}

// cases returns those that the flags choose.
func (f *conformFlags) cases() ([]*conformance.Case, *knownFailures, error) {
	cases := conformance.Suite()
	if f.policy != "" {
		data, err := os.ReadFile(f.policy)
		if err != nil {
			return nil, nil, usage(err)
		}
		p, err := conformance.LoadPolicy(f.policy, data)
		if err != nil {
			return nil, nil, invalid(err)
		}
		cases = conformance.Cases("policy", p)
	}
	if f.target != "" && f.claims == nil {
		// Nobody knows what application it is.
		cases = slices.DeleteFunc(cases, func(c *conformance.Case) bool { return c.NeedsApplication })
	}
	if !slices.Contains(conformance.Levels(), conformance.Level(f.level)) {
		return nil, nil, usage(fmt.Errorf("--level %q: it is core or extended", f.level))
	}
	cases = conformance.Select(cases, conformance.Level(f.level))
	if err := f.Compile(); err != nil {
		return nil, nil, usage(err)
	}
	names := func(yield func(string) bool) {
		for _, c := range cases {
			if !yield(c.Name) {
				return
			}
		}
	}
	known, err := newKnownFailures(f.knownFailing, names)
	if err != nil {
		return nil, nil, err
	}
	cases = slices.DeleteFunc(slices.Clone(cases), func(c *conformance.Case) bool { return !f.Matches(c.Name, c.Labels()) })
	return cases, known, unmatched("", &f.Selection)
}

// conforming asks every case until it is told to stop, and keeps the results.
func conforming(ctx context.Context, cfg conformance.Config, known *knownFailures, source string, asked *[]conformance.Result) iter.Seq2[report.Result, error] {
	return func(yield func(report.Result, error) bool) {
		for r := range conformance.Run(cfg) {
			*asked = append(*asked, r)
			record := report.Conformance(r, cfg.Profile.Name())
			record.Source = source
			switch isKnown := known.matches(r.Case.Name); {
			case isKnown && record.Status == verdict.Fail:
				record.Status = verdict.KnownFail
			case isKnown && record.Status == verdict.Pass:
				record.Status = verdict.UnexpectedPass
			}
			if ctx.Err() != nil || !yield(record, nil) {
				return
			}
		}
	}
}

func featuresNamed(names []string) ([]conformance.Feature, error) {
	var named []conformance.Feature
	for _, name := range names {
		if !slices.Contains(conformance.Features(), conformance.Feature(name)) {
			return nil, usage(fmt.Errorf("--feature %q: there is %s", name, featureList()))
		}
		named = append(named, conformance.Feature(name))
	}
	return named, nil
}

func featureList() string {
	var names []string
	for _, f := range conformance.Features() {
		names = append(names, string(f))
	}
	return strings.Join(names, ", ")
}

func listConformance(out io.Writer, cases []*conformance.Case) error {
	for _, c := range cases {
		if _, err := fmt.Fprintf(out, "%s  %s  %s\n", c.Name, c.Level(), c.Title); err != nil {
			return err
		}
	}
	return nil
}
