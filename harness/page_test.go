package harness

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/scenarios"
	"github.com/corslab/corslab/servers"
)

// TestSeeds shows that each URL in a row is visited once, for all its cookies,
// and again where another one came between, on a way that begins at the page.
func TestSeeds(t *testing.T) {
	const one, other = "https://api.example.net/", "https://www.example.com/x?y#z"
	v, err := NewVenue(fetch.Page{URL: "https://www.example.com/app"}, []scenarios.Cookie{
		{URL: one, Line: "a=1"}, {URL: one, Line: "b=2"}, {URL: other, Line: "c=3"}, {URL: one, Line: "a=4"},
	})
	if err != nil {
		t.Fatal(err)
	}
	type stop struct {
		URL     string
		Cookies []string
	}
	want := []stop{
		{"https://www.example.com/app?corslab-seed-0", nil},
		{"https://api.example.net/?corslab-seed-1", []string{"a=1", "b=2"}},
		{"https://www.example.com/x?corslab-seed-2", []string{"c=3"}},
		{"https://api.example.net/?corslab-seed-3", []string{"a=4"}},
	}
	if diff := cmp.Diff([]string{want[0].URL}, v.Seeds); diff != "" {
		t.Errorf("visits (-want +got):\n%s", diff)
	}
	var got []stop
	for url := v.Seeds[0]; url != ""; {
		d := documentAt(t, v, url)
		got = append(got, stop{url, d.Response.Header.Values("Set-Cookie")})
		if !d.Response.Header.Has("Cache-Control") {
			t.Errorf("%s may be answered from the cache", url)
		}
		url, _ = d.Response.Header.Get("Location")
		if last := d.Response.Status == 204; last != (url == "") {
			t.Errorf("%s has status %d, then the browser goes to %q", d.URL, d.Response.Status, url)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("stops (-want +got):\n%s", diff)
	}
}

// TestManySeeds shows that no visit has more redirects than a browser follows.
func TestManySeeds(t *testing.T) {
	var cookies []scenarios.Cookie
	for i := range 40 {
		cookies = append(cookies, scenarios.Cookie{URL: fmt.Sprintf("https://host-%d.example/", i), Line: "a=1"})
	}
	v, err := NewVenue(fetch.Page{URL: "https://www.example.com"}, cookies)
	if err != nil {
		t.Fatal(err)
	}
	set := 0
	for _, url := range v.Seeds {
		redirects := 0
		for url != "" {
			d := documentAt(t, v, url)
			set += len(d.Response.Header.Values("Set-Cookie"))
			if url, _ = d.Response.Header.Get("Location"); url != "" {
				redirects++
			}
		}
		if redirects > 20 {
			t.Errorf("a visit has %d redirects", redirects)
		}
	}
	if set != len(cookies) {
		t.Errorf("%d cookies are set, want %d", set, len(cookies))
	}
}

// documentAt returns what a venue serves at a URL.
func documentAt(t *testing.T, v Venue, url string) servers.Page {
	t.Helper()
	for _, d := range v.Documents {
		if d.URL == url {
			return d
		}
	}
	t.Fatalf("there is nothing at %s", url)
	return servers.Page{}
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
