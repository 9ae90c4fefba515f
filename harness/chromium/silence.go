package chromium

import (
	"strings"

	"github.com/corslab/corslab/fetch"
)

// isSilent reports whether the request may have been refused without a word from
// DevTools: fetch() does so with one that exceeds the limit on keepalive bodies,
// and with no other we know.
func isSilent(r fetch.Request) bool { return r.Keepalive && r.Body != nil && r.API != fetch.APIXHR }

// isUnsent reports whether the page asks for a ping to another scheme than HTTP's, or
// to nowhere. None is sent, and nothing said of it; one that was sent would be told of like others.
func isUnsent(r fetch.Request) bool {
	parsed, err := fetch.ParseURL(r.URL, nil)
	return r.API == fetch.APIPing && (strings.TrimSpace(r.URL) == "" || err == nil && !parsed.IsHTTP())
}

// isUnresolvable reports whether a URL is empty or cannot be parsed in a page, which
// then may ask for nothing. An element is told that it has failed, and DevTools, often, nothing.
func isUnresolvable(from fetch.Page, url string) bool {
	var base *fetch.URL
	if from.As != fetch.PageData && from.As != fetch.PageBlob {
		base, _ = fetch.ParseURL(from.URL, nil) // without one, relative URLs are none
	}
	_, err := fetch.ParseURL(url, base)
	return err != nil || url == ""
}

// isUnannounced reports whether DevTools need not tell of a request: there is none, or
// its URL holds the answer, which is taken from there.
func isUnannounced(from fetch.Page, url string) bool { return isData(url) || isUnresolvable(from, url) }

// hasOtherScheme reports whether a URL has a scheme that is neither HTTP's nor data:.
// If a page may not load it, Chromium says as much in a line of the console, and of
// the request only that it was blocked for another reason, or nothing.
func hasOtherScheme(url string) bool {
	parsed, err := fetch.ParseURL(url, nil)
	return err == nil && !parsed.IsHTTP() && parsed.Scheme() != "data"
}

// otherSchemeReasons is what such a refusal comes to, by the mode of the request.
var otherSchemeReasons = []fetch.Reason{fetch.CorsDisabledScheme, fetch.UnknownURLScheme, fetch.DisallowedByMode}

// isData reports whether a URL is the answer itself.
func isData(url string) bool {
	parsed, err := fetch.ParseURL(url, nil)
	return err == nil && parsed.Scheme() == "data"
}

// isBlob reports whether a URL leads to what the page holds itself.
func isBlob(url string) bool { return strings.HasPrefix(url, "blob:") }
