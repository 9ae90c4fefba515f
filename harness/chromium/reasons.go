package chromium

import (
	"strings"

	"github.com/corslab/corslab/fetch"
)

// This file is the whole of what we know of Chromium's messages. It was checked
// against the versions in validatedVersions; a message that is not here gives no
// reason, and the harness reports an error rather than guess.

// validatedVersions are the major versions the tables were checked with.
var validatedVersions = []string{"156"}

// isValidated reports whether the tables were checked with this version.
func isValidated(version string) bool {
	major, _, _ := strings.Cut(version, ".")
	for _, v := range validatedVersions {
		if v == major {
			return true
		}
	}
	return false
}

// corsErrors are the values of Network.CorsError. Our reasons are spelt alike
// today; the table is what stays when one of the two lists changes.
var corsErrors = map[string]fetch.Reason{
	"DisallowedByMode":                     fetch.DisallowedByMode,
	"WildcardOriginNotAllowed":             fetch.WildcardOriginNotAllowed,
	"MissingAllowOriginHeader":             fetch.MissingAllowOriginHeader,
	"MultipleAllowOriginValues":            fetch.MultipleAllowOriginValues,
	"InvalidAllowOriginValue":              fetch.InvalidAllowOriginValue,
	"AllowOriginMismatch":                  fetch.AllowOriginMismatch,
	"InvalidAllowCredentials":              fetch.InvalidAllowCredentials,
	"CorsDisabledScheme":                   fetch.CorsDisabledScheme,
	"PreflightInvalidStatus":               fetch.PreflightInvalidStatus,
	"PreflightDisallowedRedirect":          fetch.PreflightDisallowedRedirect,
	"PreflightWildcardOriginNotAllowed":    fetch.PreflightWildcardOriginNotAllowed,
	"PreflightMissingAllowOriginHeader":    fetch.PreflightMissingAllowOriginHeader,
	"PreflightMultipleAllowOriginValues":   fetch.PreflightMultipleAllowOriginValues,
	"PreflightInvalidAllowOriginValue":     fetch.PreflightInvalidAllowOriginValue,
	"PreflightAllowOriginMismatch":         fetch.PreflightAllowOriginMismatch,
	"PreflightInvalidAllowCredentials":     fetch.PreflightInvalidAllowCredentials,
	"InvalidAllowMethodsPreflightResponse": fetch.InvalidAllowMethodsPreflightResponse,
	"InvalidAllowHeadersPreflightResponse": fetch.InvalidAllowHeadersPreflightResponse,
	"MethodDisallowedByPreflightResponse":  fetch.MethodDisallowedByPreflightResponse,
	"HeaderDisallowedByPreflightResponse":  fetch.HeaderDisallowedByPreflightResponse,
	"RedirectContainsCredentials":          fetch.RedirectContainsCredentials,
	"InsecureLocalNetwork":                 fetch.InsecureLocalNetwork,
	"InvalidLocalNetworkAccess":            fetch.InvalidLocalNetworkAccess,
	"NoCorsRedirectModeNotFollow":          fetch.NoCorsRedirectModeNotFollow,
	"LocalNetworkAccessPermissionDenied":   fetch.LocalNetworkAccessPermissionDenied,
}

// blockedReasons are the values of Network.BlockedReason that a fetch() or an
// XMLHttpRequest can meet.
var blockedReasons = map[string]fetch.Reason{
	"csp":                  fetch.BlockedByCSP,
	"mixed-content":        fetch.MixedContent,
	"origin":               fetch.RedirectDisallowedByMode,
	"corp-not-same-origin": fetch.BlockedByResponse,
	"corp-not-same-site":   fetch.BlockedByResponse,
	"corp-not-same-origin-after-defaulted-to-same-origin-by-coep":         fetch.BlockedByResponse,
	"corp-not-same-origin-after-defaulted-to-same-origin-by-dip":          fetch.BlockedByResponse,
	"corp-not-same-origin-after-defaulted-to-same-origin-by-coep-and-dip": fetch.BlockedByResponse,
}

