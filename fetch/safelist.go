package fetch

import (
	"slices"
	"strings"

	"github.com/corslab/corslab/wire"
)

// Limits on what a page may send across origins without asking.
const (
	maxSafelistedValue = 128  // bytes of one value
	maxSafelistedTotal = 1024 // bytes of all safelisted values of a request
)

// isSafelistedRequestHeader reports whether a header needs no preflight
// (https://fetch.spec.whatwg.org/#cors-safelisted-request-header).
func isSafelistedRequestHeader(name, value string, d *departures) bool {
	if d.took(forkValueTooLong, len(value) > maxSafelistedValue) {
		return false
	}
	switch name = wire.ToLower(name); name {
	case "accept":
		return !d.took(forkAcceptUnsafe, hasUnsafeByte(value)) && !d.departs(quirkNonASCIIUnsafe, !isASCII(value))
	case "accept-language", "content-language":
		return d.took(forkLanguageSafe, isLanguageValue(value))
	case "content-type":
		return !d.took(forkTypeUnsafe, hasUnsafeByte(value)) && d.took(forkFormType, isFormMIME(value)) && !d.departs(quirkNonASCIIUnsafe, !isASCII(value))
	case "range":
		return d.took(forkRangeSafe, isSafelistedRange(value, d))
	}
	return d.departs(quirkClientHintSafelist, isClientHint(name, value))
}

func isASCII(value string) bool {
	for i := 0; i < len(value); i++ {
		if value[i] >= 0x80 {
			return false
		}
	}
	return true
}

// isNoCORSSafelisted reports whether a header may be set on a request in mode
// no-cors (https://fetch.spec.whatwg.org/#no-cors-safelisted-request-header).
func isNoCORSSafelisted(name, value string) bool {
	switch wire.ToLower(name) {
	case "accept", "accept-language", "content-language", "content-type":
		return isSafelistedRequestHeader(name, value, nil)
	}
	return false
}

// isNonWildcardName reports whether the wildcard does not cover a header name
// (https://fetch.spec.whatwg.org/#cors-non-wildcard-request-header-name).
func isNonWildcardName(name string) bool { return wire.EqualFold(name, "Authorization") }

// unsafeRequestHeaderNames returns the names that a preflight must ask for, in
// lower case, sorted, each once
// (https://fetch.spec.whatwg.org/#cors-unsafe-request-header-names).
func unsafeRequestHeaderNames(headers []Field, d *departures) []string {
	names := unsafeNames(headers, d)
	if !d.has(quirkMergedDuplicateLines) || !hasDuplicates(headers) {
		return names
	}
	merged := unsafeNames(mergeDuplicates(headers), d)
	d.departs(quirkMergedDuplicateLines, !slices.Equal(names, merged))
	return merged
}

func unsafeNames(headers []Field, d *departures) []string {
	var names []string
	total := 0
	for _, h := range headers {
		name := wire.ToLower(h.Name)
		if isSafelistedRequestHeader(name, h.Value, d) {
			total += len(h.Value)
		} else {
			names = append(names, name)
		}
	}
	isTooLong := d.took(forkTotalTooLong, total > maxSafelistedTotal)
	if isTooLong && !d.departs(quirkNoSafelistTotal, true) { // which makes all of them unsafe
		names = names[:0]
		for _, h := range headers {
			names = append(names, wire.ToLower(h.Name))
		}
	}
	slices.Sort(names)
	if d.has(quirkRepeatedNamesListed) {
		d.departs(quirkRepeatedNamesListed, len(slices.Compact(slices.Clone(names))) < len(names))
		return names
	}
	return slices.Compact(names)
}

func hasDuplicates(headers []Field) bool {
	for i := range headers {
		for j := range i {
			if wire.EqualFold(headers[i].Name, headers[j].Name) {
				return true
			}
		}
	}
	return false
}

// mergeDuplicates joins the lines of each name by ", ", at the place of the
// first.
func mergeDuplicates(headers []Field) []Field {
	merged := make([]Field, 0, len(headers))
next:
	for _, h := range headers {
		for i := range merged {
			if wire.EqualFold(merged[i].Name, h.Name) {
				merged[i].Value += ", " + h.Value
				continue next
			}
		}
		merged = append(merged, h)
	}
	return merged
}

// hasUnsafeByte reports whether a value holds a CORS-unsafe request-header byte
// (https://fetch.spec.whatwg.org/#cors-unsafe-request-header-byte). Bytes outside
// ASCII are safe.
func hasUnsafeByte(value string) bool {
	for i := 0; i < len(value); i++ {
		switch c := value[i]; {
		case c < ' ' && c != '\t', c == 0x7F:
			return true
		case strings.IndexByte(`"():<>?@[\]{}`, c) >= 0:
			return true
		}
	}
	return false
}

// isLanguageValue reports whether a value holds only the bytes allowed in
// Accept-Language and Content-Language.
func isLanguageValue(value string) bool {
	for i := 0; i < len(value); i++ {
		switch c := value[i]; {
		case isDigit(c), 'A' <= c && c <= 'Z', 'a' <= c && c <= 'z':
		case strings.IndexByte(" *,-.;=", c) < 0:
			return false
		}
	}
	return true
}
