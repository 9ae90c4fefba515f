package main

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/corslab/corslab/fetch"
)

// A profileFlags is which browser is simulated, as the user says it.
type profileFlags struct {
	name    string
	without []string
}

func (f *profileFlags) register(c *cobra.Command) {
	flags := c.Flags()
	flags.StringVar(&f.name, "profile", "chromium", "predict with this `PROFILE`: "+strings.Join(fetch.ProfileNames(), ", "))
	flags.StringArrayVar(&f.without, "without-quirk", nil, "leave this `QUIRK` out of the profile; repeatable; corslab list --quirks lists them")
	// It fails for a flag that does not exist, or has one.
	_ = c.RegisterFlagCompletionFunc("profile", cobra.FixedCompletions(fetch.ProfileNames(), cobra.ShellCompDirectiveNoFileComp))
}

// profile returns the profile, and warns of one that nobody has validated.
func (f *profileFlags) profile(stderr io.Writer) (fetch.Profile, error) {
	profile, ok := fetch.ProfileNamed(f.name)
	if !ok {
		return fetch.Profile{}, usage(fmt.Errorf("unknown profile %q: there is %s", f.name, strings.Join(fetch.ProfileNames(), ", ")))
	}
	var errs []error
	for _, quirk := range f.without {
		if !slices.Contains(profile.Quirks(), quirk) {
			errs = append(errs, usage(fmt.Errorf("--without-quirk %s: profile %s has no such quirk; see corslab list --quirks", quirk, f.name)))
		}
		profile = profile.Without(quirk)
	}
	if text := profile.Unvalidated(); text != "" && errs == nil {
		fmt.Fprintf(stderr, "corslab: %s; see corslab list --quirks\n", text)
	}
	return profile, errors.Join(errs...)
}
