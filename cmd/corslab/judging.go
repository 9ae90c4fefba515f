package main

import (
	"context"
	"errors"
	"iter"
	"time"

	"github.com/spf13/pflag"

	"github.com/corslab/corslab/report"
)

// judging is the flags of the commands that judge cases, run and predict.
type judging struct {
	loading
	knownFailing []string
	format       string
	reports      []string
}

func (j *judging) register(flags *pflag.FlagSet) {
	j.loading.register(flags)
	flags.StringArrayVar(&j.knownFailing, "known-failing", nil, "the cases that match `PATTERN` are known to fail, and must; @FILE reads patterns, one a line, # begins a comment; repeatable")
	flags.StringVar(&j.format, "format", "console", "what to write to standard output: console, ndjson, json, junit or markdown")
	flags.StringArrayVar(&j.reports, "report", nil, "also write a report to a file: `FORMAT=PATH`; repeatable")
}

// publish writes results to the reports until there are no more, and returns
// what the run amounts to: nil if all agree. Ctrl-C ends it with what came so
// far.
func (j *judging) publish(ctx context.Context, out *checkedWriter, results iter.Seq2[report.Result, error]) error {
	reports, err := openDestinations(out, j.format, j.reports)
	if err != nil {
		return err
	}
	var (
		summary report.Summary
		begin   = time.Now()
		failed  error
	)
	for result, err := range results {
		if err == nil {
			summary.Add(result.Status, result.Disagreements)
			err = reports.write(result)
		}
		if err != nil {
			failed = err
			break
		}
	}
	summary.Elapsed = time.Since(begin)
	summary.Interrupted = ctx.Err() != nil
	failed = errors.Join(failed, reports.close(summary))
	switch {
	case summary.Interrupted:
		return failed
	case summary.Ran() == 0:
		failed = errors.Join(failed, errNothingRan)
	case summary.Red() > 0:
		failed = errors.Join(failed, errDisagreement)
	}
	return failed
}
