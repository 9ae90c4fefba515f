package fetch

import (
	"strings"

	"github.com/corslab/corslab/wire"
)

// getHeader returns the values of name joined by ", ", and whether there is any
// (https://fetch.spec.whatwg.org/#concept-header-list-get).
func getHeader(fields []Field, name string) (value string, ok bool) {
	for _, f := range fields {
		switch {
		case !wire.EqualFold(f.Name, name):
		case ok:
			value += ", " + f.Value
		default:
			value, ok = f.Value, true
		}
	}
	return value, ok
}

// extractTokens parses every line of a header that is a list of tokens:
// Access-Control-Allow-Methods, -Allow-Headers and -Expose-Headers
// (https://fetch.spec.whatwg.org/#extract-header-list-values). present reports
// whether there is any line; ok is false if one element of one line is no token,
// which spoils the whole. Empty elements are skipped.
func extractTokens(fields []Field, name string) (list []string, present, ok bool) {
	for _, f := range fields {
		if !wire.EqualFold(f.Name, name) {
			continue
		}
		present = true
		if list, ok = appendTokens(list, f.Value); !ok {
			return nil, true, false
		}
	}
	return list, present, true
}

// appendTokens appends the tokens of one line to list.
func appendTokens(list []string, value string) (tokens []string, ok bool) {
	for rest, more := value, true; more; {
		var element string
		element, rest, more = strings.Cut(rest, ",")
		element = wire.TrimOWS(element)
		switch {
		case element == "":
		case !IsToken(element):
			return nil, false
		default:
			list = append(list, element)
		}
	}
	return list, true
}

// splitValue splits a value at the commas outside quoted strings and trims each
// part. Empty parts are kept, quotes too
// (https://fetch.spec.whatwg.org/#header-value-get-decode-and-split).
func splitValue(value string) []string {
	var parts []string
	start, quoted, escaped := 0, false, false
	for i, c := range []byte(value) {
		switch {
		case escaped:
			escaped = false
		case c == '"':
			quoted = !quoted
		case c == '\\' && quoted:
			escaped = true
		case c == ',' && !quoted:
			parts = append(parts, wire.TrimOWS(value[start:i]))
			start = i + 1
		}
	}
	return append(parts, wire.TrimOWS(value[start:]))
}
