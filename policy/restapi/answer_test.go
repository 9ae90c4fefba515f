package restapi_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/corslab/corslab/document"
	"github.com/corslab/corslab/policy/restapi"
	"github.com/corslab/corslab/wire"
)

func ask(method, target string, lines ...wire.Line) wire.Request {
	return wire.Request{Method: method, Origin: "https://a1b2c3.execute-api.us-east-1.amazonaws.com", Target: target, Header: lines}
}

func proxy(method, path string) restapi.Method {
	return restapi.Method{HTTPMethod: method, Path: path, Integration: restapi.Integration{Type: "AWS_PROXY"}}
}

var star = restapi.Parameter{Name: "gatewayresponse.header.Access-Control-Allow-Origin", Value: document.String{Value: "'*'"}}

// The errors of the gateway carry headers only where a gateway response says so,
// that of the very type before the default.
func TestGatewayResponses(t *testing.T) {
	guarded := proxy("GET", "/items")
	guarded.Authorization = "COGNITO_USER_POOLS"
	keyed := proxy("PUT", "/items")
	keyed.APIKeyRequired = true
	methods := []restapi.Method{guarded, keyed, proxy("POST", "/items")}
	failing := func(kind wire.FaultKind) wire.Server {
		return wire.ServerFunc(func(wire.Request) wire.Response { return wire.Response{Fault: wire.Fault{Kind: kind}} })
	}
	tests := []struct {
		why      string
		request  wire.Request
		upstream wire.Server
		custom   []restapi.GatewayResponse
		status   int
		body     string
		allowed  bool
	}{
		{"no token", ask("GET", "/items"), nil, nil, 401, `{"message":"Unauthorized"}`, false},
		{"no token, the default", ask("GET", "/items"), nil, []restapi.GatewayResponse{{Type: "DEFAULT_4XX", Parameters: []restapi.Parameter{star}}}, 401, `{"message":"Unauthorized"}`, true},
		{"the type goes before the default", ask("GET", "/items"), nil, []restapi.GatewayResponse{{Type: "DEFAULT_4XX", Parameters: []restapi.Parameter{star}}, {Type: "UNAUTHORIZED", StatusCode: 403}}, 403, `{"message":"Unauthorized"}`, false},
		{"no key", ask("PUT", "/items"), nil, nil, 403, `{"message":"Forbidden"}`, false},
		{"an unknown path", ask("GET", "/other"), nil, nil, 403, `{"message":"Missing Authentication Token"}`, false},
		{"a time-out", ask("POST", "/items"), failing(wire.FaultHang), nil, 504, `{"message": "Endpoint request timed out"}`, false},
		{"a time-out, the default", ask("POST", "/items"), failing(wire.FaultHang), []restapi.GatewayResponse{{Type: "DEFAULT_5XX", Parameters: []restapi.Parameter{star}}}, 504, `{"message": "Endpoint request timed out"}`, true},
		{"a malformed proxy response", ask("POST", "/items"), failing(wire.FaultGarbage), nil, 502, `{"message": "Internal server error"}`, false},
		{"which the default for clients does not cover", ask("POST", "/items"), failing(wire.FaultClose), []restapi.GatewayResponse{{Type: "DEFAULT_4XX", Parameters: []restapi.Parameter{star}}}, 502, `{"message": "Internal server error"}`, false},
	}
	for _, test := range tests {
		api := &restapi.API{Methods: methods, GatewayResponses: test.custom}
		got := api.New(test.upstream).Answer(test.request)
		if got.Status != test.status || string(got.Body) != test.body || got.Header.Has("Access-Control-Allow-Origin") != test.allowed {
			t.Errorf("%s: %d %s %q", test.why, got.Status, got.Body, got.Header)
		}
	}
}

