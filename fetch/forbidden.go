package fetch

import (
	"strings"

	"github.com/corslab/corslab/wire"
)

// isForbiddenRequestHeader reports whether a header that a script sets is
// dropped without a word (https://fetch.spec.whatwg.org/#forbidden-request-header).
func isForbiddenRequestHeader(name, value string, d *departures) bool {
	return d.took(forkForbiddenHeader, isForbiddenName(name, value, d))
}

func isForbiddenName(name, value string, d *departures) bool {
	switch name = wire.ToLower(name); name {
	case "accept-charset", "accept-encoding", "access-control-request-headers", "access-control-request-method",
		"connection", "content-length", "cookie", "cookie2", "date", "dnt", "expect", "host", "keep-alive",
		"origin", "referer", "set-cookie", "te", "trailer", "transfer-encoding", "upgrade", "via":
		return true
	case "x-http-method", "x-http-method-override", "x-method-override":
		return namesForbiddenMethod(value)
	case "user-agent":
		return d.departs(quirkUserAgentDropped, true)
	}
	return strings.HasPrefix(name, "proxy-") || strings.HasPrefix(name, "sec-")
}

// namesForbiddenMethod reports whether any element of a list is a forbidden
// method. A quoted one is not.
func namesForbiddenMethod(value string) bool {
	for _, element := range splitValue(value) {
		if isForbiddenMethod(element) {
			return true
		}
	}
	return false
}

// isForbiddenResponseHeader reports whether no page may read a response header
// (https://fetch.spec.whatwg.org/#forbidden-response-header-name).
func isForbiddenResponseHeader(name string) bool {
	return wire.EqualFold(name, "Set-Cookie") || wire.EqualFold(name, "Set-Cookie2")
}

// isRequestBodyHeader reports whether a header describes the request's body, and
// so goes when a redirect drops the body
// (https://fetch.spec.whatwg.org/#request-body-header-name).
func isRequestBodyHeader(name string) bool {
	switch wire.ToLower(name) {
	case "content-encoding", "content-language", "content-location", "content-type":
		return true
	}
	return false
}
