package fetch

import (
	"testing"

	"github.com/corslab/corslab/wire"
)

// What is counted of a request that the standard lets through: each decision that came
// up, the way it went, and no other.
func TestCoverageOfOneRequest(t *testing.T) {
	server := wire.ServerFunc(func(wire.Request) wire.Response {
		return wire.Response{Status: 200, Header: wire.Header{"Access-Control-Allow-Origin: *", "Cache-Control: max-age=60"}}
	})
	var coverage Coverage
	b, err := NewBrowser(Config{
		Page: Page{URL: "https://a.test/"}, World: World{"https://b.test": {Server: server}}, Coverage: &coverage,
	})
	if err != nil {
		t.Fatal(err)
	}
	b.Fetch(Request{URL: "https://b.test/x"})
	b.Fetch(Request{URL: "https://b.test/y"})
	b.Fetch(Request{URL: "https://b.test/y", Cache: CacheNoStore})
	want := map[fork]count{
		forkBadURL: {0, 3}, forkOriginAllowed: {3, 0}, forkOriginWildcard: {3, 0}, forkWildcardWithCredentials: {0, 3}, forkOriginMatches: {0, 0},
		forkStorable: {2, 0}, forkCacheBypassed: {1, 2}, forkPreflightOK: {0, 0},
	}
	all := coverage.Branchings(b.profile)
	for x, n := range want {
		if got := all[x]; got.Taken != n.taken || got.Passed != n.passed {
			t.Errorf("%s: taken %d times and passed %d times, want %d and %d", got.Name, got.Taken, got.Passed, n.taken, n.passed)
		}
	}
}
