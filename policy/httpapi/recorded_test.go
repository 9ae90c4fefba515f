package httpapi_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/corslab/corslab/document"
	"github.com/corslab/corslab/fixtures"
	"github.com/corslab/corslab/policy/httpapi"
	"github.com/corslab/corslab/wire"
)

// notSent are recorded headers that are not simulated, and why.
var notSent = map[string]string{
	"date":       "there is no clock",
	"connection": "the connection is the listener's",
}

func TestRecordedExchanges(t *testing.T) {
	replayed := 0
	for _, x := range fixtures.GatewayExchanges() {
		if x.Service != "http-api" {
			continue
		}
		replayed++
		t.Run(x.Name, func(t *testing.T) {
			got := apiOf(t, x).New(upstreamOf(x)).Answer(requestOf(x))
			want := x.Response
			if got.Status != want.Status {
				t.Errorf("status %d, want %d", got.Status, want.Status)
			}
			// The service's own spacing in one body differs between recordings.
			if want.Body != nil && *want.Body != "" && string(got.Body) != *want.Body {
				t.Errorf("body %q, want %q", got.Body, *want.Body)
			}
			var names []string
			for _, h := range want.Headers {
				name := strings.ToLower(*h[0])
				if notSent[name] != "" {
					continue
				}
				names = append(names, name)
				value, ok := got.Lines().Get(name)
				if !ok || h[1] != nil && value != *h[1] {
					t.Errorf("%s: %q, want %q", name, value, *h[1])
				}
			}
			for _, line := range got.Lines() {
				name, _, _ := line.Cut()
				if isCORS(name) && !slices.Contains(names, wire.ToLower(name)) {
					t.Errorf("%q was not recorded", line)
				}
			}
			for _, name := range want.Absent {
				if got.Header.Has(name) {
					t.Errorf("%s is sent", name)
				}
			}
			if want.Ordered {
				compareOrder(t, names, got.Lines())
			}
		})
	}
	if replayed < 14 {
		t.Fatalf("%d exchanges, want 14", replayed)
	}
}

func isCORS(name string) bool {
	name = wire.ToLower(name)
	return name == "vary" || strings.HasPrefix(name, "access-control-")
}

func compareOrder(t *testing.T, want []string, got wire.Header) {
	t.Helper()
	var names []string
	for _, line := range got {
		name, _, _ := line.Cut()
		if slices.Contains(want, wire.ToLower(name)) {
			names = append(names, wire.ToLower(name))
		}
	}
	if !slices.Equal(names, want) {
		t.Errorf("headers in the order %v, want %v", names, want)
	}
}

func apiOf(t *testing.T, x fixtures.GatewayExchange) *httpapi.API {
	t.Helper()
	a := &httpapi.API{}
	if string(x.CORS) != "null" {
		f := &document.File{Name: x.Name, Data: x.CORS}
		a = httpapi.Read(f, f.ReadJSON(document.Options{}))
		if err := f.Problems.Err(); err != nil {
			t.Fatal(err)
		}
	}
	switch {
	case x.Request.Routeless:
		a.Routes = []httpapi.Route{{Key: "GET /elsewhere"}}
	case x.Request.Authorizer != "":
		a.Routes = []httpapi.Route{{Key: "GET /items", Authorizer: httpapi.Authorizer(x.Request.Authorizer)}}
	}
	return a
}

// upstreamOf is the integration, as far as the recording shows it: what is neither a
// CORS header nor the gateway's own.
func upstreamOf(x fixtures.GatewayExchange) wire.Server {
	response := wire.Response{Status: x.Response.Status, Fault: wire.Fault{Kind: wire.FaultKind(x.Request.Fault)}}
	for _, h := range x.Response.Headers {
		if h[1] != nil && !isCORS(*h[0]) {
			response.Header.Add(*h[0], *h[1])
		}
	}
	if x.Response.Body != nil {
		response.Body = []byte(*x.Response.Body)
	}
	// A configured API drops what the integration says about CORS.
	if string(x.CORS) != "null" {
		response.Header.Add("Access-Control-Allow-Origin", "https://integration.example")
	}
	return wire.ServerFunc(func(wire.Request) wire.Response { return response })
}

func requestOf(x fixtures.GatewayExchange) wire.Request {
	r := wire.Request{Method: x.Request.Method, Origin: "https://a1b2c3.execute-api.us-east-1.amazonaws.com", Target: x.Request.Target}
	for name, value := range x.Request.Headers {
		r.Header.Add(name, value)
	}
	return r
}
