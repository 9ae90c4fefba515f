package main

import (
	"fmt"
	"html"
	"math"
	"slices"
	"strconv"
	"strings"
)

const (
	panelWidth, panelHeight = 470, 190
	left, right             = 140, 60 // of the drawing in its panel
	top, bottom             = 34, 34
	columns                 = 2
)

// style colours the plot for readers on white and on black.
const style = `
  svg { --ink: #1f2328; --faint: #d0d7de; --paper: #ffffff; --aim: #bc4c00; --c0: #0969da; --c1: #8250df; --c2: #1a7f37; --c3: #9a6700; }
  @media (prefers-color-scheme: dark) {
    svg { --ink: #e6edf3; --faint: #3d444d; --paper: #0d1117; --aim: #f0883e; --c0: #58a6ff; --c1: #d2a8ff; --c2: #56d364; --c3: #e3b341; }
  }
  text { font: 11px system-ui, sans-serif; fill: var(--ink); }
  .title { font-weight: 600; font-size: 13px; }
  .grid { stroke: var(--faint); stroke-width: 1; }
  .aim { stroke: var(--aim); stroke-width: 1.5; stroke-dasharray: 4 3; }
  .aimed { fill: var(--aim); }
  .median { stroke: var(--ink); stroke-width: 2; }
  path { fill: none; stroke-width: 1.8; }
`

// A canvas is an SVG under way.
type canvas struct {
	strings.Builder
	panels int
}

func (c *canvas) text(x, y float64, class, anchor, text string) {
	fmt.Fprintf(c, "<text x=\"%.1f\" y=\"%.1f\" class=\"%s\" text-anchor=\"%s\">%s</text>\n", x, y, class, anchor, html.EscapeString(text))
}

func (c *canvas) line(class string, x1, y1, x2, y2 float64) {
	fmt.Fprintf(c, "<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>\n", class, x1, y1, x2, y2)
}

// panel begins the next panel; what is drawn until close is relative to it.
func (c *canvas) panel(title string) {
	fmt.Fprintf(c, "<g transform=\"translate(%d %d)\">\n", c.panels%columns*panelWidth, c.panels/columns*panelHeight)
	c.text(12, 20, "title", "start", title)
	c.panels++
}

func (c *canvas) close() { c.WriteString("</g>\n") }

// plot draws the parts, and the curves of memory.
func plot(s samples, curves []curve) string {
	c := &canvas{}
	for _, p := range s.parts() {
		if slices.ContainsFunc(p.rows, func(r row) bool { return len(r.values) > 0 }) {
			c.dots(p)
		}
	}
	c.curves("Memory of corslab in MB, by cases done", curves, func(p point) int64 { return p.own })
	c.curves("Memory of Chromium in MB, by cases done", curves, func(p point) int64 { return p.browser })
	rows := (c.panels + columns - 1) / columns
	return fmt.Sprintf("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %[1]d %[2]d\" width=\"%[1]d\" height=\"%[2]d\" role=\"img\" aria-label=\"What make bench measured\">\n<style>%s</style>\n<rect width=\"100%%\" height=\"100%%\" fill=\"var(--paper)\"/>\n%s</svg>\n",
		columns*panelWidth, rows*panelHeight, style, c.String())
}

// dots draws each sample of the rows of a part, the medians, and the bound.
func (c *canvas) dots(p part) {
	c.panel(p.title + ", " + p.unit)
	defer c.close()
	most := p.bound
	for _, r := range p.rows {
		most = max(most, slices.Max(append(r.values, 0)))
	}
	x := c.across(most)
	step := float64(panelHeight-top-bottom) / float64(len(p.rows))
	for i, r := range p.rows {
		y := top + step*(float64(i)+0.5)
		c.text(left-8, y+4, "", "end", r.name)
		for _, v := range r.values {
			fmt.Fprintf(c, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"4\" fill=\"var(--c0)\" fill-opacity=\".55\"/>\n", x(v), y)
		}
		if len(r.values) > 0 {
			m := median(r.values)
			c.line("median", x(m), y-8, x(m), y+8)
			c.text(x(slices.Max(r.values))+9, y+4, "", "start", fmt.Sprintf(p.format, m))
		}
	}
	if p.bound > 0 {
		c.line("aim", x(p.bound), top, x(p.bound), panelHeight-bottom)
		word := "at least "
		if p.atMost {
			word = "at most "
		}
		c.text(x(p.bound), top-3, "aimed", "middle", word+short(p.bound))
	}
}

