package fetch

import (
	"cmp"
	"strconv"
	"strings"

	"github.com/corslab/corslab/wire"
)

// maxKeepalive is how many bytes of keepalive bodies may be in flight.
const maxKeepalive = 65536

// networkOrCacheFetch completes the request's headers and gets a response, from
// the HTTP cache where it may
// (https://fetch.spec.whatwg.org/#http-network-or-cache-fetch).
func (f *fetching) networkOrCacheFetch(r *request) (*response, *networkError) {
	if err := f.limitKeepalive(r); err != nil {
		return nil, err
	}
	origin := r.url().originText()
	site, isUp := f.world.site(origin)
	if r.mode == modeWebSocket {
		site.Protocol = wire.HTTP1 // over a connection of its own, whatever else the server speaks
	}
	header := f.requestHeader(r, site.Protocol)
	lookup, err := f.lookUp(r, header)
	if err != nil {
		return nil, err
	}
	if lookup.fresh != nil {
		return lookup.fresh, f.checkAddressSpace(r, site.AddressSpace)
	}
	if !f.took(forkServerThere, isUp) {
		f.forget(r, lookup)
		return nil, f.absent(r.url(), origin)
	}
	if err := f.checkAddressSpace(r, site.AddressSpace); err != nil {
		return nil, err
	}
	sent := lookup.conditions(header)
	resp, err := f.directedFetch(r, site, origin, sent)
	if err == nil && f.isAskedAgain(lookup, resp) {
		lookup.isGivenUp = true
		delete(f.responses, f.cacheKey(r))
		sent = lookup.conditions(header)
		resp, err = f.directedFetch(r, site, origin, sent)
	}
	if err == nil && f.took(forkUnauthorized, resp.status == 401) {
		resp, err = f.answerChallenge(r, resp, site, origin, sent)
	}
	if err == nil && f.took(forkProxyAuth, resp.status == 407) {
		err = f.fail(place{sectionNetworkOrCache, resp.exchange}, ProxyAuthRequired, "407", "Status 407 comes from no proxy, which makes it a network error.")
	}
	if err != nil {
		f.forget(r, lookup)
		return nil, err
	}
	lookup.isPart = f.isPartTaken(r, lookup, resp)
	f.measurePart(r, lookup, resp)
	return f.validate(r, lookup, header, resp), nil
}

// directedFetch is networkFetch, once more where the server says that the request was
// not for it.
func (f *fetching) directedFetch(r *request, site Site, origin string, sent wire.Header) (*response, *networkError) {
	resp, err := f.networkFetch(r, site, origin, sent)
	if err == nil && f.took(forkMisdirected, resp.status == 421) && (r.body == nil || !r.body.isStream) && !f.quirks.departs(quirkSocketMisdirected, r.mode == modeWebSocket) {
		f.info(place{sectionNetworkOrCache, resp.exchange}, "Status 421: the request is made once more, over another connection.")
		return f.networkFetch(r, site, origin, sent)
	}
	return resp, err
}

// forget throws away what is stored where a request failed that was to replace it. One
// for a part leaves an entry in its place that holds nothing.
func (f *fetching) forget(r *request, lookup cacheLookup) {
	key := f.cacheKey(r)
	if lookup.access == accessWrite && (r.method == "GET" || isCachedUnsafe(r)) {
		f.dropStored(key)
	}
	if lookup.isReplaced && f.quirks.departs(quirkRangeForgets, true) {
		f.quirks.departs(quirkCutShortResumed, f.responses[key].resp.isCut) // or nothing were stored
		f.responses[key] = &storedResponse{isBlank: true}
	}
}

// absent returns the error of a request to where nobody serves its scheme.
func (f *fetching) absent(url *URL, origin string) *networkError {
	if url.Scheme() == "http" && url.Port() != "" {
		if _, isSecure := f.world.site("https" + strings.TrimSuffix(origin[len("http"):], ":443")); isSecure {
			return f.fail(at(sectionNetwork), EmptyResponse, origin, "The server expects TLS at this port, and hangs up.")
		}
	}
	return f.fail(at(sectionNetwork), ConnectionFailed, origin, "Nothing answers at ", origin, ".")
}

