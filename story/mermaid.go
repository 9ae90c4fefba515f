package story

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/corslab/corslab/markup"
)

// Mermaid draws the stories of a case in one diagram in the language of Mermaid.
func Mermaid(stories []*Story) string {
	var b strings.Builder
	b.WriteString("sequenceDiagram\n")
	names := map[Lane]string{}
	for _, t := range stories {
		for _, lane := range t.Lanes {
			if _, ok := names[lane]; ok {
				continue
			}
			names[lane] = string("PBS"[min(len(names), 2)])
			if lane.Kind == LaneServer {
				names[lane] += strconv.Itoa(len(names) - 1)
			}
			fmt.Fprintf(&b, "  participant %s as %s\n", names[lane], mermaidText(titleOf(lane)))
		}
	}
	for i, t := range stories {
		name := func(lane int) string { return names[t.Lanes[lane]] }
		caption := t.Verdict
		if len(stories) > 1 {
			caption = "Step " + strconv.Itoa(i+1) + t.waitText() + ": " + caption
		}
		fmt.Fprintf(&b, "  Note over %s,%s: %s\n", name(pageLane), name(browserLane), mermaidText(shown(caption)))
		for _, e := range t.Events {
			lines := []string{mermaidText(shown(e.Text))}
			for _, line := range e.Lines {
				lines = append(lines, mermaidText(shown(line)))
			}
			text := strings.Join(lines, "<br/>")
			if e.Kind == EventNote {
				mark := ""
				if e.IsStopped {
					mark = "✗ "
				}
				fmt.Fprintf(&b, "  Note over %s: %s%s\n", name(e.From), mark, text)
				continue
			}
			fmt.Fprintf(&b, "  %s%s%s: %s\n", name(e.From), arrowOf(e), name(e.To), text)
		}
	}
	return b.String()
}

// arrowOf is Mermaid's arrow for an event.
func arrowOf(e Event) string {
	switch {
	case e.IsStopped:
		return "--x"
	case e.Kind == EventAnswer || e.Kind == EventResult:
		return "-->>"
	}
	return "->>"
}

// mermaidText is visible text in which nothing means anything to Mermaid: what is
// neither letter, digit nor a plain mark is written as an entity, and so is the
// first letter of "end", which would close a block.
func mermaidText(s string) string {
	var b strings.Builder
	word := ""
	flush := func() {
		if strings.EqualFold(word, "end") {
			fmt.Fprintf(&b, "#%d;", word[0])
			word = word[1:]
		}
		b.WriteString(word)
		word = ""
	}
	for _, r := range markup.Visible(s) {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9':
			word += string(r)
			continue
		}
		flush()
		if r > 0x7F || strings.ContainsRune(" .,:-/()*=?!_'", r) {
			b.WriteRune(r)
		} else {
			fmt.Fprintf(&b, "#%d;", r)
		}
	}
	flush()
	return b.String()
}
