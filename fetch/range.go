package fetch

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/corslab/corslab/wire"
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
	return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b)) > 0
}

// isSafelistedRange reports whether a Range value needs no preflight: one range
// with a beginning.
func isSafelistedRange(value string, d *departures) bool {
	r, ok := parseSingleRange(value)
	if !ok && d.has(quirkLenientRange) {
		if r, ok = parseSingleRange(lenientRange(value)); ok && r.first != "" {
			d.apply(quirkLenientRange)
		}
	}
	if !ok || r.first == "" {
		return false
	}
	if d.departs(quirkLongRangeNumbers, isAboveMaxInt64(r.first) || isAboveMaxInt64(r.last)) {
		return false
	}
	return !d.departs(quirkInt64Range, !isBelowMaxInt64(r.first) || r.last != "" && !isBelowMaxInt64(r.last))
}

// lenientRange writes a Range value that WebKit takes as the standard does: with
// its unit in lower case, and its numbers without a plus sign.
func lenientRange(value string) string {
	unit, rest, _ := strings.Cut(value, "=")
	first, last, _ := strings.Cut(rest, "-")
	return wire.ToLower(unit) + "=" + strings.TrimPrefix(first, "+") + "-" + strings.TrimPrefix(last, "+")
}

func isAboveMaxInt64(digits string) bool {
	_, err := strconv.ParseInt(digits, 10, 64)
	return digits != "" && err != nil
}

func isBelowMaxInt64(digits string) bool {
	n, err := strconv.ParseInt(digits, 10, 64)
	return err == nil && n < math.MaxInt64
}

// hasOddRange reports whether there is a Range that names no single part, which
// no cache can answer.
func hasOddRange(headers []Field, d *departures) bool {
	value, ok := getHeader(headers, "Range")
	if !ok {
		return false
	}
	part, ok := parseSingleRange(wire.ToLower(value))
	isNothing := part.first == "" && strings.Trim(part.last, "0") == ""
	return !ok || isNothing || d.departs(quirkInt64Range, isAboveMaxInt64(part.first) || isAboveMaxInt64(part.last))
}

// measurePart has the Content-Length of a part say how long Content-Range makes it,
// which is what Chromium's cache does to a part without a length, or of length 0,
// that is the part it was asked for.
func (f *fetching) measurePart(r *request, lookup cacheLookup, resp *response) {
	if resp.status != 206 || lookup.access == accessNone || lookup.isGivenUp || lookup.isWithoutParts() || lookup.inParts != nil || r.method != "GET" {
		return
	}
	asked, ok := getHeader(r.headers, "Range")
	if !ok {
		return
	}
	announced, _ := resp.get("Content-Length")
	if n, err := strconv.ParseInt(announced, 10, 64); isDigits(announced) && (err != nil || n > 0) {
		return
	}
	ranges := fieldValues(resp.fields, "Content-Range")
	if len(ranges) == 0 {
		return
	}
	from, to, length, ok := parseContentRange(ranges[0])
	part, isSingle := parseSingleRange(wire.ToLower(asked))
	isMeasured := ok && isSingle && part.isExactly(from, to, length) && f.quirks.has(quirkPartMeasured)
	if isMeasured && f.quirks.departs(quirkOpaquePageUncached, f.client.isTransient()) {
		return
	}
	if !f.quirks.departs(quirkPartMeasured, isMeasured) {
		return
	}
	resp.fields = slices.Clone(resp.fields)
	setField(resp, "Content-Length", itoa(to-from+1))
}

// parseContentRange reads the part of a body that Content-Range names, in bytes and
// with the length of the whole (https://www.rfc-editor.org/rfc/rfc9110#section-14.4).
// Around the numbers there may be whitespace.
func parseContentRange(value string) (first, last, length int, ok bool) {
	unit, rest, _ := strings.Cut(wire.TrimOWS(value), " ")
	part, whole, _ := strings.Cut(rest, "/")
	from, to, _ := strings.Cut(part, "-")
	var numbers [3]int
	for i, digits := range [...]string{from, to, whole} {
		digits = wire.TrimOWS(digits)
		n, err := strconv.Atoi(digits)
		if err != nil || !isDigits(digits) {
			return 0, 0, 0, false
		}
		numbers[i] = n
	}
	first, last, length = numbers[0], numbers[1], numbers[2]
	return first, last, length, wire.EqualFold(unit, "bytes") && first <= last && last < length
}

// isPartFromStart reports whether Content-Range says that the content begins with the
// first byte of the whole, whose length need not be known.
func (r *response) isPartFromStart() bool {
	value, _ := r.first("Content-Range")
	if part, ok := strings.CutSuffix(wire.TrimOWS(value), "/*"); ok {
		value = part + "/" + strconv.Itoa(math.MaxInt)
	}
	first, _, _, ok := parseContentRange(value)
	return ok && first == 0
}

// isExactly reports whether a part is what r asks for of a body of the given length.
// The last bytes of a body may begin anywhere, and where more is asked for than there
// is the part may end anywhere.
func (r byteRange) isExactly(first, last, length int) bool {
	if r.first == "" {
		return true
	}
	n, err := strconv.Atoi(r.last) // which fails where there is none
	isLast := err != nil || n >= length || n == last
	return isLast && isSameNumber(r.first, first)
}

func isSameNumber(digits string, n int) bool {
	got, err := strconv.Atoi(digits)
	return err == nil && got == n
}

// rangeWithin returns the first and last byte that a Range value asks for of a
// body of the given length; ok is false where it asks for no single part of it.
func rangeWithin(value string, length int) (first, last int, ok bool) {
	r, ok := parseSingleRange(wire.ToLower(value))
	if !ok || length == 0 {
		return 0, 0, false
	}
	if r.first == "" {
		n := atMost(r.last, length)
		return length - n, length - 1, n > 0
	}
	first, last = atMost(r.first, length), length-1
	if r.last != "" {
		last = atMost(r.last, length-1)
	}
	return first, last, first < length
}

// atMost returns the number, or limit where that is less.
func atMost(digits string, limit int) int {
	n, err := strconv.Atoi(digits)
	if err != nil {
		return limit
	}
	return min(n, limit)
}
