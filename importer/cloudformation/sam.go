package cloudformation

import (
	"slices"
	"strings"

	"github.com/corslab/corslab/document"
	"github.com/corslab/corslab/importer/openapi"
	"github.com/corslab/corslab/policy"
	"github.com/corslab/corslab/policy/cors"
	"github.com/corslab/corslab/policy/httpapi"
	"github.com/corslab/corslab/policy/lambdaurl"
	"github.com/corslab/corslab/policy/restapi"
)

// The APIs that SAM makes of events which name none.
const (
	implicitREST = "ServerlessRestApi"
	implicitHTTP = "ServerlessHttpApi"
)

// An event is an event of a function that comes from an API.
type event struct {
	// api is the logical ID of its API.
	api          string
	path, method string
	auth         *document.Node
	place        document.Place
}

// events returns the events of all functions that are of a type: Api or HttpApi.
func (t *template) events(kind string) (list []event) {
	key, implicit := "RestApiId", implicitREST
	if kind == "HttpApi" {
		key, implicit = "ApiId", implicitHTTP
	}
	for _, f := range t.of("AWS::Serverless::Function") {
		events := f.get("Events")
		if events == nil {
			continue
		}
		for _, e := range events.Entries {
			if found := e.Value.Get("Type"); found == nil || found.Text != kind {
				continue
			}
			out := event{api: implicit, place: e.Place}
			if p := e.Value.Get("Properties"); p != nil {
				out.path, out.method, out.auth = t.plain(p.Get("Path")), strings.ToUpper(t.plain(p.Get("Method"))), p.Get("Auth")
				if id := t.target(p.Get(key)); id != "" {
					out.api = id
				}
			}
			list = append(list, out)
		}
	}
	return list
}

// implicitAPIs returns the APIs that no resource of the template is.
func (t *template) implicitAPIs() (found []policy.Resource) {
	isImplicit := func(id string) func(event) bool { return func(e event) bool { return e.api == id } }
	if i := slices.IndexFunc(t.events("Api"), isImplicit(implicitREST)); i >= 0 {
		place := t.events("Api")[i].place
		r := resource{id: implicitREST, kind: "AWS::Serverless::Api", properties: &document.Node{Kind: document.Mapping, Place: place}, place: place}
		found = append(found, policy.Resource{Engine: policy.RESTAPI, Name: r.id, Place: place, Policy: t.samAPI(r)})
	}
	if i := slices.IndexFunc(t.events("HttpApi"), isImplicit(implicitHTTP)); i >= 0 {
		place := t.events("HttpApi")[i].place
		r := resource{id: implicitHTTP, kind: "AWS::Serverless::HttpApi", properties: &document.Node{Kind: document.Mapping, Place: place}, place: place}
		found = append(found, policy.Resource{Engine: policy.HTTPAPI, Name: r.id, Place: place, Policy: t.samHTTPAPI(r)})
	}
	return found
}

// setting returns a property of an API, or else the one of Globals.
func (t *template) setting(r resource, section, key string) *document.Node {
	if v := r.get(key); v != nil {
		return v
	}
	if t.globals != nil && t.globals.Get(section) != nil {
		return t.globals.Get(section).Get(key)
	}
	return nil
}

// An auth is the Auth of an API.
type auth struct {
	authorizers map[string]string // kind of authorization by name
	fallback    string            // of the default authorizer; "" for none
	key         bool
	// onPreflight and keyOnPreflight say that OPTIONS methods have them, too.
	onPreflight, keyOnPreflight bool
}

func (t *template) auth(n *document.Node) auth {
	a := auth{authorizers: map[string]string{"AWS_IAM": "AWS_IAM", "NONE": ""}, onPreflight: true, keyOnPreflight: true}
	if n == nil {
		return a
	}
	if list := n.Get("Authorizers"); list != nil {
		for _, e := range list.Entries {
			kind := "CUSTOM"
			switch {
			case e.Value.Get("UserPoolArn") != nil:
				kind = "COGNITO_USER_POOLS"
			case e.Value.Get("JwtConfiguration") != nil:
				kind = "JWT"
			}
			a.authorizers[e.Key] = kind
		}
	}
	if v := n.Get("DefaultAuthorizer"); v != nil {
		name := t.plain(v)
		kind, ok := a.authorizers[name]
		if !ok {
			t.Report(v.Place, "there is no authorizer "+name, "")
		}
		a.fallback = kind
	}
	a.key = t.plain(n.Get("ApiKeyRequired")) == "true"
	a.onPreflight = t.plain(n.Get("AddDefaultAuthorizerToCorsPreflight")) != "false"
	a.keyOnPreflight = t.plain(n.Get("AddApiKeyRequiredToCorsPreflight")) != "false"
	return a
}

