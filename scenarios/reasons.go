package scenarios

import (
	"slices"

	"github.com/corslab/corslab/fetch"
)

// NoReason is how an expectation says that a request was neither denied nor
// failed, where its API shows no outcome.
const NoReason fetch.Reason = "none"

// Reasons returns every reason that an expectation may name, NoReason left out.
func Reasons() []fetch.Reason { return slices.Clone(reasons[1:]) }

// reasons are all that an expectation may name.
var reasons = []fetch.Reason{
	NoReason,
	fetch.DisallowedByMode, fetch.WildcardOriginNotAllowed, fetch.MissingAllowOriginHeader, fetch.MultipleAllowOriginValues,
	fetch.InvalidAllowOriginValue, fetch.AllowOriginMismatch, fetch.InvalidAllowCredentials, fetch.CorsDisabledScheme,
	fetch.PreflightInvalidStatus, fetch.PreflightDisallowedRedirect, fetch.PreflightWildcardOriginNotAllowed,
	fetch.PreflightMissingAllowOriginHeader, fetch.PreflightMultipleAllowOriginValues, fetch.PreflightInvalidAllowOriginValue,
	fetch.PreflightAllowOriginMismatch, fetch.PreflightInvalidAllowCredentials, fetch.InvalidAllowMethodsPreflightResponse,
	fetch.InvalidAllowHeadersPreflightResponse, fetch.MethodDisallowedByPreflightResponse, fetch.HeaderDisallowedByPreflightResponse,
	fetch.RedirectContainsCredentials, fetch.InsecureLocalNetwork, fetch.InvalidLocalNetworkAccess,
	fetch.NoCorsRedirectModeNotFollow, fetch.LocalNetworkAccessPermissionDenied,

	fetch.InvalidRequest, fetch.MixedContent, fetch.UnsafePort, fetch.TooManyRedirects, fetch.InvalidRedirect, fetch.MultipleLocations,
	fetch.UnsafeRedirect, fetch.UnknownURLScheme, fetch.FileNotFound, fetch.RedirectNotAllowed, fetch.RedirectDisallowedByMode, fetch.RedirectNeedsBodyReplay,
	fetch.BlockedByResponse, fetch.KeepaliveLimitExceeded, fetch.StreamNeedsHTTP2, fetch.CacheMiss, fetch.BlockedByCSP,
	fetch.UnusableResponse, fetch.BlockedByORB,

	fetch.ConnectionFailed, fetch.ConnectionReset, fetch.EmptyResponse, fetch.InvalidHTTPResponse, fetch.ProxyAuthRequired,
	fetch.Timeout, fetch.NetworkError,
}
