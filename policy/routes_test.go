package policy_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/corslab/corslab/policy"
	"github.com/corslab/corslab/wire"
)

func mustRoutes(t *testing.T, routes ...policy.Route) policy.Policy {
	t.Helper()
	p, err := policy.NewRoutes(routes)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func says(body string) *policy.Answer { return &policy.Answer{Body: body} }

func preflightTo(target string) wire.Request {
	return wire.Request{
		Method: "OPTIONS", Origin: "https://api.example", Target: target,
		Header: wire.Header{"Origin: https://page.example", "Access-Control-Request-Method: PUT", "Access-Control-Request-Headers: x-a,x-b"},
	}
}

func TestRoutesChooseByPath(t *testing.T) {
	server := mustRoutes(t,
		policy.Route{Path: "/a", Actual: says("exact")},
		policy.Route{Path: "/a?x=1", Actual: says("exact with query")},
		policy.Route{Path: "/*", Actual: says("short prefix")},
		policy.Route{Path: "/a/*", Actual: says("long prefix")},
		policy.Route{Path: "/q?x=*", Actual: says("query prefix")},
	).New(nil)
	tests := []struct{ why, target, want string }{
		{"the path", "/a", "exact"},
		{"a route without a query takes any query", "/a?y=2", "exact"},
		{"the query counts where the route has one", "/a?x=1", "exact with query"},
		{"the longest prefix", "/a/b", "long prefix"},
		{"a prefix may be the whole path", "/a/", "long prefix"},
		{"the shorter prefix takes the rest", "/ab", "short prefix"},
		{"a prefix that reaches into the query", "/q?x=17", "query prefix"},
		{"a query prefix needs its query", "/q?y=1", "short prefix"},
		{"a prefix is not looked for in the query", "/b?/a/c", "short prefix"},
	}
	for _, test := range tests {
		if got := string(server.Answer(wire.Request{Method: "GET", Target: test.target}).Body); got != test.want {
			t.Errorf("%s: %s is answered by %q, want %q", test.why, test.target, got, test.want)
		}
	}
}

func TestRoutesChooseByRequest(t *testing.T) {
	server := mustRoutes(t,
		policy.Route{
			Path: "/all", Preflight: says("preflight"), Actual: says("actual"),
			Methods: map[string]*policy.Answer{"get": says("get"), "options": says("options")},
		},
		policy.Route{Path: "/options", Methods: map[string]*policy.Answer{"options": says("options")}},
		policy.Route{Path: "/actual", Actual: says("actual")},
	).New(nil)
	tests := []struct {
		why  string
		req  wire.Request
		want string
	}{
		{"a preflight", preflightTo("/all"), "preflight"},
		{"OPTIONS without Origin is no preflight", wire.Request{Method: "OPTIONS", Target: "/all"}, "options"},
		{"the entry for the method", wire.Request{Method: "GET", Target: "/all"}, "get"},
		{"everything else", wire.Request{Method: "PUT", Target: "/all"}, "actual"},
		{"a preflight without an entry goes to options", preflightTo("/options"), "options"},
		{"and else to actual", preflightTo("/actual"), "actual"},
	}
	for _, test := range tests {
		if got := string(server.Answer(test.req).Body); got != test.want {
			t.Errorf("%s: answered by %q, want %q", test.why, got, test.want)
		}
	}
}

func TestRoutesWithoutAnAnswer(t *testing.T) {
	routes := mustRoutes(t, policy.Route{Path: "/here", Methods: map[string]*policy.Answer{"get": says("get")}})
	upstream := wire.ServerFunc(func(wire.Request) wire.Response { return wire.Response{Status: 299} })
	tests := []struct {
		why      string
		upstream wire.Server
		target   string
		want     int
	}{
		{"no route and nothing behind", nil, "/gone", 404},
		{"no route, upstream answers", upstream, "/gone", 299},
		{"a route that has no entry for the method keeps the request", upstream, "/here", 404},
	}
	for _, test := range tests {
		got := routes.New(test.upstream).Answer(wire.Request{Method: "PUT", Target: test.target})
		if got.Status != test.want || len(got.Header) != 0 || len(got.Body) != 0 {
			t.Errorf("%s: %+v, want a bare %d", test.why, got, test.want)
		}
	}
}

func TestAnswers(t *testing.T) {
	server := mustRoutes(t,
		policy.Route{Path: "/echo", Actual: &policy.Answer{
			Status: 204, Reason: "Fine",
			Header: wire.Header{"Access-Control-Allow-Origin:${origin}", "broken ${request-method}", "X: ${unknown}"},
			Body:   "[${request-headers}]",
		}},
		policy.Route{Path: "/default", Actual: &policy.Answer{}},
		policy.Route{Path: "/hang", Actual: &policy.Answer{Status: 200, Fault: wire.Fault{Kind: wire.FaultHang}}},
		policy.Route{Path: "/slow", Actual: &policy.Answer{Fault: wire.Fault{Kind: wire.FaultSlow, Delay: 5}}},
	).New(nil)
	tests := []struct {
		why  string
		req  wire.Request
		want wire.Response
	}{
		{"echoes", preflightTo("/echo"), wire.Response{
			Status: 204, Reason: "Fine",
			Header: wire.Header{"Access-Control-Allow-Origin:https://page.example", "broken PUT", "X: ${unknown}"},
			Body:   []byte("[x-a,x-b]"),
		}},
		{"an echo of nothing is empty", wire.Request{Method: "GET", Target: "/echo"}, wire.Response{
			Status: 204, Reason: "Fine",
			Header: wire.Header{"Access-Control-Allow-Origin:", "broken ", "X: ${unknown}"},
			Body:   []byte("[]"),
		}},
		{"an echoed echo is left alone", wire.Request{Method: "GET", Target: "/echo", Header: wire.Header{"Origin: ${request-method}"}}, wire.Response{
			Status: 204, Reason: "Fine",
			Header: wire.Header{"Access-Control-Allow-Origin:${request-method}", "broken ", "X: ${unknown}"},
			Body:   []byte("[]"),
		}},
		{"200 unless told", wire.Request{Method: "GET", Target: "/default"}, wire.Response{Status: 200}},
		{"a fault has no status", wire.Request{Method: "GET", Target: "/hang"}, wire.Response{Fault: wire.Fault{Kind: wire.FaultHang}}},
		{"a slow answer has one", wire.Request{Method: "GET", Target: "/slow"}, wire.Response{Status: 200, Fault: wire.Fault{Kind: wire.FaultSlow, Delay: 5}}},
	}
	for _, test := range tests {
		got := server.Answer(test.req)
		if len(got.Notes) != 1 {
			t.Errorf("%s: %d notes, want one", test.why, len(got.Notes))
		}
		got.Notes = nil
		if diff := cmp.Diff(test.want, got, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.why, diff)
		}
	}
}

