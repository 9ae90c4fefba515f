package fetch

import "slices"

// mainFetch decides by mode, scheme and origin how a request may be made, and
// makes it (https://fetch.spec.whatwg.org/#main-fetch). Each redirect comes back
// here.
func (f *fetching) mainFetch(r *request) (*response, *networkError) {
	if r.redirects == 0 {
		upgraded := f.upgraded(r, r.urls[0])
		if err := f.checkBeforeUpgrade(r, upgraded); err != nil {
			return nil, err
		}
		r.urls[0] = upgraded
	}
	if err := f.refuse(r); err != nil {
		return nil, err
	}
	switch url := r.url(); {
	case r.mode == ModeNavigate:
		r.tainting = TypeBasic
		f.info(at(sectionMainFetch), "A document is asked for, to be shown in a frame: CORS has no say.")
		return f.schemeFetch(r)
	case r.mode != modeWebSocket && f.took(forkOwnOrigin, r.tainting == TypeBasic && SameOrigin(url.Origin(), r.origin)):
		f.info(at(sectionMainFetch), "The URL is of the page's own origin, ", r.originText, ": CORS has no say.")
		return f.schemeFetch(r)
	case f.took(forkDataURL, url.Scheme() == "data"):
		r.tainting = TypeBasic
		return f.schemeFetch(r)
	case r.mode == modeWebSocket:
		f.info(at(sectionMainFetch), "A WebSocket is no matter for CORS: ", r.url().WithoutFragment(), " is asked with cookies and with the origin ", r.originText, ", and decides.")
		return f.schemeFetch(r)
	case f.took(forkNoCORS, r.mode == ModeNoCORS):
		r.tainting = TypeOpaque
		f.applyElementMode(r)
		f.info(at(sectionMainFetch), "The mode is no-cors: the request is made, and the page will not see the response.")
		return f.schemeFetch(r)
	}
	r.tainting = TypeCORS
	f.info(at(sectionMainFetch), r.url().WithoutFragment(), " is asked for under the origin ", r.serializedOrigin(), ": the server must allow it.")
	if !f.took(forkPreflight, f.needsPreflight(r)) {
		return f.httpFetch(r, false)
	}
	if err := f.limitKeepaliveFirst(r); err != nil {
		return nil, err
	}
	key := preflightKeyOf(r) // before redirects change it
	kept := f.keptKeyOf(r, key)
	response, err := f.httpFetch(r, true)
	if err != nil {
		f.clearPreflights(key, kept)
	}
	return response, err
}

// refuse returns why the request may not be made at all, before any server hears
// of it.
func (f *fetching) refuse(r *request) *networkError {
	url := r.url()
	if err := f.checkContentPolicy(r); err != nil {
		return err
	}
	if f.isUnknownToWorker(r) {
		return f.fail(at(sectionMixedContent), MixedContent, url.String(), "The page came over https, and its worker takes the scheme ", url.Scheme(), " for an insecure one.")
	}
	if f.isBlockedForUserinfo(r) {
		return f.fail(at(orDefault(initiators[r.api].section, sectionRequest)), DisallowedByMode, url.String(), "This browser loads no URL with a user name or password for an element, nor for a service worker that passes a request on.")
	}
	isMixed, isBadPort := f.took(forkMixedContent, f.isMixedContent(r)), f.took(forkBadPort, f.isBlockedPort(url))
	if err := f.checkPaths(r, isMixed); err != nil {
		return err
	}
	switch {
	case !isMixed && !isBadPort:
	case f.quirks.departs(quirkModeBeforePort, checkMode(r, &f.quirks).reason != ""):
	case isMixed:
		return f.fail(at(sectionMixedContent), MixedContent, url.String(), "The page came over https, so it may not load ", url.WithoutFragment(), " over http.")
	default:
		return f.fail(at(sectionPortBlocking), UnsafePort, url.Port(), "Port ", url.Port(), " is blocked: it belongs to another protocol.")
	}
	return f.refuseByMode(r, isMixed)
}

// isBlockedForUserinfo reports whether the URL's user name or password stands in the
// way. From that of a CORS request Chromium has taken them off, an EventSource's
// excepted; and a URL that fetch() is given has none, unless a service worker passes the
// request of another on.
func (f *fetching) isBlockedForUserinfo(r *request) bool {
	switch r.api {
	case APIXHR, APIAudio, APIVideo, APIWorker, APISharedWorker, APIWebSocket:
		return false
	}
	return r.redirects == 0 && f.quirks.departs(quirkUserinfoURLBlocked, r.url().IncludesCredentials())
}

// isBlockedPort reports whether a URL names a port that is not HTTP's to use
// (https://fetch.spec.whatwg.org/#block-bad-port).
func (f *fetching) isBlockedPort(url *URL) bool {
	port := url.Port()
	if !url.IsHTTP() || !isBadPort(port) {
		return false
	}
	if f.quirks.departs(quirkPortsLeftOpen, port == "4190" || port == "6679") {
		return false
	}
	return true
}

