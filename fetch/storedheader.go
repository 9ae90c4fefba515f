package fetch

import (
	"slices"

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
	isByHTTP := func(name string) bool {
		return isOfConnection(name) || hasDirective(connection, name) || isNamedByNoCache(control, name, wire.EqualFold) ||
			hasDirective(control, "no-cache="+name) // which is not to be written, and is to be read (RFC 9111 §5.2)
	}
	isByChromium := func(name string) bool {
		// It reads the directive in small letters only.
		return isUnstoredByChromium(name) || isNamedByNoCache(control, name, func(a, b string) bool { return a == b })
	}
	isChromium := f.quirks.has(quirkStoredHeaders)
	kept := make([]Field, 0, len(stored.resp.fields))
	for _, h := range stored.resp.fields {
		drops := isByHTTP(h.Name)
		isOther := isChromium && isByChromium(h.Name) != drops
		stored.resp.otherwise = slices.DeleteFunc(stored.resp.otherwise, func(name string) bool { return wire.EqualFold(name, h.Name) })
		if isOther {
			drops = !drops
			stored.resp.otherwise = append(stored.resp.otherwise, h.Name)
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

// isNamedByNoCache reports whether a directive no-cache="…" names a header, which is not
// to be stored then
// (https://www.rfc-editor.org/rfc/rfc9111.html#section-5.2.2.4). How the directive itself
// is compared is for isSame.
func isNamedByNoCache(control, name string, isSame func(a, b string) bool) bool {
	const directive = `no-cache="`
	for _, part := range splitValue(control) {
		if len(part) <= len(directive) || !isSame(part[:len(directive)], directive) || part[len(part)-1] != '"' {
			continue
		}
		names := splitValue(part[len(directive) : len(part)-1])
		if slices.ContainsFunc(names, func(n string) bool { return wire.EqualFold(n, name) }) {
			return true
		}
	}
	return false
}
