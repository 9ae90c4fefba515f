package conformance

import "slices"

// A Class is a kind of mistake. A finding is of one.
type Class string

// An origin is let in that the policy does not let in.
const (
	OriginAny        Class = "origin-any"       // whoever asks
	OriginPrefix     Class = "origin-prefix"    // one that begins with a listed one
	OriginSuffix     Class = "origin-suffix"    // one whose host ends with a listed one's, or with its domain
	OriginSubstring  Class = "origin-substring" // one that holds a listed host
	OriginRegexDot   Class = "origin-regex-dot" // one with another character for a dot
	OriginSubdomain  Class = "origin-subdomain" // one below a listed host
	OriginParent     Class = "origin-parent"    // one above a listed host
	OriginScheme     Class = "origin-scheme"    // http for https, or the other way round
	OriginPort       Class = "origin-port"      // another port
	OriginNull       Class = "origin-null"      // sandboxed frames
	OriginCase       Class = "origin-case"      // letter case decides, though browsers send lower case
	OriginMalformed  Class = "origin-malformed" // what is no origin is repeated
	OriginReflection Class = "reflection-with-credentials"
)

// More is granted than the policy says.
const (
	CredentialsWide Class = "credentials-over-wide"
	MethodsWide     Class = "over-wide-methods"
	HeadersWide     Class = "over-wide-headers"
	ExposedWide     Class = "over-exposed"
	PreflightWide   Class = "preflight-actual-mismatch" // the preflight says yes to what the answer then refuses: it was done
)

// Less is granted, so that pages the policy lets in fail.
const (
	OverDeny           Class = "over-deny"
	MissingOnActual    Class = "missing-on-actual"
	MissingOnErrors    Class = "missing-on-errors"
	WildcardInert      Class = "wildcard-with-credentials" // browsers do not take "*" together with credentials
	DuplicateHeaders   Class = "duplicate-headers"
	InvalidValue       Class = "invalid-value"
	PreflightStatus    Class = "preflight-status"
	NotExposed         Class = "not-exposed"
	MaxAgeWrong        Class = "preflight-max-age"
	MethodCaseChanged  Class = "method-case"
	OptionsSwallowed   Class = "options-swallowed"
	SameOriginBlocked  Class = "same-origin-blocked"
	RequestHeadersRead Class = "acrh-parse" // Access-Control-Request-Headers in another form of the same list
)

// What only a cache, repetition or load shows.
const (
	VaryMissing     Class = "vary-missing"
	VaryOverwritten Class = "vary-overwritten"
	StateRequests   Class = "state-across-requests"
	StateInstances  Class = "state-across-instances"
	LongHeader      Class = "acrh-dos"
)

// What is odd, and harmless in a browser.
const (
	NamesOther Class = "acao-for-refused-origin" // an origin is named that did not ask
	EmptyValue Class = "empty-acao"
	Reflection Class = "reflection" // the origin is repeated where "*" would do
)

// What is about the suite's own agreement with a server.
const (
	BrokenClaim Class = "claim-not-kept"
)

var classes = []Class{
	OriginAny, OriginPrefix, OriginSuffix, OriginSubstring, OriginRegexDot, OriginSubdomain, OriginParent, OriginScheme, OriginPort,
	OriginNull, OriginCase, OriginMalformed, OriginReflection,
	CredentialsWide, MethodsWide, HeadersWide, ExposedWide, PreflightWide,
	OverDeny, MissingOnActual, MissingOnErrors, WildcardInert, DuplicateHeaders, InvalidValue, PreflightStatus, NotExposed,
	MaxAgeWrong, MethodCaseChanged, OptionsSwallowed, SameOriginBlocked, RequestHeadersRead,
	VaryMissing, VaryOverwritten, StateRequests, StateInstances, LongHeader,
	NamesOther, EmptyValue, Reflection, BrokenClaim,
}

// classTexts say of each class in a line what the mistake is.
var classTexts = map[Class]string{
	OriginAny:          "Every page is let in",
	OriginPrefix:       "An origin is let in that begins with one of the policy",
	OriginSuffix:       "An origin is let in whose host ends with one of the policy, or with its domain",
	OriginSubstring:    "An origin is let in that holds a host of the policy",
	OriginRegexDot:     "An origin is let in that has another character for a dot",
	OriginSubdomain:    "An origin is let in whose host is below one of the policy",
	OriginParent:       "An origin is let in whose host is above one of the policy",
	OriginScheme:       "An origin is let in that has the other scheme",
	OriginPort:         "An origin is let in that has another port",
	OriginNull:         "Sandboxed frames, which anybody can make, are let in",
	OriginCase:         "Letter case decides about an origin, though browsers send lower case",
	OriginMalformed:    "What is no origin is repeated",
	OriginReflection:   "Every origin is repeated, together with credentials",
	CredentialsWide:    "Credentials are allowed that the policy does not allow",
	MethodsWide:        "Methods are allowed that the policy does not allow",
	HeadersWide:        "Request headers are allowed that the policy does not allow",
	ExposedWide:        "Response headers are exposed that the policy does not expose",
	PreflightWide:      "The preflight allows what the answer then refuses, so that the request is carried out",
	OverDeny:           "A page is refused what the policy allows",
	MissingOnActual:    "The preflight allows a request, and the answer to it does not",
	MissingOnErrors:    "Errors lack the CORS headers, so that pages cannot read them",
	WildcardInert:      "\"*\" is answered where there are credentials, and browsers do not take it",
	DuplicateHeaders:   "A header is answered twice that must be there once",
	InvalidValue:       "A CORS header has a value that browsers cannot read",
	PreflightStatus:    "A preflight is answered with a status that is no success",
	NotExposed:         "A response header is not exposed that the policy exposes",
	MaxAgeWrong:        "Browsers remember preflights longer or shorter than the policy says",
	MethodCaseChanged:  "The letter case of a method is changed, and methods are case-sensitive",
	OptionsSwallowed:   "An OPTIONS request that is no preflight does not reach the application",
	SameOriginBlocked:  "A page's request to its own origin is refused",
	RequestHeadersRead: "Another form of the same Access-Control-Request-Headers has another answer",
	VaryMissing:        "The answer depends on Origin and does not say so, which a shared cache makes into a failure",
	VaryOverwritten:    "A Vary that the application has set is lost",
	StateRequests:      "An answer depends on the requests before",
	StateInstances:     "Two servers in one process know of each other's policies",
	LongHeader:         "A long Access-Control-Request-Headers takes the server too long",
	NamesOther:         "A page that is refused is told of another origin",
	EmptyValue:         "A page is refused with an empty Access-Control-Allow-Origin",
	Reflection:         "The origin is repeated where \"*\" would do",
	BrokenClaim:        "The adapter claims a feature that it then says it does not have",
}

// Text says in a line what the mistake is.
func (c Class) Text() string { return classTexts[c] }

// Classes returns every class.
func Classes() []Class { return slices.Clone(classes) }

// A Kind says who can show a finding.
type Kind string

const (
	ByPage       Kind = "browser"    // a page in a browser, which is who CORS is about
	ByRawClient  Kind = "raw client" // a client that is no browser: no page can do this
	ByCache      Kind = "cache"      // a page, with a shared cache between it and the server
	ByRepetition Kind = "repetition" // a page that asks more than once
	ByLoad       Kind = "load"       // a client that sends much
	ByProtocol   Kind = "protocol"   // the adapter's own words
)
