package generate

import (
	"fmt"
	"slices"
	"strings"

	"github.com/corslab/corslab/document"
	"github.com/corslab/corslab/fetch"
)

// announcement is a script that tells who started a worker that it runs.
const announcement = "self.onconnect = (e) => e.ports[0].postMessage(1); self.postMessage?.(1)"

// servers are all that the world needs.
func (w *world) servers() *document.Node {
	n := list()
	done := map[string]bool{}
	w.isServed = true
	for _, origin := range w.targets {
		if done[origin] {
			continue
		}
		done[origin] = true
		if w.oneIn(60) && len(w.targets) > 1 {
			continue // nothing listens there
		}
		server := mapping(entry("at", text(origin)))
		if w.h2[origin] {
			set(server, "protocol", text("h2"))
		}
		if w.spaces != nil {
			set(server, "address-space", text(w.spaces.space(origin)))
		}
		if w.focus == anything && w.oneIn(8) {
			set(server, "policy", w.policyNode())
		}
		routes := list()
		for _, r := range w.routes {
			if r.origin == origin {
				routes.Items = append(routes.Items, w.routeNode(r))
			}
		}
		if len(routes.Items) == 0 {
			routes.Items = append(routes.Items, mapping(entry("path", text("/")), entry("actual", mapping(entry("status", number(200)), entry("body", text(announcement))))))
		}
		set(server, "routes", routes)
		n.Items = append(n.Items, server)
	}
	return n
}

func (w *world) routeNode(r route) *document.Node {
	n := mapping(entry("path", text(r.path+"*")))
	if !w.oneIn(12) {
		set(n, "preflight", w.preflightAnswer(r))
	}
	set(n, "actual", w.actualAnswer(r))
	return n
}

func (w *world) preflightAnswer(r route) *document.Node {
	if fault := w.fault(); fault != "" {
		return mapping(entry("fault", text(fault)))
	}
	status := 204
	if w.oneIn(8) && w.focus != onPreflights || w.oneIn(24) {
		status = pick(w.drawer, 200, 201, 299, 300, 301, 302, 304, 307, 400, 401, 403, 404, 405, 407, 421, 500, 503)
	}
	lines := append(w.allowOrigin(r), w.allowCredentials()...)
	lines = append(lines, w.allowMethods()...)
	lines = append(lines, w.allowHeaders()...)
	lines = append(lines, w.maxAge()...)
	if status >= 300 && status < 400 && w.percent(70) {
		lines = append(lines, "Location: "+pick(w.drawer, r.url(), "/elsewhere", ""))
	}
	return w.answer(r, status, lines, "")
}

