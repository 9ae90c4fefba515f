package generate

import (
	"fmt"
	"slices"
	"strings"

	"github.com/corslab/corslab/document"
	"github.com/corslab/corslab/fetch"
)

// Scenario draws a scenario: one case, of one request or a few steps, in a
// setting. It may be one that the loader refuses, as an API that is asked for what
// it cannot express: then the next one is drawn from the same source.
func Scenario(source Source, in Setting, name string) *document.Node {
	d := drawer{source}
	w := d.world(in)
	root := mapping(
		entry("suite", text(name)),
		entry("title", text("A random scenario")),
		entry("why", text("Drawn by corslab fuzz.")),
		entry("spec", list(text("cors-check"))),
		entry("page", w.pageNode()),
	)
	if browser := w.browser(); browser != nil {
		set(root, "browser", browser)
	}
	if cookies := w.cookies(); cookies != nil {
		set(root, "cookies", cookies)
	}
	isSequential, mayHang := w.focus.isSequential(d), w.mayHang
	if isSequential {
		w.mayHang = false // what hangs holds the cache's entry against the steps that follow
	}
	first := w.request()
	if !isSequential && isAPI(first, fetch.APIEventSource) && d.percent(60) { // it will connect again
		isSequential, w.mayHang = true, false
	}
	if !isSequential {
		w.isAlone = true
		set(root, "servers", w.servers())
		set(root, "request", first)
		return root
	}
	steps := list()
	isPreloaded := false
	set(root, "servers", w.servers())
	last := 1 + d.IntN(3)
	var other *document.Node
	if w.focus == onPreflights { // two requests for one URL take turns
		other = mapping()
		w.preflighted(other, first.Get("url").Text)
	}
	var events *document.Node // the EventSource that the step before has made
	for i := range last + 1 {
		step := mapping()
		reconnects := events != nil && d.percent(80)
		switch {
		case reconnects:
			set(step, "request", reconnected(events))
		case other != nil && i > 0 && d.percent(80):
			set(step, "request", pick(d, first, other))
		case i == 0:
			set(step, "request", first)
		case d.percent(45):
			set(step, "request", first)
		case d.percent(60):
			set(step, "request", w.varied(first))
		default:
			set(step, "request", w.request())
		}
		isPreloaded = isPreloaded || isAPI(step.Get("request"), fetch.APIPreload)
		if !reconnects {
			makeUnique(step, i, isPreloaded)
		}
		if events = nil; !reconnects && isAPI(step.Get("request"), fetch.APIEventSource) {
			events = step.Get("request")
		}
		isSync := step.Get("request").Get("sync") != nil
		if w.mayHang = mayHang && i == last && !isSync && !reconnects; i > 0 && (w.mayHang || d.oneIn(6) || reconnects && d.oneIn(2) || (w.focus == onCache || w.focus == onParts) && d.oneIn(3)) {
			set(step, "servers", w.servers())
		}
		if !reconnects && (i > 0 && d.oneIn(150) || w.focus == onPreflights && i > 0 && d.oneIn(25)) {
			wait := pick(d, "1s", "2s", "6s", "7300s", "7300s") // the last is predicted only
			step.Entries = append([]document.Entry{entry("after", text(wait))}, step.Entries...)
		}
		steps.Items = append(steps.Items, step)
	}
	set(root, "cases", list(mapping(entry("name", text("steps")), entry("steps", steps))))
	return root
}

// reconnected is an EventSource's request once more, when it connects again.
func reconnected(events *document.Node) *document.Node {
	n := &document.Node{Kind: document.Mapping, Entries: slices.Clone(events.Entries)}
	set(n, "reconnect", flag(true))
	return n
}

func isAPI(request *document.Node, api fetch.API) bool {
	n := request.Get("api")
	return n != nil && n.Text == string(api)
}

// isRun reports whether what a request is for is run.
func isRun(request *document.Node) bool {
	api := request.Get("api")
	if api == nil {
		return false
	}
	switch fetch.API(api.Text) {
	case fetch.APIWorker, fetch.APISharedWorker, fetch.APIImportScripts, fetch.APIScript, fetch.APIModule, fetch.APIImport, fetch.APIModulePreload:
		return true
	}
	return false
}

