package fetch

import (
	"slices"
	"strings"

	"github.com/corslab/corslab/wire"
)

// strip takes the headers off a stored response that are for one connection or one
// recipient only (https://www.rfc-editor.org/rfc/rfc9111.html#section-3.1).
func (f *fetching) strip(stored *storedResponse) {
	if !slices.ContainsFunc(stored.resp.fields, func(h Field) bool {
		return isOfConnection(h.Name) || isUnstoredByChromium(h.Name) || wire.EqualFold(h.Name, "Cache-Control")
	}) {
		return
	}
	connection, _ := stored.resp.get("Connection")
	control, _ := stored.resp.get("Cache-Control")
	unstored := namedByNoCache(control)
	isByHTTP := func(name string) bool {
		return isOfConnection(name) || hasDirective(connection, name) || slices.ContainsFunc(unstored, func(n string) bool { return wire.EqualFold(n, name) })
	}
	isByChromium := func(name string) bool {
		return isUnstoredByChromium(name) || slices.ContainsFunc(unstored, func(n string) bool { return wire.EqualFold(n, name) })
	}
	isChromium := f.quirks.has(quirkStoredHeaders)
	kept := make([]Field, 0, len(stored.resp.fields))
	for _, h := range stored.resp.fields {
		drops := isByHTTP(h.Name)
		if other := isByChromium(h.Name); isChromium && other != drops {
			drops, stored.isStripped = other, true
		}
		if !drops {
			kept = append(kept, h)
		}
	}
	stored.resp.fields = kept
}

// isOfConnection reports whether HTTP has no cache store a header, whatever the others
// say.
func isOfConnection(name string) bool {
	switch wire.ToLower(name) {
	case "connection", "proxy-connection", "keep-alive", "te", "transfer-encoding", "upgrade",
		"proxy-authenticate", "proxy-authentication-info", "proxy-authorization":
		return true
	}
	return false
}

// isUnstoredByChromium reports whether Chromium does not store a header, whatever the others
// say (http_response_headers.cc).
func isUnstoredByChromium(name string) bool {
	switch wire.ToLower(name) {
	case "connection", "proxy-connection", "keep-alive", "trailer", "transfer-encoding", "upgrade",
		"www-authenticate", "proxy-authenticate", "strict-transport-security":
		return true
	}
	return false
}

// namedByNoCache returns the headers that the directive no-cache="…" names, which are
// not to be stored.
func namedByNoCache(control string) []string {
	const directive = `no-cache="`
	for i := range control {
		if len(control)-i < len(directive) || !wire.EqualFold(control[i:i+len(directive)], directive) {
			continue
		}
		names, _, isQuoted := strings.Cut(control[i+len(directive):], `"`)
		if !isQuoted {
			return nil
		}
		return splitValue(names)
	}
	return nil
}
