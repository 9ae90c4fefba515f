package scenarios

import (
	"fmt"
	"slices"
	"strings"

	"github.com/corslab/corslab/document"
	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/wire"
)

// serviceWorker reads what a page's service worker answers.
func (d *decoder) serviceWorker(n *document.Node) *fetch.ServiceWorker {
	worker := &fetch.ServiceWorker{}
	o, ok := d.object(n, "service-worker", "a service worker")
	if !ok {
		return worker
	}
	v := d.Require(o, "routes", "a service worker")
	if v == nil {
		return worker
	}
	lines := map[string]int{}
	items := d.Items(v, "routes")
	if v.Kind == document.List && len(items) == 0 {
		d.Report(v.Place, "routes is empty", "a worker that answers nothing is none: leave service-worker out")
	}
	for _, item := range items {
		o, ok := d.object(item, "worker-route", "a route of a service worker")
		if !ok {
			continue
		}
		route := d.workerAnswer(o)
		at := d.Require(o, "url", "a route of a service worker")
		if at == nil {
			continue
		}
		route.URL = d.workerURL(at)
		if line, ok := lines[route.URL]; ok {
			d.Report(at.Place, fmt.Sprintf("a second route for %s", route.URL), fmt.Sprintf("the first is on line %d", line))
		}
		lines[route.URL] = at.Place.Line
		worker.Routes = append(worker.Routes, route)
	}
	return worker
}

// workerURL reads what a route compares URLs with.
func (d *decoder) workerURL(n *document.Node) string {
	text := d.Words(n, "url")
	if n.Kind != document.Text || text == "" {
		return text
	}
	address, isPrefix := strings.CutSuffix(text, "*")
	const hint = "write it as https://api.example.com/path, or /path for the page's own origin; at the end, * takes whatever follows"
	switch {
	case strings.ContainsRune(address, '#'):
		d.Report(n.Place, fmt.Sprintf("url %q holds a fragment, which does not count", text), "")
	case address == "" && isPrefix, strings.HasPrefix(address, "/") && !strings.HasPrefix(address, "//"):
	default:
		u, err := fetch.ParseURL(address, nil)
		switch {
		case err != nil || !u.IsHTTP():
			d.Report(n.Place, fmt.Sprintf("url %q is no http or https URL", text), hint)
		case isPrefix && !strings.HasPrefix(u.String(), address), !isPrefix && u.String() != address:
			d.Report(n.Place, fmt.Sprintf("url %q is no URL as browsers write it", text), "write it as "+u.String())
		}
	}
	return text
}

// workerAnswer reads what a route answers: one thing, or nothing.
func (d *decoder) workerAnswer(o document.Object) (route fetch.WorkerRoute) {
	answer := ""
	for _, key := range []string{"respond", "redirect", "fetch"} {
		v := o.Get(key)
		if v == nil {
			continue
		}
		if answer != "" {
			d.Report(o.PlaceOf(key), fmt.Sprintf("a route answers with %s or %s, not both", answer, key), "")
			continue
		}
		answer = key
		switch key {
		case "respond":
			if v.Kind == document.Text {
				route.RespondError = oneOf(d, v, "respond", "error") == "error"
				continue
			}
			route.Respond = d.workerResponse(v)
		case "redirect":
			route.Redirect = d.workerRedirect(v)
		default:
			route.Fetch = d.workerFetch(v)
		}
	}
	return route
}

// Statuses that the constructor of a Response takes, and those with which it takes
// no body.
const minStatus, maxStatus = 200, 599

var nullBodyStatus = []int{204, 205, 304}

// workerResponse reads what the constructor of a Response is called with. What it
// would throw at is refused here.
func (d *decoder) workerResponse(n *document.Node) *fetch.WorkerResponse {
	response := &fetch.WorkerResponse{}
	o, ok := d.object(n, "worker-response", "a response")
	if !ok {
		return response
	}
	if v := o.Get("status"); v != nil {
		response.Status = d.Integer(v, "status", minStatus, maxStatus)
	}
	if v := o.Get("headers"); v != nil {
		response.Headers = d.fields(v)
		for i, h := range response.Headers {
			if !fetch.IsHeader(h) {
				d.Report(v.Items[i].Place, fmt.Sprintf("the constructor of a Response throws at the header %q", h.Name), "a name is a token, and a value holds no line break")
			}
		}
	}
	if v := o.Get("body"); v != nil {
		response.Body = d.body(v)
		if slices.Contains(nullBodyStatus, response.Status) && response.Body != "" {
			d.Report(v.Place, fmt.Sprintf("a Response with status %d has no body", response.Status), "")
		}
	}
	return response
}

// redirectStatuses are those that Response.redirect() takes.
var redirectStatuses = []int{301, 302, 303, 307, 308}

func (d *decoder) workerRedirect(n *document.Node) *fetch.WorkerRedirect {
	redirect := &fetch.WorkerRedirect{}
	o, ok := d.object(n, "worker-redirect", "a redirect")
	if !ok {
		return redirect
	}
	if v := d.Require(o, "url", "a redirect"); v != nil {
		redirect.URL = d.Text(v, "url")
	}
	if v := o.Get("status"); v != nil {
		redirect.Status = d.Integer(v, "status", minStatus, maxStatus)
		if v.Kind == document.Number && redirect.Status != 0 && !slices.Contains(redirectStatuses, redirect.Status) {
			d.Report(v.Place, fmt.Sprintf("Response.redirect() takes no status %d", redirect.Status), "it takes 301, 302, 303, 307 and 308")
		}
	}
	return redirect
}

// workerFetch reads the arguments of a worker's fetch().
func (d *decoder) workerFetch(n *document.Node) *fetch.Request {
	request := &fetch.Request{}
	o, ok := d.object(n, "worker-fetch", "the fetch of a service worker")
	if !ok {
		return request
	}
	for _, key := range keys["worker-fetch"] {
		if v := o.Get(key); v != nil {
			d.requestField(key, v)(request)
		}
	}
	return request
}

// serviceWorker checks that the page can have one. It returns false where it
// cannot, which is so in every other case as well.
func (c *checker) serviceWorker(b *block, page fetch.Page) bool {
	at := b.place
	for _, s := range b.base.page {
		if s.key == "service-worker" {
			at = s.place
		}
	}
	url, err := fetch.ParseURL(page.URL, nil)
	switch {
	case err != nil: // which has been said
	case page.As == fetch.PageFile:
		c.Report(at, "a document from the disk has no service worker", "serve the page over https")
		return false
	case !url.IsPotentiallyTrustworthy():
		c.Report(at, fmt.Sprintf("the page %s has no service worker: it does not come over https", page.URL),
			"write "+strings.Replace(wire.ToLower(page.URL), "http:", "https:", 1)+", or use http://localhost")
		return false
	}
	return true
}
