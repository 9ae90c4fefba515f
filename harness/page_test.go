package harness

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/scenarios"
)

// TestSeeds shows that each URL in a row is visited once, for all its cookies,
// and again where another one came between.
func TestSeeds(t *testing.T) {
	const one, other = "https://api.example.net/", "https://www.example.com/x?y#z"
	v, err := NewVenue(fetch.Page{URL: "https://www.example.com"}, []scenarios.Cookie{
		{URL: one, Line: "a=1"}, {URL: one, Line: "b=2"}, {URL: other, Line: "c=3"}, {URL: one, Line: "a=4"},
	})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string][]string{}
	for _, d := range v.Documents {
		if d.Response.Status == 204 {
			got[d.URL] = d.Response.Header.Values("Set-Cookie")
		}
	}
	want := map[string][]string{
		"https://api.example.net/?corslab-seed-1":  {"a=1", "b=2"},
		"https://www.example.com/x?corslab-seed-3": {"c=3"},
		"https://api.example.net/?corslab-seed-4":  {"a=4"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("cookies by URL (-want +got):\n%s", diff)
	}
	if len(v.Seeds) != len(want) {
		t.Errorf("visits %q", v.Seeds)
	}
	if !v.Documents[1].Response.Header.Has("Cache-Control") {
		t.Error("a visit may be answered from the cache")
	}
}

// TestServiceWorkerPage shows that the script of a service worker is served beside the
// page, at all times, and holds the routes.
func TestServiceWorkerPage(t *testing.T) {
	worker := &fetch.ServiceWorker{Routes: []fetch.WorkerRoute{
		{URL: "/made-up", Respond: &fetch.WorkerResponse{Headers: []fetch.Field{{Name: "X-A", Value: "é"}}, Body: "\xff"}},
		{URL: "*", Fetch: &fetch.Request{Mode: fetch.ModeNoCORS}},
		{URL: "/passed", Fetch: &fetch.Request{}},
	}}
	v, err := NewVenue(fetch.Page{URL: "https://www.example.com/app", ServiceWorker: worker}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if want := "https://www.example.com" + fetch.ServiceWorkerScript; v.ServiceWorker != want {
		t.Errorf("the script is at %q, want %q", v.ServiceWorker, want)
	}
	script := v.Documents[len(v.Documents)-1]
	if script.URL != v.ServiceWorker || !script.Always || v.Documents[0].Always {
		t.Errorf("it is served at %q, always: %t, and the page always: %t", script.URL, script.Always, v.Documents[0].Always)
	}
	const routes = `([{"url":"/made-up","respond":{"status":200,"headers":[["X-A","é"]],"body":"ÿ"}},` +
		`{"url":"*","fetch":{"init":{"mode":"no-cors"}}},{"url":"/passed","fetch":{}}]);`
	if !strings.Contains(string(script.Response.Body), routes) {
		t.Errorf("the routes are missing in:\n%s", script.Response.Body)
	}
}
