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
	// Decision is a step of an argument: a mark, the statement, and the section
	// that makes it.
	Decision(mark, text, section string)
	// Note is why a server answered so, and the part of its policy that says so.
	Note(text, section string)
	// Block is preformatted lines under a title.
	Block(title string, lines []string)
	String() string
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

func (p *textPage) Decision(mark, text, section string) {
	fmt.Fprintf(p, "  %s %s\n      %s\n", mark, Visible(text), SectionAddress(section))
}

func (p *textPage) Note(text, section string) {
	fmt.Fprintf(p, "  server: %s\n      %s\n", Visible(text), Visible(section))
}

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

func (p *markdownPage) Decision(mark, text, section string) {
	fmt.Fprintf(p, "%s %s (%s)\n\n", mark, Escape(text), MarkdownSection(section))
}

func (p *markdownPage) Note(text, section string) {
	fmt.Fprintf(p, "server: %s (%s)\n\n", Escape(text), Escape(section))
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
