package fetch

import "slices"

// A Reason says why a request was denied or failed. The list is closed and our
// own. The reasons that Chromium's DevTools protocol knows as
// Network.CorsError are spelt as it spells them today.
type Reason string

// Reasons of the CORS protocol and of a request's mode.
const (
	DisallowedByMode                     Reason = "DisallowedByMode"
	WildcardOriginNotAllowed             Reason = "WildcardOriginNotAllowed"
	MissingAllowOriginHeader             Reason = "MissingAllowOriginHeader"
	MultipleAllowOriginValues            Reason = "MultipleAllowOriginValues"
	InvalidAllowOriginValue              Reason = "InvalidAllowOriginValue"
	AllowOriginMismatch                  Reason = "AllowOriginMismatch"
	InvalidAllowCredentials              Reason = "InvalidAllowCredentials"
	CorsDisabledScheme                   Reason = "CorsDisabledScheme"
	PreflightInvalidStatus               Reason = "PreflightInvalidStatus"
	PreflightDisallowedRedirect          Reason = "PreflightDisallowedRedirect"
	PreflightWildcardOriginNotAllowed    Reason = "PreflightWildcardOriginNotAllowed"
	PreflightMissingAllowOriginHeader    Reason = "PreflightMissingAllowOriginHeader"
	PreflightMultipleAllowOriginValues   Reason = "PreflightMultipleAllowOriginValues"
	PreflightInvalidAllowOriginValue     Reason = "PreflightInvalidAllowOriginValue"
	PreflightAllowOriginMismatch         Reason = "PreflightAllowOriginMismatch"
	PreflightInvalidAllowCredentials     Reason = "PreflightInvalidAllowCredentials"
	InvalidAllowMethodsPreflightResponse Reason = "InvalidAllowMethodsPreflightResponse"
	InvalidAllowHeadersPreflightResponse Reason = "InvalidAllowHeadersPreflightResponse"
	MethodDisallowedByPreflightResponse  Reason = "MethodDisallowedByPreflightResponse"
	HeaderDisallowedByPreflightResponse  Reason = "HeaderDisallowedByPreflightResponse"
	RedirectContainsCredentials          Reason = "RedirectContainsCredentials"
	InsecureLocalNetwork                 Reason = "InsecureLocalNetwork"
	InvalidLocalNetworkAccess            Reason = "InvalidLocalNetworkAccess"
	NoCorsRedirectModeNotFollow          Reason = "NoCorsRedirectModeNotFollow"
	LocalNetworkAccessPermissionDenied   Reason = "LocalNetworkAccessPermissionDenied"
)

// Reasons for which a browser refuses that are no CORS error.
const (
	InvalidRequest           Reason = "InvalidRequest"           // the API threw, or fetch() rejected before any network: Request constructor, XMLHttpRequest's open() and setRequestHeader()
	MixedContent             Reason = "MixedContent"             // an http URL from an https page
	UnsafePort               Reason = "UnsafePort"               // a port on the Fetch Standard's block list
	TooManyRedirects         Reason = "TooManyRedirects"         // the 21st redirect
	InvalidRedirect          Reason = "InvalidRedirect"          // a Location that cannot be parsed
	MultipleLocations        Reason = "MultipleLocations"        // Location lines that differ
	UnsafeRedirect           Reason = "UnsafeRedirect"           // a redirect to data:, about:, blob: or file:
	UnknownURLScheme         Reason = "UnknownURLScheme"         // a scheme the browser cannot load, outside CORS
	FileNotFound             Reason = "FileNotFound"             // a blob: URL of the page's own origin under which nothing is stored
	RedirectNotAllowed       Reason = "RedirectNotAllowed"       // a redirect in redirect mode "error"
	RedirectDisallowedByMode Reason = "RedirectDisallowedByMode" // a cross-origin redirect in mode "same-origin", or one the browser blocks as such
	RedirectNeedsBodyReplay  Reason = "RedirectNeedsBodyReplay"  // a redirect that must send a stream body again
	BlockedByResponse        Reason = "BlockedByResponse"        // Cross-Origin-Resource-Policy, or X-Frame-Options and frame-ancestors of a document
	KeepaliveLimitExceeded   Reason = "KeepaliveLimitExceeded"   // more than 65,536 bytes of keepalive bodies in flight
	StreamNeedsHTTP2         Reason = "StreamNeedsHTTP2"         // a stream body to a server that speaks HTTP/1.1
	CacheMiss                Reason = "CacheMiss"                // cache mode "only-if-cached" and nothing stored
	UnusableResponse         Reason = "UnusableResponse"         // what came passed CORS, and its status, type or content is not what the element or interface can use
	BlockedByORB             Reason = "BlockedByORB"             // opaque response blocking: data that no element loads, from another origin without CORS
	BlockedByCSP             Reason = "BlockedByCSP"             // the page's Content-Security-Policy
)