// netErrors are the error texts of Network.loadingFailed (net/base's
// net_error_list.h). A plain ERR_FAILED, without a CORS error, is what redirect
// mode "error" gives.
var netErrors = map[string]fetch.Reason{
	"net::ERR_FAILED":                                        fetch.RedirectNotAllowed,
	"net::ERR_TOO_MANY_REDIRECTS":                            fetch.TooManyRedirects,
	"net::ERR_INVALID_REDIRECT":                              fetch.InvalidRedirect,
	"net::ERR_UNSAFE_REDIRECT":                               fetch.UnsafeRedirect,
	"net::ERR_RESPONSE_HEADERS_MULTIPLE_LOCATION":            fetch.MultipleLocations,
	"net::ERR_INVALID_RESPONSE":                              fetch.UnusableResponse,
	"net::ERR_INVALID_URL":                                   fetch.InvalidRequest,
	"net::ERR_UNKNOWN_URL_SCHEME":                            fetch.UnknownURLScheme,
	"net::ERR_FILE_NOT_FOUND":                                fetch.FileNotFound,
	"net::ERR_UNSAFE_PORT":                                   fetch.UnsafePort,
	"net::ERR_INVALID_ARGUMENT":                              fetch.RedirectNeedsBodyReplay,
	"net::ERR_ALPN_NEGOTIATION_FAILED":                       fetch.StreamNeedsHTTP2,
	"net::ERR_H2_OR_QUIC_REQUIRED":                           fetch.StreamNeedsHTTP2,
	"net::ERR_CACHE_MISS":                                    fetch.CacheMiss,
	"net::ERR_BLOCKED_BY_CSP":                                fetch.BlockedByCSP,
	"net::ERR_BLOCKED_BY_ORB":                                fetch.BlockedByORB,
	"net::ERR_BLOCKED_BY_RESPONSE":                           fetch.BlockedByResponse,
	"net::ERR_BLOCKED_BY_RESPONSE.NotSameOrigin":             fetch.BlockedByResponse,
	"net::ERR_BLOCKED_BY_RESPONSE.NotSameSite":               fetch.BlockedByResponse,
	"net::ERR_SOCKS_CONNECTION_FAILED":                       fetch.ConnectionFailed,
	"net::ERR_SOCKS_CONNECTION_HOST_UNREACHABLE":             fetch.ConnectionFailed,
	"net::ERR_CONNECTION_REFUSED":                            fetch.ConnectionFailed,
	"net::ERR_NAME_NOT_RESOLVED":                             fetch.ConnectionFailed,
	"net::ERR_SSL_PROTOCOL_ERROR":                            fetch.ConnectionFailed,
	"net::ERR_CONNECTION_RESET":                              fetch.ConnectionReset,
	"net::ERR_EMPTY_RESPONSE":                                fetch.EmptyResponse,
	"net::ERR_INVALID_HTTP_RESPONSE":                         fetch.InvalidHTTPResponse,
	"net::ERR_HTTP2_PROTOCOL_ERROR":                          fetch.InvalidHTTPResponse,
	"net::ERR_INVALID_CHUNKED_ENCODING":                      fetch.InvalidHTTPResponse,
	"net::ERR_RESPONSE_HEADERS_TOO_BIG":                      fetch.InvalidHTTPResponse,
	"net::ERR_RESPONSE_HEADERS_MULTIPLE_CONTENT_LENGTH":      fetch.InvalidHTTPResponse,
	"net::ERR_RESPONSE_HEADERS_MULTIPLE_CONTENT_DISPOSITION": fetch.InvalidHTTPResponse,
	"net::ERR_CONTENT_LENGTH_MISMATCH":                       fetch.InvalidHTTPResponse,
	"net::ERR_CONTENT_DECODING_FAILED":                       fetch.InvalidHTTPResponse,
	"net::ERR_UNEXPECTED_PROXY_AUTH":                         fetch.ProxyAuthRequired,
	"net::ERR_TIMED_OUT":                                     fetch.Timeout,
	"net::ERR_NETWORK_CHANGED":                               fetch.NetworkError,
	"net::ERR_CONNECTION_CLOSED":                             fetch.EmptyResponse,
}

// reason is what a failed load says of itself; "" where it says nothing we
// know.
func (f failure) reason() (reason fetch.Reason, parameter string) {
	if f.CORS != nil {
		return corsErrors[f.CORS.Error], f.CORS.Parameter
	}
	if f.BlockedReason != "" && f.BlockedReason != "other" {
		return blockedReasons[f.BlockedReason], ""
	}
	return netErrors[f.ErrorText], ""
}

// scriptReasons are why a worker may not have its script, where DevTools says nothing,
// or what would also be said of a script of no use: the browser process asks for it,
// and tells the page no more than that it failed.
var scriptReasons = []fetch.Reason{
	fetch.RedirectDisallowedByMode, fetch.TooManyRedirects, fetch.InvalidRedirect, fetch.UnsafeRedirect, fetch.MultipleLocations,
	fetch.ConnectionFailed, fetch.ConnectionReset, fetch.EmptyResponse, fetch.InvalidHTTPResponse, fetch.ProxyAuthRequired,
	fetch.UnusableResponse,
}

// ofInitiator is the reason of a failed load that an element, a CSS property or
// an interface other than fetch() and XMLHttpRequest made. Some failures mean
// something else there.
func (f finding) ofInitiator(r fetch.Request) []fetch.Reason {
	api := r.API
	isWorkerAPI := api.StartsWorker()
	switch {
	case f.text == socketLocalNetwork:
		return localNetworkReasons
	case f.isWorkers, api == fetch.APIWebSocket:
		return f.reasons()
	case api == fetch.APIPreload && (f.text == "net::ERR_FAILED" || f.text == aborted) && f.weight != cors:
		// A preload takes any answer. Why it follows no redirect it does not say.
		return []fetch.Reason{fetch.MixedContent, fetch.RedirectDisallowedByMode, fetch.BlockedByCSP}
	case api == fetch.APIEventSource && f.text == "net::ERR_CONTENT_LENGTH_MISMATCH":
		// It gives a response up for its status or type, and may hear first that the end
		// of it is missing. For that alone it does not fail.
		return []fetch.Reason{fetch.UnusableResponse, fetch.InvalidHTTPResponse}
	case f.weight == arrived, f.weight > none && f.text == "net::ERR_FAILED" && f.weight != cors:
		return []fetch.Reason{fetch.UnusableResponse}
	case isWorkerAPI && (f.text == aborted || f.weight == none) && isBlob(r.URL):
		return []fetch.Reason{fetch.FileNotFound, fetch.UnusableResponse}
	case f.weight == none && isData(r.URL), isWorkerAPI && f.text == aborted && isData(r.URL):
		return []fetch.Reason{fetch.InvalidRequest, fetch.UnusableResponse}
	case isWorkerAPI && (f.text == aborted || f.weight == none):
		return scriptReasons
	case f.text == aborted:
		return []fetch.Reason{fetch.UnusableResponse}
	case f.reason != "":
		return []fetch.Reason{f.reason}
	case hasOtherScheme(r.URL):
		return otherSchemeReasons
	}
	return nil
}

// aborted is how a load ends that the browser gives up by itself.
const aborted = "net::ERR_ABORTED"
