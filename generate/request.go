package generate

import (
	"slices"
	"strings"

	"github.com/corslab/corslab/document"
	"github.com/corslab/corslab/fetch"
)

// request is a call of a script, or an element.
func (w *world) request() *document.Node {
	n := mapping()
	if w.focused(n) {
		return n
	}
	url := w.address(w.entrance())
	switch {
	case w.percent(18):
		w.initiated(n, url)
	case w.percent(25):
		w.xhr(n, url)
	default:
		w.fetched(n, url)
	}
	return n
}

// address is the URL of a route as a script may write it.
func (w *world) address(r route) string {
	if w.percent(88) {
		return r.url() + pick(w.drawer, "", "", "", "?q=1", "#f")
	}
	scheme, rest, _ := strings.Cut(r.url(), "://")
	odd := []string{
		strings.ToUpper(scheme) + "://" + rest, scheme + "://u:p@" + rest, scheme + "://@" + rest, "  " + r.url(), r.origin + "/r0/../r0", r.origin + "/unknown",
		w.transfer("ftp://" + rest), "data:text/plain," + announcement, "data:x", "about:blank", "foo://x", "bar:x", "blob:" + w.page + "/x", "blob:" + w.page + "/y", "blob:" + w.page + "/z", "http://a b/", "https://api.example.net:22/", "https://api.example.net:4190/", "https://absent.example/", "https://api.example.net:99999/",
		r.url() + "|x", scheme + "://xn--a.example/",
	}
	if w.kind != "file" { // where a relative URL is one of the disk
		odd = append(odd, r.path)
		if !w.isWorker() { // where that is the script, whose path is the harness's
			odd = append(odd, "", "?q")
		}
		if strings.HasPrefix(w.page, scheme+":") {
			odd = append(odd, "//"+rest, scheme+":"+rest)
		}
	}
	return pick(w.drawer, odd...)
}

// transfer is an ftp: URL, of the page's own host where the page came over http: there
// Chromium takes it for the page's own in a policy.
func (w *world) transfer(other string) string {
	if host, ok := strings.CutPrefix(w.page, "http://"); ok {
		return "ftp://" + host + "/"
	}
	return other
}

func (w *world) fetched(n *document.Node, url string) {
	mode := pickWeighted(w.drawer, []weighted[string]{{80, ""}, {12, "no-cors"}, {6, "same-origin"}, {2, "cors"}})
	if w.oneIn(300) {
		mode = "navigate"
	}
	if w.worker != nil && w.oneIn(3) {
		url, mode = w.page+pick(w.drawer, "/r0", "/r1", evasion, evasion), pick(w.drawer, "same-origin", "same-origin", "", "no-cors")
	}
	set(n, "url", text(url))
	method := w.method()
	if method != "" {
		set(n, "method", text(method))
	}
	if mode != "" {
		set(n, "mode", text(mode))
	}
	if c := pick(w.drawer, "", "", "include", "include", "omit", "same-origin"); c != "" {
		set(n, "credentials", text(c))
	}
	w.headers(n)
	if body := w.body(method, w.worker == nil); body != nil {
		set(n, "body", body)
	}
	if w.oneIn(6) || w.worker != nil && w.oneIn(2) {
		set(n, "redirect", text(pick(w.drawer, "manual", "error", "follow")))
	}
	if w.oneIn(6) {
		set(n, "cache", text(pick(w.drawer, "no-store", "reload", "no-cache", "force-cache", "only-if-cached", "default")))
	}
	if w.oneIn(25) {
		set(n, "keepalive", flag(true))
	}
	if w.spaces != nil && w.oneIn(5) {
		set(n, "target-address-space", text(pick(w.drawer, addressSpaces...)))
	}
	if w.oneIn(20) {
		set(n, "referrer", text(pick(w.drawer, "", "/x", w.page+"/y", "https://other.example/", "about:client")))
	}
	if w.oneIn(15) {
		set(n, "referrer-policy", text(pick(w.drawer, "no-referrer", "origin", "unsafe-url", "same-origin", "strict-origin", "no-referrer-when-downgrade", "origin-when-cross-origin")))
	}
}

