package fetch

import "strings"

// parsePlainURL parses the URLs that nearly all are: absolute http and https,
// lower case, with nothing the URL parser would change. ok is false for every
// other string, which says nothing about its being a URL. It exists because the
// full parser takes longer than the rest of a simple prediction.
func parsePlainURL(s string) (*URL, bool) {
	scheme, rest, found := strings.Cut(s, "://")
	if !found || scheme != "http" && scheme != "https" {
		return nil, false
	}
	authority, _, hasPath := strings.Cut(rest, "/")
	if !hasPath {
		return nil, false
	}
	target := rest[len(authority):]
	host, port, hasPort := strings.Cut(authority, ":")
	if !isPlainHost(host) || hasPort && !isPlainPort(scheme, port) || !isPlainTarget(target) {
		return nil, false
	}
	return &URL{
		scheme: scheme, host: host, port: port,
		target: target, href: s, hashAt: len(s),
		origin: Origin{scheme: scheme, host: host, port: port},
	}, true
}

// isPlainHost reports whether a host is a domain that is certainly valid and
// serialised already: letters and hyphens, digits where they cannot make an
// IPv4 address, no punycode.
func isPlainHost(host string) bool {
	last := ""
	for rest, more := host, true; more; {
		last, rest, more = strings.Cut(rest, ".")
		if last == "" || last[0] == '-' || last[len(last)-1] == '-' || strings.Contains(last, "--") || len(last) > 63 {
			return false
		}
		for i := 0; i < len(last); i++ {
			if c := last[i]; !('a' <= c && c <= 'z' || isDigit(c) || c == '-') {
				return false
			}
		}
	}
	return !isDigit(last[0]) && len(host) <= 253
}

// isPlainPort reports whether a port is written as it is serialised and is not
// the scheme's default.
func isPlainPort(scheme, port string) bool {
	return isDigits(port) && len(port) < 5 && port[0] != '0' &&
		!(scheme == "http" && port == "80") && !(scheme == "https" && port == "443")
}

// isPlainTarget reports whether a path and query hold only bytes that stay as
// they are, and no dot segment. A percent sign stays too, but %2e can be a dot.
func isPlainTarget(target string) bool {
	for i := 0; i < len(target); i++ {
		switch c := target[i]; {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', isDigit(c):
		case c == '.':
			if target[i-1] == '/' {
				return false
			}
		case strings.IndexByte("/?-_~=&+,:;@!*$", c) < 0:
			return false
		}
	}
	return true
}
