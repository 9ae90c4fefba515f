package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"time"

	"github.com/spf13/cobra"

	"github.com/corslab/corslab/harness"
	"github.com/corslab/corslab/harness/chromium"
	"github.com/corslab/corslab/report"
	"github.com/corslab/corslab/servers"
)

func newRun(out *checkedWriter) *cobra.Command {
	var (
		j                judging
		browsers         []string
		profile          profileFlags
		timeout, maxWait time.Duration
		parallel         int
	)
	c := &cobra.Command{
		Use:   "run [PATH ...]",
		Short: "Run scenarios in a real browser and compare",
		Long: `Run the cases of the scenarios at the paths, files or folders, or of the
catalogue, in a real browser, and compare what it does with what is predicted
and with what the scenarios expect. Nothing leaves this machine: every host of a
scenario is served in here.`,
		RunE: func(c *cobra.Command, args []string) error {
			if err := errors.Join(
				knownBrowsers(browsers),
				positive("timeout", timeout), positive("max-wait", maxWait), positive("parallel", parallel),
			); err != nil {
				return err
			}
			p, err := profile.profile(c.ErrOrStderr())
			if err != nil {
				return err
			}
			// The browser starts while the scenarios are read.
			l := launchChromium(c.Context())
			defer l.abandon()
			inBrowser := func(ctx context.Context, cfg harness.Config) iter.Seq2[report.Result, error] {
				cfg.Timeout, cfg.MaxWait, cfg.Parallel = timeout, maxWait, parallel
				return inLaunched(ctx, c.ErrOrStderr(), l, cfg)
			}
			return j.judge(c, out, args, p, inBrowser)
		},
	}
	j.register(c.Flags())
	profile.register(c)
	c.Flags().StringArrayVar(&browsers, "browser", []string{"chromium"}, "run in this `BROWSER`: chromium; repeatable")
	c.Flags().DurationVar(&timeout, "timeout", harness.DefaultTimeout, "how long a request may take")
	c.Flags().DurationVar(&maxWait, "max-wait", harness.DefaultMaxWait, "the longest wait between steps that is waited; after a longer one steps are predicted only")
	c.Flags().IntVar(&parallel, "parallel", harness.DefaultParallel, "how many browser contexts are used at once")
	return c
}

// knownBrowsers is an error for each browser that this version does not drive.
func knownBrowsers(names []string) error {
	var errs []error
	for _, name := range names {
		if name != "chromium" {
			errs = append(errs, usage(fmt.Errorf("unknown browser %q: this version drives chromium", name)))
		}
	}
	return errors.Join(errs...)
}

// positive is an error for the value of a flag that must be above zero.
func positive[T int | time.Duration](flag string, value T) error {
	if value > 0 {
		return nil
	}
	return usage(fmt.Errorf("--%s %v: it must be more than 0", flag, value))
}

// inChromium starts the browser when the results are asked for, and ends it
// after them.
func inChromium(ctx context.Context, stderr io.Writer, cfg harness.Config) iter.Seq2[report.Result, error] {
	return func(yield func(report.Result, error) bool) {
		l := launchChromium(ctx)
		defer l.abandon()
		inLaunched(ctx, stderr, l, cfg)(yield)
	}
}

// A launch is a browser that is being started.
type launch struct {
	cancel    context.CancelFunc
	done      chan struct{} // closed when the rest is there
	browser   *chromium.Browser
	authority *servers.Authority
	err       error
	taken     bool // somebody else ends the browser
}

func launchChromium(ctx context.Context) *launch {
	ctx, cancel := context.WithCancel(ctx)
	l := &launch{cancel: cancel, done: make(chan struct{})}
	go func() {
		defer close(l.done)
		l.browser, l.authority, l.err = startChromium(ctx)
	}()
	return l
}

// take waits for the browser, which is then the caller's to end.
func (l *launch) take() (*chromium.Browser, *servers.Authority, error) {
	<-l.done
	l.taken = true
	return l.browser, l.authority, l.err
}

// abandon ends a browser that nobody has taken.
func (l *launch) abandon() {
	l.cancel()
	if <-l.done; !l.taken && l.err == nil {
		// It was not used, so how it ends tells nothing.
		_ = l.browser.Close()
	}
}

// inLaunched runs cases in a browser and ends it after them.
func inLaunched(ctx context.Context, stderr io.Writer, l *launch, cfg harness.Config) iter.Seq2[report.Result, error] {
	return func(yield func(report.Result, error) bool) {
		browser, authority, err := l.take()
		if err != nil {
			yield(report.Result{}, err)
			return
		}
		if info := browser.Info(); !info.Validated {
			fmt.Fprintf(stderr, "corslab: nobody has checked the reasons of %s %s; see corslab doctor\n", info.Name, info.Version)
		}
		cfg.Browser, cfg.Authority = browser, authority
		more := true
		for result, err := range harness.Run(ctx, cfg) {
			if more = yield(result, err); !more {
				break
			}
		}
		if err := browser.Close(); err != nil && more {
			yield(report.Result{}, fmt.Errorf("ending the browser: %w", err))
		}
	}
}

func startChromium(ctx context.Context) (*chromium.Browser, *servers.Authority, error) {
	path, err := browserPath()
	if err != nil {
		return nil, nil, errors.Join(err, errors.New(howToInstall()))
	}
	authority, err := servers.NewAuthority()
	if err != nil {
		return nil, nil, err
	}
	browser, err := chromium.Start(ctx, chromium.Config{Path: path, SPKI: authority.SPKIHash()})
	if err != nil {
		return nil, nil, fmt.Errorf("%w; corslab doctor looks for the cause", err)
	}
	return browser, authority, nil
}
