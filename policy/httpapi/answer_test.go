package httpapi_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/corslab/corslab/document"
	"github.com/corslab/corslab/policy/httpapi"
	"github.com/corslab/corslab/wire"
)

func apiFrom(t testing.TB, text string) *httpapi.API {
	t.Helper()
	f := &document.File{Name: "api.json", Data: []byte(text)}
	a := httpapi.Read(f, f.ReadJSON(document.Options{}))
	if err := f.Problems.Err(); err != nil {
		t.Fatal(err)
	}
	return a
}

func request(method, target string, lines ...wire.Line) wire.Request {
	return wire.Request{Method: method, Origin: "https://a1b2c3.execute-api.us-east-1.amazonaws.com", Target: target, Header: lines}
}

const (
	fromA  wire.Line = "Origin: https://a.example"
	putIt  wire.Line = "Access-Control-Request-Method: PUT"
	getIt  wire.Line = "Access-Control-Request-Method: GET"
	tokens wire.Line = "Access-Control-Request-Headers: X-Token"
)

const full = `{"allowOrigins": ["https://a.example"], "allowMethods": ["GET", "PUT"], "allowHeaders": ["Content-Type", "X-Token"],
	"exposeHeaders": ["X-Total"], "maxAge": 300, "allowCredentials": true}`

func TestAnswers(t *testing.T) {
	tests := []struct {
		why     string
		api     string
		request wire.Request
		status  int
		want    wire.Header // the CORS lines and Vary, in order
		doubt   bool        // the answer rests on something that was not recorded
	}{
		{"a preflight with everything", full, request("OPTIONS", "/items", fromA, putIt, tokens), 204, wire.Header{
			"access-control-allow-origin: https://a.example", "vary: origin", "access-control-allow-methods: GET,PUT",
			"access-control-allow-headers: content-type,x-token", "access-control-expose-headers: x-total", "access-control-max-age: 300",
			"access-control-allow-credentials: true"}, true},
		{"for anyone", `{"allowOrigins": ["*"], "allowMethods": ["*"], "allowHeaders": ["*"]}`, request("OPTIONS", "/items", fromA, putIt, tokens), 204, wire.Header{
			"access-control-allow-origin: *", "access-control-allow-methods: *", "access-control-allow-headers: *"}, false},
		{"another origin: bare", full, request("OPTIONS", "/items", "Origin: https://b.example", putIt), 204, nil, false},
		{"another method: bare", `{"allowOrigins": ["*"], "allowMethods": ["GET"]}`, request("OPTIONS", "/items", fromA, putIt), 204, nil, true},
		{"another header: bare", `{"allowOrigins": ["*"], "allowMethods": ["PUT"]}`, request("OPTIONS", "/items", fromA, putIt, tokens), 204, nil, true},
		{"no Origin: bare", full, request("OPTIONS", "/items", putIt), 204, nil, false},
		{"every https origin", `{"allowOrigins": ["https://*"], "allowMethods": ["GET"]}`, request("GET", "/items", fromA), 200, wire.Header{
			"access-control-allow-origin: https://a.example", "vary: origin"}, true},
		{"but not http", `{"allowOrigins": ["https://*"], "allowMethods": ["GET"]}`, request("GET", "/items", "Origin: http://a.example"), 200, nil, true},
		{"an answer, with exposed headers", full, request("GET", "/items", fromA), 200, wire.Header{
			"access-control-allow-origin: https://a.example", "vary: origin", "access-control-allow-credentials: true", "access-control-expose-headers: x-total"}, false},
		{"no configuration, no route for OPTIONS", `{"routes": [{"routeKey": "GET /items"}]}`, request("OPTIONS", "/items", fromA, getIt), 404, nil, false},
		{"an unknown route has the headers too", `{"corsConfiguration": {"allowOrigins": ["*"]}, "routes": [{"routeKey": "GET /items"}]}`, request("GET", "/other", fromA), 404, wire.Header{
			"access-control-allow-origin: *"}, true},
		{"IAM: 403", `{"corsConfiguration": {"allowOrigins": ["*"]}, "routes": [{"routeKey": "GET /items", "authorizationType": "AWS_IAM"}]}`, request("GET", "/items", fromA), 403, wire.Header{
			"access-control-allow-origin: *"}, true},
		{"a token is enough", `{"corsConfiguration": {"allowOrigins": ["*"]}, "routes": [{"routeKey": "GET /items", "authorizationType": "JWT"}]}`, request("GET", "/items", fromA, "Authorization: t"), 200, wire.Header{
			"access-control-allow-origin: *"}, false},
		{"the authorizer of $default takes OPTIONS", `{"corsConfiguration": {"allowOrigins": ["*"], "allowMethods": ["GET"]}, "routes": [{"routeKey": "$default", "authorizationType": "JWT"}]}`, request("OPTIONS", "/items", fromA, getIt), 401, wire.Header{
			"access-control-allow-origin: *"}, false},
		{"a freed OPTIONS route does not", `{"corsConfiguration": {"allowOrigins": ["*"], "allowMethods": ["GET"]}, "routes": [{"routeKey": "$default", "authorizationType": "JWT"}, {"routeKey": "OPTIONS /{proxy+}"}]}`, request("OPTIONS", "/items", fromA, getIt), 204, wire.Header{
			"access-control-allow-origin: *", "access-control-allow-methods: GET"}, true},
	}
	for _, test := range tests {
		got := apiFrom(t, test.api).New(nil).Answer(test.request)
		var lines wire.Header
		for _, line := range got.Header {
			if name, _, _ := line.Cut(); isCORS(name) {
				lines = append(lines, line)
			}
		}
		if got.Status != test.status || !slices.Equal(lines, test.want) {
			t.Errorf("%s: %d %q, want %d %q", test.why, got.Status, lines, test.status, test.want)
		}
		if doubt := slices.ContainsFunc(got.Notes, func(n wire.Note) bool { return n.Unverified }); doubt != test.doubt {
			t.Errorf("%s: unverified %v: %v", test.why, doubt, got.Notes)
		}
	}
}

