package fetch

import "strings"

// SectionURL returns the address of a section named in a Decision, a Quirk or a
// scenario's spec list. A bare anchor ("cors-check") is one of the Fetch
// Standard; others carry the name of their document before a colon
// ("xhr:the-send()-method", "html:cors-settings-attribute",
// "rfc6265bis:section-5.6.7"). ok is false for a document that is not known.
func SectionURL(section string) (url string, ok bool) {
	document, anchor, found := strings.Cut(section, ":")
	if !found {
		return "https://fetch.spec.whatwg.org/#" + section, true
	}
	base, ok := documents[document]
	return base + anchor, ok
}

var documents = map[string]string{
	"xhr":         "https://xhr.spec.whatwg.org/#",
	"html":        "https://html.spec.whatwg.org/#",
	"url":         "https://url.spec.whatwg.org/#",
	"mimesniff":   "https://mimesniff.spec.whatwg.org/#",
	"mixed":       "https://www.w3.org/TR/mixed-content/#",
	"beacon":      "https://www.w3.org/TR/beacon/#",
	"css-cascade": "https://www.w3.org/TR/css-cascade-5/#",
	"css-images":  "https://www.w3.org/TR/css-images-3/#",
	"svg":         "https://www.w3.org/TR/SVG2/struct.html#",
	"sw":          "https://w3c.github.io/ServiceWorker/#",
	"css-fonts":   "https://www.w3.org/TR/css-fonts-4/#",
	"csp":         "https://w3c.github.io/webappsec-csp/#",
	"lna":         "https://wicg.github.io/local-network-access/#",
	"websockets":  "https://websockets.spec.whatwg.org/#",
	"rfc6455":     "https://www.rfc-editor.org/rfc/rfc6455.html#",
	"rfc7692":     "https://www.rfc-editor.org/rfc/rfc7692.html#",
	"rfc6265bis":  "https://www.ietf.org/archive/id/draft-ietf-httpbis-rfc6265bis-22.html#",
	"rfc9110":     "https://www.rfc-editor.org/rfc/rfc9110.html#",
	"rfc9111":     "https://www.rfc-editor.org/rfc/rfc9111.html#",
	"rfc9112":     "https://www.rfc-editor.org/rfc/rfc9112.html#",
	"rfc9113":     "https://www.rfc-editor.org/rfc/rfc9113.html#",
}
