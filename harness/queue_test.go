package harness

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/corslab/corslab/fetch"
)

// TestQueue lets two lanes take turns: each stays with its page while it can,
// begins where the other is not, and helps out in the end.
func TestQueue(t *testing.T) {
	profile, _ := fetch.ProfileNamed("chromium")
	suites := load(t, `
request: {url: https://api.example.net/open, redirect: follow}
axes:
  page: {small: {page: https://small.example.com}, large: {page: https://large.example.com}, middle: {page: https://middle.example.com}}
  url: {data: "data:,x", open: https://api.example.net/open, blob: "blob:x", file: "file:///x"}
exclude: [{page: small, url: file}, {page: small, url: blob}, {page: middle, url: file}]
`)
	var trials []*trial
	for c := range suites[0].Cases() {
		trials = append(trials, newTrial(c, profile, profile))
	}
	q := newQueue(plan(trials))
	pages := [2]string{}
	var got [2][]string
	for lane := 0; ; lane = 1 - lane {
		u, ok := q.next(pages[lane])
		if !ok {
			break
		}
		pages[lane] = u.page()
		name := u.trials[0].scenario.Name
		got[lane] = append(got[lane], name[strings.Index(name, "page=")+len("page="):strings.Index(name, "]")])
	}
	want := [2][]string{
		// The one that can share a page comes first.
		{"large,url=open", "large,url=data", "large,url=blob", "large,url=file", "small,url=data"},
		{"middle,url=open", "middle,url=data", "middle,url=blob", "small,url=open"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("units (-want +got):\n%s", diff)
	}
}
