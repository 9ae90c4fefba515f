package story

import (
	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/markup"
)

// Write writes the whole story on a page: for a terminal of width columns, or for
// Markdown. width is that of Diagram.
func (t *Story) Write(p markup.Page, width int, colour bool) {
	p.Paragraph(t.Question)
	p.Strong(t.Verdict)
	if t.Observed != "" {
		p.Paragraph(t.Observed)
	}
	p.Drawing(t.Diagram(width, colour))
	p.Steps(Steps(t.Decisions))
	if m := t.Meaning; m != nil {
		p.Subheading(string(m.Reason) + ": " + m.Short)
		p.Paragraph(m.Means)
		p.List("What usually causes it", m.Causes)
		p.List("What helps", m.Fixes)
		p.Paragraph("Its page in the playground, while corslab serve runs: " + m.Page)
	}
	t.writeFix(p)
	for _, q := range t.Quirks {
		p.Paragraph("Quirk " + q.Name + ": " + q.Text)
	}
	for _, fact := range t.Unverified {
		p.Paragraph("Unverified: " + fact)
	}
}

// Steps are decisions as a page takes them.
func Steps(list []Decision) []markup.Step {
	steps := make([]markup.Step, len(list))
	for i, d := range list {
		steps[i] = markup.Step{Number: d.Number, Mark: markOf(d.Verdict), Text: d.Text, Section: d.Section, IsServers: d.IsServers}
		if d.Quirk != "" {
			steps[i].Text += " [quirk " + d.Quirk + "]"
		}
	}
	return steps
}

// markOf is the sign in front of a decision.
func markOf(v fetch.Verdict) string {
	switch v {
	case fetch.Pass:
		return "✓"
	case fetch.Fail:
		return "✗"
	}
	return "·"
}

func (t *Story) writeFix(p markup.Page) {
	f := t.Fix
	if f == nil {
		return
	}
	p.Subheading("The smallest fix")
	p.Paragraph(f.Text)
	for _, c := range f.Changes {
		p.Block(c.Title, c.Lines)
	}
	for _, caution := range f.Cautions {
		p.Paragraph(caution)
	}
}
