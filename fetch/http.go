package fetch

// httpFetch makes a request over HTTP, asks for permission first where told to,
// checks the response and follows redirects. A service worker's answer takes the
// place of all that (https://fetch.spec.whatwg.org/#http-fetch).
func (f *fetching) httpFetch(r *request, preflight bool) (*response, *networkError) {
	if resp, err, isAnswered := f.askWorker(r); isAnswered {
		return resp, err
	}
	if preflight && !f.took(forkPreflightCached, f.isPreflightCached(r)) {
		if err := f.preflight(r); err != nil {
			return nil, err
		}
	}
	r.skipsWorker = r.skipsWorker || r.redirect == RedirectFollow
	resp, err := f.networkOrCacheFetch(r)
	if err != nil {
		return nil, err
	}
	if f.took(forkRedirect, isRedirectStatus(resp.status)) {
		if r.mode == modeWebSocket {
			return nil, f.fail(place{sectionHandshake, resp.exchange}, RedirectNotAllowed, itoa(resp.status), "Status ", itoa(resp.status), " redirects, and no handshake follows.")
		}
		return f.handleRedirect(r, resp)
	}
	if err := f.checkResponse(r, resp); err != nil {
		return nil, err
	}
	told := len(f.decisions)
	if err := f.readParts(r, resp); err != nil {
		if !isSettledUnread(r.api, resp) {
			return nil, err
		}
		f.decisions = f.decisions[:told] // the last failure there would be taken for the outcome
		f.info(place{sectionHTTPCacheFreshness, resp.exchange}, "The rest of the content does not come, after the page was told of the response.")
	}
	return resp, nil
}

// checkResponse holds a response, a redirect included, against what its server
// must have said for the page to get it.
func (f *fetching) checkResponse(r *request, resp *response) *networkError {
	switch r.tainting {
	case TypeCORS:
		return f.corsCheck(r, resp)
	case TypeOpaque:
		return f.corpCheck(r, resp)
	}
	return nil
}
