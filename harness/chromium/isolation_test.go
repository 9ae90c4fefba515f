package chromium_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/harness"
	"github.com/corslab/corslab/harness/chromium"
	"github.com/corslab/corslab/scenarios"
	"github.com/corslab/corslab/servers"
	"github.com/corslab/corslab/verdict"
)

// heirs are pairs of requests for one address, made by two cases one after the
// other: each second one would find what the first left behind.
var heirs = []struct{ why, first, second string }{
	{"a preload serves scripts of its document", `api: preload, crossorigin: anonymous`, `mode: cors`},
	{"without CORS, too", `api: preload`, `mode: no-cors, credentials: include`},
	{"an answer is told of when it begins", `mode: no-cors, cache: force-cache`, `mode: no-cors, cache: force-cache`},
	{"and does not hold up a script", `mode: no-cors, cache: reload, keepalive: true`, `mode: no-cors, cache: only-if-cached, keepalive: true`},
	{"an answer to anybody", `cache: force-cache`, `cache: force-cache`},
	{"a preflight", `api: xhr, method: PUT, sync: true`, `api: xhr, method: PUT, sync: true`},
	{"a document has its modules", `api: module`, `api: module`},
	{"and a module that one imports", `api: modulepreload, crossorigin: anonymous`, `api: import`},
	{"scripts", `api: script`, `api: script`},
	{"style sheets", `api: stylesheet`, `api: stylesheet`},
	{"a prefetch", `api: prefetch`, `mode: no-cors, credentials: include, cache: force-cache`},
	{"what an image could not use", `api: img`, `api: img`},
	{"what a player has looked into", `api: video`, `mode: no-cors, credentials: include, cache: force-cache`},
	{"a beacon, which tells nothing", `api: beacon`, `cache: force-cache`},
	{"a cookie", `credentials: include`, `credentials: include`},
}

// largeAnswer is more than a browser takes in before it tells of an answer.
const largeAnswer = 1 << 20

func heirsOf(t *testing.T) []*scenarios.Suite {
	t.Helper()
	var text strings.Builder
	headers := `"Access-Control-Allow-Origin: https://www.example.com", "Access-Control-Allow-Credentials: true", "Access-Control-Allow-Methods: PUT", "Access-Control-Max-Age: 600", "Cache-Control: max-age=600", "Content-Type: text/javascript"`
	preflight := "preflight: {status: 204, headers: [" + headers + "]}"
	body := `"/*` + strings.Repeat("x", largeAnswer) + `*/"`
	text.WriteString(`
suite: isolation
title: Cases that leave something
why: The next case asks for the same.
spec: [cors-check]
page: https://www.example.com
servers:
  - at: https://api.example.net
    routes:
      - {path: /sets-cookie*, ` + preflight + `, actual: {status: 200, headers: [` + headers + `, "Set-Cookie: a=1; SameSite=None; Secure"], body: ` + body + `}}
      - {path: /target*, ` + preflight + `, actual: {status: 200, headers: [` + headers + `], body: ` + body + `}}
`)
	// A cookie, or a redirect, and a case is one that runs alone.
	for i := range heirs {
		fmt.Fprintf(&text, "      - {path: /redirects-%d, %s, actual: {status: 307, headers: [%s, \"Location: /target-%d\"]}}\n", i, preflight, headers, i)
	}
	text.WriteString("cases:\n")
	for i, h := range heirs {
		for _, path := range []string{"sets-cookie", "redirects"} {
			for j, request := range []string{h.first, h.second} {
				fmt.Fprintf(&text, "  - name: %s-%d-%d\n    title: %s\n    request: {url: https://api.example.net/%s-%d, %s}\n", path, i, j, h.why, path, i, request)
			}
		}
	}
	suites, err := scenarios.Load(fstest.MapFS{"s.yaml": {Data: []byte(text.String())}}, "s.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return suites
}

// TestNothingIsInherited shows that a case alone finds nothing of the one before,
// at the first attempt.
func TestNothingIsInherited(t *testing.T) {
	path := program(t)
	authority, err := servers.NewAuthority()
	if err != nil {
		t.Fatal(err)
	}
	browser, err := chromium.Start(t.Context(), chromium.Config{Path: path, SPKI: authority.SPKIHash()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := browser.Close(); err != nil {
			t.Error(err)
		}
	})
	profile, _ := fetch.ProfileNamed("chromium")
	cfg := harness.Config{Suites: heirsOf(t), Profile: profile, Browser: browser, Authority: authority, Parallel: 1}
	n := 0
	for r, err := range harness.Run(t.Context(), cfg) {
		if err != nil {
			t.Fatal(err)
		}
		n++
		if r.Status != verdict.Pass || r.Attempts != 1 {
			t.Errorf("%s (%s): %s after %d attempts: %s %v", r.Case, r.Scenario.Title, r.Status, r.Attempts, r.Message, r.Disagreements)
		}
	}
	if want := 4 * len(heirs); n != want {
		t.Errorf("%d results, want %d", n, want)
	}
}
