package story

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/corslab/corslab/markup"
)

// A style is what part of a picture a mark is, by which it is coloured.
type style uint8

const (
	styleLine    style = iota // lifelines
	styleTitle                // who takes part
	styleText                 // what goes over
	styleDetail               // its headers
	styleArrow                // a request
	styleAnswer               // an answer
	styleNote                 // what a browser does on its own
	styleStopped              // where things go wrong
)

// A picture is a sequence diagram laid out in cells of one character. Text and
// SVG draw the same.
type picture struct {
	width, height int
	// lifelines are the columns of the lanes, and top the row they begin in.
	lifelines []int
	top       int
	texts     []textMark
	arrows    []arrowMark
}

type textMark struct {
	row, column int
	text        string
	style       style
}

// An arrowMark goes from one column to another, in one row.
type arrowMark struct {
	row, from, to int
	style         style
	// isStopped says that it ends in a cross, isDashed that it is no message.
	isStopped, isDashed bool
}

// The widths between lifelines, least and most.
const (
	leastPageGap, mostPageGap       = 16, 34
	goodPageGap                     = 26 // which it keeps as long as messages can be narrower
	leastMessageGap, mostMessageGap = 30, 66
	leastServerGap, mostServerGap   = 16, 32
	leastMargin, mostMargin         = 6, 20
	leastNote                       = 26 // beside the browser, where there is no server
)

// longestLine is how much of a header or text is shown.
const longestLine = 180

// layOut makes the picture. It is no wider than width where that is possible;
// fits says whether it was. A width of 0 is as wide as is good.
func (t *Story) layOut(width int) (p *picture, fits bool) {
	gaps, margin := t.gaps()
	p = &picture{lifelines: make([]int, len(t.Lanes))}
	p.width = 2 + sum(gaps) + margin
	if width > 0 {
		least := leastMargin
		if len(t.Lanes) == 2 {
			least = leastNote
		}
		shrink(&p.width, width, margin, least)
		gaps[0] = shrink(&p.width, width, gaps[0], goodPageGap)
		if len(gaps) > 1 {
			gaps[1] = shrink(&p.width, width, gaps[1], leastMessageGap)
		}
		gaps[0] = shrink(&p.width, width, gaps[0], leastPageGap)
		for i := 2; i < len(gaps); i++ {
			gaps[i] = shrink(&p.width, width, gaps[i], leastServerGap)
		}
	}
	at := 1
	for i := range p.lifelines {
		p.lifelines[i] = at
		if i < len(gaps) {
			at += gaps[i]
		}
	}
	p.titles(t.Lanes)
	for _, e := range t.Events {
		p.event(e)
	}
	p.height++
	return p, width == 0 || p.width <= width
}

// gaps returns the widths that are good: between the lifelines, and beside the last.
func (t *Story) gaps() (gaps []int, margin int) {
	gaps = make([]int, len(t.Lanes)-1)
	need := func(gap, length int) { gaps[gap] = max(gaps[gap], length+4) }
	for _, e := range t.Events {
		left := min(e.From, e.To)
		if e.Kind == EventNote || e.From+e.To != 2*left+1 {
			continue
		}
		for _, line := range append([]string{e.Text}, e.Lines...) {
			need(left, utf8.RuneCountInString(shown(line))+2)
		}
	}
	for i, lane := range t.Lanes[:len(t.Lanes)-1] {
		need(i, len(titleOf(lane))+2)
	}
	for i := range gaps {
		switch i {
		case 0:
			gaps[i] = min(max(gaps[i], leastPageGap), mostPageGap)
		case 1:
			gaps[i] = min(max(gaps[i], leastMessageGap), mostMessageGap)
		default:
			gaps[i] = min(max(gaps[i], leastServerGap), mostServerGap)
		}
	}
	last := len(titleOf(t.Lanes[len(t.Lanes)-1]))
	if len(t.Lanes) == 2 {
		return gaps, mostMessageGap // room for what the browser notes
	}
	return gaps, min(max(last/2+1, leastMargin), mostMargin)
}

// shrink makes a part of a too wide whole smaller, but not below least.
func shrink(whole *int, width, part, least int) int {
	less := max(0, min(*whole-width, part-least))
	*whole -= less
	return part - less
}

func sum(list []int) (n int) {
	for _, v := range list {
		n += v
	}
	return n
}

