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
	quirkInvalidImportTold
	quirkDataScriptUnchecked
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
	quirkNewValueNewCookie
	quirkBeaconPoliciesFirst
	quirkMediaStatus
	quirkAddressNoSite
	quirkStreamIgnoresSameOrigin
	quirkWorkerConstructorThrows
	quirkSharedWorkerNeedsOrigin
	quirkOpaqueResponseBlocking
	quirkWrongStyleLoads
	quirkElementTellsOrigin
	quirkBlockedCookiesTellOrigin
	quirkPrefetchWantsOK
	quirkManifestOmitsCredentials
	quirkManifestPolicyIgnored
	quirkScriptTakes3xx
	quirkWorkerTypeUnchecked
	quirkUserinfoURLBlocked
	quirkWorkerSchemeMixed
	quirkNineteenRedirects
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
	quirkPingFromOwn
	quirkKeepaliveLimitFirst
	quirkImageAccept
	quirkHeadersRuleCache
	quirkConditionRevalidates
	quirkRangeForgets
	quirkVaryValidated
	quirkOnlyOKValidated
	quirkFreshenSpares
	quirkUnsafeFromCache
	quirkLocalReachesLoopback
	quirkCSPAddresses
	quirkCSPSocketSchemes
	quirkPolicyOrder
	quirkCSPSelfWithoutBlob
	quirkCSPSecuredPorts
	quirkCSPSelfByHost
	quirkHTTP2LengthUnchecked
	quirkCutShortResumed
	quirkStreamCutsOff
	quirkPartsStored
	quirkOnlyIfCachedWhole
	quirkStoredHeaders
	quirkClearSiteDataHidden
	quirkMediaAskedOn
	quirkKeepalivePathsCount
	quirkDocumentAccept
	quirkFramingUnasked
	quirkObjectUntold
	quirkObjectFramed
	quirkFormRedirectNullOrigin
	quirkSavedOnlyOK

	// Those that Chromium does not have.
	quirkCacheCap86400
	quirkMalformedMaxAgeUncached
	quirkCacheByCredentials
	quirkCachedWildcardUnused
	quirkCachedHeadListed
	quirkCacheKeyUntainted
	quirkPreflightTellsOwnOrigin
	quirkEveryHopPreflighted
	quirkMethodBeforeHeaderList
	quirkRepeatedNamesListed
	quirkNonASCIIUnsafe
	quirkNoSafelistTotal
	quirkCharsetJudgedAsWritten
	quirkStreamStringified
	quirkForgivingExpose
	quirkTabEncoded
	quirkUnspecifiedSameSiteSent
	quirkCacheKeyedByCredentials
	quirkPingOff
	quirkLongRangeNumbers
	quirkCacheCap600
	quirkFailedPreflightCached
	quirkCachedWildcardCoversAuthorization
	quirkPreflightStatusFirst
	quirkStrippedHeadersAsked
	quirkRedirectCheckedWithCredentials
	quirkLenientRange
	quirkUploadListenerNeedsAsync
	quirkStreamRefused
	quirkNoCORSBlobType
	quirkOnlyIfCachedAsks
	quirkLocationsJoined
	quirkEmptyLocationFails
	quirkFontWithoutCORS
	quirkTrackFromAnywhere
	quirkSecureCookieNeedsHTTPS

	// Service workers.
	quirkWorkerAnswerBasic
	quirkWorkerLocationBase
	quirkWorkerForwardsListener
	quirkWorkerRedirectsApart
	quirkWorkerHeaderText
	quirkWorkerAnswerFirstValue
	quirkWorkerAnswerUTF8
	quirkWorkerRedirectUntainted
	quirkBlobFrameUncontrolled
	quirkSyncUncontrolled
	quirkWorkerRedirectDropsStream
	quirkAnswerPathsUncounted
	quirkWorkerAnswerTrimmed
	quirkWorkerAnswerCORP
	quirkWorkerRedirectNotUpgraded

	// WebSockets.
	quirkCSPSocketURL
	quirkSocketRefusalUnread
	quirkSocketMisdirected
	quirkSocketInterim
	quirkSocketCredentials

	// EventSources.
	quirkReconnectsAfresh
	quirkEventIDKept

	quirkCount
)

// How quirks are known. What was seen in Firefox and WebKit was seen by hand, in
// browsers that no prediction of this program has been held against.
const (
	observed                = "observed in Chromium 156.0.8078.79"
	observedFirefox         = "observed in Firefox 153.7.0esr"
	observedWebKit          = "observed in WebKitGTK 2.50.6"
	observedFirefoxWebKit   = observedFirefox + " and WebKitGTK 2.50.6"
	observedChromiumFirefox = observed + " and Firefox 153.7.0esr"
	observedChromiumWebKit  = observed + " and WebKitGTK 2.50.6"
	observedEverywhere      = observed + ", Firefox 153.7.0esr and WebKitGTK 2.50.6"
	readInWebKit            = "read in the source of WebKit"
)

const (
	firefox153 = "firefox 153"
	webkit250  = "webkit 2.50"
)

var chromium156 = []string{"chromium 156"}

// A quirkTable describes quirks of one subject.
type quirkTable map[quirk]Quirk

// quirks describes every quirk, by its index.
var quirks = inOneTable(
	preflightQuirks, headerQuirks, redirectQuirks, responseQuirks, cacheQuirks, pageQuirks, policyQuirks, serviceWorkerQuirks, socketQuirks, eventSourceQuirks,
	firefoxQuirks, webkitQuirks,
)

func inOneTable(tables ...quirkTable) (all [quirkCount]Quirk) {
	for _, table := range tables {
		for q, description := range table {
			all[q] = description
		}
	}
	return all
}

// A quirkSet is a set of quirks, one bit each.
type quirkSet [3]uint64

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
func (s quirkSet) union(other quirkSet) quirkSet {
	for i := range s {
		s[i] |= other[i]
	}
	return s
}

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
// are on, which of them changed an answer, and which could have and did not. A
// function computes the standard's answer; where a quirk that is on gives another,
// it applies the quirk and returns that. It keeps the call's decisions, too. A nil
// *departures is the standard.
type departures struct {
	enabled, applied, declined quirkSet
	forks                      ways
}

// has reports whether a quirk is on.
func (d *departures) has(q quirk) bool { return d != nil && d.enabled.has(q) }

// apply records that a quirk changed the answer.
func (d *departures) apply(q quirk) { d.applied = d.applied.with(q) }

// departs reports whether a quirk that is on changes the answer here, as differs
// says that it would, and records either.
func (d *departures) departs(q quirk, differs bool) bool {
	switch {
	case !d.has(q):
		return false
	case differs:
		d.apply(q)
	default:
		d.declined = d.declined.with(q)
	}
	return differs
}

// adopt records what a reading apart came to, now that it matters.
func (d *departures) adopt(reading departures) {
	d.applied = d.applied.union(reading.applied)
	d.declined = d.declined.union(reading.declined)
}
