package markup

import "strings"

// CodeBlock indents lines as a code block, which no text in them can end.
func CodeBlock(lines []string) string {
	var b strings.Builder
	for _, line := range lines {
		b.WriteString("    " + Visible(line) + "\n")
	}
	return b.String()
}

// Escape returns s as Markdown that shows s: one line, no markup, no HTML, no
// table cell's end.
func Escape(s string) string {
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
