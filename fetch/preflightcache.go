package fetch

import (
	"slices"
	"time"
)

// A preflightCache remembers what servers have allowed
// (https://fetch.spec.whatwg.org/#cors-preflight-cache).
type preflightCache map[preflightKey]*preflightMemory

// A preflightKey is who asked and about what, fragment included.
type preflightKey struct{ origin, url string }

// A preflightMemory is what is remembered under one key, twice over: as the
// browser remembers it, and as the standard would have it. Only by comparing the
// two can a prediction tell that a quirk of the cache has changed it.
type preflightMemory struct {
	kept, standard []preflightEntry
	// departure is the quirk that last made the two differ.
	departure quirk
}

// A preflightEntry is what one response allowed: in the standard's form one
// method or one header name, in Chromium's all of them.
type preflightEntry struct {
	methods, names []string
	credentials    bool // whether it was asked for a request with credentials
	expires        time.Time
	only           int      // the call of Fetch whose hops alone it serves; 0 for all
	unverified     []string // what is not verified of the response it came from
}

// maxCachedURL is the length from which on Chromium remembers no preflight.
const maxCachedURL = 1024

func preflightKeyOf(r *request) preflightKey {
	return preflightKey{r.serializedOrigin(), r.url().String()}
}

// serves reports whether the entry may answer for the request at all.
func (f *fetching) serves(e *preflightEntry, r *request) bool {
	return f.now.Before(e.expires) && (e.only == 0 || e.only == f.call) && (e.credentials || r.credentials != CredentialsInclude)
}

// allowsMethod is the standard's method cache entry match.
func (e *preflightEntry) allowsMethod(method string) bool {
	return slices.Contains(e.methods, method) || slices.Contains(e.methods, "*")
}

// allowsName is the standard's header-name cache entry match.
func (e *preflightEntry) allowsName(name string) bool {
	return containsFold(e.names, name) || !isNonWildcardName(name) && slices.Contains(e.names, "*")
}

// isPreflightCached reports whether an earlier preflight answers for all of the
// request.
func (f *fetching) isPreflightCached(r *request) bool {
	key := preflightKeyOf(r)
	memory := f.preflights[key]
	if memory == nil {
		return false
	}
	isCached := f.isCoveredByAll(r, memory.standard)
	if kept := f.isKept(r, memory); f.quirks.departs(f.cacheDeparture(r, memory), kept != isCached) {
		isCached = kept
	}
	if !isCached {
		return false
	}
	f.pass(at(sectionPreflightCache), "An earlier preflight answers for this request too: none is sent.")
	for i := range memory.kept {
		f.rely(memory.kept[i].unverified)
	}
	return true
}

// isKept looks into the memory as the browser does.
func (f *fetching) isKept(r *request, memory *preflightMemory) bool {
	switch {
	case f.skipsPreflightCache(r):
		return false
	case !f.quirks.has(quirkSingleEntryCache):
		return f.isCoveredByAll(r, memory.kept)
	case len(memory.kept) == 0:
		return false
	case f.isCoveredByOne(r, &memory.kept[0]):
		return true
	}
	memory.kept = nil // an entry that does not suffice is dropped
	return false
}

// cacheDeparture names the quirk by which the browser's look-up ends otherwise
// than the standard's.
func (f *fetching) cacheDeparture(r *request, memory *preflightMemory) quirk {
	switch {
	case f.skipsPreflightCache(r):
		return quirkCacheModeHonoured
	case memory.departure != noQuirk:
		return memory.departure
	}
	return quirkSingleEntryCache
}

// skipsPreflightCache reports whether the cache mode keeps Chromium from looking
// into its preflight cache. A condition that script set changes the mode, but
// not for workers.
func (f *fetching) skipsPreflightCache(r *request) bool {
	if !f.quirks.has(quirkCacheModeHonoured) {
		return false
	}
	mode := r.cache
	if f.client.isDocument() {
		mode = r.cacheMode()
	}
	return mode == CacheNoStore || mode == CacheReload || mode == CacheNoCache
}

// isCoveredByAll is the standard's look-up: the method and each header name may
// come from entries of their own.
func (f *fetching) isCoveredByAll(r *request, entries []preflightEntry) bool {
	covers := func(allows func(*preflightEntry) bool) bool {
		for i := range entries {
			if f.serves(&entries[i], r) && allows(&entries[i]) {
				return true
			}
		}
		return false
	}
	if !isSafelistedMethod(r.method) || r.forcePreflight {
		if !covers(func(e *preflightEntry) bool { return e.allowsMethod(r.method) }) {
			return false
		}
	}
	for _, name := range r.unsafeNames {
		if !covers(func(e *preflightEntry) bool { return e.allowsName(name) }) {
			return false
		}
	}
	return true
}

