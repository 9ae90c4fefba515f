package harness

import (
	"cmp"
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/servers"
)

//go:embed serviceworker.js
var serviceWorker string

// A workerRoute is a route as serviceworker.js takes it.
type workerRoute struct {
	URL      string          `json:"url"`
	Respond  *workerResponse `json:"respond,omitempty"`
	Error    bool            `json:"error,omitempty"`
	Redirect *workerRedirect `json:"redirect,omitempty"`
	Fetch    *workerFetch    `json:"fetch,omitempty"`
}

type workerResponse struct {
	Status  int         `json:"status"`
	Headers [][2]string `json:"headers"`
	Body    string      `json:"body"`
}

type workerRedirect struct {
	URL    string `json:"url"`
	Status int    `json:"status"`
}

// A workerFetch holds the arguments of fetch(); without a URL the first is the
// request, and without Init there is no second.
type workerFetch struct {
	URL  string      `json:"url,omitempty"`
	Init *workerInit `json:"init,omitempty"`
}

type workerInit struct {
	Method      string            `json:"method,omitempty"`
	Headers     *[][2]string      `json:"headers,omitempty"`
	Mode        fetch.Mode        `json:"mode,omitempty"`
	Credentials fetch.Credentials `json:"credentials,omitempty"`
	Redirect    fetch.Redirect    `json:"redirect,omitempty"`
	Cache       fetch.Cache       `json:"cache,omitempty"`
}

// serviceWorkerScript writes the script of a service worker.
func serviceWorkerScript(w *fetch.ServiceWorker) (string, error) {
	routes := make([]workerRoute, len(w.Routes))
	for i, r := range w.Routes {
		to := &routes[i]
		to.URL, to.Error = r.URL, r.RespondError
		if r.Respond != nil {
			to.Respond = &workerResponse{Status: cmp.Or(r.Respond.Status, 200), Headers: pairs(r.Respond.Headers), Body: fetch.Text(r.Respond.Body)}
		}
		if r.Redirect != nil {
			to.Redirect = &workerRedirect{URL: r.Redirect.URL, Status: cmp.Or(r.Redirect.Status, 302)}
		}
		if r.Fetch != nil {
			to.Fetch = &workerFetch{URL: r.Fetch.URL, Init: initOf(r.Fetch)}
		}
	}
	text, err := json.Marshal(routes)
	if err != nil {
		return "", fmt.Errorf("writing a service worker: %w", err)
	}
	return serviceWorker + "(" + string(text) + ");\n", nil
}

// shareWorker has the page of the venue take the service worker of another one with the
// same script, if there is any: a context that has it can be used again.
func (v *Venue) shareWorker(byScript map[string]*fetch.ServiceWorker) {
	i := slices.IndexFunc(v.Documents, func(p servers.Page) bool { return p.URL == v.ServiceWorker })
	if i < 0 {
		return
	}
	script := string(v.Documents[i].Response.Body)
	if byScript[script] == nil {
		byScript[script] = v.Page.ServiceWorker
	}
	v.Page.ServiceWorker = byScript[script]
}

// initOf returns the members of the second argument; nil where it has none.
func initOf(r *fetch.Request) *workerInit {
	init := workerInit{Method: r.Method, Mode: r.Mode, Credentials: r.Credentials, Redirect: r.Redirect, Cache: r.Cache}
	if r.Headers != nil {
		headers := pairs(r.Headers)
		init.Headers = &headers
	}
	if init == (workerInit{}) {
		return nil
	}
	return &init
}

func pairs(fields []fetch.Field) [][2]string {
	list := make([][2]string, len(fields))
	for i, h := range fields {
		list[i] = [2]string{h.Name, h.Value} // text, as a script has it
	}
	return list
}
