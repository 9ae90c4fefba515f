package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/harness"
	"github.com/corslab/corslab/harness/fuzz"
	"github.com/corslab/corslab/scenarios"
	"github.com/corslab/corslab/verdict"
)

func newFuzz(out *checkedWriter) *cobra.Command {
	var (
		cfg         fuzz.Config
		minutes     float64
		folder      string
		only        string
		predictOnly bool
		timeout     time.Duration
	)
	c := &cobra.Command{
		Use:   "fuzz",
		Short: "Draw random worlds and requests, and hold the prediction against a real browser",
		Long: `Draw random worlds, policies and requests, predict what a browser does with them,
have a real browser do it, and compare. What disagrees is shrunk to the smallest
scenario that still does, and written to a file that corslab run reads.

The same seed draws the same scenarios, on every machine. At the end it says what
the predictions went through: a reason or a decision that never came up was not
tested.`,
		Args: takes(0, "no arguments"),
		RunE: func(c *cobra.Command, _ []string) error {
			if err := errors.Join(positive("cases", cfg.Cases), positive("timeout", timeout)); err != nil {
				return err
			}
			if minutes < 0 || cfg.Shrinks < 0 {
				return usage(errors.New("--minutes and --shrink must not be negative"))
			}
			var err error
			if cfg.First, cfg.Last, err = parseOnly(only, cfg.Cases); err != nil {
				return usage(err)
			}
			cfg.Limit = time.Duration(minutes * float64(time.Minute))
			cfg.Profile, _ = fetch.ProfileNamed("chromium")
			progress := newProgress(c.ErrOrStderr(), out)
			defer progress.clear()
			if cfg.Progress = progress.drawn(); cfg.Progress == nil {
				cfg.Progress = linesEvery(c.ErrOrStderr(), time.Minute)
			}
			cfg.Found = func(d fuzz.Disagreement) error { return tellFound(out, cfg, folder, d) }
			summary, err := fuzzWith(c.Context(), cfg, predictOnly, timeout)
			if summary == nil {
				return err
			}
			progress.clear()
			if err != nil && !errors.Is(err, context.Canceled) {
				err = broken(err)
			}
			return errors.Join(err, tellFuzz(out, cfg, summary))
		},
	}
	c.Flags().IntVar(&cfg.Cases, "cases", 1000, "how many scenarios are drawn")
	c.Flags().Uint64Var(&cfg.Seed, "seed", 1, "what the scenarios are drawn from")
	c.Flags().BoolVar(&cfg.ServiceWorkers, "service-workers", false, "put service workers in front of some pages")
	c.Flags().BoolVar(&cfg.AddressSpaces, "address-spaces", false, "put pages and servers in address spaces; each of these worlds takes a browser of its own, which is slow")
	c.Flags().StringVar(&only, "only", "", "run the scenario with this `NUMBER` only, or those of a range: 8225-8229")
	c.Flags().Float64Var(&minutes, "minutes", 0, "stop after so many minutes; 0 is no limit")
	c.Flags().IntVar(&cfg.Shrinks, "shrink", 20, "how many disagreements are shrunk; the others are written as they were drawn")
	c.Flags().StringVar(&folder, "out", "fuzz-failures", "the `FOLDER` that disagreements are written to, one file each")
	c.Flags().BoolVar(&predictOnly, "predict-only", false, "start no browser: tell what the predictions go through")
	c.Flags().DurationVar(&timeout, "timeout", harness.DefaultTimeout, "how long a request may take")
	return c
}

// parseOnly reads the number of a scenario, or two joined by a hyphen; "" is all of
// them, which are zeros.
func parseOnly(text string, cases int) (first, last int, err error) {
	if text == "" {
		return 0, 0, nil
	}
	from, to, isRange := strings.Cut(text, "-")
	if !isRange {
		to = from
	}
	first, err = strconv.Atoi(from)
	last, errLast := strconv.Atoi(to)
	if err != nil || errLast != nil || first < 1 || last < first || last > cases {
		return 0, 0, fmt.Errorf("--only %s: it must be the number of one of %d scenarios, or a range of them, such as 1-%[2]d", text, cases)
	}
	return first, last, nil
}

// fuzzWith runs with a browser, or without.
func fuzzWith(ctx context.Context, cfg fuzz.Config, predictOnly bool, timeout time.Duration) (*fuzz.Summary, error) {
	if predictOnly {
		return fuzz.Run(ctx, cfg)
	}
	browser, authority, err := startChromium(ctx)
	if err != nil {
		return nil, broken(err)
	}
	session, err := harness.Open(ctx, harness.Config{
		Browser: browser, Authority: authority, Profile: cfg.Profile, Timeout: timeout, Progress: finer(&cfg),
	})
	if err != nil {
		return nil, errors.Join(broken(err), browser.Close())
	}
	cfg.Session = session
	summary, err := fuzz.Run(ctx, cfg)
	session.Close()
	return summary, errors.Join(err, browser.Close())
}

