package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/importer/call"
	"github.com/corslab/corslab/markup"
	"github.com/corslab/corslab/probe"
	"github.com/corslab/corslab/report"
	"github.com/corslab/corslab/servers"
	"github.com/corslab/corslab/wire"
)

// probeTimeout is how long one exchange of a probe may take unless told otherwise.
const probeTimeout = 10 * time.Second

// probeAgent is what a probe says of itself: some servers answer nobody who says
// nothing.
const probeAgent wire.Line = "User-Agent: Mozilla/5.0 (compatible; corslab probe)"

func newProbe(out io.Writer) *cobra.Command {
	var (
		asked  callFlags
		live   servers.Live
		judges []string
		har    string
		scans  bool
		format string
	)
	c := &cobra.Command{
		Use:   "probe URL|CALL --origin ORIGIN",
		Short: "Play the browser against a live server, and explain what it would do",
		Long: `Make the requests that a browser would make for a page of ORIGIN, the preflight
first where there is one, and judge the answers as a browser does: each exchange,
each decision with its section, the verdict under every profile, and the smallest
change at the server that would allow it. No browser is needed.

The requests are real. Where the first profile's browser would send a DELETE, a
DELETE is sent; what only another profile's would send is sent if it is GET, HEAD
or OPTIONS.

CALL is a request as developer tools copy it, as cURL (bash) or as fetch, or a file
that holds one, or - for standard input; what it says of page, headers and
credentials is taken from it, and flags change it. ORIGIN may be null: the page is
then a sandboxed frame.

With --scan, GET or HEAD the URL under the origins that careless servers take for
ORIGIN: strangers, null, and those that begin, end or look like it. ORIGIN may then be a
list with commas, and a pattern such as https://*.example.com; without one it is the
URL's own. Each origin whose page reads something is a finding, with what it reads without
and with credentials, and a curl line. The exit code is 4 if there are findings.

The exit code is 0 if the page may have the response, 4 if not, 3 if no answer came.`,
		Example: `  corslab probe https://api.example.com/items -X PUT -H 'Content-Type: application/json' \
      --origin https://app.example.com --credentials include
  corslab probe "curl 'https://api.example.com/items' -H 'Origin: https://app.example.com'"
  corslab probe --har session.har
  corslab probe https://api.example.com/me --scan --origin https://app.example.com`,
		Args: func(c *cobra.Command, args []string) error {
			if har != "" {
				return takes(0, "nothing beside --har")(c, args)
			}
			return takes(1, "one URL, or one call: a curl line, a fetch() expression, or a file that holds one")(c, args)
		},
		RunE: func(c *cobra.Command, args []string) error {
			profiles, err := profilesNamed(judges)
			if err != nil {
				return err
			}
			if har != "" {
				return probeArchive(out, har, format, profiles)
			}
			asked.scans = scans
			cfg, assumptions, err := asked.config(c, args[0])
			if err != nil {
				return err
			}
			for _, assumption := range assumptions {
				fmt.Fprintf(c.ErrOrStderr(), "corslab: %s\n", markup.Visible(assumption))
			}
			if err := positive("timeout", live.Timeout); err != nil {
				return err
			}
			cfg.Profiles = profiles
			live.Context, live.Lines = c.Context(), wire.Header{probeAgent}
			cfg.World = &live
			if scans {
				meant, err := asked.meantOrigins(cfg)
				if err != nil {
					return err
				}
				return scan(c, out, format, cfg, meant)
			}
			found, err := probe.Run(cfg)
			if err != nil {
				return usage(err)
			}
			if c.Context().Err() != nil {
				return c.Context().Err()
			}
			return errors.Join(tellProbe(out, format, found), concludeProbe(found))
		},
	}
	asked.register(c.Flags())
	c.Flags().DurationVar(&live.Timeout, "timeout", probeTimeout, "how long one exchange may take")
	c.Flags().BoolVarP(&live.Insecure, "insecure", "k", false, "accept any certificate")
	c.Flags().StringVar(&har, "har", "", "judge every cross-origin request in this HAR `FILE` from the recording; nothing is sent")
	c.Flags().BoolVar(&scans, "scan", false, "ask under every origin that may be taken for ORIGIN, and report what a stranger reads")
	c.MarkFlagsMutuallyExclusive("scan", "har")
	c.Flags().StringSliceVar(&judges, "profile", probeProfiles(), "the `PROFILES` to judge by; the requests of the first one are all made")
	c.Flags().StringVar(&format, "format", "console", "console, markdown or json")
	return c
}

// probeProfiles are all profiles, the one that was held against its browser first.
func probeProfiles() []string {
	const validated = "chromium"
	others := slices.DeleteFunc(fetch.ProfileNames(), func(n string) bool { return n == validated })
	return append([]string{validated}, others...)
}

// profilesNamed returns the profiles of these names.
func profilesNamed(names []string) ([]fetch.Profile, error) {
	profiles := make([]fetch.Profile, len(names))
	for i, name := range names {
		profile, ok := fetch.ProfileNamed(name)
		if !ok {
			return nil, usage(fmt.Errorf("unknown profile %q: there is %s", name, strings.Join(fetch.ProfileNames(), ", ")))
		}
		profiles[i] = profile
	}
	if len(profiles) == 0 {
		return nil, usage(errors.New("--profile names no profile"))
	}
	return profiles, nil
}

// recordedCalls reads the requests of a HAR file, with what is assumed of each.
func recordedCalls(name string, data []byte) (calls []probe.Recorded, assumptions [][]string, err error) {
	entries, err := call.ParseHAR(name, data)
	if err != nil {
		return nil, nil, invalid(err)
	}
	calls = make([]probe.Recorded, len(entries))
	for i, e := range entries {
		calls[i] = probe.Recorded{Page: e.Page, Request: e.Request, Exchange: e.Exchange, IsAsked: e.IsCrossOrigin(), Lost: e.Lost}
		for _, line := range e.Cookies {
			calls[i].Cookies = append(calls[i].Cookies, probe.Cookie{URL: e.Request.URL, Line: line})
		}
		assumptions = append(assumptions, e.Assumptions)
	}
	return calls, assumptions, nil
}

// probeArchive judges the requests of a HAR file.
func probeArchive(out io.Writer, name, format string, profiles []fetch.Profile) error {
	data, err := os.ReadFile(name)
	if err != nil {
		return usage(err)
	}
	calls, _, err := recordedCalls(name, data)
	if err != nil {
		return err
	}
	reports, err := probe.Judge(calls, profiles)
	if err != nil {
		return invalid(err)
	}
	if len(reports) == 0 {
		return fmt.Errorf("%w: %s holds no cross-origin request of a page", errNothingRan, name)
	}
	errs := []error{toldOrUsage(report.Probes(out, format, reports))}
	for _, r := range reports {
		if r.Lost == "" {
			errs = append(errs, concludeProbe(r))
		}
	}
	return errors.Join(errs...)
}

func tellProbe(out io.Writer, format string, found *probe.Report) error {
	return toldOrUsage(report.Probe(out, format, found))
}

// toldOrUsage says of an unknown format that it is a wrong call.
func toldOrUsage(err error) error {
	if unknown := (*markup.UnknownFormatError)(nil); errors.As(err, &unknown) {
		return usage(err)
	}
	return err
}

// concludeProbe returns what the exit code is to say.
func concludeProbe(found *probe.Report) error {
	switch first := found.Verdicts[0].Prediction; first.Outcome {
	case fetch.Deny:
		return errDisagreement
	case fetch.Error:
		return broken(fmt.Errorf("no answer: %s", first.Reason))
	}
	return nil
}
