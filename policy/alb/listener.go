// Package alb is an Application Load Balancer as far as CORS goes: fixed values
// for response headers, whatever the request
// (https://docs.aws.amazon.com/elasticloadbalancing/latest/application/header-modification.html).
// It compares no origin and answers no preflight.
package alb

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/corslab/corslab/document"
	"github.com/corslab/corslab/policy"
	"github.com/corslab/corslab/wire"
)

// A Listener is a listener of a load balancer. It is a policy.Policy; the upstream
// of New is the target.
type Listener struct {
	// Headers are the header fields that listener attributes set, in the order
	// written.
	Headers []Header
	Place   document.Place
}

// A Header is the value that a listener attribute gives to a response header.
type Header struct {
	// Name is the header: "Access-Control-Allow-Origin".
	Name  string
	Value document.String
}

const (
	prefix = "routing.http.response.access_control_"
	suffix = ".header_value"
)

// names are the headers by what stands between prefix and suffix.
var names = map[string]string{
	"allow_origin":      "Access-Control-Allow-Origin",
	"allow_methods":     "Access-Control-Allow-Methods",
	"allow_headers":     "Access-Control-Allow-Headers",
	"allow_credentials": "Access-Control-Allow-Credentials",
	"expose_headers":    "Access-Control-Expose-Headers",
	"max_age":           "Access-Control-Max-Age",
}

// Keys returns the attributes that are about CORS.
func Keys() []string {
	keys := make([]string, 0, len(names))
	for name := range names {
		keys = append(keys, prefix+name+suffix)
	}
	slices.Sort(keys)
	return keys
}

// Is reports whether a document is a list of listener attributes, as
// describe-listener-attributes prints it, or a mapping of them.
func Is(n *document.Node) bool {
	if list := n.Get("Attributes"); list != nil {
		n = list
	}
	if n.Kind == document.List {
		return slices.ContainsFunc(n.Items, func(item *document.Node) bool {
			key := item.Get("Key")
			return key != nil && strings.HasPrefix(key.Text, "routing.http.")
		})
	}
	return slices.ContainsFunc(n.Entries, func(e document.Entry) bool { return strings.HasPrefix(e.Key, "routing.http.") })
}

// Read reads listener attributes. Those that are not about response headers are
// passed over. Problems go to the file.
func Read(f *document.File, n *document.Node) *Listener {
	l := &Listener{Place: n.Place}
	if list := n.Get("Attributes"); list != nil {
		n = list
	}
	if n.Kind == document.Mapping {
		for _, e := range n.Entries {
			l.Set(f, document.String{Value: e.Key, Place: e.Place}, e.Value)
		}
	} else {
		for _, item := range f.Items(n, "Attributes") {
			o, ok := f.Object(item, "an attribute", []string{"Key", "Value"})
			if key := f.Require(o, "Key", "an attribute"); ok && key != nil && o.Get("Value") != nil {
				l.Set(f, document.String{Value: f.Text(key, "Key"), Place: key.Place}, o.Get("Value"))
			}
		}
	}
	l.Validate(f)
	return l
}

// Set sets an attribute, if it is about CORS.
func (l *Listener) Set(f *document.File, key document.String, value *document.Node) {
	middle, ok := strings.CutPrefix(key.Value, prefix)
	if !ok {
		return
	}
	name := names[strings.TrimSuffix(middle, suffix)]
	if name == "" || !strings.HasSuffix(middle, suffix) {
		policy.Report(f, key.Place, "unknown attribute "+key.Value, document.Suggest(key.Value, Keys()),
			&policy.ServiceError{Code: "InvalidConfigurationRequest", Message: "Listener attribute key '" + key.Value + "' is not recognized", Unverified: true})
		return
	}
	if value.IsScalar() && value.Text != "" {
		l.Headers = append(l.Headers, Header{Name: name, Value: document.String{Value: value.Text, Place: value.Place}})
	}
}

// Validate reports what Elastic Load Balancing would refuse.
func (l *Listener) Validate(f *document.File) {
	refuse := func(h Header, hint string) {
		policy.Report(f, h.Value.Place, fmt.Sprintf("%s cannot be %q", h.Name, h.Value.Value), hint,
			&policy.ServiceError{Code: "InvalidConfigurationRequest", Message: "The value '" + h.Value.Value + "' is not valid", Unverified: true})
	}
	for _, h := range l.Headers {
		switch seconds, err := strconv.Atoi(h.Value.Value); {
		case h.Name == "Access-Control-Allow-Credentials" && h.Value.Value != "true":
			refuse(h, "write true, or leave the attribute out")
		case h.Name == "Access-Control-Max-Age" && (err != nil || seconds < 0 || seconds > 86400):
			refuse(h, "write whole seconds from 0 to 86400")
		}
	}
}

// New returns a server that answers as the target does, with the headers set.
func (l *Listener) New(upstream wire.Server) wire.Server {
	if upstream == nil {
		upstream = wire.ServerFunc(func(wire.Request) wire.Response {
			return wire.Response{Status: 200, Header: wire.Header{"Content-Type: text/plain"}, Body: []byte("target")}
		})
	}
	return wire.ServerFunc(func(r wire.Request) wire.Response {
		response := upstream.Answer(r)
		if kind := response.Fault.Kind; kind != wire.FaultNone && kind != wire.FaultSlow {
			response = targetError(kind)
		}
		return l.finish(response)
	})
}

// finish sets the headers, in place of those of the target.
func (l *Listener) finish(response wire.Response) wire.Response {
	header := make(wire.Header, 0, len(response.Header)+len(l.Headers))
	notes := append(slices.Clip(response.Notes), wire.Note{Section: section, Text: "the load balancer passes OPTIONS on like any other method, and sets fixed headers"})
	for _, line := range response.Header {
		name, _, _ := line.Cut()
		if slices.ContainsFunc(l.Headers, func(h Header) bool { return wire.EqualFold(h.Name, name) }) {
			notes = append(notes, wire.Note{Section: section, Text: "the load balancer's " + name + " is taken to replace the target's", Unverified: true})
			continue
		}
		header = append(header, line)
	}
	for _, h := range l.Headers {
		header.Add(h.Name, h.Value.Value)
	}
	response.Header, response.Notes = header, notes
	return response
}

const section = "aws:alb-response-headers"