// isCoveredByOne is Chromium's look-up: one entry covers everything, and its
// wildcards count only if it was made without credentials.
func (f *fetching) isCoveredByOne(r *request, e *preflightEntry) bool {
	if !f.serves(e, r) {
		return false
	}
	if !isSafelistedMethod(r.method) && !slices.Contains(e.methods, r.method) && (e.credentials || !e.allowsMethod(r.method)) {
		return false
	}
	return !slices.ContainsFunc(r.unsafeNames, func(name string) bool {
		return !containsFold(e.names, name) && (e.credentials || !e.allowsName(name))
	})
}

// rememberPreflight stores what a successful preflight allowed.
func (f *fetching) rememberPreflight(r *request, resp *response, methods, names []string) {
	key := preflightKeyOf(r)
	memory := f.preflights[key]
	if memory == nil {
		if f.preflights == nil {
			f.preflights = preflightCache{}
		}
		memory = &preflightMemory{departure: noQuirk}
		f.preflights[key] = memory
	}
	whole := preflightEntry{
		methods: methods, names: names,
		credentials: r.credentials == CredentialsInclude,
		unverified:  resp.unverified(),
	}
	whole.expires = f.now.Add(extractMaxAge(resp.fields, nil))
	memory.standard = f.accumulate(memory.standard, r, whole)

	if q := f.forgetful(r); q != noQuirk {
		memory.departure = q
		return
	}
	memory.departure = noQuirk
	if key.origin == "null" && f.quirks.has(quirkOpaqueOriginUncached) {
		memory.departure, whole.only = quirkOpaqueOriginUncached, f.call
	}
	own := departures{enabled: f.quirks.enabled}
	maxAge := extractMaxAge(resp.fields, &own)
	for _, q := range [...]quirk{quirkLenientMaxAge, quirkCacheCap7200} {
		if own.applied.has(q) {
			memory.departure = q
		}
	}
	f.info(place{sectionPreflightCache, resp.exchange}, "The answer is remembered for ", itoa(int(maxAge/time.Second)), " seconds.")
	whole.expires = f.now.Add(maxAge)
	if f.quirks.has(quirkSingleEntryCache) {
		memory.kept = append(memory.kept[:0], whole)
	} else {
		memory.kept = f.accumulate(memory.kept, r, whole)
	}
}

// accumulate adds an entry for each method and header name that a response
// allowed. Where one that serves the request is there, its life is renewed. What
// has expired goes.
func (f *fetching) accumulate(entries []preflightEntry, r *request, whole preflightEntry) []preflightEntry {
	entries = slices.DeleteFunc(entries, func(e preflightEntry) bool { return !f.now.Before(e.expires) })
	renew := func(allows func(*preflightEntry) bool) (found bool) {
		for i := range entries {
			if f.serves(&entries[i], r) && allows(&entries[i]) {
				entries[i].expires, found = whole.expires, true
			}
		}
		return found
	}
	entries = slices.Grow(entries, len(whole.methods)+len(whole.names))
	for i, method := range whole.methods {
		if !renew(func(e *preflightEntry) bool { return e.allowsMethod(method) }) {
			entry := whole
			entry.methods, entry.names = whole.methods[i:i+1:i+1], nil
			entries = append(entries, entry)
		}
	}
	for i, name := range whole.names {
		if !renew(func(e *preflightEntry) bool { return e.allowsName(name) }) {
			entry := whole
			entry.methods, entry.names = nil, whole.names[i:i+1:i+1]
			entries = append(entries, entry)
		}
	}
	return entries
}

// forgetful names the quirk that keeps a result from being stored; noQuirk where
// it is stored.
func (f *fetching) forgetful(r *request) quirk {
	switch {
	case r.cache == CacheNoStore && f.quirks.has(quirkCacheModeHonoured):
		return quirkCacheModeHonoured
	case len(r.url().String()) >= maxCachedURL && f.quirks.has(quirkCacheURLLimit):
		return quirkCacheURLLimit
	}
	return noQuirk
}

// clearPreflights forgets what was allowed for a request that then failed
// (https://fetch.spec.whatwg.org/#concept-cache-clear).
func (f *fetching) clearPreflights(key preflightKey) {
	memory := f.preflights[key]
	switch {
	case memory == nil:
	case f.quirks.has(quirkCacheKeptOnFailure):
		memory.standard, memory.departure = nil, quirkCacheKeptOnFailure
	default:
		delete(f.preflights, key)
	}
}

// noQuirk stands for no quirk at all.
const noQuirk = quirkCount
