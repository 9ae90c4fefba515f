package harness

import (
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
