package httpapi

import (
	"slices"
	"strconv"
	"strings"

	"github.com/corslab/corslab/wire"
)

// preflight answers an OPTIONS request to an API with a CORS configuration. Where
// anything is wrong the answer is the same 204, without headers.
func (g *gateway) preflight(r wire.Request, route *Route) wire.Response {
	var notes []wire.Note
	if route != nil && route.Key != Default {
		notes = append(notes, wire.UnverifiedNote(sectionPreflight, "that the gateway answers OPTIONS itself, although "+route.Key+" takes it, was not recorded"))
	}
	bare := func(because string, doubts ...wire.Note) wire.Response {
		notes := append(notes, wire.Note{Section: sectionPreflight, Text: because})
		return wire.Response{Status: 204, Header: wire.Header{requestIDLine}, Notes: append(notes, doubts...)}
	}
	origin, hasOrigin := r.Header.Get("Origin")
	method, hasMethod := r.Header.Get("Access-Control-Request-Method")
	switch {
	case !hasOrigin:
		return bare("there is no Origin header")
	case !hasMethod:
		return bare("there is no Access-Control-Request-Method")
	}
	allowed, doubts := g.allowOrigin(origin)
	if allowed == "" {
		return bare("the origin is not allowed", doubts...)
	}
	if !g.cors.AllowMethods.Contains("*") && !g.cors.AllowMethods.Contains(method) {
		return bare("the method "+strconv.Quote(method)+" is not allowed",
			wire.UnverifiedNote(sectionPreflight, "that a method which is not allowed leaves out every header was not recorded"))
	}
	if refused := g.refusedHeader(r); refused != "" {
		return bare("the header "+strconv.Quote(refused)+" is not allowed",
			wire.UnverifiedNote(sectionPreflight, "that a header which is not allowed leaves out every header was not recorded"))
	}
	notes = append(append(notes, doubts...), wire.Note{Section: sectionPreflight, Text: "origin, method and headers are allowed"})
	header, doubts := g.preflightHeaders(allowed)
	return wire.Response{Status: 204, Header: header, Notes: append(notes, doubts...)}
}

// preflightHeaders returns the headers of a preflight that is granted.
func (g *gateway) preflightHeaders(allowed string) (header wire.Header, notes []wire.Note) {
	c := g.cors
	header.Add("access-control-allow-origin", allowed)
	if allowed != "*" {
		header = append(header, "vary: origin")
		notes = append(notes, wire.UnverifiedNote(sectionPreflight, "that a preflight's answer varies by origin was not recorded"))
	}
	if len(c.AllowMethods) > 0 {
		header.Add("access-control-allow-methods", strings.Join(c.AllowMethods.Values(), ","))
	}
	if len(c.AllowHeaders) > 0 {
		header.Add("access-control-allow-headers", join(c.AllowHeaders.Values()))
		if len(c.AllowHeaders) > 1 {
			notes = append(notes, wire.UnverifiedNote(sectionPreflight, "that all configured headers are listed, and not those asked for, was not recorded"))
		}
	}
	if len(c.ExposeHeaders) > 0 {
		header.Add("access-control-expose-headers", join(c.ExposeHeaders.Values()))
		notes = append(notes, wire.UnverifiedNote(sectionPreflight, "that exposed headers are listed on a preflight was not recorded"))
	}
	if c.MaxAge != nil {
		header.Add("access-control-max-age", strconv.Itoa(*c.MaxAge))
	}
	if c.AllowCredentials {
		header = append(header, "access-control-allow-credentials: true")
	}
	return append(header, requestIDLine), notes
}

// refusedHeader returns the first name in Access-Control-Request-Headers that is
// not allowed, or "".
func (g *gateway) refusedHeader(r wire.Request) string {
	names, _ := r.Header.Get("Access-Control-Request-Headers")
	allowed := lowered(g.cors.AllowHeaders.Values())
	if slices.Contains(allowed, "*") {
		return ""
	}
	for name := range strings.SplitSeq(names, ",") {
		if name = wire.ToLower(strings.TrimSpace(name)); name != "" && !slices.Contains(allowed, name) {
			return name
		}
	}
	return ""
}

// allowOrigin returns the value of Access-Control-Allow-Origin for an origin; ""
// if it is not allowed.
func (g *gateway) allowOrigin(origin string) (value string, notes []wire.Note) {
	for _, entry := range g.cors.AllowOrigins.Values() {
		switch {
		case entry == "*":
			return "*", nil
		case entry == origin:
			return origin, nil
		case isSchemeWildcard(entry) && strings.HasPrefix(origin, strings.TrimSuffix(entry, "*")):
			return origin, []wire.Note{wire.UnverifiedNote(sectionActual, strconv.Quote(entry)+" is taken to answer with the origin itself")}
		case wire.EqualFold(entry, origin):
			notes = append(notes, wire.UnverifiedNote(sectionActual, strconv.Quote(entry)+" differs from the origin in letter case only; the comparison is taken to be case-sensitive"))
		}
	}
	return "", notes
}

// isSchemeWildcard reports whether an entry is one of the two wildcards there are
// beside "*".
func isSchemeWildcard(entry string) bool { return entry == "https://*" || entry == "http://*" }
