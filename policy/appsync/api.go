// Package appsync is an AWS AppSync API as far as CORS goes: nothing can be
// configured, and every origin is allowed, without credentials.
package appsync

import (
	"slices"
	"strings"

	"github.com/corslab/corslab/document"
	"github.com/corslab/corslab/wire"
)

// An API is an AWS AppSync API. It is a policy.Policy; the upstream of New is what
// its resolvers answer.
type API struct{}

// Is reports whether a document is an API as get-graphql-api prints it.
func Is(n *document.Node) bool { return n.Get("graphqlApi") != nil }

// Read reads an API: there is nothing to it, and so an empty mapping will do.
// Problems go to the file.
func Read(f *document.File, n *document.Node) *API {
	if !Is(n) && n.Kind != document.Null && len(n.Entries)+len(n.Items) > 0 {
		f.Report(n.Place, "an AppSync API has no CORS settings", "write {}")
	}
	return &API{}
}

const section = "aws:appsync"

// defaultContent answers as an API does that is asked without a key.
func defaultContent(wire.Request) wire.Response {
	return wire.Response{
		Status: 401,
		Header: wire.Header{"Content-Type: application/json;charset=UTF-8", "x-amzn-ErrorType: UnauthorizedException"},
		Body:   []byte(`{"errors":[{"errorType":"UnauthorizedException","message":"Permission denied"}]}`),
	}
}

// New returns a server that answers as the API does.
func (*API) New(upstream wire.Server) wire.Server {
	if upstream == nil {
		upstream = wire.ServerFunc(defaultContent)
	}
	return wire.ServerFunc(func(r wire.Request) wire.Response {
		if r.Method == "OPTIONS" {
			return preflight(r)
		}
		response := upstream.Answer(r)
		header := slices.DeleteFunc(slices.Clone(response.Header), func(line wire.Line) bool {
			name, _, _ := line.Cut()
			return strings.HasPrefix(wire.ToLower(name), "access-control-")
		})
		response.Header = append(header, "Access-Control-Allow-Origin: *", exposed)
		response.Notes = append(slices.Clip(response.Notes),
			wire.Note{Section: section, Text: "every origin is allowed, and nothing can be configured"},
			wire.Note{Section: section, Text: "which headers are exposed was not recorded for AppSync, but for other services of AWS", Unverified: true})
		return response
	})
}

const exposed wire.Line = "Access-Control-Expose-Headers: x-amzn-RequestId,x-amzn-ErrorType,x-amzn-ErrorMessage,Date"

// preflight answers as the endpoints of most AWS services do: it allows whatever
// is asked for.
func preflight(r wire.Request) wire.Response {
	header := wire.Header{"Access-Control-Allow-Origin: *"}
	if names, ok := r.Header.Get("Access-Control-Request-Headers"); ok {
		header.Add("Access-Control-Allow-Headers", names)
	}
	if method, ok := r.Header.Get("Access-Control-Request-Method"); ok {
		header.Add("Access-Control-Allow-Methods", method)
	}
	return wire.Response{
		Status: 200,
		Header: append(header, exposed, "Access-Control-Max-Age: 172800", "Content-Length: 0"),
		Notes: []wire.Note{
			{Section: section, Text: "every origin, method and header is allowed"},
			{Section: section, Text: "the answer to a preflight was not recorded for AppSync, but for other services of AWS", Unverified: true},
		},
	}
}