// makeUnique gives an element of a later step an address of its own: a document
// does not load the same one twice, which is its own memory and not a cache's. That
// serves scripts with what was preloaded for them, too.
func makeUnique(step *document.Node, i int, isPreloaded bool) {
	request := step.Get("request")
	isScript := request.Get("api") == nil || isAPI(request, fetch.APIXHR) || isAPI(request, fetch.APIWebSocket)
	if i == 0 || isScript && !isPreloaded {
		return
	}
	own := &document.Node{Kind: document.Mapping}
	for _, e := range request.Entries {
		if e.Key == "url" {
			url, fragment, _ := strings.Cut(e.Value.Text, "#")
			separator := "?"
			switch {
			case strings.HasPrefix(url, "data:") && isRun(request):
				separator = "//" // the URL is the script, and must stay one
			case strings.Contains(url, "?"):
				separator = "&"
			}
			e.Value = text(fmt.Sprintf("%s%sstep=%d#%s", url, separator, i, fragment))
		}
		own.Entries = append(own.Entries, e)
	}
	step.Entries[0].Value = own
}

// A Setting is who asks, and which servers there are. Scenarios that share one can
// share a page of a real browser, which makes them fast.
type Setting struct {
	page string // origin of the page's URL
	kind string // "" is a window
	// pageHeaders are the lines that the page came with.
	pageHeaders []string
	// worker is the page's service worker; nil for none.
	worker *document.Node
	// spaces are the address spaces; nil where they do not matter.
	spaces *addressSpacing
	// targets are the origins of servers; h2 holds those that speak HTTP/2.
	targets []string
	h2      map[string]bool
}

// NewSetting draws a setting.
func NewSetting(source Source) Setting {
	d := drawer{source}
	s := Setting{h2: map[string]bool{}}
	s.kind = pickWeighted(d, []weighted[string]{
		{60, ""}, {7, "sandboxed"}, {5, "data"}, {4, "srcdoc"}, {4, "blob"}, {4, "file"}, {9, "worker"}, {7, "shared-worker"}, {3, "data-worker"},
	})
	s.page = pickWeighted(d, []weighted[string]{
		{50, "https://www.example.com"}, {20, "http://www.example.com"}, {10, "https://app.example.co.uk:8443"},
		{10, "http://localhost:3000"}, {5, "https://xn--bcher-kva.example"}, {5, "http://127.0.0.1"},
	})
	if s.kind != "file" && d.oneIn(12) {
		s.pageHeaders = append(s.pageHeaders, "Referrer-Policy: "+pick(d, "no-referrer", "unsafe-url", "same-origin", "strict-origin", "bogus"))
	}
	hasPolicy := s.kind != "file" && d.oneIn(5)
	for range 2 + d.IntN(4) {
		s.targets = append(s.targets, s.target(d))
	}
	if hasPolicy && d.oneIn(3) {
		s.targets = append(s.targets, privateAddress)
	}
	if scheme, host, _ := strings.Cut(s.targets[0], "://"); d.oneIn(2) { // the same host over the other scheme
		s.targets = append(s.targets, map[string]string{"http": "https", "https": "http"}[scheme]+"://"+host)
	}
	for _, t := range s.targets {
		if strings.HasPrefix(t, "https:") && d.oneIn(6) {
			s.h2[t] = true
		}
	}
	if hasPolicy {
		s.pageHeaders = append(s.pageHeaders, "Content-Security-Policy: "+s.contentPolicy(d))
	}
	return s
}

// isWorker reports whether a worker asks.
func (s *Setting) isWorker() bool { return strings.HasSuffix(s.kind, "worker") }

// streamsTo are the targets that can take a stream. What a service worker makes of one
// is not drawn: on a page that comes over http it costs both the network.
func (s Setting) streamsTo() []string {
	return slices.DeleteFunc(slices.Clone(s.targets), func(target string) bool { return !s.h2[target] || s.worker != nil })
}

// pathAllowed is a target of which the page's policy lists a path; "" if there is none.
func (s Setting) pathAllowed() string {
	for _, target := range s.targets {
		if slices.ContainsFunc(s.pageHeaders, func(line string) bool { return strings.Contains(line, target+"/r") }) {
			return target
		}
	}
	return ""
}

// A world is what there is to be asked for in a setting.
type world struct {
	drawer
	Setting
	focus  focus
	routes []route
	// api is whose request the answers are for, "" while that is a script's.
	api fetch.API
	// startsWorker says that a request is that of a worker's constructor, which is
	// told of success only by the script itself.
	startsWorker bool
	// isAlone says that no other request comes.
	isAlone bool
	// isServed says that the answers are drawn.
	isServed bool
	// mayHang says that answers may never come, which a synchronous request has no
	// way out of.
	mayHang bool
	// wanted is the part that was asked for last, which an answer may be.
	wanted part
}

