package policy_test

import (
	"testing"

	"github.com/corslab/corslab/policy"
	"github.com/corslab/corslab/wire"
)

func TestPrefixStandsAtTheBeginning(t *testing.T) {
	server := mustRoutes(t, policy.Route{Path: "/a/*", Actual: says("prefix")}, policy.Route{Path: "/q?x=*", Actual: says("query prefix")}).New(nil)
	for target, want := range map[string]string{
		"/a/": "prefix", "/a/b?c": "prefix", "/q?x=": "query prefix", "/q?x=1&y": "query prefix",
		"/b/a/c": "", "/a": "", "/b/q?x=1": "", "/b?/a/c": "",
	} {
		if got := string(server.Answer(wire.Request{Method: "GET", Target: target}).Body); got != want {
			t.Errorf("%s is answered by %q, want %q", target, got, want)
		}
	}
}
