package fetch

import (
	"slices"
	"strings"

	"github.com/corslab/corslab/wire"
)

const (
	acceptDocument = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"

	chromiumAcceptDocument = "text/html,application/xhtml+xml,application/xml;q=0.9,image/jxl,image/avif,image/webp,image/apng,*/*;q=0.8,application/signed-exchange;v=b3;q=0.7"
)

// navigates reports whether the request is for a document that is to be shown in a
// frame of the page.
func (r *request) navigates() bool { return r.mode == ModeNavigate }

// submit puts what a form holds into the request
// (https://html.spec.whatwg.org/#form-submission-algorithm).
func (f *fetching) submit(r *request, in Request) *networkError {
	entries := formEntries(in.Body)
	if in.Method != "POST" {
		address, _, _ := strings.Cut(r.url().WithoutFragment(), "?")
		url, err := f.parseURL(address+"?"+encodeForm(entries), nil)
		if err != nil {
			return f.unresolved(in, initiators[in.API]) // what parsed without parses with it
		}
		r.urls[0] = url.WithFragmentOf(r.url())
		return nil
	}
	r.method = "POST"
	r.body = &payload{bytes: encodeForm(entries), contentType: "application/x-www-form-urlencoded"}
	if in.Body != nil && in.Body.Kind == BodyMultipart {
		r.body = extractBody(&Body{Kind: BodyMultipart, Form: entries})
	}
	r.headers = append(r.headers, Field{"Content-Type", r.body.contentType})
	return nil
}

// formEntries returns what a form with a hidden field for each entry sends: every line
// break is CR LF (https://html.spec.whatwg.org/#convert-to-a-list-of-name-value-pairs).
func formEntries(b *Body) []Field {
	if b == nil {
		return nil
	}
	entries := make([]Field, len(b.Form))
	for i, e := range b.Form {
		entries[i] = Field{toCRLF.Replace(e.Name), toCRLF.Replace(e.Value)}
	}
	return entries
}

// show puts the document of a response into its frame, if the response lets itself be
// framed (https://html.spec.whatwg.org/#attempt-to-populate-the-history-entry's-document).
func (f *fetching) show(r *request, resp *response) *networkError {
	p := place{sectionNavigate, resp.exchange}
	if wrong := needsOK(resp); r.api == APIObject && wrong != "" {
		return nil // which is looked at first
	}
	isEmpty := resp.status == 204 || resp.status == 205
	isUnasked := isEmpty || resp.status == 304 || isSaved(resp)
	if isUnasked && f.quirks.has(quirkFramingUnasked) {
		apart := fetching{Browser: f.Browser, client: f.client}
		isUnasked = f.quirks.departs(quirkFramingUnasked, apart.checkFraming(r, resp) != nil)
	} else {
		isUnasked = false
	}
	if !isUnasked {
		if err := f.checkFraming(r, resp); err != nil {
			return err
		}
	}
	switch {
	case isEmpty:
		f.info(p, "Status ", itoa(resp.status), " brings no document: the frame stays as it is.")
	case isSaved(resp) && f.quirks.departs(quirkSavedOnlyOK, !isOKStatus(resp.status)):
		return f.fail(p, UnusableResponse, statusIs(resp), "The response is to be saved as a file, and ", statusIs(resp), ".")
	case isSaved(resp):
		f.info(p, "The response is saved as a file: the frame stays as it is.")
	case !SameOrigin(f.client.origin, r.url().Origin()):
		f.pass(p, "The frame shows the document, of which the page can read nothing: it is of another origin.")
	default:
		f.pass(p, "The frame shows the document, which is of the page's own origin.")
	}
	return nil
}

// checkFraming holds a response against what its server says of pages that frame it.
func (f *fetching) checkFraming(r *request, resp *response) *networkError {
	var policies []contentPolicy
	for _, p := range contentPolicies(responseHeader(resp)) {
		if _, isThere := p["frame-ancestors"]; isThere {
			policies = append(policies, p)
		}
	}
	if len(policies) > 0 {
		return f.checkAncestors(r, resp, policies)
	}
	return f.checkFrameOptions(r, resp)
}

// ancestors returns the origins of the documents that the frame is in, from the nearest
// to that in the address bar.
func (c *client) ancestors() []Origin {
	if c.origin == c.top {
		return []Origin{c.top}
	}
	if c.as == PageFile {
		return []Origin{c.origin}
	}
	return []Origin{c.origin, c.top}
}

