package document

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
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
	reader := jsonReader{File: f, decoder: json.NewDecoder(bytes.NewReader(f.Data)), at: Place{1, 1}}
	reader.decoder.UseNumber()
	root, err := reader.value(0)
	if err == nil {
		if _, at, extra := reader.token(); !errors.Is(extra, io.EOF) {
			f.Report(at, "something follows the JSON value", o.Second)
			return nil
		}
	}
	if err != nil {
		f.Problems = append(f.Problems, f.jsonProblem(err, reader.started))
		return nil
	}
	return root
}

// jsonProblem turns an error of the JSON decoder about the token at an offset into
// a problem.
func (f *File) jsonProblem(err error, offset int) problem.Problem {
	message := "not JSON: " + strings.TrimPrefix(err.Error(), "json: ")
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		message, offset = "the JSON ends too early", len(bytes.TrimRight(f.Data, " \t\r\n"))
	}
	if strings.Contains(message, "character ','") && bytes.HasSuffix(f.Data[:offset], []byte(",")) {
		offset-- // a second comma was taken for the separator
	}
	return problem.Problem{File: f.Name, Message: message, Hint: jsonHint(f.Data, offset)}.At(f.Data, offset)
}

// jsonHint recognises what people paste into JSON files.
func jsonHint(data []byte, offset int) string {
	rest := data[min(offset, len(data)):]
	before := bytes.TrimRight(data[:min(offset, len(data))], " \t\r\n")
	switch {
	case bytes.HasPrefix(rest, []byte("//")), bytes.HasPrefix(rest, []byte("/*")), bytes.HasPrefix(rest, []byte("#")):
		return "JSON has no comments"
	case bytes.HasPrefix(rest, []byte("'")):
		return "JSON strings stand in double quotes"
	case bytes.HasSuffix(before, []byte(",")) && len(rest) > 0 && (rest[0] == ']' || rest[0] == '}'):
		return "take away the comma before it"
	}
	return ""
}

type jsonReader struct {
	*File
	decoder *json.Decoder
	// started is where the last token begins.
	started int
	// at is the place of the byte that scanned bytes stand before.
	scanned int
	at      Place
}

// token returns the next token and where it begins.
func (r *jsonReader) token() (json.Token, Place, error) {
	r.started = r.next()
	for ; r.scanned < r.started; r.scanned++ {
		switch b := r.Data[r.scanned]; {
		case b == '\n':
			r.at.Line, r.at.Column = r.at.Line+1, 1
		case utf8.RuneStart(b):
			r.at.Column++
		}
	}
	at := r.at
	t, err := r.decoder.Token()
	return t, at, err
}

// next returns the offset of the next token: separators are none of their own.
func (r *jsonReader) next() int {
	start := int(r.decoder.InputOffset())
	start += LeadingSpace(r.Data[start:])
	if start < len(r.Data) && (r.Data[start] == ',' || r.Data[start] == ':') {
		start++
	}
	return start + LeadingSpace(r.Data[start:])
}

// LeadingSpace returns how many bytes of white space data begins with, as JSON and XML have
// it.
func LeadingSpace(data []byte) int { return len(data) - len(bytes.TrimLeft(data, " \t\r\n")) }

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

type jsonWriter struct {
	data []byte
}

func (w *jsonWriter) value(n *Node) {
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
