package fetch

// schemeFetch fetches a URL by its scheme
// (https://fetch.spec.whatwg.org/#scheme-fetch).
func (f *fetching) schemeFetch(r *request) (*response, *networkError) {
	url := r.url()
	switch scheme := url.Scheme(); {
	case url.IsHTTP():
		return f.httpFetch(r, false)
	case scheme == "about" && url.Target() == "blank":
		if f.quirks.departs(quirkAboutBlankBlocked, true) {
			break
		}
		return madeUp("text/html;charset=utf-8"), nil
	case scheme == "blob" && r.tainting == TypeBasic:
		return nil, f.fail(at(sectionSchemeFetch), FileNotFound, url.String(), "Nothing is stored under ", url.String(), ".")
	case scheme == "data":
		resp, problem := dataURLResponse(url.Target())
		if f.took(forkDataUnreadable, problem != "") {
			return nil, f.fail(at(sectionDataURL), InvalidRequest, url.String(), problem)
		}
		f.info(at(sectionSchemeFetch), "A data: URL holds its own response.")
		return resp, nil
	}
	reason := CorsDisabledScheme
	if !r.api.ShowsResponse() && r.mode == ModeNoCORS {
		reason = UnknownURLScheme
	}
	return nil, f.fail(at(sectionSchemeFetch), reason, url.Scheme(), "Nothing can be loaded from ", quoted(url.String()), ".")
}

// madeUp returns a response that no server sent.
func madeUp(contentType string) *response {
	return &response{status: 200, fields: []Field{{"Content-Type", contentType}}, exchange: noExchange}
}
