package main

import (
	"context"
	"errors"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/harness"
	"github.com/corslab/corslab/report"
	"github.com/corslab/corslab/scenarios"
)

// judging is the flags of the commands that judge cases, run and predict.
type judging struct {
	loading
	publishing
}

// publishing is the flags that say where results go, and which are expected to fail.
type publishing struct {
	knownFailing []string
	writeKnown   string
	baseline     string
	format       string
	reports      []string
}

func (j *judging) register(flags *pflag.FlagSet) {
	j.loading.register(flags)
	j.publishing.register(flags)
}

func (j *publishing) register(flags *pflag.FlagSet) {
	flags.StringArrayVar(&j.knownFailing, "known-failing", nil, "the cases that match `PATTERN` are known to fail, and must; @FILE reads patterns, one a line, # begins a comment; repeatable")
	flags.StringVar(&j.writeKnown, "write-known-failing", "", "write the cases that fail, also those known to, to `FILE`, as --known-failing @FILE reads it")
	flags.StringVar(&j.baseline, "baseline", "", "say what is newly broken and newly fixed since an earlier run, whose records --report ndjson=`FILE` wrote")
	flags.StringVar(&j.format, "format", "console", "what to write to standard output: "+strings.Join(report.Formats(), ", "))
	flags.StringArrayVar(&j.reports, "report", nil, "also write a report: `FORMAT=PATH`, a file; for html a folder, in which index.html is written; repeatable")
}

// writes reports whether some report is in the format.
func (j *publishing) writes(format string) bool {
	return j.format == format || slices.ContainsFunc(j.reports, func(spec string) bool { return strings.HasPrefix(spec, format+"=") })
}

// open opens everything that the results of the chosen cases go to.
func (j *publishing) open(out *checkedWriter, chosen scenarios.Selection) (publication, error) {
	baseline, err := newBaseline(j.baseline)
	if err != nil {
		return publication{}, err
	}
	failing, err := newFailureList(j.writeKnown)
	if err != nil {
		return publication{}, err
	}
	reports, err := openDestinations(out, j.format, j.reports)
	if err != nil {
		return publication{}, errors.Join(err, failing.close(false))
	}
	return publication{reports: reports, baseline: baseline, failing: failing, isWhole: chosen.Run == nil && chosen.Skip == nil && chosen.Label == ""}, nil
}

// A judge is harness.Run or harness.Predict.
type judge func(context.Context, harness.Config) iter.Seq2[report.Result, error]

// judge loads the scenarios, opens the reports, has the cases judged, and
// returns what the run amounts to: nil if all agree. Ctrl-C ends it with the
// results there are.
func (j *judging) judge(c *cobra.Command, out *checkedWriter, paths []string, profile fetch.Profile, results judge) error {
	suites, err := j.suites(paths)
	if err != nil {
		return err
	}
	known, err := newKnownFailures(j.knownFailing, stepNames(suites))
	if err != nil {
		return err
	}
	p, err := j.open(out, j.Selection)
	if err != nil {
		return err
	}
	progress := newProgress(c.ErrOrStderr(), out)
	defer progress.clear()
	return p.publish(c.Context(), j.chosen(results(c.Context(), harness.Config{
		Suites: suites, Select: j.Chooses, Profile: profile,
		KnownFailing: known.matches, Progress: progress.drawn(),
	})))
}

// chosen leaves out the results of steps that were run for the sake of a chosen
// one only: a step is nothing without those before it.
func (j *judging) chosen(results iter.Seq2[report.Result, error]) iter.Seq2[report.Result, error] {
	return func(yield func(report.Result, error) bool) {
		for result, err := range results {
			if (err != nil || j.Matches(result.Case, result.Labels)) && !yield(result, err) {
				return
			}
		}
	}
}

// A publication is where results go.
type publication struct {
	reports  destinations
	baseline *report.Baseline // nil for none
	failing  *failureList
	// isWhole says that nothing was left out of the run.
	isWhole bool
}

// publish writes the results to the reports until there are no more, and returns
// what the run amounts to.
func (p publication) publish(ctx context.Context, results iter.Seq2[report.Result, error]) error {
	var (
		summary report.Summary
		begin   = time.Now()
		failed  error
	)
	for result, err := range results {
		if err != nil {
			failed = broken(err)
			break
		}
		summary.Add(result)
		p.failing.add(result)
		if p.baseline != nil {
			p.baseline.Add(result)
		}
		if failed = p.reports.write(result); failed != nil {
			break
		}
	}
	summary.Elapsed = time.Since(begin)
	summary.Interrupted = ctx.Err() != nil
	isOver := !summary.Interrupted && failed == nil
	if p.baseline != nil {
		summary.Since = p.baseline.Compared(isOver && p.isWhole)
	}
	failed = errors.Join(failed, p.failing.close(isOver), p.reports.close(summary))
	switch {
	case summary.Interrupted:
	case summary.Ran() == 0 && failed == nil:
		failed = errNothingRan
	case summary.Red() > 0:
		failed = errors.Join(failed, errDisagreement)
	}
	return failed
}
