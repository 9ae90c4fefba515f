package fetch

import (
	"slices"
	"strings"
	"time"

	"github.com/corslab/corslab/wire"
)

// An httpCache is the browser's HTTP cache, by URL without fragment. It holds
// what bears on CORS: which GET responses come back without a request, and to
// whom (https://www.rfc-editor.org/rfc/rfc9111.html).
type httpCache map[string]*storedResponse

// A storedResponse is a response as the network brought it, not as any page was
// allowed to see it.
type storedResponse struct {
	resp    response
	request wire.Header // what the request said, for Vary
	fetched time.Time
	serial  int // how many responses were stored before it
	// failed says that the response failed the CORS check when it came, before
	// the browser had read it.
	failed bool
	// isWithheld says that it failed as opaque response blocking kept it from the page.
	isWithheld bool
	// outlived says that a request came since by whose method HTTP would have
	// made the response invalid.
	outlived bool
	// part is what is there of a response of which whole is the length; that is 0 where
	// all of it is in resp.
	part  part
	whole int
	// isBlank says that there is nothing: the request whose answer was to be here failed.
	isBlank bool
}

// A cacheLookup is what the HTTP cache has to say to a request.
type cacheLookup struct {
	fresh *response       // usable as it is; nil where the network must be asked
	cut   *storedResponse // whose rest is asked for; nil for none
	// isGivenUp says that the rest was not to be had. The cache has nothing to do with
	// the whole, for which the server is asked then.
	isGivenUp bool
	stale     *storedResponse // to be validated with the server; nil for none
	mode      Cache           // the cache mode that holds, script's own conditions considered
	// access is what the cache does for the request, and with the answer.
	access cacheAccess
	// varies says that Vary keeps stale from being used unasked.
	varies bool
	// misses says that the request asks for a part of what is stored that is not
	// there, and what is stored is too old to be used.
	misses bool
	// size is how long what is stored is, as far as the browser knows: it forgets that of
	// what cannot be asked about.
	size int
	// inParts is what next is asked for of, which is stored in parts; nil for none.
	inParts *storedResponse
	next    piece
	// isPart says that the answer is the part that was asked for, of what is not there
	// yet.
	isPart bool
	// isReplaced says that a part is asked for, and the answer comes in place of what is
	// stored, which cannot be asked about.
	isReplaced bool
	// isBlank says that such a request failed before, and this one finds what it left.
	isBlank bool
}

// isWithoutParts reports whether the cache takes the answer for one to a request without
// a Range.
func (l cacheLookup) isWithoutParts() bool { return l.isBlank && l.access == accessFull }

