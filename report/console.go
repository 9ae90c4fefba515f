package report

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"

	"github.com/corslab/corslab/markup"
	"github.com/corslab/corslab/verdict"
)

// console writes for people: each case that is not green when it comes, then
// the summary.
type console struct {
	w        io.Writer
	colour   bool
	features featureCounts // of a run of the suite for middleware
}

func newConsole(w io.Writer, o Options) Writer { return &console{w: w, colour: o.Colour} }

func (c *console) Write(r Result) error {
	c.features.add(r)
	if r.Status.IsGreen() {
		return nil
	}
	_, err := io.WriteString(c.w, c.failure(r))
	return err
}

// failure returns the paragraphs about one case.
func (c *console) failure(r Result) string {
	if r.Conformance != nil {
		return c.conformanceFailure(r)
	}
	var b strings.Builder
	f := newFinding(r)
	fmt.Fprintf(&b, "%s %s%s\n", c.status(r.Status), c.bold(markup.Visible(r.Case)), voiceText(r))
	for _, text := range []string{f.title, f.why, f.message} {
		if text != "" {
			fmt.Fprintf(&b, "  %s\n", markup.Visible(text))
		}
	}
	b.WriteString(table(f.rows))
	writeExchanges(&b, f)
	if len(r.Departures) > 0 {
		fmt.Fprintf(&b, "  departs by  %s\n", strings.Join(r.Departures, ", "))
	}
	if f.reason != "" {
		fmt.Fprintf(&b, "  reason      %s\n", markup.Visible(f.reason))
	}
	for _, note := range f.notes {
		fmt.Fprintf(&b, "  server      %s\n", markup.Visible(note))
	}
	if f.deciding != nil {
		fmt.Fprintf(&b, "  decided by  %s\n              %s\n", markup.Visible(f.deciding.Text), markup.SectionAddress(f.deciding.Section))
	}
	if f.curl != "" {
		fmt.Fprintf(&b, "  repeat      %s\n", f.curl)
	}
	return b.String() + "\n"
}

// voiceText says in which browser, or by which profile, a result came about.
func voiceText(r Result) string {
	if r.Browser != nil {
		return markup.Visible(" in " + r.Browser.Name + " " + r.Browser.Version)
	}
	return markup.Visible(" in profile " + r.Profile)
}

// table shows rows side by side.
func table(rows []row) string {
	if len(rows) == 0 {
		return ""
	}
	var b strings.Builder
	t := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	fmt.Fprintf(t, "  \t%s\t%s\t%s\n", voices[0], voices[1], voices[2])
	for _, r := range rows {
		fmt.Fprintf(t, "  %s\t%s\t%s\t%s\n", markup.Visible(r.field), cell(r.voices[0]), cell(r.voices[1]), cell(r.voices[2]))
	}
	// A tabwriter fails only where its writer does.
	_ = t.Flush()
	return trimLines(b.String())
}

// cell is the text of a voice in a row: a dash where it said nothing.
func cell(value string) string {
	if value == "" {
		return "–"
	}
	return markup.Visible(value)
}

// trimLines takes trailing blanks off every line.
func trimLines(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight(line, " ")
	}
	return strings.Join(lines, "\n")
}

// writeExchanges shows the exchanges of both voices, once where they are the
// same.
func writeExchanges(b *strings.Builder, f finding) {
	for _, block := range exchangeBlocks(f) {
		fmt.Fprintf(b, "  %s\n", block.name)
		for _, line := range block.lines {
			fmt.Fprintf(b, "    %s\n", markup.Visible(line))
		}
	}
}

// A block is the exchanges of a voice, or of both.
type block struct {
	name  string
	lines []string
}

func exchangeBlocks(f finding) []block {
	const none = "no request"
	text := func(lines []string) []string {
		if len(lines) == 0 {
			return []string{none}
		}
		return lines
	}
	predicted, observed := text(f.predicted), text(f.observed)
	switch {
	case f.observed == nil && f.predicted == nil:
		return nil
	case f.observed == nil:
		return []block{{"predicted", predicted}}
	case f.predicted == nil:
		return []block{{"observed", observed}}
	case strings.Join(predicted, "\n") == strings.Join(observed, "\n"):
		return []block{{"predicted and observed", predicted}}
	}
	return []block{{"predicted", predicted}, {"observed", observed}}
}

// Close writes the summary.
func (c *console) Close(s Summary) error {
	var b strings.Builder
	b.WriteString(c.features.text())
	fmt.Fprintf(&b, "%s: %s\n", s.countText(), c.counts(s.Summary))
	if text := s.pairText(); text != "" {
		fmt.Fprintf(&b, "disagree: %s\n", text)
	}
	if s.Since != nil {
		b.WriteString(s.Since.text())
	}
	b.WriteString(s.departureText())
	if seconds := s.Elapsed.Seconds(); seconds > 0 {
		fmt.Fprintf(&b, "%.1f s, %s cases/s\n", seconds, rateText(float64(s.Cases)/seconds))
	}
	if s.Interrupted {
		b.WriteString("interrupted: not every case was judged\n")
	}
	for _, path := range s.Reports {
		fmt.Fprintf(&b, "report: %s\n", markup.Visible(path))
	}
	_, err := io.WriteString(c.w, b.String())
	return err
}

// rateText has a decimal where a slow rate needs it.
func rateText(rate float64) string {
	if rate < 10 {
		return strconv.FormatFloat(rate, 'f', 1, 64)
	}
	return strconv.FormatFloat(rate, 'f', 0, 64)
}

// counts lists every status that occurs, the good ones first.
func (c *console) counts(s verdict.Summary) string {
	var parts []string
	for _, status := range verdict.Statuses() {
		if n := s.Statuses[status]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, c.paint(status, string(status))))
		}
	}
	if parts == nil {
		return "nothing ran"
	}
	return strings.Join(parts, ", ")
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

func (c *console) status(s verdict.Status) string {
	return c.paint(s, strings.ToUpper(string(s)))
}

// paint colours text by what the status means: green, yellow for what is
// excused, red.
func (c *console) paint(s verdict.Status, text string) string {
	switch {
	case !c.colour:
		return text
	case s == verdict.Pass:
		return "\x1b[32m" + text + "\x1b[0m"
	case s.IsGreen():
		return "\x1b[33m" + text + "\x1b[0m"
	}
	return "\x1b[31m" + text + "\x1b[0m"
}

func (c *console) bold(text string) string {
	if !c.colour {
		return text
	}
	return "\x1b[1m" + text + "\x1b[0m"
}
