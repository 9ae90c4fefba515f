package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"github.com/corslab/corslab/fetch"
)

// A profileFlags is which browser is simulated, as the user says it.
type profileFlags struct {
	name    string
	without []string
}

func (f *profileFlags) register(flags *pflag.FlagSet) {
	flags.StringVar(&f.name, "profile", "chromium", "predict with this `PROFILE`: "+strings.Join(fetch.ProfileNames(), ", "))
	flags.StringArrayVar(&f.without, "without-quirk", nil, "leave this `QUIRK` out of the profile; repeatable; corslab list --quirks lists them")
}

func (f *profileFlags) profile() (fetch.Profile, error) {
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
	return profile, errors.Join(errs...)
}
