package fetch

import "github.com/corslab/corslab/wire"

// isForbiddenMethod reports whether no page may use a method, in any letter
// case (https://fetch.spec.whatwg.org/#forbidden-method).
func isForbiddenMethod(method string) bool {
	switch len(method) {
	case 5:
		return wire.EqualFold(method, "TRACE") || wire.EqualFold(method, "TRACK")
	case 7:
		return wire.EqualFold(method, "CONNECT")
	}
	return false
}

// normalizeMethod upper-cases the six methods that the web has always upper-cased
// and leaves every other as it is, PATCH among them
// (https://fetch.spec.whatwg.org/#concept-method-normalize).
func normalizeMethod(method string) string {
	for _, m := range [...]string{"GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS"} {
		if wire.EqualFold(method, m) {
			return m
		}
	}
	return method
}

// IsSafelistedMethod reports whether a normalised method is CORS-safelisted
// (https://fetch.spec.whatwg.org/#cors-safelisted-method).
func IsSafelistedMethod(method string) bool {
	switch method {
	case "GET", "HEAD", "POST":
		return true
	}
	return false
}
