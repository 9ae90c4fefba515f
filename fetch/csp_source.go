package fetch

import (
	"net/url"
	"slices"
	"strings"

	"github.com/corslab/corslab/wire"
)

// A source is a source expression that can match a URL
// (https://w3c.github.io/webappsec-csp/#framework-directive-source-list).
type source struct {
	isSelf bool
	isAll  bool // *
	// isInline and isMarked are 'unsafe-inline', and a nonce or hash, which match no URL.
	isInline, isMarked bool
	// A scheme alone has no host. A host without a scheme takes the page's.
	scheme, host string
	port         string // "" is the scheme's default, "*" any
	path         string // "" is any
}

// IsCSPSource reports whether a text is a source expression that is simulated.
func IsCSPSource(text string) bool {
	_, ok := parseSource(text)
	return ok
}

// isQuotedSource reports whether the text is a keyword, a nonce or a hash. But for
// 'self' none lets a URL be requested that no element was marked for.
func isQuotedSource(text string) bool {
	lower := wire.ToLower(text)
	for _, prefix := range []string{"'nonce-", "'sha256-", "'sha384-", "'sha512-"} {
		if strings.HasPrefix(lower, prefix) && strings.HasSuffix(lower[len(prefix):], "'") && len(lower) > len(prefix)+1 {
			return true
		}
	}
	return isKeyword(text)
}

func isKeyword(text string) bool {
	return slices.Contains([]string{"'none'", "'self'", "'unsafe-inline'", "'unsafe-eval'", "'unsafe-hashes'", "'wasm-unsafe-eval'", "'report-sample'"}, wire.ToLower(text))
}

// parseSource reads a source expression; ok is false for what is none, which browsers
// ignore.
func parseSource(text string) (s source, ok bool) {
	switch {
	case text == "*":
		return source{isAll: true}, true
	case wire.EqualFold(text, "'self'"):
		return source{isSelf: true}, true
	case wire.EqualFold(text, "'unsafe-inline'"):
		return source{isInline: true}, true
	case isQuotedSource(text):
		return source{isMarked: !isKeyword(text)}, true
	}
	rest := text
	if scheme, after, found := strings.Cut(text, ":"); found && isScheme(scheme) && (after == "" || strings.HasPrefix(after, "//")) {
		s.scheme = wire.ToLower(scheme)
		if after == "" {
			return s, true
		}
		rest = after[len("//"):]
	}
	if host, path, found := strings.Cut(rest, "/"); found {
		rest, s.path = host, "/"+path
	}
	s.host, s.port, _ = strings.Cut(wire.ToLower(rest), ":")
	return s, isHostPattern(s.host) && (s.port == "" || s.port == "*" || isDigits(s.port)) && !strings.HasSuffix(rest, ":") && !strings.ContainsAny(s.path, "?#")
}

// isScheme reports whether s is a URL's scheme (RFC 3986, section 3.1).
func isScheme(s string) bool {
	for i, c := range []byte(s) {
		isLetter := c|0x20 >= 'a' && c|0x20 <= 'z'
		if !isLetter && (i == 0 || (c < '0' || c > '9') && c != '+' && c != '-' && c != '.') {
			return false
		}
	}
	return s != ""
}

// isHostPattern reports whether s is a host as a source expression writes it: labels,
// the first of which may be an asterisk.
func isHostPattern(s string) bool {
	if s == "*" {
		return true
	}
	for label := range strings.SplitSeq(strings.TrimPrefix(s, "*."), ".") {
		if label == "" || strings.Trim(label, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
			return false
		}
	}
	return true
}

// A sourceMatching is what a URL is held against a list under.
type sourceMatching struct {
	// self is where the policy came from.
	self Origin
	// isRedirected says that a redirect led to the URL. The path does not count then,
	// which would tell the page where it led.
	isRedirected bool
	// takesAddresses has IP addresses other than 127.0.0.1 match; keepsSocketsApart
	// keeps ws: and wss: from matching http: and https:.
	takesAddresses, keepsSocketsApart bool
	// securesPorts has the port change together with the scheme, if that does, from 80
	// to 443.
	securesPorts bool
	// keepsBlobsApart keeps 'self' from matching blob:.
	keepsBlobsApart bool
	// comparesHosts has 'self' match a page's host under its port, ports compared as
	// numbers, and from http under every scheme that has a default port.
	comparesHosts bool
	// outlivesPage says that a browser process looks, for which 'self' matches no ws: and
	// wss:, and a listed port 443 is none that changes together with the scheme.
	outlivesPage bool
}

