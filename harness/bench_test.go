package harness

import (
	"testing"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/scenarios"
)

// BenchmarkPredictCatalogue predicts and judges the whole catalogue, expansion
// included; an operation is all of it.
func BenchmarkPredictCatalogue(b *testing.B) {
	suites, err := scenarios.Load(scenarios.Catalogue(), ".")
	if err != nil {
		b.Fatal(err)
	}
	profile, _ := fetch.ProfileNamed("chromium")
	results := 0
	b.ReportAllocs()
	for b.Loop() {
		for _, err := range Predict(b.Context(), Config{Suites: suites, Profile: profile}) {
			if err != nil {
				b.Fatal(err)
			}
			results++
		}
	}
	b.ReportMetric(float64(results)/b.Elapsed().Seconds(), "predictions/s")
}
