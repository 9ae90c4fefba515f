package document

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

// ReadJSON parses one JSON value, as ReadYAML does YAML. JSON is YAML too, but
// tabs and long lines are the rule in it and positions are exact.
func (f *File) ReadJSON(o Options) *Node {
	if !utf8.Valid(f.Data) {
		f.Report(Place{}, "the file is not UTF-8", "")
		return nil
	}
	reader := jsonReader{File: f, decoder: json.NewDecoder(bytes.NewReader(f.Data)), line: 1}
	reader.decoder.UseNumber()
	root, err := reader.value(0)
	if err == nil {
		if _, at, extra := reader.token(); !errors.Is(extra, io.EOF) {
			f.Report(at, "something follows the JSON value", o.Second)
			return nil
		}
	}
	if err != nil {
		offset := int(reader.decoder.InputOffset())
		var syntax *json.SyntaxError
		if errors.As(err, &syntax) {
			offset = max(0, int(syntax.Offset)-1)
		}
		f.Problems = append(f.Problems, problem.Problem{File: f.Name, Message: "not JSON: " + err.Error()}.At(f.Data, offset))
		return nil
	}
	return root
}

type jsonReader struct {
	*File
	decoder *json.Decoder
	// scanned, line and lineStart say how far lines have been counted.
	scanned, line, lineStart int
}

// token returns the next token and where it begins.
func (r *jsonReader) token() (json.Token, Place, error) {
	start := int(r.decoder.InputOffset())
	for start < len(r.Data) && bytes.IndexByte([]byte(" \t\r\n,:"), r.Data[start]) >= 0 {
		start++
	}
	for ; r.scanned < start; r.scanned++ {
		if r.Data[r.scanned] == '\n' {
			r.line, r.lineStart = r.line+1, r.scanned+1
		}
	}
	at := Place{r.line, utf8.RuneCount(r.Data[r.lineStart:start]) + 1}
	t, err := r.decoder.Token()
	return t, at, err
}

func (r *jsonReader) value(depth int) (*Node, error) {
	t, at, err := r.token()
	if err != nil {
		return nil, err
	}
	return r.from(t, at, depth)
}

func (r *jsonReader) from(t json.Token, at Place, depth int) (*Node, error) {
	if depth > MaxDepth {
		return nil, fmt.Errorf("nested more than %d deep", MaxDepth)
	}
	n := &Node{Place: at}
	switch t := t.(type) {
	case nil:
	case bool:
		n.Kind, n.Text = Boolean, strconv.FormatBool(t)
	case json.Number:
		n.Kind, n.Text = Number, t.String()
	case string:
		n.Kind, n.Text = Text, t
	case json.Delim:
		n.Kind = List
		if t == '{' {
			n.Kind = Mapping
		}
		for r.decoder.More() {
			key, keyPlace := "", Place{}
			if n.Kind == Mapping {
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
			if n.Kind == Mapping {
				n.Entries = append(n.Entries, Entry{key, keyPlace, v})
			} else {
				n.Items = append(n.Items, v)
			}
		}
		if _, _, err := r.token(); err != nil {
			return nil, err
		}
	}
	n.measure()
	return n, nil
}

// WriteJSON writes n as JSON on one line of ASCII.
func WriteJSON(n *Node) []byte {
	w := jsonWriter{}
	w.value(n)
	return w.data
}

// WriteJSONInPlace writes n as JSON of ASCII, each value on the line where the
// scenario file has it as far as their order allows, and returns where each
// piece of it came from, by rising place.
func WriteJSONInPlace(n *Node) (data []byte, origins []Origin) {
	w := jsonWriter{inPlace: true, line: 1}
	w.value(n)
	return w.data, w.origins
}

// An Origin says that the JSON from a place on was written at another place, in
// the scenario file.
type Origin struct{ Written, Place Place }

type jsonWriter struct {
	data []byte
	// inPlace asks for lines and origins. line and lineStart say where data ends.
	inPlace         bool
	line, lineStart int
	origins         []Origin
}

// moveTo goes on to the line of a place, unless that is past, and notes that
// what follows is from there.
func (w *jsonWriter) moveTo(p Place) {
	if !w.inPlace {
		return
	}
	for ; w.line < p.Line; w.line++ {
		w.data = append(w.data, '\n')
		w.lineStart = len(w.data)
	}
	w.origins = append(w.origins, Origin{Place{w.line, len(w.data) - w.lineStart + 1}, p})
}

func (w *jsonWriter) value(n *Node) {
	w.moveTo(n.Place)
	switch n.Kind {
	case Null:
		w.data = append(w.data, "null"...)
	case Boolean:
		w.data = append(w.data, n.Text...)
	case Number:
		if json.Valid([]byte(n.Text)) {
			w.data = append(w.data, n.Text...)
		} else {
			w.string(n.Text) // YAML has numbers that JSON lacks: 0x1F, .inf
		}
	case Text:
		w.string(n.Text)
	case List:
		w.data = append(w.data, '[')
		for i, item := range n.Items {
			if i > 0 {
				w.data = append(w.data, ',')
			}
			w.value(item)
		}
		w.data = append(w.data, ']')
	case Mapping:
		w.data = append(w.data, '{')
		for i, e := range n.Entries {
			if i > 0 {
				w.data = append(w.data, ',')
			}
			w.moveTo(e.Place)
			w.string(e.Key)
			w.data = append(w.data, ':')
			w.value(e.Value)
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