// of returns the kind of authorization of an event, and whether it wants a key.
func (a auth) of(t *template, e event) (kind string, key bool) {
	kind, key = a.fallback, a.key
	if e.auth == nil {
		return kind, key
	}
	if v := e.auth.Get("Authorizer"); v != nil {
		name := t.plain(v)
		named, ok := a.authorizers[name]
		if !ok {
			t.Report(v.Place, "there is no authorizer "+name, "")
		}
		kind = named
	}
	if v := e.auth.Get("ApiKeyRequired"); v != nil {
		key = t.plain(v) == "true"
	}
	return kind, key
}

// samAPI is the REST API that SAM deploys.
func (t *template) samAPI(r resource) *restapi.API {
	a := &restapi.API{Place: r.place}
	if body := t.setting(r, "Api", "DefinitionBody"); body != nil {
		a = openapi.ReadREST(t.File, t.body(body))
	}
	demands := t.auth(t.setting(r, "Api", "Auth"))
	for _, e := range t.events("Api") {
		if e.api != r.id || slices.ContainsFunc(a.Methods, func(m restapi.Method) bool { return m.Path == e.path && m.HTTPMethod == e.method }) {
			continue
		}
		kind, key := demands.of(t, e)
		a.Methods = append(a.Methods, restapi.Method{
			Path: e.path, HTTPMethod: e.method, Authorization: kind, APIKeyRequired: key, Place: e.place,
			Integration: restapi.Integration{Type: "AWS_PROXY"},
		})
	}
	if v := t.setting(r, "Api", "BinaryMediaTypes"); v != nil {
		for _, s := range t.Strings(t.resolve(v), "BinaryMediaTypes") {
			s.Value = strings.ReplaceAll(s.Value, "~1", "/")
			a.BinaryMediaTypes = append(a.BinaryMediaTypes, s)
		}
	}
	if v := t.setting(r, "Api", "GatewayResponses"); v != nil {
		for _, e := range v.Entries {
			a.GatewayResponses = append(a.GatewayResponses, t.samGatewayResponse(e))
		}
	}
	if v := t.setting(r, "Api", "Cors"); v != nil {
		t.addPreflights(a, v, demands)
	}
	a.Validate(t.File)
	return a
}

func (t *template) samGatewayResponse(e document.Entry) restapi.GatewayResponse {
	g := restapi.GatewayResponse{Type: e.Key, Place: e.Place}
	if v := e.Value.Get("StatusCode"); v != nil {
		g.StatusCode = t.status(v, v)
	}
	if p := e.Value.Get("ResponseParameters"); p != nil && p.Get("Headers") != nil {
		for _, h := range t.resolve(p.Get("Headers")).Entries {
			g.Parameters = append(g.Parameters, restapi.Parameter{
				Name: "gatewayresponse.header." + h.Key, Value: document.String{Value: h.Value.Text, Place: h.Value.Place},
			})
		}
	}
	if v := e.Value.Get("ResponseTemplates"); v != nil {
		g.Templates = openapi.Templates(t.File, t.resolve(v))
	}
	return g
}

// corsKeys are what a Cors of SAM has, with the headers they become.
var corsKeys = [][2]string{
	{"AllowHeaders", "Access-Control-Allow-Headers"},
	{"AllowMethods", "Access-Control-Allow-Methods"},
	{"AllowOrigin", "Access-Control-Allow-Origin"},
	{"MaxAge", "Access-Control-Max-Age"},
}

// addPreflights adds an OPTIONS method to every path that has none.
func (t *template) addPreflights(a *restapi.API, n *document.Node, demands auth) {
	values, credentials := t.samCORS(t.resolve(n))
	if values == nil {
		return
	}
	if credentials && values["AllowOrigin"].Value == "'*'" {
		policy.Report(t.File, n.Place, `credentials are allowed together with the origin "*"`, "name the origin, or leave credentials out",
			&policy.ServiceError{Code: "InvalidResourceException", Message: "Unable to add Cors configuration because AllowCredentials can not be true when AllowOrigin is \"'*'\""})
	}
	for _, path := range pathsWithout(a, "OPTIONS") {
		m := restapi.Method{Path: path, HTTPMethod: "OPTIONS", Place: n.Place, Integration: restapi.Integration{
			Type:             "MOCK",
			RequestTemplates: map[string]document.String{"application/json": {Value: `{"statusCode" : 200}`}},
		}}
		response := restapi.IntegrationResponse{StatusCode: 200, Place: n.Place}
		for _, key := range corsKeys {
			v, ok := values[key[0]]
			if key[0] == "AllowMethods" && !ok {
				v, ok = document.String{Value: "'" + methodsOf(a, path) + "'", Place: n.Place}, true
			}
			if ok {
				response.Parameters = append(response.Parameters, restapi.Parameter{Name: "method.response.header." + key[1], Value: v})
			}
		}
		if credentials {
			response.Parameters = append(response.Parameters, restapi.Parameter{
				Name: "method.response.header.Access-Control-Allow-Credentials", Value: document.String{Value: "'true'", Place: n.Place},
			})
		}
		m.Integration.Responses = []restapi.IntegrationResponse{response}
		if demands.onPreflight {
			m.Authorization = demands.fallback
		}
		m.APIKeyRequired = demands.key && demands.keyOnPreflight
		a.Methods = append(a.Methods, m)
	}
}

