package generate

import (
	"strings"

	"github.com/corslab/corslab/document"
	"github.com/corslab/corslab/fetch"
)

// A focus is the corner that a world is about. There most of what could go wrong on
// the way is right, so that what is rare is reached.
type focus string

const (
	anything       focus = ""
	onCache        focus = "cache"
	onPreflights   focus = "preflights"
	onCookies      focus = "cookies"
	onRedirects    focus = "redirects"
	onElements     focus = "elements"
	onStreams      focus = "streams"
	onKeepalive    focus = "keepalive"
	onHeaders      focus = "headers"
	onOwnResponses focus = "own-responses"
	onParts        focus = "parts"
)

func (d drawer) focus(in Setting) focus {
	streams, keepalive := 0, 3
	if len(in.streamsTo()) > 0 {
		streams = 7
	}
	if in.pathAllowed() != "" {
		keepalive = 15
	}
	return pickWeighted(d, []weighted[focus]{
		{52, anything}, {2, onParts}, {6, onCache}, {9, onPreflights}, {5, onCookies}, {5, onRedirects}, {8, onElements}, {streams, onStreams}, {keepalive, onKeepalive}, {5, onHeaders}, {3, onOwnResponses},
	})
}

// isSequential reports whether a corner takes several requests to reach.
func (f focus) isSequential(d drawer) bool {
	switch f {
	case onCache, onPreflights, onParts:
		return true
	case onCookies, onOwnResponses:
		return d.oneIn(2)
	case onStreams:
		return false // where one cuts the page off from the network, nothing is told of what follows
	}
	return d.percent(16)
}

// care is how often, of a hundred times, a server allows the origin in a way that
// works.
func (w *world) care() int {
	if w.focus == anything {
		return 62
	}
	return 88
}

// focused is a request that leads into the corner; false where the setting has none.
func (w *world) focused(n *document.Node) bool {
	r := w.entrance()
	url := r.url()
	switch w.focus {
	case onCache:
		set(n, "url", text(url))
		if w.oneIn(6) {
			set(n, "method", text("HEAD"))
		}
		if w.oneIn(6) {
			set(n, "headers", texts([]string{"Range: bytes=0-" + pick(w.drawer, "", "1", "4")}))
		}
		if w.oneIn(3) {
			set(n, "cache", text(pick(w.drawer, "default", "no-cache", "reload", "no-store", "force-cache")))
		}
	case onParts:
		w.partial(n, r)
	case onPreflights:
		w.preflighted(n, url)
	case onCookies:
		set(n, "url", text(url))
		set(n, "credentials", text(pick(w.drawer, "include", "include", "include", "same-origin")))
		if w.oneIn(3) {
			set(n, "mode", text("no-cors"))
		}
	case onRedirects:
		return w.redirected(n, url)
	case onElements:
		w.initiated(n, w.address(r))
	case onStreams:
		w.streamed(n, url)
	case onKeepalive:
		w.keptAlive(n, url)
	case onHeaders:
		w.withHeaders(n, url)
	case onOwnResponses:
		set(n, "url", text(url))
		set(n, "mode", text("same-origin"))
		set(n, "cache", text(pick(w.drawer, "only-if-cached", "only-if-cached", "force-cache", "default")))
	default:
		return false
	}
	return true
}

// entrance is a route that a chain is entered at.
func (w *world) entrance() route {
	r := w.routes[w.IntN(len(w.routes))]
	if r.depth > 0 {
		return w.routes[0]
	}
	return r
}

// preflighted is a request that a preflight asks for, of a few kinds, so that a
// later one finds what an earlier one was allowed.
func (w *world) preflighted(n *document.Node, url string) {
	if w.oneIn(4) && !strings.Contains(url, "?") { // at the length from which on nothing is remembered
		url += "?" + strings.Repeat("l", 1024-len(url)-1-w.IntN(3))
	}
	set(n, "url", text(url))
	if m := pick(w.drawer, "PUT", "DELETE", "POST", "", "FOO", "PATCH"); m != "" {
		set(n, "method", text(m))
	}
	if lines := some(w.drawer, 2, []string{"X-A: 1", "x-b: 2", "Authorization: Bearer x", "Content-Type: application/json", "If-None-Match: \"1\""}); len(lines) > 0 {
		set(n, "headers", texts(lines))
	}
	if w.oneIn(3) {
		set(n, "credentials", text(pick(w.drawer, "include", "omit")))
	}
	if w.oneIn(5) {
		set(n, "cache", text(pick(w.drawer, "no-store", "reload", "no-cache")))
	}
}