// titleOf names a lane. That a server speaks https goes without saying.
func titleOf(l Lane) string {
	if l.Kind == LaneServer {
		return markup.Visible(strings.TrimPrefix(l.Name, "https://"))
	}
	return markup.Visible(l.Name)
}

// titles puts the names of the lanes above their lifelines.
func (p *picture) titles(lanes []Lane) {
	for i, lane := range lanes {
		at := p.lifelines[i]
		var room int
		switch i {
		case 0:
			room = p.lifelines[1] - 6
		case len(lanes) - 1:
			room = min(2*(at-p.lifelines[i-1])-12, at-p.lifelines[i-1]+p.width-at-8)
		default:
			room = min(at-p.lifelines[i-1], p.lifelines[i+1]-at) - 2
		}
		row := 0
		for _, part := range [...]struct {
			text  string
			style style
		}{{titleOf(lane), styleTitle}, {markup.Visible(lane.Detail), styleDetail}} {
			for _, line := range wrap(part.text, max(room, 6), 0) {
				length := utf8.RuneCountInString(line)
				column := max(0, min(at-length/2, p.width-length))
				if lane.Kind == LanePage {
					column = 0
				}
				p.texts = append(p.texts, textMark{row, column, line, part.style})
				row++
			}
		}
		p.top = max(p.top, row)
	}
	p.height = p.top
}

// event adds what happens below what happened before.
func (p *picture) event(e Event) {
	left, right := min(p.lifelines[e.From], p.lifelines[e.To]), max(p.lifelines[e.From], p.lifelines[e.To])
	if e.Kind == EventNote {
		p.note(e, left)
		return
	}
	if e.Kind != EventAnswer {
		p.height++ // an answer stands close to its request
	}
	p.lines(e.Text, left+2, right-left-3, styleText)
	for _, line := range e.Lines {
		p.lines(line, left+4, right-left-5, styleDetail)
	}
	style := styleArrow
	switch {
	case e.IsStopped:
		style = styleStopped
	case e.Kind == EventAnswer || e.Kind == EventResult:
		style = styleAnswer
	}
	p.arrows = append(p.arrows, arrowMark{
		p.height, p.lifelines[e.From], p.lifelines[e.To], style,
		e.IsStopped && e.Kind == EventAnswer, e.Kind == EventCall || e.Kind == EventResult,
	})
	p.height++
}

// note adds what the browser does on its own, to the right of its lifeline.
func (p *picture) note(e Event, at int) {
	right := p.width
	for _, x := range p.lifelines {
		if x > at {
			right = x
			break
		}
	}
	text, style := "• "+e.Text, styleNote
	if e.IsStopped {
		text, style = "✗ "+e.Text, styleStopped
	} else {
		p.height++
	}
	p.lines(text, at+2, max(right-at-3, 20), style)
}

// lines writes text from a column on, in as many rows as it takes.
func (p *picture) lines(text string, column, width int, s style) {
	for _, line := range wrap(shown(text), max(width, 8), 2) {
		p.texts = append(p.texts, textMark{p.height, column, line, s})
		p.height++
	}
}

// shown is text on one line, not too long, in which nothing is hidden.
func shown(text string) string {
	if len(text) > longestLine {
		cut := longestLine
		for !utf8.RuneStart(text[cut]) {
			cut--
		}
		return markup.Visible(text[:cut]) + "… (" + strconv.Itoa(len(text)) + " bytes)"
	}
	return markup.Visible(text)
}

// wrap breaks text into lines of at most width characters, at blanks where there
// are some. All but the first line are indented.
func wrap(text string, width, indent int) (lines []string) {
	rest := []rune(text)
	lead := ""
	for len(rest) > 0 {
		room := width - len(lead)
		if len(rest) <= room {
			return append(lines, lead+string(rest))
		}
		cut := breakAt(rest, room)
		lines = append(lines, lead+strings.TrimRight(string(rest[:cut]), " "))
		rest = []rune(strings.TrimLeft(string(rest[cut:]), " "))
		lead = strings.Repeat(" ", min(indent, width/2))
	}
	return lines
}

// breakAt returns where a line of at most room characters may end: at a blank, or
// else after a mark that parts names, unless that is too early.
func breakAt(text []rune, room int) int {
	for _, marks := range [...]string{" ", "/,;&?=.-"} {
		for i := room; i > room/2; i-- {
			if marks == " " && text[i] == ' ' {
				return i
			}
			if marks != " " && strings.ContainsRune(marks, text[i-1]) {
				return i
			}
		}
	}
	return room
}
