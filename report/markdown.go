package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/corslab/corslab/verdict"
)

// markdown writes a page for a pull request or a wiki: the failures in full,
// the rest as counts.
type markdown struct{ w io.Writer }

func newMarkdown(w io.Writer, _ Options) Writer { return markdown{w} }

func (m markdown) Write(r Result) error {
	if r.Status.IsGreen() {
		return nil
	}
	var b strings.Builder
	f := newFinding(r)
	fmt.Fprintf(&b, "### %s: %s%s\n\n", r.Status, escape(r.Case), escape(voiceText(r)))
	for _, text := range []string{f.title, f.why, f.message} {
		if text != "" {
			fmt.Fprintf(&b, "%s\n\n", escape(text))
		}
	}
	if len(f.rows) > 0 {
		fmt.Fprintf(&b, "| field | %s | %s | %s |\n|---|---|---|---|\n", voices[0], voices[1], voices[2])
		for _, r := range f.rows {
			fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", escape(r.field), markdownCell(r.voices[0]), markdownCell(r.voices[1]), markdownCell(r.voices[2]))
		}
		b.WriteString("\n")
	}
	for _, block := range exchangeBlocks(f) {
		fmt.Fprintf(&b, "%s:\n\n%s\n", strings.ToUpper(block.name[:1])+block.name[1:], codeBlock(block.lines))
	}
	if f.reason != "" {
		fmt.Fprintf(&b, "Reason: %s\n\n", escape(f.reason))
	}
	for _, note := range f.notes {
		fmt.Fprintf(&b, "Server: %s\n\n", escape(note))
	}
	if f.deciding != nil {
		fmt.Fprintf(&b, "Decided by: %s (%s)\n\n", escape(f.deciding.Text), markdownSection(f.deciding.Section))
	}
	if f.curl != "" {
		fmt.Fprintf(&b, "Repeat:\n\n%s\n", codeBlock([]string{f.curl}))
	}
	_, err := io.WriteString(m.w, b.String())
	return err
}

func (m markdown) Close(s Summary) error {
	var b strings.Builder
	fmt.Fprintf(&b, "## Summary\n\n%s.\n\n| status | results |\n|---|---:|\n", s.countText())
	for _, status := range verdict.Statuses() {
		if n := s.Statuses[status]; n > 0 {
			fmt.Fprintf(&b, "| %s | %d |\n", status, n)
		}
	}
	fmt.Fprintf(&b, "| all | %d |\n", s.Total)
	if text := s.pairText(); text != "" {
		fmt.Fprintf(&b, "\nDisagree: %s.\n", text)
	}
	if s.Interrupted {
		b.WriteString("\nInterrupted: not every case was judged.\n")
	}
	_, err := io.WriteString(m.w, b.String())
	return err
}

// markdownCell is the text of a voice in a table; see cell.
func markdownCell(value string) string {
	if value == "" {
		return "–"
	}
	return escape(value)
}

// codeBlock indents lines as a code block, which no text in them can end.
func codeBlock(lines []string) string {
	var b strings.Builder
	for _, line := range lines {
		b.WriteString("    " + Visible(line) + "\n")
	}
	return b.String()
}

// escape returns s as Markdown that shows s: one line, no markup, no HTML, no
// table cell's end.
func escape(s string) string {
	var b strings.Builder
	for _, r := range Visible(s) {
		switch {
		case r == '<':
			b.WriteString("&lt;")
			continue
		case r == '&':
			b.WriteString("&amp;")
			continue
		case strings.ContainsRune("\\`*_{}[]()#+!|~>@", r):
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}
