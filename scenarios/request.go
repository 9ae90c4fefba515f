package scenarios

import (
	"fmt"
	"slices"
	"strings"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/wire"
)

// request reads the keys of a request that are there.
func (d *decoder) request(n *node) settings[fetch.Request] {
	o, ok := d.object(n, "request", "a request")
	if !ok {
		return nil
	}
	var out settings[fetch.Request]
	for _, key := range keys["request"] {
		if v := o.get(key); v != nil {
			out = append(out, setting[fetch.Request]{key, o.keys[key], d.requestField(key, v)})
		}
	}
	return out
}

// isRequestField reports whether an axis of this name sets a key of the
// request.
func isRequestField(name string) bool { return slices.Contains(keys["request"], name) }

// requestField reads one key of a request and returns what gives a request its
// value.
func (d *decoder) requestField(key string, n *node) func(*fetch.Request) {
	switch key {
	case "api":
		v := oneOf(d, n, key, fetch.APIFetch, fetch.APIXHR)
		return func(r *fetch.Request) { r.API = v }
	case "url":
		v := d.text(n, key)
		return func(r *fetch.Request) { r.URL = v }
	case "method":
		v := d.text(n, key)
		return func(r *fetch.Request) { r.Method = v }
	case "mode":
		v := oneOf(d, n, key, fetch.ModeCORS, fetch.ModeNoCORS, fetch.ModeSameOrigin, fetch.ModeNavigate)
		return func(r *fetch.Request) { r.Mode = v }
	case "credentials":
		v := oneOf(d, n, key, fetch.CredentialsSameOrigin, fetch.CredentialsInclude, fetch.CredentialsOmit)
		return func(r *fetch.Request) { r.Credentials = v }
	case "headers":
		v := d.fields(n)
		return func(r *fetch.Request) { r.Headers = v }
	case "body":
		v := d.requestBody(n)
		return func(r *fetch.Request) { r.Body = v }
	case "redirect":
		v := oneOf(d, n, key, fetch.RedirectFollow, fetch.RedirectError, fetch.RedirectManual)
		return func(r *fetch.Request) { r.Redirect = v }
	case "cache":
		v := oneOf(d, n, key, fetch.CacheDefault, fetch.CacheNoStore, fetch.CacheReload, fetch.CacheNoCache, fetch.CacheForceCache, fetch.CacheOnlyIfCached)
		return func(r *fetch.Request) { r.Cache = v }
	case "keepalive":
		v := d.boolean(n, key)
		return func(r *fetch.Request) { r.Keepalive = v }
	case "referrer":
		v := d.text(n, key)
		return func(r *fetch.Request) { r.Referrer = &v }
	case "referrer-policy":
		v := d.text(n, key)
		return func(r *fetch.Request) { r.ReferrerPolicy = v }
	case "upload-listener":
		v := d.boolean(n, key)
		return func(r *fetch.Request) { r.UploadListener = v }
	case "sync":
		v := d.boolean(n, key)
		return func(r *fetch.Request) { r.Sync = v }
	}
	panic("no such key of a request: " + key) //nolint:forbidigo // the cases are the keys of a request
}

// fields reads the headers a script sets. They are arguments of a function, not
// lines: a line break in one is for the browser to refuse. They stay text, as a
// script has no other, but of characters that stand for bytes.
func (d *decoder) fields(n *node) []fetch.Field {
	fields := []fetch.Field{}
	for _, item := range d.items(n, "headers") {
		switch {
		case item.kind == list && len(item.items) == 2:
			fields = append(fields, fetch.Field{
				Name:  d.byteText(item.items[0], "a header name"),
				Value: d.byteText(item.items[1], "a header value"),
			})
		case item.kind == text:
			name, value, ok := strings.Cut(d.byteText(item, "a header"), ":")
			if !ok {
				d.report(item.place, fmt.Sprintf("header %q has no colon", name), `write "Name: value" or [name, value]`)
			}
			fields = append(fields, fetch.Field{Name: name, Value: wire.TrimOWS(value)})
		default:
			d.report(item.place, "a header is text or a pair, this is "+item.kind.String(), `write "Name: value" or [name, value]`)
		}
	}
	return fields
}

// requestBody reads what a script passes as body: text, or a mapping of the
// kind to the content. Nothing (null) is no body.
func (d *decoder) requestBody(n *node) *fetch.Body {
	switch n.kind {
	case null:
		return nil
	case text:
		return &fetch.Body{Kind: fetch.BodyText, Content: n.text}
	}
	o, ok := d.object(n, "body", "a body")
	if !ok {
		return nil
	}
	var body *fetch.Body
	kind := ""
	for _, key := range keys["body"] {
		v := o.get(key)
		if v == nil || key == "type" {
			continue
		}
		if body != nil {
			d.report(o.keys[key], fmt.Sprintf("a body is %s or %s, not both", kind, key), "")
			continue
		}
		body, kind = d.bodyOf(key, v), key
	}
	if body == nil {
		if len(o.values) == 0 || o.get("type") != nil {
			d.report(o.place, "a body needs its content", "as text, or under json, form, multipart, blob, buffer or stream")
		}
		return nil
	}
	if v := o.get("type"); v != nil {
		body.Type = d.text(v, "type")
		if body.Kind != fetch.BodyBlob {
			d.report(o.keys["type"], "only a blob has a type", "set Content-Type in headers")
		}
	}
	return body
}

func (d *decoder) bodyOf(key string, n *node) *fetch.Body {
	body := &fetch.Body{Kind: fetch.BodyKind(key)}
	switch key {
	case "json":
		// A script writes JSON.stringify(…), which is a string like any other.
		data := writeJSON(n)
		body.Kind, body.Content = fetch.BodyText, string(data)
	case "form", "multipart":
		body.Form = []fetch.Field{}
		for _, pair := range d.pairs(n, key) {
			body.Form = append(body.Form, fetch.Field{Name: d.text(pair[0], "a name"), Value: d.text(pair[1], "a value")})
		}
	default:
		body.Content = d.bytes(n, key)
	}
	return body
}
