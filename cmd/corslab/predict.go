package main

import (
	"github.com/spf13/cobra"

	"github.com/corslab/corslab/harness"
)

func newPredict(out *checkedWriter) *cobra.Command {
	var (
		j       judging
		profile profileFlags
	)
	c := &cobra.Command{
		Use:   "predict [PATH ...]",
		Short: "Compare what scenarios expect with what is predicted, without a browser",
		Long: `Predict the cases of the scenarios at the paths, files or folders, or of the
catalogue, and compare the predictions with what the scenarios expect.`,
		RunE: func(c *cobra.Command, args []string) error {
			p, err := profile.profile(c.ErrOrStderr())
			if err != nil {
				return err
			}
			return j.judge(c, out, args, p, harness.Predict)
		},
	}
	j.register(c.Flags())
	profile.register(c)
	return c
}
