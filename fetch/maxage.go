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
	// cappedMaxAge is Chromium's limit.
	cappedMaxAge = 7200 * time.Second
)

// extractMaxAge returns how long a preflight response may be cached
// (https://fetch.spec.whatwg.org/#cors-preflight-fetch, step on max-age).
func extractMaxAge(fields []Field, d *departures) time.Duration {
	age := strictMaxAge(fields)
	if d.has(quirkLenientMaxAge) {
		lenient := lenientMaxAge(fields)
		isHidden := d.has(quirkCacheCap7200) && min(lenient, cappedMaxAge) == min(age, cappedMaxAge)
		d.departs(quirkLenientMaxAge, lenient != age && !isHidden) // a difference that the cap hides is none
		age = lenient
	}
	if d.departs(quirkCacheCap7200, age > cappedMaxAge) {
		return cappedMaxAge
	}
	return age
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
