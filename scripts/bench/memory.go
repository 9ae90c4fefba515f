package main

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync/atomic"
	"time"
)

const (
	// curvesFile holds what was sampled while cases were judged.
	curvesFile = "bench-memory.csv"
	// pause is how long is waited between two samples.
	pause = 100 * time.Millisecond
)

// A point is the memory of a moment in a run, in bytes.
type point struct {
	seconds float64
	cases   int
	own     int64 // of corslab
	browser int64 // of Chromium's processes
}

// A curve is the memory of a run.
type curve struct {
	name   string
	points []point
}

// memory samples runs of few and of many cases. It reads /proc, and so works on
// Linux only.
func memory(s settings, folder string) (err error) {
	file, err := os.Create(filepath.Join(s.out, curvesFile))
	if err != nil {
		return err
	}
	w := csv.NewWriter(file)
	defer func() {
		w.Flush()
		err = firstOf(err, w.Error(), file.Close())
	}()
	if err := w.Write([]string{"run", "seconds", "cases", "corslab bytes", "chromium bytes"}); err != nil {
		return err
	}
	for _, r := range []struct {
		command string
		cases   int
	}{{"predict", 10_000}, {"predict", 300_000}, {"run", 2_000}, {"run", 20_000}} {
		n := max(1, int(float64(r.cases)*s.scale)/4) * 4
		path, err := scenario(folder, n)
		if err != nil {
			return err
		}
		name := fmt.Sprintf("%s/%d", r.command, n)
		c, peak, err := sample(name, exec.Command(s.corslab, r.command, "--format", "ndjson", path))
		if err != nil {
			return fmt.Errorf("memory of %s: %w", name, err)
		}
		most := int64(0)
		for _, p := range c.points {
			most = max(most, p.browser)
			row := []string{name, strconv.FormatFloat(p.seconds, 'f', 2, 64), strconv.Itoa(p.cases), strconv.FormatInt(p.own, 10), strconv.FormatInt(p.browser, 10)}
			if err := w.Write(row); err != nil {
				return err
			}
		}
		last := c.points[len(c.points)-1]
		fmt.Fprintf(os.Stdout, "BenchmarkMemory/%s 1 %.0f ns/op %d peak-B", name, last.seconds*1e9, peak)
		if most > 0 {
			fmt.Fprintf(os.Stdout, " %d browser-peak-B", most)
		}
		fmt.Fprintln(os.Stdout)
	}
	return nil
}

// sample runs a command that writes a line for each case, and looks at its memory
// until it ends. The peak is the kernel's own count.
func sample(name string, cmd *exec.Cmd) (c curve, peak int64, err error) {
	cmd.Stderr = os.Stderr
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return c, 0, err
	}
	began := time.Now()
	if err := cmd.Start(); err != nil {
		return c, 0, err
	}
	var lines atomic.Int64
	ended := make(chan error, 1)
	go func() {
		reader := bufio.NewReaderSize(stdout, 1<<16)
		for {
			_, err := reader.ReadSlice('\n')
			switch {
			case err == nil:
				lines.Add(1)
			case errors.Is(err, bufio.ErrBufferFull):
			case errors.Is(err, io.EOF):
				ended <- nil
				return
			default:
				ended <- err
				return
			}
		}
	}()
	c.name = name
	for {
		if own, high, ok := resident(cmd.Process.Pid); ok {
			peak = max(peak, high)
			c.points = append(c.points, point{time.Since(began).Seconds(), int(lines.Load()), own, childrenOf(cmd.Process.Pid)})
		}
		select {
		case err := <-ended:
			return c, peak, firstOf(err, cmd.Wait(), enough(c))
		case <-time.After(pause):
		}
	}
}

func enough(c curve) error {
	if len(c.points) == 0 {
		return fmt.Errorf("nothing could be read from /proc")
	}
	return nil
}

func firstOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// readCurves reads what memory wrote.
func readCurves(path string) (curves []curve, err error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		return nil, err
	}
	for _, row := range rows[min(1, len(rows)):] {
		var p point
		if _, err := fmt.Sscan(row[1]+" "+row[2]+" "+row[3]+" "+row[4], &p.seconds, &p.cases, &p.own, &p.browser); err != nil {
			return nil, fmt.Errorf("%s: %q: %w", path, row, err)
		}
		if len(curves) == 0 || curves[len(curves)-1].name != row[0] {
			curves = append(curves, curve{name: row[0]})
		}
		last := &curves[len(curves)-1]
		last.points = append(last.points, p)
	}
	return curves, nil
}
