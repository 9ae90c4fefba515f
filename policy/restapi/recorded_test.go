package restapi_test

import (
	"testing"

	"github.com/corslab/corslab/document"
	"github.com/corslab/corslab/fixtures"
	"github.com/corslab/corslab/policy/restapi"
	"github.com/corslab/corslab/wire"
)

// mock is an OPTIONS method that answers with fixed headers.
func mock(parameters ...restapi.Parameter) restapi.Method {
	return restapi.Method{Path: "/items", HTTPMethod: "OPTIONS", Integration: restapi.Integration{
		Type:             "MOCK",
		RequestTemplates: map[string]document.String{"application/json": {Value: `{"statusCode": 200}`}},
		Responses:        []restapi.IntegrationResponse{{StatusCode: 200, Parameters: parameters}},
	}}
}

func parameter(name, value string) restapi.Parameter {
	return restapi.Parameter{Name: "method.response.header." + name, Value: document.String{Value: value}}
}

func TestRecordedExchanges(t *testing.T) {
	apis := map[string]*restapi.API{
		"restapi/mock-options": {Methods: []restapi.Method{mock(
			parameter("Access-Control-Allow-Origin", "'*'"),
			parameter("Access-Control-Allow-Headers", "'Content-Type,X-Amz-Date,Authorization,X-Api-Key'"),
			parameter("Access-Control-Allow-Methods", "'DELETE,GET,OPTIONS'"),
		)}},
		"restapi/no-options-method": {Methods: []restapi.Method{{Path: "/items", HTTPMethod: "GET", Integration: restapi.Integration{Type: "AWS_PROXY"}}}},
	}
	replayed := 0
	for _, x := range fixtures.GatewayExchanges() {
		if x.Service != "rest-api" {
			continue
		}
		replayed++
		r := wire.Request{Method: x.Request.Method, Origin: "https://a1b2c3.execute-api.us-east-1.amazonaws.com", Target: x.Request.Target}
		for name, value := range x.Request.Headers {
			r.Header.Add(name, value)
		}
		got := apis[x.Name].New(nil).Answer(r)
		if got.Status != x.Response.Status {
			t.Errorf("%s: status %d, want %d", x.Name, got.Status, x.Response.Status)
		}
		for _, h := range x.Response.Headers {
			value, ok := got.Lines().Get(*h[0])
			if !ok || h[1] != nil && value != *h[1] {
				t.Errorf("%s: %s: %q, want %q", x.Name, *h[0], value, *h[1])
			}
		}
		for _, name := range x.Response.Absent {
			if got.Header.Has(name) {
				t.Errorf("%s: %s is sent", x.Name, name)
			}
		}
		if x.Response.Body != nil && string(got.Body) != *x.Response.Body {
			t.Errorf("%s: body %q, want %q", x.Name, got.Body, *x.Response.Body)
		}
	}
	if replayed != 2 {
		t.Fatalf("%d exchanges, want 2", replayed)
	}
}
