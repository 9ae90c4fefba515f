package s3_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/corslab/corslab/fixtures"
	"github.com/corslab/corslab/policy"
	"github.com/corslab/corslab/policy/s3"
	"github.com/corslab/corslab/wire"
)

var _ policy.Policy = (*s3.Configuration)(nil)

// The number of identifiers with which every answer of S3's own begins.
const identifiers = 2

func preflight(origin, method string, headers ...string) wire.Request {
	r := wire.Request{
		Method: "OPTIONS", Origin: "https://uploads.s3.us-east-1.amazonaws.com", Target: "/photo.jpg",
		Header: wire.Header{wire.NewLine("Origin", origin), wire.NewLine("Access-Control-Request-Method", method)},
	}
	for _, h := range headers {
		r.Header.Add("Access-Control-Request-Headers", h)
	}
	return r
}

func actual(method, origin string, lines ...wire.Line) wire.Request {
	return wire.Request{
		Method: method, Origin: "https://uploads.s3.us-east-1.amazonaws.com", Target: "/photo.jpg",
		Header: append(wire.Header{wire.NewLine("Origin", origin)}, lines...),
	}
}

// corsOf returns the lines that CORS is about.
func corsOf(h wire.Header) []string {
	var lines []string
	for _, line := range h {
		if strings.HasPrefix(string(line), "Access-Control-") || strings.HasPrefix(string(line), "Vary") {
			lines = append(lines, string(line))
		}
	}
	return lines
}

func unverifiedOf(r wire.Response) (texts []string) {
	for _, note := range r.Notes {
		if note.Unverified {
			texts = append(texts, note.Text)
		}
	}
	return texts
}

func TestPreflightIsAnsweredInFull(t *testing.T) {
	c := mustParse(t, `[{
		"AllowedOrigins": ["https://page.example"], "AllowedMethods": ["PUT", "GET"], "AllowedHeaders": ["x-amz-*", "Content-Type"],
		"ExposeHeaders": ["ETag", "x-amz-id-2"], "MaxAgeSeconds": 600}]`)
	got := c.New(nil).Answer(preflight("https://page.example", "PUT", "Content-TYPE,  X-Amz-Acl"))
	want := wire.Header{
		"Access-Control-Allow-Origin: https://page.example",
		"Access-Control-Allow-Methods: PUT, GET",
		"Access-Control-Allow-Headers: content-type, x-amz-acl",
		"Access-Control-Expose-Headers: ETag, x-amz-id-2",
		"Access-Control-Max-Age: 600",
		"Access-Control-Allow-Credentials: true",
		"Vary: Origin, Access-Control-Request-Headers, Access-Control-Request-Method",
		"Content-Length: 0",
	}
	if diff := cmp.Diff(want, got.Header[identifiers:]); diff != "" {
		t.Errorf("header (-want +got):\n%s", diff)
	}
	if got.Status != 200 || len(got.Body) != 0 {
		t.Errorf("status %d with %d bytes, want 200 with none", got.Status, len(got.Body))
	}
}