func TestNewRoutesReportsEverything(t *testing.T) {
	_, err := policy.NewRoutes([]policy.Route{
		{Path: "/a", Actual: says("")},
		{Path: "/a", Actual: &policy.Answer{Status: 99}},
		{Path: "b#c", Methods: map[string]*policy.Answer{"GET": says("")}},
		{Path: "/nothing"},
	})
	want := []policy.RouteError{
		{Index: 1, Path: "/a", Fault: policy.DuplicatePath},
		{Index: 1, Path: "/a", Entry: "actual", Fault: policy.InvalidStatus},
		{Index: 2, Path: "b#c", Fault: policy.RelativePath},
		{Index: 2, Path: "b#c", Fault: policy.PathFragment},
		{Index: 2, Path: "b#c", Entry: "GET", Fault: policy.MethodCase},
		{Index: 3, Path: "/nothing", Fault: policy.NoAnswer},
	}
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		t.Fatalf("the error %v is not joined", err)
	}
	var got []policy.RouteError
	for _, e := range joined.Unwrap() {
		var route *policy.RouteError
		if !errors.As(e, &route) {
			t.Fatalf("%v is no RouteError", e)
		}
		got = append(got, *route)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("errors (-want +got):\n%s", diff)
	}
}

func TestStackPutsTheFirstOutermost(t *testing.T) {
	a := mustRoutes(t, policy.Route{Path: "/a", Actual: says("outer")})
	b := mustRoutes(t, policy.Route{Path: "/a", Actual: says("inner")}, policy.Route{Path: "/b", Actual: says("inner")})
	server := policy.Stack([]policy.Policy{a, b}, nil)
	for target, want := range map[string]string{"/a": "outer", "/b": "inner"} {
		if got := string(server.Answer(wire.Request{Method: "GET", Target: target}).Body); got != want {
			t.Errorf("%s is answered by %q, want %q", target, got, want)
		}
	}
}
