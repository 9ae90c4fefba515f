package scenarios

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/corslab/corslab/problem"
)

// readJSON parses one JSON value, as readYAML does YAML. JSON is YAML too, but
// tabs and long lines are the rule in it and positions are exact.
func readJSON(r *reporter) *node {
	if !utf8.Valid(r.data) {
		r.report(place{}, "the file is not UTF-8", "")
		return nil
	}
	reader := jsonReader{reporter: r, decoder: json.NewDecoder(bytes.NewReader(r.data)), line: 1}
	reader.decoder.UseNumber()
	root, err := reader.value(0)
	if err == nil {
		if _, at, extra := reader.token(); !errors.Is(extra, io.EOF) {
			r.report(at, "something follows the JSON value", "one file holds one suite")
			return nil
		}
	}
	if err != nil {
		offset := int(reader.decoder.InputOffset())
		var syntax *json.SyntaxError
		if errors.As(err, &syntax) {
			offset = max(0, int(syntax.Offset)-1)
		}
		r.problems = append(r.problems, problem.Problem{File: r.file, Message: "not JSON: " + err.Error()}.At(r.data, offset))
		return nil
	}
	return root
}

type jsonReader struct {
	*reporter
	decoder *json.Decoder
	// scanned, line and lineStart say how far lines have been counted.
	scanned, line, lineStart int
}

// token returns the next token and where it begins.
func (r *jsonReader) token() (json.Token, place, error) {
	start := int(r.decoder.InputOffset())
	for start < len(r.data) && bytes.IndexByte([]byte(" \t\r\n,:"), r.data[start]) >= 0 {
		start++
	}
	for ; r.scanned < start; r.scanned++ {
		if r.data[r.scanned] == '\n' {
			r.line, r.lineStart = r.line+1, r.scanned+1
		}
	}
	at := place{r.line, utf8.RuneCount(r.data[r.lineStart:start]) + 1}
	t, err := r.decoder.Token()
	return t, at, err
}

func (r *jsonReader) value(depth int) (*node, error) {
	t, at, err := r.token()
	if err != nil {
		return nil, err
	}
	return r.from(t, at, depth)
}

func (r *jsonReader) from(t json.Token, at place, depth int) (*node, error) {
	if depth > maxDepth {
		return nil, fmt.Errorf("nested more than %d deep", maxDepth)
	}
	n := &node{place: at}
	switch t := t.(type) {
	case nil:
	case bool:
		n.kind, n.text = boolean, strconv.FormatBool(t)
	case json.Number:
		n.kind, n.text = number, t.String()
	case string:
		n.kind, n.text = text, t
	case json.Delim:
		n.kind = list
		if t == '{' {
			n.kind = mapping
		}
		for r.decoder.More() {
			key, keyPlace := "", place{}
			if n.kind == mapping {
				k, p, err := r.token()
				if err != nil {
					return nil, err
				}
				key, keyPlace = k.(string), p
			}
			v, err := r.value(depth + 1)
			if err != nil {
				return nil, err
			}
			if n.kind == mapping {
				n.entries = append(n.entries, entry{key, keyPlace, v})
			} else {
				n.items = append(n.items, v)
			}
		}
		if _, _, err := r.token(); err != nil {
			return nil, err
		}
	}
	n.measure()
	return n, nil
}

// writeJSON writes n as JSON on one line of ASCII.
func writeJSON(n *node) []byte {
	w := jsonWriter{}
	w.value(n)
	return w.data
}

// writeJSONInPlace writes n as JSON of ASCII, each value on the line where the
// scenario file has it as far as their order allows, and returns where each
// piece of it came from, by rising place.
func writeJSONInPlace(n *node) (data []byte, origins []origin) {
	w := jsonWriter{inPlace: true, line: 1}
	w.value(n)
	return w.data, w.origins
}

// An origin says that the JSON from a place on was written at another place, in
// the scenario file.
type origin struct{ written, place place }

type jsonWriter struct {
	data []byte
	// inPlace asks for lines and origins. line and lineStart say where data ends.
	inPlace         bool
	line, lineStart int
	origins         []origin
}

// moveTo goes on to the line of a place, unless that is past, and notes that
// what follows is from there.
func (w *jsonWriter) moveTo(p place) {
	if !w.inPlace {
		return
	}
	for ; w.line < p.line; w.line++ {
		w.data = append(w.data, '\n')
		w.lineStart = len(w.data)
	}
	w.origins = append(w.origins, origin{place{w.line, len(w.data) - w.lineStart + 1}, p})
}

func (w *jsonWriter) value(n *node) {
	w.moveTo(n.place)
	switch n.kind {
	case null:
		w.data = append(w.data, "null"...)
	case boolean:
		w.data = append(w.data, n.text...)
	case number:
		if json.Valid([]byte(n.text)) {
			w.data = append(w.data, n.text...)
		} else {
			w.string(n.text) // YAML has numbers that JSON lacks: 0x1F, .inf
		}
	case text:
		w.string(n.text)
	case list:
		w.data = append(w.data, '[')
		for i, item := range n.items {
			if i > 0 {
				w.data = append(w.data, ',')
			}
			w.value(item)
		}
		w.data = append(w.data, ']')
	case mapping:
		w.data = append(w.data, '{')
		for i, e := range n.entries {
			if i > 0 {
				w.data = append(w.data, ',')
			}
			w.moveTo(e.place)
			w.string(e.key)
			w.data = append(w.data, ':')
			w.value(e.value)
		}
		w.data = append(w.data, '}')
	}
}

func (w *jsonWriter) string(s string) {
	w.data = append(w.data, '"')
	for _, unit := range utf16.Encode([]rune(s)) {
		if ' ' <= unit && unit < 0x7F && unit != '"' && unit != '\\' {
			w.data = append(w.data, byte(unit))
		} else {
			w.data = fmt.Appendf(w.data, "\\u%04x", unit)
		}
	}
	w.data = append(w.data, '"')
}
