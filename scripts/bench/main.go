// Command bench measures what Go's benchmarks cannot: how much memory runs of
// different length take, and how long the first verdict does. It draws what
// make bench has measured in all. It is run by make bench; see CONTRIBUTING.md.
//
//	bench -corslab bin/corslab measure   what it measures, for benchstat, to standard output
//	bench draw                           bench.md and bench.svg, of bench.txt and bench-memory.csv
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

type settings struct {
	corslab, out string
	rounds       int
	scale        float64
}

func main() {
	var s settings
	flag.StringVar(&s.corslab, "corslab", "bin/corslab", "the `program` that is measured")
	flag.StringVar(&s.out, "out", "out", "the `folder` of what is written and read")
	flag.IntVar(&s.rounds, "rounds", 5, "how often a cold start is measured")
	flag.Float64Var(&s.scale, "scale", 1, "make the runs whose memory is measured this much as long")
	flag.Parse()
	do := map[string]func(settings) error{"measure": measure, "draw": draw}[flag.Arg(0)]
	if do == nil || flag.NArg() != 1 {
		flag.Usage()
		os.Exit(2)
	}
	if err := do(s); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// measure measures cold starts, then memory.
func measure(s settings) (err error) {
	folder, err := os.MkdirTemp("", "corslab-bench-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	if err := coldStarts(s, folder); err != nil {
		return err
	}
	return memory(s, folder)
}

// draw writes the table and the plot.
func draw(s settings) error {
	text, err := os.ReadFile(filepath.Join(s.out, "bench.txt"))
	if err != nil {
		return err
	}
	found := parse(string(text))
	curves, err := readCurves(filepath.Join(s.out, curvesFile))
	if err != nil {
		return err
	}
	return errors.Join(
		os.WriteFile(filepath.Join(s.out, "bench.md"), []byte(table(found)), 0o644),
		os.WriteFile(filepath.Join(s.out, "bench.svg"), []byte(plot(found, curves)), 0o644),
	)
}
