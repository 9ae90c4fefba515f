package fetch

import (
	"strconv"
	"strings"
)

// A byteRange is a single range of bytes as a Range header names it: decimal
// numbers without a limit, either "" where it is left out.
type byteRange struct{ first, last string }

// parseSingleRange parses a Range value that names one range, with no whitespace
// in it (https://fetch.spec.whatwg.org/#simple-range-header-value).
func parseSingleRange(s string) (r byteRange, ok bool) {
	s, ok = strings.CutPrefix(s, "bytes=")
	if !ok {
		return byteRange{}, false
	}
	first, last, ok := strings.Cut(s, "-")
	switch {
	case !ok, first == "" && last == "":
		return byteRange{}, false
	case first != "" && !isDigits(first), last != "" && !isDigits(last):
		return byteRange{}, false
	case first != "" && last != "" && isGreater(first, last):
		return byteRange{}, false
	}
	return byteRange{first, last}, true
}

// isGreater reports whether the number a is greater than b, however long the
// two are.
func isGreater(a, b string) bool {
	a, b = strings.TrimLeft(a, "0"), strings.TrimLeft(b, "0")
	if len(a) != len(b) {
		return len(a) > len(b)
	}
	return a > b
}

// isSafelistedRange reports whether a Range value needs no preflight: one range
// with a beginning.
func isSafelistedRange(value string, d *departures) bool {
	r, ok := parseSingleRange(value)
	if !ok || r.first == "" {
		return false
	}
	if d.has(quirkInt64Range) && !(fitsInt64(r.first) && (r.last == "" || fitsInt64(r.last))) {
		d.apply(quirkInt64Range)
		return false
	}
	return true
}

func fitsInt64(digits string) bool {
	_, err := strconv.ParseInt(digits, 10, 64)
	return err == nil
}
