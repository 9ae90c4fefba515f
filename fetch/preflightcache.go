package fetch

import (
	"slices"
	"time"
)

// A preflightCache remembers what servers have allowed
// (https://fetch.spec.whatwg.org/#cors-preflight-cache). The standard keeps an
// entry per method and header; Chromium keeps one that holds the last response.
type preflightCache map[preflightKey][]preflightEntry

// A preflightKey is who asked and about what, fragment included.
type preflightKey struct{ origin, url string }

// A preflightEntry is the methods and headers that one response allowed, or in
// the standard's form a single one of them.
type preflightEntry struct {
	methods, names []string
	credentials    bool // whether it was asked on behalf of a credentialed request
	expires        time.Time
	unverified     []string // what is not verified of the response it came from
}

// maxCachedURL is the length from which on Chromium remembers no preflight.
const maxCachedURL = 1024

func preflightKeyOf(r *request) preflightKey {
	return preflightKey{r.serializedOrigin(), r.url().String()}
}

// serves reports whether the entry may answer for the request at all.
func (e *preflightEntry) serves(r *request, now time.Time) bool {
	return now.Before(e.expires) && (e.credentials || r.credentials != CredentialsInclude)
}

func (e *preflightEntry) allowsMethod(method string) bool {
	return slices.Contains(e.methods, method) || slices.Contains(e.methods, "*")
}

func (e *preflightEntry) allowsName(name string) bool {
	return containsFold(e.names, name) || !isNonWildcardName(name) && slices.Contains(e.names, "*")
}

// isPreflightCached reports whether an earlier preflight answers for all of the
// request.
func (f *fetching) isPreflightCached(r *request) bool {
	if len(f.preflights) == 0 || f.bypassesPreflightCache(r) {
		return false
	}
	key := preflightKeyOf(r)
	entries := f.preflights[key]
	if len(entries) == 0 {
		return false
	}
	covered := f.coveredByAny(r, entries)
	if f.quirks.has(quirkSingleEntryCache) {
		covered = f.coveredByLast(r, &entries[0])
		if !covered {
			delete(f.preflights, key)
		}
	}
	if covered {
		f.pass(at(sectionPreflightCache), "An earlier preflight answers for this request too: none is sent.")
		for i := range entries {
			f.rely(entries[i].unverified)
		}
	}
	return covered
}

// coveredByAny is the standard's look-up: the method and each header name may
// come from entries of their own.
func (f *fetching) coveredByAny(r *request, entries []preflightEntry) bool {
	any := func(allows func(*preflightEntry) bool) bool {
		for i := range entries {
			if entries[i].serves(r, f.now) && allows(&entries[i]) {
				return true
			}
		}
		return false
	}
	if !isSafelistedMethod(r.method) || r.forcePreflight {
		if !any(func(e *preflightEntry) bool { return e.allowsMethod(r.method) }) {
			return false
		}
	}
	for _, name := range r.unsafeNames {
		if !any(func(e *preflightEntry) bool { return e.allowsName(name) }) {
			return false
		}
	}
	return true
}

// coveredByLast is Chromium's look-up: one entry must cover everything, and its
// wildcards count only if it was made without credentials.
func (f *fetching) coveredByLast(r *request, e *preflightEntry) bool {
	if !e.serves(r, f.now) {
		return false
	}
	if !isSafelistedMethod(r.method) && !slices.Contains(e.methods, r.method) && (e.credentials || !e.allowsMethod(r.method)) {
		return false
	}
	for _, name := range r.unsafeNames {
		if !containsFold(e.names, name) && (e.credentials || !e.allowsName(name)) {
			return false
		}
	}
	return true
}

// bypassesPreflightCache reports whether a browser's own rules keep the look-up
// from happening.
func (f *fetching) bypassesPreflightCache(r *request) bool {
	switch r.cache {
	case CacheNoStore, CacheReload, CacheNoCache:
		if f.quirks.has(quirkCacheModeHonoured) {
			f.quirks.apply(quirkCacheModeHonoured)
			return true
		}
	}
	return false
}

// rememberPreflight stores what a successful preflight allowed.
func (f *fetching) rememberPreflight(r *request, resp *response, methods, names []string) {
	maxAge := extractMaxAge(resp.fields, &f.quirks)
	if maxAge <= 0 || f.forgetsPreflight(r) {
		return
	}
	if f.preflights == nil {
		f.preflights = preflightCache{}
	}
	f.info(place{sectionPreflightCache, resp.exchange}, "The answer is remembered for ", maxAge.String(), ".")
	entry := preflightEntry{
		credentials: r.credentials == CredentialsInclude,
		expires:     f.expiry(maxAge),
		unverified:  resp.unverified(),
	}
	key := preflightKeyOf(r)
	if f.quirks.has(quirkSingleEntryCache) {
		entry.methods, entry.names = methods, names
		f.preflights[key] = []preflightEntry{entry}
		return
	}
	for _, method := range methods {
		entry := entry
		entry.methods = []string{method}
		f.preflights.put(key, entry, func(e *preflightEntry) bool { return slices.Equal(e.methods, entry.methods) })
	}
	for _, name := range names {
		entry := entry
		entry.names = []string{name}
		f.preflights.put(key, entry, func(e *preflightEntry) bool { return len(e.names) == 1 && containsFold(e.names, name) })
	}
}

// put replaces the entry for which same holds under the same credentials, or
// adds one.
func (c preflightCache) put(key preflightKey, entry preflightEntry, same func(*preflightEntry) bool) {
	entries := c[key]
	for i := range entries {
		if entries[i].credentials == entry.credentials && same(&entries[i]) {
			entries[i] = entry
			return
		}
	}
	c[key] = append(entries, entry)
}

// expiry returns the instant d from now, which may be very far away.
func (f *fetching) expiry(d time.Duration) time.Time { return f.now.Add(d) }

// forgetsPreflight reports whether a browser's own rules keep the result from
// being stored.
func (f *fetching) forgetsPreflight(r *request) bool {
	var q quirk
	switch {
	case r.origin.IsOpaque():
		q = quirkOpaqueOriginUncached
	case r.cache == CacheNoStore:
		q = quirkCacheModeHonoured
	case len(r.url().String()) >= maxCachedURL:
		q = quirkCacheURLLimit
	default:
		return false
	}
	return f.quirks.has(q)
}

// clearPreflights forgets what was allowed for a request that then failed
// (https://fetch.spec.whatwg.org/#concept-cache-clear).
func (f *fetching) clearPreflights(r *request) {
	if !f.quirks.has(quirkCacheKeptOnFailure) {
		delete(f.preflights, preflightKeyOf(r))
	}
}
