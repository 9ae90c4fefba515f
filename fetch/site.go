package fetch

import (
	"strings"

	"golang.org/x/net/publicsuffix"
)

// SameOrigin reports whether two origins are the same
// (https://html.spec.whatwg.org/#same-origin).
func SameOrigin(a, b Origin) bool { return a == b }

// SameSite reports whether two origins are of the same site: equal schemes and
// equal registrable domains, or equal hosts where there is none
// (https://html.spec.whatwg.org/#same-site). Ports do not matter.
func SameSite(a, b Origin) bool {
	if a.IsOpaque() || b.IsOpaque() {
		return a == b
	}
	return a.scheme == b.scheme && (a.host == b.host || siteHost(a.host) == siteHost(b.host))
}

// siteHost returns the part of a host that names its site: the registrable
// domain by the public suffix list, or the host itself where that has none, as
// for IP addresses, names of one label and public suffixes. A trailing dot makes
// another site.
func siteHost(host string) string {
	if isIPAddress(host) {
		return host
	}
	name := strings.TrimSuffix(host, ".")
	domain, err := publicsuffix.EffectiveTLDPlusOne(name)
	if err != nil {
		return host
	}
	return domain + host[len(name):]
}

// hasNoSite reports whether a host is a name that belongs to no site but itself.
func hasNoSite(host string) bool {
	if isIPAddress(host) {
		return false
	}
	_, err := publicsuffix.EffectiveTLDPlusOne(host)
	return err != nil
}

// isPublicSuffix reports whether a host is itself a public suffix, under which
// no cookie may be set for all.
func isPublicSuffix(host string) bool {
	suffix, _ := publicsuffix.PublicSuffix(host)
	return suffix == host
}
