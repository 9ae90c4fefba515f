package httpapi

import (
	"github.com/corslab/corslab/document"
	"github.com/corslab/corslab/policy/cors"
)

// The members of an API as `aws apigatewayv2 get-api` prints it, in lower camel
// case, but for those that are about CORS.
var otherMembers = []string{
	"name", "apiId", "apiEndpoint", "apiKeySelectionExpression", "createdDate", "description", "disableExecuteApiEndpoint",
	"disableSchemaValidation", "importInfo", "ipAddressType", "protocolType", "routeSelectionExpression", "tags", "version",
	"warnings", "apiGatewayManaged",
}

// Read reads an API: its CORS configuration alone, in camel case as in the API or
// in Pascal case as the AWS CLI has it, or an object with corsConfiguration and
// routes. Problems go to the file.
func Read(f *document.File, n *document.Node) *API {
	a := &API{}
	switch {
	case cors.Camel.Has(n) && !cors.Pascal.Has(n):
		a.CORS = cors.Read(f, n, cors.Camel)
	case cors.Pascal.Has(n) || n.Kind != document.Mapping:
		a.CORS = cors.Read(f, n, cors.Pascal)
	default:
		a.read(f, n)
	}
	a.Validate(f)
	return a
}

func (a *API) read(f *document.File, n *document.Node) {
	known, spelling := []string{"corsConfiguration", "routes"}, cors.Camel
	known = append(known, otherMembers...)
	if n.Get("CorsConfiguration") != nil || n.Get("Routes") != nil || n.Get("ApiId") != nil || n.Get("ProtocolType") != nil {
		spelling = cors.Pascal
		for i, key := range known {
			known[i] = pascal(key)
		}
	}
	o, ok := f.Object(n, "an HTTP API", known)
	if !ok {
		return
	}
	if v := o.Get(known[0]); v != nil {
		a.CORS = cors.Read(f, v, spelling)
	}
	if v := o.Get(known[1]); v != nil {
		for _, item := range f.Items(v, known[1]) {
			a.Routes = append(a.Routes, readRoute(f, item, spelling == cors.Pascal))
		}
	}
}

// The members of a route that are not about CORS.
var otherRouteMembers = []string{
	"routeId", "target", "apiKeyRequired", "authorizerId", "authorizationScopes", "modelSelectionExpression", "operationName",
	"requestModels", "requestParameters", "routeResponseSelectionExpression", "apiGatewayManaged",
}

func readRoute(f *document.File, n *document.Node, isPascal bool) Route {
	known := append([]string{"routeKey", "authorizationType"}, otherRouteMembers...)
	if isPascal {
		for i, key := range known {
			known[i] = pascal(key)
		}
	}
	r := Route{Place: n.Place}
	o, ok := f.Object(n, "a route", known)
	if !ok {
		return r
	}
	if v := f.Require(o, known[0], "a route"); v != nil {
		r.Key, r.Place = f.Words(v, known[0]), v.Place
	}
	if v := o.Get(known[1]); v != nil {
		r.Authorizer = ReadAuthorizer(f, v)
	}
	return r
}

// ReadAuthorizer reads the authorization type of a route.
func ReadAuthorizer(f *document.File, n *document.Node) Authorizer {
	switch s := f.Text(n, "the authorization type"); s {
	case "NONE", "":
		return NoAuthorizer
	case string(JWT), string(IAM), string(Lambda):
		return Authorizer(s)
	default:
		f.Report(n.Place, "unknown authorization type "+s, document.Suggest(s, []string{"NONE", string(JWT), string(IAM), string(Lambda)}))
		return NoAuthorizer
	}
}

// pascal turns lowerCamelCase into PascalCase.
func pascal(key string) string { return string(key[0]-'a'+'A') + key[1:] }