func (w *world) actualAnswer(r route) *document.Node {
	if fault := w.fault(); fault != "" {
		return mapping(entry("fault", text(fault)))
	}
	lines := append(w.allowOrigin(r), w.allowCredentials()...)
	lines = append(lines, w.exposeHeaders()...)
	if r.to >= 0 {
		status := pick(w.drawer, 301, 302, 303, 307, 308)
		if w.focus == onStreams && w.oneIn(2) {
			status = 303 // the one that goes on without the stream
		}
		return w.answer(r, status, append(lines, w.location(r)...), "")
	}
	status := 200
	if w.oneIn(8) || w.focus == onElements && w.oneIn(3) {
		status = pick(w.drawer, 201, 204, 206, 300, 302, 304, 305, 400, 401, 403, 404, 405, 407, 410, 416, 418, 421, 500, 502, 503)
	}
	if w.api == fetch.APIWebSocket && w.isAlone && w.percent(75) {
		return w.handshake(r)
	}
	lines = append(lines, w.caching()...)
	switch {
	case w.focus == onParts && w.percent(70):
		return w.part(r, lines)
	case w.focus == onParts && w.oneIn(3):
		status = 304
		lines = append(lines, "ETag: \"1\"")
	case w.focus == onCache && w.oneIn(5):
		status = 304
		lines = append(lines, pick(w.drawer, "ETag: \"1\"", "ETag: \"2\"", "Content-Type: text/plain"))
	case w.focus == onCache && w.oneIn(6):
		status = 206
		lines = append(lines, "Content-Range: bytes 0-"+pick(w.drawer, "0", "1", "4")+"/9")
		if w.percent(70) {
			return w.answer(r, status, lines, pick(w.drawer, "ok", ""))
		}
	}
	if w.oneIn(8) || r.depth > 0 && r.origin == w.page && w.oneIn(3) ||
		strings.HasPrefix(r.origin, w.page+":") && w.oneIn(2) { // what comes back to the page may still be opaque
		lines = append(lines, "Cross-Origin-Resource-Policy: "+pick(w.drawer, "same-site", "same-origin"))
	}
	if w.focus == onElements && w.percent(60) {
		return w.suitable(r, status, lines)
	}
	body := pick(w.drawer, "", "ok", "{\"a\":1}", "<!doctype html><p>", "WEBVTT\n\n", "data: 1\n\n")
	if w.oneIn(3) {
		kind := pick(w.drawer,
			"text/plain", "text/javascript", "text/css", "application/json", "text/html", "image/gif", "text/event-stream",
			"text/csv", "font/ttf", "text/vtt", "bogus", "")
		switch kind { // whether these can be run or read is not simulated
		case "text/javascript":
			body = "0"
		case "application/json":
			body = "{\"a\":1}"
		}
		lines = append(lines, "Content-Type: "+kind)
	}
	lines = append(lines, some(w.drawer, 2, []string{
		"X-Content-Type-Options: nosniff", "Cross-Origin-Resource-Policy: same-origin", "Cross-Origin-Resource-Policy: same-site",
		"Cross-Origin-Resource-Policy: cross-origin", "Timing-Allow-Origin: *", "X-Custom: 1", "X-Custom: 2", "Referrer-Policy: no-referrer",
		"Referrer-Policy: unsafe-url", "Access-Control-Allow-Methods: PUT DELETE", "Server: x",
		"X-Custom (: 1", "X-Custom\t: a", "Content-Length: 9",
	})...)
	if w.focus == onCache && w.oneIn(6) {
		lines = append(lines, "Content-Length: 9", "ETag: \"1\"") // of which there may be less
	}
	if w.oneIn(400) {
		lines = append(lines, "X-Custom: \x00")
	}
	if host, isPlain := strings.CutPrefix(r.origin, "http:"); isPlain && w.focus == onCookies && slices.Contains(w.targets, "https:"+host) && w.oneIn(2) {
		lines = append(lines, "Set-Cookie: c0=2; SameSite=Lax") // there may be a secure one of that name
	}
	if w.oneIn(12) || w.focus == onCookies && w.percent(60) {
		lines = append(lines, fmt.Sprintf("Set-Cookie: %s=1%s", pick(w.drawer, "c0", "c0", "c1", "s0", "s1"), pick(w.drawer, "", "; SameSite=None; Secure; Partitioned", "; Partitioned", "; SameSite=None; Secure", "; SameSite=Lax", "; SameSite=Strict", "; Max-Age=0", "; Secure", "; Path=/r0", "; Domain=example.com", "; HttpOnly")))
	}
	return w.answer(r, status, lines, body)
}

// answer puts an answer together. HTTP/2 carries clean lines only.
func (w *world) answer(r route, status int, lines []string, body string) *document.Node {
	isMeasured := func(line string) bool { return strings.HasPrefix(line, "Content-Length: ") }
	if w.worker != nil { // of what ends early Chromium tells a page of XMLHttpRequest nothing then
		lines = slices.DeleteFunc(lines, isMeasured)
	}
	if w.startsWorker { // any answer may be its script
		body, lines = announcement, slices.DeleteFunc(lines, isMeasured)
		if status == 204 || status == 304 { // and a script without content announces nothing
			status = 200
		}
	}
	n := mapping(entry("status", number(status)))
	switch w.api {
	case fetch.APIEventSource, fetch.APIAudio, fetch.APIVideo:
		// Whether such a one refuses the head before it meets an early end is chance, and
		// media that end early over HTTP/2 are asked for again dozens of times.
		lines = slices.DeleteFunc(lines, isMeasured)
	}
	var kept []string
	for _, line := range lines {
		if !w.h2[r.origin] || isClean(line) {
			kept = append(kept, line)
		}
	}
	if len(kept) > 0 {
		set(n, "headers", texts(kept))
	}
	switch {
	case body != "":
		set(n, "body", text(body))
	case w.oneIn(6) && !slices.ContainsFunc(kept, func(l string) bool { return strings.HasPrefix(l, "Content-Type: ") || isMeasured(l) }):
		set(n, "body", mapping(entry("sample", text(pick(w.drawer, "gif", "wav", "ttf")))))
	}
	return n
}

