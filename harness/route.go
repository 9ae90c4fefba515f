package harness

import (
	"cmp"
	"slices"

	"github.com/corslab/corslab/fetch"
)

// routes returns how a browser finds the hosts of a case that is about address
// spaces; none for any other.
func (l *lane) routes(t *trial) ([]Route, error) {
	if !t.scenario.UsesAddressSpaces() {
		return nil, nil
	}
	spaces := map[string]fetch.AddressSpace{}
	add := func(address string, space fetch.AddressSpace) {
		if url, err := fetch.ParseURL(address, nil); err == nil && url.IsHTTP() {
			spaces[url.Address()] = cmp.Or(space, spaces[url.Address()], fetch.AddressSpacePublic)
		}
	}
	add(t.venue.Page.URL, t.venue.Page.AddressSpace)
	for _, cookie := range t.scenario.Cookies {
		add(cookie.URL, "")
	}
	for _, step := range t.scenario.Steps {
		for _, s := range step.Servers {
			add(s.At, s.AddressSpace)
		}
	}
	var routes []Route
	for address, space := range spaces {
		door, err := l.network.OpenDoor(address, string(space))
		if err != nil {
			return nil, err
		}
		routes = append(routes, Route{Address: address, Door: door, Space: space})
	}
	slices.SortFunc(routes, func(a, b Route) int { return cmp.Compare(a.Address, b.Address) })
	return routes, nil
}

// unproxied separates the units that must be run without a proxy.
func unproxied(units []unit) (proxied, direct []unit) {
	for _, u := range units {
		if u.trials[0].scenario.UsesAddressSpaces() {
			direct = append(direct, u)
		} else {
			proxied = append(proxied, u)
		}
	}
	return proxied, direct
}
