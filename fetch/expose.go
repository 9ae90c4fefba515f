package fetch

import (
	"slices"

	"github.com/corslab/corslab/wire"
)

// An exposure says which response headers a page may read across origins,
// besides those that it always may.
type exposure struct {
	all   bool
	names []string
}

// exposedNames reads Access-Control-Expose-Headers
// (https://fetch.spec.whatwg.org/#concept-response-cors-exposed-header-name-list).
// A malformed one exposes nothing; "*" exposes all only without credentials.
func exposedNames(fields []Field, credentials Credentials, d *departures) exposure {
	const aceh = "Access-Control-Expose-Headers"
	names, _, ok := extractTokens(fields, aceh)
	if d.took(forkBadExposure, !ok) {
		if d.has(quirkForgivingExpose) && credentials != CredentialsInclude {
			value, _ := getHeader(fields, aceh)
			return exposure{all: d.departs(quirkForgivingExpose, slices.Contains(splitValue(value), "*"))}
		}
		return exposure{}
	}
	return exposure{
		all:   d.took(forkAllExposed, credentials != CredentialsInclude && slices.Contains(names, "*")),
		names: names,
	}
}

// isSafelistedResponseHeader reports whether a page may read a header of a
// cross-origin response
// (https://fetch.spec.whatwg.org/#cors-safelisted-response-header-name).
func isSafelistedResponseHeader(name string, exposed exposure) bool {
	switch wire.ToLower(name) {
	case "cache-control", "content-language", "content-length", "content-type", "expires", "last-modified", "pragma":
		return true
	}
	if isForbiddenResponseHeader(name) {
		return false
	}
	return exposed.all || slices.ContainsFunc(exposed.names, func(n string) bool { return wire.EqualFold(n, name) })
}
