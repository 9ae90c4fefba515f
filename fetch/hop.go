package fetch

// A request is the standard's request: a Request after a front end has
// normalised it, and as it changes from hop to hop
// (https://fetch.spec.whatwg.org/#concept-request).
type request struct {
	method      string
	urls        []*URL  // the URL list; the last is the current URL
	first       [1]*URL // room for urls until the first redirect
	headers     []Field
	body        *payload // nil is null
	mode        Mode
	credentials Credentials
	redirect    Redirect
	cache       Cache
	keepalive   bool
	targetSpace AddressSpace // "" where script says nothing
	api         API
	origin      Origin
	originText  string // origin serialised
	// referrer is where the request says it comes from; nil is "no-referrer".
	referrer       *URL
	referrerPolicy string
	// tainting is the response tainting: TypeBasic, TypeCORS or TypeOpaque.
	tainting  string
	redirects int
	// workerRedirects counts those that a service worker answered with.
	workerRedirects int
	// unsafe is the unsafe-request flag: script chose method and headers.
	unsafe bool
	// forcePreflight is the use-CORS-preflight flag.
	forcePreflight bool
	isPreflight    bool
	// isSync says that its page waits for it, and does nothing else.
	isSync bool
	// passedOn is who made the request that a service worker passes on as it is.
	passedOn API
	// written is the URL as the page wrote it, where dropUserinfo has taken something off
	// that a service worker sees; nil otherwise.
	written *URL
	// skipsWorker says that no service worker sees the request any more.
	skipsWorker bool
	// isLetGo says that the last redirect was let go to where it is mixed content.
	isLetGo bool
	// isUnchecked says that neither the page's policies nor how it came have a say any
	// more.
	isUnchecked bool
	// redirectedAway says that a redirect has crossed origins, whichever origin
	// the request started from.
	redirectedAway bool
	taint          redirectTaint
	unsafeNames    []string // CORS-unsafe request-header names of headers
	// asked says that an earlier hop needed a preflight, or that the first would
	// have at another origin; firstNames are its unsafe names.
	asked      bool
	firstNames []string
	// asksStorage says that Origin tells a server that there are cookies it does not
	// get, which the first hop decides.
	asksStorage bool
	// wasStream says that there was a stream as body, which a redirect took away.
	wasStream bool
	// writtenType is the Content-Type that script set where another is sent.
	writtenType string
}

// url returns the current URL.
func (r *request) url() *URL { return r.urls[len(r.urls)-1] }

// includesCredentials reports whether cookies go with the request and come back
// from its response.
func (r *request) includesCredentials() bool {
	return r.credentials == CredentialsInclude ||
		r.credentials == CredentialsSameOrigin && r.tainting == TypeBasic
}

// standardCacheMode returns the cache mode that holds by the standard: what script made
// conditional is kept away from the cache
// (https://fetch.spec.whatwg.org/#http-network-or-cache-fetch).
func (r *request) standardCacheMode() Cache {
	if r.isConditioned() {
		return CacheNoStore
	}
	return r.cache
}

// isConditioned reports whether script has set a condition, and no cache mode.
func (r *request) isConditioned() bool {
	return r.cache == CacheDefault && hasCondition(r.headers)
}

// cacheMode returns the cache mode that holds.
func (f *fetching) cacheMode(r *request) Cache {
	switch {
	case !r.isConditioned() || !f.quirks.has(quirkConditionRevalidates):
		return r.standardCacheMode()
	case f.client.isDocument():
		return CacheNoCache
	}
	return CacheDefault
}

// A redirectTaint says how far redirects have led a request away from its own
// origin (https://fetch.spec.whatwg.org/#concept-request-tainted-origin).
type redirectTaint uint8

const (
	untainted redirectTaint = iota // "same-origin"
	sameSiteTaint
	crossSiteTaint
)

// follow appends url to the URL list and updates the taint. The standard
// computes the taint from the whole list; since it only ever grows worse, the
// last step is enough.
func (r *request) follow(url *URL) {
	last, next := r.url().Origin(), url.Origin()
	switch {
	case r.taint == crossSiteTaint:
	case !SameSite(next, last) && !SameSite(r.origin, last):
		r.taint = crossSiteTaint
	case !SameOrigin(next, last) && !SameOrigin(r.origin, last):
		r.taint = sameSiteTaint
	}
	r.urls = append(r.urls, url)
	r.redirects++
}

// serializedOrigin returns what servers are told, and must allow, as the origin
// (https://fetch.spec.whatwg.org/#serializing-a-request-origin).
func (r *request) serializedOrigin() string {
	if r.taint != untainted {
		return "null"
	}
	return r.originText
}
