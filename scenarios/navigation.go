package scenarios

import (
	"fmt"
	"path"
	"slices"

	"github.com/corslab/corslab/document"
	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/wire"
)

// navigation reports what of a request that puts a document into a frame is not
// predicted. It returns false if something is not.
func (c *checker) navigation(b *block, at document.Place, page fetch.Page, worlds []world, w world) bool {
	api := w.request.API
	refuse := func(at document.Place, what, hint string) bool {
		c.Report(at, fmt.Sprintf("%s is not predicted by this version: %s", api, what), hint)
		return false
	}
	switch {
	case len(b.steps) > 1:
		return refuse(at, "as one of several steps, for what a document leaves in the HTTP cache", "make it a case of its own, with cookies where it needs them")
	case page.ServiceWorker != nil:
		return refuse(at, "in a page with a service worker", "leave the service worker out")
	case usesAddressSpaces(page, worlds):
		return refuse(at, "across address spaces", "leave address-space out")
	}
	if !c.frameAddress(b, at, page, w, refuse) {
		return false
	}
	for _, s := range w.servers {
		switch {
		case s.routes == nil:
		case len(s.routes.hangsUp) > 0:
			return refuse(s.routes.hangsUp[0], "where a server hangs up, which browsers ask a second time or not by chance", "leave the server out, which refuses connections")
		case len(s.routes.media) > 0:
			return refuse(s.routes.media[0], "where an answer is a sound or a video, which browsers ask for again to play it", "give it a route of another scenario")
		}
	}
	return true
}

// frameAddress reports a URL that is not asked for from a server, or not as a document.
func (c *checker) frameAddress(b *block, at document.Place, page fetch.Page, w world, refuse func(document.Place, string, string) bool) bool {
	for _, a := range b.axes {
		if a.name == "url" {
			at = a.place
		}
	}
	for _, s := range b.base.request {
		if s.key == "url" {
			at = s.place
		}
	}
	url, err := page.Resolve(w.request)
	switch {
	case err != nil:
		return refuse(at, fmt.Sprintf("for %q, which is no URL", w.request.URL), "write an http or https URL")
	case !url.IsHTTP():
		return refuse(at, "for the scheme "+url.Scheme(), "write an http or https URL")
	}
	isNamed := w.request.API == fetch.APIObject || w.request.API == fetch.APIEmbed
	if extension := wire.ToLower(path.Ext(url.Path())); isNamed && slices.Contains(loadedByName, extension) {
		return refuse(at, "for a name that ends in "+extension+", by which browsers take it for what is no document before they ask", "rename it, or use img")
	}
	return true
}

// loadedByName are the ends of names by which Chromium decides what an <object> or
// <embed> is before it asks for it: an image, or a matter for a plug-in.
var loadedByName = []string{
	".apng", ".avif", ".bmp", ".cur", ".gif", ".ico", ".jfif", ".jpe", ".jpeg", ".jpg", ".jxl", ".pdf", ".pjp", ".pjpeg", ".png", ".svg", ".svgz", ".swf", ".tif", ".tiff", ".webp", ".xbm",
}
