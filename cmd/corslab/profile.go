package main

import (
	"fmt"
	"strings"

	"github.com/spf13/pflag"

	"github.com/corslab/corslab/fetch"
)

func registerProfile(flags *pflag.FlagSet, name *string) {
	flags.StringVar(name, "profile", "chromium", "predict with this `PROFILE`: "+strings.Join(fetch.ProfileNames(), " or "))
}

func profileNamed(name string) (fetch.Profile, error) {
	profile, ok := fetch.ProfileNamed(name)
	if !ok {
		return fetch.Profile{}, usage(fmt.Errorf("unknown profile %q: there is %s", name, strings.Join(fetch.ProfileNames(), ", ")))
	}
	return profile, nil
}