// lookUp finds a stored response for a request with the given header lines.
func (f *fetching) lookUp(r *request, header wire.Header) (cacheLookup, *networkError) {
	stored := f.storedFor(r)
	f.quirks.departs(quirkConditionRevalidates, r.isConditioned())
	lookup := cacheLookup{mode: f.cacheMode(r), access: f.cacheAccess(r, stored)}
	isSafe := r.method == "GET" || r.method == "HEAD"
	lookup.isBlank = (isSafe || isCachedUnsafe(r)) && lookup.access != accessNone && f.takeBlank(r)
	isOpened := stored != nil && lookup.access != accessNone && lookup.access != accessWrite
	isCut := isOpened && stored.resp.isCut && r.method == "GET"
	matches := isOpened && !isCut && f.took(forkVaryMatches, stored.matches(header))
	isMiss := r.cache == CacheOnlyIfCached && f.took(forkCacheMiss, lookup.access != accessRead || !isSafe || !matches)
	if !isMiss && lookup.access == accessRead && f.quirks.departs(quirkOnlyIfCachedWhole, stored.isInParts() || hasHeader(r.headers, "Range")) {
		return lookup, f.fail(at(sectionNetworkOrCache), CacheMiss, "", "The cache mode is only-if-cached, which gets no part of a response.")
	}
	if isMiss && !f.quirks.departs(quirkOnlyIfCachedAsks, isSafe) {
		return lookup, f.fail(at(sectionNetworkOrCache), CacheMiss, "", "The cache mode is only-if-cached, and nothing is stored.")
	}
	if !isOpened || !isSafe && !isCachedUnsafe(r) {
		return lookup, nil
	}
	if lookup.access == accessUpdate || !isSafe && !f.answersUnsafe(lookup, matches) {
		return lookup, nil
	}
	if isCut {
		lookup.isReplaced = hasHeader(r.headers, "Range")
		if !lookup.isReplaced { // whatever Vary says
			lookup.cut = stored
			f.quirks.apply(quirkCutShortResumed) // the request says more, whatever comes of it
		}
		return lookup, nil
	}
	if matches && stored.outlived {
		f.quirks.apply(quirkUnknownMethodKeeps)
	}
	isUsable := matches && (lookup.mode == CacheForceCache || lookup.mode == CacheOnlyIfCached ||
		lookup.mode == CacheDefault && !f.took(forkAsksForNew, asksForNew(r.headers)) && f.took(forkFresh, stored.isFresh(f.now, &f.quirks)))
	if f.quirks.departs(quirkPartsStored, stored.isInParts()) {
		lookup.varies = !matches
		return f.lookUpPart(r, stored, lookup, isUsable), nil
	}
	if isUsable {
		f.info(at(sectionHTTPCacheFreshness), "The response comes from the HTTP cache: no request is made. The checks are made again.")
		if stored.resp.isCut {
			f.quirks.apply(quirkCutShortResumed)
		}
		lookup.fresh = stored.answer(r)
		f.relyOn(stored.resp.notes, noExchange)
		return lookup, nil
	}
	isPart := hasHeader(r.headers, "Range")
	if isPart && !f.quirks.has(quirkRangeForgets) {
		return lookup, nil
	}
	lookup.misses = isPart && !stored.holdsPart(r)
	if f.took(forkValidated, f.isValidated(stored, matches)) {
		if stored.resp.status == 200 {
			lookup.size = len(stored.resp.body)
		}
		f.info(at(sectionHTTPCacheValidate), "A stored response may not be used as it is, so the server is asked whether it still holds.")
		lookup.stale, lookup.varies = stored, !matches
		if isPart {
			f.quirks.apply(quirkRangeForgets)
		}
	}
	lookup.isReplaced = isPart && r.method == "GET" && lookup.stale == nil
	return lookup, nil
}

// isValidated reports whether the server is asked about a stored response.
func (f *fetching) isValidated(stored *storedResponse, matches bool) bool {
	tag, _ := stored.resp.first("ETag")
	date, _ := stored.resp.first("Last-Modified")
	switch is200 := stored.resp.status == 200; {
	case !matches:
		return f.quirks.departs(quirkVaryValidated, tag != "" && is200)
	case tag == "" && date == "":
		return false
	case f.quirks.departs(quirkCutShortResumed, stored.resp.isCut): // for HEAD, which has no rest
		return false
	default:
		return !f.quirks.departs(quirkOnlyOKValidated, !is200)
	}
}

// storedFor returns what is stored for the request's URL, or nil.
func (f *fetching) storedFor(r *request) *storedResponse {
	key := f.cacheKey(r)
	stored := f.responses[key]
	if f.quirks.has(quirkCacheKeyedByCredentials) {
		other := f.responses[otherCacheKey(key)]
		isLater := other != nil && (stored == nil || stored.serial < other.serial)
		f.quirks.departs(quirkCacheKeyedByCredentials, isLater && (other.hasValidator() || other.isFresh(f.now, &departures{enabled: f.quirks.enabled})))
	}
	switch {
	case !f.took(forkStored, stored != nil && !stored.isBlank), f.quirks.departs(quirkOpaquePageUncached, f.client.isTransient()):
		return nil
	case f.quirks.departs(quirkFailedResponseUncached, stored.failed):
		f.quirks.departs(quirkOpaqueResponseBlocking, stored.isWithheld)
		return nil
	}
	return stored
}

// takeBlank removes what a failed request for a part left for the request's URL, and
// reports whether it did. Chromium finds an entry without a header then, and begins
// again without a thought of parts.
func (f *fetching) takeBlank(r *request) bool {
	key := f.cacheKey(r)
	stored := f.responses[key]
	if stored == nil || !stored.isBlank {
		return false
	}
	delete(f.responses, key)
	return true
}

