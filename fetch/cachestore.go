package fetch

import (
	"slices"
	"strconv"
	"strings"

	"github.com/corslab/corslab/wire"
)

// validate takes a 304 as the word that the stored response still holds, with
// the headers the 304 brings in place of the stored ones
// (https://www.rfc-editor.org/rfc/rfc9111.html#section-4.3.4), and stores
// anything else that may be stored.
func (f *fetching) validate(r *request, lookup cacheLookup, header wire.Header, resp *response) *response {
	stored := lookup.stale
	if lookup.misses && resp.status == 304 {
		f.store(r, lookup, header, resp)
		return f.refusePart(lookup, resp)
	}
	if lookup.inParts != nil {
		return f.validatePart(r, lookup, header, resp)
	}
	if stored == nil && lookup.access != accessUpdate || !f.took(forkNotModified, resp.status == 304) {
		f.store(r, lookup, header, resp)
		return resp
	}
	if stored == nil { // the page asked, and gets the 304 itself
		named := f.storedFor(r)
		f.freshen(named, header, resp)
		f.strip(named)
		f.dropUnstorable(r, resp)
		return resp
	}
	f.info(place{sectionHTTPCacheValidate, resp.exchange}, "Status 304: the stored response holds, with the headers of this answer put into it.")
	f.freshen(stored, header, resp)
	f.relyOn(stored.resp.notes, noExchange)
	fresh := stored.answer(r)
	fresh.exchange = resp.exchange
	f.strip(stored)
	f.dropUnstorable(r, resp)
	return fresh
}

// refusePart makes of a 304 the answer that there is no such part in what is stored.
func (f *fetching) refusePart(lookup cacheLookup, resp *response) *response {
	f.quirks.apply(quirkRangeForgets)
	f.info(place{sectionHTTPCacheValidate, resp.exchange}, "Status 304: what is stored has no such part, so the page is told 416.")
	refused := *resp
	refused.status = 416
	refused.fields = slices.Clone(resp.fields)
	setField(&refused, "Content-Range", "bytes 0-0/"+itoa(lookup.size))
	setField(&refused, "Content-Length", "0")
	return &refused
}

// freshen puts the headers of a 304 into what is stored. Its length stays, as that is
// of the body (RFC 9111 §3.2).
func (f *fetching) freshen(stored *storedResponse, header wire.Header, resp *response) {
	taken := make([]Field, 0, len(resp.fields))
	for _, h := range resp.fields {
		switch {
		case wire.EqualFold(h.Name, "Content-Length"):
		case isNeverFreshened(h.Name) && f.quirks.has(quirkFreshenSpares):
			now, _ := resp.get(h.Name)
			isTold := !stored.isInParts() || !wire.EqualFold(h.Name, "Content-Range") // which an answer made of parts has of its own
			f.quirks.departs(quirkFreshenSpares, isTold && !isStoredAs(stored, h.Name, now))
		default:
			taken = append(taken, h)
		}
	}
	merged := make([]Field, 0, len(stored.resp.fields)+len(taken))
	for _, old := range stored.resp.fields {
		if !hasHeader(taken, old.Name) {
			merged = append(merged, old)
		}
	}
	stored.resp.fields = append(merged, taken...)
	stored.resp.otherwise = slices.DeleteFunc(stored.resp.otherwise, func(name string) bool { return hasHeader(taken, name) })
	stored.request, stored.fetched, stored.failed, stored.isWithheld = header, f.now, false, false
}

func isStoredAs(stored *storedResponse, name, value string) bool {
	then, ok := stored.resp.get(name)
	return ok && then == value
}

// isNeverFreshened reports whether Chromium leaves a stored header as it is, whatever
// a 304 says.
func isNeverFreshened(name string) bool {
	name = wire.ToLower(name)
	switch name {
	case "connection", "proxy-connection", "keep-alive", "www-authenticate", "proxy-authenticate", "proxy-authorization", "te", "trailer",
		"transfer-encoding", "upgrade", "content-location", "content-md5", "etag", "content-encoding", "content-range", "content-type",
		"x-frame-options", "x-xss-protection":
		return true
	}
	return strings.HasPrefix(name, "x-content-") || strings.HasPrefix(name, "x-webkit-")
}

// dropUnstorable forgets what was validated by an answer that forbids storing.
func (f *fetching) dropUnstorable(r *request, resp *response) {
	if control, _ := resp.get("Cache-Control"); hasDirective(control, "no-store") {
		f.dropStored(f.cacheKey(r))
	}
}

// store keeps a response where it may be kept. A successful request by an unsafe
// method makes what is stored invalid
// (https://www.rfc-editor.org/rfc/rfc9111.html#section-4.4).
func (f *fetching) store(r *request, lookup cacheLookup, header wire.Header, resp *response) {
	key := f.cacheKey(r)
	switch r.method {
	case "GET":
	case "HEAD":
		if f.responses[key] != nil && f.quirks.departs(quirkHeadDropsStored, lookup.access != accessNone && !(resp.status == 401 && lookup.stale != nil)) {
			delete(f.responses, key)
		}
		return
	case "OPTIONS":
		return
	default:
		if stored := f.responses[key]; stored != nil {
			f.invalidate(stored, key, r, lookup, resp)
		}
		if !f.quirks.has(quirkCacheKeyedByCredentials) {
			return
		}
		if key = otherCacheKey(key); f.responses[key] != nil {
			f.invalidate(f.responses[key], key, r, lookup, resp)
		}
		return
	}
	if lookup.access == accessNone {
		return
	}
	f.took(forkStorable, fateOf(resp) == fateStore)
	switch f.chromiumFate(r, lookup, resp) {
	case fateKeep:
		switch resp.status { // what is kept goes where this answer is not read
		case 401:
			resp.stored = lookup.stale
		case 416:
			resp.stored = f.responses[key]
		}
		return
	case fateDrop:
		delete(f.responses, key)
		return
	}
	if f.responses == nil {
		f.responses = httpCache{}
	}
	f.stored++
	stored := &storedResponse{resp: *resp, request: header, fetched: f.now, serial: f.stored}
	f.strip(stored)
	if lookup.isPart {
		stored.part, stored.whole, _ = partOf(resp, -1, -1)
	}
	resp.stored = stored
	f.responses[key] = stored
}

