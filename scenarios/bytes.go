package scenarios

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/corslab/corslab/document"
	"github.com/corslab/corslab/fixtures"
	"github.com/corslab/corslab/wire"
)

// bytesOf returns the bytes that text stands for, one for each code point up to
// U+00FF. ok is false if it holds a higher one, which is then returned.
func bytesOf(s string) (bytes string, high rune, ok bool) {
	ascii := true
	for _, r := range s {
		if r > 0xFF {
			return "", r, false
		}
		ascii = ascii && r < 0x80
	}
	if ascii {
		return s, 0, true
	}
	b := make([]byte, 0, len(s))
	for _, r := range s {
		b = append(b, byte(r))
	}
	return string(b), 0, true
}

// bytes reads text that stands for bytes. key names it in problems.
func (d *decoder) bytes(n *document.Node, key string) string {
	s := d.Text(n, key)
	b, high, ok := bytesOf(s)
	if !ok {
		d.Report(n.Place, fmt.Sprintf("%s holds %s (%U), which is no byte", key, strconv.QuoteRune(high), high),
			`characters up to U+00FF stand for bytes; write UTF-8 as "\xE2\x82\xAC"`)
		return s
	}
	return b
}

// byteText reads text of which every character stands for a byte, as text.
func (d *decoder) byteText(n *document.Node, key string) string {
	d.bytes(n, key)
	return n.Text
}

// body reads a response's body: bytes, or UTF-8 where the text holds a
// character that stands for no byte.
func (d *decoder) body(n *document.Node) string {
	if n.Kind == document.Mapping {
		return d.sample(n)
	}
	s := d.Text(n, "body")
	if b, _, ok := bytesOf(s); ok {
		return b
	}
	return s
}

// sample reads a body that is one of the samples, for elements that want more
// than text.
func (d *decoder) sample(n *document.Node) string {
	o, ok := d.object(n, "answer-body", "a body")
	if !ok {
		return ""
	}
	v := o.Get("sample")
	if v == nil {
		d.Report(o.Place, "a body needs its content", "as text, or under sample")
		return ""
	}
	content, _ := fixtures.Sample(oneOf(d, v, "sample", fixtures.Samples()...))
	return string(content)
}

// lines reads the header lines of a response, to be sent verbatim.
func (d *decoder) lines(n *document.Node, key string) (wire.Header, []document.Place) {
	var header wire.Header
	var places []document.Place
	for _, item := range d.Items(n, key) {
		if item.Kind == document.List || item.Kind == document.Mapping {
			d.Report(item.Place, "a header line is text, this is "+item.Kind.String(), `write "Name: value"`)
			continue
		}
		line := d.bytes(item, "a header line")
		switch {
		case item.Kind != document.Text:
			continue
		case line == "":
			d.Report(item.Place, "an empty header line would end the headers", "")
		case strings.Contains(line, "\n"): // a bare CR is a byte that browsers differ on
			d.Report(item.Place, "a header line holds a line break, so it would be several", "write each line as an item of its own; one that begins with a space folds")
		}
		header, places = append(header, wire.Line(line)), append(places, item.Place)
	}
	return header, places
}

// connectionSpecific are the fields that HTTP/2 has no place for (RFC 9113
// §8.2.2).
var connectionSpecific = []string{"connection", "proxy-connection", "keep-alive", "transfer-encoding", "upgrade"}

// http2Fault says why HTTP/2 cannot carry a header line, or "" if it can. Its
// names are lower-case, which is no loss, as their case means nothing.
func http2Fault(line wire.Line) string {
	name, value, colon := line.Cut()
	switch {
	case !colon:
		return "it has no colon"
	case name == "":
		return "it has no name"
	}
	for i := 0; i < len(name); i++ {
		if c := name[i]; c <= ' ' || c >= 0x7F || c == ':' {
			return fmt.Sprintf("its name holds %q", rune(c))
		}
	}
	for i := 0; i < len(value); i++ {
		if c := value[i]; c < ' ' && c != '\t' || c == 0x7F {
			return fmt.Sprintf("its value holds the control byte 0x%02X", c)
		}
	}
	for _, field := range connectionSpecific {
		if wire.EqualFold(name, field) {
			return name + " is about an HTTP/1.1 connection"
		}
	}
	return ""
}
