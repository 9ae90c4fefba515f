package fetch_test

import (
	"testing"

	"github.com/corslab/corslab/fetch"
)

func benchmark(b *testing.B, world fetch.World, r fetch.Request) {
	browser, err := fetch.NewBrowser(fetch.Config{
		Profile: profile(b, "chromium"), Page: fetch.Page{URL: pageA + "/page"}, World: world,
	})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if p := browser.Fetch(r); p.Outcome != fetch.Allow {
			b.Fatal(p.Reason)
		}
	}
}

func BenchmarkPredictSimple(b *testing.B) {
	benchmark(b, fetch.World{siteB: {Server: answer(200, anyOrigin, "Content-Type: text/plain")}}, to(siteB+"/x", get()))
}

func BenchmarkPredictPreflight(b *testing.B) {
	server := answer(200, anyOrigin, "Access-Control-Allow-Methods: PUT", "Access-Control-Allow-Headers: x-a", "Access-Control-Max-Age: 0")
	benchmark(b, fetch.World{siteB: {Server: server}}, to(siteB+"/x", putX))
}
