package generate

import "github.com/corslab/corslab/document"

// addressSpaces are the places that servers are in, as the scenario file names them.
var addressSpaces = []string{"public", "local", "loopback"}

// An addressSpacing says where a page and the servers of a setting are, and whether the
// user lets pages reach what is less public.
type addressSpacing struct {
	of    map[string]string // by origin
	grant bool
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
		if s.spaces.of[origin] == "" {
			s.spaces.of[origin] = pick(d, addressSpaces...)
		}
	}
	return s
}

// browser is what the scenario says of the browser; nil for nothing.
func (w *world) browser() *document.Node {
	n := mapping()
	if w.oneIn(15) || w.focus == onCookies && w.oneIn(3) {
		set(n, "third-party-cookies", text("block"))
	}
	if w.spaces != nil && w.spaces.grant {
		set(n, "local-network", text("grant"))
	}
	if len(n.Entries) == 0 {
		return nil
	}
	return n
}
