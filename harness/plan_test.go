package harness

import (
	"strings"
	"testing"

	"github.com/corslab/corslab/fetch"
)

// TestAlone shows for each kind of case that must not share a page that it does
// not.
func TestAlone(t *testing.T) {
	profile, _ := fetch.ProfileNamed("chromium")
	for _, row := range []struct {
		why, text string
		alone     bool
	}{
		{"a plain request", `request: {url: https://api.example.net/open}`, false},
		{"a preflight", `request: {url: https://api.example.net/open, method: PUT}`, false},
		{"steps", `cases: [{name: s, steps: [{request: {url: https://api.example.net/open}}]}]`, false},
		{"two steps", `cases: [{name: s, steps: [{request: {url: https://api.example.net/open}}, {request: {url: https://api.example.net/open}}]}]`, true},
		{"seeded cookies", `
cookies: {"https://api.example.net/": ["a=1"]}
request: {url: https://api.example.net/open}`, true},
		{"a synchronous request", `request: {url: https://api.example.net/open, api: xhr, sync: true}`, true},
		{"a keepalive request", `request: {url: https://api.example.net/open, keepalive: true}`, true},
		{"a short beacon", `request: {url: https://api.example.net/open, api: beacon, body: k}`, false},
		{"a long beacon", `request: {url: https://api.example.net/open, api: beacon, body: "` + strings.Repeat("k", 700) + `"}`, true},
		{"a cache that is asked first", `request: {url: https://api.example.net/open, cache: force-cache}`, true},
		{"a URL without a server", `request: {url: https://nowhere.example.net/}`, true},
		{"a scheme that carries no query", `request: {url: "data:,x"}`, true},
		{"a password in the URL", `request: {url: "https://u:p@api.example.net/open"}`, true},
		{"a redirect", `
cases:
  - name: r
    servers: [{at: https://api.example.net, routes: [{path: /r, actual: {status: 302, headers: ["Location: /x"]}}]}]
    request: {url: https://api.example.net/r}`, true},
		{"a response that sets a cookie", `
cases:
  - name: r
    servers: [{at: https://api.example.net, routes: [{path: /r, actual: {status: 200, headers: ["Set-Cookie: a=1"]}}]}]
    request: {url: https://api.example.net/r}`, true},
		{"a challenge", `
cases:
  - name: r
    servers: [{at: https://api.example.net, routes: [{path: /r, actual: {status: 401, headers: ["WWW-Authenticate: Basic"]}}]}]
    request: {url: https://api.example.net/r}`, true},
	} {
		t.Run(row.why, func(t *testing.T) {
			for c := range load(t, row.text)[0].Cases() {
				one := newTrial(c, profile, profile)
				units := plan([]*trial{one})
				if len(units) != 1 || units[0].alone != row.alone {
					t.Errorf("alone %t, want %t", units[0].alone, row.alone)
				}
			}
		})
	}
}

// TestGroups shows that only cases of one page, one browser setting and one set
// of hosts come together.
func TestGroups(t *testing.T) {
	profile, _ := fetch.ProfileNamed("chromium")
	suites := load(t, `
cases:
  - {name: a, request: {url: https://api.example.net/open}}
  - {name: b, request: {url: https://api.example.net/shut}}
  - {name: c, page: https://other.example.com, request: {url: https://api.example.net/open}}
  - {name: d, page: {url: https://www.example.com, as: worker}, request: {url: https://api.example.net/open}}
  - {name: e, browser: {third-party-cookies: block}, request: {url: https://api.example.net/open}}
`)
	var trials []*trial
	for c := range suites[0].Cases() {
		trials = append(trials, newTrial(c, profile, profile))
	}
	var sizes []int
	for _, u := range plan(trials) {
		sizes = append(sizes, len(u.trials))
	}
	if len(sizes) != 4 || sizes[0] != 2 {
		t.Errorf("units of %v cases, want 2, 1, 1, 1", sizes)
	}
}
