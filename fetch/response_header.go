package fetch

import (
	"strings"

	"github.com/corslab/corslab/wire"
)

// parseResponseHeader turns the lines of a response into fields, as HTTP
// parsing does (https://www.rfc-editor.org/rfc/rfc9112.html#section-5): folded
// lines are joined, whitespace around values goes, and lines that are no field
// are dropped. ok is false where browsers refuse the whole response.
func parseResponseHeader(lines wire.Header, d *departures) (fields []Field, ok bool) {
	if arePlain(lines) {
		return parseFieldLines(lines, d), true
	}
	for _, line := range lines {
		if strings.IndexByte(string(line), 0) >= 0 {
			return nil, false
		}
	}
	return parseFieldLines(unfold(lines, d), d), true
}

// parseResponse parses the lines of an answer as they are sent. A Content-Length
// that is added to plain lines needs no line to be written and read again.
func parseResponse(answer wire.Response, d *departures) (fields []Field, ok bool) {
	if !arePlain(answer.Header) {
		return parseResponseHeader(answer.Lines(), d)
	}
	fields = parseFieldLines(answer.Header, d)
	if length, isAdded := answer.AddedLength(); isAdded {
		fields = append(fields, Field{"Content-Length", itoa(length)})
	}
	return fields, true
}

// parseFieldLines parses lines that stand for themselves; those that are no field
// line are dropped.
func parseFieldLines(lines wire.Header, d *departures) []Field {
	fields := make([]Field, 0, len(lines)+1) // room for a length
	for _, line := range lines {
		if f, ok := parseFieldLine(line, d); ok {
			fields = append(fields, f)
		}
	}
	return fields
}

// parseFieldLine parses one field line; ok is false if it is none.
func parseFieldLine(line wire.Line, d *departures) (f Field, ok bool) {
	name, value, ok := line.Cut()
	if !ok {
		return Field{}, false
	}
	if IsToken(name) {
		return Field{name, value}, true
	}
	trimmed := strings.TrimRight(name, " \t")
	if d.departs(quirkSpaceBeforeColon, trimmed != name && IsToken(trimmed)) {
		return Field{trimmed, value}, true
	}
	return Field{}, false
}

// arePlain reports whether each line stands for itself on the wire: none continues
// another, ends the header, or holds a line break or what spoils it all.
func arePlain(lines wire.Header) bool {
	for _, line := range lines {
		if line == "" || isOWS(line[0]) {
			return false
		}
		for i := range len(line) {
			if c := line[i]; c == 0 || c == '\r' || c == '\n' {
				return false
			}
		}
	}
	return true
}

// unfold returns the logical lines that a parser sees: it splits at line breaks
// within lines, stops at an empty line, which ends the header, and joins a line
// that begins with whitespace to the field line before it.
func unfold(lines wire.Header, d *departures) wire.Header {
	var logical wire.Header
	foldable := false
	for _, line := range physicalLines(lines, d) {
		if line == "" {
			break
		}
		if !isOWS(line[0]) {
			logical = append(logical, wire.Line(line))
			foldable = strings.Contains(line, ":")
		} else if foldable {
			logical[len(logical)-1] += wire.Line(" " + strings.TrimLeft(line, " \t"))
		}
	}
	return logical
}

// physicalLines splits lines at CRLF and LF. A CR by itself counts as a space,
// as RFC 9112 §2.2 proposes, or by a quirk ends a line.
func physicalLines(lines wire.Header, d *departures) []string {
	var physical []string
	for _, line := range lines {
		for part := range strings.SplitSeq(string(line), "\n") {
			part = strings.TrimSuffix(part, "\r")
			if d.departs(quirkBareCR, strings.Contains(part, "\r")) {
				physical = append(physical, strings.FieldsFunc(part, func(c rune) bool { return c == '\r' })...)
			} else {
				physical = append(physical, strings.ReplaceAll(part, "\r", " "))
			}
		}
	}
	return physical
}

// conflictingLines finds header lines that differ where only one can hold, for
// which the whole response is refused: its length, by RFC 9112 §6.3, and where a
// quirk says so, where it leads and what it is to be saved as.
func conflictingLines(fields []Field, d *departures) (name string, reason Reason) {
	if !hasHeader(fields, "Transfer-Encoding") && haveDifferent(fields, "Content-Length") {
		return "Content-Length", InvalidHTTPResponse
	}
	if !d.has(quirkDifferingLines) {
		return "", ""
	}
	switch {
	case haveDifferent(fields, "Content-Disposition"):
		name, reason = "Content-Disposition", InvalidHTTPResponse
	case haveDifferent(fields, "Location"):
		name, reason = "Location", MultipleLocations
	}
	d.departs(quirkDifferingLines, reason != "")
	return name, reason
}

// haveDifferent reports whether two fields of the name have different values.
func haveDifferent(fields []Field, name string) bool {
	first, found := "", false
	for _, h := range fields {
		switch {
		case !wire.EqualFold(h.Name, name):
		case found && h.Value != first:
			return true
		default:
			first, found = h.Value, true
		}
	}
	return false
}
