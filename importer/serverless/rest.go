package serverless

import (
	"slices"
	"strings"

	"github.com/corslab/corslab/document"
	"github.com/corslab/corslab/policy/restapi"
)

// A preflight is what the events of one path say about CORS, taken together.
type preflight struct {
	path string
	// origin is the one that is always sent, and origins those that are echoed.
	origin           string
	origins, headers []string
	methods          []string
	credentials      bool
	maxAge, cache    string
	place            document.Place
}

// restAPI is the REST API of the service; nil if it has none.
func (s *service) restAPI() (*restapi.API, document.Place) {
	events := s.events("http")
	if len(events) == 0 {
		return nil, document.Place{}
	}
	a := &restapi.API{Place: events[0].place}
	if v := s.provider("apiGateway", "binaryMediaTypes"); v != nil {
		a.BinaryMediaTypes = s.Strings(s.resolve(v), "binaryMediaTypes")
	}
	var preflights []*preflight
	for _, e := range events {
		method := e.method
		if method == "*" {
			method = "ANY"
		}
		a.Methods = append(a.Methods, restapi.Method{
			Path: e.path, HTTPMethod: method, Place: e.place,
			Authorization: s.authorization(e), APIKeyRequired: s.plain(e.get("private")) == "true",
			Integration: restapi.Integration{Type: "AWS_PROXY"},
		})
		if v := e.get("cors"); v != nil {
			preflights = s.merge(preflights, e, s.resolve(v))
		}
	}
	for _, p := range preflights {
		taken := slices.ContainsFunc(a.Methods, func(m restapi.Method) bool { return m.Path == p.path && m.HTTPMethod == "OPTIONS" })
		if !taken {
			a.Methods = append(a.Methods, p.method())
		}
	}
	a.Validate(s.File)
	return a, events[0].place
}

// authorization is the kind of authorizer of an event.
func (s *service) authorization(e event) string {
	v := e.get("authorizer")
	if v == nil {
		return "NONE"
	}
	kind := v.Text
	if v.Kind == document.Mapping {
		kind = s.plain(v.Get("type")) + s.plain(v.Get("arn"))
	}
	switch {
	case strings.EqualFold(kind, "aws_iam"):
		return "AWS_IAM"
	case strings.Contains(kind, "cognito"), strings.EqualFold(kind, "COGNITO_USER_POOLS"):
		return "COGNITO_USER_POOLS"
	}
	return "CUSTOM"
}

var corsKeys = []string{"origin", "origins", "headers", "methods", "allowCredentials", "maxAge", "cacheControl"}

// merge adds what an event says to the preflight of its path.
func (s *service) merge(list []*preflight, e event, n *document.Node) []*preflight {
	if n.IsScalar() && n.Text != "true" {
		return list
	}
	i := slices.IndexFunc(list, func(p *preflight) bool { return p.path == e.path })
	if i < 0 {
		i = len(list)
		list = append(list, &preflight{path: e.path, place: n.Place})
	}
	p := list[i]
	called := []string{e.method}
	if e.method == "ANY" || e.method == "*" {
		called = []string{"DELETE", "GET", "HEAD", "PATCH", "POST", "PUT"}
	}
	headers, methods, origins := apiHeaders, []string(nil), []string(nil)
	p.origin = "*"
	if n.Kind == document.Mapping {
		o, _ := s.Object(n, "cors", corsKeys)
		if v := o.Get("origin"); v != nil {
			p.origin = v.Text
			if strings.Contains(v.Text, ",") {
				origins = s.words(v, "origin")
			}
		}
		if v := o.Get("origins"); v != nil {
			if origins = s.words(v, "origins"); len(origins) == 0 {
				s.Report(v.Place, "origins is empty", "leave it out for any origin, or name one")
			}
		}
		if v := o.Get("headers"); v != nil {
			headers = s.words(v, "headers")
		}
		if v := o.Get("methods"); v != nil {
			methods = s.words(v, "methods")
		}
		if v := o.Get("allowCredentials"); v != nil {
			p.credentials = p.credentials || v.Text == "true"
		}
		if v := o.Get("maxAge"); v != nil {
			p.maxAge = v.Text
		}
		if v := o.Get("cacheControl"); v != nil {
			p.cache = v.Text
		}
	}
	methods = union(union(methods, []string{"OPTIONS"}), called)
	// The framework puts what the last event says first.
	p.origins, p.headers, p.methods = union(origins, p.origins), union(headers, p.headers), union(methods, p.methods)
	return list
}

// words reads a list, or one text with commas.
func (s *service) words(n *document.Node, key string) []string {
	if n.Kind == document.Text {
		list := strings.Split(n.Text, ",")
		for i := range list {
			list[i] = strings.TrimSpace(list[i])
		}
		return list
	}
	return s.Strings(n, key).Values()
}

func union(a, b []string) []string {
	out := slices.Clone(a)
	for _, s := range b {
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

// method is the OPTIONS method that the framework deploys.
func (p *preflight) method() restapi.Method {
	at := func(value string) document.String { return document.String{Value: "'" + value + "'", Place: p.place} }
	origin := p.origin
	if len(p.origins) > 0 {
		origin = p.origins[0]
	}
	response := restapi.IntegrationResponse{
		StatusCode: 200, Place: p.place,
		Parameters: []restapi.Parameter{
			{Name: header + "Access-Control-Allow-Origin", Value: at(origin)},
			{Name: header + "Access-Control-Allow-Headers", Value: at(join(p.headers))},
			{Name: header + "Access-Control-Allow-Methods", Value: at(join(p.methods))},
		},
	}
	if len(p.origins) > 0 {
		response.Templates = map[string]document.String{"application/json": {Value: p.template(), Place: p.place}}
	}
	if p.credentials {
		response.Parameters = append(response.Parameters, restapi.Parameter{Name: header + "Access-Control-Allow-Credentials", Value: at("true")})
	}
	if p.maxAge != "" {
		response.Parameters = append(response.Parameters, restapi.Parameter{Name: header + "Access-Control-Max-Age", Value: at(p.maxAge)})
	}
	if p.cache != "" {
		response.Parameters = append(response.Parameters, restapi.Parameter{Name: header + "Cache-Control", Value: at(p.cache)})
	}
	return restapi.Method{Path: p.path, HTTPMethod: "OPTIONS", Place: p.place, Integration: restapi.Integration{
		Type: "MOCK", ContentHandling: "CONVERT_TO_TEXT",
		RequestTemplates: map[string]document.String{"application/json": {Value: "{statusCode:200}"}},
		Responses:        []restapi.IntegrationResponse{response},
	}}
}

const header = "method.response.header."

// template is the response template that echoes an origin of the list. A wildcard
// stands for one character or more.
func (p *preflight) template() string {
	conditions := make([]string, len(p.origins))
	for i, origin := range p.origins {
		pattern := strings.NewReplacer(".", "[.]", "*", ".+").Replace(origin)
		conditions[i] = `$origin.matches("` + pattern + `")`
	}
	return `#set($origin = $input.params("Origin"))` +
		`#if($origin == "") #set($origin = $input.params("origin")) #end` +
		`#if(` + strings.Join(conditions, " || ") + `)` +
		`#set($context.responseOverride.header.Access-Control-Allow-Origin = $origin) #end`
}
