package fetch

import (
	"math/bits"
	"slices"
)

// A Quirk is one way in which browsers depart from the standard, with what is
// known about it.
type Quirk struct {
	// Name identifies the quirk in results: a kebab-case noun.
	Name string
	// Text says what the browsers do and what the standard asks for instead.
	Text string
	// Section is the section departed from; see SectionURL.
	Section string
	// Evidence says how it is known.
	Evidence string
	// Scenario names the suite of the catalogue that shows it; "" while none does.
	Scenario string
	// Browsers lists who has it, each with the major version it was seen in:
	// "chromium 156".
	Browsers []string
}

// Quirks returns every quirk there is, in a fixed order.
func Quirks() []Quirk {
	list := slices.Clone(quirks[:])
	for i := range list {
		list[i].Browsers = slices.Clone(list[i].Browsers)
	}
	return list
}

// A quirk is an index into the table of quirks.
type quirk uint8

const (
	quirkAuthorizationWildcard quirk = iota
	quirkSingleEntryCache
	quirkCacheKeptOnFailure
	quirkCacheCap7200
	quirkCacheURLLimit
	quirkCacheModeHonoured
	quirkOpaqueOriginUncached
	quirkLenientMaxAge
	quirkClientHintSafelist
	quirkMergedDuplicateLines
	quirkInt64Range
	quirkUserAgentDropped
	quirkUploadListenerNeedsBody
	quirkOriginIgnoresReferrerPolicy
	quirkNoCORSRedirectNullOrigin
	quirkRedirectUserinfoBlocked
	quirkEmptyLocationIgnored
	quirkRepeatedLocationAccepted
	quirkRedirectChecksFirst
	quirkPreflightRedirectFirst
	quirkAboutBlankBlocked
	quirkQuotedCharset
	quirkSpaceBeforeColon
	quirkBareCR
	quirkFailedResponseUncached
	quirkModeBeforePort
	quirkDifferingLines
	quirkLocalMixedContent
	quirkSharedWorkerMixedContent
	quirkClientHintsDropped
	quirkForcedMethodListed
	quirkStrictBlobType
	quirkPipeEncoded
	quirkLenientHost
	quirkHeuristicFreshness
	quirkPragmaHonoured
	quirkUnknownMethodKeeps
	quirkOpaquePageUncached
	quirkPortsLeftOpen
	quirkPartitionedCookies
	quirkSameSiteAfterDetour
	quirkStreamIgnoresSameOrigin
	quirkWorkerConstructorThrows
	quirkOpaqueResponseBlocking
	quirkWrongStyleLoads
	quirkElementTellsOrigin
	quirkPrefetchWantsOK
	quirkScriptTakes3xx
	quirkWorkerTypeUnchecked
	quirkUserinfoURLBlocked
	quirkWorkerSchemeMixed
	quirkKeepaliveRedirects
	quirkHeadDropsStored
	quirkUpgradeDecidedOnce
	quirkUserinfoDropped
	quirkTrackTakesAnyStatus
	quirkKeepaliveOutlivesPage
	quirkOpaqueSameSite
	quirkBeaconDropsType
	quirkPartMeasured
	quirkUnstorableDropsStored
	quirkProxyAuthUnread
	quirkPingUncached
	quirkKeepaliveLimitFirst
	quirkImageAccept

	quirkCount
)

const observed = "observed in Chromium 156.0.8078.79"

var chromium156 = []string{"chromium 156"}

