package report_test

import (
	"testing"

	"github.com/chromedp/chromedp"
)

// many has 20,000 cases, and most kinds of answer there are.
const many = `
suite: demo/many
title: Twenty thousand cases
why: A report of this size must open and scroll.
spec: [cors-check]
page: https://www.example.com
servers:
  - at: https://api.example.net
    routes:
      - path: /star
        preflight: {status: 204, headers: ["Access-Control-Allow-Origin: *", "Access-Control-Allow-Methods: *", "Access-Control-Allow-Headers: *"]}
        actual: {headers: ["Access-Control-Allow-Origin: *"]}
      - path: /named
        preflight: {status: 204, headers: ["Access-Control-Allow-Origin: https://www.example.com", "Access-Control-Allow-Methods: PUT, DELETE", "Access-Control-Allow-Headers: content-type"]}
        actual: {headers: ["Access-Control-Allow-Origin: https://www.example.com", "Access-Control-Allow-Credentials: true"]}
      - path: /none
        actual: {}
      - path: /error
        actual: {status: 500, headers: ["Access-Control-Allow-Origin: *"]}
request: {url: https://api.example.net/star}
axes:
  url: {star: https://api.example.net/star, named: https://api.example.net/named, none: https://api.example.net/none, error: https://api.example.net/error, nowhere: https://nowhere.example.net/}
  method: [GET, POST, PUT, PATCH, DELETE, HEAD, PROPFIND, LOCK, SEARCH, REPORT]
  headers: {none: [], json: ["Content-Type: application/json"], text: ["Content-Type: text/plain"], auth: ["Authorization: Bearer x"], a: ["X-A: 1"], b: ["X-B: 1", "X-C: 2"], lang: ["Accept-Language: de"], range: ["Range: bytes=0-5"], many: ["X-A: 1", "X-B: 2", "X-C: 3", "X-D: 4"], empty: ["X-Empty: "]}
  credentials: [same-origin, include]
  cache: [default, no-store, reload, no-cache]
  who: {window: {page: {as: window}}, sandboxed: {page: {as: sandboxed}}, worker: {page: {as: worker}}, srcdoc: {page: {as: srcdoc}}, blob: {page: {as: blob}}}
`

// TestReportOfManyResults: 20,000 open, are searched and scrolled through at once.
// It tells the times, and fails where one is nowhere near what it should be: a
// machine may have other things to do.
func TestReportOfManyResults(t *testing.T) {
	r := read(t, predicted(t, loaded(t, many)), 1280)
	r.wait(found, "20,000 results")
	r.timed("open", 6000, `performance.getEntriesByName("ready")[0].startTime`)
	r.timed("first paint", 6000, `performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0`)
	r.timed("a search", 1000, `(() => { const q = document.querySelector("#q"), from = performance.now(); q.value = "patch"; q.dispatchEvent(new Event("input")); return performance.now() - from })()`)
	r.wait(found, "2,000 of 20,000 results")
	r.run(`location.hash = ""`)
	r.wait(found, "20,000 results")
	// Each frame draws what has come into sight, and no more than that is drawn.
	frame, err := chromedp.Run(r.ctx, chromedp.Evaluate[float64](`new Promise(done => {
		const list = document.querySelector(".list"); let worst = 0, n = 0, last = performance.now();
		const step = now => { worst = Math.max(worst, now - last); last = now; list.scrollTop += 1500; ++n < 120 ? requestAnimationFrame(step) : done(worst) };
		requestAnimationFrame(step);
	})`, chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("the longest of 120 frames of scrolling took %.0f ms", frame)
	if n := r.ask(`document.querySelectorAll(".rows li").length < 80`); n != "true" {
		t.Error("more is drawn than is seen")
	}
	r.run(`document.querySelector(".list").scrollTop = 1e9`)
	r.wait(`[...document.querySelectorAll(".rows li")].at(-1).getAttribute("aria-posinset")`, "20001")
	r.timed("opening a case", 3000, `new Promise(done => {
		const from = performance.now();
		[...document.querySelectorAll(".rows a")].at(-1).click();
		const look = () => document.querySelector(".question") ? done(performance.now() - from) : setTimeout(look, 5);
		look();
	})`)
	r.run(`location.hash = "view=matrix"`)
	r.wait(`document.querySelectorAll(".grid tbody tr").length`, "300")
}

// timed says how many milliseconds something took, and fails above a limit.
func (r *reader) timed(what string, limit float64, expression string) {
	r.Helper()
	took, err := chromedp.Run(r.ctx, chromedp.Evaluate[float64](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		r.Fatal(err)
	}
	r.Logf("%s: %.0f ms", what, took)
	if took > limit {
		r.Errorf("%s takes %.0f ms", what, took)
	}
}
