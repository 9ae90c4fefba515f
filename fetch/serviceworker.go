package fetch

import (
	"cmp"
	"slices"
	"strings"

	"github.com/corslab/corslab/wire"
)

// ServiceWorkerScript is the path of a service worker's script, on its page's
// server: what the worker's own requests come from.
const ServiceWorkerScript = "/corslab-service-worker.js"

// A ServiceWorker answers requests of the pages it controls before any server
// hears of them. Its own requests go past it.
type ServiceWorker struct {
	// Routes say what it does with which request. One that no route takes is left
	// to the network.
	Routes []WorkerRoute
}

// A WorkerRoute says what a service worker does with requests for one URL. At most
// one of its answers is set; with none the worker does not answer, and the request
// is left to the network.
type WorkerRoute struct {
	// URL is compared with that of event.request, which may have a user name and password;
	// fragments are left out. It is absolute, or
	// begins with "/" for the page's own origin. One that ends in "*" takes every
	// URL that begins with what stands before the star; without a "?" in it the
	// request's query does not count.
	URL string
	// Respond answers with a new Response().
	Respond *WorkerResponse
	// RespondError answers with Response.error().
	RespondError bool
	// Redirect answers with Response.redirect().
	Redirect *WorkerRedirect
	// Fetch answers with what the worker's own fetch() gives. An empty URL stands
	// for the request that is to be answered, and the other fields for the second
	// argument.
	Fetch *Request
}

// A WorkerResponse is what a script passes to the constructor of a Response, the
// body as bytes.
type WorkerResponse struct {
	Status  int // zero is 200
	Headers []Field
	Body    string
}

// A WorkerRedirect is what a script passes to Response.redirect().
type WorkerRedirect struct {
	URL    string // may be relative to the worker's script
	Status int    // zero is 302
}

// answers reports whether the route has the worker answer.
func (r *WorkerRoute) answers() bool {
	return r.Respond != nil || r.RespondError || r.Redirect != nil || r.Fetch != nil
}

// A worker is a service worker at work.
type worker struct {
	// client is the worker as who asks.
	client *client
	exact  map[string]*WorkerRoute
	// prefixes are sorted by length, longest first, without their stars.
	prefixes []WorkerRoute
}

// isControlled reports whether a service worker of the page's origin sees the
// requests of a page: those of an opaque origin have none.
func isControlled(as PageKind) bool {
	return as != PageSandboxed && as != PageData && as != PageDataWorker && as != PageFile
}

// newWorker starts the service worker of a page.
func newWorker(from *ServiceWorker, page *URL) (*worker, error) {
	script, err := ParseURL(ServiceWorkerScript, page)
	if err != nil {
		return nil, err
	}
	origin := page.Origin()
	w := &worker{
		client: &client{
			as: pageServiceWorker, base: script, origin: origin, originText: origin.String(), top: origin,
			referrer: script, referrerPolicy: defaultReferrerPolicy,
		},
		exact: make(map[string]*WorkerRoute, len(from.Routes)),
	}
	for i := range from.Routes {
		route := from.Routes[i]
		if strings.HasPrefix(route.URL, "/") {
			route.URL = origin.String() + route.URL
		}
		if prefix, ok := strings.CutSuffix(route.URL, "*"); ok {
			route.URL = prefix
			w.prefixes = append(w.prefixes, route)
		} else {
			w.exact[route.URL] = &route
		}
	}
	slices.SortStableFunc(w.prefixes, func(a, b WorkerRoute) int { return len(b.URL) - len(a.URL) })
	return w, nil
}

// find returns the route for a URL: the one with exactly its path and query, else
// the one with its path, else the one with the longest prefix; nil for none.
func (w *worker) find(url *URL) *WorkerRoute {
	whole := url.WithoutFragment()
	path, _, _ := strings.Cut(whole, "?")
	for _, address := range []string{whole, path} {
		if route := w.exact[address]; route != nil {
			return route
		}
	}
	for i, p := range w.prefixes {
		subject := path
		if strings.Contains(p.URL, "?") {
			subject = whole
		}
		if strings.HasPrefix(subject, p.URL) {
			return &w.prefixes[i]
		}
	}
	return nil
}

// seenByWorker is the URL of event.request.
func (r *request) seenByWorker() *URL {
	if r.written != nil && r.redirects == 0 {
		return r.written
	}
	return r.url()
}

