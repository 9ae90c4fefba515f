package fetch

import (
	"slices"

	"github.com/corslab/corslab/wire"
)

// constructFetch is fetch(input, init) up to where the network begins: the
// Request constructor, in its own order
// (https://fetch.spec.whatwg.org/#dom-request).
func (f *fetching) constructFetch(in Request) (*request, *networkError) {
	if err := f.checkMembers(in); err != nil {
		return nil, err
	}
	url, err := f.parseTarget(in.URL)
	if err != nil {
		return nil, err
	}
	if f.took(forkURLUserinfo, url.IncludesCredentials()) {
		return nil, f.invalid(in.URL, "The Request constructor throws: the URL holds a user name or password.")
	}
	r := f.newRequest(url)
	if err := f.setReferrer(r, in); err != nil {
		return nil, err
	}
	if f.took(forkNavigate, in.Mode == ModeNavigate) {
		return nil, f.invalid(string(in.Mode), "The Request constructor throws: no script may ask for the mode navigate.")
	}
	r.mode = orDefault(in.Mode, ModeCORS)
	r.credentials = orDefault(in.Credentials, CredentialsSameOrigin)
	r.cache = orDefault(in.Cache, CacheDefault)
	r.redirect = orDefault(in.Redirect, RedirectFollow)
	r.keepalive, r.targetSpace = in.Keepalive, in.TargetAddressSpace
	if r.cache == CacheOnlyIfCached && f.took(forkOnlyIfCachedMode, r.mode != ModeSameOrigin) {
		return nil, f.invalid(string(r.cache), "The Request constructor throws: the cache mode only-if-cached needs the mode same-origin.")
	}
	if in.Method != "" {
		if f.took(forkBadMethod, !IsToken(in.Method) || isForbiddenMethod(in.Method)) {
			return nil, f.invalid(in.Method, "The Request constructor throws: ", quoted(in.Method), " is no method a script may use.")
		}
		r.method = normalizeMethod(in.Method)
	}
	if r.mode == ModeNoCORS && f.took(forkNoCORSMethod, !IsSafelistedMethod(r.method)) {
		return nil, f.invalid(r.method, "The Request constructor throws: in mode no-cors the method must be GET, HEAD or POST, and it is ", r.method, ".")
	}
	if err := f.appendHeaders(r, in.Headers); err != nil {
		return nil, err
	}
	if err := f.setBody(r, in); err != nil {
		return nil, err
	}
	return r, nil
}

// checkMembers rejects values that are no member of their Web IDL enumeration,
// which the conversion of the init object does before anything else.
func (f *fetching) checkMembers(in Request) *networkError {
	bad := ""
	switch {
	case !isOneOf(in.Mode, "", ModeCORS, ModeNoCORS, ModeSameOrigin, ModeNavigate):
		bad = string(in.Mode)
	case !isOneOf(in.Credentials, "", CredentialsSameOrigin, CredentialsInclude, CredentialsOmit):
		bad = string(in.Credentials)
	case !isOneOf(in.Redirect, "", RedirectFollow, RedirectError, RedirectManual):
		bad = string(in.Redirect)
	case !isOneOf(in.Cache, "", CacheDefault, CacheNoStore, CacheReload, CacheNoCache, CacheForceCache, CacheOnlyIfCached):
		bad = string(in.Cache)
	case !isReferrerPolicy(in.ReferrerPolicy):
		bad = in.ReferrerPolicy
	default:
		return nil
	}
	return f.invalid(bad, "fetch() rejects: ", quoted(bad), " is not a value its option can have.")
}

func isOneOf[T ~string](value T, members ...T) bool { return slices.Contains(members, value) }

// parseTarget parses the URL of a request, relative to the page's.
func (f *fetching) parseTarget(ref string) (*URL, *networkError) {
	url, err := f.parseURL(ref, f.client.base)
	if f.took(forkBadURL, err != nil) {
		return nil, f.invalid(ref, quoted(ref), " cannot be parsed as a URL.")
	}
	return url, nil
}

// newRequest returns a GET request of the page's, as both front ends make it.
func (f *fetching) newRequest(url *URL) *request {
	r := &f.request
	if f.client.as == pageServiceWorker {
		r = new(request) // that of the page waits for the worker's
	}
	*r = request{
		method: "GET", first: [1]*URL{url}, mode: ModeCORS,
		credentials: CredentialsSameOrigin, redirect: RedirectFollow, cache: CacheDefault,
		origin: f.client.origin, originText: f.client.originText, referrer: f.client.referrer, referrerPolicy: f.client.referrerPolicy,
		tainting: TypeBasic, unsafe: true,
	}
	r.urls = r.first[:]
	return r
}

func (f *fetching) setReferrer(r *request, in Request) *networkError {
	if in.ReferrerPolicy != "" {
		r.referrerPolicy = in.ReferrerPolicy
	}
	if in.Referrer == nil {
		return nil
	}
	if *in.Referrer == "" {
		r.referrer = nil
		return nil
	}
	url, err := f.parseURL(*in.Referrer, f.client.base)
	if f.took(forkBadReferrer, err != nil) {
		return f.invalid(*in.Referrer, "The Request constructor throws: the referrer ", quoted(*in.Referrer), " cannot be parsed as a URL.")
	}
	if f.took(forkOwnReferrer, SameOrigin(url.Origin(), f.client.origin)) {
		r.referrer = url
	}
	return nil
}

