package problem

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// Locate returns the line and column of the byte at offset, both counted from
// 1, the column in characters. Lines end at LF. An offset outside data is taken
// as the nearest end.
func Locate(data []byte, offset int) (line, column int) {
	before := data[:clamp(offset, len(data))]
	line = bytes.Count(before, []byte{'\n'}) + 1
	column = utf8.RuneCount(before[bytes.LastIndexByte(before, '\n')+1:]) + 1
	return line, column
}

// Line returns the text of the line that holds the byte at offset, without its
// line end.
func Line(data []byte, offset int) string {
	offset = clamp(offset, len(data))
	start := bytes.LastIndexByte(data[:offset], '\n') + 1
	end := len(data)
	if i := bytes.IndexByte(data[offset:], '\n'); i >= 0 {
		end = offset + i
	}
	return strings.TrimSuffix(string(data[start:end]), "\r")
}

func clamp(offset, length int) int { return max(0, min(offset, length)) }

// width is how many characters of a line are shown. Minified JSON is one line.
const width = 100

// excerpt returns the part of source around column that is shown, and the
// position in it of the caret, or -1 for none. Indentation is dropped, tabs
// and control characters become spaces, one for one.
func excerpt(source string, column int) (shown string, caret int) {
	runes := []rune(source)
	for i, r := range runes {
		if r < ' ' || r == 0x7F || r == utf8.RuneError {
			runes[i] = ' '
		}
	}
	caret = column - 1
	start := 0
	for start < len(runes) && runes[start] == ' ' && (caret < 0 || start < caret) {
		start++
	}
	if caret-start > width*3/4 {
		start = caret - width/2
	}
	end := min(len(runes), start+width)
	shown = strings.TrimRight(string(runes[start:end]), " ")
	if start > 0 && runes[start-1] != ' ' {
		shown = "…" + shown
		start--
	}
	if end < len(runes) {
		shown += "…"
	}
	if caret < 0 {
		return shown, -1
	}
	return shown, caret - start
}
