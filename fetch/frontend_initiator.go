package fetch

import (
	"strings"

	"github.com/corslab/corslab/wire"
)

// constructInitiated is an element, a CSS property or an interface up to where
// the network begins.
func (f *fetching) constructInitiated(in Request) (*request, *networkError) {
	how := initiators[in.API]
	if isSpecifier(in.API) && !isRelativeSpecifier(in.URL) {
		how.section = "html:resolve-a-module-specifier"
	}
	if in.API == APIPing && strings.Trim(in.URL, " \t\n\f\r") == "" {
		return nil, f.fail(at(how.section), "", "", "The attribute is a list of URLs, and there is none in it.")
	}
	if err := f.checkInline(in.API); err != nil {
		return nil, err
	}
	url, parseErr := in.resolve(f.client.base, f.parseURL)
	if f.took(forkBadURL, parseErr != nil) {
		return nil, f.unresolved(in, how)
	}
	if in.API == APISVGUse && f.took(forkUseOfData, url.Scheme() == "data") {
		if directive := f.policyAgainst(in.API, url, false); f.quirks.departs(quirkPolicyOrder, directive != "") {
			return nil, f.forbidden(directive, url)
		}
		return nil, f.fail(at(sectionUseElement), DisallowedByMode, url.String(), "A use element refers to another document, and a data: URL is none that it may.")
	}
	r := f.newRequest(url)
	r.api, r.unsafe = in.API, false
	r.method = orDefault(how.method, "GET")
	r.mode, r.credentials = how.mode, how.credentials
	if url.IsHTTP() && (in.API == APIFont && f.quirks.has(quirkFontWithoutCORS) || in.API == APITrack && f.quirks.has(quirkTrackFromAnywhere)) {
		r.mode = ModeNoCORS
	}
	if in.Crossorigin != nil {
		f.setCrossorigin(r, how, *in.Crossorigin)
	}
	if policy := wire.ToLower(in.ReferrerPolicy); how.isPolicyTaken && policy != "" && isReferrerPolicy(policy) {
		if in.API != APIManifest || !f.quirks.departs(quirkManifestPolicyIgnored, policy != r.referrerPolicy) {
			r.referrerPolicy = policy
		}
	}
	if accept := how.accept; accept != "" {
		if f.quirks.departs(quirkImageAccept, accept == acceptImage) {
			accept = chromiumAcceptImage
		}
		if f.quirks.departs(quirkDocumentAccept, accept == acceptDocument) {
			accept = chromiumAcceptDocument
		}
		r.headers = append(r.headers, Field{"Accept", accept})
	}
	f.dropUserinfo(r)
	switch in.API {
	case APIEventSource:
		r.cache = CacheNoStore
		r.credentials = orDefault(in.Credentials, CredentialsSameOrigin)
	case APIAudio, APIVideo:
		r.headers = append(r.headers, Field{"Range", "bytes=0-"})
	case APIManifest:
		if f.quirks.departs(quirkManifestOmitsCredentials, r.credentials == CredentialsSameOrigin && SameOrigin(url.Origin(), r.origin)) {
			r.credentials = CredentialsOmit
		}
	case APIPing:
		return f.ping(r)
	case APIBeacon:
		return f.beacon(r, in)
	case APIWorker, APISharedWorker:
		return f.workerScript(r)
	case APIForm:
		return r, f.submit(r, in)
	}
	return r, nil
}

// unresolved is what becomes of a URL that cannot be parsed, or is none. Most elements
// are told that it failed, and some are told nothing
// (https://html.spec.whatwg.org/#default-fetch-and-process-the-linked-resource).
func (f *fetching) unresolved(in Request, how initiator) *networkError {
	p := at(how.section)
	switch in.API {
	case APICSSImport:
		if !f.quirks.departs(quirkInvalidImportTold, in.URL != "" && (f.client.base != nil || hasScheme(in.URL))) {
			return f.fail(p, "", "", quoted(in.URL), " cannot be parsed as a URL, so there is no style sheet to wait for.")
		}
	case APIStylesheet, APIModulePreload, APIPreload, APIPrefetch, APISVGUse:
		return f.fail(p, Timeout, in.URL, quoted(in.URL), " cannot be parsed as a URL, so nothing is requested, and the element hears of neither success nor failure.")
	}
	return f.fail(p, InvalidRequest, in.URL, quoted(in.URL), " cannot be parsed as a URL, so nothing is requested.")
}

