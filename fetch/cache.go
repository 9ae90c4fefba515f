package fetch

import (
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
	// failed says that the response failed the CORS check when it came, before
	// the browser had read it.
	failed bool
	// outlived says that a request came since by whose method HTTP would have
	// made the response invalid.
	outlived bool
}

// A cacheLookup is what the HTTP cache has to say to a request.
type cacheLookup struct {
	fresh *response       // usable as it is; nil where the network must be asked
	stale *storedResponse // to be validated with the server; nil for none
	mode  Cache           // the cache mode that holds, script's own conditions considered
	// bypass says that the cache has no part in the request, renews that it takes
	// only what comes of it.
	bypass, renews bool
}

// lookUp finds a stored response for a request with the given header lines.
func (f *fetching) lookUp(r *request, header wire.Header) (cacheLookup, *networkError) {
	lookup := cacheLookup{mode: r.cacheMode()}
	lookup.bypass = f.took(forkCacheBypassed, lookup.mode == CacheNoStore || hasOddRange(r.headers, &f.quirks))
	lookup.renews = !lookup.bypass && r.method == "GET" && (lookup.mode == CacheReload || forbidsStored(r.headers))
	if r.method != "GET" && r.method != "HEAD" {
		return lookup, nil
	}
	var stored *storedResponse
	if !lookup.bypass && lookup.mode != CacheReload {
		stored = f.selectStored(r, header)
	}
	switch {
	case lookup.mode == CacheOnlyIfCached && f.took(forkCacheMiss, stored == nil):
		return lookup, f.fail(at(sectionNetworkOrCache), CacheMiss, "", "The cache mode is only-if-cached, and nothing is stored.")
	case stored == nil:
	case lookup.mode == CacheForceCache, lookup.mode == CacheOnlyIfCached,
		lookup.mode == CacheDefault && !f.took(forkAsksForNew, asksForNew(r.headers)) && f.took(forkFresh, stored.isFresh(f.now, &f.quirks)):
		f.info(at(sectionHTTPCacheFreshness), "The response comes from the HTTP cache: no request is made. The checks are made again.")
		lookup.fresh = stored.answer(r)
		f.relyOn(stored.resp.notes, noExchange)
	case f.took(forkValidated, stored.hasValidator() && !hasHeader(r.headers, "Range")):
		f.info(at(sectionHTTPCacheValidate), "A stored response is stale, so the server is asked whether it still holds.")
		lookup.stale = stored
	}
	return lookup, nil
}

// selectStored returns the stored response that a request selects, or nil.
func (f *fetching) selectStored(r *request, header wire.Header) *storedResponse {
	stored := f.responses[r.url().WithoutFragment()]
	if !f.took(forkStored, stored != nil) || !f.took(forkVaryMatches, stored.matches(header)) {
		return nil
	}
	switch {
	case f.quirks.departs(quirkFailedResponseUncached, stored.failed):
		return nil
	case f.quirks.departs(quirkOpaquePageUncached, f.client.isTransient()):
		return nil
	}
	f.quirks.departs(quirkUnknownMethodKeeps, stored.outlived)
	return stored
}

// hasCondition reports whether script made the request conditional itself,
// which takes the cache out of play.
func hasCondition(headers []Field) bool {
	for _, name := range [...]string{"If-Modified-Since", "If-None-Match", "If-Unmodified-Since", "If-Match", "If-Range"} {
		if hasHeader(headers, name) {
			return true
		}
	}
	return false
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
	if l.stale == nil {
		return h
	}
	if tag, ok := l.stale.resp.get("ETag"); ok {
		h.Add("If-None-Match", tag)
	}
	if modified, ok := l.stale.resp.get("Last-Modified"); ok {
		h.Add("If-Modified-Since", modified)
	}
	return h
}

// validate takes a 304 as the word that the stored response still holds, with
// the headers the 304 brings in place of the stored ones
// (https://www.rfc-editor.org/rfc/rfc9111.html#section-4.3.4), and stores
// anything else that may be stored.
func (f *fetching) validate(r *request, lookup cacheLookup, header wire.Header, resp *response) *response {
	stored := lookup.stale
	if stored == nil || !f.took(forkNotModified, resp.status == 304) {
		f.store(r, lookup, header, resp)
		return resp
	}
	f.info(place{sectionHTTPCacheValidate, resp.exchange}, "Status 304: the stored response holds, with the headers of this answer put into it.")
	merged := make([]Field, 0, len(stored.resp.fields)+len(resp.fields))
	for _, old := range stored.resp.fields {
		if !hasHeader(resp.fields, old.Name) {
			merged = append(merged, old)
		}
	}
	stored.resp.fields = append(merged, resp.fields...)
	stored.fetched, stored.failed = f.now, false
	f.relyOn(stored.resp.notes, noExchange)
	fresh := stored.answer(r)
	fresh.exchange = resp.exchange
	return fresh
}

// store keeps a response where it may be kept. A successful request by an unsafe
// method makes what is stored invalid
// (https://www.rfc-editor.org/rfc/rfc9111.html#section-4.4).
func (f *fetching) store(r *request, lookup cacheLookup, header wire.Header, resp *response) {
	key := r.url().WithoutFragment()
	switch r.method {
	case "GET":
	case "HEAD":
		if f.responses[key] != nil && f.quirks.departs(quirkHeadDropsStored, !lookup.bypass) {
			delete(f.responses, key)
		}
		return
	case "OPTIONS":
		return
	default:
		if stored := f.responses[key]; stored != nil && f.took(forkInvalidates, resp.status < 400) {
			f.invalidate(stored, key, r)
		}
		return
	}
	if lookup.bypass {
		return
	}
	if !f.took(forkStorable, isStorable(resp)) {
		if resp.status != 416 || lookup.renews {
			f.dropStored(key)
		}
		return
	}
	if f.responses == nil {
		f.responses = httpCache{}
	}
	stored := &storedResponse{resp: *resp, request: header, fetched: f.now}
	resp.stored = stored
	f.responses[key] = stored
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
func (f *fetching) invalidate(stored *storedResponse, key string, r *request) {
	isKnown := r.method == "POST" || r.method == "DELETE" || r.method == "PATCH" || r.method == "PUT" && r.body != nil
	if !isKnown && f.quirks.has(quirkUnknownMethodKeeps) {
		stored.outlived = true
		return
	}
	delete(f.responses, key)
}

// isStorable reports whether a response may be stored and could be of use again.
// Parts are not put together here.
func isStorable(resp *response) bool {
	control, _ := resp.get("Cache-Control")
	switch resp.status {
	case 206, 401, 416:
		return false
	}
	return !hasDirective(control, "no-store")
}

// answer returns a copy of the response for a request, for the page's checks and
// filters to work on. It is the part that a Range asks for, if it is there.
func (s *storedResponse) answer(r *request) *response {
	resp := s.resp
	resp.exchange = noExchange
	value, ok := getHeader(r.headers, "Range")
	if !ok || resp.status != 200 {
		return &resp
	}
	first, last, ok := rangeWithin(value, len(resp.body))
	if !ok {
		return &resp
	}
	length := itoa(last - first + 1)
	resp.status = 206
	resp.fields = make([]Field, 0, len(s.resp.fields)+1)
	for _, h := range s.resp.fields {
		if !wire.EqualFold(h.Name, "Content-Length") {
			resp.fields = append(resp.fields, h)
		}
	}
	resp.fields = append(resp.fields, Field{"Content-Range", "bytes " + itoa(first) + "-" + itoa(last) + "/" + itoa(len(s.resp.body))}, Field{"Content-Length", length})
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