var quirks = [quirkCount]Quirk{
	quirkAuthorizationWildcard: {
		Name:     "authorization-covered-by-wildcard",
		Text:     "Access-Control-Allow-Headers: * covers Authorization; the standard wants it listed by name",
		Section:  "cors-non-wildcard-request-header-name",
		Evidence: observed,
		Scenario: "wildcard/headers",
		Browsers: chromium156,
	},
	quirkSingleEntryCache: {
		Name:     "preflight-cache-single-entry",
		Text:     "the preflight cache holds the last preflight response per origin and URL, and an entry that does not suffice is dropped; in the standard methods and headers accumulate",
		Section:  sectionPreflightCache,
		Evidence: observed,
		Scenario: "cache/chromium-entries",
		Browsers: chromium156,
	},
	quirkCacheKeptOnFailure: {
		Name:     "preflight-cache-kept-on-failure",
		Text:     "a preflight result stays cached when the request it was for fails afterwards; the standard clears it",
		Section:  sectionMainFetch,
		Evidence: observed,
		Scenario: "cache/chromium-entries",
		Browsers: chromium156,
	},
	quirkCacheCap7200: {
		Name:     "preflight-cache-cap-7200",
		Text:     "a preflight result is cached for at most two hours; the standard leaves a limit to the browser",
		Section:  sectionPreflight,
		Evidence: observed,
		Scenario: "cache/max-age-values",
		Browsers: chromium156,
	},
	quirkCacheURLLimit: {
		Name:     "preflight-cache-url-limit",
		Text:     "preflight results for a URL of 1,024 characters or more are not cached",
		Section:  sectionPreflightCache,
		Evidence: observed,
		Scenario: "cache/url-length",
		Browsers: chromium156,
	},
	quirkCacheModeHonoured: {
		Name:     "preflight-cache-mode-honoured",
		Text:     "the cache modes reload and no-cache skip the look-up in the preflight cache, as does a condition that the script of a document set, such as If-None-Match; no-store skips storing too; in the standard they concern the HTTP cache only",
		Section:  sectionPreflightCache,
		Evidence: observed,
		Scenario: "cache/conditional-requests",
		Browsers: chromium156,
	},
	quirkOpaqueOriginUncached: {
		Name:     "opaque-origin-preflight-uncached",
		Text:     "a preflight result under the origin null, be it the page's or made null by redirects, serves the hops of one request and no other; in the standard all share entries under null",
		Section:  sectionPreflightCache,
		Evidence: observed,
		Scenario: "redirect/preflight-again",
		Browsers: chromium156,
	},
	quirkLenientMaxAge: {
		Name:     "lenient-max-age",
		Text:     "Access-Control-Max-Age is read as a signed 64-bit number from all its lines joined: +600 is 600, -1 caches nothing, an overflow is 5 seconds; the standard accepts digits only",
		Section:  sectionPreflight,
		Evidence: observed,
		Scenario: "cache/max-age-values",
		Browsers: chromium156,
	},
	quirkClientHintSafelist: {
		Name:     "client-hint-safelist",
		Text:     "client hints such as DPR and Save-Data need no preflight when their values are well-formed; the standard does not safelist them",
		Section:  "cors-safelisted-request-header",
		Evidence: observed,
		Scenario: "safelist/client-hints",
		Browsers: chromium156,
	},
	quirkMergedDuplicateLines: {
		Name:     "merged-duplicate-lines",
		Text:     "header lines of one name are joined before they are held against the safelist; the standard judges each line",
		Section:  sectionUnsafeHeaders,
		Evidence: observed,
		Scenario: "safelist/repeated-lines",
		Browsers: chromium156,
	},
	quirkInt64Range: {
		Name:     "int64-range",
		Text:     "a Range whose numbers are not below the largest signed 64-bit integer needs a preflight, and above it no cache answers; in the standard numbers have no limit",
		Section:  "simple-range-header-value",
		Evidence: observed,
		Scenario: "safelist/range-numbers",
		Browsers: chromium156,
	},
	quirkUserAgentDropped: {
		Name:     "user-agent-dropped",
		Text:     "a User-Agent set by script is dropped without a word; the standard lets it through",
		Section:  sectionForbiddenHeader,
		Evidence: observed,
		Scenario: "headers/user-agent",
		Browsers: chromium156,
	},
	quirkUploadListenerNeedsBody: {
		Name:     "upload-listener-needs-body",
		Text:     "a listener on xhr.upload asks for a preflight only if the request is asynchronous and has a body; in the standard it always does",
		Section:  sectionXHRSend,
		Evidence: observed,
		Scenario: "xhr/upload-listener",
		Browsers: chromium156,
	},
	quirkOriginIgnoresReferrerPolicy: {
		Name:     "origin-ignores-referrer-policy",
		Text:     "the Origin header of a request that is not in mode cors names the origin whatever the referrer policy; in the standard some policies make it null",
		Section:  "append-a-request-origin-header",
		Evidence: observed,
		Scenario: "modes/origin-header",
		Browsers: chromium156,
	},
	quirkNoCORSRedirectNullOrigin: {
		Name:     "no-cors-redirect-null-origin",
		Text:     "a cross-origin redirect makes the Origin header of a no-cors request null; in the standard it names the origin until a second site redirects",
		Section:  "append-a-request-origin-header",
		Evidence: observed,
		Scenario: "modes/origin-header",
		Browsers: chromium156,
	},
	quirkRedirectUserinfoBlocked: {
		Name:     "redirect-userinfo-blocked",
		Text:     "a redirect to a URL with user name or password is blocked also where the standard allows it: to the page's own origin, and in mode no-cors",
		Section:  sectionRedirect,
		Evidence: observed,
		Scenario: "redirect/userinfo",
		Browsers: chromium156,
	},
	quirkEmptyLocationIgnored: {
		Name:     "empty-location-ignored",
		Text:     "a redirect status with an empty Location is an ordinary response; in the standard it redirects to the same URL",
		Section:  "concept-response-location-url",
		Evidence: observed,
		Scenario: "redirect/empty-location",
		Browsers: chromium156,
	},
	quirkRepeatedLocationAccepted: {
		Name:     "repeated-location-accepted",
		Text:     "Location lines that are identical count as one; in the standard a second line is a failure",
		Section:  "concept-response-location-url",
		Evidence: observed,
		Scenario: "redirect/location",
		Browsers: chromium156,
	},
	quirkRedirectChecksFirst: {
		Name:     "redirect-checks-first",
		Text:     "a Location that cannot be followed and the limit of 20 redirects are judged before the CORS check and the redirect mode; the standard judges them after",
		Section:  sectionHTTPFetch,
		Evidence: observed,
		Scenario: "redirect/order",
		Browsers: chromium156,
	},
	quirkPreflightRedirectFirst: {
		Name:     "preflight-redirect-first",
		Text:     "a preflight that is answered by a redirect fails as a redirect, whatever its CORS headers; in the standard the CORS check comes first",
		Section:  sectionPreflight,
		Evidence: observed,
		Scenario: "redirect/preflight-redirect",
		Browsers: chromium156,
	},
	quirkAboutBlankBlocked: {
		Name:     "about-blank-blocked",
		Text:     "fetch('about:blank') fails in every mode; in the standard it gives an empty page where the mode lets it",
		Section:  sectionSchemeFetch,
		Evidence: observed,
		Scenario: "transport/about-blank",
		Browsers: chromium156,
	},
	quirkQuotedCharset: {
		Name:     "quoted-charset",
		Text:     "XMLHttpRequest sends a corrected charset in quotes if it was quoted, which makes the Content-Type unsafe; in the standard it is rewritten without quotes",
		Section:  sectionXHRSend,
		Evidence: observed,
		Scenario: "xhr/charset",
		Browsers: chromium156,
	},
	quirkSpaceBeforeColon: {
		Name:     "space-before-colon",
		Text:     "a response header with whitespace between its name and the colon is accepted; in HTTP the line is malformed",
		Section:  "rfc9112:section-5.1",
		Evidence: observed,
		Scenario: "raw/space-before-colon",
		Browsers: chromium156,
	},
	quirkBareCR: {
		Name:     "bare-cr-ends-line",
		Text:     "a carriage return inside a response header line ends it; in HTTP the line is malformed",
		Section:  "rfc9112:section-2.2",
		Evidence: observed,
		Scenario: "raw/bare-cr",
		Browsers: chromium156,
	},
	quirkFailedResponseUncached: {
		Name:     "failed-response-uncached",
		Text:     "a response that fails the CORS check is not kept in the HTTP cache, unless it was read whole to sniff its type, which only fetch() never does; the standard stores it before the check",
		Section:  sectionNetworkOrCache,
		Evidence: observed,
		Scenario: "cache/failed-answers",
		Browsers: chromium156,
	},
	quirkDifferingLines: {
		Name:     "differing-lines-refused",
		Text:     "a response with Location lines that differ, or Content-Disposition lines that do, is refused whatever its status; the standard looks at the Location of redirects only",
		Section:  "concept-response-location-url",
		Evidence: observed,
		Scenario: "raw/differing-lines",
		Browsers: chromium156,
	},
	quirkLocalMixedContent: {
		Name:     "local-mixed-content-allowed",
		Text:     "documents loaded over https may fetch over http from private IP addresses and from names in .local; by the standard that is mixed content",
		Section:  sectionMixedContent,
		Evidence: observed,
		Scenario: "transport/local-network",
		Browsers: chromium156,
	},
	quirkSharedWorkerMixedContent: {
		Name:     "shared-worker-mixed-content-allowed",
		Text:     "shared workers of an https origin may fetch over http; by the standard that is mixed content",
		Section:  sectionMixedContent,
		Evidence: observed,
		Scenario: "transport/local-network",
		Browsers: chromium156,
	},
	quirkClientHintsDropped: {
		Name:     "client-hints-dropped",
		Text:     "a redirect drops client hints that script set, such as DPR, unless it leads a document back to its own origin; the standard keeps them",
		Section:  sectionRedirect,
		Evidence: observed,
		Scenario: "redirect/client-hints",
		Browsers: chromium156,
	},
	quirkForcedMethodListed: {
		Name:     "forced-preflight-lists-method",
		Text:     "a preflight that a listener on xhr.upload asks for must list the method like any other; in the standard it may leave out Access-Control-Allow-Methods",
		Section:  sectionPreflight,
		Evidence: observed,
		Scenario: "xhr/upload-methods",
		Browsers: chromium156,
	},
	quirkStrictBlobType: {
		Name:     "strict-blob-type",
		Text:     "XMLHttpRequest sends a blob's type as Content-Type only if it is a well-formed MIME type; in the standard it sends any",
		Section:  sectionXHRSend,
		Evidence: observed,
		Scenario: "body/blob-types",
		Browsers: chromium156,
	},
	quirkPipeEncoded: {
		Name:     "pipe-encoded",
		Text:     "a | in the path of a URL is percent-encoded; the URL Standard leaves it as it is",
		Section:  "url:path-percent-encode-set",
		Evidence: observed,
		Scenario: "redirect/odd-characters",
		Browsers: chromium156,
	},
	quirkLenientHost: {
		Name:     "lenient-host",
		Text:     "a host with a blank in it, or with a label that is no valid Punycode, is accepted; the URL Standard refuses both",
		Section:  "url:host-parsing",
		Evidence: observed,
		Scenario: "redirect/odd-characters",
		Browsers: chromium156,
	},
	quirkHeuristicFreshness: {
		Name:     "heuristic-freshness",
		Text:     "responses that give no lifetime are kept all the same: those with status 300, 301, 308 and 410 for ever, others for a tenth of their age by Last-Modified; RFC 9111 leaves it to the browser, and the standard's profile keeps none",
		Section:  "rfc9111:section-4.2.2",
		Evidence: observed,
		Scenario: "cache/without-lifetime",
		Browsers: chromium156,
	},
	quirkPragmaHonoured: {
		Name:     "pragma-honoured",
		Text:     "Pragma: no-cache in a response counts as Cache-Control: no-cache; HTTP gives it no meaning there",
		Section:  "rfc9111:section-5.4",
		Evidence: observed,
		Scenario: "cache/without-lifetime",
		Browsers: chromium156,
	},
	quirkUnknownMethodKeeps: {
		Name:     "unknown-method-keeps-response",
		Text:     "a stored response is invalidated by POST, DELETE, PATCH, and PUT with a body; in HTTP every method that is not known to be safe invalidates",
		Section:  "rfc9111:section-4.4",
		Evidence: observed,
		Scenario: "cache/unsafe-methods",
		Browsers: chromium156,
	},
	quirkOpaquePageUncached: {
		Name:     "opaque-origin-response-uncached",
		Text:     "a page whose origin is opaque does not use the HTTP cache; the standard does not tell it from other pages",
		Section:  sectionNetworkOrCache,
		Evidence: observed,
		Scenario: "cache/opaque-pages",
		Browsers: chromium156,
	},
	quirkPortsLeftOpen: {
		Name:     "ports-left-open",
		Text:     "the ports 4190 and 6679 are not blocked; the standard's list has them",
		Section:  sectionPortBlocking,
		Evidence: observed,
		Scenario: "transport/ports",
		Browsers: chromium156,
	},
	quirkSameSiteAfterDetour: {
		Name:     "same-site-after-detour",
		Text:     "a request that other sites have redirected back to the page's own site is same-site for its cookies again; the cookie standard wants every redirect on the way to be of that site",
		Section:  "rfc6265bis:section-5.2.1",
		Evidence: observed,
		Scenario: "cookies/detour",
		Browsers: chromium156,
	},
	quirkPartitionedCookies: {
		Name:     "partitioned-cookies",
		Text:     "a cookie with the attribute Partitioned must be Secure, and is let through where third-party cookies are blocked; the cookie standard does not know the attribute",
		Section:  "rfc6265bis:section-5.7",
		Evidence: observed,
		Scenario: "cookies/partitioned",
		Browsers: chromium156,
	},
	quirkStreamIgnoresSameOrigin: {
		Name:     "stream-ignores-same-origin-mode",
		Text:     "a request with a stream body in mode same-origin is made like one in mode cors; the standard fails it at another origin",
		Section:  sectionMainFetch,
		Evidence: observed,
		Scenario: "body/streams-in-same-origin-mode",
		Browsers: chromium156,
	},
	quirkWorkerConstructorThrows: {
		Name:     "worker-constructor-throws",
		Text:     "new Worker() and new SharedWorker() throw for a script of another origin; in the standard the request fails",
		Section:  "html:fetch-a-classic-worker-script",
		Evidence: observed,
		Scenario: "initiators/workers",
		Browsers: chromium156,
	},
	quirkOpaqueResponseBlocking: {
		Name:     "opaque-response-blocking",
		Text:     "an element gets no response of another origin that is not meant for elements, such as HTML, JSON, a PDF or a CSV file, unless it was made with CORS; the standard knows no such rule yet",
		Section:  sectionMainFetch,
		Evidence: observed,
		Scenario: "initiators/opaque",
		Browsers: chromium156,
	},
	quirkWrongStyleLoads: {
		Name:     "wrong-style-type-loads",
		Text:     "a style sheet with a type other than text/css fires its load event and is ignored, unless nosniff is said; in the standard it fires an error event",
		Section:  "html:link-type-stylesheet",
		Evidence: observed,
		Scenario: "initiators/unusable",
		Browsers: chromium156,
	},
	quirkElementTellsOrigin: {
		Name:     "element-tells-own-origin",
		Text:     "an element or import that makes a CORS request, be it by its crossorigin attribute, sends Origin to the page's own server, too; in the standard a GET there has none",
		Section:  sectionOriginHeader,
		Evidence: observed,
		Scenario: "initiators/cookies",
		Browsers: chromium156,
	},
	quirkPrefetchWantsOK: {
		Name:     "prefetch-wants-ok-status",
		Text:     "a prefetch whose answer has an error status fires an error event; in the standard any answer is a success",
		Section:  "html:link-type-prefetch",
		Evidence: observed,
		Scenario: "initiators/unusable",
		Browsers: chromium156,
	},
	quirkScriptTakes3xx: {
		Name:     "script-takes-3xx",
		Text:     "a classic script is run whose status is 3xx and no redirect; in the standard its status must be ok",
		Section:  "html:fetch-a-classic-script",
		Evidence: observed,
		Scenario: "initiators/chromium",
		Browsers: chromium156,
	},
	quirkWorkerTypeUnchecked: {
		Name:     "worker-type-unchecked",
		Text:     "the script of a worker may have any type that a classic script may have; in the standard it must be a JavaScript type",
		Section:  "html:fetch-a-classic-worker-script",
		Evidence: observed,
		Scenario: "initiators/chromium",
		Browsers: chromium156,
	},
	quirkUserinfoURLBlocked: {
		Name:     "userinfo-url-blocked",
		Text:     "an element loads no URL with a user name or password; the standard lets it",
		Section:  "html:create-a-potential-cors-request",
		Evidence: observed,
		Scenario: "initiators/chromium",
		Browsers: chromium156,
	},
	quirkWorkerSchemeMixed: {
		Name:     "worker-scheme-is-mixed-content",
		Text:     "what a dedicated worker of an https page asks of an unknown scheme, by XMLHttpRequest or a redirect, is refused as mixed content; in the standard because of its scheme",
		Section:  sectionMainFetch,
		Evidence: observed,
		Scenario: "initiators/chromium",
		Browsers: chromium156,
	},
	quirkKeepaliveRedirects: {
		Name:     "keepalive-19-redirects",
		Text:     "a keepalive request, a beacon or a ping follows 19 redirects; in the standard 20 like any other",
		Section:  sectionRedirect,
		Evidence: observed,
		Scenario: "initiators/chromium",
		Browsers: chromium156,
	},
	quirkHeadDropsStored: {
		Name:     "head-drops-stored-response",
		Text:     "a HEAD request that goes to the network removes the stored response to a GET, unless it is answered with 304; in HTTP it is kept while the headers agree",
		Section:  "rfc9111:section-4.3.5",
		Evidence: observed,
		Scenario: "initiators/chromium",
		Browsers: chromium156,
	},
	quirkUpgradeDecidedOnce: {
		Name:     "upgrade-decided-once",
		Text:     "whether an image, sound or video is asked for over https is decided by its first URL: where that is https, redirects to http are upgraded whatever their host, and where it is not, redirects may lead to http; the standard decides for each URL",
		Section:  sectionMixedUpgrade,
		Evidence: observed,
		Scenario: "initiators/chromium",
		Browsers: chromium156,
	},
	quirkUserinfoDropped: {
		Name:     "userinfo-dropped",
		Text:     "a CORS request of an element, import or XMLHttpRequest loses the user name and password of its URL, so that a relative redirect does not inherit them; in the standard it does",
		Section:  sectionRedirect,
		Evidence: observed,
		Scenario: "initiators/chromium",
		Browsers: chromium156,
	},
	quirkTrackTakesAnyStatus: {
		Name:     "track-takes-any-status",
		Text:     "a text track is taken whatever its status; in the standard that must be ok",
		Section:  "html:sourcing-out-of-band-text-tracks",
		Evidence: observed,
		Scenario: "initiators/chromium",
		Browsers: chromium156,
	},
	quirkKeepaliveOutlivesPage: {
		Name:     "keepalive-goes-on-without-page",
		Text:     "a keepalive request of a document follows a redirect to a URL with a user name or password, though the page is told that it failed; in the standard there is one request, which does not fail",
		Section:  sectionRedirect,
		Evidence: observed,
		Scenario: "initiators/chromium",
		Browsers: chromium156,
	},
	quirkOpaqueSameSite: {
		Name:     "opaque-origin-same-site",
		Text:     "Cross-Origin-Resource-Policy: same-site lets a page of an opaque origin have what comes over http from a host without a registrable domain, such as localhost; in the standard an opaque origin is of no site but its own",
		Section:  sectionCORP,
		Evidence: observed,
		Scenario: "initiators/chromium",
		Browsers: chromium156,
	},
	quirkBeaconDropsType: {
		Name:     "beacon-drops-malformed-type",
		Text:     "sendBeacon() sends a Blob whose type is no well-formed Content-Type as if it had none, without CORS; in the standard it is a CORS request",
		Section:  "beacon:sendbeacon-method",
		Evidence: observed,
		Scenario: "initiators/chromium",
		Browsers: chromium156,
	},
	quirkPartMeasured: {
		Name:     "part-measured-by-its-range",
		Text:     "the Content-Length of an answer with status 206 is what Content-Range makes it; in the standard it is what the server said",
		Section:  sectionNetworkOrCache,
		Evidence: observed,
		Scenario: "wpt/fetch-range-general",
		Browsers: chromium156,
	},
	quirkUnstorableDropsStored: {
		Name:     "unstorable-drops-stored",
		Text:     "an answer that may not be stored, such as one with no-store or status 401, removes the stored response of its URL, and in cache mode reload any failure does; in HTTP that is kept",
		Section:  sectionNetworkOrCache,
		Evidence: observed,
		Scenario: "cache/unstorable-answers",
		Browsers: chromium156,
	},
	quirkProxyAuthUnread: {
		Name:     "no-cookie-from-407",
		Text:     "an answer with status 407 sets no cookie; in the standard it does, before it becomes a network error",
		Section:  sectionNetwork,
		Evidence: observed,
		Scenario: "initiators/chromium",
		Browsers: chromium156,
	},
	quirkPingUncached: {
		Name:     "ping-uncached",
		Text:     "a ping says Cache-Control: max-age=0, and what it is redirected to comes from the server; the standard knows nothing of it",
		Section:  "html:hyperlink-auditing",
		Evidence: observed,
		Scenario: "initiators/chromium",
		Browsers: chromium156,
	},
	quirkKeepaliveLimitFirst: {
		Name:     "keepalive-limit-before-preflight",
		Text:     "a keepalive body that is too long is refused before any preflight; in the standard after it",
		Section:  sectionNetworkOrCache,
		Evidence: observed,
		Scenario: "body/keepalive",
		Browsers: chromium156,
	},
	quirkImageAccept: {
		Name:     "image-accept-formats",
		Text:     "the Accept header of an image lists the formats the browser reads; the standard has a list of its own",
		Section:  "document-accept-header-value",
		Evidence: observed,
		Scenario: "initiators/headers",
		Browsers: chromium156,
	},
	quirkModeBeforePort: {
		Name:     "mode-before-port",
		Text:     "mode, redirect mode and scheme of a request are judged before its port and mixed content; the standard judges them after",
		Section:  sectionMainFetch,
		Evidence: observed,
		Scenario: "transport/ports-and-modes",
		Browsers: chromium156,
	},
}

