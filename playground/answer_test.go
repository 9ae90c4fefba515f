package playground

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/scenarios"
)

func TestStartIsRefusedAndMended(t *testing.T) {
	a := Answers(Start())
	if len(a.Problems) > 0 || a.Mended == nil {
		t.Fatalf("problems %v, mended %v", a.Problems, a.Mended)
	}
	if got := a.Steps[0].Reason; got != fetch.HeaderDisallowedByPreflightResponse {
		t.Errorf("the start is refused with %q", got)
	}
	want := []Light{
		{"servers.0.preflight.headers", 0, fetch.Fail, "there is no Access-Control-Allow-Headers"},
		{"request.headers", 1, fetch.Fail, "is not allowed"},
	}
	if diff := cmp.Diff(want, a.Lights); diff != "" {
		t.Errorf("lights (-want +got):\n%s", diff)
	}
	b := Answers(a.Mended.State)
	if got := b.Steps[0].Outcome; got != fetch.Allow {
		t.Errorf("mended, it is %q", got)
	}
	for _, light := range b.Lights {
		if light.Verdict != fetch.Pass {
			t.Errorf("an allowed request has the light %+v", light)
		}
	}
}

// TestPreflightByTheAnswerToAll mends a server that answers preflights like any other
// request.
func TestPreflightByTheAnswerToAll(t *testing.T) {
	s := Start()
	s.Servers[0] = Server{Actual: Reply{Status: 404, Headers: "Access-Control-Allow-Origin: https://www.example.com"}}
	a := Answers(s)
	if a.Mended == nil {
		t.Fatalf("no fix for %+v", a.Steps[0].Reason)
	}
	got := a.Mended.State.Servers[0]
	want := Server{
		Preflight: Reply{Status: 204, Headers: "Access-Control-Allow-Origin: https://www.example.com\nAccess-Control-Allow-Methods: PUT\nAccess-Control-Allow-Headers: content-type"},
		Actual:    Reply{Status: 404, Headers: "Access-Control-Allow-Origin: https://www.example.com"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("mended (-want +got):\n%s", diff)
	}
}

func TestPoliciesAreMended(t *testing.T) {
	for _, tt := range []struct{ why, engine, url, text, want string }{
		{
			"JSON without a list of headers", "s3", "https://b.s3.us-east-1.amazonaws.com/x",
			"[\n  {\n    \"AllowedOrigins\": [\"https://www.example.com\"],\n    \"AllowedMethods\": [\"PUT\"]\n  }\n]",
			"[\n  {\n    \"AllowedHeaders\": [\"content-type\"],\n    \"AllowedOrigins\": [\"https://www.example.com\"],\n    \"AllowedMethods\": [\"PUT\"]\n  }\n]",
		},
		{
			"XML", "s3", "https://b.s3.us-east-1.amazonaws.com/x",
			"<CORSConfiguration><CORSRule>\n<AllowedOrigin>https://other.example</AllowedOrigin>\n<AllowedMethod>PUT</AllowedMethod>\n<AllowedHeader>*</AllowedHeader>\n</CORSRule></CORSConfiguration>",
			"<CORSConfiguration><CORSRule>\n<AllowedOrigin>https://other.example</AllowedOrigin><AllowedOrigin>https://www.example.com</AllowedOrigin>\n<AllowedMethod>PUT</AllowedMethod>\n<AllowedHeader>*</AllowedHeader>\n</CORSRule></CORSConfiguration>",
		},
		{
			"YAML in blocks", "http-api", "https://a1b2c3d4e5.execute-api.us-east-1.amazonaws.com/items",
			"AllowOrigins:\n  - https://www.example.com\nAllowMethods:\n  - GET\nAllowHeaders:\n  - content-type\n",
			"AllowOrigins:\n  - https://www.example.com\nAllowMethods:\n  - GET\n  - PUT\nAllowHeaders:\n  - content-type\n",
		},
		{
			"Terraform without a list of headers", "s3", "https://b.s3.us-east-1.amazonaws.com/x",
			"resource \"aws_s3_bucket_cors_configuration\" \"b\" {\n  bucket = \"b\"\n  cors_rule {\n    allowed_origins = [\"https://www.example.com\"]\n    allowed_methods = [\"PUT\"]\n  }\n}\n",
			"resource \"aws_s3_bucket_cors_configuration\" \"b\" {\n  bucket = \"b\"\n  cors_rule {\n    allowed_headers = [\"content-type\"]\n    allowed_origins = [\"https://www.example.com\"]\n    allowed_methods = [\"PUT\"]\n  }\n}\n",
		},
	} {
		s := Start()
		s.Request.URL = tt.url
		s.Servers[0] = Server{Policy: tt.text, Engine: tt.engine}
		a := Answers(s)
		if a.Mended == nil || !a.Mended.InPolicy {
			t.Errorf("%s: not mended; problems %v", tt.why, a.Problems)
			continue
		}
		if diff := cmp.Diff(tt.want, a.Mended.State.Servers[0].Policy); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.why, diff)
		}
		if !slices.ContainsFunc(a.Lights, func(l Light) bool { return l.Field == "servers.0.policy" && l.Verdict == fetch.Fail && l.Line > 0 }) {
			t.Errorf("%s: no line of the policy is lit up: %v", tt.why, a.Lights)
		}
	}
}

