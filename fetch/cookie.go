package fetch

import (
	"slices"
	"strings"
	"time"

	"github.com/corslab/corslab/wire"
)

// A cookie is a stored cookie
// (https://www.ietf.org/archive/id/draft-ietf-httpbis-rfc6265bis-22.html#section-5.7).
type cookie struct {
	name, value string
	domain      string
	hostOnly    bool
	path        string
	secure      bool
	httpOnly    bool
	// partition is where alone a partitioned cookie is; "" for other cookies.
	partition string
	sameSite  sameSite
	expires   time.Time // zero for a session cookie
}

// A sameSite says with which requests a cookie travels.
type sameSite uint8

const (
	sameSiteDefault sameSite = iota // no attribute: as lax
	sameSiteNone
	sameSiteLax
	sameSiteStrict
)

// A cookieContext is what decides, besides the URL, which cookies a request
// sends and its response may store. The zero value is a same-site request.
type cookieContext struct {
	now time.Time
	// thirdParty says that the page is of another site than the request's URL.
	thirdParty bool
	// crossSite says that the page, or a redirect on the way, is.
	crossSite bool
	// detour says that only a redirect on the way is.
	detour bool
	// blocked says that the browser blocks third-party cookies and this request
	// is third-party.
	blocked bool
	quirks  *departures
}

// A cookieJar holds a browser's cookies, in the order of their creation. The
// zero value is empty.
type cookieJar struct{ cookies []cookie }

// set stores the cookie of one Set-Cookie line that u answered with. It reports
// whether the line was taken; an expired cookie deletes.
func (j *cookieJar) set(u *URL, line string, context cookieContext) bool {
	if !u.IsHTTP() {
		return false
	}
	attributes, ok := parseSetCookie(line, context.now)
	if !ok {
		return false
	}
	c, ok := attributes.cookieFor(u, context.quirks)
	if !ok {
		return false
	}
	if attributes.partitioned && context.quirks.has(quirkPartitionedCookies) {
		c.partition = context.partitionOf(u)
	}
	if !context.allows(c) || context.isWithheld(c) || context.quirks.took(forkShadowsSecure, j.wouldShadowSecure(c, u, context.quirks)) {
		return false
	}
	j.store(c, context.quirks)
	j.expire(context.now)
	return true
}

// header returns the value of the Cookie header for a request to u, "" for none.
func (j *cookieJar) header(u *URL, context cookieContext) string {
	if len(j.cookies) == 0 {
		return ""
	}
	j.expire(context.now)
	var sent []cookie
	for _, c := range j.cookies {
		if context.quirks.took(forkCookieIsFor, c.isFor(u)) && context.reaches(c, u) && context.allows(c) && !context.isWithheld(c) {
			sent = append(sent, c)
		}
	}
	slices.SortStableFunc(sent, func(a, b cookie) int { return len(b.path) - len(a.path) })
	pairs := make([]string, len(sent))
	for i, c := range sent {
		pairs[i] = c.pair()
	}
	return strings.Join(pairs, "; ")
}

// partitionOf returns the partition of the cookies that u sets: that of its own site
// where it is visited, or asked by a page of the site, and one for all sites that are
// third parties to the page.
func (c cookieContext) partitionOf(u *URL) string {
	if c.thirdParty {
		return "third parties"
	}
	return u.Scheme() + "://" + siteHost(u.host)
}

// reaches reports whether a cookie, if it is partitioned, is in the partition of u.
func (c cookieContext) reaches(cookie cookie, u *URL) bool {
	return cookie.partition == "" || !c.quirks.departs(quirkPartitionedCookies, cookie.partition != c.partitionOf(u))
}

