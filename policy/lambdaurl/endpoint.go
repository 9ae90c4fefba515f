package lambdaurl

import (
	"slices"
	"strconv"
	"strings"

	"github.com/corslab/corslab/document"
	"github.com/corslab/corslab/policy/cors"
	"github.com/corslab/corslab/wire"
)

// The sections of notes.
const (
	sectionPreflight = "aws:lambda-url-preflight"
	sectionActual    = "aws:lambda-url-cors-headers"
	sectionAuth      = "aws:lambda-url-auth"
)

// requestIDLine is the identifier that Lambda gives every answer. It differs from
// answer to answer; this is a fixed one of the usual shape.
const requestIDLine wire.Line = "x-amzn-RequestId: 5d0d1f6a-7c38-4b0e-9a51-3f2c8e6b7d94"

// traceLine identifies a call of the function.
const traceLine wire.Line = "X-Amzn-Trace-Id: Root=1-66b1f3c4-3a5e7d9b1c2f4a6e8d0b9c7a;Parent=2f4c6e8a0b1d3f57;Sampled=0"

// An endpoint answers requests to a URL. It has no state.
type endpoint struct {
	cors     *cors.Settings
	iam      bool
	function wire.Server
}

// New returns a server that answers as the URL does. The upstream is the function;
// nil stands for one that says hello.
func (u *URL) New(upstream wire.Server) wire.Server {
	if upstream == nil {
		upstream = wire.ServerFunc(defaultContent)
	}
	return &endpoint{cors: u.CORS, iam: u.IAM, function: upstream}
}

func defaultContent(wire.Request) wire.Response {
	return wire.Response{Status: 200, Header: wire.Header{"Content-Type: application/json"}, Body: []byte(`"hello"`)}
}

// Answer answers one request.
func (e *endpoint) Answer(r wire.Request) wire.Response {
	if e.cors != nil && r.Method == "OPTIONS" {
		return e.preflight(r)
	}
	if e.iam && !r.Header.Has("Authorization") {
		return e.finish(r, forbidden())
	}
	return e.finish(r, e.invoke(r))
}

func forbidden() wire.Response {
	return wire.Response{
		Status: 403,
		Header: wire.Header{"Content-Type: application/json", "x-amzn-ErrorType: AccessDeniedException"},
		Body:   []byte(`{"Message":"Forbidden"}`),
		Notes:  []wire.Note{{Section: sectionAuth, Text: "the AuthType is AWS_IAM, and the request is not signed"}},
	}
}

// invoke returns what the function answers, or the error that stands for its
// failure.
func (e *endpoint) invoke(r wire.Request) wire.Response {
	response := e.function.Answer(r)
	if kind := response.Fault.Kind; kind != wire.FaultNone && kind != wire.FaultSlow {
		return wire.Response{
			Status: 502,
			Header: wire.Header{"Content-Type: application/json"},
			Body:   []byte("Internal Server Error"),
			Notes: []wire.Note{
				{Section: sectionActual, Text: "the function failed"},
				wire.UnverifiedNote(sectionActual, "what the answer to a failed function carries was not recorded"),
			},
		}
	}
	return response
}

// preflight answers any OPTIONS request. The function is not called.
func (e *endpoint) preflight(r wire.Request) wire.Response {
	header := wire.Header{"Content-Type: application/json", "Content-Length: 0", requestIDLine, "Vary: Origin"}
	var notes []wire.Note
	if e.iam {
		notes = append(notes, wire.UnverifiedNote(sectionAuth, "that a preflight is answered before the signature is looked for was not recorded"))
	}
	origin, hasOrigin := r.Header.Get("Origin")
	value, doubts := e.allowOrigin(origin)
	refused := e.refusal(r, hasOrigin, value)
	if refused != "" {
		notes = append(notes, wire.Note{Section: sectionPreflight, Text: refused},
			wire.UnverifiedNote(sectionPreflight, "how a preflight that does not match is answered was not recorded; it is taken to be 200 without CORS headers"))
		return wire.Response{Status: 200, Header: header, Notes: notes}
	}
	header.Add("Access-Control-Allow-Origin", value)
	if list := e.cors.AllowHeaders.Values(); len(list) > 0 {
		header.Add("Access-Control-Allow-Headers", lowered(list))
	}
	if list := e.cors.AllowMethods.Values(); len(list) > 0 {
		header.Add("Access-Control-Allow-Methods", strings.Join(list, ","))
	}
	if e.cors.AllowCredentials {
		header.Add("Access-Control-Allow-Credentials", "true")
	}
	if e.cors.MaxAge != nil && *e.cors.MaxAge > 0 {
		header.Add("Access-Control-Max-Age", strconv.Itoa(*e.cors.MaxAge))
	}
	notes = append(notes, wire.Note{Section: sectionPreflight, Text: "origin, method and headers are allowed; the function is not called"})
	return wire.Response{Status: 200, Header: header, Notes: append(notes, doubts...)}
}