// hasScheme reports whether a text that is no URL begins as an absolute one.
func hasScheme(url string) bool {
	scheme, _, ok := strings.Cut(strings.TrimLeft(url, " \t\n\f\r"), ":")
	return ok && strings.Trim(wire.ToLower(scheme), "abcdefghijklmnopqrstuvwxyz0123456789+-.") == ""
}

// dropUserinfo takes user name and password off the URL of a CORS request, and of any for
// a sound or video. An XMLHttpRequest keeps them at its own origin, and elsewhere loses them
// only when a service worker has seen them.
func (f *fetching) dropUserinfo(r *request) {
	url := r.url()
	if r.api == APIXHR && SameOrigin(url.Origin(), r.origin) {
		return
	}
	isKept := r.mode != ModeCORS && r.api != APIAudio && r.api != APIVideo || r.api == APIEventSource || r.api == APIManifest
	if isKept || !f.quirks.departs(quirkUserinfoDropped, url.IncludesCredentials()) {
		return
	}
	_, rest, _ := strings.Cut(url.String(), "@")
	plain, err := ParseURL(url.Scheme()+"://"+rest, nil)
	if err == nil { // what parsed with them parses without
		if r.api == APIXHR {
			r.written = url
		}
		r.urls[0] = plain
	}
}

// isRelativeSpecifier reports whether import() takes a text for a URL relative to
// the page's. Any other must be a whole URL
// (https://html.spec.whatwg.org/#resolving-a-url-like-module-specifier).
func isRelativeSpecifier(specifier string) bool {
	return strings.HasPrefix(specifier, "/") || strings.HasPrefix(specifier, "./") || strings.HasPrefix(specifier, "../")
}

// setCrossorigin is what the crossorigin attribute says: any value but
// use-credentials is taken for anonymous
// (https://html.spec.whatwg.org/#cors-settings-attribute).
func (f *fetching) setCrossorigin(r *request, how initiator, value string) {
	if how.attribute == noAttribute {
		return
	}
	r.credentials = CredentialsSameOrigin
	if f.took(forkUseCredentials, wire.EqualFold(value, "use-credentials")) {
		r.credentials = CredentialsInclude
	}
	if how.attribute == setsMode {
		r.mode = ModeCORS
	}
	f.info(at("html:cors-settings-attribute"), "crossorigin=", quoted(value), " makes it a CORS request with the credentials mode ", string(r.credentials), ".")
}

// ping is the POST that tells a server of a link that was followed
// (https://html.spec.whatwg.org/#hyperlink-auditing).
func (f *fetching) ping(r *request) (*request, *networkError) {
	if f.quirks.has(quirkPingOff) {
		f.quirks.apply(quirkPingOff)
		return nil, f.fail(at(initiators[APIPing].section), "", "", "This browser sends pings only to users who have turned them on.")
	}
	if url := r.url(); f.took(forkPingScheme, !url.IsHTTP()) {
		return nil, f.fail(at(initiators[APIPing].section), "", "", "No ping is sent to ", quoted(url.String()), ": its scheme is neither http nor https.")
	}
	r.keepalive = true
	r.referrer = nil
	r.body = &payload{bytes: "PING"}
	r.headers = append(r.headers, Field{"Content-Type", "text/ping"})
	r.headers = append(r.headers, f.pingFields(r)...)
	if f.quirks.departs(quirkPingUncached, true) {
		r.headers = append(r.headers, Field{"Cache-Control", "max-age=0"})
	}
	return r, nil
}

