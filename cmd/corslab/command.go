package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/corslab/corslab/problem"
)

// run is the command with everything it touches handed in. It returns the exit
// code.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	out := &checkedWriter{w: stdout}
	root := newRoot(out)
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(out)
	root.SetErr(stderr)

	called, err := root.ExecuteContextC(ctx)
	if out.err != nil && !errors.Is(err, out.err) {
		err = errors.Join(err, out.err)
	}
	if err != nil {
		explainError(stderr, called, err)
	}
	if ctx.Err() != nil {
		return exitInterrupted
	}
	return exitCode(err)
}

func newRoot(out *checkedWriter) *cobra.Command {
	root := &cobra.Command{
		Use:   "corslab",
		Short: "Will this page's request succeed in a browser, and why?",
		Long: `corslab predicts what a browser does with a cross-origin request, runs the same
request in a real browser, and compares both with what the scenario expects.

Exit codes, the first that applies:
  1    usage, or a pattern that matches nothing
  2    a scenario or policy is invalid
  3    the browser, a server or a report failed
  5    nothing ran
  4    a disagreement
  0    all agree
  130  interrupted; what was judged so far is reported`,
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.AddCommand(
		newRun(out), newPredict(out), newExplain(out), newAnswer(out), newAudit(out), newMock(out), newImport(out), newProbe(out), newConform(out), newFuzz(out), newServe(out),
		newList(out), newSchema(out), newDoctor(out), newVersion(out),
	)
	return root
}

// takes checks that a command is given n arguments, and says in words what they
// are.
func takes(n int, what string) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if len(args) == n {
			return nil
		}
		return usage(fmt.Errorf("%s takes %s", c.Name(), what))
	}
}

// explainError says on stderr what went wrong, each thing once, unless a report
// has said it.
func explainError(stderr io.Writer, called *cobra.Command, err error) {
	said := map[string]bool{}
	for err := range leaves(err) {
		text := "corslab: " + err.Error()
		var problems problem.Problems
		if errors.As(err, &problems) {
			text = problems.Error() // each begins with file:line:column, for editors to find
		}
		if said[text] || errors.Is(err, errDisagreement) || errors.Is(err, context.Canceled) {
			continue
		}
		said[text] = true
		fmt.Fprintln(stderr, text)
	}
	if exitCode(err) == exitUsage && called != nil {
		fmt.Fprintf(stderr, "See '%s --help'.\n", called.CommandPath())
	}
}