func TestMatching(t *testing.T) {
	const refused = 0
	tests := []struct {
		why    string
		policy string
		req    wire.Request
		rule   int // from 1; refused for none
	}{
		{"the first complete match wins, not the best",
			`[{"AllowedOrigins":["*"],"AllowedMethods":["GET"]},{"AllowedOrigins":["https://a"],"AllowedMethods":["GET"]}]`,
			preflight("https://a", "GET"), 1},
		{"a rule that fails on the method is passed over",
			`[{"AllowedOrigins":["*"],"AllowedMethods":["GET"]},{"AllowedOrigins":["https://a"],"AllowedMethods":["PUT"]}]`,
			preflight("https://a", "PUT"), 2},
		{"a rule that fails on a header is passed over",
			`[{"AllowedOrigins":["*"],"AllowedMethods":["PUT"]},{"AllowedOrigins":["*"],"AllowedMethods":["PUT"],"AllowedHeaders":["x-a"]}]`,
			preflight("https://a", "PUT", "x-a"), 2},
		{"rules are not merged",
			`[{"AllowedOrigins":["https://a"],"AllowedMethods":["GET"]},{"AllowedOrigins":["https://b"],"AllowedMethods":["PUT"]}]`,
			preflight("https://a", "PUT"), refused},
		{"every requested header must match",
			`[{"AllowedOrigins":["*"],"AllowedMethods":["PUT"],"AllowedHeaders":["x-a"]}]`,
			preflight("https://a", "PUT", "x-a,x-b"), refused},
		{"in any of several lines",
			`[{"AllowedOrigins":["*"],"AllowedMethods":["PUT"],"AllowedHeaders":["x-a"]}]`,
			preflight("https://a", "PUT", "x-a", "x-b"), refused},
		{"one of several patterns is enough for a header",
			`[{"AllowedOrigins":["*"],"AllowedMethods":["PUT"],"AllowedHeaders":["x-b","x-*-c","x-A"]}]`,
			preflight("https://a", "PUT", "x-a,X-1-C"), 1},
		{"HEAD is not implied by GET",
			`[{"AllowedOrigins":["*"],"AllowedMethods":["GET"]}]`, preflight("https://a", "HEAD"), refused},
		{"methods are case-sensitive",
			`[{"AllowedOrigins":["*"],"AllowedMethods":["GET"]}]`, actual("get", "https://a"), refused},
		{"an actual request is matched by its own method",
			`[{"AllowedOrigins":["*"],"AllowedMethods":["PUT"]}]`, actual("PUT", "https://a"), 1},
		{"unless it asks for another",
			`[{"AllowedOrigins":["*"],"AllowedMethods":["PUT"]}]`, actual("GET", "https://a", "Access-Control-Request-Method: PUT"), 1},
		{"the headers an actual request carries are not checked",
			`[{"AllowedOrigins":["*"],"AllowedMethods":["PUT"]}]`, actual("PUT", "https://a", "x-a: 1"), 1},
	}
	for _, test := range tests {
		c := mustParse(t, test.policy)
		for i := range c.Rules {
			c.Rules[i].ExposeHeaders = []string{"rule-" + string(rune('1'+i))}
		}
		// A configuration put together by hand is compiled when it is used.
		c = &s3.Configuration{Rules: c.Rules}
		got := c.New(nil).Answer(test.req)
		exposed, matched := got.Header.Get("Access-Control-Expose-Headers")
		want := ""
		if test.rule != refused {
			want = "rule-" + string(rune('0'+test.rule))
		}
		if exposed != want || matched != (test.rule != refused) {
			t.Errorf("%s: answered by %q, want %q", test.why, exposed, want)
		}
	}
}

