package fetch

import (
	"net/netip"
	"slices"
	"strings"
)

// An Origin is the origin of a page or URL
// (https://html.spec.whatwg.org/#concept-origin): a scheme, host and port, or
// opaque. Origins that are the same origin compare equal with ==. The zero
// value is no origin.
type Origin struct {
	scheme, host, port string  // port "" is the scheme's default
	opaque             *opaque // not nil for an opaque origin
}

// An opaque is the identity of an opaque origin. It has a size, so that no two
// share an address.
type opaque struct{ _ byte }

// NewOpaqueOrigin returns an origin that is the same as no other: that of a
// sandboxed frame or a data: document.
func NewOpaqueOrigin() Origin { return Origin{opaque: new(opaque)} }

// ParseOrigin parses a serialised tuple origin, such as "https://a.test:8443".
// Letter case, default ports and everything else must be as String returns
// them. Its error is a *URLError.
func ParseOrigin(s string) (Origin, error) {
	u, err := ParseURL(s+"/", nil)
	if err != nil {
		return Origin{}, &URLError{Value: s, Problem: InvalidOrigin, Err: err}
	}
	if u.origin.IsOpaque() || u.origin.String() != s {
		return Origin{}, &URLError{Value: s, Problem: InvalidOrigin}
	}
	return u.origin, nil
}

// originOf returns the origin of a URL whose other fields are set.
func originOf(u *URL) Origin {
	switch u.scheme {
	case "http", "https", "ws", "wss", "ftp":
		return Origin{scheme: u.scheme, host: u.host, port: u.port}
	case "blob":
		if inner, err := ParseURL(u.target, nil); err == nil && inner.IsHTTP() {
			return inner.origin
		}
	}
	return NewOpaqueOrigin()
}

// String returns the origin serialised
// (https://html.spec.whatwg.org/#ascii-serialisation-of-an-origin): "null" for
// an opaque one.
func (o Origin) String() string {
	if o.opaque != nil {
		return "null"
	}
	if o.port == "" {
		return o.scheme + "://" + o.host
	}
	return o.scheme + "://" + o.host + ":" + o.port
}

// Scheme returns the scheme; "" for an opaque origin.
func (o Origin) Scheme() string { return o.scheme }

// Host returns the host; "" for an opaque origin.
func (o Origin) Host() string { return o.host }

// IsOpaque reports whether the origin is opaque.
func (o Origin) IsOpaque() bool { return o.opaque != nil }

// IsPotentiallyTrustworthy reports whether what comes from the origin counts as
// safe from the network
// (https://www.w3.org/TR/secure-contexts/#is-origin-trustworthy).
func (o Origin) IsPotentiallyTrustworthy() bool {
	switch {
	case o.opaque != nil:
		return false
	case o.scheme == "https", o.scheme == "wss":
		return true
	}
	return isLoopbackHost(o.host)
}

// isLoopbackHost reports whether a serialised host is this computer by
// definition: 127.0.0.0/8, ::1, localhost and the names under it.
func isLoopbackHost(host string) bool {
	if isIPv4(host) {
		return strings.HasPrefix(host, "127.")
	}
	host = strings.TrimSuffix(host, ".")
	return host == "[::1]" || host == "localhost" || strings.HasSuffix(host, ".localhost")
}

// isLocalHost reports whether a serialised host is certainly on a local network:
// a name in .local, or an IP address that the Local Network Access specification
// counts as local or loopback
// (https://wicg.github.io/local-network-access/#ip-address-space-heading).
func isLocalHost(host string) bool {
	if name := strings.TrimSuffix(host, "."); name == "local" || strings.HasSuffix(name, ".local") {
		return true
	}
	address, err := netip.ParseAddr(strings.Trim(host, "[]"))
	if err != nil {
		return false
	}
	return slices.ContainsFunc(localNetworks[:], func(n netip.Prefix) bool { return n.Contains(address.Unmap()) })
}

var localNetworks = [...]netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("100.64.0.0/10"),
	netip.MustParsePrefix("169.254.0.0/16"), netip.MustParsePrefix("172.16.0.0/12"), netip.MustParsePrefix("192.168.0.0/16"),
	netip.MustParsePrefix("::/128"), netip.MustParsePrefix("2001:db8::/32"), netip.MustParsePrefix("fc00::/7"), netip.MustParsePrefix("fe80::/10"),
}

// isIPAddress reports whether a serialised host is an IP address.
func isIPAddress(host string) bool { return isIPv4(host) || isIPv6(host) }

// isIPv4 reports whether a serialised host is an IPv4 address: the URL parser
// lets no other host end in a number.
func isIPv4(host string) bool {
	return isDigits(host[strings.LastIndexByte(host, '.')+1:])
}

// isIPv6 reports whether a serialised host is an IPv6 address.
func isIPv6(host string) bool { return strings.HasPrefix(host, "[") }
