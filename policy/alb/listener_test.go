package alb_test

import (
	"slices"
	"testing"

	"github.com/corslab/corslab/document"
	"github.com/corslab/corslab/policy/alb"
	"github.com/corslab/corslab/wire"
)

// Values are fixed, whatever the request, and stand in place of the target's.
func TestFixedHeaders(t *testing.T) {
	f := &document.File{Name: "l.json", Data: []byte(`{"Attributes": [
		{"Key": "routing.http.response.access_control_allow_origin.header_value", "Value": "https://a.example"},
		{"Key": "routing.http.response.access_control_max_age.header_value", "Value": "60"},
		{"Key": "idle_timeout.timeout_seconds", "Value": "60"}, {"Key": "routing.http.response.access_control_allow_headers.header_value", "Value": ""}]}`)}
	l := alb.Read(f, f.ReadJSON(document.Options{}))
	if err := f.Problems.Err(); err != nil {
		t.Fatal(err)
	}
	target := wire.ServerFunc(func(wire.Request) wire.Response {
		return wire.Response{Status: 405, Header: wire.Header{"access-control-allow-origin: *", "X-A: 1", "Access-Control-Allow-Methods: PUT"}}
	})
	for _, r := range []wire.Request{{Method: "GET", Target: "/"}, {Method: "OPTIONS", Target: "/", Header: wire.Header{"Origin: https://b.example"}}} {
		got := l.New(target).Answer(r)
		want := wire.Header{"X-A: 1", "Access-Control-Allow-Methods: PUT", "Access-Control-Allow-Origin: https://a.example", "Access-Control-Max-Age: 60"}
		if got.Status != 405 || !slices.Equal(got.Header, want) {
			t.Errorf("%s: %d %q, want 405 %q", r.Method, got.Status, got.Header, want)
		}
		if !slices.ContainsFunc(got.Notes, func(n wire.Note) bool { return n.Unverified }) {
			t.Error("that the target's header gives way is taken for certain")
		}
	}
}
