package main

import (
	"context"
	"iter"

	"github.com/spf13/cobra"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/report"
	"github.com/corslab/corslab/scenarios"
	"github.com/corslab/corslab/verdict"
)

func newPredict(out *checkedWriter) *cobra.Command {
	var (
		j       judging
		profile string
	)
	c := &cobra.Command{
		Use:   "predict [PATH ...]",
		Short: "Compare what scenarios expect with what is predicted, without a browser",
		Long: `Predict the cases of the scenarios at the paths, files or folders, or of the
catalogue, and compare the predictions with what the scenarios expect.`,
		RunE: func(c *cobra.Command, args []string) error {
			p, err := profileNamed(profile)
			if err != nil {
				return err
			}
			suites, err := j.suites(args)
			if err != nil {
				return err
			}
			return j.publish(c.Context(), out, predictions(c.Context(), suites, j.selects, p))
		},
	}
	j.register(c.Flags())
	registerProfile(c.Flags(), &profile)
	return c
}

// predictions yields a result for each step of each selected case, until ctx is
// done.
func predictions(ctx context.Context, suites []*scenarios.Suite, selects func(*scenarios.Case) bool, profile fetch.Profile) iter.Seq2[report.Result, error] {
	return func(yield func(report.Result, error) bool) {
		for _, suite := range suites {
			for c := range suite.Cases() {
				if ctx.Err() != nil {
					yield(report.Result{}, ctx.Err())
					return
				}
				if !selects(c) {
					continue
				}
				for i, prediction := range c.Predict(profile, false) {
					step := &c.Steps[i]
					expected := step.Expectation(profile.Name(), "")
					disagreements := verdict.Judge(expected, &prediction, nil)
					result := report.Result{
						Case: step.Name, Labels: c.Labels, Profile: profile.Name(),
						Status:   verdict.Conclude(disagreements, verdict.Circumstances{}),
						Expected: expected, Predicted: &prediction, Disagreements: disagreements,
						Scenario: c, Step: i,
					}
					if !yield(result, nil) {
						return
					}
				}
			}
		}
	}
}
