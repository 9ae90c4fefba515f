package conformance

import (
	"fmt"
	"slices"
	"strings"
)

// A Confusion is an origin that a careless server takes for one that it means to let
// in.
type Confusion struct {
	Class  Class
	Origin string
	// Kind is ByPage where a browser can send the origin, and ByRawClient where none
	// does.
	Kind Kind
}

// Confusions returns what a server can be asked under that means to let in the pages
// of these origins, written as in Policy.Origins: strangers first, then sandboxed
// frames, what resembles the origins, and what no browser sends. The error says which
// of the origins is none.
func Confusions(origins []string) ([]Confusion, error) {
	p := Policy{Origins: origins}
	for _, origin := range origins {
		if parsePattern(origin).kind == brokenPattern {
			return nil, fmt.Errorf("%q is no origin: %s", origin, originHint(origin))
		}
	}
	if p.anyOrigins() {
		return nil, fmt.Errorf("%q lets every page in: there is none that could be let in by mistake", Any)
	}
	var found []Confusion
	for _, origin := range strangers {
		found = append(found, Confusion{OriginAny, origin, ByPage})
	}
	if !slices.Contains(origins, Null) {
		found = append(found, Confusion{OriginNull, Null, ByPage})
	}
	for _, l := range p.lookalikes() {
		found = append(found, Confusion{l.class, l.origin, ByPage})
	}
	for _, origin := range p.samples() {
		if capitals := strings.ToUpper(origin); origin != Null {
			found = append(found, Confusion{OriginCase, capitals, ByRawClient})
		}
	}
	for _, raw := range p.malformed() {
		found = append(found, Confusion{OriginMalformed, raw, ByRawClient})
	}
	return found, nil
}

// Samples returns an origin with pages that each of these lets in, written as in
// Policy.Origins.
func Samples(origins []string) []string { return Policy{Origins: origins}.samples() }
