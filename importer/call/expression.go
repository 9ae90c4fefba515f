package call

import (
	"bytes"
	"fmt"

	"github.com/corslab/corslab/document"
	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/problem"
)

// parseFetch reads a fetch() expression whose arguments are literals. JavaScript
// writes these as YAML does in its flow style, so that a YAML parser reads them.
func parseFetch(name string, data []byte) (Call, error) {
	begin := bytes.Index(data, []byte("fetch(")) + len("fetch(")
	end := closing(data, begin)
	if end < 0 {
		return Call{}, problem.Problems{problem.Problem{File: name, Message: "the parenthesis of fetch( is not closed"}.At(data, begin-1)}
	}
	// Blanks in place of what stands before keep every position.
	text := bytes.Map(func(r rune) rune {
		if r == '\n' {
			return r
		}
		return ' '
	}, data[:begin])
	text[begin-1] = '['
	text = append(append(text, data[begin:end]...), ']')
	f := &document.File{Name: name, Data: text}
	root := f.ReadYAML(document.Options{})
	for i := range f.Problems {
		f.Problems[i].Hint = "the arguments of fetch() must be literals: strings, and an object of strings"
	}
	if root == nil || f.Problems.Err() != nil {
		return Call{}, f.Problems.Err()
	}
	if len(root.Items) == 0 || len(root.Items) > 2 {
		f.Report(root.Place, fmt.Sprintf("fetch() takes a URL and options, and here are %d arguments", len(root.Items)), "")
		return Call{}, f.Problems.Err()
	}
	e := expression{File: f}
	e.url = f.Words(root.Items[0], "the URL")
	if len(root.Items) == 2 {
		e.options(root.Items[1])
	}
	if err := f.Problems.Err(); err != nil {
		return Call{}, err
	}
	return e.call(), nil
}

// closing returns the offset of the parenthesis that closes the one before begin,
// -1 if there is none.
func closing(data []byte, begin int) int {
	depth, quote := 0, byte(0)
	for i := begin; i < len(data); i++ {
		switch c := data[i]; {
		case quote != 0 && c == '\\':
			i++
		case c == quote:
			quote = 0
		case quote != 0:
		case c == '"', c == '\'', c == '`':
			quote = c
		case c == '(':
			depth++
		case c == ')' && depth == 0:
			return i
		case c == ')':
			depth--
		}
	}
	return -1
}

// An expression is a fetch() expression that is being read.
type expression struct {
	*document.File
	url     string
	header  []fetch.Field
	body    *fetch.Body
	method  string
	request fetch.Request // what the options say besides
	from    string        // the referrer, where it is a URL
}

// known are the options of fetch() (https://fetch.spec.whatwg.org/#requestinit).
// priority and signal change nothing that is decided here.
var known = []string{
	"body", "cache", "credentials", "duplex", "headers", "integrity", "keepalive", "method", "mode", "priority", "redirect", "referrer",
	"referrerPolicy", "signal", "targetAddressSpace", "window",
}

func (e *expression) options(n *document.Node) {
	o, ok := e.Object(n, "the options", known)
	if !ok {
		return
	}
	text := func(key string) string {
		if v := o.Get(key); v != nil && v.Kind != document.Null {
			return e.Text(v, key)
		}
		return ""
	}
	e.method = text("method")
	e.request.Mode = fetch.Mode(text("mode"))
	e.request.Credentials = fetch.Credentials(text("credentials"))
	e.request.Redirect = fetch.Redirect(text("redirect"))
	e.request.Cache = fetch.Cache(text("cache"))
	e.request.ReferrerPolicy = text("referrerPolicy")
	e.from = text("referrer")
	if v := o.Get("keepalive"); v != nil {
		e.request.Keepalive = e.Boolean(v, "keepalive")
	}
	if v := o.Get("body"); v != nil && v.Kind != document.Null {
		e.body = &fetch.Body{Kind: fetch.BodyText, Content: e.Text(v, "body")}
	}
	if v := o.Get("headers"); v != nil {
		e.headers(v)
	}
}

// headers reads an object of headers, or a list of pairs.
func (e *expression) headers(n *document.Node) {
	if n.Kind == document.List {
		for _, pair := range n.Items {
			if len(pair.Items) != 2 {
				e.Mismatch(pair, "headers", "pairs of a name and a value")
				return
			}
			e.header = append(e.header, fetch.Field{Name: e.Text(pair.Items[0], "headers"), Value: e.Text(pair.Items[1], "headers")})
		}
		return
	}
	if n.Kind != document.Mapping {
		e.Mismatch(n, "headers", "an object of names and values")
		return
	}
	for _, entry := range n.Entries {
		e.header = append(e.header, fetch.Field{Name: entry.Key, Value: e.Text(entry.Value, entry.Key)})
	}
}

// call puts together what was read. Developer tools write the headers of the
// browser's own, too, and the page's address as the referrer.
func (e *expression) call() Call {
	c := Call{Request: e.request}
	c.Request.URL, c.Request.Method, c.Request.Body = e.url, e.method, e.body
	for _, h := range e.header {
		if !isBrowsersOwn(h.Name, h.Value) {
			c.Request.Headers = append(c.Request.Headers, h)
		}
	}
	c.Page = c.asker("", e.from)
	return c
}
