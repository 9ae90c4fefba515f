package fetch

import (
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/corslab/corslab/wire"
)

const (
	maxCookiePair      = 4096 // bytes of name and value
	maxCookieAttribute = 1024 // bytes of an attribute's value
	maxCookieLife      = 400 * 24 * time.Hour
)

// A setCookie is a Set-Cookie line, parsed but not yet bound to a URL.
type setCookie struct {
	name, value  string
	domain, path string // "" where not given or not usable
	secure       bool
	httpOnly     bool
	partitioned  bool
	sameSite     sameSite
	expires      time.Time // zero for a session cookie
}

// parseSetCookie parses the value of a Set-Cookie header
// (https://www.ietf.org/archive/id/draft-ietf-httpbis-rfc6265bis-22.html#section-5.6).
// ok is false where it is ignored.
func parseSetCookie(line string, now time.Time) (s setCookie, ok bool) {
	if hasCookieControl(line) {
		return setCookie{}, false
	}
	pair, rest, _ := strings.Cut(line, ";")
	name, value, found := strings.Cut(pair, "=")
	if !found {
		name, value = "", pair
	}
	s.name, s.value = wire.TrimOWS(name), wire.TrimOWS(value)
	if s.name == "" && s.value == "" || len(s.name)+len(s.value) > maxCookiePair {
		return setCookie{}, false
	}
	s.parseAttributes(rest, now)
	return s, true
}

// parseAttributes reads what follows the first semicolon. Of a repeated
// attribute the last counts; Max-Age counts before Expires.
func (s *setCookie) parseAttributes(list string, now time.Time) {
	var expires, maxAge time.Time
	for attribute := range strings.SplitSeq(list, ";") {
		name, value, _ := strings.Cut(attribute, "=")
		name, value = wire.TrimOWS(name), wire.TrimOWS(value)
		if len(value) > maxCookieAttribute {
			continue
		}
		switch wire.ToLower(name) {
		case "expires":
			if date, ok := parseCookieDate(value); ok {
				expires = date
			}
		case "max-age":
			if age, ok := parseCookieAge(value); ok {
				maxAge = now.Add(age)
			}
		case "domain":
			s.domain = wire.ToLower(strings.TrimPrefix(value, "."))
		case "path":
			s.path = ""
			if strings.HasPrefix(value, "/") {
				s.path = value
			}
		case "secure":
			s.secure = true
		case "httponly":
			s.httpOnly = true
		case "partitioned":
			s.partitioned = true
		case "samesite":
			s.sameSite = parseSameSite(value)
		}
	}
	s.expires = expires
	if !maxAge.IsZero() {
		s.expires = maxAge
	}
	if limit := now.Add(maxCookieLife); s.expires.After(limit) {
		s.expires = limit
	}
}

// cookieFor binds the line to the URL that sent it; ok is false if the URL may
// not set such a cookie.
func (s setCookie) cookieFor(u *URL, d *departures) (c cookie, ok bool) {
	c = cookie{
		name: s.name, value: s.value,
		domain: u.host, hostOnly: true, path: s.path,
		secure: s.secure, httpOnly: s.httpOnly, sameSite: s.sameSite, expires: s.expires,
	}
	if c.path == "" {
		c.path = defaultPath(u)
	}
	switch {
	case s.domain == "", s.domain == u.host && isPublicSuffix(u.host):
	case isPublicSuffix(s.domain), !isDomainMatch(u.host, s.domain):
		return cookie{}, false
	default:
		c.domain, c.hostOnly = s.domain, false
	}
	switch {
	case c.secure && !u.IsPotentiallyTrustworthy():
		return cookie{}, false
	case c.secure && u.Scheme() != "https" && d.has(quirkSecureCookieNeedsHTTPS):
		d.apply(quirkSecureCookieNeedsHTTPS)
		return cookie{}, false
	case c.sameSite == sameSiteNone && !c.secure:
		return cookie{}, false
	case s.partitioned && d.departs(quirkPartitionedCookies, !c.secure):
		return cookie{}, false
	case (c.hasNamePrefix("__Http-") || c.hasNamePrefix("__Host-Http-")) && (c.name == "" || !c.secure || !c.httpOnly):
		return cookie{}, false
	case c.hasNamePrefix("__Secure-") && (c.name == "" || !c.secure):
		return cookie{}, false
	case c.hasNamePrefix("__Host-") && (c.name == "" || !c.secure || !c.hostOnly || s.path != "/"):
		return cookie{}, false
	}
	return c, true
}

func parseSameSite(value string) sameSite {
	switch wire.ToLower(value) {
	case "none":
		return sameSiteNone
	case "lax":
		return sameSiteLax
	case "strict":
		return sameSiteStrict
	}
	return sameSiteDefault
}

// parseCookieAge parses a Max-Age: digits, with a minus sign in front for one
// that is over.
func parseCookieAge(value string) (age time.Duration, ok bool) {
	digits := strings.TrimPrefix(value, "-")
	if !isDigits(digits) {
		return 0, false
	}
	if digits != value {
		return 0, true
	}
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil {
		n = math.MaxInt64
	}
	return min(seconds(n), maxCookieLife), true
}

// hasCookieControl reports whether a line holds a control character other than
// a tab, for which it is ignored.
func hasCookieControl(line string) bool {
	for i := 0; i < len(line); i++ {
		if c := line[i]; c < ' ' && c != '\t' || c == 0x7F {
			return true
		}
	}
	return false
}