// pingFields are the lines that say from where to where the link leads. It leads to the
// fragment #followed of its document.
func (f *fetching) pingFields(r *request) []Field {
	document, scheme, origin := f.client.document()
	to, _, _ := strings.Cut(document, "#")
	fields := []Field{{"Ping-To", to + "#followed"}}
	isFrom := f.took(forkPingFrom, scheme != "https" || SameOrigin(origin, r.url().Origin()))
	isOwn := scheme == "http" || SameOrigin(f.client.origin, r.url().Origin())
	if f.quirks.departs(quirkPingFromOwn, isOwn != isFrom) {
		isFrom = isOwn
	}
	if isFrom {
		fields = append(fields, Field{"Ping-From", document})
	}
	return fields
}

// beacon is navigator.sendBeacon(): a POST with credentials that outlives its
// page. It asks for permission only where the type of its body is none a form
// could send (https://www.w3.org/TR/beacon/#sendbeacon-method).
func (f *fetching) beacon(r *request, in Request) (*request, *networkError) {
	section := initiators[APIBeacon].section
	if f.took(forkBeaconScheme, !r.url().IsHTTP()) {
		return nil, f.fail(at(section), InvalidRequest, in.URL, "sendBeacon() throws a TypeError: the scheme of ", quoted(in.URL), " is neither http nor https.")
	}
	r.keepalive = true
	if in.Body == nil {
		return r, nil
	}
	r.body = extractBody(in.Body)
	isTooLong := f.took(forkBeaconTooLong, len(r.body.bytes) > maxKeepalive)
	if isTooLong && !f.quirks.departs(quirkBeaconPoliciesFirst, f.isMixedContent(r) || f.policyAgainst(r.api, r.url(), false) != "") {
		return nil, f.fail(at(section), KeepaliveLimitExceeded, itoa(len(r.body.bytes)), "sendBeacon() returns false: a body may have 65536 bytes, and this one has ", itoa(len(r.body.bytes)), ".")
	}
	t := r.body.contentType
	if t == "" {
		return r, nil
	}
	if f.quirks.departs(quirkBeaconDropsType, !isWellFormedType(t)) {
		return r, nil
	}
	r.headers = append(r.headers, Field{"Content-Type", t})
	if f.took(forkBeaconFormType, isNoCORSSafelisted("Content-Type", t)) {
		return r, nil
	}
	f.info(at(section), "The body's type is ", t, ", which no form can send: the mode is cors.")
	r.mode, r.unsafe = ModeCORS, true
	return r, nil
}

// isWellFormedType reports whether a text is a media type as RFC 2045 writes it,
// to the last parameter.
func isWellFormedType(s string) bool {
	parts := strings.Split(s, ";")
	major, minor, ok := strings.Cut(parts[0], "/")
	if !ok || !IsToken(strings.TrimSpace(major)) || !IsToken(strings.TrimSpace(minor)) {
		return false
	}
	for _, p := range parts[1:] {
		name, value, ok := strings.Cut(strings.TrimSpace(p), "=")
		if !ok || !IsToken(name) || !IsToken(strings.Trim(value, `"`)) {
			return false
		}
	}
	return true
}

// workerScript is the constructor of a worker, which some browsers have throw
// where the standard lets the request fail.
func (f *fetching) workerScript(r *request) (*request, *networkError) {
	url := r.url()
	isApart := r.api == APISharedWorker && f.client.origin.IsOpaque() && f.client.as != PageFile
	if f.quirks.departs(quirkSharedWorkerNeedsOrigin, isApart) {
		return nil, f.fail(at(initiators[r.api].section), InvalidRequest, url.String(),
			"The constructor throws a SecurityError: a document whose origin is opaque has no shared workers.")
	}
	if !f.quirks.departs(quirkWorkerConstructorThrows, !SameOrigin(url.Origin(), r.origin) && url.Scheme() != "data") {
		return r, nil
	}
	return nil, f.fail(at(initiators[r.api].section), InvalidRequest, url.String(),
		"The constructor throws a SecurityError: ", url.Origin().String(), " is not the origin of the page, ", r.originText, ".")
}
