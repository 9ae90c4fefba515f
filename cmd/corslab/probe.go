package main

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/corslab/corslab/fetch"
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
		call     callFlags
		live     servers.Live
		profiles []string
		format   string
	)
	c := &cobra.Command{
		Use:   "probe URL --origin ORIGIN",
		Short: "Play the browser against a live server, and explain what it would do",
		Long: `Make the requests that a browser would make for a page of ORIGIN, the preflight
first where there is one, and judge the answers as a browser does: each exchange,
each decision with its section, the verdict under every profile, and the smallest
change at the server that would allow it. No browser is needed.

The requests are real. Where the first profile's browser would send a DELETE, a
DELETE is sent; what only another profile's would send is sent if it is GET, HEAD
or OPTIONS.

ORIGIN may be null: the page is then a sandboxed frame. The exit code is 0 if the
page may have the response, 4 if not, 3 if no answer came.`,
		Example: `  corslab probe https://api.example.com/items -X PUT -H 'Content-Type: application/json' \
      --origin https://app.example.com --credentials include`,
		Args: takes(1, "one URL"),
		RunE: func(c *cobra.Command, args []string) error {
			cfg, err := call.config(c, args[0])
			if err != nil {
				return usage(err)
			}
			if err := positive("timeout", live.Timeout); err != nil {
				return err
			}
			for _, name := range profiles {
				profile, ok := fetch.ProfileNamed(name)
				if !ok {
					return usage(fmt.Errorf("unknown profile %q: there is %s", name, strings.Join(fetch.ProfileNames(), ", ")))
				}
				cfg.Profiles = append(cfg.Profiles, profile)
			}
			live.Context, live.Lines = c.Context(), wire.Header{probeAgent}
			cfg.World = &live
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
	call.register(c.Flags())
	c.Flags().DurationVar(&live.Timeout, "timeout", probeTimeout, "how long one exchange may take")
	c.Flags().BoolVarP(&live.Insecure, "insecure", "k", false, "accept any certificate")
	c.Flags().StringSliceVar(&profiles, "profile", probeProfiles(), "the `PROFILES` to judge by; the requests of the first one are all made")
	c.Flags().StringVar(&format, "format", "console", "console, markdown or json")
	return c
}

// probeProfiles are all profiles, the one that was held against its browser first.
func probeProfiles() []string {
	const validated = "chromium"
	others := slices.DeleteFunc(fetch.ProfileNames(), func(n string) bool { return n == validated })
	return append([]string{validated}, others...)
}

func tellProbe(out io.Writer, format string, found *probe.Report) error {
	err := report.Probe(out, format, found)
	if unknown := (*report.UnknownFormatError)(nil); errors.As(err, &unknown) {
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

// callFlags are the flags that say who asks for what.
type callFlags struct {
	requestFlags
	origin, api, mode, credentials, redirect string
	cookies                                  []string
	blockThirdParties                        bool
}

func (f *callFlags) register(flags *pflag.FlagSet) {
	f.requestFlags.register(flags)
	flags.Lookup("header").Usage = "a header as script sets it, `NAME: VALUE`; repeatable"
	flags.StringVar(&f.origin, "origin", "", "the `ORIGIN` of the page that asks, or its URL; null for a sandboxed frame")
	flags.StringVar(&f.api, "api", string(fetch.APIFetch), "who asks: fetch, xhr, img, script, font, ...")
	flags.StringVar(&f.mode, "mode", "", "the request's mode: cors, no-cors, same-origin")
	flags.StringVar(&f.credentials, "credentials", "", "the request's credentials mode: omit, same-origin, include")
	flags.StringVar(&f.redirect, "redirect", "", "the request's redirect mode: follow, error, manual")
	flags.StringArrayVarP(&f.cookies, "cookie", "b", nil, "a cookie that the URL has set before, as in a Set-Cookie `LINE`; repeatable")
	flags.BoolVar(&f.blockThirdParties, "block-third-party-cookies", false, "keep cookies from every site but the page's")
}

// sandboxHost holds the sandboxed frame of an origin null: who embeds it is of no
// matter.
const sandboxHost = "https://embedder.example"

// config makes the call to url.
func (f *callFlags) config(c *cobra.Command, url string) (probe.Config, error) {
	if f.origin == "" {
		return probe.Config{}, errors.New("--origin says which page asks: an origin such as https://www.example.com, or null")
	}
	cfg := probe.Config{Page: fetch.Page{URL: f.origin}, BlockThirdPartyCookies: f.blockThirdParties}
	if f.origin == "null" {
		cfg.Page = fetch.Page{URL: sandboxHost, As: fetch.PageSandboxed}
	}
	cfg.Request = fetch.Request{
		API: fetch.API(f.api), URL: url, Method: f.method,
		Mode: fetch.Mode(f.mode), Credentials: fetch.Credentials(f.credentials), Redirect: fetch.Redirect(f.redirect),
	}
	for _, line := range f.headers {
		name, value, ok := strings.Cut(line, ":")
		if !ok {
			return cfg, fmt.Errorf("header %q: write Name: value", line)
		}
		cfg.Request.Headers = append(cfg.Request.Headers, fetch.Field{Name: name, Value: strings.TrimSpace(value)})
	}
	if c.Flags().Changed("data") {
		body, err := f.body(c)
		if err != nil {
			return cfg, fmt.Errorf("--data: %w", err)
		}
		cfg.Request.Body = &fetch.Body{Kind: fetch.BodyText, Content: string(body)}
		if f.method == "" {
			cfg.Request.Method = "POST"
		}
	}
	for _, line := range f.cookies {
		cfg.Cookies = append(cfg.Cookies, probe.Cookie{URL: url, Line: line})
	}
	return cfg, f.check(cfg)
}

// check refuses values that nothing is known by, and a call that its API cannot
// make.
func (f *callFlags) check(cfg probe.Config) error {
	for _, flag := range []struct {
		name, value string
		known       []string
	}{
		{"mode", f.mode, []string{"cors", "no-cors", "same-origin"}},
		{"credentials", f.credentials, []string{"omit", "same-origin", "include"}},
		{"redirect", f.redirect, []string{"follow", "error", "manual"}},
	} {
		if flag.value != "" && !slices.Contains(flag.known, flag.value) {
			return fmt.Errorf("--%s %q: there is %s", flag.name, flag.value, strings.Join(flag.known, ", "))
		}
	}
	if !slices.Contains(fetch.APIs(), cfg.Request.API) {
		return fmt.Errorf("--api %q: there is %s", f.api, strings.Join(apiNames(), ", "))
	}
	return fetch.Expressible(cfg.Request, cfg.Page.As)
}

func apiNames() []string {
	var names []string
	for _, api := range fetch.APIs() {
		names = append(names, string(api))
	}
	return names
}
