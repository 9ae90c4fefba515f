package fetch

import (
	"bytes"
	"encoding/json"
	"strings"

	"github.com/corslab/corslab/wire"
)

// A need is what an initiator wants of a response that CORS lets it have. It
// returns what is wrong with it; "" for nothing. A content is told by its first
// bytes: whether the rest decodes is not looked into.
type need func(resp *response) string

func needsEventStream(resp *response) string {
	if resp.status != 200 {
		return statusIs(resp)
	}
	return wrongType(resp, func(essence string) bool { return essence == "text/event-stream" })
}

// needsOK is what an <object> wants, which shows its content in place of anything else.
func needsOK(resp *response) string {
	if !isOKStatus(resp.status) {
		return statusIs(resp)
	}
	return ""
}

// needsScript is what a classic script wants
// (https://html.spec.whatwg.org/#fetch-a-classic-script and
// https://fetch.spec.whatwg.org/#should-response-to-request-be-blocked-due-to-mime-type?).
func needsScript(resp *response) string {
	if !isOKStatus(resp.status) {
		return statusIs(resp)
	}
	return wrongType(resp, func(essence string) bool {
		if isJavaScript(essence) {
			return true
		}
		major, _, _ := strings.Cut(essence, "/")
		return !resp.isNosniff() && major != "image" && major != "audio" && major != "video" && essence != "text/csv"
	})
}

// needsModule is for what only takes JavaScript that says it is.
func needsModule(resp *response) string {
	if !isOKStatus(resp.status) {
		return statusIs(resp)
	}
	return wrongType(resp, isJavaScript)
}

func needsJSON(resp *response) string {
	if !isOKStatus(resp.status) {
		return statusIs(resp)
	}
	if problem := wrongType(resp, isJSON); problem != "" {
		return problem
	}
	if !json.Valid(bytes.TrimPrefix(resp.body, []byte("\xef\xbb\xbf"))) {
		return "its content is no JSON"
	}
	return ""
}

// needsStyle is what a style sheet wants: its type must be text/css, in a
// document that is not in quirks mode
// (https://html.spec.whatwg.org/#link-type-stylesheet).
func needsStyle(resp *response) string {
	if !isOKStatus(resp.status) {
		return statusIs(resp)
	}
	return wrongType(resp, func(essence string) bool { return essence == "text/css" })
}

// isRefusedStyle reports whether Chromium refuses a style sheet, and does not only ignore
// what it says.
func (r *response) isRefusedStyle() bool {
	return r.status >= 400 || r.isNosniff() && needsStyle(r.asOK()) != ""
}

func needsImage(resp *response) string {
	if isSVG(resp) || startsWithAny(resp.body, "GIF87a", "GIF89a", "\x89PNG\r\n\x1a\n", "\xff\xd8\xff", "BM", "\x00\x00\x01\x00") ||
		startsWithAny(resp.body, "RIFF") && len(resp.body) > 12 && string(resp.body[8:12]) == "WEBP" {
		return ""
	}
	return "its content is no image"
}

func needsMedia(resp *response) string {
	switch {
	case !isOKStatus(resp.status):
		return statusIs(resp)
	case startsWithAny(resp.body, "\x1aE\xdf\xa3", "OggS", "fLaC", "ID3"),
		startsWithAny(resp.body, "RIFF") && len(resp.body) > 12 && string(resp.body[8:12]) == "WAVE",
		len(resp.body) > 8 && string(resp.body[4:8]) == "ftyp":
		return ""
	}
	return "its content is no audio or video"
}

// isWholeMedia reports whether Chromium takes a response for what it wants to play
// from the beginning.
func (r *response) isWholeMedia() bool {
	return r.status == 200 || r.status == 206 && r.isPartFromStart()
}

func needsTrack(resp *response) string {
	if !isOKStatus(resp.status) {
		return statusIs(resp)
	}
	if !startsWithAny(resp.body, "WEBVTT", "\xef\xbb\xbfWEBVTT") {
		return "its content is no WebVTT"
	}
	return ""
}

func needsFont(resp *response) string {
	if !isOKStatus(resp.status) {
		return statusIs(resp)
	}
	if !startsWithAny(resp.body, "\x00\x01\x00\x00", "OTTO", "true", "ttcf", "wOFF", "wOF2") {
		return "its content is no font"
	}
	return ""
}

func needsSVG(resp *response) string {
	if !isOKStatus(resp.status) {
		return statusIs(resp)
	}
	if !isSVG(resp) {
		return "its content is no SVG document"
	}
	return ""
}

func statusIs(resp *response) string { return "its status is " + itoa(resp.status) }

// wrongType returns what is wrong with the Content-Type.
func wrongType(resp *response, isRight func(essence string) bool) string {
	value, _ := resp.get("Content-Type")
	essence, _ := parseMIMEEssence(value)
	if isRight(essence) {
		return ""
	}
	return "its Content-Type is " + quoted(value)
}