// isClean reports whether HTTP/2 can carry a line.
func isClean(line string) bool {
	name, value, _ := strings.Cut(line, ":")
	return !strings.ContainsAny(name, " \t") && !strings.ContainsFunc(value, func(r rune) bool { return r < 0x20 && r != '\t' || r == 0x7F })
}

// fault is what goes wrong with an answer; "" for nothing.
func (w *world) fault() string {
	switch {
	case w.mayHang && w.oneIn(10):
		return "hang"
	case w.oneIn(150):
		return pick(w.drawer, "reset", "close", "garbage")
	}
	return ""
}

// expected guesses what the server will be told as the origin.
func (w *world) expected(r route) string {
	if r.depth > 1 || r.depth == 1 && w.oneIn(3) {
		return "null"
	}
	return w.origin()
}

func (w *world) allowOrigin(r route) []string {
	const name = "Access-Control-Allow-Origin"
	right := w.expected(r)
	if w.percent(w.care()) {
		return []string{name + ": " + pick(w.drawer, right, right, "*", "${origin}")}
	}
	odd := []string{
		right + "/", strings.ToUpper(right), "null", w.page, right + ":443", right + ", *", right + "," + right, "* *", "**", "\"*\"",
		"https://evil.example", right + ".evil.example", "x" + right, strings.Replace(right, "https:", "http:", 1),
		strings.Replace(right, "http:", "https:", 1), strings.TrimPrefix(strings.TrimPrefix(right, "https://"), "http://"),
		"", "foo", "//a", "https://*.example.com", "http://%zz", right + ";", "*\x0b", "\xc3\xa9", right + "?", "https://", "a b", ",", right + "#",
		"https://[::1]", "https://u:p@www.example.com", right + ".", "*, *", "NULL", "data:,x", "https://www.example.com:99999", "https://xn--a.example",
	}
	switch w.IntN(10) {
	case 0, 1:
		return nil
	case 2:
		return []string{name + ": " + right, name + ": " + pick(w.drawer, right, "*", "null")}
	case 3:
		return []string{pick(w.drawer, "access-control-allow-origin", "ACCESS-CONTROL-ALLOW-ORIGIN", name+" ") + ": " + right}
	case 4:
		return []string{name + ":" + pick(w.drawer, "", "   ", "\t") + right + pick(w.drawer, "", "  ", "\t", "\x0b", "\r\x0c")}
	}
	return []string{name + ": " + latin1(pick(w.drawer, odd...))}
}

// latin1 makes of bytes the characters that stand for them.
func latin1(s string) string {
	r := make([]rune, len(s))
	for i := range len(s) {
		r[i] = rune(s[i])
	}
	return string(r)
}

func (w *world) allowCredentials() []string {
	const name = "Access-Control-Allow-Credentials"
	switch {
	case w.percent(50):
		return []string{name + ": true"}
	case w.percent(60):
		return nil
	}
	if w.oneIn(6) {
		return []string{name + ": true", name + ": true"}
	}
	return []string{name + ": " + pick(w.drawer, "True", "TRUE", "1", "", "false", "true ", "\ttrue", "true, true", "\"true\"")}
}

func (w *world) allowMethods() []string {
	const name = "Access-Control-Allow-Methods"
	switch {
	case w.focus == onPreflights && w.oneIn(2):
		return []string{name + ": ${request-method}"}
	case w.percent(w.care() - 17):
		return []string{name + ": " + pick(w.drawer, "GET, POST, PUT, DELETE, PATCH, HEAD, OPTIONS", "*", "${request-method}", "PUT,PATCH")}
	case w.percent(40):
		return nil
	}
	if w.oneIn(5) {
		return []string{name + ": PUT", name + ": " + pick(w.drawer, "DELETE", "a b", "", "*")}
	}
	return []string{name + ": " + latin1(pick(w.drawer, "put, delete", "PUT DELETE", "\"PUT\"", "PUT;q=1", ",,PUT ,", "", "GET", "*, PUT", "PATCH,\tpatch", "P\xdcT", "Put", "QUERY, PUT", "PUT,\x0bDELETE"))}
}

