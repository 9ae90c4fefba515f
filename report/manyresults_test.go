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

// TestReportOfManyResults: 20,000 are searched and scrolled through, and no more
// of them is drawn than is seen.
func TestReportOfManyResults(t *testing.T) {
	r := read(t, predicted(t, loaded(t, many)), 1280)
	r.wait(found, "20,000 results")
	r.run(typePatch)
	r.wait(found, "2,000 of 20,000 results")
	r.run(`location.hash = ""`)
	r.wait(found, "20,000 results")
	r.number(scroll)
	r.wait(`document.querySelectorAll(".rows li").length < 80`, "true")
	r.run(`document.querySelector(".list").scrollTop = 1e9`)
	r.wait(`[...document.querySelectorAll(".rows li")].at(-1).getAttribute("aria-posinset")`, "20001")
	r.number(openLast)
	r.run(`location.hash = "view=matrix"`)
	r.wait(`document.querySelectorAll(".grid tbody tr").length`, "300")
}

// BenchmarkReportOfManyResults tells how long somebody waits for a report of
// 20,000 results, in milliseconds: until it is open and painted, for a search, for
// the longest of 120 frames of scrolling, and for a case to be told.
func BenchmarkReportOfManyResults(b *testing.B) {
	file := predicted(b, loaded(b, many))
	took := map[string]float64{}
	for b.Loop() {
		r := read(b, file, 1280)
		r.wait(found, "20,000 results")
		r.wait(`performance.getEntriesByName("first-contentful-paint").length`, "1")
		took["open-ms"] += r.number(`performance.getEntriesByName("ready")[0].startTime`)
		took["paint-ms"] += r.number(`performance.getEntriesByName("first-contentful-paint")[0].startTime`)
		took["search-ms"] += r.number(`(() => { const from = performance.now(); ` + typePatch + `; return performance.now() - from })()`)
		r.run(`location.hash = ""`)
		r.wait(found, "20,000 results")
		took["frame-ms"] += r.number(scroll)
		took["case-ms"] += r.number(openLast)
	}
	for unit, ms := range took {
		b.ReportMetric(ms/float64(b.N), unit)
	}
}

// What a reader of many results does, as the page's own script would.
const (
	typePatch = `const q = document.querySelector("#q"); q.value = "patch"; q.dispatchEvent(new Event("input"))`
	// scroll comes to the milliseconds of the longest frame.
	scroll = `new Promise(done => {
		const list = document.querySelector(".list"); let worst = 0, n = 0, last = performance.now();
		const step = now => { worst = Math.max(worst, now - last); last = now; list.scrollTop += 1500; ++n < 120 ? requestAnimationFrame(step) : done(worst) };
		requestAnimationFrame(step);
	})`
	// openLast comes to the milliseconds from the click to the story.
	openLast = `new Promise(done => {
		const from = performance.now();
		[...document.querySelectorAll(".rows a")].at(-1).click();
		const look = () => document.querySelector(".question") ? done(performance.now() - from) : setTimeout(look, 5);
		look();
	})`
)

// number returns the number that an expression comes to, or will come to.
func (r *reader) number(expression string) float64 {
	r.Helper()
	n, err := chromedp.Run(r.ctx, chromedp.Evaluate[float64](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		r.Fatal(err)
	}
	return n
}
