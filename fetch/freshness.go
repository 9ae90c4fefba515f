package fetch

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/corslab/corslab/wire"
)

// forever is the lifetime of what never grows stale.
const forever = time.Duration(math.MaxInt64)

// isFresh reports whether the response may be used without asking the server
// (https://www.rfc-editor.org/rfc/rfc9111.html#section-4.2).
func (s *storedResponse) isFresh(now time.Time, d *departures) bool {
	lifetime, explicit := s.lifetime()
	if !explicit && d.has(quirkHeuristicFreshness) {
		lifetime = s.heuristicLifetime()
	}
	if lifetime <= s.age(now) {
		return false
	}
	if pragma, _ := s.resp.get("Pragma"); d.departs(quirkPragmaHonoured, hasDirective(pragma, "no-cache")) {
		return false
	}
	d.departs(quirkHeuristicFreshness, !explicit)
	return true
}

// lifetime returns how long the response is fresh by its own word; explicit is
// false where it gives none.
func (s *storedResponse) lifetime() (lifetime time.Duration, explicit bool) {
	control, _ := s.resp.get("Cache-Control")
	if hasDirective(control, "no-cache") || hasDirective(control, "no-store") {
		return 0, true
	}
	if age, ok := maxAgeDirective(control); ok {
		return age, true
	}
	expires, ok := s.resp.first("Expires")
	if !ok {
		return 0, false
	}
	until, ok := parseHTTPDate(expires)
	if !ok {
		return 0, true // what cannot be read has expired (RFC 9111 §5.3)
	}
	return max(0, until.Sub(s.date())), true
}

// heuristicLifetime returns how long Chromium takes a response that does not say
// to be fresh.
func (s *storedResponse) heuristicLifetime() time.Duration {
	switch s.resp.status {
	case 300, 301, 308, 410:
		return forever
	case 200, 203, 206:
		control, _ := s.resp.get("Cache-Control")
		value, _ := s.resp.first("Last-Modified")
		if modified, ok := parseHTTPDate(value); ok && !hasDirective(control, "must-revalidate") {
			return max(0, s.date().Sub(modified)/10)
		}
	}
	return 0
}

// age returns how old the response is
// (https://www.rfc-editor.org/rfc/rfc9111.html#section-4.2.3).
func (s *storedResponse) age(now time.Time) time.Duration {
	value, _ := s.resp.first("Age")
	told, _ := parseSeconds(value)
	return max(told, s.fetched.Sub(s.date())) + now.Sub(s.fetched)
}

// date returns when the server made the response: by its Date, or when it came.
func (s *storedResponse) date() time.Time {
	value, _ := s.resp.first("Date")
	if date, ok := parseHTTPDate(value); ok {
		return date
	}
	return s.fetched
}

// parseHTTPDate parses the preferred format of dates in HTTP (RFC 9110 §5.6.7).
func parseHTTPDate(value string) (date time.Time, ok bool) {
	if value == "" {
		return time.Time{}, false
	}
	date, err := time.Parse("Mon, 02 Jan 2006 15:04:05 GMT", value)
	return date, err == nil
}

// parseSeconds parses delta-seconds; a number too great for us is the greatest
// there is (RFC 9111 §1.2.2).
func parseSeconds(value string) (d time.Duration, ok bool) {
	if !isDigits(value) {
		return 0, false
	}
	n, err := strconv.ParseInt(value, 10, 64)
	if err != nil {
		return forever, true
	}
	return seconds(n), true
}

// maxAgeDirective returns the first max-age of a Cache-Control that can be read.
// Chromium reads none in quotes, which RFC 9111 §5.2 asks servers not to send.
func maxAgeDirective(control string) (age time.Duration, ok bool) {
	if control == "" {
		return 0, false
	}
	for _, part := range splitValue(control) {
		if name, value, found := strings.Cut(part, "="); found && wire.EqualFold(name, "max-age") {
			if age, ok = parseSeconds(wire.TrimOWS(value)); ok {
				return age, true
			}
		}
	}
	return 0, false
}

// hasDirective reports whether a directive without an argument is among those of
// a Cache-Control or Pragma.
func hasDirective(value, name string) bool {
	return value != "" && slices.ContainsFunc(splitValue(value), func(part string) bool { return wire.EqualFold(part, name) })
}
