package conformance

import (
	"slices"
	"strings"

	"github.com/corslab/corslab/fetch"
)

// Any, alone in a list of a policy, stands for whatever there is.
const Any = "*"

// Null is the origin of pages that have none of their own.
const Null = "null"

// A Policy says who may do what, in terms that every middleware has words for.
// What it does not say is not judged.
type Policy struct {
	// Origins are those whose pages may read: an origin as browsers send it
	// ("https://app.example.com"); one label below a domain
	// ("https://*.example.com"); every port of a host ("http://localhost:*"); "null";
	// or Any, alone. An empty list lets no page of another origin in.
	Origins []string `json:"origins"`
	// Methods are those that may be used. GET, HEAD and POST need no leave, and are
	// not judged where they are not listed. nil says nothing.
	Methods []string `json:"methods,omitempty"`
	// Headers are the request headers that a page may set beyond those that need no
	// leave. nil says nothing.
	Headers []string `json:"headers,omitempty"`
	// Credentials says that pages may ask with credentials.
	Credentials bool `json:"credentials"`
	// Expose are the response headers that pages may read beyond those they always
	// may.
	Expose []string `json:"expose,omitempty"`
	// MaxAge is how many seconds a browser may remember a preflight; nil says nothing.
	MaxAge *int `json:"max-age,omitempty"`
}

// A patternKind is the form of an entry of Policy.Origins.
type patternKind int

const (
	exactOrigin patternKind = iota
	anyOrigin
	nullOrigin
	anySubdomain
	anyPort
	brokenPattern
)

// A pattern is an entry of Policy.Origins, taken apart.
type pattern struct {
	kind patternKind
	// scheme, host and port are the parts beside the wildcard; port "" is the
	// scheme's own.
	scheme, host, port string
}

// parsePattern takes an entry apart.
func parsePattern(s string) pattern {
	switch s {
	case Any:
		return pattern{kind: anyOrigin}
	case Null:
		return pattern{kind: nullOrigin}
	}
	kind, plain := exactOrigin, s
	scheme, authority, _ := strings.Cut(s, "://")
	if base, ok := strings.CutPrefix(authority, "*."); ok {
		kind, plain = anySubdomain, scheme+"://"+base
	} else if base, ok := strings.CutSuffix(s, ":*"); ok {
		kind, plain = anyPort, base
	}
	origin, err := fetch.ParseOrigin(plain)
	if err != nil || origin.Scheme() != "http" && origin.Scheme() != "https" || strings.Contains(origin.Host(), "*") {
		return pattern{kind: brokenPattern}
	}
	return pattern{kind: kind, scheme: origin.Scheme(), host: origin.Host(), port: strings.TrimPrefix(strings.TrimPrefix(plain, origin.Scheme()+"://"+origin.Host()), ":")}
}

// origin returns the origin of the pattern's scheme and port at a host.
func (p pattern) origin(host string) string {
	if p.port == "" {
		return p.scheme + "://" + host
	}
	return p.scheme + "://" + host + ":" + p.port
}

// sample returns an origin that the pattern lets in.
func (p pattern) sample() string {
	switch p.kind {
	case anyOrigin:
		return "https://page.example"
	case nullOrigin:
		return Null
	case anySubdomain:
		return p.origin("app." + p.host)
	case anyPort:
		return p.scheme + "://" + p.host + ":3000"
	}
	return p.origin(p.host)
}

// allows reports whether the policy lets pages of an origin in; known is false where
// it leaves that open: deeper levels below a wildcard are as good as one, for those
// who own the domain.
func (p Policy) allows(origin string) (allowed, known bool) {
	known = true
	for _, entry := range p.Origins {
		pat := parsePattern(entry)
		switch pat.kind {
		case anyOrigin:
			return true, true
		case nullOrigin, exactOrigin:
			if entry == origin {
				return true, true
			}
		case anySubdomain:
			label, ok := strings.CutSuffix(origin, pat.origin("." + pat.host)[len(pat.scheme+"://"):])
			label, scheme := strings.CutPrefix(label, pat.scheme+"://")
			if ok && scheme && label != "" && isOrigin(origin) {
				if !strings.Contains(label, ".") {
					return true, true
				}
				known = false
			}
		case anyPort:
			if rest, ok := strings.CutPrefix(origin, pat.scheme+"://"+pat.host); ok && isPort(rest) && isOrigin(origin) {
				return true, true
			}
		}
	}
	return false, known
}

// isPort reports whether what follows a host is a port or nothing.
func isPort(s string) bool {
	return s == "" || s[0] == ':' && len(s) > 1 && strings.Trim(s[1:], "0123456789") == ""
}

// anyOrigins reports whether the policy lets every page in.
func (p Policy) anyOrigins() bool { return slices.Contains(p.Origins, Any) }

// allowsMethod reports whether the policy lists a method.
func (p Policy) allowsMethod(method string) bool {
	return slices.Contains(p.Methods, method) || slices.Contains(p.Methods, Any)
}

// allowsHeader reports whether the policy lists a request header.
func (p Policy) allowsHeader(name string) bool {
	return slices.ContainsFunc(p.Headers, func(h string) bool { return h == Any || strings.EqualFold(h, name) })
}

// isOrigin reports whether a browser could send s as the origin of a page: it is a
// serialised origin, and a name that can be looked up.
func isOrigin(s string) bool {
	origin, err := fetch.ParseOrigin(s)
	if err != nil {
		return s == Null
	}
	host := origin.Host()
	return !strings.Contains(host, "..") && !strings.HasPrefix(host, ".") && host != ""
}
