package cloudfront

import (
	"slices"
	"strconv"
	"strings"

	"github.com/corslab/corslab/wire"
)

// allMethods is what ALL stands for.
var allMethods = []string{"GET", "DELETE", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"}

// apply changes an answer as the policy says.
func (p *ResponseHeadersPolicy) apply(r wire.Request, response wire.Response) wire.Response {
	for _, name := range p.Remove.Values() {
		response.Header = without(response.Header, name)
	}
	for _, h := range p.Custom {
		response.Header, _ = set(response.Header, h.Name, h.Value, h.Override)
	}
	if p.CORS != nil {
		response = p.CORS.apply(r, response)
	}
	return response
}

// set gives a header a value: in place of the origin's where override says so, and
// else only where the origin has none.
func set(header wire.Header, name, value string, override bool) (out wire.Header, kept bool) {
	if header.Has(name) {
		if !override {
			return header, true
		}
		header = without(header, name)
	}
	return append(slices.Clip(header), wire.NewLine(name, value)), false
}

func without(header wire.Header, name string) wire.Header {
	return slices.DeleteFunc(slices.Clone(header), func(line wire.Line) bool {
		n, _, ok := line.Cut()
		return ok && wire.EqualFold(n, name)
	})
}

// apply adds the CORS headers to the answer to a CORS request.
func (c *CORS) apply(r wire.Request, response wire.Response) wire.Response {
	note := func(text string) {
		response.Notes = append(response.Notes, wire.Note{Section: sectionPolicy, Text: text})
	}
	doubt := func(text string) {
		response.Notes = append(response.Notes, wire.Note{Section: sectionPolicy, Text: text, Unverified: true})
	}
	origin, ok := r.Header.Get("Origin")
	if !ok {
		note("there is no Origin header, and so the policy adds no CORS headers")
		return response
	}
	allowed := c.allowOrigin(origin)
	if allowed == "" {
		note("the policy does not allow the origin, and adds no CORS headers")
		doubt("that headers of the origin's own are left as they are for such a request was not recorded")
		return response
	}
	for _, h := range c.headers(allowed, r) {
		var kept bool
		response.Header, kept = set(response.Header, h.name, h.value, c.OriginOverride)
		if kept {
			note("the origin's own " + h.name + " is kept: the policy does not override")
		}
	}
	note("the policy allows the origin")
	if len(c.ExposeHeaders) > 0 && !r.IsPreflight() {
		doubt("the guide says both that exposed headers are sent with every CORS response and that a simple request gets the allowed origin only")
	}
	if allowed != "*" {
		doubt("the allowed origin is taken to be the request's own, and no Vary is added")
	}
	return response
}

type field struct{ name, value string }

// headers returns what the policy adds to an answer: to every CORS request the
// origin, credentials and exposed headers, to a preflight all the rest.
func (c *CORS) headers(allowed string, r wire.Request) (fields []field) {
	fields = append(fields, field{"Access-Control-Allow-Origin", allowed})
	if c.AllowCredentials {
		fields = append(fields, field{"Access-Control-Allow-Credentials", "true"})
	}
	if len(c.ExposeHeaders) > 0 {
		fields = append(fields, field{"Access-Control-Expose-Headers", strings.Join(c.ExposeHeaders.Values(), ", ")})
	}
	if !r.IsPreflight() {
		return fields
	}
	if len(c.AllowHeaders) > 0 {
		fields = append(fields, field{"Access-Control-Allow-Headers", strings.Join(c.AllowHeaders.Values(), ", ")})
	}
	if methods := c.AllowMethods.Values(); len(methods) > 0 {
		if slices.Contains(methods, "ALL") {
			methods = allMethods
		}
		fields = append(fields, field{"Access-Control-Allow-Methods", strings.Join(methods, ", ")})
	}
	if c.MaxAge != nil {
		fields = append(fields, field{"Access-Control-Max-Age", strconv.Itoa(*c.MaxAge)})
	}
	return fields
}

// allowOrigin returns the value of Access-Control-Allow-Origin; "" if the origin is
// not allowed.
func (c *CORS) allowOrigin(origin string) string {
	for _, entry := range c.AllowOrigins.Values() {
		switch {
		case entry == "*":
			return "*"
		case matchOrigin(entry, origin):
			return origin
		}
	}
	return ""
}

// matchOrigin compares an origin with an entry: whole, or with "*" for the
// leftmost label. An entry without a scheme stands for both.
func matchOrigin(entry, origin string) bool {
	scheme, host, ok := strings.Cut(origin, "://")
	if !ok {
		return entry == origin
	}
	wantScheme, wantHost, hasScheme := strings.Cut(entry, "://")
	if !hasScheme {
		wantHost = entry
	} else if wantScheme != scheme && wantScheme != "*" {
		return false
	}
	rest, wild := strings.CutPrefix(wantHost, "*.")
	if !wild {
		return wantHost == host
	}
	label, ok := strings.CutSuffix(host, "."+rest)
	return ok && label != ""
}
