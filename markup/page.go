package markup

import (
	"fmt"
	"strings"

	"github.com/corslab/corslab/fetch"
)

// A Page is a text being written in some markup. What it is given may be
// hostile; it escapes.
type Page interface {
	Heading(text string)
	Subheading(text string)
	Paragraph(text string)
	// Strong is a paragraph that is not to be overlooked.
	Strong(text string)
	// Steps are those of an argument.
	Steps([]Step)
	// List is short texts under a title.
	List(title string, items []string)
	// Drawing is preformatted text that is known to be harmless.
	Drawing(text string)
	// Block is preformatted lines under a title.
	Block(title string, lines []string)
	String() string
}

// A Step is one of an argument: its number, a mark, the statement, and the section
// of a standard that makes it.
type Step struct {
	Number              int
	Mark, Text, Section string
	// IsServers says that a server made it, and that Section is a part of its
	// policy.
	IsServers bool
}

// New begins a page in a format, "console" or "markdown". Another is an
// *UnknownFormatError, which lists these and the others that the caller knows.
func New(format string, others ...string) (Page, error) {
	switch format {
	case "console":
		return &textPage{}, nil
	case "markdown":
		return &markdownPage{}, nil
	}
	return nil, &UnknownFormatError{Format: format, Known: append([]string{"console", "markdown"}, others...)}
}

// A textPage is a page for a terminal.
type textPage struct{ strings.Builder }

func (p *textPage) Heading(text string) { fmt.Fprintf(p, "%s\n", Visible(text)) }

func (p *textPage) Subheading(text string) { fmt.Fprintf(p, "\n%s\n", Visible(text)) }

func (p *textPage) Paragraph(text string) { fmt.Fprintf(p, "%s\n", Visible(text)) }

func (p *textPage) Strong(text string) { p.Paragraph(text) }

func (p *textPage) Steps(steps []Step) {
	for _, s := range steps {
		mark, address := s.Mark+" ", SectionAddress(s.Section)
		if s.IsServers {
			mark, address = "server: ", Visible(s.Section)
		}
		fmt.Fprintf(p, "%3d %s%s\n      %s\n", s.Number, mark, Visible(s.Text), address)
	}
}

func (p *textPage) List(title string, items []string) {
	fmt.Fprintf(p, "%s:\n", Visible(title))
	for _, item := range items {
		fmt.Fprintf(p, "  – %s\n", Visible(item))
	}
}

func (p *textPage) Drawing(text string) { fmt.Fprintf(p, "\n%s\n", text) }

func (p *textPage) Block(title string, lines []string) {
	fmt.Fprintf(p, "\n%s\n", Visible(title))
	for _, line := range lines {
		fmt.Fprintf(p, "  %s\n", Visible(line))
	}
}

// A markdownPage is a page in Markdown.
type markdownPage struct{ strings.Builder }

func (p *markdownPage) Heading(text string) { fmt.Fprintf(p, "## %s\n\n", Escape(text)) }

func (p *markdownPage) Subheading(text string) { fmt.Fprintf(p, "### %s\n\n", Escape(text)) }

func (p *markdownPage) Paragraph(text string) { fmt.Fprintf(p, "%s\n\n", Escape(text)) }

func (p *markdownPage) Strong(text string) { fmt.Fprintf(p, "**%s**\n\n", Escape(text)) }

func (p *markdownPage) Steps(steps []Step) {
	for _, s := range steps {
		mark, link := s.Mark+" ", MarkdownSection(s.Section)
		if s.IsServers {
			mark, link = "server: ", Escape(s.Section)
		}
		fmt.Fprintf(p, "%d. %s%s (%s)\n", s.Number, mark, Escape(s.Text), link)
	}
	p.WriteString("\n")
}

func (p *markdownPage) List(title string, items []string) {
	fmt.Fprintf(p, "%s:\n\n", Escape(title))
	for _, item := range items {
		fmt.Fprintf(p, "- %s\n", Escape(item))
	}
	p.WriteString("\n")
}

func (p *markdownPage) Drawing(text string) {
	for line := range strings.Lines(text) {
		p.WriteString("    " + line)
	}
	p.WriteString("\n")
}

func (p *markdownPage) Block(title string, lines []string) {
	fmt.Fprintf(p, "**%s**\n\n%s\n", Escape(title), CodeBlock(lines))
}

// MarkdownSection links to a section that has an address.
func MarkdownSection(section string) string {
	if url, ok := fetch.SectionURL(section); ok {
		return "[" + Escape(section) + "](<" + Visible(url) + ">)"
	}
	return Escape(section)
}

// SectionAddress is the URL of a section, or its name where it has none.
func SectionAddress(section string) string {
	if url, ok := fetch.SectionURL(section); ok {
		return Visible(url)
	}
	return Visible(section)
}

// An UnknownFormatError names a format that is not written here.
type UnknownFormatError struct {
	Format string
	// Known are the formats that are.
	Known []string
}

func (e *UnknownFormatError) Error() string {
	return fmt.Sprintf("unknown format %q: this version writes %s", e.Format, strings.Join(e.Known, ", "))
}
