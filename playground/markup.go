package playground

import (
	"html"
	"regexp"
	"strings"
)

var (
	codeMark   = regexp.MustCompile("`([^`]+)`")
	strongMark = regexp.MustCompile(`\*\*([^*]+)\*\*`)
	linkMark   = regexp.MustCompile(`\[([^\]]+)\]\((https://[^)]+|#[^)]+)\)`)
)

// markup writes a text of ours as HTML: paragraphs, lists and blocks of code that
// stand apart by empty lines.
func markup(text string) string {
	var b strings.Builder
	for block := range strings.SplitSeq(strings.TrimSpace(text), "\n\n") {
		block = strings.Trim(block, "\n")
		switch {
		case block == "":
		case strings.HasPrefix(block, "    "):
			lines := strings.Split(block, "\n")
			for i := range lines {
				lines[i] = strings.TrimPrefix(lines[i], "    ")
			}
			b.WriteString("<pre><code>" + html.EscapeString(strings.Join(lines, "\n")) + "</code></pre>")
		case strings.HasPrefix(block, "- "):
			b.WriteString("<ul>")
			for item := range strings.SplitSeq("\n"+block, "\n- ") {
				if item != "" {
					b.WriteString("<li>" + inline(strings.ReplaceAll(item, "\n  ", " ")) + "</li>")
				}
			}
			b.WriteString("</ul>")
		default:
			b.WriteString("<p>" + inline(strings.ReplaceAll(block, "\n", " ")) + "</p>")
		}
	}
	return b.String()
}

// inline writes a line of ours as HTML.
func inline(text string) string {
	text = html.EscapeString(text)
	text = codeMark.ReplaceAllString(text, "<code>$1</code>")
	text = strongMark.ReplaceAllString(text, "<strong>$1</strong>")
	return linkMark.ReplaceAllString(text, `<a href="$2">$1</a>`)
}