// A quirkSet is a set of quirks, one bit each.
type quirkSet [2]uint64

func (s quirkSet) has(q quirk) bool { return s[q/64]&(1<<(q%64)) != 0 }

func (s quirkSet) with(q quirk) quirkSet {
	s[q/64] |= 1 << (q % 64)
	return s
}

func (s quirkSet) without(q quirk) quirkSet {
	s[q/64] &^= 1 << (q % 64)
	return s
}

// union returns the quirks of both sets.
func (s quirkSet) union(other quirkSet) quirkSet { return quirkSet{s[0] | other[0], s[1] | other[1]} }

// list returns the quirks of the set in order.
func (s quirkSet) list() []quirk {
	var list []quirk
	for i, rest := range s {
		for ; rest != 0; rest &= rest - 1 {
			list = append(list, quirk(64*i+bits.TrailingZeros64(rest)))
		}
	}
	return list
}

// names returns the names of the quirks in the set, sorted; nil for none.
func (s quirkSet) names() []string {
	var names []string
	for _, q := range s.list() {
		names = append(names, q.String())
	}
	slices.Sort(names)
	return names
}

// String returns the quirk's name.
func (q quirk) String() string { return quirks[q].Name }

// departures records how one Fetch call departs from the standard: which quirks
// are on, and which of them changed an answer. A function computes the
// standard's answer; where a quirk that is on gives another, it applies the
// quirk and returns that. A nil *departures is the standard.
type departures struct{ enabled, applied quirkSet }

// has reports whether a quirk is on.
func (d *departures) has(q quirk) bool { return d != nil && d.enabled.has(q) }

// apply records that a quirk changed the answer.
func (d *departures) apply(q quirk) { d.applied = d.applied.with(q) }
