package fetch

import (
	"math"
	"strconv"
	"time"

	"github.com/corslab/corslab/wire"
)

const (
	// defaultMaxAge is how long a preflight result is cached when the server
	// gives no valid Access-Control-Max-Age. It is not zero.
	defaultMaxAge = 5 * time.Second
)

// maxAgeCaps are the limits of browsers; a profile has at most one of them.
var maxAgeCaps = [...]struct {
	quirk quirk
	limit time.Duration
}{
	{quirkCacheCap7200, 7200 * time.Second},
	{quirkCacheCap86400, 86400 * time.Second},
	{quirkCacheCap600, 600 * time.Second},
}

// extractMaxAge returns how long a preflight response may be cached
// (https://fetch.spec.whatwg.org/#cors-preflight-fetch, step on max-age).
func extractMaxAge(fields []Field, d *departures) time.Duration {
	age := strictMaxAge(fields)
	capped, limit := noQuirk, time.Duration(math.MaxInt64)
	for _, c := range maxAgeCaps {
		if d.has(c.quirk) {
			capped, limit = c.quirk, c.limit
		}
	}
	read, by := age, noQuirk
	switch {
	case d.has(quirkLenientMaxAge):
		read, by = lenientMaxAge(fields), quirkLenientMaxAge
	case d.has(quirkMalformedMaxAgeUncached):
		read, by = digitsMaxAge(fields, age), quirkMalformedMaxAgeUncached
	}
	d.departs(by, min(read, limit) != min(age, limit)) // a difference that the cap hides is none
	if d.departs(capped, read > limit) {
		return limit
	}
	return read
}

// digitsMaxAge reads the header as Firefox does: all lines joined are digits, or
// nothing is cached. Where there is nothing to read it is as the standard says.
func digitsMaxAge(fields []Field, strict time.Duration) time.Duration {
	if value, _ := getHeader(fields, "Access-Control-Max-Age"); value != "" && !isDigits(value) {
		return 0
	}
	return strict
}

// strictMaxAge reads the header as the standard does: one line of digits.
func strictMaxAge(fields []Field) time.Duration {
	const name = "Access-Control-Max-Age"
	value, lines := "", 0
	for _, f := range fields {
		if wire.EqualFold(f.Name, name) {
			value = f.Value
			lines++
		}
	}
	if lines != 1 || !isDigits(value) {
		return defaultMaxAge
	}
	n, err := strconv.ParseInt(value, 10, 64)
	if err != nil {
		n = math.MaxInt64
	}
	return seconds(n)
}

// lenientMaxAge reads the header as Chromium does: an integer with a sign, out
// of all lines joined.
func lenientMaxAge(fields []Field) time.Duration {
	value, ok := getHeader(fields, "Access-Control-Max-Age")
	if !ok {
		return defaultMaxAge
	}
	n, err := strconv.ParseInt(value, 10, 64)
	if err != nil {
		return defaultMaxAge
	}
	return seconds(max(n, 0))
}

// seconds returns n seconds, or the longest Duration if that is less.
func seconds(n int64) time.Duration {
	if n > math.MaxInt64/int64(time.Second) {
		return math.MaxInt64
	}
	return time.Duration(n) * time.Second
}
