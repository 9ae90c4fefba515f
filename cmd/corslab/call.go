package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/importer/call"
	"github.com/corslab/corslab/probe"
)

// callFlags are the flags that say who asks for what.
type callFlags struct {
	requestFlags
	origin, api, mode, credentials, redirect string
	cookies                                  []string
	blockThirdParties                        bool
	// scans says that no page is needed: many are to ask.
	scans bool
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
	if f.origin != "" && !f.scans {
		cfg.Page = call.PageOf(f.origin)
	}
	if cfg.Page.URL == "" && !f.scans {
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