// limitKeepalive returns an error for a keepalive body that is too long.
func (f *fetching) limitKeepalive(r *request) *networkError {
	if !r.keepalive || r.body == nil || !f.took(forkKeepaliveTooLong, len(r.body.bytes) > maxKeepalive) {
		return nil
	}
	length := itoa(len(r.body.bytes))
	return f.fail(at(sectionNetworkOrCache), KeepaliveLimitExceeded, length, "A keepalive body may have 65536 bytes, and this one has ", length, ".")
}

// limitKeepaliveFirst returns that error where a browser looks at the length before a
// preflight is made and before a service worker is asked.
func (f *fetching) limitKeepaliveFirst(r *request) *networkError {
	if !f.quirks.has(quirkKeepaliveLimitFirst) {
		return nil
	}
	err := f.limitKeepalive(r)
	f.quirks.departs(quirkKeepaliveLimitFirst, err != nil)
	return err
}

// requestHeader writes the request's header lines: what script set, and what
// the browser adds.
func (f *fetching) requestHeader(r *request, protocol wire.Protocol) wire.Header {
	url := r.url()
	var usual [16]Field // most headers have room here
	h := usual[:0]
	if protocol != wire.HTTP2 {
		h = append(h, Field{"Host", url.Authority()})
	}
	if !hasHeader(r.headers, "Accept") {
		h = append(h, Field{"Accept", "*/*"})
	}
	switch {
	case r.body != nil && !r.body.isStream:
		h = append(h, Field{"Content-Length", itoa(len(r.body.bytes))})
	case r.body == nil && (r.method == "POST" || r.method == "PUT"):
		h = append(h, Field{"Content-Length", "0"})
	}
	headers := r.headers
	if f.quirks.has(quirkMergedDuplicateLines) && hasDuplicates(headers) {
		headers = mergeDuplicates(headers)
	}
	h = append(h, headers...)
	if origin := f.originHeader(r); f.took(forkOriginSent, origin != "") {
		h = append(h, Field{"Origin", origin})
	}
	if referer := r.refererHeader(); f.took(forkRefererSent, referer != "") {
		h = append(h, Field{"Referer", referer})
	}
	if f.took(forkIncludesCredentials, r.includesCredentials()) {
		if cookies := f.cookies.header(url, f.cookieContext(r)); f.took(forkCookiesSent, cookies != "") {
			h = append(h, Field{"Cookie", cookies})
		}
	}
	return headerLines(h)
}

// spareLines is how many lines the cache may add to a header.
const spareLines = 2

// headerLines makes lines of fields, all in one piece of memory.
func headerLines(fields []Field) wire.Header {
	size := 0
	for _, x := range fields {
		size += len(x.Name) + len(": ") + len(x.Value)
	}
	var b strings.Builder
	b.Grow(size)
	for _, x := range fields {
		b.WriteString(x.Name)
		b.WriteString(": ")
		b.WriteString(x.Value)
	}
	h, rest := make(wire.Header, 0, len(fields)+spareLines), b.String()
	for _, x := range fields {
		end := len(x.Name) + len(": ") + len(x.Value)
		h = append(h, wire.Line(rest[:end]))
		rest = rest[end:]
	}
	return h
}

// originHeader returns the value of the Origin header, "" for none
// (https://fetch.spec.whatwg.org/#append-a-request-origin-header).
func (f *fetching) originHeader(r *request) string {
	if r.tainting == TypeCORS || r.mode == modeWebSocket {
		return r.serializedOrigin()
	}
	if r.method == "GET" || r.method == "HEAD" {
		if f.tellsBlockedCookies(r) {
			return r.serializedOrigin()
		}
		return f.elementOrigin(r)
	}
	if r.mode == ModeCORS {
		return r.serializedOrigin()
	}
	origin := originUnderPolicy(r)
	if plain := r.serializedOrigin(); !r.navigates() && f.quirks.departs(quirkOriginIgnoresReferrerPolicy, origin != plain) {
		origin = plain
	}
	redirectNulls := quirkNoCORSRedirectNullOrigin
	if r.navigates() {
		redirectNulls = quirkFormRedirectNullOrigin
	}
	if f.quirks.departs(redirectNulls, r.redirectedAway && origin != "null") {
		origin = "null"
	}
	return origin
}