// across draws the axis from 0 to most, and returns where a value is on it.
func (c *canvas) across(most float64) func(float64) float64 {
	ticks := ticksTo(most)
	end := ticks[len(ticks)-1]
	x := func(v float64) float64 { return left + v/end*(panelWidth-left-right) }
	for _, t := range ticks {
		c.line("grid", x(t), top, x(t), panelHeight-bottom)
		c.text(x(t), panelHeight-bottom+14, "", "middle", short(t))
	}
	return x
}

// curves draws memory over the part of the cases that is done, so that runs of
// different length lie on each other where memory is flat.
func (c *canvas) curves(title string, curves []curve, of func(point) int64) {
	shown, most := 0, 0.0
	for _, one := range curves {
		for _, p := range one.points {
			most = max(most, float64(of(p))/1e6)
		}
	}
	if most == 0 {
		return
	}
	c.panel(title)
	defer c.close()
	ticks := ticksTo(most)
	x := func(part float64) float64 { return left + part*(panelWidth-left-right) }
	y := func(mb float64) float64 {
		return panelHeight - bottom - mb/ticks[len(ticks)-1]*(panelHeight-top-bottom)
	}
	for _, t := range ticks {
		c.line("grid", left, y(t), panelWidth-right, y(t))
		c.text(left-6, y(t)+4, "", "end", short(t))
	}
	for _, percent := range []float64{0, 25, 50, 75, 100} {
		c.text(x(percent/100), panelHeight-bottom+14, "", "middle", short(percent)+" %")
	}
	for colour, one := range curves {
		if !slices.ContainsFunc(one.points, func(p point) bool { return of(p) > 0 }) {
			continue
		}
		var path strings.Builder
		all := float64(max(1, one.points[len(one.points)-1].cases))
		for i, p := range one.points {
			fmt.Fprintf(&path, "%s%.1f %.1f", map[bool]string{true: "M", false: "L"}[i == 0], x(float64(p.cases)/all), y(float64(of(p))/1e6))
		}
		fmt.Fprintf(c, "<path d=\"%s\" stroke=\"var(--c%d)\"/>\n", path.String(), colour%4)
		fmt.Fprintf(c, "<rect x=\"12\" y=\"%d\" width=\"10\" height=\"10\" fill=\"var(--c%d)\"/>\n", top+6+18*shown, colour%4)
		c.text(26, float64(top+15+18*shown), "", "start", one.name)
		shown++
	}
}

// ticksTo returns round numbers from 0 to at least most.
func ticksTo(most float64) (ticks []float64) {
	if most <= 0 {
		most = 1
	}
	unit := math.Pow(10, math.Floor(math.Log10(most)))
	step := unit
	for _, part := range []float64{0.2, 0.25, 0.5} {
		if most/(unit*part) <= 6 {
			step = unit * part
			break
		}
	}
	for t := 0.0; ; t += step {
		ticks = append(ticks, t)
		if t >= most {
			return ticks
		}
	}
}

// short writes a number with few digits: 300k.
func short(v float64) string {
	for _, big := range []struct {
		size float64
		mark string
	}{{1e6, "M"}, {1e3, "k"}} {
		if v >= big.size {
			return strconv.FormatFloat(v/big.size, 'g', 4, 64) + big.mark
		}
	}
	return strconv.FormatFloat(v, 'g', 3, 64)
}
