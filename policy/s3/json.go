package s3

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/corslab/corslab/problem"
)

const rulesKey = "CORSRules"

// A node is a JSON value and where it is written.
type node struct {
	offset int
	// token is the value: nil, bool, string, json.Number, or the opening
	// json.Delim of an object or array.
	token   json.Token
	members []member // of an object, in order, repeats included
	items   []node   // of an array
}

type member struct {
	key    string
	offset int
	value  node
}

// kind names the type of the value, for messages.
func (n node) kind() string {
	switch n.token {
	case nil:
		return "null"
	case json.Delim('{'):
		return "an object"
	case json.Delim('['):
		return "a list"
	}
	switch n.token.(type) {
	case string:
		return "a string"
	case json.Number:
		return "a number"
	}
	return "a boolean"
}

func (n node) isObject() bool { return n.token == json.Delim('{') }
func (n node) isList() bool   { return n.token == json.Delim('[') }

// readJSON reads both JSON forms.
func (p *parser) readJSON() ([]draft, bool) {
	reader := &jsonReader{data: p.data, decoder: json.NewDecoder(bytes.NewReader(p.data))}
	reader.decoder.UseNumber()
	root, err := reader.document()
	if err != nil {
		p.report(reader.failed, flaw{message: err.Error(), hint: jsonHint(p.data, reader.failed), cause: malformed()})
		return nil, false
	}
	if root.isObject() {
		rules, ok := p.ruleList(root)
		if !ok {
			return nil, len(p.problems) == 0
		}
		root = rules
	}
	if len(root.items) == 0 {
		p.report(root.offset, flaw{
			message: "there are no rules",
			hint:    `S3 refuses an empty configuration; a bucket without one is "s3: none" in a scenario`,
			cause:   malformed(),
		})
	}
	drafts := make([]draft, 0, len(root.items))
	for _, item := range root.items {
		if !item.isObject() {
			p.wrongType("a rule", "an object", item)
			continue
		}
		drafts = append(drafts, p.jsonRule(item))
	}
	return drafts, true
}

// ruleList returns the list of rules in the object form. An object without one
// is wrong for the keys it has instead.
func (p *parser) ruleList(root node) (rules node, ok bool) {
	found := false
	for _, m := range root.members {
		switch {
		case m.key == rulesKey && found:
			p.report(m.offset, flaw{message: "key " + rulesKey + " is there twice", cause: malformed()})
		case m.key == rulesKey:
			found = true
			rules, ok = m.value, m.value.isList()
			if !ok {
				p.wrongType(rulesKey, "a list", m.value)
			}
		default:
			p.report(m.offset, flaw{message: "unknown key " + strconv.Quote(m.key), hint: rootHint(m.key), cause: malformed()})
		}
	}
	if len(root.members) == 0 {
		p.report(root.offset, flaw{message: "there is no " + rulesKey, cause: malformed()})
	}
	return rules, ok
}

func rootHint(key string) string {
	if _, ok := jsonForm.field(key); ok {
		return `a rule stands in a list: {"CORSRules": [{…}]}`
	}
	if key == "CORSConfiguration" {
		return "give what is inside it"
	}
	if hint := problem.DidYouMean(key, rulesKey); hint != "" {
		return hint
	}
	return "the object has " + rulesKey + ", and nothing else"
}

func (p *parser) jsonRule(rule node) draft {
	d := draft{offset: rule.offset}
	seen := map[fieldName]bool{}
	for _, m := range rule.members {
		field, known := jsonForm.field(m.key)
		if !known {
			p.report(m.offset, flaw{message: "unknown key " + strconv.Quote(m.key), hint: jsonForm.suggest(m.key), cause: malformed()})
			// What it was meant to be is read, so that the rule is not reported as
			// lacking it too.
			if field, known = jsonForm.guess(m.key); !known || seen[field] {
				continue
			}
		}
		if seen[field] {
			p.report(m.offset, flaw{message: "key " + m.key + " is there twice in one rule", cause: malformed()})
			continue
		}
		seen[field] = true
		p.jsonField(&d, field, m.value)
	}
	return d
}

func (p *parser) jsonField(d *draft, field fieldName, value node) {
	switch list := d.list(field); {
	case list != nil:
		*list = p.jsonList(field, value)
	case field == fieldID:
		id, ok := value.token.(string)
		if !ok {
			p.wrongType(field.json, "a string", value)
			return
		}
		d.id = &text{id, value.offset}
	case field == fieldMaxAge:
		n, ok := value.token.(json.Number)
		if !ok {
			p.wrongType(field.json, "a number", value)
			return
		}
		seconds, err := strconv.Atoi(n.String())
		if err != nil {
			p.report(value.offset, flaw{
				message: field.json + " " + n.String() + " is no 32-bit integer",
				cause:   malformed(),
			})
			return
		}
		d.maxAge = &number{seconds, value.offset}
	}
}