// elementOrigin returns the Origin header of a GET within the page's own origin:
// none by the standard, which has it on CORS requests only.
func (f *fetching) elementOrigin(r *request) string {
	api := orDefault(r.passedOn, r.api)
	if api.ShowsResponse() || api == APIEventSource || api == APIManifest || api == APIBeacon || api == APIAudio || api == APIVideo || !f.quirks.departs(quirkElementTellsOrigin, r.mode == ModeCORS) {
		return ""
	}
	return r.serializedOrigin()
}

// tellsBlockedCookies reports whether a GET has an Origin because its cookies are
// blocked and the page could ask for them, as it could at the site in the address bar
// (https://privacycg.github.io/storage-access-headers/). Redirects keep the header, or
// its absence.
func (f *fetching) tellsBlockedCookies(r *request) bool {
	if len(r.urls) == 1 && f.blockThirdParties {
		r.asksStorage = f.quirks.departs(quirkBlockedCookiesTellOrigin, r.credentials == CredentialsInclude && f.client.isApartFrom(r.url()))
	}
	return r.asksStorage
}

// originUnderPolicy returns the origin as the referrer policy lets a request
// that is not a CORS request tell it.
func originUnderPolicy(r *request) string {
	hidden := false
	switch r.referrerPolicy {
	case "no-referrer":
		hidden = true
	case "no-referrer-when-downgrade", "strict-origin", "strict-origin-when-cross-origin":
		hidden = r.origin.Scheme() == "https" && r.url().Scheme() != "https"
	case "same-origin":
		hidden = !SameOrigin(r.origin, r.url().Origin())
	}
	if hidden {
		return "null"
	}
	return r.serializedOrigin()
}

// networkFetch sends the request to the site at an origin and reads the answer
// (https://fetch.spec.whatwg.org/#http-network-fetch).
func (f *fetching) networkFetch(r *request, site Site, origin string, header wire.Header) (*response, *networkError) {
	if r.body != nil && r.body.isStream && f.took(forkStreamOverHTTP1, site.Protocol != wire.HTTP2) {
		return nil, f.fail(at(sectionNetwork), StreamNeedsHTTP2, string(wire.HTTP1), "A stream can be sent over HTTP/2 only, and ", origin, " speaks HTTP/1.1.")
	}
	sent := wire.Request{Method: r.method, Origin: origin, Target: r.url().Target(), Header: header}
	if r.body != nil {
		sent.Body = []byte(r.body.bytes)
	}
	answer := site.Server.Answer(sent)
	if answer.Fault.Kind == wire.FaultRefuse {
		return nil, f.unconnected(origin, answer.Notes)
	}
	if err := f.transportFault(answer.Fault.Kind, len(f.exchanges)); f.took(forkTransportFault, err != nil) {
		f.record(r, wire.Exchange{Request: sent, Response: wire.Response{Fault: answer.Fault, Notes: answer.Notes}})
		f.relyOn(answer.Notes, len(f.exchanges)-1)
		return nil, err
	}
	resp, err := f.receive(r, sent, answer)
	if err == nil {
		resp.protocol = cmp.Or(site.Protocol, wire.HTTP1)
		resp.measure(r.method)
	}
	return resp, err
}

// unconnected returns the error of a connection that does not come about: nothing
// is sent over it. The notes say what stood in its way.
func (f *fetching) unconnected(origin string, notes []wire.Note) *networkError {
	for _, n := range notes {
		f.info(at(n.Section), n.Text)
	}
	return f.fail(at(sectionNetwork), ConnectionFailed, origin, "There is no connection to ", origin, ".")
}

// record keeps an exchange for the prediction.
func (f *fetching) record(r *request, x wire.Exchange) {
	if f.exchanges == nil {
		usual := 1
		if r.isPreflight {
			usual = 2
		}
		f.exchanges, f.sent = make([]wire.Exchange, 0, usual), make([]Sent, 0, usual)
	}
	f.exchanges = append(f.exchanges, x)
	f.sent = append(f.sent, newSent(x, r.url().withoutUserinfo()))
}

