package fetch

import (
	"strconv"

	"github.com/corslab/corslab/wire"
)

// measure holds the content against the length that is announced: HTTP/1.1 reads no
// further, and knows by it when the connection ends too early
// (https://www.rfc-editor.org/rfc/rfc9112.html#section-6.3).
func (r *response) measure(method string) {
	announced, _ := r.first("Content-Length")
	if method == "HEAD" || !hasContent(r.status) || hasHeader(r.fields, "Transfer-Encoding") {
		return
	}
	length, err := strconv.ParseUint(announced, 10, 63)
	switch have := uint64(len(r.body)); {
	case err != nil:
	case length > have:
		r.isCut = true
	case r.protocol != wire.HTTP2:
		r.body = r.body[:length]
	}
}

// hasContent reports whether a final response with this status has content (RFC
// 9110 §6.4.1).
func hasContent(status int) bool { return status != 204 && status != 304 }

// readBody is whoever asked reading the response to its end. Only who goes by the
// head alone does not learn that the content is cut short: to the others a body that
// cannot be read is a network error
// (https://fetch.spec.whatwg.org/#body-fully-read).
func (f *fetching) readBody(r *request, resp *response) *networkError {
	if isSettledUnread(r.api, resp) || !f.took(forkBodyCutShort, resp.isCut) {
		return nil
	}
	if f.quirks.departs(quirkHTTP2LengthUnchecked, resp.protocol == wire.HTTP2) || f.isEmptied(r, resp) {
		return nil
	}
	announced, _ := resp.first("Content-Length")
	section := sectionNetwork
	if r.api == APIXHR {
		section = sectionXHRErrors
	}
	return f.fail(place{section, resp.exchange}, InvalidHTTPResponse, announced,
		"The content ends after ", itoa(len(resp.body)), " bytes, and Content-Length has announced ", announced, ".")
}

// isEmptied reports whether opaque response blocking takes the content away from one
// who is not told, before the end of it is missed.
func (f *fetching) isEmptied(r *request, resp *response) bool {
	return r.tainting == TypeOpaque && !SameOrigin(r.origin, r.url().Origin()) && isDelivered(r.api) &&
		f.quirks.departs(quirkOpaqueResponseBlocking, isBlockedOpaque(resp))
}

// isSettledUnread reports whether what becomes of a response is settled by its status
// and header. The standard has most APIs fail alike for those and for a body that
// cannot be read; this is what browsers are seen to find first.
func isSettledUnread(api API, resp *response) bool {
	switch api {
	case "", APIFetch, APIEventSource, APIWebSocket, APIIframe, APIObject, APIEmbed, APIForm:
		return true
	case APIWorker:
		return needsScript(resp) != ""
	case APIStylesheet, APICSSImport:
		return resp.isRefusedStyle()
	case APIAudio, APIVideo, APISharedWorker:
		return !isOKStatus(resp.status)
	case APIScript, APIModule, APIImport, APIJSONModule, APIModulePreload, APIPrefetch, APIFont, APISVGUse:
		return resp.status >= 400
	}
	return false
}

// isResumable reports whether Chromium keeps a response that is cut short, to ask for
// the rest.
func (r *response) isResumable() bool {
	return r.isCut && r.status == 200 && len(r.body) > 0 && r.isContinuable()
}

// isContinuable reports whether Chromium stores some of a response, to ask for more of
// it: it must be able to tell whether that is of the same.
func (r *response) isContinuable() bool {
	tag, _ := r.first("ETag")
	ranges, _ := r.get("Accept-Ranges")
	control, _ := r.get("Cache-Control")
	return tag != "" && hasStrongValidator(r) && !hasDirective(ranges, "none") && !hasDirective(control, "no-store")
}

// isAskedAgain reports whether the answer to the question for the rest of a response is
// none, and the whole is asked for.
func (f *fetching) isAskedAgain(lookup cacheLookup, resp *response) bool {
	isOther := lookup.isAnotherPart(resp)
	if !isOther && (lookup.cut == nil || !f.quirks.departs(quirkCutShortResumed, resp.status != 200 && resp.status != 401)) {
		return false
	}
	f.info(place{sectionNetworkOrCache, resp.exchange}, "This is not the rest of what is stored, so the whole is asked for.")
	return true
}

// resume appends the header lines that ask for the first byte that is missing of what
// is stored, by which the browser learns whether it gets the rest.
func (s *storedResponse) resume(h wire.Header) wire.Header {
	tag, _ := s.resp.first("ETag")
	next := itoa(len(s.resp.body))
	h.Add("Range", "bytes="+next+"-"+next)
	h.Add("If-Range", tag)
	return h
}