// A fate is what an answer does to what is stored for its URL.
type fate uint8

const (
	fateStore fate = iota // it takes its place
	fateKeep              // it leaves it
	fateDrop              // it removes it, and is not stored either
)

// fateOf reports whether a response may be stored and could be of use again.
// Parts are not put together here, and what is cut short answers nothing
// (https://www.rfc-editor.org/rfc/rfc9111.html#section-3.3).
func fateOf(resp *response) fate {
	control, _ := resp.get("Cache-Control")
	switch resp.status {
	case 206, 401, 416:
		return fateKeep
	}
	isRead := !isRedirectStatus(resp.status) || !hasHeader(resp.fields, "Location")
	if hasDirective(control, "no-store") || resp.isCut && isRead || resp.isHeadOfOther() {
		return fateKeep
	}
	return fateStore
}

// isHeadOfOther reports whether a response that has no content announces some: its
// Content-Length is then that of another response, one to the same request without
// its condition, which is not here (https://www.rfc-editor.org/rfc/rfc9110.html#section-8.6-8).
func (r *response) isHeadOfOther() bool {
	if hasContent(r.status) {
		return false
	}
	announced, _ := r.first("Content-Length")
	length, err := strconv.ParseUint(announced, 10, 63)
	return err == nil && length > 0
}

// chromiumFate is fateOf as Chromium's cache has it, where its quirks are on.
func (f *fetching) chromiumFate(r *request, lookup cacheLookup, resp *response) fate {
	fate := fateOf(resp)
	isValidation := lookup.stale != nil
	if lookup.isPart {
		return fateStore
	}
	if f.quirks.departs(quirkCutShortResumed, lookup.isGivenUp) {
		return fateDrop
	}
	if hasHeader(r.headers, "Range") && f.quirks.has(quirkRangeForgets) {
		other := fate
		switch isWhole := resp.status == 200 || resp.status == 206; {
		case isValidation && (isWhole || resp.status == 416 && !lookup.misses):
			other = fateDrop
		case isValidation:
			other = fateKeep
		case lookup.misses, resp.status == 206, resp.status == 304, resp.status == 416:
			other = fateDrop
		}
		if f.quirks.departs(quirkRangeForgets, other != fate && (fate == fateStore || f.responses[f.cacheKey(r)] != nil)) || isValidation {
			return other
		}
	}
	if fate == fateKeep && resp.isResumable() && f.quirks.has(quirkCutShortResumed) {
		return fateStore
	}
	isKept := fate != fateKeep || !f.quirks.has(quirkUnstorableDropsStored)
	switch resp.status {
	case 206:
		isKept = isKept || isValidation || lookup.access == accessUpdate
	case 401:
		isKept = isKept || isValidation
	case 416:
		isKept = isKept || lookup.access != accessWrite && lookup.cut == nil
	}
	if isKept || f.storedFor(r) == nil {
		return fate
	}
	f.quirks.apply(quirkUnstorableDropsStored)
	return fateDrop
}

// dropStored throws away what is stored under a key for an answer that cannot take
// its place.
func (f *fetching) dropStored(key string) {
	if f.quirks.departs(quirkUnstorableDropsStored, f.responses[key] != nil) {
		delete(f.responses, key)
	}
}

// invalidate throws a stored response away for a successful request by an unsafe
// method, unless it is of those that Chromium does not take for one.
func (f *fetching) invalidate(stored *storedResponse, key string, r *request, lookup cacheLookup, resp *response) {
	isInvalid := f.took(forkInvalidates, resp.status < 400)
	if f.quirks.has(quirkUnknownMethodKeeps) {
		other := chromiumInvalidates(r, lookup, resp)
		if isInvalid && !other {
			stored.outlived = true // which shows when it answers
			return
		}
		if f.quirks.departs(quirkUnknownMethodKeeps, other != isInvalid) {
			isInvalid = other
		}
	}
	if isInvalid {
		delete(f.responses, key)
	}
}

// chromiumInvalidates reports whether Chromium throws away what is stored. A POST does
// so unless it has nothing to do with the cache at all, which a condition does not
// change; the others as far as they would use the cache.
func chromiumInvalidates(r *request, lookup cacheLookup, resp *response) bool {
	switch {
	case r.method == "POST":
		return resp.status < 400 && r.cache != CacheNoStore && !hasHeader(r.headers, "Range") &&
			!hasHeader(r.headers, "If-Match") && !hasHeader(r.headers, "If-Unmodified-Since") && !hasHeader(r.headers, "If-Range") && !hasEmptyCondition(r.headers)
	case !isCachedUnsafe(r), lookup.access == accessNone:
		return false
	case lookup.access == accessWrite:
		return true
	}
	return resp.status < 400 || resp.status == 401
}
