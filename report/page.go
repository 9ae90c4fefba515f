package report

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/corslab/corslab/fetch"
)

// A page is a text being written in some markup. What it is given may be
// hostile; it escapes.
type page interface {
	heading(text string)
	subheading(text string)
	paragraph(text string)
	// decision is a step of an argument: a mark, the statement, and the section
	// that makes it.
	decision(mark, text, section string)
	// note is why a server answered so, and the part of its policy that says so.
	note(text, section string)
	// block is preformatted lines under a title.
	block(title string, lines []string)
	String() string
}

// newPage begins a page in a format, "console" or "markdown". Another is an
// *UnknownFormatError, which lists these and the others that the caller knows.
func newPage(format string, others ...string) (page, error) {
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

func (p *textPage) heading(text string) { fmt.Fprintf(p, "%s\n", Visible(text)) }

func (p *textPage) subheading(text string) { fmt.Fprintf(p, "\n%s\n", Visible(text)) }

func (p *textPage) paragraph(text string) { fmt.Fprintf(p, "%s\n", Visible(text)) }

func (p *textPage) decision(mark, text, section string) {
	fmt.Fprintf(p, "  %s %s\n      %s\n", mark, Visible(text), sectionAddress(section))
}

func (p *textPage) note(text, section string) {
	fmt.Fprintf(p, "  server: %s\n      %s\n", Visible(text), Visible(section))
}

func (p *textPage) block(title string, lines []string) {
	fmt.Fprintf(p, "\n%s\n", Visible(title))
	for _, line := range lines {
		fmt.Fprintf(p, "  %s\n", Visible(line))
	}
}

// A markdownPage is a page in Markdown.
type markdownPage struct{ strings.Builder }

func (p *markdownPage) heading(text string) { fmt.Fprintf(p, "## %s\n\n", escape(text)) }

func (p *markdownPage) subheading(text string) { fmt.Fprintf(p, "### %s\n\n", escape(text)) }

func (p *markdownPage) paragraph(text string) { fmt.Fprintf(p, "%s\n\n", escape(text)) }

func (p *markdownPage) decision(mark, text, section string) {
	fmt.Fprintf(p, "%s %s (%s)\n\n", mark, escape(text), markdownSection(section))
}

func (p *markdownPage) note(text, section string) {
	fmt.Fprintf(p, "server: %s (%s)\n\n", escape(text), escape(section))
}

func (p *markdownPage) block(title string, lines []string) {
	fmt.Fprintf(p, "**%s**\n\n%s\n", escape(title), codeBlock(lines))
}

// markdownSection links to a section that has an address.
func markdownSection(section string) string {
	if url, ok := fetch.SectionURL(section); ok {
		return "[" + escape(section) + "](<" + Visible(url) + ">)"
	}
	return escape(section)
}

func sortedNames(headers map[string]string) []string { return slices.Sorted(maps.Keys(headers)) }
