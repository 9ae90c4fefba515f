package fetch_test

import (
	"testing"

	"github.com/corslab/corslab/fetch"
)

// What an API makes of a text depends on the page and on the API.
func TestResolve(t *testing.T) {
	for _, c := range []struct {
		as   fetch.PageKind
		api  fetch.API
		text string
		want string // "" is no URL
	}{
		{"", fetch.APIFetch, "", "https://www.example.com/a/b"},
		{"", fetch.APISharedWorker, "", "https://www.example.com/a/b"},
		{"", fetch.APIImg, "", ""},
		{"", fetch.APICSSImage, "", ""},
		{"", fetch.APIImg, "c", "https://www.example.com/a/c"},
		{"", fetch.APIImport, "c", ""},
		{"", fetch.APIImport, "./c", "https://www.example.com/a/c"},
		{fetch.PageWorker, fetch.APIFetch, "c", "https://www.example.com/c"},
		{fetch.PageData, fetch.APIFetch, "c", ""},
		{fetch.PageBlob, fetch.APIImg, "/c", ""},
		{fetch.PageBlob, fetch.APIImg, "https://api.example.net/c", "https://api.example.net/c"},
		{"", fetch.APIFetch, "https://api.example.net:99999/", ""},
	} {
		page := fetch.Page{URL: "https://www.example.com/a/b", As: c.as}
		url, err := page.Resolve(fetch.Request{API: c.api, URL: c.text})
		got := ""
		if err == nil {
			got = url.String()
		}
		if got != c.want {
			t.Errorf("%s %q in a page as %q: got %q (%v), want %q", c.api, c.text, c.as, got, err, c.want)
		}
	}
}