// finer has the progress of a run told while a batch of scenarios is put to the
// browser, too: it returns what the session tells of the batch. What the session does
// to shrink takes nothing back.
func finer(cfg *fuzz.Config) func(done, total int) {
	tell := cfg.Progress
	if tell == nil {
		return nil
	}
	before, most, last := max(cfg.First-1, 0), 0, cmp.Or(cfg.Last, cfg.Cases)
	cfg.Progress = func(done, total int) {
		before, most = done, done
		tell(done, total)
	}
	return func(done, _ int) {
		most = max(most, min(before+done, last))
		tell(most, last)
	}
}

// tellFound writes a disagreement to a file, and says what it is and how to repeat it.
func tellFound(out io.Writer, cfg fuzz.Config, folder string, d fuzz.Disagreement) error {
	name := filepath.Join(folder, fmt.Sprintf("seed-%d-case-%d.yaml", cfg.Seed, d.Number))
	if err := errors.Join(os.MkdirAll(folder, 0o755), os.WriteFile(name, d.File, 0o644)); err != nil { //nolint:gosec // a scenario is for everybody to read
		return broken(err)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s\n", strings.ToUpper(string(d.Result.Status)), d.Result.Case)
	if d.Result.Message != "" {
		fmt.Fprintf(&b, "  %s\n", d.Result.Message)
	}
	for _, x := range d.Result.Disagreements {
		fmt.Fprintf(&b, "  %s: %s %s, %s %s\n", x.Field, x.Between[0], x.Values[0], x.Between[1], x.Values[1])
	}
	options := ""
	if cfg.ServiceWorkers {
		options += " --service-workers"
	}
	if cfg.AddressSpaces {
		options += " --address-spaces"
	}
	fmt.Fprintf(&b, "  corslab run %s\n  corslab fuzz%s --seed %d --cases %d --only %d\n\n", name, options, cfg.Seed, cfg.Cases, d.Number)
	_, err := io.WriteString(out, b.String())
	return err
}

// tellFuzz writes what the run came to.
func tellFuzz(out io.Writer, cfg fuzz.Config, s *fuzz.Summary) error {
	writeCoverage(out, cfg, s.Coverage)
	flaky := 0
	for _, d := range s.Disagreements {
		if d.Result.Status == verdict.Flaky {
			flaky++
		}
	}
	fmt.Fprintf(out, "%d scenarios (seed %d), %d results, %d disagreements, %d flaky; %d drawn anew\n",
		s.Cases, cfg.Seed, s.Results, len(s.Disagreements)-flaky, flaky, s.Refused)
	fmt.Fprintf(out, "%.1f s, %.0f scenarios/s\n", s.Elapsed.Seconds(), float64(s.Cases)/s.Elapsed.Seconds())
	if len(s.Disagreements) > 0 {
		return errDisagreement
	}
	return nil
}

// wanted is how often each reason must have come up to count as tested.
const wanted = 20

func writeCoverage(out io.Writer, cfg fuzz.Config, c fuzz.Coverage) {
	var all []string
	for _, r := range scenarios.Reasons() {
		all = append(all, string(r))
	}
	writeCounts(out, "reasons", c.Reasons, all, func(name string) string { return fuzz.OutOfReach(fetch.Reason(name), cfg) })
	writeCounts(out, "quirks", c.Quirks, cfg.Profile.Quirks(), func(string) string { return "" })
	writeDecisions(out, c.Decisions.Branchings(cfg.Profile), cfg)
}

// writeDecisions writes which decisions were taken one way only, with the reason of
// those that can be, and how many both.
func writeDecisions(out io.Writer, all []fetch.Branching, cfg fuzz.Config) {
	fmt.Fprintln(out, "decisions that went one way only: requests in which they were taken, and passed by")
	both := 0
	for _, b := range all {
		if b.Taken > 0 && b.Passed > 0 {
			both++
			continue
		}
		fmt.Fprintf(out, "  %-70s %8d %8d", b.Name, b.Taken, b.Passed)
		if why := fuzz.OneWay(b.Name, cfg); why != "" {
			fmt.Fprintf(out, "  (%s)", why)
		}
		fmt.Fprintln(out)
	}
	fmt.Fprintf(out, "%d of %d decisions taken both ways\n\n", both, len(all))
}

// writeCounts writes how often each of all the names came up, which were rare, and
// which are out of reach, and why.
func writeCounts(out io.Writer, what string, counts map[string]int, all []string, outOfReach func(name string) string) {
	fmt.Fprintf(out, "%s: how often predicted\n", what)
	for _, name := range slices.SortedFunc(maps.Keys(counts), func(a, b string) int { return cmp.Or(counts[b]-counts[a], cmp.Compare(a, b)) }) {
		fmt.Fprintf(out, "  %-45s %8d\n", name, counts[name])
	}
	var rare []string
	for _, name := range all {
		switch why := outOfReach(name); {
		case counts[name] >= wanted:
		case why != "" && counts[name] == 0:
			fmt.Fprintf(out, "  %-45s out of reach: it %s\n", name, why)
		default:
			rare = append(rare, fmt.Sprintf("%s (%d)", name, counts[name]))
		}
	}
	if len(rare) > 0 {
		fmt.Fprintf(out, "  fewer than %d times: %s\n", wanted, strings.Join(rare, ", "))
	}
	fmt.Fprintln(out)
}
