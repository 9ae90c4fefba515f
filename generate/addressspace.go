package generate

import "github.com/corslab/corslab/fetch"

// addressSpaces are the places that servers are in, as the scenario file names them.
var addressSpaces = []string{"public", "local", "loopback"}

// An addressSpacing says where a page and the servers of a setting are, and whether the
// user lets pages reach what is less public.
type addressSpacing struct {
	of    map[string]string // by address, which http and https may share
	grant bool
}

// space returns where an origin's server is.
func (a *addressSpacing) space(origin string) string { return a.of[addressOf(origin)] }

// addressOf returns host and port of an origin.
func addressOf(origin string) string {
	url, err := fetch.ParseURL(origin, nil)
	if err != nil {
		return origin
	}
	return url.Address()
}

// WithAddressSpaces draws whether it matters to a setting in which address spaces its
// page and its servers are, and in which they are.
func (s Setting) WithAddressSpaces(source Source) Setting {
	d := drawer{source}
	if d.oneIn(3) {
		return s
	}
	s.spaces = &addressSpacing{of: map[string]string{}, grant: d.percent(40)}
	for _, origin := range append([]string{s.page}, s.targets...) {
		if address := addressOf(origin); s.spaces.of[address] == "" {
			s.spaces.of[address] = pick(d, addressSpaces...)
		}
	}
	return s
}