func (w *world) xhr(n *document.Node, url string) {
	set(n, "api", text("xhr"))
	set(n, "url", text(url))
	method := w.method()
	if method != "" {
		set(n, "method", text(method))
	}
	if w.oneIn(2) {
		set(n, "credentials", text("include"))
	}
	w.headers(n)
	if body := w.body(method, false); body != nil {
		set(n, "body", body)
	}
	if w.oneIn(8) || w.worker != nil && w.oneIn(4) { // few workers pass such a request on as it is
		set(n, "upload-listener", flag(true))
	}
	if w.oneIn(10) && !w.mayHang {
		set(n, "sync", flag(true))
	}
}

// initiators are the APIs of a page besides fetch() and XMLHttpRequest, without those that
// put a document into a frame: what else is drawn, most of it cannot be combined with.
func initiators(in fetch.PageKind) []fetch.API {
	return slices.DeleteFunc(fetch.APIs(), func(api fetch.API) bool {
		return api.ShowsResponse() || api.Navigates() || fetch.Expressible(fetch.Request{API: api}, in) != nil
	})
}

// initiated is an element, a CSS property or another interface.
func (w *world) initiated(n *document.Node, url string) {
	in := fetch.PageKind(w.kind)
	apis := initiators(in)
	if w.isServed && !w.startsWorker { // no script that is served says that it runs
		apis = slices.DeleteFunc(apis, fetch.API.StartsWorker)
	}
	if slices.Contains(apis, fetch.APIVideo) { // of which what is rare takes the right answer
		apis = append(apis, fetch.APIAudio, fetch.APIVideo)
	}
	api := pick(w.drawer, apis...)
	w.api, w.startsWorker = api, w.startsWorker || api.StartsWorker()
	set(n, "api", text(string(api)))
	if api == fetch.APIPing && strings.Contains(strings.TrimSpace(url), " ") {
		url = w.routes[0].url() // the attribute is a list
	}
	if api == fetch.APISVGUse && w.oneIn(4) {
		url = "data:image/svg+xml,<svg/>" // which no document uses
	}
	if api == fetch.APICSSImport && w.oneIn(6) {
		url = "https://api.example.net:99999/"
	}
	if api == fetch.APIWebSocket {
		url = w.socket(url)
	}
	set(n, "url", text(url))
	anonymous := "anonymous"
	if w.oneIn(2) && fetch.Expressible(fetch.Request{API: api, Crossorigin: &anonymous}, in) == nil {
		set(n, "crossorigin", text(pick(w.drawer, "anonymous", "use-credentials", "", "x")))
	}
	if api == fetch.APIManifest && w.oneIn(3) {
		set(n, "referrer-policy", text(pick(w.drawer, "no-referrer", "unsafe-url", "origin")))
	}
	if api == fetch.APIEventSource && w.oneIn(2) {
		set(n, "credentials", text("include"))
	}
	if api == fetch.APIBeacon {
		if body := w.body("POST", false); body != nil {
			set(n, "body", body)
		}
	}
}