// appendHeaders fills the request's headers as its Headers object does
// (https://fetch.spec.whatwg.org/#concept-headers-append).
func (f *fetching) appendHeaders(r *request, headers []Field) *networkError {
	if len(headers) > 0 {
		r.headers = make([]Field, 0, len(headers)+1) // room for the body's Content-Type
	}
	for _, h := range headers {
		name, value, ok := headerBytes(h)
		if f.took(forkBadHeader, !ok) {
			return f.invalid(h.Name, "The Request constructor throws: ", quoted(h.Name), ": ", quoted(h.Value), " is not a valid header.")
		}
		f.appendHeader(r, name, value)
	}
	return nil
}

// headerBytes validates a header a script passes and returns it as bytes.
func headerBytes(h Field) (name, value string, ok bool) {
	name, okName := byteString(h.Name)
	value, okValue := byteString(h.Value)
	value = normalizeValue(value)
	return name, value, okName && okValue && IsToken(name) && isHeaderValue(value)
}

// appendHeader appends a header unless the guard of the Headers object keeps it
// out.
func (f *fetching) appendHeader(r *request, name, value string) {
	if isForbiddenRequestHeader(name, value, &f.quirks) {
		f.info(at(sectionForbiddenHeader), name, " is dropped without a word: script may not set it.")
		return
	}
	if r.mode == ModeNoCORS {
		combined := value
		if old, ok := getHeader(r.headers, name); ok {
			combined = old + ", " + value
		}
		if f.took(forkNoCORSHeader, !isNoCORSSafelisted(name, combined)) {
			f.info(at(sectionNoCORSHeader), name, ": ", quoted(combined), " is dropped: a no-cors request may not carry it.")
			return
		}
	}
	r.headers = append(r.headers, Field{name, value})
}

func (f *fetching) setBody(r *request, in Request) *networkError {
	if in.Body == nil {
		return nil
	}
	if f.took(forkBodyOfGET, r.method == "GET" || r.method == "HEAD") {
		return f.invalid(r.method, "The Request constructor throws: a ", r.method, " request cannot have a body.")
	}
	r.body = extractBody(in.Body)
	if f.quirks.departs(quirkStreamRefused, r.body.isStream) {
		return f.invalid("stream", "The Request constructor throws: this browser takes no stream as body.")
	}
	if f.quirks.departs(quirkStreamStringified, r.body.isStream) {
		r.body = extractBody(&Body{Kind: BodyText, Content: "[object ReadableStream]"})
	}
	if r.body.isStream && f.took(forkKeepaliveStream, r.keepalive) {
		return f.invalid("keepalive", "The Request constructor throws: a stream cannot be sent with keepalive.")
	}
	if t := r.body.contentType; t != "" && !hasHeader(r.headers, "Content-Type") {
		f.info(at(sectionExtractBody), "The body brings its own Content-Type: ", t, ".")
		if r.body.isBlob && r.mode == ModeNoCORS && !isNoCORSSafelisted("Content-Type", t) && f.quirks.has(quirkNoCORSBlobType) {
			f.quirks.apply(quirkNoCORSBlobType)
			r.headers = append(r.headers, Field{"Content-Type", t})
		} else {
			f.appendHeader(r, "Content-Type", t)
		}
	}
	if !r.body.isStream {
		return nil
	}
	if f.took(forkNoCORSStream, r.mode != ModeCORS && r.mode != ModeSameOrigin) {
		return f.invalid(string(r.mode), "The Request constructor throws: a stream needs the mode cors or same-origin.")
	}
	f.ignoreSameOriginMode(r)
	r.forcePreflight = true
	return nil
}

// ignoreSameOriginMode has a request with a stream made in mode cors, where a browser
// does not know it in mode same-origin.
func (f *fetching) ignoreSameOriginMode(r *request) {
	if r.mode == ModeSameOrigin && f.quirks.has(quirkStreamIgnoresSameOrigin) {
		f.quirks.departs(quirkStreamIgnoresSameOrigin, !SameOrigin(r.origin, r.url().Origin()))
		r.mode = ModeCORS
	}
}

// invalid is a request that the API refuses before any network.
func (f *fetching) invalid(param string, text ...string) *networkError {
	return f.fail(at(sectionRequest), InvalidRequest, param, text...)
}

func hasHeader(fields []Field, name string) bool {
	for _, h := range fields {
		if wire.EqualFold(h.Name, name) {
			return true
		}
	}
	return false
}

func orDefault[T ~string](value, fallback T) T {
	if value == "" {
		return fallback
	}
	return value
}

// IsHeader reports whether a script may pass the header: its name is a token and its
// value one that can be sent.
func IsHeader(h Field) bool {
	_, _, ok := headerBytes(h)
	return ok
}
