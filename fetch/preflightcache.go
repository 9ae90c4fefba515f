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
	// departures are the quirks that last made the two differ.
	departures quirkSet
}

// A preflightEntry is what one response allowed: in the standard's form one
// method or one header name, in Chromium's all of them.
type preflightEntry struct {
	methods, names []string
	credentials    bool // whether it was asked for a request with credentials
	expires        time.Time
	only           int      // the call of Fetch whose hops alone it serves; 0 for all, noCall for none
	unverified     []string // what is not verified of the response it came from
}

// A matching is how entries are held against a request. The zero value is the
// standard's way.
type matching struct {
	// byCredentials keeps entries made with credentials from requests without,
	// exact gives a wildcard no meaning, and listsHead wants HEAD listed.
	byCredentials, exact, listsHead bool
	// coversAuthorization has a wildcard cover Authorization.
	coversAuthorization bool
}

// matching returns the browser's way.
func (d *departures) matching() matching {
	return matching{
		byCredentials: d.has(quirkCacheByCredentials), exact: d.has(quirkCachedWildcardUnused),
		listsHead: d.has(quirkCachedHeadListed), coversAuthorization: d.has(quirkCachedWildcardCoversAuthorization),
	}
}

// matchingQuirks are those that matching goes by.
var matchingQuirks = [...]quirk{quirkCacheByCredentials, quirkCachedWildcardUnused, quirkCachedHeadListed, quirkCachedWildcardCoversAuthorization}

// maxCachedURL is the length from which on Chromium remembers no preflight.
const maxCachedURL = 1024

func preflightKeyOf(r *request) preflightKey {
	return preflightKey{r.serializedOrigin(), r.url().String()}
}

// keptKeyOf returns the key under which the browser keeps what the standard keeps
// under key.
func (f *fetching) keptKeyOf(r *request, key preflightKey) preflightKey {
	if r.taint != untainted && f.quirks.has(quirkCacheKeyUntainted) {
		key.origin = r.originText
	}
	return key
}

// preflightMemory returns what is remembered under a key, and begins to remember
// where that is nothing.
func (f *fetching) preflightMemory(key preflightKey) *preflightMemory {
	memory := f.preflights[key]
	if memory == nil {
		if f.preflights == nil {
			f.preflights = preflightCache{}
		}
		memory = &preflightMemory{}
		f.preflights[key] = memory
	}
	return memory
}

// noCall is the number of no call of Fetch.
const noCall = -1

// serves reports whether the entry may answer for the request at all.
func (f *fetching) serves(e *preflightEntry, r *request, m matching) bool {
	asksCredentials := r.credentials == CredentialsInclude
	return f.now.Before(e.expires) && (e.only == 0 || e.only == f.call) &&
		(e.credentials == asksCredentials || e.credentials && !m.byCredentials)
}

// allowsMethod is the method cache entry match.
func (e *preflightEntry) allowsMethod(method string, m matching) bool {
	return slices.Contains(e.methods, method) || !m.exact && slices.Contains(e.methods, "*")
}

// allowsName is the header-name cache entry match.
func (e *preflightEntry) allowsName(name string, m matching) bool {
	return containsFold(e.names, name) ||
		!m.exact && (m.coversAuthorization || !isNonWildcardName(name)) && slices.Contains(e.names, "*")
}

// isPreflightCached reports whether an earlier preflight answers for all of the
// request.
func (f *fetching) isPreflightCached(r *request) bool {
	key := preflightKeyOf(r)
	own := f.keptKeyOf(r, key)
	memory := f.preflights[key]
	kept := memory
	if own != key {
		kept = f.preflights[own]
	}
	if memory == nil && kept == nil {
		return false
	}
	isCached := memory != nil && f.isCoveredByAll(r, memory.standard, matching{})
	isKept := kept != nil && f.isKept(r, kept, f.quirks.matching())
	if departures := f.cacheDepartures(r, kept, own != key, isKept); isKept != isCached {
		f.quirks.applied = f.quirks.applied.union(departures)
	} else {
		f.quirks.declined = f.quirks.declined.union(departures)
	}
	if kept != nil && !isKept && f.quirks.has(quirkSingleEntryCache) && !f.skipsPreflightCache(r) {
		kept.kept = nil // an entry that does not suffice is dropped
	}
	if !isKept {
		return false
	}
	f.pass(at(sectionPreflightCache), "An earlier preflight answers for this request too: none is sent.")
	for i := range kept.kept {
		f.rely(kept.kept[i].unverified)
	}
	return true
}