// askWorker lets the service worker of the page answer a request
// (https://w3c.github.io/ServiceWorker/#handle-fetch). isAnswered is false where it
// leaves the request to the network; otherwise its response or error is final.
func (f *fetching) askWorker(r *request) (resp *response, err *networkError, isAnswered bool) {
	w := f.client.worker
	if w == nil || r.skipsWorker {
		return nil, nil, false
	}
	route := w.find(r.seenByWorker())
	if !f.took(forkWorkerAnswers, route != nil && route.answers()) {
		f.info(at(sectionHandleFetch), "The service worker does not answer: ", r.url().WithoutFragment(), " is left to the network.")
		return nil, nil, false
	}
	if f.quirks.departs(quirkBlobFrameUncontrolled, f.client.as == PageBlob) {
		f.info(at(sectionHandleFetch), "The page has a blob: URL, and is not controlled by the service worker.")
		return nil, nil, false
	}
	if err := f.limitKeepaliveFirst(r); err != nil {
		return nil, err, true
	}
	if f.quirks.departs(quirkSyncUncontrolled, r.isSync && f.client.isDocument()) {
		f.info(at(sectionHandleFetch), "The page waits for the request, and the service worker is not asked.")
		return nil, nil, false
	}
	if resp, err = f.workerAnswer(r, w, route); err == nil {
		err = f.refuseAnswer(r, resp)
	}
	if err != nil {
		err.isWorkers = true
		return nil, err, true
	}
	resp, err = f.takeAnswer(r, resp)
	return resp, err, true
}

// workerAnswer is what the worker passes to respondWith().
func (f *fetching) workerAnswer(r *request, w *worker, route *WorkerRoute) (*response, *networkError) {
	made := &response{exchange: noExchange, worker: &workerMark{}}
	switch {
	case route.Fetch != nil:
		return f.workerFetch(r, w, *route.Fetch)
	case route.RespondError:
		made.kind = TypeError
	case route.Redirect != nil:
		made.status = cmp.Or(route.Redirect.Status, 302)
		to, err := ParseURL(route.Redirect.URL, w.client.base)
		if err != nil {
			return nil, f.invalid(route.Redirect.URL, "Response.redirect() throws: ", quoted(route.Redirect.URL), " cannot be parsed as a URL.")
		}
		made.fields = []Field{{"Location", to.String()}}
		f.info(at(sectionRespondWith), "The service worker answers with Response.redirect(): status ", itoa(made.status), " to ", to.String(), ".")
	default:
		made.status, made.body = cmp.Or(route.Respond.Status, 200), []byte(route.Respond.Body)
		for _, h := range route.Respond.Headers {
			if name, value, ok := headerBytes(h); ok && !isForbiddenResponseHeader(strings.ToLower(name)) {
				made.fields = append(made.fields, Field{name, value})
			}
		}
		f.info(at(sectionRespondWith), "The service worker answers with a Response it made up: status ", itoa(made.status), ".")
	}
	made.fields = f.answerFields(f.firstValues(made.fields))
	if f.quirks.departs(quirkWorkerAnswerBasic, made.kind == "" && r.tainting != TypeBasic) {
		made.kind = TypeBasic
	}
	return made, nil
}

// refuseAnswer returns why the worker's answer is no answer to the request
// (https://fetch.spec.whatwg.org/#http-fetch).
func (f *fetching) refuseAnswer(r *request, resp *response) *networkError {
	p := place{sectionHTTPFetch, resp.exchange}
	switch {
	case f.took(forkWorkerError, resp.kind == TypeError):
		return f.fail(p, ServiceWorkerError, "", "The service worker answers with Response.error(), which is a network error.")
	case f.took(forkWorkerCors, r.mode == ModeSameOrigin && resp.kind == TypeCORS):
		return f.fail(p, ServiceWorkerCors, TypeCORS, "The service worker's answer is of the type cors, and the request's mode is same-origin.")
	case f.took(forkWorkerOpaque, r.mode != ModeNoCORS && resp.kind == TypeOpaque):
		return f.fail(p, ServiceWorkerOpaque, TypeOpaque, "The service worker's answer is opaque, and the request's mode is ", string(r.mode), ": only no-cors takes an opaque response.")
	case f.took(forkWorkerOpaqueRedirect, r.redirect != RedirectManual && resp.kind == TypeOpaqueRedirect):
		return f.fail(p, ServiceWorkerOpaqueRedirect, TypeOpaqueRedirect, "The service worker's answer is a redirect it did not follow, and the request's redirect mode is ", string(r.redirect), ", not manual.")
	case f.took(forkWorkerRedirected, r.redirect != RedirectFollow && resp.worker.redirected):
		return f.fail(p, ServiceWorkerRedirected, string(r.redirect), "The service worker's answer has been redirected, and the request's redirect mode is ", string(r.redirect), ", not follow.")
	}
	kind := resp.kind
	if kind == "" {
		kind = "default"
	}
	f.pass(p, "The service worker's answer, of the type ", kind, ", stands for the network's: no preflight, and no CORS check.")
	return nil
}

