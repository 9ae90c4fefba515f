package fetch

// A cacheAccess is what the HTTP cache does for a request.
type cacheAccess uint8

const (
	accessNone   cacheAccess = iota // nothing: it is neither asked nor told
	accessRead                      // it answers, or nobody does
	accessWrite                     // it forgets what it has, and takes what comes
	accessUpdate                    // it has what comes take the place of what script named
	accessFull                      // it answers, or takes what comes
)

// cacheAccess returns what the HTTP cache does for a request for which stored, or
// nothing, is there.
func (f *fetching) cacheAccess(r *request, stored *storedResponse) cacheAccess {
	access := standardAccess(r, &f.quirks)
	f.took(forkCacheBypassed, access == accessNone)
	if !f.quirks.has(quirkHeadersRuleCache) {
		return access
	}
	other := chromiumAccess(r, stored, &f.quirks)
	isSameHere := other == accessWrite && access == accessFull && r.cache != CacheForceCache && (stored == nil || !stored.hasValidator())
	f.quirks.departs(quirkHeadersRuleCache, other != access && !isSameHere)
	return other
}

// standardAccess goes by the cache mode, in which script's own conditions count only
// for the default.
func standardAccess(r *request, d *departures) cacheAccess {
	switch mode := r.standardCacheMode(); {
	case mode == CacheNoStore, hasOddRange(r.headers, d):
		return accessNone
	case mode == CacheReload:
		return accessWrite
	case mode == CacheOnlyIfCached:
		return accessRead
	}
	return accessFull
}

// chromiumAccess goes by header lines first, whatever the mode (Chromium's
// http_cache_transaction.cc).
func chromiumAccess(r *request, stored *storedResponse, d *departures) cacheAccess {
	isConditional := hasHeader(r.headers, "If-None-Match") || hasHeader(r.headers, "If-Modified-Since")
	hasRange := hasHeader(r.headers, "Range")
	switch {
	case r.cache == CacheNoStore, hasOddRange(r.headers, d), hasRange && (isConditional || r.method != "GET"),
		hasHeader(r.headers, "If-Match"), hasHeader(r.headers, "If-Unmodified-Since"), hasHeader(r.headers, "If-Range"), hasEmptyCondition(r.headers):
		return accessNone
	case r.cache == CacheOnlyIfCached && (isConditional || forbidsStored(r.headers)):
		return accessNone
	case isConditional:
		if stored != nil && (r.method == "GET" || r.method == "HEAD") && stored.isNamedBy(r.headers) {
			return accessUpdate
		}
		return accessNone
	case r.cache == CacheReload || forbidsStored(r.headers):
		if r.method == "HEAD" {
			return accessNone
		}
		return accessWrite
	case r.cache == CacheOnlyIfCached:
		return accessRead
	}
	return accessFull
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

// hasEmptyCondition reports whether script made a condition of nothing.
func hasEmptyCondition(headers []Field) bool {
	tag, hasTag := getHeader(headers, "If-None-Match")
	date, hasDate := getHeader(headers, "If-Modified-Since")
	return hasTag && tag == "" || hasDate && date == ""
}

// isNamedBy reports whether script's own conditions may be about this very response: a
// validator that it does not have does not tell it from others.
func (s *storedResponse) isNamedBy(headers []Field) bool {
	if s.resp.status != 200 {
		return false
	}
	for _, pair := range [...]struct{ condition, validator string }{{"If-None-Match", "ETag"}, {"If-Modified-Since", "Last-Modified"}} {
		asked, ok := getHeader(headers, pair.condition)
		if validator, _ := s.resp.first(pair.validator); ok && validator != "" && asked != validator {
			return false
		}
	}
	return true
}

// answersUnsafe reports whether a stored response answers a request that is to change
// something: Chromium does not look at the method where the cache mode has it skip the
// question whether the response is too old.
func (f *fetching) answersUnsafe(lookup cacheLookup, matches bool) bool {
	return f.quirks.departs(quirkUnsafeFromCache, matches && lookup.mode == CacheForceCache)
}

// isCachedUnsafe reports whether Chromium's cache hears of an unsafe request other
// than POST.
func isCachedUnsafe(r *request) bool {
	return r.method == "DELETE" || r.method == "PATCH" || r.method == "PUT" && r.body != nil
}
