package scenarios

import (
	"fmt"
	"slices"
	"strings"

	"github.com/corslab/corslab/document"
	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/wire"
)

// request reads the keys of a request that are there.
func (d *decoder) request(n *document.Node) settings[fetch.Request] {
	o, ok := d.object(n, "request", "a request")
	if !ok {
		return nil
	}
	var out settings[fetch.Request]
	for _, key := range keys["request"] {
		if v := o.Get(key); v != nil {
			out = append(out, setting[fetch.Request]{key, o.PlaceOf(key), d.requestField(key, v)})
		}
	}
	return out
}

// isRequestField reports whether an axis of this name sets a key of the
// request.
func isRequestField(name string) bool { return slices.Contains(keys["request"], name) }

// requestField reads one key of a request and returns what gives a request its
// value.
func (d *decoder) requestField(key string, n *document.Node) func(*fetch.Request) {
	switch key {
	case "api":
		v := oneOf(d, n, key, fetch.APIs()...)
		return func(r *fetch.Request) { r.API = v }
	case "url":
		v := d.Text(n, key)
		return func(r *fetch.Request) { r.URL = v }
	case "method":
		v := d.Text(n, key)
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
		v := d.Boolean(n, key)
		return func(r *fetch.Request) { r.Keepalive = v }
	case "referrer":
		v := d.Text(n, key)
		return func(r *fetch.Request) { r.Referrer = &v }
	case "referrer-policy":
		v := d.Text(n, key)
		return func(r *fetch.Request) { r.ReferrerPolicy = v }
	case "crossorigin":
		v := d.Text(n, key)
		return func(r *fetch.Request) { r.Crossorigin = &v }
	case "upload-listener":
		v := d.Boolean(n, key)
		return func(r *fetch.Request) { r.UploadListener = v }
	case "sync":
		v := d.Boolean(n, key)
		return func(r *fetch.Request) { r.Sync = v }
	case "reconnect":
		v := d.Boolean(n, key)
		return func(r *fetch.Request) { r.Reconnect = v }
	case "target-address-space":
		v := d.addressSpace(n, key)
		return func(r *fetch.Request) { r.TargetAddressSpace = v }
	}
	panic("no such key of a request: " + key) //nolint:forbidigo // the cases are the keys of a request
}

// fields reads the headers a script sets. They are arguments of a function, not
// lines: a line break in one is for the browser to refuse. They stay text, as a
// script has no other, but of characters that stand for bytes.
func (d *decoder) fields(n *document.Node) []fetch.Field {
	fields := []fetch.Field{}
	for _, item := range d.Items(n, "headers") {
		switch {
		case item.Kind == document.List && len(item.Items) == 2:
			fields = append(fields, fetch.Field{
				Name:  d.byteText(item.Items[0], "a header name"),
				Value: d.byteText(item.Items[1], "a header value"),
			})
		case item.Kind == document.Text:
			name, value, ok := strings.Cut(d.byteText(item, "a header"), ":")
			if !ok {
				d.Report(item.Place, fmt.Sprintf("header %q has no colon", name), `write "Name: value" or [name, value]`)
			}
			fields = append(fields, fetch.Field{Name: name, Value: wire.TrimOWS(value)})
		default:
			d.Report(item.Place, "a header is text or a pair, this is "+item.Kind.String(), `write "Name: value" or [name, value]`)
		}
	}
	return fields
}

// requestBody reads what a script passes as body: text, or a mapping of the
// kind to the content. Nothing (null) is no body.
func (d *decoder) requestBody(n *document.Node) *fetch.Body {
	switch n.Kind {
	case document.Null:
		return nil
	case document.Text:
		return &fetch.Body{Kind: fetch.BodyText, Content: n.Text}
	}
	o, ok := d.object(n, "body", "a body")
	if !ok {
		return nil
	}
	var body *fetch.Body
	kind := ""
	for _, key := range keys["body"] {
		v := o.Get(key)
		if v == nil || key == "type" || key == "repeat" {
			continue
		}
		if body != nil {
			d.Report(o.PlaceOf(key), fmt.Sprintf("a body is %s or %s, not both", kind, key), "")
			continue
		}
		body, kind = d.bodyOf(key, v), key
	}
	if body == nil {
		if o.Len() == 0 || o.Get("type") != nil {
			d.Report(o.Place, "a body needs its content", "as text, or under json, form, multipart, blob, buffer or stream")
		}
		return nil
	}
	if v := o.Get("type"); v != nil {
		body.Type = d.Text(v, "type")
		if body.Kind != fetch.BodyBlob {
			d.Report(o.PlaceOf("type"), "only a blob has a type", "set Content-Type in headers")
		}
	}
	if v := o.Get("repeat"); v != nil {
		times := d.Integer(v, "repeat", 1, maxRepeat)
		if body.Form != nil || kind == "json" {
			d.Report(o.PlaceOf("repeat"), "only bytes can be repeated", "write them under blob, buffer or stream")
		} else if len(body.Content)*times > maxRepeat {
			d.Report(o.PlaceOf("repeat"), fmt.Sprintf("the body would have %d bytes; %d are allowed", len(body.Content)*times, maxRepeat), "")
		} else {
			body.Content = strings.Repeat(body.Content, times)
		}
	}
	return body
}

// maxRepeat is how long a repeated body may be, in bytes.
const maxRepeat = 1 << 24

func (d *decoder) bodyOf(key string, n *document.Node) *fetch.Body {
	body := &fetch.Body{Kind: fetch.BodyKind(key)}
	switch key {
	case "json":
		// A script writes JSON.stringify(…), which is a string like any other.
		data := document.WriteJSON(n)
		body.Kind, body.Content = fetch.BodyText, string(data)
	case "form", "multipart":
		body.Form = []fetch.Field{}
		for _, pair := range d.pairs(n, key) {
			body.Form = append(body.Form, fetch.Field{Name: d.Text(pair[0], "a name"), Value: d.Text(pair[1], "a value")})
		}
	default:
		body.Content = d.bytes(n, key)
	}
	return body
}
