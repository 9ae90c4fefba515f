package generate

import (
	"fmt"
	"strings"

	"github.com/corslab/corslab/document"
)

// Scenario draws a scenario: one case, of one request or a few steps. It may be
// one that the loader refuses, as an API that is asked for what it cannot
// express: then the next one is drawn from the same source.
func Scenario(source Source, name string) *document.Node {
	d := drawer{source}
	w := d.world()
	root := mapping(
		entry("suite", text(name)),
		entry("title", text("A random scenario")),
		entry("why", text("Drawn by corslab fuzz.")),
		entry("spec", list(text("cors-check"))),
		entry("page", w.pageNode()),
	)
	if d.oneIn(15) {
		set(root, "browser", mapping(entry("third-party-cookies", text("block"))))
	}
	if cookies := w.cookies(); cookies != nil {
		set(root, "cookies", cookies)
	}
	if !d.percent(22) {
		request := w.request()
		set(root, "servers", w.servers())
		set(root, "request", request)
		return root
	}
	steps := list()
	first := w.request()
	set(root, "servers", w.servers())
	for i := range 2 + d.IntN(3) {
		step := mapping()
		switch {
		case i == 0:
			set(step, "request", first)
		case d.percent(45):
			set(step, "request", first)
		case d.percent(60):
			set(step, "request", w.varied(first))
		default:
			set(step, "request", w.request())
		}
		if i > 0 && d.oneIn(6) {
			set(step, "servers", w.servers())
		}
		if i > 0 && d.oneIn(150) {
			step.Entries = append([]document.Entry{entry("after", text(pick(d, "1s", "2s", "6s")))}, step.Entries...)
		}
		steps.Items = append(steps.Items, step)
	}
	set(root, "cases", list(mapping(entry("name", text("steps")), entry("steps", steps))))
	return root
}

// A world is who asks, and what there is to be asked.
type world struct {
	drawer
	page   string // origin of the page's URL
	kind   string // "" is a window
	routes []route
	// targets are the origins that this scenario is about.
	targets []string
	h2      map[string]bool
}

// A route is one address and where a redirect leads from there; -1 is nowhere.
type route struct {
	origin, path string
	to           int
	depth        int // hops before it
}

func (r route) url() string { return r.origin + r.path }

const (
	maxHops  = 4
	fileSite = "file:///index.html"
)

func (d drawer) world() *world {
	w := &world{drawer: d, h2: map[string]bool{}}
	w.kind = pickWeighted(d, []weighted[string]{
		{60, ""}, {7, "sandboxed"}, {5, "data"}, {4, "srcdoc"}, {4, "blob"}, {4, "file"}, {9, "worker"}, {7, "shared-worker"},
	})
	w.page = pickWeighted(d, []weighted[string]{
		{50, "https://www.example.com"}, {20, "http://www.example.com"}, {10, "https://app.example.co.uk:8443"},
		{10, "http://localhost:3000"}, {5, "https://xn--bcher-kva.example"}, {5, "http://127.0.0.1"},
	})
	for range 1 + d.IntN(3) {
		w.targets = append(w.targets, w.target())
	}
	for _, t := range w.targets {
		if strings.HasPrefix(t, "https:") && d.oneIn(8) {
			w.h2[t] = true
		}
	}
	for i := range 1 + d.IntN(3) {
		r := route{origin: pick(d, w.targets...), path: fmt.Sprintf("/r%d", i), to: -1}
		w.routes = append(w.routes, r)
		for depth := 1; depth < maxHops && d.percent(28); depth++ {
			w.routes[len(w.routes)-1].to = len(w.routes)
			w.routes = append(w.routes, route{
				origin: pick(d, w.targets...), path: fmt.Sprintf("/r%d-%d", i, depth), to: -1, depth: depth,
			})
		}
	}
	return w
}

// target is an origin that a request may be for: the page's own, one that is
// nearly the same, or a stranger.
func (w *world) target() string {
	near := []string{
		"https://api.example.com", "https://www.example.com:8443", "http://www.example.com", "https://www.example.com",
		"http://api.example.com", "http://localhost:4000", "https://app.example.co.uk", "http://127.0.0.1:8080",
	}
	far := []string{"https://api.example.net", "https://cdn.example.org", "http://api.example.net", "https://other.co.uk:444"}
	switch {
	case w.percent(20):
		return w.page
	case w.percent(30):
		return pick(w.drawer, near...)
	}
	return pick(w.drawer, far...)
}

// origin is the page's as servers are told it.
func (w *world) origin() string {
	switch w.kind {
	case "sandboxed", "data", "file":
		return "null"
	}
	return w.page
}

func (w *world) pageNode() *document.Node {
	url := w.page
	if w.kind == "file" {
		url = fileSite
	}
	n := mapping(entry("url", text(url)))
	if w.kind != "" {
		set(n, "as", text(w.kind))
	}
	if w.kind != "file" && w.oneIn(12) {
		set(n, "headers", list(text("Referrer-Policy: "+pick(w.drawer, "no-referrer", "unsafe-url", "same-origin", "strict-origin", "bogus"))))
	}
	return n
}

// cookies are those in the jar before anything is asked.
func (w *world) cookies() *document.Node {
	if !w.percent(15) {
		return nil
	}
	n := mapping()
	seen := map[string]bool{}
	for i, t := range w.targets {
		if seen[t] {
			continue
		}
		seen[t] = true
		line := fmt.Sprintf("c%d=1", i)
		if strings.HasPrefix(t, "https:") {
			line += pick(w.drawer, "; SameSite=None; Secure", "; SameSite=Lax", "; SameSite=Strict", "; Secure", "", "; Path=/r0; SameSite=None; Secure")
		} else {
			line += pick(w.drawer, "; SameSite=Lax", "; SameSite=Strict", "")
		}
		set(n, t+"/", list(text(line)))
	}
	return n
}