func (r *response) isNosniff() bool {
	value, _ := r.get("X-Content-Type-Options")
	first, _, _ := strings.Cut(value, ",")
	return wire.EqualFold(strings.TrimSpace(first), "nosniff")
}

// isJavaScript reports whether an essence is a JavaScript MIME type
// (https://mimesniff.spec.whatwg.org/#javascript-mime-type).
func isJavaScript(essence string) bool {
	switch essence {
	case "application/ecmascript", "application/javascript", "application/x-ecmascript", "application/x-javascript",
		"text/ecmascript", "text/javascript", "text/javascript1.0", "text/javascript1.1", "text/javascript1.2",
		"text/javascript1.3", "text/javascript1.4", "text/javascript1.5", "text/jscript", "text/livescript",
		"text/x-ecmascript", "text/x-javascript":
		return true
	}
	return false
}

// isJSON reports whether an essence is a JSON MIME type
// (https://mimesniff.spec.whatwg.org/#json-mime-type).
func isJSON(essence string) bool {
	return essence == "application/json" || essence == "text/json" || strings.HasSuffix(essence, "+json")
}

// isSVG reports whether a response says it is an SVG document, and begins like
// one.
func isSVG(resp *response) bool {
	value, _ := resp.get("Content-Type")
	essence, _ := parseMIMEEssence(value)
	return essence == "image/svg+xml" && startsWithAny(resp.body, "<svg", "<?xml")
}

func startsWithAny(body []byte, prefixes ...string) bool {
	for _, p := range prefixes {
		if len(body) >= len(p) && string(body[:len(p)]) == p {
			return true
		}
	}
	return false
}

// isExcused reports whether a browser takes a response that the standard has the
// API refuse.
func (f *fetching) isExcused(r *request, resp *response) bool {
	isOther3xx := resp.status >= 300 && resp.status < 400
	switch r.api {
	case APIStylesheet, APICSSImport:
		return f.quirks.departs(quirkWrongStyleLoads, !resp.isRefusedStyle())
	case APIImportScripts:
		return f.isDataScript(r)
	case APIScript:
		return f.isDataScript(r) || f.quirks.departs(quirkScriptTakes3xx, isOther3xx && needsScript(resp.asOK()) == "")
	case APIWorker, APISharedWorker:
		return f.isDataScript(r) || f.quirks.departs(quirkWorkerTypeUnchecked, needsScript(resp) == "" && f.client.isDocument())
	case APIFont:
		return f.quirks.departs(quirkScriptTakes3xx, isOther3xx && needsFont(resp.asOK()) == "")
	case APISVGUse:
		return f.quirks.departs(quirkScriptTakes3xx, isOther3xx && needsSVG(resp.asOK()) == "")
	case APITrack:
		return f.quirks.departs(quirkTrackTakesAnyStatus, !isOKStatus(resp.status) && needsTrack(resp.asOK()) == "")
	}
	return false
}

// isDataScript reports whether a classic script is run whatever its type, as its URL
// holds it.
func (f *fetching) isDataScript(r *request) bool {
	return f.quirks.departs(quirkDataScriptUnchecked, r.url().Scheme() == "data")
}

// asOK returns the response as if its status were 200.
func (r *response) asOK() *response {
	other := *r
	other.status = 200
	return &other
}

// use has the API take the response, which is not for CORS alone to decide.
func (f *fetching) use(r *request, resp *response) *networkError {
	switch r.api {
	case APIXHR:
		return f.readBody(r, resp)
	case APIWebSocket:
		return f.openWebSocket(resp)
	}
	if r.navigates() {
		if err := f.show(r, resp); err != nil {
			return err
		}
	}
	if err := f.blockOpaque(r, resp); err != nil {
		return err
	}
	if err := f.readBody(r, resp); err != nil {
		return err
	}
	if r.api == APIAudio || r.api == APIVideo {
		if err := f.askOn(r, resp); err != nil {
			return err
		}
	}
	how := initiators[r.api]
	wrong := ""
	if how.needs != nil {
		wrong = how.needs(resp)
	}
	if r.api == APIPrefetch && f.quirks.departs(quirkPrefetchWantsOK, resp.status >= 400) {
		wrong = statusIs(resp)
	}
	isMedia := r.api == APIAudio || r.api == APIVideo
	if f.quirks.departs(quirkMediaStatus, isMedia && wrong == "" && !resp.isWholeMedia()) {
		wrong = statusIs(resp)
		if resp.status == 206 {
			wrong += ", and Content-Range does not say that it begins at the first byte"
		}
	}
	if f.took(forkUnusable, wrong != "" && !f.isExcused(r, resp)) {
		return f.fail(place{how.section, resp.exchange}, UnusableResponse, wrong, "CORS is satisfied, but the response is of no use here: ", wrong, ".")
	}
	return nil
}
