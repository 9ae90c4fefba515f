package story

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/corslab/corslab/markup"
)

// SVGOptions say how a picture is to be used. The zero value is one that stands
// alone, as wide as is good.
type SVGOptions struct {
	// Columns is how many characters wide it is to be; 0 is as many as are good.
	Columns int
	// ID begins the ids in it, where a page holds several.
	ID string
	// IsInline leaves its style sheet out: the page has StyleSheet.
	IsInline bool
	// HasCaption writes question and verdict above.
	HasCaption bool
}

// StyleSheet colours the pictures of SVG, in dark or light as the reader's system
// is. A page that knows better sets data-theme on its root element.
const StyleSheet = `.corslab-story{--story-ink:#1f2328;--story-dim:#59636e;--story-line:#c4cbd3;--story-box:#eef1f4;--story-ask:#0a58ca;--story-ok:#1a7f37;--story-note:#8a5a00;--story-stop:#c1121f;font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace;font-size:12px;max-width:100%;height:auto}` +
	`@media (prefers-color-scheme:dark){:root:not([data-theme=light]) .corslab-story,svg.corslab-story:root{` + darkStory + `}}` +
	`:root[data-theme=dark] .corslab-story{` + darkStory + `}` +
	`.corslab-story text{fill:var(--story-ink);white-space:pre}.corslab-story .life{stroke:var(--story-line);stroke-width:1.5}.corslab-story .box{fill:var(--story-box)}` +
	`.corslab-story .title{font-weight:600}.corslab-story .detail{fill:var(--story-dim)}.corslab-story .note{fill:var(--story-note)}.corslab-story .stopped{fill:var(--story-stop);font-weight:600}` +
	`.corslab-story line.ask,.corslab-story path.ask{stroke:var(--story-ask)}.corslab-story line.ok,.corslab-story path.ok{stroke:var(--story-ok)}.corslab-story line.stop,.corslab-story path.stop{stroke:var(--story-stop)}` +
	`.corslab-story line,.corslab-story path{stroke-width:1.75;fill:none}.corslab-story .dash{stroke-dasharray:5 4}`

const darkStory = `--story-ink:#e6edf3;--story-dim:#9198a1;--story-line:#48505a;--story-box:#21262d;--story-ask:#6cb0ff;--story-ok:#56d364;--story-note:#e3b341;--story-stop:#ff7b72`

// The size of a cell, in pixels.
const (
	cellWidth  = 7.25
	cellHeight = 17
	padding    = 12
)

// SVG draws the stories one below the other in one picture. It names itself to
// those who cannot see it: its title is the first question, its description tells
// every event.
func SVG(stories []*Story, o SVGOptions) string {
	var (
		body, desc strings.Builder
		width, y   float64
	)
	for i, t := range stories {
		p, _ := t.layOut(o.Columns)
		drawn := drawing{picture: p, x: padding, y: y + padding}
		if o.HasCaption {
			drawn.caption(t, len(stories) > 1, i)
		}
		drawn.draw()
		body.WriteString(drawn.b.String())
		width = max(width, 2*padding+float64(p.width)*cellWidth)
		y = drawn.y + float64(p.height)*cellHeight
		desc.WriteString(t.told())
	}
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" class="corslab-story" width="%s" height="%s" viewBox="0 0 %[1]s %[2]s" role="img" aria-labelledby="%[3]stitle %[3]sdesc">`,
		px(width), px(y+padding), escapeXML(o.ID))
	title := ""
	if len(stories) > 0 {
		title = stories[0].Question
	}
	fmt.Fprintf(&b, `<title id="%[1]stitle">%[2]s</title><desc id="%[1]sdesc">%[3]s</desc>`, escapeXML(o.ID), escapeXML(markup.Visible(title)), escapeXML(desc.String()))
	if !o.IsInline {
		b.WriteString("<style>" + StyleSheet + "</style>")
	}
	b.WriteString(body.String() + "</svg>\n")
	return b.String()
}

// A drawing is one story's part of a picture, its upper left corner at x, y.
type drawing struct {
	*picture
	x, y float64
	b    strings.Builder
}

// caption writes question and verdict above the picture.
func (d *drawing) caption(t *Story, isNumbered bool, i int) {
	question := t.Question
	if isNumbered {
		question = "Step " + strconv.Itoa(i+1) + t.waitText() + ": " + question
	}
	style := "title"
	if t.Deciding > 0 {
		style = "stopped"
	}
	for _, part := range [...]struct{ text, class string }{{question, "title"}, {t.Verdict, style}} {
		for _, line := range wrap(markup.Visible(part.text), d.width, 2) {
			d.text(0, 0, line, part.class)
			d.y += cellHeight
		}
	}
	d.y += cellHeight / 2
}