// TestHeadersInPoliciesAreLit shows that the deciding line is found where a policy says
// which headers are sent, and not who is let in.
func TestHeadersInPoliciesAreLit(t *testing.T) {
	const balancer = "- {Key: routing.http.response.access_control_allow_methods.header_value, Value: \"GET,PUT\"}\n" +
		"- {Key: routing.http.response.access_control_allow_origin.header_value, Value: \"https://other.example\"}\n"
	for _, tt := range []struct {
		why, engine, text string
		verdict           fetch.Verdict
		line              int
	}{
		{"another origin", "alb", balancer, fetch.Fail, 2},
		{"the page's origin", "alb", strings.ReplaceAll(balancer, "https://other.example", "https://www.example.com"), fetch.Pass, 2},
	} {
		s := Start()
		s.Request = Request{URL: "https://api.example.net/items", API: "fetch", Method: "GET"}
		s.Servers[0] = Server{Policy: tt.text, Engine: tt.engine}
		a := Answers(s)
		lit := slices.ContainsFunc(a.Lights, func(l Light) bool {
			return l.Field == "servers.0.policy" && l.Verdict == tt.verdict && l.Line == tt.line
		})
		if !lit {
			t.Errorf("%s: line %d is not lit up: %v; problems %v", tt.why, tt.line, a.Lights, a.Problems)
		}
	}
}

func TestProblemsHaveTheirPlace(t *testing.T) {
	with := func(change func(*State)) State {
		s := Start()
		change(&s)
		return s
	}
	for _, tt := range []struct {
		why   string
		state State
		want  Problem
	}{
		{"a header without a colon", with(func(s *State) { s.Request.Headers = "A: 1\nnonsense" }), Problem{Field: "request.headers", Line: 2, Column: 1}},
		{"no URL of a page", with(func(s *State) { s.Page.URL = "example" }), Problem{Field: "page.url", Line: 1, Column: 1}},
		{"an unknown API", with(func(s *State) { s.Request.API = "telepathy" }), Problem{Field: "request.api", Line: 1, Column: 1}},
		{"a status out of range", with(func(s *State) { s.Servers[0].Actual.Status = 7 }), Problem{Field: "servers.0.actual.status", Line: 1, Column: 1}},
		{"a character that is no byte", with(func(s *State) { s.Servers[0].Preflight.Headers = "A: 1\nB: ☃" }), Problem{Field: "servers.0.preflight.headers", Line: 2, Column: 1}},
		{"a policy that is cut off", with(func(s *State) { s.Servers[0] = Server{Policy: "[\n  {\"AllowedOrigins\": [", Engine: "s3"} }), Problem{Field: "servers.0.policy", Line: 2}},
		{"a scenario with a typing mistake", State{Scenario: "suite: a\ntitel: b\n"}, Problem{Field: "scenario", Line: 2, Column: 1}},
	} {
		a := Answers(tt.state)
		found := slices.ContainsFunc(a.Problems, func(p Problem) bool {
			return p.Field == tt.want.Field && p.Line == tt.want.Line && (tt.want.Column == 0 || p.Column == tt.want.Column) && p.Message != ""
		})
		if !found {
			t.Errorf("%s: problems %+v", tt.why, a.Problems)
		}
	}
}

