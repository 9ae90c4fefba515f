package main

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
)

const measured = `goos: linux
BenchmarkPredictSimple-2 	 500000	 2000 ns/op	 1363 B/op	 11 allocs/op
BenchmarkRun/run 1 1000000 ns/op 800.0 cases/s
BenchmarkRun/run 1 1000000 ns/op 900.0 cases/s
BenchmarkRun/bare 1 1000000 ns/op 1000.0 cases/s
BenchmarkRun/bare 1 1000000 ns/op 1000.0 cases/s
BenchmarkMemory/predict/300000 1 9 ns/op 22000000 peak-B
BenchmarkMemory/predict/10000 1 9 ns/op 20000000 peak-B
`

func TestTable(t *testing.T) {
	got := strings.Join(strings.Fields(table(parse(measured))), " ")
	for _, want := range []string{
		"| Simple predictions: simple | predictions/s | 500000 | 500000 | 500000 | 1 | at least 300000 |",
		"| run by bare loop, paired: run/bare | ratio | 0.85 | 0.80 | 0.90 | 2 | at least 0.80 |",
		"| Peak memory, many cases by few: predict corslab | ratio | 1.10 | 1.10 | 1.10 | 1 | at most 1.20 |",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no line %q in\n%s", want, got)
		}
	}
	if strings.Contains(got, "Cold start") {
		t.Error("what was not measured has a line")
	}
}

func TestPlotIsXML(t *testing.T) {
	svg := plot(parse(measured), []curve{{"run/20", []point{{0, 0, 1e6, 2e6}, {1, 20, 2e6, 3e6}}}})
	for d := xml.NewDecoder(strings.NewReader(svg)); ; {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
	for _, want := range []string{"predictions/s", "at least 0.8", "Memory of Chromium in MB", "prefers-color-scheme: dark"} {
		if !strings.Contains(svg, want) {
			t.Errorf("%q is not in the plot", want)
		}
	}
}
