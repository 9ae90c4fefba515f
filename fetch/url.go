package fetch

import (
	"strings"

	whatwg "github.com/nlnwa/whatwg-url/url"
)

// A URL is an absolute URL as the URL Standard parses it
// (https://url.spec.whatwg.org/#concept-url). It does not change.
type URL struct {
	scheme, username, password string
	host, port                 string // port "" is the scheme's default
	target                     string // path and query
	fragment                   string
	href                       string
	hashAt                     int // where in href the fragment's "#" is; len(href) without one
	origin                     Origin
}

// A URLProblem says what is wrong with a URL or origin.
type URLProblem string

const (
	InvalidURL    URLProblem = "not a valid URL"
	InvalidOrigin URLProblem = "not a serialised origin"
)

// A URLError is a string that should have been a URL or an origin.
type URLError struct {
	Value   string
	Problem URLProblem
	// Err is what the URL parser found; nil where it found nothing wrong.
	Err error
}

func (e *URLError) Error() string { return `"` + e.Value + `" is ` + string(e.Problem) }

func (e *URLError) Unwrap() error { return e.Err }

// ParseURL parses a URL, which may be relative to base unless base is nil
// (https://url.spec.whatwg.org/#concept-url-parser). Its error is a *URLError.
func ParseURL(ref string, base *URL) (*URL, error) {
	if u, ok := parsePlainURL(ref); ok {
		return u, nil
	}
	parsed, err := parseAgainst(base, ref)
	if err != nil {
		return nil, &URLError{Value: ref, Problem: InvalidURL, Err: err}
	}
	return newURL(parsed), nil
}

func parseAgainst(base *URL, ref string) (*whatwg.Url, error) {
	if base == nil {
		return whatwg.Parse(ref)
	}
	return whatwg.ParseRef(base.href, ref)
}

func newURL(parsed *whatwg.Url) *URL {
	u := &URL{
		scheme: parsed.Scheme(), username: parsed.Username(), password: parsed.Password(),
		host: parsed.Hostname(), port: parsed.Port(),
		target:   parsed.Pathname(),
		fragment: parsed.Fragment(),
		href:     parsed.Href(false),
		hashAt:   len(parsed.Href(true)),
	}
	if _, query, found := strings.Cut(u.href[:u.hashAt], "?"); found {
		u.target += "?" + query
	}
	u.origin = originOf(u)
	return u.withEncodedPath('^') // which the URL parser we use does not encode yet
}

// String returns the URL serialised, fragment included
// (https://url.spec.whatwg.org/#concept-url-serializer).
func (u *URL) String() string { return u.href }

// WithoutFragment returns the URL serialised without its fragment.
func (u *URL) WithoutFragment() string { return u.href[:u.hashAt] }

// HasFragment reports whether the URL has a fragment, be it an empty one.
func (u *URL) HasFragment() bool { return u.hashAt < len(u.href) }

// WithFragmentOf returns u with the fragment of other where u has none of its
// own: what a redirect passes on.
func (u *URL) WithFragmentOf(other *URL) *URL {
	if u.HasFragment() || !other.HasFragment() {
		return u
	}
	inherited := *u
	inherited.fragment = other.fragment
	inherited.href += other.href[other.hashAt:]
	return &inherited
}

// originText returns the serialised origin. That of nearly every URL is the
// beginning of the URL itself.
func (u *URL) originText() string {
	if u.IsHTTP() && !u.IncludesCredentials() {
		return u.href[:u.hashAt-len(u.target)]
	}
	return u.origin.String()
}

// withoutUserinfo returns an http or https URL without user name, password and
// fragment.
func (u *URL) withoutUserinfo() string {
	if u.IncludesCredentials() {
		return u.origin.String() + u.target
	}
	return u.WithoutFragment()
}

// Scheme returns the scheme, without a colon.
func (u *URL) Scheme() string { return u.scheme }

// Host returns the host serialised, an IPv6 address in brackets; "" for none.
func (u *URL) Host() string { return u.host }

// Port returns the port, "" where it is the scheme's default or there is none.
func (u *URL) Port() string { return u.port }

// Authority returns host and port as a Host header names them.
func (u *URL) Authority() string {
	if u.port == "" {
		return u.host
	}
	if _, authority, ok := strings.Cut(u.originText(), "://"); ok {
		return authority
	}
	return u.host + ":" + u.port
}

// Address returns where an http or https URL is connected to, "host:port", the
// default port included.
func (u *URL) Address() string {
	return u.host + ":" + u.effectivePort()
}

// defaultPorts are the ports of the special schemes
// (https://url.spec.whatwg.org/#default-port).
var defaultPorts = map[string]string{"ftp": "21", "http": "80", "https": "443", "ws": "80", "wss": "443"}

// isSpecial reports whether the scheme is one of those whose hosts are domains
// (https://url.spec.whatwg.org/#special-scheme).
func (u *URL) isSpecial() bool { return u.scheme == "file" || defaultPorts[u.scheme] != "" }

// effectivePort returns the port, the scheme's default where none is given; "" where it
// has none.
func (u *URL) effectivePort() string { return orDefault(u.port, defaultPorts[u.scheme]) }

// Target returns path and query: the request target.
func (u *URL) Target() string { return u.target }

// Path returns the path alone.
func (u *URL) Path() string {
	path, _, _ := strings.Cut(u.target, "?")
	return path
}

// Fragment returns the fragment, without its "#".
func (u *URL) Fragment() string { return u.fragment }

// Origin returns the URL's origin (https://url.spec.whatwg.org/#concept-url-origin).
// It is opaque for URLs that have no server.
func (u *URL) Origin() Origin { return u.origin }

// IncludesCredentials reports whether the URL has a user name or a password
// (https://url.spec.whatwg.org/#include-credentials). "http://:@host/" has
// neither.
func (u *URL) IncludesCredentials() bool { return u.username != "" || u.password != "" }

// IsHTTP reports whether the scheme is http or https
// (https://fetch.spec.whatwg.org/#http-scheme).
func (u *URL) IsHTTP() bool { return u.scheme == "http" || u.scheme == "https" }

// IsPotentiallyTrustworthy reports whether the URL counts as safe from the
// network (https://www.w3.org/TR/secure-contexts/#is-url-trustworthy).
func (u *URL) IsPotentiallyTrustworthy() bool {
	switch u.scheme {
	case "data":
		return true
	case "about":
		return u.target == "blank" || u.target == "srcdoc"
	}
	return u.origin.IsPotentiallyTrustworthy()
}
