package fetch

import (
	"slices"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/corslab/corslab/wire"
)

// workerFetch is the fetch() of a service worker that answers with what it gets.
// It is made like any other, by the worker: with preflight, CORS check and
// filtered response of its own.
func (f *fetching) workerFetch(r *request, w *worker, in Request) (*response, *networkError) {
	page, cache := f.client, f.passedCacheMode(r)
	f.client = w.client
	defer func() { f.client = page }()
	own, err := f.workerRequest(r, in, cache)
	if err != nil {
		return nil, err
	}
	f.info(at(sectionRespondWith), "The service worker makes a request of its own: ", own.method, " ", own.url().WithoutFragment(), ", mode ", string(own.mode), ".")
	got, err := f.mainFetch(own)
	if err != nil {
		f.info(at(sectionRespondWith), "The promise that the service worker answers with is rejected.")
		return nil, err
	}
	resp := *got
	resp.fields = f.answerFields(got.fields)
	if resp.kind != TypeOpaqueRedirect {
		resp.kind = own.tainting
	}
	resp.worker = &workerMark{url: own.url(), credentials: own.credentials}
	// An opaque response has no URLs.
	resp.worker.redirected = own.redirects > 0 && resp.kind != TypeOpaque
	if f.isWithheld(own, got) {
		resp.body = nil
	}
	return &resp, nil
}

// passedCacheMode is that of event.request.
func (f *fetching) passedCacheMode(r *request) Cache {
	if mode := f.cacheMode(r); f.quirks.departs(quirkConditionRevalidates, mode != r.cache) {
		return mode
	}
	return r.cache
}

// workerRequest makes the request of fetch(event.request, init) or fetch(url, init);
// event.request has the given cache mode.
func (f *fetching) workerRequest(r *request, in Request, cache Cache) (*request, *networkError) {
	if in.URL != "" {
		return f.constructFetch(in)
	}
	own := f.newRequest(r.seenByWorker())
	own.method, own.mode, own.credentials = r.method, r.mode, r.credentials
	own.redirect, own.cache, own.keepalive = r.redirect, cache, r.keepalive
	headers, isLatin1 := f.passedHeaders(r.headers)
	own.headers, own.body = headers, r.body
	own.forcePreflight = r.body != nil && r.body.isStream
	if isPlain(in) {
		own.passedOn = r.api
		own.referrer, own.referrerPolicy = r.referrer, r.referrerPolicy
	} else if !isLatin1 && in.Headers == nil {
		return nil, f.invalid("headers", "The Request constructor throws: the request has a header with a character that is no byte.")
	} else if err := f.reconstruct(own, in); err != nil {
		return nil, err
	}
	if f.quirks.departs(quirkWorkerForwardsListener, in.Mode == "" && r.forcePreflight && !own.forcePreflight) {
		own.forcePreflight = true
	}
	return own, nil
}

// passedHeaders are the header lines of event.request. Chromium takes what a value's bytes
// say in UTF-8 for it, the values of one name together, and nothing where they are none.
// A character that is no byte makes isLatin1 false, and is a question mark on its way out.
func (f *fetching) passedHeaders(headers []Field) (passed []Field, isLatin1 bool) {
	if !f.quirks.departs(quirkWorkerHeaderText, slices.ContainsFunc(headers, hasHighByte)) {
		return slices.Clone(headers), true
	}
	isLatin1 = true
	for i, h := range headers {
		isSame := func(other Field) bool { return wire.EqualFold(h.Name, other.Name) }
		if slices.ContainsFunc(headers[:i], isSame) {
			continue
		}
		whole, _ := getHeader(headers, h.Name)
		value, fits := latin1(whole)
		passed, isLatin1 = append(passed, Field{h.Name, value}), isLatin1 && fits
	}
	return passed, isLatin1
}

func hasHighByte(h Field) bool { return !isASCII(h.Value) }

// latin1 writes in Latin-1 what bytes say in UTF-8, and nothing where they are none; ok is
// false where it has more characters than that, which become question marks.
func latin1(value string) (text string, ok bool) {
	if !utf8.ValidString(value) {
		return "", true
	}
	if text, ok = byteString(value); ok {
		return text, true
	}
	units := utf16.Encode([]rune(value))
	b := make([]byte, len(units))
	for i, unit := range units {
		b[i] = '?'
		if unit <= unicode.MaxLatin1 {
			b[i] = byte(unit)
		}
	}
	return string(b), false
}

// isPlain reports whether fetch() has no second argument.
func isPlain(in Request) bool {
	return in.Method == "" && in.Mode == "" && in.Credentials == "" && in.Redirect == "" && in.Cache == "" && in.Headers == nil
}

// reconstruct changes a copy of the request by the members of init: the Request
// constructor with a Request as its first argument
// (https://fetch.spec.whatwg.org/#dom-request).
func (f *fetching) reconstruct(own *request, in Request) *networkError {
	own.mode = orDefault(in.Mode, own.mode)
	own.credentials = orDefault(in.Credentials, own.credentials)
	own.cache = orDefault(in.Cache, own.cache)
	own.redirect = orDefault(in.Redirect, own.redirect)
	if own.cache == CacheOnlyIfCached && own.mode != ModeSameOrigin {
		return f.invalid(string(own.cache), "The Request constructor throws: the cache mode only-if-cached needs the mode same-origin.")
	}
	if in.Method != "" {
		if !IsToken(in.Method) || isForbiddenMethod(in.Method) {
			return f.invalid(in.Method, "The Request constructor throws: ", quoted(in.Method), " is no method a script may use.")
		}
		own.method = normalizeMethod(in.Method)
	}
	if own.mode == ModeNoCORS && !IsSafelistedMethod(own.method) {
		return f.invalid(own.method, "The Request constructor throws: in mode no-cors the method must be GET, HEAD or POST, and it is ", own.method, ".")
	}
	kept := own.headers // which are bytes already
	own.headers = nil
	if err := f.appendHeaders(own, in.Headers); err != nil {
		return err
	}
	if in.Headers == nil {
		for _, h := range kept {
			f.appendHeader(own, h.Name, h.Value)
		}
	}
	if own.body != nil && (own.method == "GET" || own.method == "HEAD") {
		return f.invalid(own.method, "The Request constructor throws: a ", own.method, " request cannot have a body.")
	}
	if own.forcePreflight && own.mode != ModeCORS && own.mode != ModeSameOrigin {
		return f.invalid(string(own.mode), "The Request constructor throws: a stream needs the mode cors or same-origin.")
	}
	if own.forcePreflight {
		f.ignoreSameOriginMode(own)
	}
	return nil
}