// TestExportIsImported wants every state to come back from its file as it was.
func TestExportIsImported(t *testing.T) {
	states := []State{Start()}
	for _, l := range lessons() {
		for _, q := range l.Questions {
			states = append(states, *q.State)
		}
	}
	for _, s := range states {
		a := Answers(s)
		if len(a.Problems) > 0 {
			t.Fatalf("%+v: %v", s, a.Problems)
		}
		if _, err := scenarios.Parse("export.yaml", []byte(a.YAML)); err != nil {
			t.Errorf("the export is no scenario: %v\n%s", err, a.YAML)
			continue
		}
		back := Import(a.YAML)
		if len(back.Problems) > 0 || back.State == nil {
			t.Errorf("the export cannot be imported: %v", back.Problems)
			continue
		}
		if s.Case != "" {
			back.State.Case = s.Case
		}
		b := Answers(*back.State)
		if len(b.Steps) != len(a.Steps) || len(b.Steps) > 0 && b.Steps[0].Verdict != a.Steps[0].Verdict {
			t.Errorf("imported, it is another question:\n%s", a.YAML)
		}
		if s.Scenario == "" && back.State.Scenario != "" {
			t.Errorf("the form does not show again what it has exported:\n%s", a.YAML)
		}
	}
}

func TestCallRefuses(t *testing.T) {
	for _, tt := range []struct{ why, input, want string }{
		{"what is no JSON", "hello", "no JSON"},
		{"an unknown call", `{"op": "fly"}`, "unknown call"},
		{"no state", `{"op": "answer"}`, "no state"},
		{"an unknown profile", `{"op": "answer", "state": {"profile": "lynx"}}`, "unknown profile"},
		{"too much", `{"op": "import", "text": "` + strings.Repeat("a", 10<<20) + `"}`, "too long"},
		{"a policy beyond what a file may have", string(mustJSON(call{Op: "answer", State: &State{Page: Page{URL: "https://a.test"}, Request: Request{URL: "https://b.test/"}, Servers: []Server{{Policy: strings.Repeat(" ", 5<<20), Engine: "s3"}}}})), "bytes, more than"},
	} {
		var a Answer
		if err := json.Unmarshal(Call([]byte(tt.input)), &a); err != nil {
			t.Fatalf("%s: %v", tt.why, err)
		}
		if len(a.Problems) == 0 || !strings.Contains(a.Problems[0].Message, tt.want) {
			t.Errorf("%s: %+v", tt.why, a.Problems)
		}
	}
}

func mustJSON(v any) []byte {
	data, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return data
}

// FuzzCall wants an answer to everything that is JSON, whatever it says.
func FuzzCall(f *testing.F) {
	start := Start()
	f.Add(mustJSON(call{Op: "answer", State: &start}))
	for _, op := range []string{"options", "lessons", "lesson", "reasons", "reason", "import", "?"} {
		f.Add(mustJSON(call{Op: op, Text: "origin"}))
	}
	for _, l := range lessons() {
		for _, q := range l.Questions {
			f.Add(mustJSON(call{Op: "answer", State: q.State}))
		}
	}
	f.Add(mustJSON(call{Op: "import", Text: string(ReasonFile())}))
	f.Fuzz(func(t *testing.T, input []byte) {
		out := Call(input)
		if !json.Valid(out) {
			t.Errorf("%q is answered with %q", input, out)
		}
		if other := Call(input); string(other) != string(out) {
			t.Errorf("%q is answered in two ways", input)
		}
	})
}

func BenchmarkAnswers(b *testing.B) {
	start := Start()
	for b.Loop() {
		Answers(start)
	}
}
