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
	"github.com/spf13/pflag"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/importer/call"
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
		asked    callFlags
		live     servers.Live
		profiles []string
		format   string
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
credentials is taken from it, and flags change it. ORIGIN may be null: the page is then a sandboxed frame. The exit code is 0 if the
page may have the response, 4 if not, 3 if no answer came.`,
		Example: `  corslab probe https://api.example.com/items -X PUT -H 'Content-Type: application/json' \
      --origin https://app.example.com --credentials include
  corslab probe "curl 'https://api.example.com/items' -H 'Origin: https://app.example.com'"`,
		Args: takes(1, "one URL, or one call: a curl line, a fetch() expression, or a file that holds one"),
		RunE: func(c *cobra.Command, args []string) error {
			cfg, assumptions, err := asked.config(c, args[0])
			if err != nil {
				return err
			}
			for _, assumption := range assumptions {
				fmt.Fprintf(c.ErrOrStderr(), "corslab: %s\n", report.Visible(assumption))
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
	asked.register(c.Flags())
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
	flags.StringVar(&f.api, "api", "", "who asks: fetch (the default), xhr, img, script, font, ...")
	flags.StringVar(&f.mode, "mode", "", "the request's mode: cors, no-cors, same-origin")
	flags.StringVar(&f.credentials, "credentials", "", "the request's credentials mode: omit, same-origin, include")
	flags.StringVar(&f.redirect, "redirect", "", "the request's redirect mode: follow, error, manual")
	flags.StringArrayVarP(&f.cookies, "cookie", "b", nil, "a cookie that the URL has set before, as in a Set-Cookie `LINE`; repeatable")
	flags.BoolVar(&f.blockThirdParties, "block-third-party-cookies", false, "keep cookies from every site but the page's")
}

// recorded returns the call that an argument is about: a URL, or a request as
// developer tools copy it, which may be in a file or on standard input.
func (f *callFlags) recorded(c *cobra.Command, argument string) (call.Call, error) {
	name, data := "<argument>", []byte(argument)
	var err error
	switch {
	case argument == "-":
		name = stdin
		data, err = io.ReadAll(c.InOrStdin())
	case call.Is(argument):
	case strings.Contains(argument, "://"):
		return call.Call{Request: fetch.Request{URL: argument}}, nil
	default:
		name = argument
		data, err = os.ReadFile(argument)
	}
	if err != nil {
		return call.Call{}, usage(err)
	}
	recorded, err := call.Parse(name, data)
	if err != nil {
		return call.Call{}, invalid(err)
	}
	return recorded, nil
}

// config makes the call that an argument is about, changed as the flags say.
func (f *callFlags) config(c *cobra.Command, argument string) (cfg probe.Config, assumptions []string, err error) {
	made, err := f.recorded(c, argument)
	if err != nil {
		return cfg, nil, err
	}
	cfg = probe.Config{Page: made.Page, Request: made.Request, BlockThirdPartyCookies: f.blockThirdParties}
	if f.origin != "" {
		cfg.Page = call.PageOf(f.origin)
	}
	if cfg.Page.URL == "" {
		return cfg, nil, usage(errors.New("--origin says which page asks: an origin such as https://www.example.com, or null"))
	}
	set(&cfg.Request.API, f.api)
	set(&cfg.Request.Method, f.method)
	set(&cfg.Request.Mode, f.mode)
	set(&cfg.Request.Credentials, f.credentials)
	set(&cfg.Request.Redirect, f.redirect)
	for _, line := range f.headers {
		name, value, ok := strings.Cut(line, ":")
		if !ok {
			return cfg, nil, usage(fmt.Errorf("header %q: write Name: value", line))
		}
		cfg.Request.Headers = append(cfg.Request.Headers, fetch.Field{Name: name, Value: strings.TrimSpace(value)})
	}
	if c.Flags().Changed("data") {
		body, err := f.body(c)
		if err != nil {
			return cfg, nil, usage(fmt.Errorf("--data: %w", err))
		}
		cfg.Request.Body = &fetch.Body{Kind: fetch.BodyText, Content: string(body)}
		if cfg.Request.Method == "" {
			cfg.Request.Method = "POST"
		}
	}
	for _, line := range append(made.Cookies, f.cookies...) {
		cfg.Cookies = append(cfg.Cookies, probe.Cookie{URL: cfg.Request.URL, Line: line})
	}
	if err := checkCall(cfg); err != nil {
		return cfg, nil, usage(err)
	}
	return cfg, made.Assumptions, nil
}

// set replaces a setting by what a flag says, if it says anything.
func set[T ~string](setting *T, value string) {
	if value != "" {
		*setting = T(value)
	}
}

// checkCall refuses values that nothing is known by, and a call that its API
// cannot make.
func checkCall(cfg probe.Config) error {
	r := cfg.Request
	for _, one := range []struct {
		name, value string
		known       []string
	}{
		{"mode", string(r.Mode), []string{"cors", "no-cors", "same-origin"}},
		{"credentials", string(r.Credentials), []string{"omit", "same-origin", "include"}},
		{"redirect", string(r.Redirect), []string{"follow", "error", "manual"}},
		{"api", string(r.API), apiNames()},
	} {
		if one.value != "" && !slices.Contains(one.known, one.value) {
			return fmt.Errorf("%s %q: there is %s", one.name, one.value, strings.Join(one.known, ", "))
		}
	}
	return fetch.Expressible(r, cfg.Page.As)
}

func apiNames() []string {
	var names []string
	for _, api := range fetch.APIs() {
		names = append(names, string(api))
	}
	return names
}