// matchesAny reports whether one of the sources matches
// (https://w3c.github.io/webappsec-csp/#match-url-to-source-list).
func (m sourceMatching) matchesAny(list []source, url *URL) bool {
	return slices.ContainsFunc(list, func(s source) bool { return m.matches(s, url) })
}

// matches reports whether a source matches the URL
// (https://w3c.github.io/webappsec-csp/#match-url-to-source-expression).
func (m sourceMatching) matches(s source, u *URL) bool {
	scheme := u.Scheme()
	switch {
	case s.isAll:
		return u.IsHTTP() || scheme == "ws" || scheme == "wss" || m.schemeMatches(m.self.scheme, scheme)
	case s.isSelf:
		return m.selfMatches(u)
	case s.host == "":
		return s.scheme != "" && m.schemeMatches(s.scheme, scheme)
	}
	wanted := s.scheme
	if wanted == "" {
		wanted = m.self.scheme
	}
	return u.Host() != "" && m.schemeMatches(wanted, scheme) && m.hostMatches(s.host, u.Host()) && m.portMatches(s.port, u, wanted) &&
		(m.isRedirected || pathMatches(s.path, u.Path()))
}

// selfMatches reports whether the URL is of the page's own origin, or of its secure
// twin.
func (m sourceMatching) selfMatches(u *URL) bool {
	scheme := u.Scheme()
	isSocket := scheme == "ws" || scheme == "wss"
	switch {
	case scheme == "blob" && m.keepsBlobsApart, isSocket && m.outlivesPage:
		return false
	case SameOrigin(u.Origin(), m.self):
		return true
	case m.self.host == "" || u.Host() != m.self.host:
		return false
	}
	isKnown := scheme == "https" || isSocket
	if m.comparesHosts {
		isKnown = isKnown || defaultPorts[scheme] != ""
	}
	isSamePort := u.Port() == m.self.port || m.comparesHosts && u.effectivePort() == orDefault(m.self.port, defaultPorts[m.self.scheme])
	return isKnown && isSamePort && (m.self.scheme == "http" || scheme == "https" || scheme == "wss")
}

// schemeMatches reports whether a scheme is the one wanted, or the secure one of its
// kind (https://w3c.github.io/webappsec-csp/#scheme-part-match).
func (m sourceMatching) schemeMatches(wanted, scheme string) bool {
	isHTTP := scheme == "http" || scheme == "https"
	switch wanted {
	case scheme:
		return true
	case "http":
		return scheme == "https"
	case "ws":
		return scheme == "wss" || isHTTP && !m.keepsSocketsApart
	case "wss":
		return scheme == "https" && !m.keepsSocketsApart
	}
	return false
}

// hostMatches compares hosts. An asterisk stands for labels, at least one
// (https://w3c.github.io/webappsec-csp/#host-part-match).
func (m sourceMatching) hostMatches(pattern, host string) bool {
	if suffix, ok := strings.CutPrefix(pattern, "*"); ok {
		return strings.HasSuffix(host, suffix)
	}
	return pattern == host && (m.takesAddresses || !isIPv4(pattern) || pattern == "127.0.0.1")
}

// portMatches compares ports (https://w3c.github.io/webappsec-csp/#port-part-matches).
// Wanted is the scheme that is listed, of whose kind the URL's may be the secure one.
func (m sourceMatching) portMatches(pattern string, u *URL, wanted string) bool {
	port := u.effectivePort()
	switch pattern {
	case "*":
		return true
	case "":
		return u.Port() == ""
	}
	if m.securesPorts && wanted != u.Scheme() {
		return port == "443" && (pattern == "80" || pattern == port && wanted == "http" && !m.outlivesPage)
	}
	return pattern == port
}

// pathMatches compares paths, escapes undone. One that ends with a slash matches all
// below it (https://w3c.github.io/webappsec-csp/#path-part-match).
func pathMatches(pattern, path string) bool {
	if pattern == "" || pattern == "/" {
		return true
	}
	pattern, path = unescaped(pattern), unescaped(path)
	if strings.HasSuffix(pattern, "/") {
		return strings.HasPrefix(path, pattern)
	}
	return path == pattern
}

// unescaped undoes percent-encoding where it can be undone.
func unescaped(path string) string {
	if plain, err := url.PathUnescape(path); err == nil {
		return plain
	}
	return path
}
