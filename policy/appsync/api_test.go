package appsync_test

import (
	"testing"

	"github.com/corslab/corslab/document"
	"github.com/corslab/corslab/policy/appsync"
	"github.com/corslab/corslab/wire"
)

// Everybody is allowed, and nobody's credentials.
func TestEveryOrigin(t *testing.T) {
	function := wire.ServerFunc(func(wire.Request) wire.Response {
		return wire.Response{Status: 200, Header: wire.Header{"Access-Control-Allow-Origin: https://a.example", "Access-Control-Allow-Credentials: true"}}
	})
	server := (&appsync.API{}).New(function)
	got := server.Answer(wire.Request{Method: "POST", Target: "/graphql", Header: wire.Header{"Origin: https://b.example"}})
	if value, _ := got.Header.Get("Access-Control-Allow-Origin"); value != "*" || got.Header.Has("Access-Control-Allow-Credentials") {
		t.Errorf("headers %q", got.Header)
	}
	preflight := server.Answer(wire.Request{Method: "OPTIONS", Target: "/graphql", Header: wire.Header{
		"Origin: https://b.example", "Access-Control-Request-Method: POST", "Access-Control-Request-Headers: x-api-key",
	}})
	if headers, _ := preflight.Header.Get("Access-Control-Allow-Headers"); preflight.Status != 200 || headers != "x-api-key" {
		t.Errorf("%d %q", preflight.Status, preflight.Header)
	}
	if keyless := (&appsync.API{}).New(nil).Answer(wire.Request{Method: "POST", Target: "/graphql"}); keyless.Status != 401 || !keyless.Header.Has("Access-Control-Allow-Origin") {
		t.Errorf("without a key: %d %q", keyless.Status, keyless.Header)
	}
}

func TestReadRefusesSettings(t *testing.T) {
	for text, fine := range map[string]bool{`{}`: true, `null`: true, `{"graphqlApi": {"name": "a"}}`: true, `{"cors": true}`: false, `[1]`: false} {
		f := &document.File{Name: "a.json", Data: []byte(text)}
		appsync.Read(f, f.ReadJSON(document.Options{}))
		if got := len(f.Problems) == 0; got != fine {
			t.Errorf("%s: %v", text, f.Problems)
		}
	}
}