// The route that is most exact takes the request.
func TestRoutes(t *testing.T) {
	a := apiFrom(t, `{"routes": [{"routeKey": "$default"}, {"routeKey": "ANY /{proxy+}"}, {"routeKey": "GET /items/{id}"}, {"routeKey": "ANY /items/{id}"},
		{"routeKey": "GET /items/new"}, {"routeKey": "GET /items/{proxy+}"}]}`)
	for target, want := range map[string]string{
		"GET /items/new": "GET /items/new", "GET /items/7?x=/y": "GET /items/{id}", "PUT /items/7": "ANY /items/{id}", "GET /items/7/parts": "GET /items/{proxy+}",
		"PUT /items/7/parts": "ANY /{proxy+}", "GET /": "$default",
	} {
		method, path, _ := strings.Cut(target, " ")
		got := a.New(nil).Answer(request(method, path))
		if !slices.ContainsFunc(got.Notes, func(n wire.Note) bool { return n.Text == "the integration of "+want+" answers" }) {
			t.Errorf("%s: %v, want %s", target, got.Notes, want)
		}
	}
}

func FuzzAnswer(f *testing.F) {
	f.Add("OPTIONS", "/items", "https://a.example", "PUT", "x-token, ,content-type")
	f.Fuzz(func(t *testing.T, method, target, origin, acrm, acrh string) {
		r := request(method, target, wire.NewLine("Origin", origin), wire.NewLine("Access-Control-Request-Method", acrm), wire.NewLine("Access-Control-Request-Headers", acrh))
		server := apiFrom(t, full).New(nil)
		if a, b := server.Answer(r), server.Answer(r); a.Status != b.Status || !slices.Equal(a.Header, b.Header) {
			t.Errorf("twice is not the same: %v, %v", a, b)
		}
	})
}
