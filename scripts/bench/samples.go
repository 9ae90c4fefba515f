package main

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
)

// samples are what was measured, by benchmark and unit, in the order it was.
type samples map[string]map[string][]float64

// processors is what Go puts behind the name of a benchmark.
var processors = regexp.MustCompile(`-\d+$`)

// parse reads the lines of Go's benchmarks; others are passed over.
func parse(text string) samples {
	found := samples{}
	for line := range strings.Lines(text) {
		words := strings.Fields(line)
		if len(words) < 4 || !strings.HasPrefix(words[0], "Benchmark") {
			continue
		}
		name := strings.TrimPrefix(processors.ReplaceAllString(words[0], ""), "Benchmark")
		for pair := range slices.Chunk(words[2:], 2) {
			value, err := strconv.ParseFloat(pair[0], 64)
			if len(pair) < 2 || err != nil {
				continue
			}
			if found[name] == nil {
				found[name] = map[string][]float64{}
			}
			found[name][pair[1]] = append(found[name][pair[1]], value)
		}
	}
	return found
}

// of returns samples; nil where nothing was measured.
func (s samples) of(name, unit string) []float64 { return s[name][unit] }

// rate returns how many operations a second there were.
func (s samples) rate(name string) []float64 {
	return each(s.of(name, "ns/op"), func(ns float64) float64 { return 1e9 / ns })
}

// seconds returns how long an operation took.
func (s samples) seconds(name string) []float64 {
	return each(s.of(name, "ns/op"), func(ns float64) float64 { return ns / 1e9 })
}

func each(list []float64, f func(float64) float64) (out []float64) {
	for _, v := range list {
		out = append(out, f(v))
	}
	return out
}

// ratios divides samples that were taken in pairs.
func ratios(a, b []float64) (out []float64) {
	for i := range min(len(a), len(b)) {
		out = append(out, a[i]/b[i])
	}
	return out
}

func median(list []float64) float64 {
	if len(list) == 0 {
		return 0
	}
	s := slices.Sorted(slices.Values(list))
	return (s[(len(s)-1)/2] + s[len(s)/2]) / 2
}

// A row is a line of the table and of the plot.
type row struct {
	name   string
	values []float64
}

// A part is a group of rows of one unit, with the bound that is aimed at; 0 for
// none.
type part struct {
	title, unit string
	bound       float64
	atMost      bool // the bound is the most rather than the least
	format      string
	rows        []row
}

// parts is what is shown of the samples, without the curves.
func (s samples) parts() []part {
	memory := part{title: "Peak memory", unit: "MB", format: "%.1f"}
	flat := part{title: "Peak memory, many cases by few", unit: "ratio", format: "%.2f", bound: 1.2, atMost: true}
	for _, command := range []string{"predict", "run"} {
		for _, kind := range []struct{ name, unit string }{{"corslab", "peak-B"}, {"chromium", "browser-peak-B"}} {
			var peaks []float64
			for _, name := range s.named("Memory/" + command + "/") {
				values := each(s.of(name, kind.unit), func(b float64) float64 { return b / 1e6 })
				if len(values) == 0 {
					continue
				}
				peaks = append(peaks, median(values))
				memory.rows = append(memory.rows, row{strings.TrimPrefix(name, "Memory/") + " " + kind.name, values})
			}
			if len(peaks) == 2 {
				flat.rows = append(flat.rows, row{command + " " + kind.name, []float64{peaks[1] / peaks[0]}})
			}
		}
	}
	run, bare := s.of("Run/run", "cases/s"), s.of("Run/bare", "cases/s")
	start := s.seconds("ColdStart/chromium")
	return []part{
		{"Cases in Chromium", "cases/s", 0, false, "%.0f", []row{
			{"run", run}, {"bare loop", bare}, {"page per case", s.of("Run/page-per-case", "cases/s")}, {"catalogue", s.of("Run/catalogue", "cases/s")},
		}},
		{"run by bare loop, paired", "ratio", 0.8, false, "%.2f", []row{{"run/bare", ratios(run, bare)}}},
		{"Simple predictions", "predictions/s", 300_000, false, "%.0f", []row{{"simple", s.rate("PredictSimple")}}},
		{"Other predictions", "predictions/s", 0, false, "%.0f", []row{
			{"preflighted", s.rate("PredictPreflight")}, {"catalogue, judged", s.of("PredictCatalogue", "predictions/s")},
		}},
		{"Rate of preflighted predictions by simple", "ratio", 0.5, false, "%.2f", []row{
			{"preflighted", ratios(s.rate("PredictPreflight"), s.rate("PredictSimple"))},
		}},
		{"Cold start to first byte", "s", 0, false, "%.2f", []row{
			{"corslab, one file", s.seconds("ColdStart/corslab")}, {"corslab, catalogue", s.seconds("ColdStart/corslab-catalogue")}, {"Chromium alone", start},
		}},
		{"Cold start by Chromium alone, paired", "ratio", 1.5, true, "%.2f", []row{
			{"one file", ratios(s.seconds("ColdStart/corslab"), start)}, {"catalogue", ratios(s.seconds("ColdStart/corslab-catalogue"), start)},
		}},
		memory, flat,
	}
}

// named returns the benchmarks whose names begin so and end in a number, by that
// number.
func (s samples) named(prefix string) (names []string) {
	number := func(name string) int {
		n, _ := strconv.Atoi(strings.TrimPrefix(name, prefix))
		return n
	}
	for name := range s {
		if strings.HasPrefix(name, prefix) {
			names = append(names, name)
		}
	}
	slices.SortFunc(names, func(a, b string) int { return cmp.Compare(number(a), number(b)) })
	return names
}

// table is all of it in Markdown.
func table(s samples) string {
	var b strings.Builder
	b.WriteString("# What make bench measured\n\nMedian, least and most of the samples; what is paired is divided round by round.\n\n")
	w := tabwriter.NewWriter(&b, 0, 0, 1, ' ', 0)
	fmt.Fprint(w, "| what\t| unit\t| median\t| least\t| most\t| samples\t| aim\t|\n| ---\t| ---\t| ---:\t| ---:\t| ---:\t| ---:\t| ---\t|\n")
	for _, p := range s.parts() {
		aim := ""
		switch {
		case p.bound == 0:
		case p.atMost:
			aim = "at most " + fmt.Sprintf(p.format, p.bound)
		default:
			aim = "at least " + fmt.Sprintf(p.format, p.bound)
		}
		for _, r := range p.rows {
			if len(r.values) == 0 {
				continue
			}
			number := func(v float64) string { return fmt.Sprintf(p.format, v) }
			fmt.Fprintf(w, "| %s: %s\t| %s\t| %s\t| %s\t| %s\t| %d\t| %s\t|\n", p.title, r.name, p.unit,
				number(median(r.values)), number(slices.Min(r.values)), number(slices.Max(r.values)), len(r.values), aim)
		}
	}
	// The table is in memory, and so is the writer's other end.
	_ = w.Flush()
	return b.String()
}
