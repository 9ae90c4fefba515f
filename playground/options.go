package playground

import (
	"slices"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/policy"
)

// Options are what the form offers to choose from, and what it begins with.
type Options struct {
	Start    State    `json:"start"`
	APIs     []API    `json:"apis"`
	Pages    []string `json:"pages"`
	Engines  []string `json:"engines"`
	Profiles []string `json:"profiles"`
	// MaxInput is how long a call may be.
	MaxInput int `json:"maxInput"`
}

// An API is one of those that can ask, and the fields of a request that it has.
type API struct {
	Name   string   `json:"name"`
	Fields []string `json:"fields"`
}

// pageKinds are those of the form. A page of a file has another URL, and the others
// inherit what these show.
var pageKinds = []fetch.PageKind{
	fetch.PageWindow, fetch.PageSandboxed, fetch.PageData, fetch.PageSrcdoc, fetch.PageBlob, fetch.PageWorker, fetch.PageSharedWorker, fetch.PageDataWorker, fetch.PageFile,
}

func options() Options {
	o := Options{Start: Start(), Profiles: fetch.ProfileNames(), MaxInput: MaxInput}
	for _, api := range fetch.APIs() {
		o.APIs = append(o.APIs, API{string(api), fieldsOf(api)})
	}
	for _, kind := range pageKinds {
		o.Pages = append(o.Pages, string(kind))
	}
	for _, engine := range policy.Engines() {
		o.Engines = append(o.Engines, string(engine))
	}
	return o
}

// fieldsOf returns the fields of a request that an API can express, which is tried.
func fieldsOf(api fetch.API) []string {
	fields := []string{"api", "url"}
	anonymous := "anonymous"
	for _, field := range []struct {
		name    string
		request fetch.Request
	}{
		{"method", fetch.Request{Method: "PUT"}},
		{"headers", fetch.Request{Headers: []fetch.Field{{Name: "A", Value: "1"}}}},
		{"credentials", fetch.Request{Credentials: fetch.CredentialsInclude}},
		{"mode", fetch.Request{Mode: fetch.ModeNoCORS}},
		{"redirect", fetch.Request{Redirect: fetch.RedirectManual}},
		{"cache", fetch.Request{Cache: fetch.CacheReload}},
		{"body", fetch.Request{Body: &fetch.Body{Kind: fetch.BodyText}}},
		{"crossorigin", fetch.Request{Crossorigin: &anonymous}},
	} {
		request := field.request
		request.API = api
		// A page of some kind has the API; which one is for the loader to say.
		if slices.ContainsFunc(pageKinds, func(k fetch.PageKind) bool { return fetch.Expressible(request, k) == nil }) {
			fields = append(fields, field.name)
		}
	}
	return fields
}
