package chromium

import (
	"strings"

	"github.com/corslab/corslab/fetch"
)

// silence returns why a request may have come to nothing of whose end DevTools has not
// said a word; nil where it would have.
func silence(from fetch.Page, r fetch.Request) []fetch.Reason {
	switch {
	case isUnsent(r):
		return nil
	case isUnresolvable(from, r):
		return []fetch.Reason{fetch.InvalidRequest}
	case !r.API.ShowsResponse():
		return nil
	case isBlob(r.URL):
		// XMLHttpRequest asks a blob: URL by GET only.
		return []fetch.Reason{fetch.FileNotFound, fetch.CorsDisabledScheme}
	case hasOtherScheme(r.URL):
		return []fetch.Reason{fetch.CorsDisabledScheme}
	case isSilent(r):
		return []fetch.Reason{fetch.KeepaliveLimitExceeded}
	}
	return nil
}

// isSilent reports whether the request may have been refused without a word from
// DevTools that it was, though perhaps with one that it began: fetch() does so with one
// that exceeds the limit on keepalive bodies, and with no other we know.
func isSilent(r fetch.Request) bool { return r.Keepalive && r.Body != nil && r.API != fetch.APIXHR }

// isUnsent reports whether the page asks for a ping to another scheme than HTTP's, or
// to nowhere. None is sent, and nothing said of it; one that was sent would be told
// of like others.
func isUnsent(r fetch.Request) bool {
	parsed, err := fetch.ParseURL(r.URL, nil)
	return r.API == fetch.APIPing && (strings.TrimSpace(r.URL) == "" || err == nil && !parsed.IsHTTP())
}

// isUnresolvable reports whether a request has no URL, so that its page asks for
// nothing. An element is told that it has failed, and DevTools is often told nothing.
func isUnresolvable(from fetch.Page, r fetch.Request) bool {
	_, err := from.Resolve(r)
	return err != nil
}

// isUnannounced reports whether DevTools need not tell of a request: there is none, or
// its URL holds the answer, which is taken from there.
func isUnannounced(from fetch.Page, r fetch.Request) bool {
	return isUnsent(r) || isData(r.URL) || isUnresolvable(from, r)
}

// hasOtherScheme reports whether a URL has a scheme that is neither HTTP's nor data:.
// If a page may not load it, Chromium says as much in a line of the console, and of
// the request only that it was blocked for another reason, or nothing. Of the schemes whose
// hosts it takes and the URL Standard does not, these are the two.
func hasOtherScheme(url string) bool {
	if parsed, err := fetch.ParseURL(url, nil); err == nil {
		return !parsed.IsHTTP() && parsed.Scheme() != "data"
	}
	scheme, _, _ := strings.Cut(strings.ToLower(url), ":")
	return scheme == "ftp" || scheme == "file"
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