// checkMode judges the address by the request's mode.
func checkMode(r *request, d *departures) refusal {
	url := r.url()
	if r.tainting == TypeBasic && SameOrigin(url.Origin(), r.origin) || url.Scheme() == "data" {
		return refusal{}
	}
	switch {
	case d.took(forkSameOriginMode, r.mode == ModeSameOrigin):
		if d.took(forkModeAfterRedirect, r.redirects > 0) {
			return refusal{reason: RedirectDisallowedByMode}
		}
		return refusal{reason: DisallowedByMode}
	case r.mode == ModeNoCORS && d.took(forkNoCORSRedirectMode, r.redirect != RedirectFollow):
		return refusal{NoCorsRedirectModeNotFollow, string(r.redirect)}
	case r.mode == ModeCORS && d.took(forkCORSScheme, !url.IsHTTP()):
		return refusal{CorsDisabledScheme, url.Scheme()}
	}
	return refusal{}
}

// refuseByMode records what checkMode finds.
func (f *fetching) refuseByMode(r *request, isMixed bool) *networkError {
	p := at(sectionMainFetch)
	switch c := checkMode(r, &f.quirks); c.reason {
	case "":
		return nil
	case NoCorsRedirectModeNotFollow:
		return f.fail(p, c.reason, c.param, "The mode is no-cors, so the redirect mode must be follow, and it is ", c.param, ".")
	case CorsDisabledScheme:
		return f.fail(p, c.reason, c.param, "CORS works over http and https only, and the scheme is ", c.param, ".")
	case RedirectDisallowedByMode:
		if !isMixed {
			c.reason = f.modeReason(r)
		}
		fallthrough
	default:
		return f.fail(p, c.reason, c.param, "The mode is same-origin, and ", r.url().Origin().String(), " is not the origin of the page, ", r.originText, ".")
	}
}

// needsPreflight reports whether the server must be asked first. It re-decides
// for every hop of a redirect.
func (f *fetching) needsPreflight(r *request) bool {
	r.unsafeNames = nil
	if r.unsafe {
		r.unsafeNames = f.namesToAsk(r)
	}
	switch {
	case f.took(forkForcedPreflight, r.forcePreflight):
		f.info(at(sectionMainFetch), "A stream is sent, or somebody listens to the upload: a preflight comes first.")
	case !r.unsafe:
		return false
	case !f.took(forkMethodSafelisted, IsSafelistedMethod(r.method)):
		f.info(at(sectionSafelistedMethod), "The method ", r.method, " is not GET, HEAD or POST, so a preflight comes first.")
	case f.took(forkHeadersUnsafe, len(r.unsafeNames) > 0):
		f.info(at(sectionUnsafeHeaders), "The request carries headers that no form could send, so a preflight comes first: ", joined(r.unsafeNames, f.trace), ".")
	case r.asked && f.quirks.has(quirkEveryHopPreflighted):
		f.quirks.apply(quirkEveryHopPreflighted)
		f.info(at(sectionMainFetch), "An earlier hop needed a preflight, and this browser sends one at every hop after it.")
	default:
		f.info(at(sectionUnsafeHeaders), "A plain ", r.method, " with safelisted headers needs no preflight.")
		return false
	}
	r.asked = true
	return true
}

// namesToAsk returns the header names that a preflight must ask for.
func (f *fetching) namesToAsk(r *request) []string {
	names := unsafeRequestHeaderNames(r.headers, &f.quirks)
	if len(r.firstNames) > len(names) && f.quirks.has(quirkStrippedHeadersAsked) {
		f.quirks.apply(quirkStrippedHeadersAsked)
		return r.firstNames
	}
	if r.writtenType != "" && hasHeader(r.headers, "Content-Type") && !slices.Contains(names, "content-type") && !isSafelistedRequestHeader("content-type", r.writtenType, nil) {
		f.quirks.apply(quirkCharsetJudgedAsWritten)
		names = append(names, "content-type")
		slices.Sort(names)
	}
	return names
}

// rememberAsking notes before a redirect changes the request what it asks, or would
// have to ask at another origin.
func (f *fetching) rememberAsking(r *request) {
	if r.redirects > 0 || !r.unsafe || !f.quirks.has(quirkEveryHopPreflighted) && !f.quirks.has(quirkStrippedHeadersAsked) {
		return
	}
	r.firstNames = unsafeRequestHeaderNames(r.headers, &departures{enabled: f.quirks.enabled})
	r.asked = r.asked || len(r.firstNames) > 0
}

// applyElementMode notes that an element's request is in mode no-cors by a quirk.
func (f *fetching) applyElementMode(r *request) {
	switch r.api {
	case APIFont:
		f.quirks.apply(quirkFontWithoutCORS)
	case APITrack:
		f.quirks.apply(quirkTrackFromAnywhere)
	}
}
