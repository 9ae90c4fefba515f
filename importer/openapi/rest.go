package openapi

import (
	"slices"
	"strconv"
	"strings"

	"github.com/corslab/corslab/document"
	"github.com/corslab/corslab/policy/restapi"
)

// ReadREST reads a document as a REST API. Problems go to the file.
func ReadREST(f *document.File, n *document.Node) *restapi.API {
	a := &restapi.API{Place: n.Place}
	if v := n.Get(extBinary); v != nil {
		a.BinaryMediaTypes = f.Strings(v, extBinary)
	}
	if v := n.Get(extGatewayResponses); v != nil {
		if v.Kind != document.Mapping {
			f.Mismatch(v, extGatewayResponses, "a mapping")
		}
		for _, e := range v.Entries {
			a.GatewayResponses = append(a.GatewayResponses, readGatewayResponse(f, e))
		}
	}
	known := schemes(n)
	eachOperation(f, n, func(op operation) {
		demanded := required(f, n, op.node, known)
		m := restapi.Method{
			Path: op.path, HTTPMethod: op.method, Place: op.place,
			Authorization: demanded.authorization, APIKeyRequired: demanded.key,
			Integration: restapi.Integration{Type: "AWS_PROXY"},
		}
		if in := op.node.Get(extIntegration); in != nil {
			m.Integration = readIntegration(f, follow(f, n, in))
		} else if op.method == "OPTIONS" {
			f.Report(op.place, "OPTIONS "+op.path+" has no "+extIntegration, "without one the method is not deployed; a mock answers preflights")
		}
		a.Methods = append(a.Methods, m)
	})
	a.Validate(f)
	return a
}

func readGatewayResponse(f *document.File, e document.Entry) restapi.GatewayResponse {
	r := restapi.GatewayResponse{Type: e.Key, Place: e.Place}
	o, ok := f.Object(e.Value, "a gateway response", []string{"statusCode", "responseParameters", "responseTemplates"})
	if !ok {
		return r
	}
	if v := o.Get("statusCode"); v != nil && v.Kind != document.Null {
		r.StatusCode = status(f, v)
	}
	if v := o.Get("responseParameters"); v != nil {
		r.Parameters = Parameters(f, v)
	}
	if v := o.Get("responseTemplates"); v != nil {
		r.Templates = Templates(f, v)
	}
	return r
}

func status(f *document.File, n *document.Node) int {
	code, err := strconv.Atoi(n.Text)
	if err != nil || code < 100 || code > 599 {
		f.Report(n.Place, strconv.Quote(n.Text)+" is no status code", "")
	}
	return code
}

// Parameters reads a mapping of parameter names to values.
func Parameters(f *document.File, n *document.Node) (list []restapi.Parameter) {
	if n.Kind != document.Mapping {
		f.Mismatch(n, "responseParameters", "a mapping")
		return nil
	}
	for _, e := range n.Entries {
		list = append(list, restapi.Parameter{
			Name:  e.Key,
			Value: document.String{Value: f.Text(e.Value, e.Key), Place: e.Value.Place},
		})
	}
	return list
}

// Templates reads a mapping of content types to templates.
func Templates(f *document.File, n *document.Node) map[string]document.String {
	out := map[string]document.String{}
	if n.Kind != document.Mapping {
		f.Mismatch(n, "a set of templates", "a mapping of content types")
	}
	for _, e := range n.Entries {
		if e.Value.Kind == document.Null {
			continue
		}
		out[e.Key] = document.String{Value: f.Text(e.Value, e.Key), Place: e.Value.Place}
	}
	return out
}

var integrationTypes = []string{"MOCK", "AWS_PROXY", "HTTP_PROXY", "AWS", "HTTP"}

func readIntegration(f *document.File, n *document.Node) restapi.Integration {
	in := restapi.Integration{}
	if n.Kind != document.Mapping {
		f.Mismatch(n, extIntegration, "a mapping")
		return in
	}
	kind := n.Get("type")
	if kind == nil {
		f.Report(n.Place, extIntegration+" needs a type", "one of mock, aws_proxy, http_proxy, aws, http")
		return in
	}
	in.Type = IntegrationType(f, kind)
	if v := n.Get("requestTemplates"); v != nil {
		in.RequestTemplates = Templates(f, v)
	}
	if v := n.Get("contentHandling"); v != nil {
		in.ContentHandling = strings.ToUpper(v.Text)
		if known := []string{"CONVERT_TO_TEXT", "CONVERT_TO_BINARY"}; !slices.Contains(known, in.ContentHandling) {
			f.Report(v.Place, "unknown contentHandling "+strconv.Quote(v.Text), document.Suggest(in.ContentHandling, known))
		}
	}
	if v := n.Get("passthroughBehavior"); v != nil {
		in.PassthroughBehavior = strings.ToUpper(v.Text)
	}
	if v := n.Get("responses"); v != nil {
		if v.Kind != document.Mapping {
			f.Mismatch(v, "responses", "a mapping")
		}
		for _, e := range v.Entries {
			in.Responses = append(in.Responses, readResponse(f, e))
		}
	}
	return in
}

// IntegrationType reads the type of an integration, in any letter case.
func IntegrationType(f *document.File, n *document.Node) string {
	kind := strings.ToUpper(n.Text)
	for _, known := range integrationTypes {
		if kind == known {
			return kind
		}
	}
	f.Report(n.Place, "unknown integration type "+strconv.Quote(n.Text), document.Suggest(kind, integrationTypes))
	return kind
}

func readResponse(f *document.File, e document.Entry) restapi.IntegrationResponse {
	r := restapi.IntegrationResponse{StatusCode: 200, Place: e.Place}
	if e.Key != "default" {
		r.SelectionPattern = e.Key
	}
	o, ok := f.Object(e.Value, "an integration response", []string{"statusCode", "responseParameters", "responseTemplates", "contentHandling"})
	if !ok {
		return r
	}
	if v := o.Get("statusCode"); v != nil {
		r.StatusCode = status(f, v)
	}
	if v := o.Get("responseParameters"); v != nil {
		r.Parameters = Parameters(f, v)
	}
	if v := o.Get("responseTemplates"); v != nil {
		r.Templates = Templates(f, v)
	}
	if v := o.Get("contentHandling"); v != nil {
		r.ContentHandling = strings.ToUpper(v.Text)
	}
	return r
}