// redirected is a request whose redirects are what it is about.
func (w *world) redirected(n *document.Node, url string) bool {
	if w.percent(20) {
		return false
	}
	if w.oneIn(5) {
		set(n, "api", text(string(fetch.APIXHR)))
	}
	set(n, "url", text(url))
	set(n, "method", text(pick(w.drawer, "GET", "GET", "POST", "PUT", "HEAD")))
	if w.oneIn(3) {
		set(n, "headers", texts(some(w.drawer, 2, []string{"X-A: 1", "Authorization: Bearer x", "DPR: 1.5", "Content-Language: de"})))
	}
	if n.Get("api") == nil && w.oneIn(4) {
		set(n, "mode", text(pick(w.drawer, "no-cors", "same-origin")))
	}
	if n.Get("api") == nil && w.oneIn(6) {
		set(n, "redirect", text(pick(w.drawer, "manual", "error")))
	}
	return true
}

// streamed sends a stream to a server that can take one.
func (w *world) streamed(n *document.Node, url string) {
	set(n, "url", text(url))
	set(n, "method", text(pick(w.drawer, "POST", "PUT")))
	if w.oneIn(4) {
		set(n, "mode", text("same-origin"))
	}
	if w.oneIn(6) {
		set(n, "redirect", text("manual"))
	}
	set(n, "body", mapping(entry("stream", text("flow"))))
}

// keptAlive is a request that outlives its page, with a body about as long as it may
// be.
func (w *world) keptAlive(n *document.Node, url string) {
	length := pick(w.drawer, 1, 65535, 65536, 65537)
	body := text(strings.Repeat("k", length))
	if w.oneIn(3) && !w.isWorker() {
		set(n, "api", text(string(fetch.APIBeacon)))
		set(n, "url", text(pick(w.drawer, url, url, url, "ftp://a.example/")))
		if w.oneIn(2) {
			body = mapping(entry("blob", text("k")), entry("type", text(pick(w.drawer, "application/json", "text/plain", "x", "text/plain;x", "a b/c"))))
		}
		set(n, "body", body)
		return
	}
	set(n, "url", text(url))
	set(n, "keepalive", flag(true))
	if w.oneIn(3) {
		set(n, "mode", text("no-cors"))
	}
	if w.percent(60) {
		set(n, "method", text("POST"))
		set(n, "body", body)
	}
	if n.Get("mode") == nil && w.oneIn(4) {
		set(n, "headers", texts([]string{"X-A: 1"}))
	}
}

// withHeaders is a request that is about its headers.
func (w *world) withHeaders(n *document.Node, url string) {
	if w.oneIn(3) {
		set(n, "api", text(string(fetch.APIXHR)))
	}
	set(n, "url", text(url))
	set(n, "method", text(pick(w.drawer, "POST", "GET", "PUT")))
	lines := texts(some(w.drawer, 3, w.scriptHeaders()))
	switch w.IntN(7) {
	case 0: // more than may be sent without asking
		lines = list()
		for range 6 + w.IntN(5) {
			lines.Items = append(lines.Items, text(pick(w.drawer, "Accept", "Accept-Language", "Content-Language")+": "+strings.Repeat("a", 120)))
		}
	case 1: // what a wildcard may not cover
		lines = texts([]string{"Authorization: Bearer x"})
	case 2:
		lines = texts([]string{"Content-Type: text/plain;charset=" + pick(w.drawer, `"iso-8859-1"`, "iso-8859-1", `"utf-8"`, "x")})
	}
	if len(lines.Items) > 0 {
		set(n, "headers", lines)
	}
	if method := n.Get("method").Text; method == "POST" || method == "PUT" {
		set(n, "body", text("hello"))
	}
}

// A part is some of a body of nine bytes, as it is asked for, and the first and the last
// byte of the answer.
type part struct {
	asked    string
	from, to int
}

// partial asks for some of what is there.
func (w *world) partial(n *document.Node, r route) {
	set(n, "url", text(r.url()))
	if w.oneIn(8) {
		set(n, "method", text("HEAD"))
	}
	if w.percent(75) {
		w.wanted = pick(w.drawer,
			part{"0-", 0, 8}, part{"0-", 0, 1}, part{"0-", 2, 8}, part{"0-4", 0, 1}, part{"0-4", 2, 4}, part{"0-1", 0, 1}, part{"0-1", 0, 1}, part{"2-4", 2, 4}, part{"2-", 2, 8}, part{"5-20", 5, 8}, part{"-2", 7, 8}, part{"9-", 0, 8})
		set(n, "headers", texts([]string{"Range: bytes=" + w.wanted.asked}))
	}
	switch {
	case r.origin == w.page && w.oneIn(3):
		set(n, "mode", text("same-origin"))
		set(n, "cache", text("only-if-cached"))
	case w.oneIn(3):
		set(n, "cache", text(pick(w.drawer, "no-cache", "reload", "no-store", "force-cache")))
	}
}
