package fetch

// mainFetch decides by mode, scheme and origin how a request may be made, and
// makes it (https://fetch.spec.whatwg.org/#main-fetch). Each redirect comes back
// here.
func (f *fetching) mainFetch(r *request) (*response, *networkError) {
	if err := f.refuse(r); err != nil {
		return nil, err
	}
	switch url := r.url(); {
	case r.tainting == TypeBasic && SameOrigin(url.Origin(), r.origin):
		f.info(at(sectionMainFetch), "The URL is of the page's own origin, ", r.origin.String(), ": CORS has no say.")
		return f.schemeFetch(r)
	case url.Scheme() == "data":
		r.tainting = TypeBasic
		return f.schemeFetch(r)
	case r.mode == ModeNoCORS:
		r.tainting = TypeOpaque
		f.info(at(sectionMainFetch), "The mode is no-cors: the request is made, and the page will not see the response.")
		return f.schemeFetch(r)
	}
	r.tainting = TypeCORS
	f.info(at(sectionMainFetch), r.url().Origin().String(), " is not the origin of the page, ", r.origin.String(), ": the server must allow it.")
	if !f.needsPreflight(r) {
		return f.httpFetch(r, false)
	}
	response, err := f.httpFetch(r, true)
	if err != nil {
		f.clearPreflights(r)
	}
	return response, err
}

// refuse returns why the request may not be made at all, before any server hears
// of it.
func (f *fetching) refuse(r *request) *networkError {
	if err := f.refuseByConnection(r); err != nil {
		return err
	}
	return f.refuseByMode(r)
}

// refuseByConnection judges the address: its port, and whether it is secure
// enough for the page.
func (f *fetching) refuseByConnection(r *request) *networkError {
	url := r.url()
	if url.IsHTTP() && isBadPort(url.Port()) {
		return f.fail(at(sectionPortBlocking), UnsafePort, url.Port(), "Port ", url.Port(), " is blocked: it belongs to another protocol.")
	}
	if url.Scheme() == "http" && f.client.blocksMixedContent() && !url.IsPotentiallyTrustworthy() {
		return f.fail(at(sectionMixedContent), MixedContent, url.String(), "The page came over https, so it may not load ", url.WithoutFragment(), " over http.")
	}
	return nil
}

// refuseByMode judges the address by the request's mode.
func (f *fetching) refuseByMode(r *request) *networkError {
	url := r.url()
	if r.tainting == TypeBasic && SameOrigin(url.Origin(), r.origin) || url.Scheme() == "data" {
		return nil
	}
	switch r.mode {
	case ModeSameOrigin:
		reason := DisallowedByMode
		if r.redirects > 0 {
			reason = RedirectDisallowedByMode
		}
		return f.fail(at(sectionMainFetch), reason, "", "The mode is same-origin, and ", url.Origin().String(), " is not the origin of the page, ", r.origin.String(), ".")
	case ModeNoCORS:
		if r.redirect != RedirectFollow {
			return f.fail(at(sectionMainFetch), NoCorsRedirectModeNotFollow, string(r.redirect), "The mode is no-cors, so the redirect mode must be follow, and it is ", string(r.redirect), ".")
		}
	default:
		if !url.IsHTTP() {
			return f.fail(at(sectionMainFetch), CorsDisabledScheme, url.Scheme(), "CORS works over http and https only, and the scheme is ", url.Scheme(), ".")
		}
	}
	return nil
}

// needsPreflight reports whether the server must be asked first. It re-decides
// for every hop of a redirect.
func (f *fetching) needsPreflight(r *request) bool {
	r.unsafeNames = nil
	if r.unsafe {
		r.unsafeNames = unsafeRequestHeaderNames(r.headers, &f.quirks)
	}
	switch {
	case r.forcePreflight && r.body != nil && r.body.isStream:
		f.info(at(sectionMainFetch), "A stream is sent, so a preflight comes first.")
	case r.forcePreflight:
		f.info(at(sectionMainFetch), "Somebody listens to the upload, so a preflight comes first.")
	case !r.unsafe:
		return false
	case !isSafelistedMethod(r.method):
		f.info(at(sectionSafelistedMethod), "The method ", r.method, " is not GET, HEAD or POST, so a preflight comes first.")
	case len(r.unsafeNames) > 0:
		f.info(at(sectionUnsafeHeaders), "The request carries headers that no form could send, so a preflight comes first: ", joined(r.unsafeNames, f.trace), ".")
	default:
		f.info(at(sectionUnsafeHeaders), "A plain ", r.method, " with safelisted headers needs no preflight.")
		return false
	}
	return true
}
