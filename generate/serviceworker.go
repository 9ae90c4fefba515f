package generate

import (
	"fmt"
	"slices"
	"strings"

	"github.com/corslab/corslab/document"
	"github.com/corslab/corslab/fetch"
)

// cspOfWorkers are the directives by which a page may not have one.
var cspOfWorkers = []string{"default-src", "script-src", "worker-src", "child-src"}

// WithServiceWorker draws whether the page of a setting has a service worker, and which.
func (s Setting) WithServiceWorker(source Source) Setting {
	d := drawer{source}
	hasPolicy := slices.ContainsFunc(s.pageHeaders, func(line string) bool { return strings.HasPrefix(line, "Content-Security-Policy:") })
	if s.worker = s.serviceWorker(d); s.worker != nil && !hasPolicy && d.oneIn(2) {
		s.evadePolicy(d)
	}
	return s
}

// serviceWorker draws who answers the requests of the page before servers do; nil for
// nobody, as for pages that cannot have one.
func (s Setting) serviceWorker(d drawer) *document.Node {
	url, err := fetch.ParseURL(s.page, nil)
	isSecure := err == nil && url.IsPotentiallyTrustworthy()
	isForbidden := slices.ContainsFunc(s.pageHeaders, func(line string) bool {
		return slices.ContainsFunc(cspOfWorkers, func(name string) bool { return strings.Contains(line, name) })
	})
	isControlled := slices.Contains([]string{"", "srcdoc", "blob", "worker", "shared-worker"}, s.kind)
	if !isControlled || !isSecure || isForbidden || !d.oneIn(3) {
		return nil
	}
	routes := list()
	for _, target := range slices.Compact(slices.Sorted(slices.Values(append(s.targets, s.page)))) {
		for _, path := range []string{"/r0", "/r1*", "/*"} {
			if !d.percent(60) {
				continue
			}
			route := mapping(entry("url", text(target+path)))
			if key, answer := s.workerAnswer(d); answer != nil {
				set(route, key, answer)
			}
			routes.Items = append(routes.Items, route)
		}
	}
	if len(routes.Items) == 0 {
		return nil
	}
	return mapping(entry("routes", routes))
}

// workerAnswer draws what a service worker answers with; nil for nothing.
func (s Setting) workerAnswer(d drawer) (key string, answer *document.Node) {
	switch d.IntN(14) {
	case 0:
		return "", nil
	case 1:
		return "respond", text("error")
	case 2, 3:
		return "redirect", mapping(
			entry("url", text(pick(d, s.targets...)+pick(d, "/r0", "/r1", "/r0?q=1"))),
			entry("status", number(pick(d, 301, 302, 303, 307, 308))),
		)
	case 4, 5:
		return "respond", s.workerResponse(d)
	case 6, 7, 8: // more than a page gets that wants no redirect
		call := mapping(entry("redirect", text("follow")))
		if !d.oneIn(3) {
			set(call, "mode", text("cors"))
		}
		return "fetch", call
	case 9, 10: // and than one in mode same-origin
		url := pick(d, append(s.targets, s.page)...) + pick(d, "/r0", "/r1")
		return "fetch", mapping(entry("url", text(url)), entry("redirect", text(pick(d, "follow", "manual"))))
	}
	call := mapping()
	if d.oneIn(4) {
		set(call, "url", text(pick(d, s.targets...)+pick(d, "/r0", "/r1")))
	}
	for range d.IntN(3) {
		switch key := pick(d, "mode", "mode", "redirect", "redirect", "credentials", "cache", "headers", "method"); {
		case call.Get(key) != nil:
		case key == "mode":
			set(call, key, text(pick(d, "no-cors", "no-cors", "cors", "same-origin")))
		case key == "redirect":
			set(call, key, text(pick(d, "manual", "error", "follow")))
		case key == "credentials":
			set(call, key, text(pick(d, "include", "omit", "same-origin")))
		case key == "cache":
			set(call, key, text(pick(d, "no-store", "reload", "no-cache", "force-cache")))
		case key == "headers":
			set(call, key, texts(some(d, 2, []string{"X-A: 1", "x-b: 2", "Accept: application/json", "Range: bytes=0-"})))
		default:
			set(call, key, text(pick(d, "GET", "POST", "PUT", "HEAD")))
		}
	}
	return "fetch", call
}

// workerResponse draws an answer that is made up.
func (s Setting) workerResponse(d drawer) *document.Node {
	n := mapping()
	lines := some(d, 3, []string{
		"Content-Type: text/javascript", "X-Custom: 1", "X-Custom: 2", "X-Custom: \u00e9", "Access-Control-Allow-Origin: *", "Server: x",
		"Set-Cookie: c0=3", "Cross-Origin-Resource-Policy: same-origin", "X-Content-Type-Options: nosniff", "Cache-Control: max-age=600",
	})
	status := pick(d, 200, 200, 200, 201, 404, 302, 307)
	if status > 300 && status < 400 && d.percent(80) {
		lines = append(lines, fmt.Sprintf("Location: %s/r%d", pick(d, append(s.targets, "")...), d.IntN(2)))
	}
	set(n, "status", number(status))
	if len(lines) > 0 {
		set(n, "headers", texts(lines))
	}
	set(n, "body", text(announcement))
	return n
}

// answerAll adds routes for what the service worker may ask for by itself.
func (w *world) answerAll() {
	for _, target := range w.targets {
		for _, path := range []string{"/r0", "/r1"} {
			if slices.ContainsFunc(w.routes, func(r route) bool { return r.origin == target && r.path == path }) {
				continue
			}
			r := route{origin: target, path: path, to: -1}
			if w.oneIn(2) {
				r.to = w.IntN(len(w.routes))
			}
			w.routes = append(w.routes, r)
		}
	}
}

// evadePolicy gives the page a policy, and its service worker a route by which it answers
// from a server that the policy leaves out, or lists with another path.
func (s *Setting) evadePolicy(d drawer) {
	hidden := pick(d, s.targets...)
	words := []string{"'self'"}
	for _, target := range s.targets {
		switch {
		case target != hidden:
			words = append(words, target)
		case d.percent(70):
			words = append(words, target+"/elsewhere")
		}
	}
	s.pageHeaders = append(s.pageHeaders, "Content-Security-Policy: connect-src "+strings.Join(words, " "))
	routes := s.worker.Get("routes")
	routes.Items = append(routes.Items, mapping(
		entry("url", text(s.page+evasion)),
		entry("fetch", mapping(entry("url", text(hidden+"/r0")), entry("mode", text(pick(d, "cors", "no-cors"))))),
	))
}

// evasion is the path of that route.
const evasion = "/evasion"