// refusal says why a preflight is not granted; "" if it is.
func (e *endpoint) refusal(r wire.Request, hasOrigin bool, value string) string {
	method, hasMethod := r.Header.Get("Access-Control-Request-Method")
	switch {
	case !hasOrigin:
		return "there is no Origin header"
	case value == "":
		return "the origin is not allowed"
	case !hasMethod:
		return "there is no Access-Control-Request-Method"
	case !e.cors.AllowMethods.Contains("*") && !e.cors.AllowMethods.Contains(method):
		return "the method " + strconv.Quote(method) + " is not allowed"
	}
	names, _ := r.Header.Get("Access-Control-Request-Headers")
	for name := range strings.SplitSeq(names, ",") {
		if name = strings.TrimSpace(name); name != "" && !e.allowsHeader(name) {
			return "the header " + strconv.Quote(name) + " is not allowed"
		}
	}
	return ""
}

func (e *endpoint) allowsHeader(name string) bool {
	return slices.ContainsFunc(e.cors.AllowHeaders, func(s document.String) bool {
		return s.Value == "*" || wire.EqualFold(s.Value, name)
	})
}

// finish puts what Lambda adds to the answer of the function. A header that the
// function sends too is then there twice.
func (e *endpoint) finish(r wire.Request, response wire.Response) wire.Response {
	header := make(wire.Header, 0, len(response.Header)+6)
	header = append(header, response.Header...)
	header = append(header, requestIDLine)
	notes := slices.Clip(response.Notes)
	if e.cors == nil {
		response.Header = append(header, traceLine)
		response.Notes = append(notes, wire.Note{Section: sectionActual, Text: "the URL has no CORS configuration: the function's own headers are all there are"})
		return response
	}
	header = append(header, "Vary: Origin", traceLine)
	origin, hasOrigin := r.Header.Get("Origin")
	value, doubts := e.allowOrigin(origin)
	switch {
	case !hasOrigin:
		notes = append(notes, wire.Note{Section: sectionActual, Text: "there is no Origin header, and so no CORS headers"},
			wire.UnverifiedNote(sectionActual, "that Vary is sent without an Origin was not recorded"))
	case value == "":
		notes = append(notes, wire.Note{Section: sectionActual, Text: "the origin is not allowed: the function is called, and Lambda adds no CORS headers"},
			wire.UnverifiedNote(sectionActual, "how an origin that is not allowed is answered was not recorded"))
	default:
		header = e.appendActual(header, value)
		notes = append(append(notes, wire.Note{Section: sectionActual, Text: "the origin is allowed"}), doubts...)
		if response.Header.Has("Access-Control-Allow-Origin") {
			notes = append(notes, wire.Note{Section: sectionActual, Text: "the function sends CORS headers of its own, which are left beside Lambda's"})
		}
	}
	response.Header, response.Notes = header, notes
	return response
}

func (e *endpoint) appendActual(header wire.Header, value string) wire.Header {
	header.Add("Access-Control-Allow-Origin", value)
	if e.cors.AllowCredentials {
		header.Add("Access-Control-Allow-Credentials", "true")
	}
	if list := e.cors.ExposeHeaders.Values(); len(list) > 0 {
		header.Add("Access-Control-Expose-Headers", strings.Join(list, ","))
	}
	return header
}

// allowOrigin returns the value of Access-Control-Allow-Origin for an origin; ""
// if it is not allowed.
func (e *endpoint) allowOrigin(origin string) (value string, notes []wire.Note) {
	for _, entry := range e.cors.AllowOrigins.Values() {
		switch {
		case origin == "":
		case entry == origin:
			return origin, nil
		case entry == "*":
			return origin, []wire.Note{wire.UnverifiedNote(sectionActual, `whether "*" is answered with a star or with the origin was not recorded; a page was once told its origin twice, so that it is taken to be echoed`)}
		case (entry == "https://*" || entry == "http://*") && strings.HasPrefix(origin, strings.TrimSuffix(entry, "*")):
			return origin, []wire.Note{wire.UnverifiedNote(sectionActual, strconv.Quote(entry)+" is taken to stand for every origin of the scheme")}
		}
	}
	return "", nil
}

// lowered joins header names as Lambda does, in lower case.
func lowered(names []string) string {
	return wire.ToLower(strings.Join(names, ","))
}