// waitText says how long was waited before.
func (t *Story) waitText() string {
	if t.After == "" {
		return ""
	}
	return ", after " + t.After
}

func (d *drawing) draw() {
	for _, m := range d.texts {
		if m.row < d.top && m.style == styleTitle {
			fmt.Fprintf(&d.b, `<rect class="box" x="%s" y="%s" width="%s" height="%d" rx="4"/>`,
				px(d.column(m.column)-4), px(d.row(m.row)), px(float64(utf8.RuneCountInString(m.text))*cellWidth+8), cellHeight)
		}
	}
	for _, x := range d.lifelines {
		fmt.Fprintf(&d.b, `<line class="life" x1="%s" x2="%[1]s" y1="%s" y2="%s"/>`, px(d.middle(x)), px(d.row(d.top)+2), px(d.row(d.height)-4))
	}
	for _, m := range d.texts {
		d.text(m.row, m.column, m.text, [...]string{
			styleTitle: "title", styleText: "", styleDetail: "detail", styleNote: "note", styleStopped: "stopped",
		}[m.style])
	}
	for _, a := range d.arrows {
		d.arrow(a)
	}
}

func (d *drawing) text(row, column int, text, class string) {
	d.b.WriteString(`<text x="` + px(d.column(column)) + `" y="` + px(d.row(row)+12.5) + `"`)
	if class != "" {
		d.b.WriteString(` class="` + class + `"`)
	}
	d.b.WriteString(">" + escapeXML(text) + "</text>")
}

// arrow draws a line with a head, or a cross where it is stopped.
func (d *drawing) arrow(a arrowMark) {
	class := map[style]string{styleArrow: "ask", styleAnswer: "ok", styleStopped: "stop"}[a.style]
	dash := ""
	if a.isDashed {
		dash = " dash"
	}
	y, from, to, back := d.row(a.row)+6, d.middle(a.from), d.middle(a.to), 1.0
	if a.from < a.to {
		back = -1
	}
	end := to + back*2
	if a.isStopped {
		end = to + back*14
	}
	fmt.Fprintf(&d.b, `<line class="%s%s" x1="%s" x2="%s" y1="%s" y2="%[5]s"/>`, class, dash, px(from), px(end), px(y))
	if a.isStopped {
		fmt.Fprintf(&d.b, `<path class="%s" d="M%s %sl9 9m0 -9l-9 9"/>`, class, px(to+back*9-4.5), px(y-4.5))
		return
	}
	fmt.Fprintf(&d.b, `<path class="%s" d="M%s %sL%s %sL%[2]s %[6]s"/>`, class, px(end+back*7), px(y-4), px(end), px(y), px(y+4))
}

func (d *drawing) column(x int) float64 { return d.x + float64(x)*cellWidth }
func (d *drawing) middle(x int) float64 { return d.column(x) + cellWidth/2 }
func (d *drawing) row(y int) float64    { return d.y + float64(y)*cellHeight }

func px(v float64) string { return strconv.FormatFloat(v, 'f', -1, 32) }

var xmlEscapes = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "'", "&#39;")

// escapeXML escapes text that is visible already.
func escapeXML(s string) string { return xmlEscapes.Replace(s) }

// told tells verdict and events in sentences, for those who do not see the picture.
func (t *Story) told() string {
	var b strings.Builder
	b.WriteString(markup.Visible(t.Verdict))
	for _, e := range t.Events {
		b.WriteByte(' ')
		b.WriteString(t.Tell(e))
	}
	b.WriteByte('\n')
	return b.String()
}

// Tell tells one event in a sentence.
func (t *Story) Tell(e Event) string {
	from, to := titleOf(t.Lanes[e.From]), titleOf(t.Lanes[e.To])
	text := shown(e.Text)
	for i, line := range e.Lines {
		text += [...]string{" with ", ", "}[min(i, 1)] + shown(line)
	}
	switch {
	case e.Kind == EventNote && e.IsStopped:
		return "Stopped by decision " + text
	case e.Kind == EventNote:
		return "The browser: " + text
	case e.IsStopped && e.Kind == EventAnswer:
		text += ", which is stopped"
	}
	return from + " to " + to + ": " + text + "."
}