func TestRefusals(t *testing.T) {
	some := mustParse(t, `[{"AllowedOrigins":["https://a"],"AllowedMethods":["GET"],"AllowedHeaders":["*"]}]`)
	at := func(url, target string) wire.Request {
		r := preflight("https://b", "GET")
		r.Origin, r.Target = url, target
		return r
	}
	bare := func(lines ...wire.Line) wire.Request {
		return wire.Request{Method: "OPTIONS", Origin: "https://b.s3.amazonaws.com", Target: "/k", Header: lines}
	}
	const notAllowed = "CORSResponse: This CORS request is not allowed. This is usually because the evalution of Origin, request method / Access-Control-Request-Method or Access-Control-Request-Headers are not whitelisted by the resource's CORS spec."
	tests := []struct {
		why    string
		config *s3.Configuration
		req    wire.Request
		status int
		want   fixtures.S3Error
	}{
		{"no Origin comes first, whatever the bucket", s3.Missing(), bare("Access-Control-Request-Method: GET"), 400,
			fixtures.S3Error{Code: "BadRequest", Message: "Insufficient information. Origin request header needed."}},
		{"no bucket", s3.Missing(), bare("Origin: https://a"), 403,
			fixtures.S3Error{Code: "AccessForbidden", Message: "CORSResponse: Bucket not found", Method: "OPTIONS", ResourceType: "BUCKET"}},
		{"no configuration: BUCKET for an object too", s3.None(), preflight("https://a", "PUT"), 403,
			fixtures.S3Error{Code: "AccessForbidden", Message: "CORSResponse: CORS is not enabled for this bucket.", Method: "PUT", ResourceType: "BUCKET"}},
		{"no method, even from a stranger", some, bare("Origin: https://b"), 400,
			fixtures.S3Error{Code: "BadRequest", Message: "Invalid Access-Control-Request-Method: null"}},
		{"a method S3 does not have", some, preflight("https://b", "PATCH"), 400,
			fixtures.S3Error{Code: "BadRequest", Message: "Invalid Access-Control-Request-Method: PATCH"}},
		{"a method in lower case", some, preflight("https://a", "get"), 400,
			fixtures.S3Error{Code: "BadRequest", Message: "Invalid Access-Control-Request-Method: get"}},
		{"markup in a method is text", some, preflight("https://a", `<b>&"`), 400,
			fixtures.S3Error{Code: "BadRequest", Message: `Invalid Access-Control-Request-Method: <b>&"`}},
		{"an item that is no header name", some, preflight("https://a", "GET", "x-a,x b"), 400,
			fixtures.S3Error{Code: "BadRequest", Message: `Access-Control-Request-Headers "x b" contains invalid character.`}},
		{"an object", some, at("https://b.s3.eu-west-1.amazonaws.com", "/k"), 403,
			fixtures.S3Error{Code: "AccessForbidden", Message: notAllowed, Method: "GET", ResourceType: "OBJECT"}},
		{"a bucket's root", some, at("https://b.s3.eu-west-1.amazonaws.com", "/?list-type=2"), 403,
			fixtures.S3Error{Code: "AccessForbidden", Message: notAllowed, Method: "GET", ResourceType: "BUCKET"}},
		{"a bucket's root by path", some, at("https://s3.eu-west-1.amazonaws.com", "/bucket"), 403,
			fixtures.S3Error{Code: "AccessForbidden", Message: notAllowed, Method: "GET", ResourceType: "BUCKET"}},
		{"an object by path", some, at("https://s3.amazonaws.com", "/bucket/k"), 403,
			fixtures.S3Error{Code: "AccessForbidden", Message: notAllowed, Method: "GET", ResourceType: "OBJECT"}},
		{"the older spelling of a region", some, at("https://s3-eu-west-1.amazonaws.com:443", "/bucket/"), 403,
			fixtures.S3Error{Code: "AccessForbidden", Message: notAllowed, Method: "GET", ResourceType: "BUCKET"}},
		{"dualstack", some, at("https://s3.dualstack.eu-west-1.amazonaws.com", "/bucket"), 403,
			fixtures.S3Error{Code: "AccessForbidden", Message: notAllowed, Method: "GET", ResourceType: "BUCKET"}},
		{"a bucket that is called like the service", some, at("https://s3.b.s3.eu-west-1.amazonaws.com", "/k"), 403,
			fixtures.S3Error{Code: "AccessForbidden", Message: notAllowed, Method: "GET", ResourceType: "OBJECT"}},
		{"any other host is a bucket", some, at("https://files.example", "/k"), 403,
			fixtures.S3Error{Code: "AccessForbidden", Message: notAllowed, Method: "GET", ResourceType: "OBJECT"}},
	}
	for _, test := range tests {
		got := test.config.New(nil).Answer(test.req)
		if got.Status != test.status {
			t.Errorf("%s: status %d, want %d", test.why, got.Status, test.status)
		}
		if body := errorOf(t, got); body == nil {
			t.Errorf("%s: no error in the body %q", test.why, got.Body)
		} else if diff := cmp.Diff(test.want, *body); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.why, diff)
		}
		if lines := corsOf(got.Header); len(lines) > 0 {
			t.Errorf("%s: a refusal carries %q", test.why, lines)
		}
	}
}