// method is as a script writes it; "" is the default.
func (w *world) method() string {
	switch {
	case w.percent(40):
		return ""
	case w.percent(75):
		return pick(w.drawer, "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "GET")
	}
	return pick(w.drawer, "post", "put", "patch", "head", "Get", "QUERY", "query", "CONNECT", "trace", "TRACK", "GE T", "*", "FOO", "options", "pUt")
}

func (w *world) headers(n *document.Node) {
	if w.percent(45) {
		return
	}
	if lines := some(w.drawer, 3, w.scriptHeaders()); len(lines) > 0 {
		set(n, "headers", texts(lines))
	}
}

// scriptHeaders are those that scripts of the setting may try to set. Control bytes
// are not for HTTP/2, which Go's server takes for an attack.
func (w *world) scriptHeaders() []string {
	if len(w.h2) == 0 {
		return scriptHeaders
	}
	return slices.DeleteFunc(slices.Clone(scriptHeaders), func(line string) bool { return strings.Contains(line, "\u0001") })
}

// scriptHeaders are what scripts may try to set.
var scriptHeaders = []string{
	"X-A: 1", "X-A: 1", "x-b: 2", "X-E:", "Content-Type: application/json", "Content-Type: text/plain", "Content-Type: text/plain;charset=\"utf-8\"",
	"Content-Type: TEXT/PLAIN;x", "Content-Type: text/plain, text/plain", "Content-Type: text/plain; a=b:c", "Content-Type:", "Content-Type: text/plain;charset=iso-8859-1",
	"Content-Type: multipart/form-data; boundary=x", "Authorization: Basic eDp5", "Authorization: Bearer x", "Accept: application/json", "Accept: \u00e9", "Accept: a\u0001b",
	"Accept: " + strings.Repeat("a", 128), "Accept: " + strings.Repeat("a", 129), "Accept: " + strings.Repeat("b", 100), "Accept-Language: a_b", "Accept-Language: de",
	"Content-Language: en", "Content-Language: a/b", "Range: bytes=0-5", "Range: bytes=-5", "Range: bytes=5-1", "Range: Bytes=0-", "Range: bytes=0-18446744073709551616", "Range: bytes=2-",
	"Cookie: a=b", "Host: x", "Sec-Foo: 1", "Proxy-X: 1", "User-Agent: x", "Origin: https://x.example", "Referer: https://x.example/", "DNT: 1",
	"X-HTTP-Method-Override: GET, track", "X-HTTP-Method-Override: PUT", "X-Method-Override: \"TRACE\"", "Save-Data: on", "DPR: 1.5", "Width: 100", "Downlink: 1", "ECT: 4g", "RTT: 50",
	"Device-Memory: 8", "Viewport-Width: 1.5", "Save-Data: off", "If-None-Match: \"1\"", "If-Modified-Since: Mon, 01 Jun 2026 00:00:00 GMT", "Cache-Control: no-cache",
	"Pragma: no-cache", "Last-Event-ID: 1", "X-Requested-With: x", "Access-Control-Request-Method: PUT", "Access-Control-Request-Private-Network: true", "Upgrade-Insecure-Requests: 1",
	"Priority: u=1", "Purpose: prefetch", "X-\u00e9: 1", "X A: 1", "*: 1", "X-\u0000: 1", "X-A: a\u0000b", "x-dup: 1", "X-Dup: 2", "Date: x", "Keep-Alive: x",
}

func (w *world) body(method string, streams bool) *document.Node {
	upper := strings.ToUpper(method)
	bodiless := upper == "" || upper == "GET" || upper == "HEAD"
	if bodiless && !w.oneIn(60) || !bodiless && w.oneIn(3) {
		return nil
	}
	content := pick(w.drawer, "hello", "", "a=b")
	if w.oneIn(400) {
		content = strings.Repeat("k", pick(w.drawer, 65536, 65537))
	}
	switch w.IntN(9) {
	case 0, 1, 2:
		return text(content)
	case 3:
		return mapping(entry("form", mapping(entry("a", text("1")))))
	case 4:
		return mapping(entry("multipart", mapping(entry("a", text("1")))))
	case 5:
		return mapping(entry("blob", text(content)), entry("type", text(pick(w.drawer, "application/json", "text/plain", "", "x", "TEXT/HTML", "text/plain;charset=utf-8", "image/gif;x"))))
	case 6:
		return mapping(entry("buffer", text(content)))
	case 7:
		if streams {
			return mapping(entry("stream", text(content)))
		}
	}
	return mapping(entry("json", mapping(entry("a", number(1)))))
}

// varied is a request like another, with one thing changed.
func (w *world) varied(first *document.Node) *document.Node {
	n := &document.Node{Kind: document.Mapping}
	drop := w.IntN(len(first.Entries))
	for i, e := range first.Entries {
		if i == drop && e.Key != "url" && e.Key != "api" {
			continue
		}
		n.Entries = append(n.Entries, e)
	}
	has := func(key string) bool { return n.Get(key) != nil }
	switch w.IntN(4) {
	case 0:
		if !has("credentials") && !has("api") {
			set(n, "credentials", text(pick(w.drawer, "include", "omit", "same-origin")))
		}
	case 1:
		if !has("method") && !has("api") {
			set(n, "method", text(pick(w.drawer, "PUT", "DELETE", "HEAD", "POST", "FOO")))
		}
	case 2:
		if !has("headers") && !has("api") {
			w.headers(n)
		}
	case 3:
		if !has("cache") && !has("api") {
			set(n, "cache", text(pick(w.drawer, "no-store", "reload", "no-cache", "force-cache")))
		}
	}
	return n
}
