package fetch

// A fork is a decision that a fetch takes one way or the other. The list holds
// every one, besides the quirks, whose conditions are decisions too: what no test
// took both ways, no test has tested.
type fork uint8

const (
	// Request construction.
	forkBadURL fork = iota
	forkURLUserinfo
	forkBadReferrer
	forkOwnReferrer
	forkNavigate
	forkOnlyIfCachedMode
	forkBadMethod
	forkNoCORSMethod
	forkBadHeader
	forkForbiddenHeader
	forkNoCORSHeader
	forkBodyOfGET
	forkKeepaliveStream
	forkNoCORSStream
	forkXHRMethodToken
	forkXHRMethodForbidden
	forkHeaderCombined
	forkCharsetCorrected
	forkBodyCutShort
	forkUseCredentials
	forkBeaconScheme
	forkPingScheme
	forkPingFrom
	forkBeaconTooLong
	forkBeaconFormType
	forkSocketScheme
	forkSocketFragment
	forkSourceClosed
	forkEventID

	// Main fetch.
	forkUpgraded
	forkMixedContent
	forkBadPort
	forkForbiddenByPolicy
	forkSameOriginMode
	forkModeAfterRedirect
	forkNoCORSRedirectMode
	forkCORSScheme
	forkOwnOrigin
	forkDataURL
	forkNoCORS
	forkDataUnreadable
	forkUseOfData

	// Whether a preflight is needed.
	forkPreflight
	forkForcedPreflight
	forkMethodSafelisted
	forkHeadersUnsafe
	forkValueTooLong
	forkAcceptUnsafe
	forkLanguageSafe
	forkTypeUnsafe
	forkFormType
	forkRangeSafe
	forkTotalTooLong
	forkPreflightCached

	// Service workers.
	forkWorkerAnswers
	forkWorkerError
	forkWorkerCors
	forkWorkerOpaque
	forkWorkerOpaqueRedirect
	forkWorkerRedirected
	forkAnswerForbidden

	// Preflight response.
	forkPreflightRedirect
	forkPreflightOK
	forkBadMethodList
	forkBadHeaderList
	forkMethodListed
	forkMethodNeedsNoListing
	forkMethodWildcard
	forkHeaderListed
	forkHeaderWildcard

	// CORS check and CORP.
	forkOriginAllowed
	forkOriginWildcard
	forkWildcardWithCredentials
	forkOriginMatches
	forkMatchWithCredentials
	forkCredentialsAllowed
	forkOriginList
	forkOriginNull
	forkOriginIsURL
	forkOriginIsLenientURL
	forkCORPCrossOrigin
	forkCORPCrossSite

	// Redirects.
	forkRedirect
	forkNoLocation
	forkBadLocation
	forkManualRedirect
	forkRedirectRefused
	forkRedirectScheme
	forkUnsafeScheme
	forkTooManyRedirects
	forkRedirectUserinfo
	forkUserinfoAcross
	forkBodyReplay
	forkBecomesGET
	forkRedirectAway
	forkAuthorizationDropped
	forkTainted

	// Network.
	forkKeepaliveTooLong
	forkServerThere
	forkOtherSpace
	forkLessPublic
	forkSecureToLocal
	forkLocalGranted
	forkStreamOverHTTP1
	forkTransportFault
	forkInterim
	forkNoHTTP
	forkConflictingLines
	forkMisdirected
	forkUnauthorized
	forkProxyAuth
	forkOriginSent
	forkRefererSent

	// Cookies.
	forkIncludesCredentials
	forkCookieIsFor
	forkSameSiteNone
	forkCookieBlocked
	forkCookiesSent
	forkShadowsSecure
	forkCookieStored

	// HTTP cache.
	forkCacheBypassed
	forkStored
	forkVaryMatches
	forkAsksForNew
	forkFresh
	forkCacheMiss
	forkValidated
	forkNotModified
	forkStorable
	forkInvalidates

	// What the page gets.
	forkOpaqueData
	forkUnusable
	forkOpaque
	forkBadExposure
	forkAllExposed
	forkHeaderReadable

	forkCount
)

