package main

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/probe"
	"github.com/corslab/corslab/report"
)

// scan asks one URL under many origins.
func scan(c *cobra.Command, out io.Writer, format string, cfg probe.Config, meant []string) error {
	if !slices.Contains([]string{"", "GET", "HEAD"}, cfg.Request.Method) || cfg.Request.Body != nil {
		return usage(errors.New("--scan reads only: the method is GET or HEAD, without a body"))
	}
	if !slices.Contains([]fetch.API{"", fetch.APIFetch}, cfg.Request.API) || cfg.Request.Mode != "" && cfg.Request.Mode != fetch.ModeCORS {
		return usage(errors.New("--scan asks with fetch() in mode cors: nothing else shows a page the answer of another origin"))
	}
	found, err := probe.RunScan(cfg, meant)
	if err != nil {
		return usage(err)
	}
	if c.Context().Err() != nil {
		return c.Context().Err()
	}
	errs := []error{toldOrUsage(report.Scan(out, format, found))}
	if len(found.Lost) > 0 {
		errs = append(errs, broken(fmt.Errorf("no answer: %s", found.Lost[0])))
	}
	if slices.ContainsFunc(found.Leaks, func(l probe.Leak) bool { return !l.IsHarmless }) {
		errs = append(errs, errDisagreement)
	}
	return errors.Join(errs...)
}

// meantOrigins returns the origins that a scan takes to be meant to be let in: those
// of --origin, else the page's, else the URL's own.
func (f *callFlags) meantOrigins(cfg probe.Config) ([]string, error) {
	if f.origin != "" {
		return strings.Split(f.origin, ","), nil
	}
	url := cfg.Page.URL
	if url == "" {
		url = cfg.Request.URL
	}
	u, err := fetch.ParseURL(url, nil)
	if err != nil || !u.IsHTTP() {
		return nil, usage(fmt.Errorf("%q is no URL of http or https", url))
	}
	return []string{u.Origin().String()}, nil
}
