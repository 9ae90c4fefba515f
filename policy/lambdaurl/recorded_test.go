package lambdaurl_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/corslab/corslab/document"
	"github.com/corslab/corslab/fixtures"
	"github.com/corslab/corslab/policy/lambdaurl"
	"github.com/corslab/corslab/wire"
)

// notSent are recorded headers that are not simulated, and why.
var notSent = map[string]string{
	"Date":       "there is no clock",
	"Connection": "the connection is the listener's",
}

func TestRecordedExchanges(t *testing.T) {
	replayed := 0
	for _, x := range fixtures.GatewayExchanges() {
		if x.Service != "lambda-url" {
			continue
		}
		replayed++
		t.Run(x.Name, func(t *testing.T) { replay(t, x) })
	}
	if replayed != 5 {
		t.Fatalf("%d exchanges, want 5", replayed)
	}
}

func replay(t *testing.T, x fixtures.GatewayExchange) {
	u := urlOf(t, x)
	called := false
	function := wire.Response{Status: 200, Header: wire.Header{"Content-Type: text/html; charset=utf-8", "Content-Length: 22"}, Body: []byte("twenty-two characters!")}
	for _, name := range x.Request.FunctionSets {
		value := "true"
		if name == "access-control-allow-origin" {
			value = x.Request.Headers["Origin"]
		}
		function.Header.Add(name, value)
	}
	got := u.New(wire.ServerFunc(func(wire.Request) wire.Response {
		called = true
		return function
	})).Answer(requestOf(x))
	switch {
	case x.Name == "lambdaurl/no-cors/options":
		// What is known is that the function answers, as it likes.
		if !called || got.Header.Has("Access-Control-Allow-Origin") {
			t.Errorf("called %v, answer %v", called, got.Header)
		}
		return
	case x.Response == nil:
		// What is known is what the browser complained of, where the function sent
		// the origin too: the same origin twice.
		function.Header.Add("Access-Control-Allow-Origin", x.Request.Headers["Origin"])
		got = u.New(wire.ServerFunc(func(wire.Request) wire.Response { return function })).Answer(requestOf(x))
		if value, _ := got.Header.Get("Access-Control-Allow-Origin"); value != "http://127.0.0.1:5500, http://127.0.0.1:5500" {
			t.Errorf("Access-Control-Allow-Origin: %q", value)
		}
		return
	}
	if isPreflight := x.Request.Method == "OPTIONS"; called == isPreflight {
		t.Errorf("the function was called: %v", called)
	}
	compare(t, *x.Response, got)
}

func compare(t *testing.T, want fixtures.GatewayResponse, got wire.Response) {
	t.Helper()
	if got.Status != want.Status {
		t.Errorf("status %d, want %d", got.Status, want.Status)
	}
	var lines wire.Header
	for _, line := range got.Lines() {
		if name, _, _ := line.Cut(); want.Ordered || isCORS(name) {
			lines = append(lines, line)
		}
	}
	var recorded wire.Header
	for _, h := range want.Headers {
		if notSent[*h[0]] != "" {
			continue
		}
		value := ""
		if h[1] != nil {
			value = *h[1]
		} else {
			value, _ = got.Header.Get(*h[0])
		}
		recorded.Add(*h[0], value)
	}
	if !want.Ordered { // the recording lists some of the lines, in no order
		for _, line := range recorded {
			if !slices.Contains(lines, line) {
				t.Errorf("%q is not sent; sent are %q", line, lines)
			}
		}
		return
	}
	if !slices.Equal(lines, recorded) {
		t.Errorf("sent %q\nrecorded %q", lines, recorded)
	}
}

func isCORS(name string) bool {
	name = wire.ToLower(name)
	return name == "vary" || strings.HasPrefix(name, "access-control-")
}

func urlOf(t *testing.T, x fixtures.GatewayExchange) *lambdaurl.URL {
	t.Helper()
	if string(x.CORS) == "null" {
		return &lambdaurl.URL{}
	}
	f := &document.File{Name: x.Name, Data: x.CORS}
	u := lambdaurl.Read(f, f.ReadJSON(document.Options{}))
	if len(u.CORS.AllowMethods) == 0 { // the report does not say
		u.CORS.AllowMethods = document.StringsOf("*")
	}
	if err := f.Problems.Err(); err != nil {
		t.Fatal(err)
	}
	return u
}

func requestOf(x fixtures.GatewayExchange) wire.Request {
	r := wire.Request{Method: x.Request.Method, Origin: "https://abc.lambda-url.us-east-1.on.aws", Target: x.Request.Target}
	for name, value := range x.Request.Headers {
		r.Header.Add(name, value)
	}
	return r
}
