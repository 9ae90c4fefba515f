package story

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/corslab/corslab/markup"
)

// Formats are those that Explain writes.
func Formats() []string { return []string{"console", "markdown", "svg", "mermaid", "json"} }

// Options say how Explain writes to a terminal. The zero value suits a file.
type Options struct {
	// Width is how many columns there are; 0 is as many as are good.
	Width int
	// Colour is that of a terminal.
	Colour bool
}

// Explain tells the stories of a case, one for each step. An unknown format is a
// *markup.UnknownFormatError.
func Explain(w io.Writer, format string, o Options, stories []*Story) error {
	var text string
	switch format {
	case "svg":
		text = SVG(stories, SVGOptions{HasCaption: true})
	case "mermaid":
		text = Mermaid(stories)
	case "json":
		return json.NewEncoder(w).Encode(stories)
	default:
		p, err := markup.New(format, Formats()[2:]...)
		if err != nil {
			return err
		}
		explain(p, o, stories)
		text = p.String()
	}
	_, err := io.WriteString(w, text)
	return err
}

func explain(p markup.Page, o Options, stories []*Story) {
	for i, t := range stories {
		if i == 0 {
			name := t.Name
			if len(stories) > 1 {
				name, _, _ = strings.Cut(name, "@") // of which a name holds no other
			}
			p.Heading(name)
			if t.Title != "" {
				p.Paragraph(t.Title)
			}
		}
		if len(stories) > 1 {
			p.Subheading(fmt.Sprintf("Step %d%s", i+1, t.waitText()))
		}
		t.Write(p, o.Width, o.Colour)
	}
}