// samCORS reads a Cors: the allowed origin alone, or a mapping.
func (t *template) samCORS(n *document.Node) (values map[string]document.String, credentials bool) {
	if n == nil {
		return nil, false
	}
	if n.IsScalar() {
		return map[string]document.String{"AllowOrigin": {Value: n.Text, Place: n.Place}}, false
	}
	o, ok := t.Object(n, "Cors", []string{"AllowOrigin", "AllowMethods", "AllowHeaders", "MaxAge", "AllowCredentials"})
	if !ok {
		return nil, false
	}
	values = map[string]document.String{}
	for _, key := range corsKeys {
		if v := o.Get(key[0]); v != nil {
			values[key[0]] = document.String{Value: v.Text, Place: v.Place}
		}
	}
	if v := o.Get("AllowCredentials"); v != nil {
		credentials = v.Text == "true"
	}
	return values, credentials
}

// pathsWithout returns the paths that lack a method, in order.
func pathsWithout(a *restapi.API, method string) (paths []string) {
	for _, m := range a.Methods {
		has := slices.ContainsFunc(a.Methods, func(other restapi.Method) bool { return other.Path == m.Path && other.HTTPMethod == method })
		if !has && !slices.Contains(paths, m.Path) {
			paths = append(paths, m.Path)
		}
	}
	return paths
}

// methodsOf is what SAM writes where AllowMethods is left out: the methods of the
// path and OPTIONS, sorted.
func methodsOf(a *restapi.API, path string) string {
	methods := []string{"OPTIONS"}
	for _, m := range a.Methods {
		switch {
		case m.Path != path:
		case m.HTTPMethod == "ANY":
			return "DELETE,GET,HEAD,OPTIONS,PATCH,POST,PUT"
		default:
			methods = append(methods, m.HTTPMethod)
		}
	}
	slices.Sort(methods)
	return strings.Join(slices.Compact(methods), ",")
}

// samHTTPAPI is the HTTP API that SAM deploys.
func (t *template) samHTTPAPI(r resource) *httpapi.API {
	a := &httpapi.API{}
	if body := t.setting(r, "HttpApi", "DefinitionBody"); body != nil {
		a = openapi.ReadHTTP(t.File, t.body(body))
	}
	if v := t.setting(r, "HttpApi", "CorsConfiguration"); v != nil {
		v = t.resolve(v)
		switch {
		case v == nil:
		case v.IsScalar():
			if v.Text == "true" {
				a.CORS = &cors.Settings{AllowOrigins: document.Strings{{Value: "*", Place: v.Place}}, Place: v.Place}
			}
		default:
			a.CORS = cors.Read(t.File, v, cors.CloudFormation)
		}
	}
	demands := t.auth(t.setting(r, "HttpApi", "Auth"))
	for _, e := range t.events("HttpApi") {
		if e.api != r.id {
			continue
		}
		route := httpapi.Route{Key: httpapi.Default, Place: e.place}
		if e.path != "" && e.path != httpapi.Default {
			method := e.method
			if method == "" || method == "X-AMAZON-APIGATEWAY-ANY-METHOD" {
				method = "ANY"
			}
			route.Key = method + " " + e.path
		}
		switch kind, _ := demands.of(t, e); kind {
		case "":
		case "AWS_IAM":
			route.Authorizer = httpapi.IAM
		case "JWT":
			route.Authorizer = httpapi.JWT
		default:
			route.Authorizer = httpapi.Lambda
		}
		a.Routes = append(a.Routes, route)
	}
	a.Validate(t.File)
	return a
}

// functionURL is the URL of a function that has one.
func (t *template) functionURL(r resource) *lambdaurl.URL {
	v := r.get("FunctionUrlConfig")
	if v == nil {
		return nil
	}
	u := &lambdaurl.URL{IAM: t.plain(v.Get("AuthType")) == "AWS_IAM", CORS: t.settings(v.Get("Cors"))}
	u.Validate(t.File)
	return u
}