// checkAnswerURL holds where the worker's answer comes from against the policies of the
// page (https://w3c.github.io/webappsec-csp/#should-block-response). One that was made
// up comes from nowhere.
func (f *fetching) checkAnswerURL(r *request, resp *response) *networkError {
	if resp.worker.url == nil {
		return nil
	}
	directive := f.policyAgainst(r.api, resp.worker.url, r.redirects > 0)
	if f.quirks.has(quirkAnswerPathsUncounted) {
		withoutPaths := f.policyAgainst(r.api, resp.worker.url, true)
		f.quirks.departs(quirkAnswerPathsUncounted, withoutPaths != directive)
		directive = withoutPaths
	}
	if !f.took(forkAnswerForbidden, directive != "") {
		return nil
	}
	return f.forbidden(directive, resp.worker.url)
}

// takeAnswer goes on with the worker's answer where the network's would come in.
func (f *fetching) takeAnswer(r *request, resp *response) (*response, *networkError) {
	isOpaque := r.tainting == TypeOpaque && (resp.worker.url != nil || resp.kind == "") || resp.kind == TypeOpaque
	if isOpaque || r.mode == ModeNoCORS && resp.kind == TypeCORS && f.quirks.has(quirkWorkerAnswerCORP) {
		err := f.corpCheck(r, resp)
		if !isOpaque {
			f.quirks.departs(quirkWorkerAnswerCORP, err != nil)
		}
		if err != nil {
			return nil, err
		}
	}
	if isRedirectStatus(resp.status) {
		return f.handleRedirect(r, resp)
	}
	if err := f.checkAnswerURL(r, resp); err != nil {
		return nil, err
	}
	return resp, nil
}

// parseLocation parses a redirect's Location, relative to where the redirect comes
// from. Of the network's that is the request's URL.
func parseLocation(location string, r *request, resp *response, d *departures) (*URL, error) {
	if resp.worker == nil {
		return parseURLAs(location, r.url(), d)
	}
	own, err := parseURLAs(location, resp.worker.url, d)
	if !d.has(quirkWorkerLocationBase) {
		return own, err
	}
	other, otherErr := parseURLAs(location, r.url(), d)
	d.departs(quirkWorkerLocationBase, (err == nil) != (otherErr == nil) || err == nil && own.String() != other.String())
	return other, otherErr
}

// untaint takes off the request what the redirect has left on it, where a browser
// does so for those of service workers.
func (f *fetching) untaint(r *request, resp *response, url *URL) {
	if resp.worker == nil || !f.quirks.has(quirkWorkerRedirectUntainted) {
		return
	}
	f.quirks.departs(quirkWorkerRedirectUntainted, r.taint != untainted || r.tainting != TypeBasic && SameOrigin(r.origin, url.Origin()))
	r.tainting, r.taint, r.redirectedAway = TypeBasic, untainted, false
}

// firstValues returns a header without what a browser loses of it where a service
// worker has made it up.
func (f *fetching) firstValues(fields []Field) []Field {
	var list []Field
	for _, h := range fields {
		if !f.quirks.departs(quirkWorkerAnswerFirstValue, hasHeader(list, h.Name)) {
			list = append(list, h)
		}
	}
	return list
}

// answerFields returns the header of a service worker's answer as it reaches the
// page.
func (f *fetching) answerFields(fields []Field) []Field {
	list := slices.Clone(fields)
	for i, h := range list {
		if encoded := Text(h.Value); f.quirks.departs(quirkWorkerAnswerUTF8, encoded != h.Value) {
			list[i].Value = encoded
		}
	}
	return f.trimCombined(list)
}

// trimCombined takes the space off the end of each value that several lines combine to,
// where a browser does so: of "a" and "" that is "a,".
func (f *fetching) trimCombined(list []Field) []Field {
	for i := len(list) - 1; i > 0; i-- {
		before := lastIndexOf(list[:i], list[i].Name)
		isEmptyEnd := before >= 0 && list[i].Value == "" && !hasHeader(list[i+1:], list[i].Name)
		if f.quirks.departs(quirkWorkerAnswerTrimmed, isEmptyEnd) {
			list[before].Value += ","
			list = slices.Delete(list, i, i+1)
		}
	}
	return list
}

func lastIndexOf(fields []Field, name string) int {
	for i, h := range slices.Backward(fields) {
		if wire.EqualFold(h.Name, name) {
			return i
		}
	}
	return -1
}

// A workerMark says of a response that a service worker gave it.
type workerMark struct {
	// url is the response's; nil for one that was made up.
	url *URL
	// credentials is the mode of the request that got it, by which its headers are
	// filtered.
	credentials Credentials
	// redirected says that its URL list has more than one item.
	redirected bool
}

// origin returns the origin of the response's URL; one that was made up has none.
func (m *workerMark) origin() Origin {
	if m.url == nil {
		return NewOpaqueOrigin()
	}
	return m.url.Origin()
}