// forks names each decision by what is true when it is taken, with the section that
// asks for it.
var forks = [forkCount]struct{ name, section string }{
	forkBadURL:                  {"URL cannot be parsed", sectionRequest},
	forkURLUserinfo:             {"fetch() is given a URL with a user name or password", sectionRequest},
	forkBadReferrer:             {"referrer cannot be parsed", sectionRequest},
	forkOwnReferrer:             {"referrer is of the page's origin", sectionRequest},
	forkNavigate:                {"script asks for the mode navigate", sectionRequest},
	forkOnlyIfCachedMode:        {"only-if-cached outside the mode same-origin", sectionRequest},
	forkBadMethod:               {"fetch() is given a method that no script may use", sectionRequest},
	forkNoCORSMethod:            {"mode no-cors with a method it does not allow", sectionRequest},
	forkBadHeader:               {"header is no valid header", sectionRequest},
	forkForbiddenHeader:         {"header is one that no script may set", sectionForbiddenHeader},
	forkNoCORSHeader:            {"header that a no-cors request may not carry", sectionNoCORSHeader},
	forkBodyOfGET:               {"GET or HEAD with a body", sectionRequest},
	forkKeepaliveStream:         {"stream with keepalive", sectionRequest},
	forkNoCORSStream:            {"stream in mode no-cors", sectionRequest},
	forkXHRMethodToken:          {"open() is given a method that is none", sectionXHROpen},
	forkXHRMethodForbidden:      {"open() is given a forbidden method", sectionXHROpen},
	forkHeaderCombined:          {"setRequestHeader() meets a header that is set", sectionXHRSetHeader},
	forkCharsetCorrected:        {"charset of a string is corrected", sectionXHRSend},
	forkBodyCutShort:            {"content is cut short for one who reads it", sectionNetwork},
	forkUseCredentials:          {"crossorigin says use-credentials", "html:cors-settings-attribute"},
	forkBeaconScheme:            {"beacon to a scheme that is not http", "beacon:sendbeacon-method"},
	forkPingScheme:              {"ping to a scheme that is not http", "html:hyperlink-auditing"},
	forkPingFrom:                {"ping says where the link is", "html:hyperlink-auditing"},
	forkBeaconTooLong:           {"beacon is too long", "beacon:sendbeacon-method"},
	forkBeaconFormType:          {"beacon has a type that a form could send", "beacon:sendbeacon-method"},
	forkSocketScheme:            {"scheme is none of a WebSocket", sectionWebSocket},
	forkSocketFragment:          {"URL of a WebSocket has a fragment", sectionWebSocket},
	forkSourceClosed:            {"EventSource that is to connect again is closed", sectionReconnect},
	forkEventID:                 {"stream has given an event ID", sectionReconnect},
	forkUpgraded:                {"http URL is upgraded to https", sectionMixedUpgrade},
	forkMixedContent:            {"URL is mixed content", sectionMixedContent},
	forkBadPort:                 {"port is blocked", sectionPortBlocking},
	forkForbiddenByPolicy:       {"page's Content-Security-Policy forbids the request", sectionCSP},
	forkSameOriginMode:          {"mode same-origin at another origin", sectionMainFetch},
	forkModeAfterRedirect:       {"mode same-origin is broken by a redirect", sectionMainFetch},
	forkNoCORSRedirectMode:      {"mode no-cors with a redirect mode besides follow", sectionMainFetch},
	forkCORSScheme:              {"scheme that CORS does not work over", sectionMainFetch},
	forkOwnOrigin:               {"URL is of the page's origin", sectionMainFetch},
	forkDataURL:                 {"URL is a data: URL", sectionMainFetch},
	forkNoCORS:                  {"cross-origin request in mode no-cors", sectionMainFetch},
	forkUseOfData:               {"use element refers to a data: URL", sectionUseElement},
	forkDataUnreadable:          {"data: URL that cannot be read", sectionDataURL},
	forkPreflight:               {"preflight is needed", sectionMainFetch},
	forkForcedPreflight:         {"stream or listener asks for a preflight", sectionMainFetch},
	forkMethodSafelisted:        {"method is safelisted", sectionSafelistedMethod},
	forkHeadersUnsafe:           {"headers are unsafe", sectionUnsafeHeaders},
	forkValueTooLong:            {"header value is longer than 128 bytes", "cors-safelisted-request-header"},
	forkAcceptUnsafe:            {"Accept holds an unsafe byte", "cors-safelisted-request-header"},
	forkLanguageSafe:            {"language header is safe", "cors-safelisted-request-header"},
	forkTypeUnsafe:              {"Content-Type holds an unsafe byte", "cors-safelisted-request-header"},
	forkFormType:                {"Content-Type is one of a form", "cors-safelisted-request-header"},
	forkRangeSafe:               {"Range is safe", "cors-safelisted-request-header"},
	forkTotalTooLong:            {"safelisted values are longer than 1,024 bytes", sectionUnsafeHeaders},
	forkPreflightCached:         {"an earlier preflight answers", sectionPreflightCache},
	forkWorkerAnswers:           {"service worker answers", sectionHandleFetch},
	forkWorkerError:             {"service worker's answer is a network error", sectionHTTPFetch},
	forkWorkerCors:              {"service worker's answer is of the type cors in mode same-origin", sectionHTTPFetch},
	forkWorkerOpaque:            {"service worker's answer is opaque outside the mode no-cors", sectionHTTPFetch},
	forkWorkerOpaqueRedirect:    {"service worker's answer is a redirect not followed, outside the redirect mode manual", sectionHTTPFetch},
	forkAnswerForbidden:         {"page's Content-Security-Policy forbids where the service worker's answer comes from", sectionCSPResponse},
	forkWorkerRedirected:        {"service worker's answer was redirected, outside the redirect mode follow", sectionHTTPFetch},
	forkPreflightRedirect:       {"preflight is answered by a redirect", sectionPreflight},
	forkPreflightOK:             {"preflight has an ok status", sectionPreflight},
	forkBadMethodList:           {"Access-Control-Allow-Methods is no list of methods", sectionPreflight},
	forkBadHeaderList:           {"Access-Control-Allow-Headers is no list of names", sectionPreflight},
	forkMethodListed:            {"method is listed", sectionPreflight},
	forkMethodNeedsNoListing:    {"method that is not listed is safelisted", sectionPreflight},
	forkMethodWildcard:          {"method is covered by a wildcard", sectionPreflight},
	forkHeaderListed:            {"header is listed", sectionPreflight},
	forkHeaderWildcard:          {"header is covered by a wildcard", sectionPreflight},
	forkOriginAllowed:           {"Access-Control-Allow-Origin is there", sectionCORSCheck},
	forkOriginWildcard:          {"Access-Control-Allow-Origin is *", sectionCORSCheck},
	forkWildcardWithCredentials: {"Access-Control-Allow-Origin is * with credentials", sectionCORSCheck},
	forkOriginMatches:           {"Access-Control-Allow-Origin is the origin", sectionCORSCheck},
	forkMatchWithCredentials:    {"origin matches and credentials are asked for", sectionCORSCheck},
	forkCredentialsAllowed:      {"Access-Control-Allow-Credentials is true", sectionCORSCheck},
	forkOriginList:              {"Access-Control-Allow-Origin that differs is a list", sectionCORSCheck},
	forkOriginNull:              {"Access-Control-Allow-Origin that differs is null", sectionCORSCheck},
	forkOriginIsURL:             {"Access-Control-Allow-Origin that differs is a URL", sectionCORSCheck},
	forkOriginIsLenientURL:      {"Access-Control-Allow-Origin that differs is a URL to Chromium only", sectionCORSCheck},
	forkCORPCrossOrigin:         {"Cross-Origin-Resource-Policy same-origin at another origin", sectionCORP},
	forkCORPCrossSite:           {"Cross-Origin-Resource-Policy same-site at another site", sectionCORP},
	forkRedirect:                {"response is a redirect", sectionHTTPFetch},
	forkNoLocation:              {"redirect has no Location to follow", sectionRedirect},
	forkBadLocation:             {"Location cannot be made out", "concept-response-location-url"},
	forkManualRedirect:          {"redirect mode is manual", sectionHTTPFetch},
	forkRedirectRefused:         {"redirect mode is error", sectionHTTPFetch},
	forkRedirectScheme:          {"redirect leads to a scheme besides http", sectionRedirect},
	forkUnsafeScheme:            {"redirect leads to a scheme that no server may lead to", sectionRedirect},
	forkTooManyRedirects:        {"redirect is the 21st", sectionRedirect},
	forkRedirectUserinfo:        {"redirect leads to a URL with a user name or password", sectionRedirect},
	forkUserinfoAcross:          {"redirect to a user name or password crosses origins", sectionRedirect},
	forkBodyReplay:              {"redirect asks for a stream again", sectionRedirect},
	forkBecomesGET:              {"redirect makes the method GET", sectionRedirect},
	forkRedirectAway:            {"redirect leads to another origin", sectionRedirect},
	forkAuthorizationDropped:    {"redirect to another origin drops Authorization", sectionRedirect},
	forkTainted:                 {"redirect makes the origin null", sectionRedirectTaint},
	forkKeepaliveTooLong:        {"keepalive body is too long", sectionNetworkOrCache},
	forkServerThere:             {"somebody answers", sectionNetwork},
	forkOtherSpace:              {"server is in another address space than the script says", sectionLocalNetwork},
	forkLessPublic:              {"server is in a less public address space than the page", sectionLocalNetwork},
	forkSecureToLocal:           {"page that reaches a less public address space is a secure context", sectionLocalNetwork},
	forkLocalGranted:            {"user lets the page reach a less public address space", sectionLocalNetwork},
	forkStreamOverHTTP1:         {"stream goes to a server that speaks HTTP/1.1", sectionNetwork},
	forkTransportFault:          {"transport fails", sectionNetwork},
	forkInterim:                 {"response only announces another", sectionHTTPMessage},
	forkNoHTTP:                  {"response is no HTTP", sectionHTTPMessage},
	forkConflictingLines:        {"response has lines that exclude one another", sectionHTTPMessage},
	forkMisdirected:             {"status is 421", sectionNetworkOrCache},
	forkUnauthorized:            {"status is 401", sectionNetworkOrCache},
	forkProxyAuth:               {"status is 407", sectionNetworkOrCache},
	forkOriginSent:              {"Origin is sent", sectionOriginHeader},
	forkRefererSent:             {"Referer is sent", sectionNetworkOrCache},
	forkIncludesCredentials:     {"request includes credentials", sectionNetworkOrCache},
	forkCookieIsFor:             {"cookie is for the URL", "rfc6265bis:section-5.8.3"},
	forkSameSiteNone:            {"cookie of a cross-site request has SameSite=None", "rfc6265bis:section-5.8.3"},
	forkCookieBlocked:           {"third-party cookies are blocked here", "rfc6265bis:section-7.1"},
	forkCookiesSent:             {"cookies are sent", sectionNetworkOrCache},
	forkShadowsSecure:           {"cookie would stand in for a secure one", "rfc6265bis:section-5.7"},
	forkCookieStored:            {"cookie is stored", sectionNetwork},
	forkCacheBypassed:           {"HTTP cache has no part in the request", sectionNetworkOrCache},
	forkStored:                  {"a response is stored", sectionNetworkOrCache},
	forkVaryMatches:             {"Vary lets the stored response answer", "rfc9111:section-4.1"},
	forkAsksForNew:              {"script asks for what no cache holds", "rfc9111:section-5.2.1"},
	forkFresh:                   {"stored response is fresh", sectionHTTPCacheFreshness},
	forkCacheMiss:               {"only-if-cached finds nothing", sectionNetworkOrCache},
	forkValidated:               {"stale response is validated", sectionHTTPCacheValidate},
	forkNotModified:             {"stored response holds, status 304", sectionHTTPCacheValidate},
	forkStorable:                {"response may be stored", "rfc9111:section-3"},
	forkInvalidates:             {"unsafe method was successful", "rfc9111:section-4.4"},
	forkOpaqueData:              {"opaque response is data", sectionMainFetch},
	forkUnusable:                {"response is of no use to who asked", sectionMainFetch},
	forkOpaque:                  {"page gets an opaque response", sectionResponseFilters},
	forkBadExposure:             {"Access-Control-Expose-Headers is no list of names", sectionExposeHeaders},
	forkAllExposed:              {"all headers are exposed", sectionExposeHeaders},
	forkHeaderReadable:          {"response header is readable across origins", sectionResponseFilters},
}

// A forkSet is a set of forks, one bit each.
type forkSet [3]uint64

func (s *forkSet) add(x fork) { s[x/64] |= 1 << (x % 64) }

func (s *forkSet) has(x fork) bool { return s[x/64]&(1<<(x%64)) != 0 }

// ways are the forks that were taken, and those that were passed by.
type ways struct{ taken, passed forkSet }

// took records which way a decision went, and returns it.
func (d *departures) took(x fork, way bool) bool {
	switch {
	case d == nil:
	case way:
		d.forks.taken.add(x)
	default:
		d.forks.passed.add(x)
	}
	return way
}

func (f *fetching) took(x fork, way bool) bool { return f.quirks.took(x, way) }
