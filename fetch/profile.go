package fetch

import (
	"slices"
	"strings"
)

// A Profile says which browser is simulated: a set of quirks with a name. It is
// comparable. The zero value is the standard, without a name.
type Profile struct {
	name   string
	quirks quirkSet
	// unvalidated says in words that nobody has held the profile against the
	// browser it simulates; "" for one that was, and for the standard.
	unvalidated string
}

var profiles = [...]Profile{
	{name: "standard"},
	{name: "chromium", quirks: quirksOf("chromium")},
	{name: "firefox", quirks: quirksOf("firefox"), unvalidated: "profile firefox: no prediction of it has been held against a Firefox"},
	{name: "webkit", quirks: quirksOf("webkit"), unvalidated: "profile webkit: no prediction of it has been held against a WebKit"},
}

// quirksOf returns the quirks that a browser was seen to have.
func quirksOf(browser string) quirkSet {
	var set quirkSet
	for q := quirk(0); q < quirkCount; q++ {
		if slices.ContainsFunc(quirks[q].Browsers, func(b string) bool { return strings.HasPrefix(b, browser+" ") }) {
			set = set.with(q)
		}
	}
	return set
}

// ProfileNamed returns the profile of that name, and whether there is one.
func ProfileNamed(name string) (Profile, bool) {
	for _, p := range profiles {
		if p.name == name {
			return p, true
		}
	}
	return Profile{}, false
}

// ProfileNames returns the name of every profile.
func ProfileNames() []string {
	names := make([]string, len(profiles))
	for i, p := range profiles {
		names[i] = p.name
	}
	return names
}

// Name returns the profile's name.
func (p Profile) Name() string { return p.name }

// Unvalidated says that nobody has held the profile's predictions against the
// browser, as Firefox and WebKit are not run here; "" where somebody has, and for
// the standard. Every prediction by such a profile says so among its Unverified.
func (p Profile) Unvalidated() string { return p.unvalidated }

// Without returns the profile with the named quirk turned off; the name of a
// quirk it does not have changes nothing. The result keeps the profile's name.
func (p Profile) Without(name string) Profile {
	for q := quirk(0); q < quirkCount; q++ {
		if quirks[q].Name == name {
			p.quirks = p.quirks.without(q)
		}
	}
	return p
}

// Quirks returns the names of the profile's quirks, sorted.
func (p Profile) Quirks() []string { return p.quirks.names() }
