package audit

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"github.com/corslab/corslab/document"
)

// An Edit replaces a range of the file's bytes.
type Edit struct {
	// Start and End are byte offsets.
	Start, End int
	Text       string
}

// Apply returns the file with the edits made, which must not overlap and are made
// last to first.
func Apply(data []byte, edits ...*Edit) []byte {
	for i := len(edits) - 1; i >= 0; i-- {
		e := edits[i]
		data = bytes.Join([][]byte{data[:e.Start], []byte(e.Text), data[e.End:]}, nil)
	}
	return data
}

// A text is a file, whose entries are found by their places.
type text struct{ data []byte }

// offset is the byte at a place; -1 if the file has no such place.
func (t text) offset(at document.Place) int {
	if at.Line < 1 || at.Column < 1 {
		return -1
	}
	start := 0
	for range at.Line - 1 {
		i := bytes.IndexByte(t.data[start:], '\n')
		if i < 0 {
			return -1
		}
		start += i + 1
	}
	for range at.Column - 1 {
		if start >= len(t.data) {
			return -1
		}
		_, size := utf8.DecodeRune(t.data[start:])
		start += size
	}
	return start
}

// token returns the range of the value that is written at a place, quotes
// included; ok is false if it is not there as it stands.
func (t text) token(s document.String) (start, end int, ok bool) {
	start = t.offset(s.Place)
	if start < 0 || start > len(t.data) || s.Value == "" {
		return 0, 0, false
	}
	rest := string(t.data[start:])
	for _, quote := range []string{`"`, `'`, ""} {
		if written := quote + s.Value + quote; strings.HasPrefix(rest, written) {
			return start, start + len(written), true
		}
	}
	return 0, 0, false
}

// replace puts a value in place of one; nil if it is not written as it stands.
func (t text) replace(s document.String, value string) *Edit {
	start, end, ok := t.token(s)
	if !ok {
		return nil
	}
	return &Edit{start, end, strings.Replace(string(t.data[start:end]), s.Value, value, 1)}
}

// add puts a value behind one, as an entry of the same list.
func (t text) add(s document.String, value string) *Edit {
	start, end, ok := t.token(s)
	if !ok {
		return nil
	}
	lineStart := bytes.LastIndexByte(t.data[:start], '\n') + 1
	before := string(t.data[lineStart:start])
	written := strings.Replace(string(t.data[start:end]), s.Value, value, 1)
	switch {
	case strings.TrimSpace(before) == "-": // a block list of YAML
		return &Edit{end, end, "\n" + before + written}
	case strings.HasSuffix(before, ">"): // an element of XML
		open := before[strings.LastIndexByte(before, '<'):]
		closing := "</" + open[1:]
		return &Edit{end + len(closing), end + len(closing), open + value + closing}
	}
	return &Edit{end, end, ", " + written}
}

// remove takes an entry out of its list.
func (t text) remove(s document.String) *Edit {
	start, end, ok := t.token(s)
	if !ok {
		return nil
	}
	lineStart := bytes.LastIndexByte(t.data[:start], '\n') + 1
	before := string(t.data[lineStart:start])
	switch {
	case strings.TrimSpace(before) == "-":
		if i := bytes.IndexByte(t.data[end:], '\n'); i >= 0 {
			return &Edit{lineStart, end + i + 1, ""}
		}
		return &Edit{lineStart, len(t.data), ""}
	case strings.HasSuffix(before, ">"):
		open := before[strings.LastIndexByte(before, '<'):]
		return &Edit{start - len(open), min(len(t.data), end+len(open)+1), ""}
	}
	after := end + document.LeadingSpace(t.data[end:])
	if after < len(t.data) && t.data[after] == ',' {
		return &Edit{start, after + 1 + document.LeadingSpace(t.data[after+1:]), ""}
	}
	previous := bytes.TrimRight(t.data[:start], " \t\r\n")
	if bytes.HasSuffix(previous, []byte(",")) {
		return &Edit{len(previous) - 1, end, ""}
	}
	return nil // the only entry of its list
}
