package fetch

import "strings"

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
		mediaType, _, ok := strings.Cut(url.Target(), ",")
		if f.took(forkDataWithoutComma, !ok) {
			return nil, f.fail(at(sectionSchemeFetch), InvalidRequest, url.String(), "A data: URL needs a comma before its data.")
		}
		f.info(at(sectionSchemeFetch), "A data: URL holds its own response.")
		return madeUp(dataMediaType(mediaType)), nil
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

// dataMediaType returns the media type of a data: URL
// (https://fetch.spec.whatwg.org/#data-url-processor).
func dataMediaType(s string) string {
	s = strings.TrimSpace(s)
	if at := strings.LastIndexByte(s, ';'); at >= 0 && strings.EqualFold(strings.TrimSpace(s[at+1:]), "base64") {
		s = s[:at]
	}
	if strings.HasPrefix(s, ";") {
		s = "text/plain" + s
	}
	if _, ok := parseMIMEEssence(s); !ok {
		return "text/plain;charset=US-ASCII"
	}
	return s
}