// Reasons for which a service worker's answer is refused. Where the answer is the
// worker's own fetch() and that fails, the reason is why it did.
const (
	ServiceWorkerError          Reason = "ServiceWorkerError"          // Response.error()
	ServiceWorkerOpaque         Reason = "ServiceWorkerOpaque"         // an opaque response to a request whose mode is not no-cors
	ServiceWorkerCors           Reason = "ServiceWorkerCors"           // a response of the type cors to a request in mode same-origin
	ServiceWorkerOpaqueRedirect Reason = "ServiceWorkerOpaqueRedirect" // a redirect that was not followed, to a request whose redirect mode is not manual
	ServiceWorkerRedirected     Reason = "ServiceWorkerRedirected"     // a redirected response to a request whose redirect mode is not follow
)

// Reasons for which the transport fails. Only these go with the outcome Error.
const (
	ConnectionFailed    Reason = "ConnectionFailed"    // refused, unknown host, TLS failure
	ConnectionReset     Reason = "ConnectionReset"     // reset while waiting for the answer
	EmptyResponse       Reason = "EmptyResponse"       // closed without a byte
	InvalidHTTPResponse Reason = "InvalidHTTPResponse" // bytes that are no HTTP response
	ProxyAuthRequired   Reason = "ProxyAuthRequired"   // a 407 that no proxy sent
	Timeout             Reason = "Timeout"             // no answer in the time the harness gives a case
	NetworkError        Reason = "NetworkError"        // a transport failure with no name of its own here
)

// Reasons returns every reason there is, in the order above.
func Reasons() []Reason { return slices.Clone(reasons) }

var reasons = []Reason{
	DisallowedByMode, WildcardOriginNotAllowed, MissingAllowOriginHeader, MultipleAllowOriginValues,
	InvalidAllowOriginValue, AllowOriginMismatch, InvalidAllowCredentials, CorsDisabledScheme,
	PreflightInvalidStatus, PreflightDisallowedRedirect, PreflightWildcardOriginNotAllowed, PreflightMissingAllowOriginHeader,
	PreflightMultipleAllowOriginValues, PreflightInvalidAllowOriginValue, PreflightAllowOriginMismatch, PreflightInvalidAllowCredentials,
	InvalidAllowMethodsPreflightResponse, InvalidAllowHeadersPreflightResponse, MethodDisallowedByPreflightResponse, HeaderDisallowedByPreflightResponse,
	RedirectContainsCredentials, InsecureLocalNetwork, InvalidLocalNetworkAccess, NoCorsRedirectModeNotFollow,
	LocalNetworkAccessPermissionDenied,
	InvalidRequest, MixedContent, UnsafePort, TooManyRedirects,
	InvalidRedirect, MultipleLocations, UnsafeRedirect, UnknownURLScheme, FileNotFound,
	RedirectNotAllowed, RedirectDisallowedByMode, RedirectNeedsBodyReplay, BlockedByResponse,
	KeepaliveLimitExceeded, StreamNeedsHTTP2, CacheMiss, UnusableResponse,
	BlockedByORB, BlockedByCSP, ServiceWorkerError, ServiceWorkerOpaque, ServiceWorkerCors, ServiceWorkerOpaqueRedirect, ServiceWorkerRedirected,
	ConnectionFailed, ConnectionReset, EmptyResponse, InvalidHTTPResponse,
	ProxyAuthRequired, Timeout, NetworkError,
}

// IsCORSCheck reports whether the reason is found in a response: by the CORS check
// or in the answer to a preflight.
func (r Reason) IsCORSCheck() bool {
	switch r {
	case WildcardOriginNotAllowed, MissingAllowOriginHeader, MultipleAllowOriginValues, InvalidAllowOriginValue, AllowOriginMismatch,
		InvalidAllowCredentials, PreflightInvalidStatus, PreflightDisallowedRedirect, PreflightWildcardOriginNotAllowed,
		PreflightMissingAllowOriginHeader, PreflightMultipleAllowOriginValues, PreflightInvalidAllowOriginValue, PreflightAllowOriginMismatch,
		PreflightInvalidAllowCredentials, InvalidAllowMethodsPreflightResponse, InvalidAllowHeadersPreflightResponse,
		MethodDisallowedByPreflightResponse, HeaderDisallowedByPreflightResponse:
		return true
	}
	return false
}

// IsTransport reports whether the reason is a failure of the transport, which
// goes with the outcome Error; every other reason goes with Deny.
func (r Reason) IsTransport() bool {
	switch r {
	case ConnectionFailed, ConnectionReset, EmptyResponse, InvalidHTTPResponse, ProxyAuthRequired, Timeout, NetworkError:
		return true
	}
	return false
}