func (w *world) allowHeaders() []string {
	const name = "Access-Control-Allow-Headers"
	switch {
	case w.percent(w.care() - 12):
		return []string{name + ": " + pick(w.drawer, "x-a, x-b, content-type, authorization, range, accept, if-none-match", "*", "${request-headers}", "X-A,Content-Type", "*, Authorization")}
	case w.percent(35):
		return nil
	}
	if w.oneIn(5) {
		return []string{name + ": x-a", name + ": " + pick(w.drawer, "content-type", "x b", "", "*", "x-b;")}
	}
	return []string{name + ": " + latin1(pick(w.drawer, "x-b x-a", "x-a;", "x-a:", "X-A", "", ",,x-a ,", "\"x-a\"", "accept", "content-type", "x-a, \xe9", "authorization", "* *"))}
}

func (w *world) maxAge() []string {
	const name = "Access-Control-Max-Age"
	switch {
	case w.focus == onPreflights && w.percent(60):
		return []string{name + ": " + pick(w.drawer, "600", "86400", "+600")}
	case w.percent(45):
		return nil
	case w.oneIn(12):
		return []string{name + ": 600", name + ": " + pick(w.drawer, "600", "0")}
	}
	return []string{name + ": " + pick(w.drawer, "600", "600", "600", "0", "-1", "+600", "0600", "600.5", "abc", "600s", "", "99999999999999999999", "9223372036854775807", "86400", " 600 ", "600, 600", "-0", "6 00")}
}

func (w *world) exposeHeaders() []string {
	if w.percent(65) {
		return nil
	}
	const name = "Access-Control-Expose-Headers"
	if w.oneIn(6) {
		return []string{name + ": x-custom", name + ": " + pick(w.drawer, "server", "a b", "*", "")}
	}
	return []string{name + ": " + pick(w.drawer, "X-Custom, Server", "*", "x-custom", "x-custom, a b", "\"x-custom\"", ",x-custom,,", "*, set-cookie", "etag;", "*, x-custom", "")}
}

func (w *world) caching() []string {
	isAbout := w.focus == onCache || w.focus == onOwnResponses
	if w.percent(60) && !isAbout {
		return nil
	}
	if isAbout && w.oneIn(3) {
		return []string{"Cache-Control: max-age=600", pick(w.drawer, "Pragma: no-cache", "ETag: \"1\"", "Vary: Origin", "X-Custom: 1", "Age: 599")}
	}
	return some(w.drawer, 3, []string{
		"Cache-Control: max-age=600", "Cache-Control: no-store", "Cache-Control: no-cache", "Cache-Control: max-age=0", "Cache-Control: max-age=0, must-revalidate",
		"ETag: \"1\"", "ETag: \"2\"", "Last-Modified: Mon, 01 Jun 2026 00:00:00 GMT", "Vary: Origin", "Vary: *", "Vary: X-A", "Vary: Accept, Origin",
		"Expires: 0", "Age: 100", "TE: 1", "Cache-Control: private, max-age=60", "Pragma: no-cache",
	})
}

