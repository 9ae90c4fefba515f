package conformance

import (
	"slices"
	"strings"
)

// A Feature is something that a middleware can do, or that it must not do. Each case
// is about one.
type Feature string

// The features of the core: what every middleware must get right.
const (
	ExactOrigins Feature = "exact-origins" // pages of listed origins read, others do not
	EveryOrigin  Feature = "any-origin"    // every page reads, without credentials
	Methods      Feature = "methods"       // listed methods, after a preflight
	Headers      Feature = "headers"       // listed request headers
	Credentials  Feature = "credentials"   // with credentials where the policy says so
	State        Feature = "state"         // the same question has the same answer
	Load         Feature = "load"          // a long header costs nothing much
)

// The extended features.
const (
	Subdomains         Feature = "subdomains"           // https://*.example.com
	WildcardPorts      Feature = "wildcard-ports"       // http://localhost:*
	NullOrigin         Feature = "null-origin"          // sandboxed frames are let in
	NoOrigins          Feature = "no-origins"           // nobody is let in: what a server does that was told nothing
	AnyMethod          Feature = "any-method"           // every method
	AnyHeader          Feature = "any-header"           // every request header
	AnyWithCredentials Feature = "any-with-credentials" // everybody, with credentials: best refused
	MethodCase         Feature = "method-case"          // methods that are not in capitals
	Exposure           Feature = "exposed-headers"      // response headers that a page may read
	MaxAge             Feature = "max-age"              // how long a preflight is remembered
	Caching            Feature = "caching"              // Vary, and what a shared cache makes of the answers
	Errors             Feature = "errors"               // answers that are errors carry the headers too
	OptionsMethod      Feature = "options-method"       // OPTIONS that is no preflight reaches the application
	SameOrigin         Feature = "same-origin"          // pages of the server's own origin are not disturbed
	HeaderLists        Feature = "header-lists"         // a list that an intermediary wrote in another way
	MalformedOrigins   Feature = "malformed-origins"    // what is no origin is not repeated
	Instances          Feature = "instances"            // two servers in one process know nothing of each other
)

// A Level says how much is asked of a server.
type Level string

const (
	Core     Level = "core"
	Extended Level = "extended"
)

// Levels returns the levels, the lower first.
func Levels() []Level { return []Level{Core, Extended} }

var features = []Feature{
	ExactOrigins, EveryOrigin, Methods, Headers, Credentials, State, Load,
	Subdomains, WildcardPorts, NullOrigin, NoOrigins, AnyMethod, AnyHeader, AnyWithCredentials, MethodCase, Exposure, MaxAge,
	Caching, Errors, OptionsMethod, SameOrigin, HeaderLists, MalformedOrigins, Instances,
}

// Features returns every feature, those of the core first.
func Features() []Feature { return slices.Clone(features) }

// Level returns the level that the feature belongs to.
func (f Feature) Level() Level {
	if slices.Index(features, f) <= slices.Index(features, Load) {
		return Core
	}
	return Extended
}

// needs returns the features that a server must have to be set up with the policy.
func (p Policy) needs() []Feature {
	var needed []Feature
	for _, entry := range p.Origins {
		switch parsePattern(entry).kind {
		case anyOrigin:
			if p.Credentials {
				needed = append(needed, AnyWithCredentials)
			} else {
				needed = append(needed, EveryOrigin)
			}
		case nullOrigin:
			needed = append(needed, NullOrigin)
		case anySubdomain:
			needed = append(needed, Subdomains)
		case anyPort:
			needed = append(needed, WildcardPorts)
		}
	}
	if len(p.Origins) == 0 {
		needed = append(needed, NoOrigins)
	}
	if slices.Contains(p.Methods, Any) {
		needed = append(needed, AnyMethod)
	}
	if slices.Contains(p.Headers, Any) {
		needed = append(needed, AnyHeader)
	}
	return needed
}

// words returns the features that a target may have no words for: those that it needs
// to be set up, and those that the policy sets besides.
func (p Policy) words() []Feature {
	words := p.needs()
	if p.MaxAge != nil {
		words = append(words, MaxAge)
	}
	if p.Expose != nil {
		words = append(words, Exposure)
	}
	for _, method := range p.Methods {
		if strings.ToUpper(method) != method {
			words = append(words, MethodCase)
		}
		if method == "OPTIONS" {
			words = append(words, OptionsMethod)
		}
	}
	return words
}