// isKept looks into the memory as the browser does.
func (f *fetching) isKept(r *request, memory *preflightMemory, m matching) bool {
	switch {
	case f.skipsPreflightCache(r):
		return false
	case !f.quirks.has(quirkSingleEntryCache):
		return f.isCoveredByAll(r, memory.kept, m)
	}
	return len(memory.kept) > 0 && f.isCoveredByOne(r, &memory.kept[0], m)
}

// cacheDepartures names the quirks by which the browser's look-up ends otherwise
// than the standard's: those that decide it now, or those that made what is
// remembered differ.
func (f *fetching) cacheDepartures(r *request, memory *preflightMemory, otherKey, isKept bool) quirkSet {
	switch {
	case f.skipsPreflightCache(r):
		return quirkSet{}.with(quirkCacheModeHonoured)
	case otherKey:
		return quirkSet{}.with(quirkCacheKeyUntainted)
	}
	var deciding quirkSet
	for _, q := range matchingQuirks {
		if !f.quirks.has(q) {
			continue
		}
		without := departures{enabled: f.quirks.enabled.without(q)}
		if f.isKept(r, memory, without.matching()) != isKept {
			deciding = deciding.with(q)
		}
	}
	switch {
	case deciding != quirkSet{}:
		return deciding.union(memory.departures)
	case memory.departures != quirkSet{}:
		return memory.departures
	}
	return quirkSet{}.with(quirkSingleEntryCache)
}

// skipsPreflightCache reports whether the cache mode keeps Chromium from looking
// into its preflight cache.
func (f *fetching) skipsPreflightCache(r *request) bool {
	if !f.quirks.has(quirkCacheModeHonoured) {
		return false
	}
	mode := f.cacheMode(r)
	return mode == CacheNoStore || mode == CacheReload || mode == CacheNoCache
}

// isCoveredByAll is the standard's look-up: the method and each header name may
// come from entries of their own.
func (f *fetching) isCoveredByAll(r *request, entries []preflightEntry, m matching) bool {
	covers := func(allows func(*preflightEntry) bool) bool {
		for i := range entries {
			if f.serves(&entries[i], r, m) && allows(&entries[i]) {
				return true
			}
		}
		return false
	}
	if !IsSafelistedMethod(r.method) || r.forcePreflight || m.listsHead && r.method == "HEAD" {
		if !covers(func(e *preflightEntry) bool { return e.allowsMethod(r.method, m) }) {
			return false
		}
	}
	for _, name := range r.unsafeNames {
		if !covers(func(e *preflightEntry) bool { return e.allowsName(name, m) }) {
			return false
		}
	}
	return true
}

// isCoveredByOne is Chromium's look-up: one entry covers everything, and its
// wildcards count only if it was made without credentials.
func (f *fetching) isCoveredByOne(r *request, e *preflightEntry, m matching) bool {
	if !f.serves(e, r, m) {
		return false
	}
	if !IsSafelistedMethod(r.method) && !slices.Contains(e.methods, r.method) && (e.credentials || !e.allowsMethod(r.method, m)) {
		return false
	}
	return !slices.ContainsFunc(r.unsafeNames, func(name string) bool {
		return !containsFold(e.names, name) && (e.credentials || !e.allowsName(name, m))
	})
}