func TestActualRequests(t *testing.T) {
	some := mustParse(t, `[{"AllowedOrigins":["https://a"],"AllowedMethods":["GET","PUT","POST","DELETE","HEAD"]}]`)
	cors := []string{
		"Access-Control-Allow-Origin: https://a",
		"Access-Control-Allow-Methods: GET, PUT, POST, DELETE, HEAD",
		"Access-Control-Allow-Credentials: true",
		"Vary: Origin, Access-Control-Request-Headers, Access-Control-Request-Method",
	}
	atRoot := actual("GET", "https://a")
	atRoot.Origin, atRoot.Target = "https://s3.amazonaws.com", "/"
	tests := []struct {
		why    string
		config *s3.Configuration
		req    wire.Request
		status int
		cors   []string
	}{
		{"GET", some, actual("GET", "https://a"), 200, cors},
		{"HEAD", some, actual("HEAD", "https://a"), 200, cors},
		{"PUT", some, actual("PUT", "https://a"), 200, cors},
		{"a form", some, actual("POST", "https://a"), 204, cors},
		{"DELETE", some, actual("DELETE", "https://a"), 204, cors},
		{"a stranger's write is carried out, bare", some, actual("PUT", "https://b"), 200, nil},
		{"no configuration", s3.None(), actual("PUT", "https://a"), 200, nil},
		{"no Origin", some, wire.Request{Method: "GET", Origin: "https://b.s3.amazonaws.com", Target: "/k"}, 200, nil},
		{"no such operation", some, actual("PATCH", "https://a"), 405, nil},
		{"no bucket, no headers", s3.Missing(), actual("GET", "https://a"), 404, nil},
		{"the root of the service", some, atRoot, 200, nil},
	}
	for _, test := range tests {
		got := test.config.New(nil).Answer(test.req)
		if got.Status != test.status {
			t.Errorf("%s: status %d, want %d", test.why, got.Status, test.status)
		}
		if diff := cmp.Diff(test.cors, corsOf(got.Header)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.why, diff)
		}
		if len(got.Notes) == 0 {
			t.Errorf("%s: nothing says why", test.why)
		}
	}
}

