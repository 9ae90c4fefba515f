package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/corslab/corslab/markup"
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
	if r.Conformance != nil {
		_, err := io.WriteString(m.w, markdownConformance(*r.Conformance))
		return err
	}
	var b strings.Builder
	f := newFinding(r)
	fmt.Fprintf(&b, "### %s: %s%s\n\n", r.Status, markup.Escape(r.Case), markup.Escape(voiceText(r)))
	for _, text := range []string{f.title, f.why, f.message} {
		if text != "" {
			fmt.Fprintf(&b, "%s\n\n", markup.Escape(text))
		}
	}
	if len(f.rows) > 0 {
		fmt.Fprintf(&b, "| field | %s | %s | %s |\n|---|---|---|---|\n", voices[0], voices[1], voices[2])
		for _, r := range f.rows {
			fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", markup.Escape(r.field), markdownCell(r.voices[0]), markdownCell(r.voices[1]), markdownCell(r.voices[2]))
		}
		b.WriteString("\n")
	}
	for _, block := range exchangeBlocks(f) {
		fmt.Fprintf(&b, "%s:\n\n%s\n", strings.ToUpper(block.name[:1])+block.name[1:], markup.CodeBlock(block.lines))
	}
	if f.reason != "" {
		fmt.Fprintf(&b, "Reason: %s\n\n", markup.Escape(f.reason))
	}
	for _, note := range f.notes {
		fmt.Fprintf(&b, "Server: %s\n\n", markup.Escape(note))
	}
	if f.deciding != nil {
		fmt.Fprintf(&b, "Decided by: %s (%s)\n\n", markup.Escape(f.deciding.Text), markup.MarkdownSection(f.deciding.Section))
	}
	if f.curl != "" {
		fmt.Fprintf(&b, "Repeat:\n\n%s\n", markup.CodeBlock([]string{f.curl}))
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
	if s.Since != nil {
		b.WriteString(s.Since.markdown())
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
	return markup.Escape(value)
}