// rememberPreflight stores what a successful preflight allowed.
func (f *fetching) rememberPreflight(r *request, resp *response, methods, names []string) {
	key := preflightKeyOf(r)
	memory := f.preflightMemory(key)
	whole := preflightEntry{
		methods: methods, names: names,
		credentials: r.credentials == CredentialsInclude,
		unverified:  resp.unverified(),
	}
	whole.expires = f.now.Add(extractMaxAge(resp.fields, nil))
	memory.standard = f.accumulate(memory.standard, r, whole, matching{})
	f.keep(r, resp, key, whole)
}

// rememberRefusal stores what a preflight allowed that has refused the request.
func (f *fetching) rememberRefusal(r *request, resp *response, methods, names []string) {
	key := preflightKeyOf(r)
	f.keep(r, resp, key, preflightEntry{
		methods: methods, names: names,
		credentials: r.credentials == CredentialsInclude,
		unverified:  resp.unverified(),
	})
	memory := f.preflightMemory(f.keptKeyOf(r, key))
	memory.departures = memory.departures.with(quirkFailedPreflightCached)
}

// keep stores what a preflight allowed as the browser does.
func (f *fetching) keep(r *request, resp *response, key preflightKey, whole preflightEntry) {
	memory := f.preflightMemory(f.keptKeyOf(r, key))
	if q := f.forgetful(r); q != noQuirk {
		memory.departures = quirkSet{}.with(q)
		return
	}
	own := departures{enabled: f.quirks.enabled}
	maxAge := extractMaxAge(resp.fields, &own)
	memory.departures = own.applied
	if key.origin == "null" && f.quirks.has(quirkOpaqueOriginUncached) {
		memory.departures, whole.only = memory.departures.with(quirkOpaqueOriginUncached), f.call
		if r.taint != untainted {
			whole.only = noCall // every hop has an opaque origin of its own
		}
	}
	f.info(place{sectionPreflightCache, resp.exchange}, "The answer is remembered for ", itoa(int(maxAge/time.Second)), " seconds.")
	whole.expires = f.now.Add(maxAge)
	if f.quirks.has(quirkSingleEntryCache) {
		memory.kept = append(memory.kept[:0], whole)
	} else {
		memory.kept = f.accumulate(memory.kept, r, whole, f.quirks.matching())
	}
}

// accumulate adds an entry for each method and header name that a response
// allowed. Where one that serves the request is there, its life is renewed. What
// has expired goes.
func (f *fetching) accumulate(entries []preflightEntry, r *request, whole preflightEntry, m matching) []preflightEntry {
	entries = slices.DeleteFunc(entries, func(e preflightEntry) bool { return !f.now.Before(e.expires) })
	renew := func(allows func(*preflightEntry) bool) (found bool) {
		for i := range entries {
			if f.serves(&entries[i], r, m) && allows(&entries[i]) {
				entries[i].expires, found = whole.expires, true
			}
		}
		return found
	}
	entries = slices.Grow(entries, len(whole.methods)+len(whole.names))
	for i, method := range whole.methods {
		if !renew(func(e *preflightEntry) bool { return e.allowsMethod(method, m) }) {
			entry := whole
			entry.methods, entry.names = whole.methods[i:i+1:i+1], nil
			entries = append(entries, entry)
		}
	}
	for i, name := range whole.names {
		if !renew(func(e *preflightEntry) bool { return e.allowsName(name, m) }) {
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
func (f *fetching) clearPreflights(key, kept preflightKey) {
	if kept != key {
		if memory := f.preflights[key]; memory != nil {
			memory.standard = nil
		}
		if memory := f.preflights[kept]; memory != nil {
			memory.kept = nil
		}
		return
	}
	memory := f.preflights[key]
	switch {
	case memory == nil:
	case f.quirks.has(quirkCacheKeptOnFailure):
		memory.standard, memory.departures = nil, memory.departures.with(quirkCacheKeptOnFailure)
	default:
		delete(f.preflights, key)
	}
}

// noQuirk stands for no quirk at all.
const noQuirk = quirkCount
