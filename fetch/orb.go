package fetch

import (
	"bytes"
	"slices"
	"strings"

	"github.com/corslab/corslab/wire"
)

// blockOpaque is opaque response blocking: a response that the page may not read
// is kept from it altogether where its type is one of data and not of what
// elements load. It is a proposal to the standard
// (https://github.com/annevk/orb) that one browser has in part. fetch() gets an
// empty response instead of an error, so that its script sees no difference.
func (f *fetching) blockOpaque(r *request, resp *response) *networkError {
	if resp.worker != nil || !f.isWithheld(r, resp) {
		return nil
	}
	if resp.stored != nil {
		resp.stored.failed, resp.stored.isWithheld = true, true // it is cut off like one that fails the CORS check
	}
	if !f.quirks.departs(quirkOpaqueResponseBlocking, !r.api.ShowsResponse()) {
		return nil
	}
	value, _ := resp.get("Content-Type")
	return f.fail(place{sectionMainFetch, resp.exchange}, BlockedByORB, value,
		"A response of the type ", quoted(value), " is data that no element loads, and it comes from another origin without CORS.")
}

// isWithheld reports whether the browser keeps the response from the page.
func (f *fetching) isWithheld(r *request, resp *response) bool {
	return r.tainting == TypeOpaque && !SameOrigin(r.origin, r.url().Origin()) && !isDelivered(r.api) &&
		f.quirks.has(quirkOpaqueResponseBlocking) && f.took(forkOpaqueData, isBlockedOpaque(resp))
}

// isDelivered reports whether an API's responses never meet opaque response
// blocking: nobody, or nobody yet, looks at them.
func isDelivered(api API) bool {
	return api == APIPrefetch || api == APIPreload || api == APIBeacon || api == APIPing
}

// isBlockedOpaque follows Chromium's implementation: what the type says, then what
// the content says. The content decides whatever the type, but for types that only
// elements have a use for.
func isBlockedOpaque(resp *response) bool {
	value, _ := resp.get("Content-Type")
	essence, ok := parseMIMEEssence(value)
	isData := essence == "text/html" || essence == "text/plain" || isXML(essence) || isJSON(essence)
	switch {
	case slices.Contains(neverOpaqueTypes, essence), isData && resp.isNosniff():
		return true
	case !ok, slices.Contains(elementTypes, essence), strings.HasPrefix(essence, "audio/"), strings.HasPrefix(essence, "video/"):
		return false
	case startsWithAny(resp.body, parserBreakers...):
		return true
	case needsImage(resp) == "", needsMedia(resp.asOK()) == "":
		return false
	}
	return looksLikeHTML(resp.body) || looksLikeXML(resp.body) || looksLikeJSON(resp.body)
}

// isXML reports whether an essence is an XML MIME type, those of elements left out
// (https://mimesniff.spec.whatwg.org/#xml-mime-type).
func isXML(essence string) bool {
	return essence == "text/xml" || essence == "application/xml" || strings.HasSuffix(essence, "+xml") && !slices.Contains(elementTypes, essence)
}

// elementTypes are types that only elements have a use for.
var elementTypes = []string{"text/css", "image/svg+xml", "text/vtt", "application/dash+xml", "application/vnd.apple.mpegurl"}

// neverOpaqueTypes are types of documents and archives that no element loads.
var neverOpaqueTypes = []string{
	"application/gzip", "application/msexcel", "application/mspowerpoint", "application/msword", "application/pdf",
	"application/vnd.ms-excel", "application/vnd.ms-powerpoint", "application/x-gzip", "application/x-protobuf",
	"application/zip", "text/csv", "text/event-stream",
}

// parserBreakers are beginnings that servers give data so that no script can
// load it.
var parserBreakers = []string{")]}'", "{}&&", "for(;;);", "while(1);"}

// htmlTags are what a document may begin with.
var htmlTags = []string{
	"<!doctype html", "<script", "<html", "<head", "<iframe", "<h1", "<div", "<font", "<table", "<a", "<style", "<title",
	"<b", "<body", "<br", "<p",
}

func looksLikeHTML(body []byte) bool {
	rest := body
	for {
		rest = bytes.TrimLeft(rest, " \t\r\n\f")
		comment, ok := bytes.CutPrefix(rest, []byte("<!--"))
		if !ok {
			break
		}
		_, line, _ := bytes.Cut(comment, []byte("-->"))
		end := bytes.IndexAny(line, "\r\n") // what follows a comment on its line is skipped
		if end < 0 {
			return false
		}
		rest = line[end:]
	}
	return slices.ContainsFunc(htmlTags, func(tag string) bool {
		return len(rest) >= len(tag) && wire.EqualFold(string(rest[:len(tag)]), tag)
	})
}

func looksLikeXML(body []byte) bool {
	return bytes.HasPrefix(bytes.TrimLeft(body, " \t\r\n"), []byte("<?xml"))
}

// looksLikeJSON reports whether a body begins with an object's first name and
// its colon.
func looksLikeJSON(body []byte) bool {
	const space = " \t\r\n"
	rest, ok := bytes.CutPrefix(bytes.TrimLeft(body, space), []byte("{"))
	if !ok {
		return false
	}
	if rest, ok = bytes.CutPrefix(bytes.TrimLeft(rest, space), []byte(`"`)); !ok {
		return false
	}
	escaped := false
	for i, c := range rest {
		switch {
		case escaped:
			escaped = false
		case c == '\\':
			escaped = true
		case c == '"':
			return bytes.HasPrefix(bytes.TrimLeft(rest[i+1:], space), []byte(":"))
		}
	}
	return false
}
