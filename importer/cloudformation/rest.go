package cloudformation

import (
	"strconv"
	"strings"

	"github.com/corslab/corslab/document"
	"github.com/corslab/corslab/importer/openapi"
	"github.com/corslab/corslab/policy/restapi"
)

// restAPI reads a REST API out of the resources that belong to it.
func (t *template) restAPI(r resource) *restapi.API {
	a := &restapi.API{Place: r.place}
	if body := r.get("Body"); body != nil {
		a = openapi.ReadREST(t.File, t.body(body))
	}
	if v := r.get("BinaryMediaTypes"); v != nil {
		a.BinaryMediaTypes = t.Strings(t.resolve(v), "BinaryMediaTypes")
	}
	for _, m := range t.of("AWS::ApiGateway::Method") {
		if t.target(m.get("RestApiId")) == r.id {
			a.Methods = append(a.Methods, t.method(m))
		}
	}
	for _, g := range t.of("AWS::ApiGateway::GatewayResponse") {
		if t.target(g.get("RestApiId")) == r.id {
			a.GatewayResponses = append(a.GatewayResponses, t.gatewayResponse(g))
		}
	}
	a.Validate(t.File)
	return a
}

func (t *template) method(r resource) restapi.Method {
	m := restapi.Method{
		Path: t.path(r.get("ResourceId"), 0), HTTPMethod: t.plain(r.get("HttpMethod")), Place: r.place,
		Authorization: t.plain(r.get("AuthorizationType")), APIKeyRequired: t.plain(r.get("ApiKeyRequired")) == "true",
		Integration: restapi.Integration{Type: "AWS_PROXY"},
	}
	if v := r.get("Integration"); v != nil {
		m.Integration = t.integration(v)
	}
	return m
}

// path returns the path of a resource by way of its parents.
func (t *template) path(n *document.Node, depth int) string {
	id := t.target(n)
	r, ok := t.resource(id)
	if !ok || r.kind != "AWS::ApiGateway::Resource" || depth > maxDepth {
		return "/" // the root resource is an attribute of the API
	}
	return strings.TrimSuffix(t.path(r.get("ParentId"), depth+1), "/") + "/" + t.plain(r.get("PathPart"))
}

// integration reads what of an integration CORS depends on.
func (t *template) integration(n *document.Node) restapi.Integration {
	in := restapi.Integration{}
	kind := n.Get("Type")
	if kind == nil {
		t.Report(n.Place, "an integration needs a Type", "")
		return in
	}
	in.Type = openapi.IntegrationType(t.File, t.resolve(kind))
	in.ContentHandling, in.PassthroughBehavior = t.plain(n.Get("ContentHandling")), t.plain(n.Get("PassthroughBehavior"))
	if in.Type != "MOCK" && in.Type != "AWS" && in.Type != "HTTP" {
		return in
	}
	if v := n.Get("RequestTemplates"); v != nil && in.Type == "MOCK" {
		in.RequestTemplates = openapi.Templates(t.File, t.resolve(v))
	}
	if v := n.Get("IntegrationResponses"); v != nil {
		for _, item := range t.Items(v, "IntegrationResponses") {
			in.Responses = append(in.Responses, t.response(item))
		}
	}
	return in
}

func (t *template) response(n *document.Node) restapi.IntegrationResponse {
	r := restapi.IntegrationResponse{
		StatusCode: t.status(n.Get("StatusCode"), n), SelectionPattern: t.plain(n.Get("SelectionPattern")),
		ContentHandling: t.plain(n.Get("ContentHandling")), Place: n.Place,
	}
	if v := n.Get("ResponseParameters"); v != nil {
		r.Parameters = openapi.Parameters(t.File, t.resolve(v))
	}
	if v := n.Get("ResponseTemplates"); v != nil {
		r.Templates = openapi.Templates(t.File, t.resolve(v))
	}
	return r
}

func (t *template) status(n, parent *document.Node) int {
	code, err := strconv.Atoi(t.plain(n))
	if err != nil {
		t.Report(parent.Place, "a response needs a StatusCode", "")
	}
	return code
}

func (t *template) gatewayResponse(r resource) restapi.GatewayResponse {
	g := restapi.GatewayResponse{Type: t.plain(r.get("ResponseType")), Place: r.place}
	if v := r.get("StatusCode"); v != nil {
		g.StatusCode = t.status(v, v)
	}
	if v := r.get("ResponseParameters"); v != nil {
		g.Parameters = openapi.Parameters(t.File, t.resolve(v))
	}
	if v := r.get("ResponseTemplates"); v != nil {
		g.Templates = openapi.Templates(t.File, t.resolve(v))
	}
	return g
}