// checkAncestors holds the pages that frame a response against its frame-ancestors
// (https://w3c.github.io/webappsec-csp/#frame-ancestors-navigation-response).
func (f *fetching) checkAncestors(r *request, resp *response, policies []contentPolicy) *networkError {
	p := place{"csp:frame-ancestors-navigation-response", resp.exchange}
	m := sourceMatching{self: r.url().Origin()}
	for _, ancestor := range f.client.ancestors() {
		url, err := ParseURL(ancestor.String()+"/", nil)
		for _, policy := range policies {
			if err != nil || !m.matchesAny(policy["frame-ancestors"], url) {
				return f.fail(p, BlockedByResponse, "frame-ancestors", "Its Content-Security-Policy forbids the frame: frame-ancestors does not list ", ancestor.String(), ".")
			}
		}
	}
	f.pass(p, "frame-ancestors of its Content-Security-Policy lists every page that the frame is in.")
	return nil
}

// checkFrameOptions holds the pages that frame a response against its X-Frame-Options
// (https://html.spec.whatwg.org/#check-a-navigation-response's-adherence-to-x-frame-options).
func (f *fetching) checkFrameOptions(r *request, resp *response) *networkError {
	value, isThere := resp.get("X-Frame-Options")
	if !isThere {
		return nil
	}
	var options []string
	for _, o := range splitValue(value) {
		if o = wire.ToLower(o); !slices.Contains(options, o) {
			options = append(options, o)
		}
	}
	has := func(o string) bool { return slices.Contains(options, o) }
	p := place{"html:check-a-navigation-response's-adherence-to-x-frame-options", resp.exchange}
	switch {
	case len(options) > 1 && (has("deny") || has("allowall") || has("sameorigin")):
		return f.fail(p, BlockedByResponse, value, "X-Frame-Options says several things, ", quoted(value), ", so nobody may frame it.")
	case len(options) > 1:
	case has("deny"):
		return f.fail(p, BlockedByResponse, value, "X-Frame-Options says that nobody may frame it.")
	case has("sameorigin"):
		for _, ancestor := range f.client.ancestors() {
			if !SameOrigin(ancestor, r.url().Origin()) {
				return f.fail(p, BlockedByResponse, value, "X-Frame-Options lets pages of its own origin frame it, and ", ancestor.String(), " is another.")
			}
		}
		f.pass(p, "X-Frame-Options lets pages of its own origin frame it.")
		return nil
	}
	if !has("allowall") {
		f.info(p, "X-Frame-Options says ", quoted(value), ", which means nothing.")
	}
	return nil
}

// responseHeader returns the header of a response as lines.
func responseHeader(resp *response) wire.Header { return headerLines(resp.fields) }

// isSaved reports whether a browser saves a response as a file instead of showing it:
// it says so, or its type is none of those that browsers show
// (https://html.spec.whatwg.org/#loading-a-document).
func isSaved(resp *response) bool {
	disposition, _ := resp.get("Content-Disposition")
	kind, _, _ := strings.Cut(disposition, ";")
	if kind = wire.ToLower(wire.TrimOWS(kind)); kind != "" && kind != "inline" {
		return true
	}
	value, isThere := resp.get("Content-Type")
	essence, _ := parseMIMEEssence(value)
	if !isThere || essence == "" {
		return false // it is told by its content
	}
	major, _, _ := strings.Cut(essence, "/")
	switch {
	case major == "text":
		return slices.Contains(savedTexts, essence)
	case major == "image", major == "audio", major == "video", isJavaScript(essence), isJSON(essence):
		return false
	}
	return essence != "application/xml" && essence != "application/pdf" && essence != "multipart/x-mixed-replace" && !strings.HasSuffix(essence, "+xml")
}

// savedTexts are the kinds of text that are for other programs.
var savedTexts = []string{
	"text/calendar", "text/comma-separated-values", "text/csv", "text/directory", "text/ldif", "text/rtf", "text/tab-separated-values", "text/tsv", "text/vcard",
}

// isUntold reports whether Chromium gives up what an <object> asks for without a word to
// the element: its frame stays as it is, or shows a document that never ends.
func (f *fetching) isUntold(r *request, resp *response, err *networkError) bool {
	if r == nil || r.api != APIObject || !f.quirks.has(quirkObjectUntold) {
		return false
	}
	isUntold := false
	switch {
	case err == nil:
		isUntold = resp.status == 204 || resp.status == 205 || isSaved(resp) || resp.isCut
	case err.reason == UnusableResponse:
		isUntold = resp != nil && resp.status == 304
	case err.reason == MixedContent:
		isUntold = r.redirects > 0
	default:
		isUntold = err.reason == UnknownURLScheme || err.reason == RedirectDisallowedByMode || err.reason == DisallowedByMode
	}
	return f.quirks.departs(quirkObjectUntold, isUntold)
}
