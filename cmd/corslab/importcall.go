package main

import (
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/spf13/cobra"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/importer/call"
	"github.com/corslab/corslab/markup"
	"github.com/corslab/corslab/probe"
	"github.com/corslab/corslab/scenarios/draft"
	"github.com/corslab/corslab/wire"
)

// isCalls reports whether a file holds requests of pages, and no policy.
func (f policyFile) isCalls() bool { return call.Is(string(f.data)) || f.isArchive() }

// isArchive reports whether a file is a recording of a browser's requests.
func (f policyFile) isArchive() bool {
	root := f.tree()
	return root != nil && root.Get("log") != nil && root.Get("log").Get("entries") != nil
}

// draftCalls writes a scenario about the requests in a file.
func (i *importFlags) draftCalls(c *cobra.Command, out io.Writer, f policyFile) error {
	for _, flag := range []string{"engine", "to", "all", "resource", "param"} {
		if c.Flags().Changed(flag) {
			return usage(fmt.Errorf("--%s is about a policy, and %s is a request", flag, f.name))
		}
	}
	reports, notes, err := i.judgeCalls(f)
	if err != nil {
		return err
	}
	source, hasName := f.name, f.folder != "" && f.name != stdin
	if !hasName {
		source = "a copied request"
	}
	scenario, count := draft.WriteCalls(source, callsOf(reports), notes)
	if count == 0 {
		return fmt.Errorf("%w: %s holds no cross-origin request of a page that can be written as a case", errNothingRan, f.name)
	}
	if i.output == "-" || i.output == "" && !hasName {
		_, err := out.Write(scenario)
		return err
	}
	name := i.scenarioName(f)
	if isFolder(i.output) && !hasName {
		return usage(fmt.Errorf("-o %s: a request has no name; write one", i.output))
	}
	if err := i.checkName(name, f); err != nil {
		return usage(err)
	}
	if err := (target{scenario: name}).write(scenario, nil); err != nil {
		return broken(err)
	}
	_, err = fmt.Fprintf(out, "%s: %d of %d cross-origin requests\nwrote %s\n", markup.Visible(f.name), count, len(reports), name)
	return err
}

// judgeCalls says what a browser sends for the requests in a file and is answered, by
// the recording; a request without one is answered by what allows it.
func (i *importFlags) judgeCalls(f policyFile) (reports []*probe.Report, notes []string, err error) {
	profiles, err := profilesNamed(probeProfiles()[:1])
	if err != nil {
		return nil, nil, err
	}
	if f.isArchive() {
		if i.origin != "" {
			return nil, nil, usage(errors.New("--origin is about one request: a recording says which page made each"))
		}
		return judgeArchive(f, profiles)
	}
	made, err := call.Parse(f.name, f.data)
	if err != nil {
		return nil, nil, invalid(err)
	}
	if i.origin != "" {
		made.Page = call.PageOf(i.origin)
	}
	cfg := probe.Config{Page: made.Page, Request: made.Request, Profiles: profiles, World: supposing(made.Request)}
	for _, line := range made.Cookies {
		cfg.Cookies = append(cfg.Cookies, probe.Cookie{URL: made.Request.URL, Line: line})
	}
	if cfg.Page.URL == "" {
		return nil, nil, usage(errors.New("the request does not say which page made it: name its origin with --origin"))
	}
	if err := checkCall(cfg); err != nil {
		return nil, nil, usage(err)
	}
	report, err := probe.Run(cfg)
	if err != nil {
		return nil, nil, usage(err)
	}
	return []*probe.Report{report}, append(assumed(made.Assumptions), "The answers are made up, so that they allow the request: put in those of your server."), nil
}

// judgeArchive says it of a recording, with what is assumed of the requests that
// reports are about: what a redirect led to has none.
func judgeArchive(f policyFile, profiles []fetch.Profile) ([]*probe.Report, []string, error) {
	calls, assumptions, err := recordedCalls(f.name, f.data)
	if err != nil {
		return nil, nil, err
	}
	reports, err := probe.Judge(calls, profiles)
	if err != nil {
		return nil, nil, invalid(err)
	}
	var all []string
	for _, r := range reports {
		for n, c := range calls {
			if c.Request.URL == r.Request.URL && c.Page.URL == r.Page.URL {
				all = append(all, assumptions[n]...)
			}
		}
		all = append(all, r.Verdicts[0].Prediction.Unverified...)
	}
	return reports, assumed(all), nil
}

// supposing answers a request so that it is allowed, and no more than that.
func supposing(r fetch.Request) wire.Server {
	withCredentials := r.Credentials == fetch.CredentialsInclude || r.Crossorigin != nil && *r.Crossorigin == "use-credentials"
	return wire.ServerFunc(func(asked wire.Request) wire.Response { return probe.Allowing(asked, withCredentials) })
}

// assumed returns each assumption once, as a note.
func assumed(assumptions []string) (notes []string) {
	for _, a := range assumptions {
		if note := "Assumed: " + a; !slices.Contains(notes, note) {
			notes = append(notes, note)
		}
	}
	return notes
}

// callsOf returns what a draft says of each request.
func callsOf(reports []*probe.Report) (calls []draft.Call) {
	for _, r := range reports {
		first := r.Verdicts[0].Prediction
		one := draft.Call{Page: r.Page, Request: r.Request, Exchanges: first.Exchanges, IsTold: first.Outcome != "", Lost: r.Lost}
		for _, c := range r.Cookies {
			one.Cookies = append(one.Cookies, c.Line)
		}
		calls = append(calls, one)
	}
	return calls
}