// asksForNew reports whether script asked, in the words of HTTP, for a response
// that does not come out of a cache
// (https://www.rfc-editor.org/rfc/rfc9111.html#section-5.2.1).
func asksForNew(headers []Field) bool {
	control, _ := getHeader(headers, "Cache-Control")
	return hasDirective(control, "max-age=0") || forbidsStored(headers)
}

// forbidsStored reports whether script wants none of what is stored.
func forbidsStored(headers []Field) bool {
	control, _ := getHeader(headers, "Cache-Control")
	pragma, _ := getHeader(headers, "Pragma")
	return hasDirective(control, "no-cache") || hasDirective(pragma, "no-cache")
}

// conditions appends the header lines by which the cache speaks to the server.
// They are the browser's own and never part of a preflight.
func (l cacheLookup) conditions(h wire.Header) wire.Header {
	switch l.mode {
	case CacheNoCache:
		if !h.Has("Cache-Control") {
			h = append(h, "Cache-Control: max-age=0")
		}
	case CacheNoStore, CacheReload:
		if !h.Has("Pragma") {
			h = append(h, "Pragma: no-cache")
		}
		if !h.Has("Cache-Control") {
			h = append(h, "Cache-Control: no-cache")
		}
	}
	switch {
	case l.isGivenUp:
		return h
	case l.cut != nil:
		return l.cut.resume(h)
	case l.inParts != nil:
		return l.askForPiece(h)
	}
	if l.stale == nil {
		return h
	}
	if tag, ok := l.stale.resp.get("ETag"); ok {
		h.Add("If-None-Match", tag)
	}
	if l.varies {
		return h // a date says nothing of a variant
	}
	if modified, ok := l.stale.resp.get("Last-Modified"); ok {
		h.Add("If-Modified-Since", modified)
	}
	return h
}

// answer returns a copy of the response for a request, for the page's checks and
// filters to work on. It is the part that a Range asks for, if it is there.
func (s *storedResponse) answer(r *request) *response {
	resp := s.resp
	resp.exchange, resp.isCut, resp.otherwise = noExchange, false, slices.Clone(s.resp.otherwise)
	value, ok := getHeader(r.headers, "Range")
	if !ok || resp.status != 200 {
		return &resp
	}
	first, last, ok := rangeWithin(value, len(resp.body))
	if !ok {
		return &resp
	}
	resp.status, resp.fields = 206, slices.Clone(s.resp.fields)
	setField(&resp, "Content-Range", "bytes "+itoa(first)+"-"+itoa(last)+"/"+itoa(len(s.resp.body)))
	setField(&resp, "Content-Length", itoa(last-first+1))
	return &resp
}

// matches reports whether Vary lets the response answer a request with the given
// header lines.
func (s *storedResponse) matches(header wire.Header) bool {
	vary, varies := s.resp.get("Vary")
	if !varies {
		return true
	}
	for _, name := range splitValue(vary) {
		if name == "*" {
			return false
		}
		now, isNow := header.Get(name)
		then, wasThen := s.request.Get(name)
		if now != then || isNow != wasThen {
			return false
		}
	}
	return true
}

func (s *storedResponse) hasValidator() bool {
	return hasHeader(s.resp.fields, "ETag") || hasHeader(s.resp.fields, "Last-Modified")
}

// holdsPart reports whether the part that a request asks for is there. Chromium takes
// the last bytes of nothing to be there.
func (s *storedResponse) holdsPart(r *request) bool {
	value, _ := getHeader(r.headers, "Range")
	size := len(s.resp.body)
	if isRedirectStatus(s.resp.status) && hasHeader(s.resp.fields, "Location") {
		size = 0 // which is stored without its body
	}
	_, _, ok := rangeWithin(value, size)
	return ok || size == 0 && strings.Contains(value, "=-")
}

// anonymous marks the keys of what was asked for without credentials where that is
// stored apart. No URL begins with it.
const anonymous = " "

// cacheKey returns where the response to a request is stored.
func (f *fetching) cacheKey(r *request) string {
	key := r.url().withoutUserinfo()
	if f.quirks.has(quirkCacheKeyedByCredentials) && !r.includesCredentials() {
		return anonymous + key
	}
	return key
}

// otherCacheKey returns where a response to a request for the same URL is stored
// that differs in credentials.
func otherCacheKey(key string) string {
	if plain, ok := strings.CutPrefix(key, anonymous); ok {
		return plain
	}
	return anonymous + key
}
