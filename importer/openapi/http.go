package openapi

import (
	"github.com/corslab/corslab/document"
	"github.com/corslab/corslab/policy/cors"
	"github.com/corslab/corslab/policy/httpapi"
)

// ReadHTTP reads a document as an HTTP API. Problems go to the file.
func ReadHTTP(f *document.File, n *document.Node) *httpapi.API {
	a := &httpapi.API{}
	if v := n.Get(extCORS); v != nil {
		a.CORS = cors.Read(f, v, cors.Camel)
	}
	known := schemes(n)
	eachOperation(f, n, func(op operation) {
		key := op.method + " " + op.path
		if op.path == "/$default" || op.path == httpapi.Default {
			key = httpapi.Default
		}
		r := httpapi.Route{Key: key, Place: op.place}
		switch required(f, n, op.node, known).authorization {
		case "":
		case "AWS_IAM":
			r.Authorizer = httpapi.IAM
		case "CUSTOM":
			r.Authorizer = httpapi.Lambda
		default:
			r.Authorizer = httpapi.JWT
		}
		a.Routes = append(a.Routes, r)
	})
	a.Validate(f)
	return a
}
