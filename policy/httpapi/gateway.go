package httpapi

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/corslab/corslab/policy/cors"
	"github.com/corslab/corslab/wire"
)

// The sections of notes.
const (
	sectionPreflight = "aws:http-api-preflight"
	sectionActual    = "aws:http-api-cors-headers"
	sectionErrors    = "aws:http-api-errors"
	sectionRouting   = "aws:http-api-routing"
)

// requestIDLine is the identifier that the service gives every answer. It differs
// from answer to answer; this is a fixed one of the usual shape.
const requestIDLine wire.Line = "apigw-requestid: TzQ1RhJ4oAMEVxw="

// A gateway answers requests for an API. It has no state.
type gateway struct {
	cors     *cors.Settings
	routes   []Route
	upstream wire.Server
}

// New returns a server that answers as the API does. The upstream is what the
// integrations answer; nil stands for a function that returns an empty object.
func (a *API) New(upstream wire.Server) wire.Server {
	if upstream == nil {
		upstream = wire.ServerFunc(defaultContent)
	}
	g := &gateway{cors: a.CORS, routes: a.Routes, upstream: upstream}
	if len(g.routes) == 0 {
		g.routes = []Route{{Key: Default}}
	}
	return g
}

func defaultContent(wire.Request) wire.Response {
	return wire.Response{Status: 200, Header: wire.Header{"content-type: application/json"}, Body: []byte("{}")}
}

// Answer answers one request.
func (g *gateway) Answer(r wire.Request) wire.Response {
	route := g.find(r.Method, r.Target)
	if refusal, challenge, refused := authorize(route, r); refused {
		return g.finish(r, refusal, challenge...)
	}
	if g.cors != nil && r.Method == "OPTIONS" {
		return g.preflight(r, route)
	}
	if route == nil {
		return g.finish(r, gatewayError(404, "Not Found", sectionRouting, "no route takes the request"))
	}
	return g.finish(r, g.integration(r, route))
}

// authorize returns the refusal of a request that its route's authorizer stops,
// and what stands after its CORS headers.
func authorize(route *Route, r wire.Request) (refusal wire.Response, challenge wire.Header, refused bool) {
	if route == nil || route.Authorizer == NoAuthorizer || r.Header.Has("Authorization") {
		return wire.Response{}, nil, false
	}
	because := "the " + string(route.Authorizer) + " authorizer of " + route.Key + " refuses a request without Authorization"
	switch route.Authorizer {
	case IAM:
		refusal = gatewayError(403, "Forbidden", sectionErrors, because)
	case JWT:
		refusal = gatewayError(401, "Unauthorized", sectionErrors, because)
		challenge = wire.Header{"www-authenticate: Bearer"}
	default:
		refusal = gatewayError(401, "Unauthorized", sectionErrors, because)
	}
	return refusal, challenge, true
}

func gatewayError(status int, message, section, because string) wire.Response {
	body := `{"message":"` + message + `"}`
	return wire.Response{
		Status: status,
		Header: wire.Header{"content-type: application/json", wire.NewLine("content-length", strconv.Itoa(len(body)))},
		Body:   []byte(body),
		Notes:  []wire.Note{{Section: section, Text: because}},
	}
}

// integrationTimeout is how long an integration may take
// (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html).
const integrationTimeout = 30 * time.Second

// integration returns what the route's integration answers, or the error that
// stands for a failure of it.
func (g *gateway) integration(r wire.Request, route *Route) wire.Response {
	response := g.upstream.Answer(r)
	switch fault := response.Fault; {
	case fault.Kind == wire.FaultHang, fault.Kind == wire.FaultSlow && fault.Delay >= integrationTimeout:
		return gatewayError(503, "Service Unavailable", sectionErrors, "the integration took longer than 30 seconds, which are not waited for here")
	case fault.Kind != wire.FaultNone && fault.Kind != wire.FaultSlow:
		return gatewayError(500, "Internal Server Error", sectionErrors, "the integration failed")
	}
	response.Notes = append(slices.Clip(response.Notes), wire.Note{Section: sectionRouting, Text: "the integration of " + route.Key + " answers"})
	return response
}

// finish puts the CORS headers and the request's identifier to a response that is
// no answer to a preflight, and what stands between the two.
func (g *gateway) finish(r wire.Request, response wire.Response, between ...wire.Line) wire.Response {
	header := make(wire.Header, 0, len(response.Header)+6)
	for _, line := range response.Header {
		if name, _, _ := line.Cut(); g.cors == nil || !isCORSHeader(name) {
			header = append(header, line)
		}
	}
	if !header.Has("content-length") && response.Status >= 200 && response.Status != 204 && response.Status != 304 {
		header.Add("content-length", strconv.Itoa(len(response.Body)))
	}
	lines, notes := g.actualHeaders(r, response)
	header = append(append(header, lines...), between...)
	response.Header = append(header, requestIDLine)
	response.Notes = append(slices.Clip(response.Notes), notes...)
	return response
}

// isCORSHeader reports whether a header of the integration gives way to the
// configuration.
func isCORSHeader(name string) bool {
	return strings.HasPrefix(wire.ToLower(name), "access-control-")
}

// actualHeaders returns the CORS headers of a response that is no answer to a
// preflight.
func (g *gateway) actualHeaders(r wire.Request, response wire.Response) (wire.Header, []wire.Note) {
	origin, ok := r.Header.Get("Origin")
	switch {
	case g.cors == nil:
		return nil, []wire.Note{{Section: sectionActual, Text: "the API has no CORS configuration: what the integration says is passed on"}}
	case !ok:
		return nil, []wire.Note{{Section: sectionActual, Text: "there is no Origin header, and so no CORS headers"}}
	}
	allowed, notes := g.allowOrigin(origin)
	if allowed == "" {
		return nil, append(notes, wire.Note{Section: sectionActual, Text: "the origin is not allowed: the request is carried out, without CORS headers"},
			wire.UnverifiedNote(sectionActual, "that there is no Vary for an origin that is not allowed was not recorded"))
	}
	header := wire.Header{wire.NewLine("access-control-allow-origin", allowed)}
	if allowed != "*" {
		header = append(header, "vary: origin")
	}
	if g.cors.AllowCredentials {
		header = append(header, "access-control-allow-credentials: true")
	}
	if len(g.cors.ExposeHeaders) > 0 {
		header.Add("access-control-expose-headers", join(g.cors.ExposeHeaders.Values()))
	}
	notes = append(notes, wire.Note{Section: sectionActual, Text: "the origin is allowed"})
	if madeByGateway(response) && response.Status != 401 {
		notes = append(notes, wire.UnverifiedNote(sectionErrors, "that the gateway's own "+strconv.Itoa(response.Status)+" carries CORS headers was not recorded"))
	}
	return header, notes
}

// madeByGateway reports whether the response is an error of the gateway's own.
func madeByGateway(r wire.Response) bool {
	return slices.ContainsFunc(r.Notes, func(n wire.Note) bool { return n.Section == sectionErrors }) ||
		len(r.Notes) > 0 && r.Notes[0].Section == sectionRouting && r.Status == 404
}

// join joins a list as the gateway does. Header names are stored in lower case.
func join(list []string) string { return strings.Join(lowered(list), ",") }

func lowered(list []string) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = wire.ToLower(s)
	}
	return out
}