func (w *world) location(r route) []string {
	next := w.routes[r.to]
	share := 80
	if w.focus == onRedirects || w.focus == onStreams || w.focus == onKeepalive {
		share = 65
	}
	if r.to == w.indexOf(r) {
		share = 97 // it takes many rounds
	}
	if w.percent(share) {
		return []string{"Location: " + next.url() + pick(w.drawer, "", "", "", "?q=1", "#f")}
	}
	scheme, rest, _ := strings.Cut(next.url(), "://")
	same := rest // where a location without a scheme leads
	if !strings.HasPrefix(r.origin, scheme+":") {
		_, same, _ = strings.Cut(r.url(), "://")
	}
	if w.focus == onStreams && w.percent(40) {
		return []string{"Location: " + pick(w.drawer, "foo:bar", "ftp://a.example/", "javascript:1", "chrome-extension://a/")}
	}
	odd := pick(w.drawer,
		next.path, "//"+same, "\\\\"+same, scheme+"://u:p@"+rest, scheme+"://u@"+rest, scheme+"://@"+rest, scheme+"://:@"+rest, scheme+"://:p@"+rest,
		r.url(), "#x", "", "?x", "data:text/plain,x", "about:blank", "blob:"+w.page+"/1", "file:///x", "foo:bar", w.transfer("ftp://a.example/"), "javascript:1",
		"http://", "https://%zz/", strings.ToUpper(scheme)+"://"+rest, "  "+next.url()+"  ", "ws://"+rest, "http://a b/", next.url()+"\x0b", "\xe9",
		"https://api.example.net:22/", next.url()+"|x", "https://xn--a.example/")
	lines := []string{"Location: " + latin1(odd)}
	if w.oneIn(6) {
		lines = append(lines, "Location: "+pick(w.drawer, latin1(odd), next.url()))
	}
	return lines
}

// indexOf is the number of a route.
func (w *world) indexOf(r route) int { return slices.Index(w.routes, r) }

// suitable is an answer with what the last element wants, for most purposes.
func (w *world) suitable(r route, status int, lines []string) *document.Node {
	kind, body, sample := "", "", ""
	switch w.api {
	case fetch.APIImg, fetch.APICSSImage, fetch.APICSSMask, fetch.APICSSShape:
		kind, sample = "image/gif", "gif"
	case fetch.APIAudio, fetch.APIVideo:
		kind, sample = "audio/wav", "wav"
		if w.oneIn(3) {
			status = pick(w.drawer, 201, 203, 206, 206, 206) // of which browsers take one with the right range
		}
		if status == 206 {
			lines = append(lines, "Content-Range: bytes "+pick(w.drawer, "0-443/444", "0-443/888", "0-443/888", "0-443/*", "1-444/445", "*/444"))
		}
	case fetch.APIFont:
		kind, sample = "font/ttf", "ttf"
	case fetch.APITrack:
		kind, body = "text/vtt", "WEBVTT\n\n"
		if w.oneIn(3) {
			status = pick(w.drawer, 201, 404, 500) // of which no browser need care
		}
	case fetch.APIEventSource:
		kind, body = "text/event-stream", pick(w.drawer, "retry: 100\nid: 7\ndata: 1\n\n", "retry: 100\nid: a<b\n\n", "retry: 100\nid: 8\n", "retry: 100\n\n")
	case fetch.APIStylesheet, fetch.APICSSImport:
		kind = "text/css"
	case fetch.APIJSONModule:
		kind, body = "application/json", "{\"a\":1}"
	case fetch.APISVGUse:
		kind, body = "image/svg+xml", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>"
	default:
		kind, body = "text/javascript", "0"
	}
	n := w.answer(r, status, append(lines, "Content-Type: "+kind), body)
	if sample != "" && !w.startsWorker {
		set(n, "body", mapping(entry("sample", text(sample))))
	}
	return n
}

// part is some of a body of nine bytes, most often what was asked for.
func (w *world) part(r route, lines []string) *document.Node {
	const whole = "123456789"
	from, to := w.wanted.from, w.wanted.to
	if w.oneIn(4) {
		from = w.IntN(len(whole))
		to = from + w.IntN(len(whole)-from)
	}
	lines = append(lines, fmt.Sprintf("Content-Range: bytes %d-%d/%s", from, to, pick(w.drawer, "9", "9", "9", "9", "10", "*")))
	if w.percent(85) {
		lines = append(lines, pick(w.drawer, "ETag: \"1\"", "ETag: \"1\"", "ETag: \"1\"", "ETag: \"2\"", "ETag: W/\"1\""))
	}
	if w.oneIn(10) {
		lines = append(lines, pick(w.drawer, "Content-Length: 0", "Accept-Ranges: none"))
	}
	return w.answer(r, 206, lines, whole[from:to+1])
}