// isWithheld reports whether a cookie's SameSite keeps it from the request
// (rfc6265bis §5.2).
func (c cookieContext) isWithheld(cookie cookie) bool {
	if !c.crossSite || c.quirks.took(forkSameSiteNone, cookie.sameSite == sameSiteNone) {
		return false
	}
	if c.quirks.departs(quirkUnspecifiedSameSiteSent, cookie.sameSite == sameSiteDefault) || c.quirks.departs(quirkSameSiteAfterDetour, c.detour) {
		return false
	}
	return true
}

// allows reports whether the blocking of third-party cookies lets a cookie
// through.
func (c cookieContext) allows(cookie cookie) bool {
	return !c.quirks.took(forkCookieBlocked, c.blocked) || c.quirks.departs(quirkPartitionedCookies, cookie.partition != "")
}

// store adds a cookie, or puts it in the place of the one it replaces.
func (j *cookieJar) store(c cookie, d *departures) {
	for i, old := range j.cookies {
		if old.name != c.name || old.domain != c.domain || old.hostOnly != c.hostOnly || old.path != c.path || old.partition != c.partition {
			continue
		}
		if d.departs(quirkNewValueNewCookie, old.value != c.value && i+1 < len(j.cookies)) {
			j.cookies = append(slices.Delete(j.cookies, i, i+1), c)
		} else {
			j.cookies[i] = c
		}
		return
	}
	j.cookies = append(j.cookies, c)
}

// expire removes the cookies whose time has come.
func (j *cookieJar) expire(now time.Time) {
	j.cookies = slices.DeleteFunc(j.cookies, func(c cookie) bool {
		return !c.expires.IsZero() && !c.expires.After(now)
	})
}

// wouldShadowSecure reports whether a cookie from an insecure URL would stand in
// for a secure one of the same name.
func (j *cookieJar) wouldShadowSecure(c cookie, u *URL, d *departures) bool {
	if c.secure || u.IsPotentiallyTrustworthy() {
		return false
	}
	return slices.ContainsFunc(j.cookies, func(old cookie) bool {
		return old.secure && old.name == c.name && isPathMatch(c.path, old.path) &&
			(isDomainMatch(old.domain, c.domain) || isDomainMatch(c.domain, old.domain)) &&
			(old.partition == "" || !d.departs(quirkPartitionedCookies, true))
	})
}

// isFor reports whether a cookie belongs to a URL's host, path and scheme. Ports
// do not matter.
func (c cookie) isFor(u *URL) bool {
	if c.hostOnly && c.domain != u.host || !isDomainMatch(u.host, c.domain) {
		return false
	}
	return isPathMatch(u.Path(), c.path) && (!c.secure || u.IsPotentiallyTrustworthy())
}

// pair returns the cookie as the Cookie header spells it.
func (c cookie) pair() string {
	if c.name == "" {
		return c.value
	}
	return c.name + "=" + c.value
}

// isDomainMatch reports whether a host is the domain or under it.
func isDomainMatch(host, domain string) bool {
	if host == domain {
		return true
	}
	under, ok := strings.CutSuffix(host, domain)
	return ok && strings.HasSuffix(under, ".") && !isIPAddress(host)
}

// isPathMatch reports whether a request's path is the cookie's path or below it.
func isPathMatch(path, cookiePath string) bool {
	rest, ok := strings.CutPrefix(path, cookiePath)
	return ok && (rest == "" || strings.HasSuffix(cookiePath, "/") || rest[0] == '/')
}

// defaultPath returns the path of a cookie that names none: the folder of the
// URL.
func defaultPath(u *URL) string {
	path := u.Path()
	if last := strings.LastIndexByte(path, '/'); last > 0 {
		return path[:last]
	}
	return "/"
}

// hasNamePrefix reports whether a cookie claims a prefix that binds it. A cookie
// without a name can claim it in its value, which servers could take for a name.
func (c cookie) hasNamePrefix(prefix string) bool {
	claim := c.name
	if claim == "" {
		claim = c.value
	}
	return len(claim) >= len(prefix) && wire.EqualFold(claim[:len(prefix)], prefix)
}