func TestUpstreamGetsTheHeaders(t *testing.T) {
	c := mustParse(t, `[{"AllowedOrigins":["*"],"AllowedMethods":["GET"]}]`)
	shared := make(wire.Header, 1, 10)
	shared[0] = "Content-Type: text/plain"
	notes := make([]wire.Note, 1, 10)
	server := c.New(wire.ServerFunc(func(r wire.Request) wire.Response {
		if r.Method == "OPTIONS" {
			t.Error("OPTIONS reaches the upstream")
		}
		return wire.Response{Status: 404, Reason: "Gone Fishing", Header: shared, Body: []byte("no"), Notes: notes}
	}))
	server.Answer(preflight("https://a", "GET"))
	got := server.Answer(actual("GET", "https://a"))
	want := wire.Response{
		Status: 404, Reason: "Gone Fishing", Body: []byte("no"),
		Header: wire.Header{
			"Access-Control-Allow-Origin: *",
			"Access-Control-Allow-Methods: GET",
			"Vary: Origin, Access-Control-Request-Headers, Access-Control-Request-Method",
			"Content-Type: text/plain",
		},
		Notes: []wire.Note{{Section: "aws:s3-rule-matching", Text: "rule 1 (line 1) matches"}, {}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("response (-want +got):\n%s", diff)
	}
	if spare := shared[:2][1]; spare != "" {
		t.Errorf("the upstream's own header was written to: %q", spare)
	}
}

func TestUploadsAreTagged(t *testing.T) {
	const empty = `"d41d8cd98f00b204e9800998ecf8427e"`
	tests := []struct {
		why, contentType, body, want string
	}{
		{"the MD5 of the bytes", "text/plain", "test-cors", `"e94e402d42b2ca551212dbac49d5a38b"`},
		{"of no bytes", "", "", empty},
		{"a form with a boundary of the browser's own", "Multipart/Form-Data; boundary=x17", "--x17--", empty},
	}
	for _, test := range tests {
		r := actual("PUT", "https://a", wire.NewLine("Content-Type", test.contentType))
		r.Body = []byte(test.body)
		if got, _ := s3.None().New(nil).Answer(r).Header.Get("ETag"); got != test.want {
			t.Errorf("%s: ETag %s, want %s", test.why, got, test.want)
		}
	}
}

func TestNotesNameEveryRule(t *testing.T) {
	c := mustParse(t, `[
  {"ID": "site", "AllowedOrigins": ["https://b"], "AllowedMethods": ["GET"]},
  {"AllowedOrigins": ["https://a"], "AllowedMethods": ["GET"]},
  {"ID": "up", "AllowedOrigins": ["https://a"], "AllowedMethods": ["PUT"], "AllowedHeaders": ["x-a"]},
  {"AllowedOrigins": ["https://a"], "AllowedMethods": ["PUT"], "AllowedHeaders": ["*"]}
]`)
	got := c.New(nil).Answer(preflight("https://a", "PUT", "x-a, X-B"))
	var texts []string
	for _, note := range got.Notes {
		texts = append(texts, note.Text)
	}
	want := []string{
		`rule "site" (line 2) does not allow the origin`,
		`rule 2 (line 3) does not allow the method`,
		`rule "up" (line 4) does not allow the header x-b`,
		`rule 4 (line 5) matches`,
	}
	if !slices.Equal(texts, want) {
		t.Errorf("notes %q, want %q", texts, want)
	}
}

func TestUnverified(t *testing.T) {
	website := preflight("https://a", "GET")
	website.Origin = "http://site.s3-website-us-east-1.amazonaws.com"
	tests := []struct {
		why    string
		policy string
		req    wire.Request
		want   string // a part of the only note that is unverified, "" for none
	}{
		{"a list with * behind a matching entry", `[{"AllowedOrigins":["https://a","*"],"AllowedMethods":["GET"]}]`, preflight("https://a", "GET"), `before "*"`},
		{"but * in front is the same in every reading", `[{"AllowedOrigins":["*","https://a"],"AllowedMethods":["GET"]}]`, preflight("https://a", "GET"), ""},
		{"and so is an entry that does not match", `[{"AllowedOrigins":["https://b","*"],"AllowedMethods":["GET"]}]`, preflight("https://a", "GET"), ""},
		{"an origin that differs in case only", `[{"AllowedOrigins":["https://A"],"AllowedMethods":["GET"]}]`, preflight("https://a", "GET"), "letter case"},
		{"but not if the method fails anyhow", `[{"AllowedOrigins":["https://A"],"AllowedMethods":["PUT"]}]`, preflight("https://a", "GET"), ""},
		{"MaxAgeSeconds 0", `[{"AllowedOrigins":["*"],"AllowedMethods":["GET"],"MaxAgeSeconds":0}]`, preflight("https://a", "GET"), "MaxAgeSeconds"},
		{"MaxAgeSeconds -1", `[{"AllowedOrigins":["*"],"AllowedMethods":["GET"],"MaxAgeSeconds":-1}]`, actual("GET", "https://a"), "MaxAgeSeconds"},
		{"null", `[{"AllowedOrigins":["null"],"AllowedMethods":["GET"]}]`, preflight("null", "GET"), "null"},
		{"null that matches nothing", `[{"AllowedOrigins":["https://a"],"AllowedMethods":["GET"]}]`, preflight("null", "GET"), ""},
		{"HEAD beside GET", `[{"AllowedOrigins":["*"],"AllowedMethods":["GET"]}]`, preflight("https://a", "HEAD"), "HEAD"},
		{"https as a shorthand", `[{"AllowedOrigins":["https"],"AllowedMethods":["GET"]}]`, preflight("https://a", "GET"), "shorthand"},
		{"an empty item", `[{"AllowedOrigins":["*"],"AllowedMethods":["GET"],"AllowedHeaders":["*"]}]`, preflight("https://a", "GET", "x-a,,x-b"), "empty item"},
		{"an empty item in a refusal, which might be 400", `[{"AllowedOrigins":["https://b"],"AllowedMethods":["GET"]}]`, preflight("https://a", "GET", "x-a,"), "empty item"},
		{"no method asked for", `[{"AllowedOrigins":["*"],"AllowedMethods":["GET"]}]`, wire.Request{Method: "OPTIONS", Header: wire.Header{"Origin: https://a"}}, "text"},
		{"an unknown method without a configuration", "", preflight("https://a", "PATCH"), "PATCH"},
		{"a known method without a configuration", "", preflight("https://a", "PUT"), ""},
		{"a website", `[{"AllowedOrigins":["*"],"AllowedMethods":["GET"]}]`, website, "website"},
		{"an unknown method asked for by an actual request", `[{"AllowedOrigins":["*"],"AllowedMethods":["GET"]}]`, actual("GET", "https://a", "Access-Control-Request-Method: FETCH"), "invalid"},
		{"an ordinary preflight", `[{"AllowedOrigins":["https://*.example"],"AllowedMethods":["GET"],"AllowedHeaders":["*"],"MaxAgeSeconds":5}]`, preflight("https://a.example", "GET", "x-a,x-b"), ""},
	}
	for _, test := range tests {
		c := s3.None()
		if test.policy != "" {
			c = mustParse(t, test.policy)
		}
		got := unverifiedOf(c.New(nil).Answer(test.req))
		if test.want == "" && len(got) > 0 || test.want != "" && (len(got) != 1 || !strings.Contains(got[0], test.want)) {
			t.Errorf("%s: unverified is %q, want one that says %q", test.why, got, test.want)
		}
	}
}