// jsonList returns the strings of a list. Where the list itself is wrong, what
// it was meant to hold is returned, so that the rule is not reported as lacking
// it too.
func (p *parser) jsonList(field fieldName, value node) []text {
	if !value.isList() {
		p.wrongType(field.json, "a list", value)
		if s, ok := value.token.(string); ok {
			return []text{{s, value.offset}}
		}
		return nil
	}
	list := make([]text, 0, len(value.items))
	for _, item := range value.items {
		s, ok := item.token.(string)
		if !ok {
			p.wrongType("an entry of "+field.json, "a string", item)
			continue
		}
		list = append(list, text{s, item.offset})
	}
	return list
}

func (p *parser) wrongType(what, want string, got node) {
	hint := ""
	switch s, isString := got.token.(string); {
	case isString && want == "a list":
		hint = "write [" + strconv.Quote(s) + "]"
	case isString && want == "a number":
		if _, err := strconv.Atoi(s); err == nil {
			hint = "write " + s + " without quotes"
		}
	case got.token == nil:
		hint = "leave it out instead"
	}
	p.report(got.offset, flaw{
		message: fmt.Sprintf("%s is %s, not %s", what, got.kind(), want),
		hint:    hint,
		cause:   malformed(),
	})
}

// A jsonReader reads a JSON document into nodes.
type jsonReader struct {
	data    []byte
	decoder *json.Decoder
	// failed is where reading stopped.
	failed int
}

var (
	errDepth    = fmt.Errorf("nested deeper than %d levels", maxDepth)
	errTrailing = errors.New("something follows the end of the JSON value")
)

func (r *jsonReader) document() (node, error) {
	root, err := r.value(0)
	if err != nil {
		return node{}, err
	}
	r.failed = r.next()
	if r.failed < len(r.data) {
		return node{}, errTrailing
	}
	return root, nil
}

// next returns the offset of the next token.
func (r *jsonReader) next() int {
	at := int(r.decoder.InputOffset())
	return at + len(r.data[at:]) - len(bytes.TrimLeft(r.data[at:], " \t\r\n,:"))
}

func (r *jsonReader) token() (json.Token, error) {
	r.failed = r.next()
	token, err := r.decoder.Token()
	if err == nil {
		return token, nil
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		r.failed = len(bytes.TrimRight(r.data, " \t\r\n"))
		return nil, errors.New("the JSON ends too early")
	}
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		return nil, errors.New("this is no JSON: " + syntax.Error())
	}
	return nil, errors.New("this is no JSON: " + strings.TrimPrefix(err.Error(), "json: "))
}

func (r *jsonReader) value(depth int) (node, error) {
	n := node{offset: r.next()}
	var err error
	if n.token, err = r.token(); err != nil {
		return n, err
	}
	if !n.isObject() && !n.isList() {
		return n, nil
	}
	if depth++; depth > maxDepth {
		r.failed = n.offset
		return n, errDepth
	}
	for r.decoder.More() {
		if n.isList() {
			item, err := r.value(depth)
			if err != nil {
				return n, err
			}
			n.items = append(n.items, item)
			continue
		}
		m := member{offset: r.next()}
		key, err := r.token()
		if err != nil {
			return n, err
		}
		m.key, _ = key.(string)
		if m.value, err = r.value(depth); err != nil {
			return n, err
		}
		n.members = append(n.members, m)
	}
	_, err = r.token() // the closing bracket
	return n, err
}

// jsonHint recognises what people paste into JSON files.
func jsonHint(data []byte, offset int) string {
	rest := data[min(offset, len(data)):]
	before := bytes.TrimRight(data[:min(offset, len(data))], " \t\r\n")
	switch {
	case bytes.HasPrefix(rest, []byte("//")), bytes.HasPrefix(rest, []byte("/*")), bytes.HasPrefix(rest, []byte("#")):
		return "JSON has no comments"
	case bytes.HasPrefix(rest, []byte("'")):
		return `JSON strings stand in double quotes`
	case bytes.HasSuffix(before, []byte(",")) && len(rest) > 0 && (rest[0] == ']' || rest[0] == '}'):
		return "take away the comma before it"
	}
	return ""
}