// transportFault returns the error that a fault makes of an exchange.
func (f *fetching) transportFault(kind wire.FaultKind, exchange int) *networkError {
	p := place{sectionNetwork, exchange}
	switch kind {
	case wire.FaultHang:
		return f.fail(p, Timeout, "", "The server takes the request and never answers.")
	case wire.FaultReset:
		return f.fail(p, ConnectionReset, "", "The server resets the connection instead of answering.")
	case wire.FaultClose:
		return f.fail(p, EmptyResponse, "", "The server closes the connection without a byte.")
	case wire.FaultGarbage:
		return f.fail(p, InvalidHTTPResponse, "", "What the server sends is no HTTP response.")
	}
	return nil
}

// receive makes a response of an answer: it parses the header lines and takes
// the cookies, which are kept whatever the checks that follow say.
func (f *fetching) receive(r *request, sent wire.Request, answer wire.Response) (*response, *networkError) {
	index := len(f.exchanges)
	f.record(r, wire.Exchange{Request: sent, Response: answer})
	f.relyOn(answer.Notes, index)
	fields, ok := parseResponse(answer, &f.quirks)
	isAgreed := r.mode == modeWebSocket && (answer.Status == 101 || f.quirks.departs(quirkSocketInterim, answer.Status < 200))
	if f.took(forkInterim, answer.Status < 200 && !isAgreed) {
		return nil, f.fail(place{sectionHTTPMessage, index}, EmptyResponse, itoa(answer.Status), "Status ", itoa(answer.Status), " announces another response, and none follows.")
	}
	if f.took(forkNoHTTP, !ok) {
		return nil, f.fail(place{sectionHTTPMessage, index}, InvalidHTTPResponse, "", "What the server sends is no HTTP response.")
	}
	if name, reason := conflictingLines(fields, &f.quirks); f.took(forkConflictingLines, reason != "") {
		value, _ := getHeader(fields, name)
		return nil, f.fail(place{sectionHTTPMessage, index}, reason, value, "The response has ", name, " lines that differ, ", quoted(value), ", which spoils all of it.")
	}
	resp := f.newResponse()
	*resp = response{status: answer.Status, fields: fields, body: answer.Body, exchange: index, notes: answer.Notes}
	if answer.Status == 204 || answer.Status == 304 {
		resp.body = nil // whatever the server sends after the header is no part of it
	}
	cookies := fieldValues(fields, "Set-Cookie")
	isUnread := answer.Status == 407 && f.quirks.departs(quirkProxyAuthUnread, len(cookies) > 0)
	isUnread = isUnread || len(cookies) > 0 && f.isHandshakeUnread(r, resp)
	if !isUnread && r.includesCredentials() {
		for _, line := range cookies {
			if f.took(forkCookieStored, f.cookies.set(r.url(), line, f.cookieContext(r))) {
				f.info(place{sectionNetwork, index}, "The cookie ", quoted(line), " is stored.")
			}
		}
	}
	return resp, nil
}

// relyOn records the server's reasons, and those that nobody has verified.
func (f *fetching) relyOn(notes []wire.Note, exchange int) {
	for _, n := range notes {
		f.info(place{n.Section, exchange}, n.Text)
		if n.Unverified {
			f.rely([]string{n.Text})
		}
	}
}

func itoa(n int) string { return strconv.Itoa(n) }

// cookieContext returns what decides about the cookies of a request.
func (f *fetching) cookieContext(r *request) cookieContext {
	isSameSite, tainted := f.client.isSameSite(r.url()), r.taint == crossSiteTaint
	isThirdParty := f.client.isThirdParty(r.url())
	return cookieContext{
		now:        f.now,
		thirdParty: isThirdParty,
		crossSite:  !isSameSite || tainted,
		detour:     isSameSite && tainted,
		quirks:     &f.quirks,
		blocked:    f.blockThirdParties && isThirdParty,
	}
}
