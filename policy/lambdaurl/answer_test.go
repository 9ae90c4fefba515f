package lambdaurl_test

import (
	"slices"
	"testing"

	"github.com/corslab/corslab/document"
	"github.com/corslab/corslab/policy/lambdaurl"
	"github.com/corslab/corslab/wire"
)

func urlFrom(t testing.TB, text string) *lambdaurl.URL {
	t.Helper()
	f := &document.File{Name: "url.json", Data: []byte(text)}
	u := lambdaurl.Read(f, f.ReadJSON(document.Options{}))
	if err := f.Problems.Err(); err != nil {
		t.Fatal(err)
	}
	return u
}

func ask(method string, lines ...wire.Line) wire.Request {
	return wire.Request{Method: method, Origin: "https://abc.lambda-url.us-east-1.on.aws", Target: "/", Header: lines}
}

func TestAnswers(t *testing.T) {
	const (
		from wire.Line = "Origin: https://a.example"
		put  wire.Line = "Access-Control-Request-Method: PUT"
		want wire.Line = "Access-Control-Request-Headers: X-Token"
	)
	tests := []struct {
		why, url string
		request  wire.Request
		status   int
		cors     wire.Header
		doubt    bool
	}{
		{"a preflight", `{"AllowOrigins": ["https://a.example"], "AllowMethods": ["PUT"], "AllowHeaders": ["X-Token"], "ExposeHeaders": ["X-B"], "MaxAge": 60}`, ask("OPTIONS", from, put, want), 200, wire.Header{
			"Vary: Origin", "Access-Control-Allow-Origin: https://a.example", "Access-Control-Allow-Headers: x-token", "Access-Control-Allow-Methods: PUT", "Access-Control-Max-Age: 60"}, false},
		{"a maximum age of 0 is not sent", `{"AllowOrigins": ["https://a.example"], "AllowMethods": ["*"], "MaxAge": 0}`, ask("OPTIONS", from, put), 200, wire.Header{
			"Vary: Origin", "Access-Control-Allow-Origin: https://a.example", "Access-Control-Allow-Methods: *"}, false},
		{"another method", `{"AllowOrigins": ["https://a.example"], "AllowMethods": ["GET"]}`, ask("OPTIONS", from, put), 200, wire.Header{"Vary: Origin"}, true},
		{"another header", `{"AllowOrigins": ["https://a.example"], "AllowMethods": ["PUT"]}`, ask("OPTIONS", from, put, want), 200, wire.Header{"Vary: Origin"}, true},
		{"a comma list is one name", `{"AllowOrigins": ["https://a.example"], "AllowMethods": ["PUT"], "AllowHeaders": ["x-token,x-b"]}`, ask("OPTIONS", from, put, want), 200, wire.Header{"Vary: Origin"}, true},
		{"anyone is echoed, as far as is known", `{"AllowOrigins": ["*"]}`, ask("GET", from), 200, wire.Header{"Vary: Origin", "Access-Control-Allow-Origin: https://a.example"}, true},
		{"an answer, with exposed headers", `{"AllowOrigins": ["https://a.example"], "ExposeHeaders": ["X-B", "X-C"], "AllowCredentials": true}`, ask("GET", from), 200, wire.Header{
			"Vary: Origin", "Access-Control-Allow-Origin: https://a.example", "Access-Control-Allow-Credentials: true", "Access-Control-Expose-Headers: X-B,X-C"}, false},
		{"a stranger", `{"AllowOrigins": ["https://b.example"]}`, ask("GET", from), 200, wire.Header{"Vary: Origin"}, true},
		{"no configuration", `{"AuthType": "NONE"}`, ask("GET", from), 200, nil, false},
		{"IAM", `{"AuthType": "AWS_IAM"}`, ask("GET", from), 403, nil, false},
		{"signed", `{"AuthType": "AWS_IAM"}`, ask("GET", from, "Authorization: AWS4"), 200, nil, false},
	}
	for _, test := range tests {
		got := urlFrom(t, test.url).New(nil).Answer(test.request)
		var lines wire.Header
		for _, line := range got.Header {
			if name, _, _ := line.Cut(); isCORS(name) {
				lines = append(lines, line)
			}
		}
		if got.Status != test.status || !slices.Equal(lines, test.cors) {
			t.Errorf("%s: %d %q, want %d %q", test.why, got.Status, lines, test.status, test.cors)
		}
		if doubt := slices.ContainsFunc(got.Notes, func(n wire.Note) bool { return n.Unverified }); doubt != test.doubt {
			t.Errorf("%s: unverified %v: %v", test.why, doubt, got.Notes)
		}
	}
}