// A route is one address and where a redirect leads from there; -1 is nowhere.
type route struct {
	origin, path string
	to           int
	depth        int // hops before it
}

func (r route) url() string { return r.origin + r.path }

const (
	maxHops        = 4
	fileSite       = "file:///index.html"
	privateAddress = "http://192.168.1.5"
)

func (d drawer) world(in Setting) *world {
	w := &world{drawer: d, Setting: in, focus: d.focus(in), mayHang: d.oneIn(30)}
	further := 28
	switch w.focus {
	case onRedirects, onStreams, onKeepalive:
		further = 70
	case onElements:
		further = 45
	}
	for i := range 1 + d.IntN(3) {
		r := route{origin: pick(d, w.targets...), path: fmt.Sprintf("/r%d", i), to: -1}
		switch allowed := w.pathAllowed(); {
		case w.focus == onOwnResponses:
			r.origin = w.page
		case w.focus == onStreams:
			r.origin = pick(d, w.streamsTo()...)
		case w.focus == onKeepalive && allowed != "" && d.percent(70): // and where its redirects lead is not
			r.origin = allowed
		}
		if d.oneIn(40) || further == 70 && d.oneIn(6) {
			r.to = len(w.routes) // round and round
		}
		w.routes = append(w.routes, r)
		for depth := 1; r.to < 0 && depth < maxHops && d.percent(further); depth++ {
			w.routes[len(w.routes)-1].to = len(w.routes)
			w.routes = append(w.routes, route{
				origin: pick(d, w.targets...), path: fmt.Sprintf("/r%d-%d", i, depth), to: -1, depth: depth,
			})
		}
	}
	if w.worker != nil {
		w.answerAll()
	}
	return w
}

// target is an origin that a request may be for: the page's own, one that is
// nearly the same, or a stranger.
func (s Setting) target(d drawer) string {
	near := []string{
		"https://api.example.com", "https://www.example.com:8443", "http://www.example.com", "https://www.example.com",
		"http://api.example.com", "http://printer.local", privateAddress, "http://localhost:4000", "https://app.example.co.uk", "http://127.0.0.1:8080",
	}
	far := []string{"https://api.example.net", "https://cdn.example.org", "http://api.example.net", "https://other.co.uk:444"}
	const address = "http://127.0.0.1" // which is of no site, so that its ports are strangers
	switch {
	case s.page == address && d.percent(30):
		return address + ":8080"
	case d.percent(20):
		return s.page
	case d.percent(40):
		return pick(d, near...)
	}
	return pick(d, far...)
}

// origin is the page's as servers are told it.
func (w *world) origin() string {
	switch w.kind {
	case "sandboxed", "data", "data-worker", "file":
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
	if len(w.pageHeaders) > 0 {
		lines := list()
		for _, h := range w.pageHeaders {
			lines.Items = append(lines.Items, text(h))
		}
		set(n, "headers", lines)
	}
	if w.worker != nil {
		set(n, "service-worker", w.worker)
	}
	if w.spaces != nil && w.kind != "file" {
		set(n, "address-space", text(w.spaces.space(w.page)))
	}
	return n
}

// browser is what the scenario says of the browser; nil for nothing.
func (w *world) browser() *document.Node {
	n := mapping()
	if w.oneIn(15) || w.focus == onCookies && w.oneIn(3) {
		set(n, "third-party-cookies", text("block"))
	}
	if w.spaces != nil && w.spaces.grant {
		set(n, "local-network", text("grant"))
	}
	if len(n.Entries) == 0 {
		return nil
	}
	return n
}

// cookies are those in the jar before anything is asked.
func (w *world) cookies() *document.Node {
	if !w.percent(15) && w.focus != onCookies {
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
		if w.focus == onCookies {
			line = "c0=1"
		}
		if strings.HasPrefix(t, "https:") {
			line += pick(w.drawer, "; SameSite=None; Secure", "; SameSite=Lax", "; SameSite=Strict", "; Secure", "", "; Path=/r0; SameSite=None; Secure", "; SameSite=None; Secure; Partitioned")
		} else {
			line += pick(w.drawer, "; SameSite=Lax", "; SameSite=Strict", "")
		}
		set(n, t+"/", list(text(line)))
	}
	return n
}
