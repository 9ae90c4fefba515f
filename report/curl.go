package report

import (
	"fmt"
	"strings"

	"github.com/corslab/corslab/wire"
)

// curlLine returns a shell command that sends the request again, with the
// header lines it was sent with.
func curlLine(r wire.Request) string {
	var b strings.Builder
	b.WriteString("curl")
	switch r.Method {
	case "GET":
		b.WriteString(" -i")
	case "HEAD":
		b.WriteString(" --head")
	default:
		b.WriteString(" -i -X " + shellQuote(r.Method))
	}
	if strings.ContainsAny(r.Target, "[]{}") {
		b.WriteString(" --globoff")
	}
	b.WriteString(" " + shellQuote(r.URL()))
	for _, line := range r.Header {
		name, value, _ := line.Cut()
		if isCurlsOwn(name) {
			continue
		}
		if value == "" {
			// "Name:" would take the header away; a semicolon sends it empty.
			b.WriteString(" -H " + shellQuote(name+";"))
			continue
		}
		b.WriteString(" -H " + shellQuote(name+": "+value))
	}
	if len(r.Body) > 0 {
		if !r.Header.Has("Content-Type") {
			b.WriteString(" -H Content-Type:") // curl would send one of its own
		}
		b.WriteString(" --data-binary " + shellQuote(string(r.Body)))
	}
	return b.String()
}

// isCurlsOwn reports whether curl writes the header itself, from the URL and
// the body.
func isCurlsOwn(name string) bool {
	return wire.EqualFold(name, "Host") || wire.EqualFold(name, "Content-Length") || wire.EqualFold(name, "Connection")
}

// shellQuote quotes a word for a POSIX shell. A word with bytes that are not
// printable ASCII is written in $'…', so that the line can be read and copied.
func shellQuote(word string) string {
	plain := word != ""
	for i := 0; i < len(word); i++ {
		c := word[i]
		if c < ' ' || c > '~' {
			return ansiQuote(word)
		}
		if !strings.ContainsRune("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:,+@%", rune(c)) {
			plain = false
		}
	}
	if plain {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}

func ansiQuote(word string) string {
	var b strings.Builder
	b.WriteString("$'")
	for i := 0; i < len(word); i++ {
		switch c := word[i]; {
		case c == '\'' || c == '\\':
			b.WriteString(`\` + string(rune(c)))
		case c < ' ' || c > '~':
			fmt.Fprintf(&b, `\%03o`, c)
		default:
			b.WriteByte(c)
		}
	}
	return b.String() + "'"
}