// The resource is chosen before the method: an OPTIONS on a greedy path is none of
// a path that is spelt out.
func TestResourcesBeforeMethods(t *testing.T) {
	api := &restapi.API{Methods: []restapi.Method{proxy("GET", "/items/new"), proxy("ANY", "/{proxy+}"), proxy("GET", "/items/{id}"), proxy("OPTIONS", "/items/{id}")}}
	for request, want := range map[string]int{"GET /items/new": 200, "OPTIONS /items/new": 403, "OPTIONS /items/7": 200, "PUT /items/7": 403, "PUT /orders/7": 200, "GET /": 403} {
		method, path, _ := strings.Cut(request, " ")
		if got := api.New(nil).Answer(ask(method, path)); got.Status != want {
			t.Errorf("%s: %d, want %d", request, got.Status, want)
		}
	}
}

func TestIntegrations(t *testing.T) {
	upstream := wire.ServerFunc(func(wire.Request) wire.Response {
		return wire.Response{Status: 201, Header: wire.Header{"Access-Control-Allow-Origin: https://a.example", "Date: today", "X-Total: 3"}, Body: []byte("x")}
	})
	custom := restapi.Method{HTTPMethod: "GET", Path: "/custom", Integration: restapi.Integration{Type: "HTTP", Responses: []restapi.IntegrationResponse{
		{StatusCode: 500, SelectionPattern: "5\\d\\d"},
		{StatusCode: 200, Parameters: []restapi.Parameter{
			{Name: "method.response.header.X-Sum", Value: document.String{Value: "integration.response.header.X-Total"}},
			{Name: "method.response.header.X-Asked", Value: document.String{Value: "method.request.header.Origin"}},
		}},
	}}}
	server := (&restapi.API{Methods: []restapi.Method{proxy("GET", "/proxy"), custom}}).New(upstream)
	passed := server.Answer(ask("GET", "/proxy"))
	if passed.Status != 201 || !slices.Contains(passed.Header, "Access-Control-Allow-Origin: https://a.example") || !slices.Contains(passed.Header, "x-amzn-remapped-date: today") {
		t.Errorf("a proxy passes %d %q", passed.Status, passed.Header)
	}
	mapped := server.Answer(ask("GET", "/custom", "Origin: https://b.example"))
	if mapped.Status != 200 || !slices.Contains(mapped.Header, "X-Sum: 3") || !slices.Contains(mapped.Header, "X-Asked: https://b.example") || mapped.Header.Has("Access-Control-Allow-Origin") {
		t.Errorf("an integration that is no proxy gives %d %q", mapped.Status, mapped.Header)
	}
}

func TestMocks(t *testing.T) {
	binary := &restapi.API{BinaryMediaTypes: document.StringsOf("*/*"), Methods: []restapi.Method{mock()}}
	if got := binary.New(nil).Answer(ask("OPTIONS", "/items")); got.Status != 500 {
		t.Errorf("a mock whose template is taken for binary: %d", got.Status)
	}
	binary.Methods[0].Integration.ContentHandling = "CONVERT_TO_TEXT"
	if got := binary.New(nil).Answer(ask("OPTIONS", "/items")); got.Status != 200 {
		t.Errorf("with CONVERT_TO_TEXT: %d", got.Status)
	}
	odd := mock()
	odd.Integration.Responses[0].Templates = map[string]document.String{"application/json": {Value: "#foreach($x in $y)#end"}}
	got := (&restapi.API{Methods: []restapi.Method{odd}}).New(nil).Answer(ask("OPTIONS", "/items"))
	if !slices.ContainsFunc(got.Notes, func(n wire.Note) bool { return n.Unverified && strings.Contains(n.Text, "#foreach") }) {
		t.Errorf("a template that is not understood is passed over in silence: %v", got.Notes)
	}
	varied := mock(parameter("Access-Control-Allow-Origin", "'*'"))
	if got := (&restapi.API{Methods: []restapi.Method{varied}}).New(nil).Answer(ask("OPTIONS", "/items", "Origin: https://a.example")); got.Header.Has("Vary") {
		t.Error("Vary is added by nobody")
	}
}
