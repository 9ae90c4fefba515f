package story

import (
	"strings"
)

// Diagram draws who sends what to whom, in text of at most width columns; 0 is as
// many as are good. Where so many take part that the width does not do, the same
// is told in a list. colour is for terminals.
func (t *Story) Diagram(width int, colour bool) string {
	p, fits := t.layOut(width)
	if !fits {
		return t.ladder(width)
	}
	return p.text(colour)
}

// A cell is a character of a text picture.
type cell struct {
	char  rune
	style style
}

func (p *picture) text(colour bool) string {
	rows := make([][]cell, p.height)
	for y := range rows {
		rows[y] = make([]cell, p.width+1)
		for x := range rows[y] {
			rows[y][x].char = ' '
		}
		for _, x := range p.lifelines {
			if y >= p.top {
				rows[y][x] = cell{'│', styleLine}
			}
		}
	}
	for _, m := range p.texts {
		x := m.column
		for _, r := range m.text {
			if x >= len(rows[m.row]) {
				rows[m.row] = append(rows[m.row], cell{' ', styleLine})
			}
			rows[m.row][x] = cell{r, m.style}
			x++
		}
	}
	for _, a := range p.arrows {
		a.draw(rows[a.row])
	}
	var b strings.Builder
	for _, row := range rows {
		writeCells(&b, row, colour)
	}
	return b.String()
}

// draw puts the arrow into a row.
func (a arrowMark) draw(row []cell) {
	line := '─'
	if a.isDashed {
		line = '╌'
	}
	for x := min(a.from, a.to) + 1; x < max(a.from, a.to); x++ {
		row[x] = cell{line, a.style}
	}
	tip, head, start := a.to-1, '▶', '├'
	if a.to < a.from {
		tip, head, start = a.to+1, '◀', '┤'
	}
	if a.isStopped {
		head = '✗'
	}
	row[tip] = cell{head, a.style}
	row[a.from].char = start
}

// colours are ANSI codes by style.
var colours = [...]string{
	styleLine: "2", styleTitle: "1", styleText: "", styleDetail: "2", styleArrow: "36", styleAnswer: "32", styleNote: "33", styleStopped: "31",
}

func writeCells(b *strings.Builder, row []cell, colour bool) {
	end := len(row)
	for end > 0 && row[end-1].char == ' ' {
		end--
	}
	code := ""
	for _, c := range row[:end] {
		if want := colours[c.style]; colour && c.char != ' ' && want != code {
			b.WriteString("\x1b[0m")
			if want != "" {
				b.WriteString("\x1b[" + want + "m")
			}
			code = want
		}
		b.WriteRune(c.char)
	}
	if code != "" {
		b.WriteString("\x1b[0m")
	}
	b.WriteByte('\n')
}

// ladder tells the events in a list, for where there is no room to draw.
func (t *Story) ladder(width int) string {
	var b strings.Builder
	write := func(text string, indent int) {
		for _, line := range wrap(shown(text), max(width-indent, 16), 2) {
			b.WriteString(strings.Repeat(" ", indent) + line + "\n")
		}
	}
	for _, e := range t.Events {
		from, to := titleOf(t.Lanes[e.From]), titleOf(t.Lanes[e.To])
		switch {
		case e.Kind == EventNote && e.IsStopped:
			write("✗ "+e.Text, 2)
			continue
		case e.Kind == EventNote:
			write("• "+e.Text, 2)
			continue
		case e.IsStopped && e.Kind == EventAnswer:
			write(from+" ─✗ "+to+"  "+e.Text, 0)
		default:
			write(from+" ─▶ "+to+"  "+e.Text, 0)
		}
		for _, line := range e.Lines {
			write(line, 4)
		}
	}
	return b.String()
}
