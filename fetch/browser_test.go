package fetch_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/wire"
)

const (
	pageA  = "http://a.localhost:8000"
	siteA2 = "http://a.localhost:8001"
	siteB  = "http://b.localhost:8000"
	siteC  = "http://c.localhost:8000"
)

// answer returns a server that gives the same answer to every request.
func answer(status int, lines ...wire.Line) wire.Server {
	return wire.ServerFunc(func(wire.Request) wire.Response {
		return wire.Response{Status: status, Header: lines}
	})
}

// profile returns a profile that must exist.
func profile(t testing.TB, name string) fetch.Profile {
	t.Helper()
	p, ok := fetch.ProfileNamed(name)
	if !ok {
		t.Fatalf("there is no profile %q", name)
	}
	return p
}

// withoutHeader leaves out what no record of a request holds.
var withoutHeader = cmpopts.IgnoreFields(fetch.Sent{}, "Header")

// open returns a browser with a page at pageA.
func open(t testing.TB, profileName string, world fetch.World) *fetch.Browser {
	t.Helper()
	b, err := fetch.NewBrowser(fetch.Config{
		Profile: profile(t, profileName), Page: fetch.Page{URL: pageA + "/page"}, World: world, Trace: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestFetchSimple(t *testing.T) {
	b := open(t, "standard", fetch.World{siteB: {Server: answer(200, "Access-Control-Allow-Origin: *", "X-Hidden: 1")}})
	origin := pageA
	want := fetch.Observation{
		Outcome: fetch.Allow, Type: fetch.TypeCORS, Status: 200,
		Headers: map[string]string{"content-length": "0"},
		Wire:    []fetch.Sent{{URL: siteB + "/x", Method: "GET", Origin: &origin, Status: 200}},
	}
	if diff := cmp.Diff(want, b.Fetch(fetch.Request{URL: siteB + "/x"}).Observation, withoutHeader); diff != "" {
		t.Errorf("a simple GET that is allowed (-want +got):\n%s", diff)
	}
}

func TestFetchPreflighted(t *testing.T) {
	server := answer(204,
		"Access-Control-Allow-Origin: "+pageA,
		"Access-Control-Allow-Methods: PUT",
		"Access-Control-Allow-Headers: x-a")
	b := open(t, "chromium", fetch.World{siteB: {Server: server}})
	origin, method, headers := pageA, "PUT", "x-a"
	want := fetch.Observation{
		Outcome: fetch.Allow, Type: fetch.TypeCORS, Status: 204, Preflight: true, Headers: map[string]string{},
		Wire: []fetch.Sent{
			{URL: siteB + "/x", Method: "OPTIONS", Preflight: true, Origin: &origin, RequestMethod: &method, RequestHeaders: &headers, Status: 204},
			{URL: siteB + "/x", Method: "PUT", Origin: &origin, Status: 204},
		},
	}
	request := fetch.Request{URL: siteB + "/x", Method: "put", Headers: []fetch.Field{{Name: "X-A", Value: "1"}}}
	if diff := cmp.Diff(want, b.Fetch(request).Observation, withoutHeader); diff != "" {
		t.Errorf("a PUT that is allowed (-want +got):\n%s", diff)
	}
}

func TestNewBrowserRefusesUnusablePages(t *testing.T) {
	for _, url := range []string{"", "/relative", "ftp://a.test/", "data:text/html,x"} {
		if _, err := fetch.NewBrowser(fetch.Config{Page: fetch.Page{URL: url}}); err == nil {
			t.Errorf("a page at %q opens", url)
		}
	}
}
