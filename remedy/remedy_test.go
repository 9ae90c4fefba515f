package remedy_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/remedy"
	"github.com/corslab/corslab/scenarios"
	"github.com/corslab/corslab/wire"
)

const page = "https://www.example.com"

// find looks for what a server must change that answers as given.
func find(t *testing.T, r fetch.Request, answer func(wire.Request) wire.Response) remedy.Remedy {
	t.Helper()
	profile, _ := fetch.ProfileNamed("chromium")
	found, err := remedy.Find(func(mend func(wire.Server) wire.Server) (*fetch.Browser, error) {
		return fetch.NewBrowser(fetch.Config{
			Profile: profile, Page: fetch.Page{URL: page}, Trace: true,
			World: fetch.World{fetch.AnyOrigin: {Server: mend(wire.ServerFunc(answer))}},
		})
	}, r)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func answers(preflight, actual wire.Response) func(wire.Request) wire.Response {
	return func(r wire.Request) wire.Response {
		if r.IsPreflight() {
			return preflight
		}
		return actual
	}
}

func TestFind(t *testing.T) {
	const url = "https://api.example.net/x"
	put := fetch.Request{URL: url, Method: "PUT", Headers: []fetch.Field{{Name: "X-A", Value: "1"}, {Name: "X-B", Value: "1"}}}
	get := fetch.Request{URL: url}
	withCredentials := fetch.Request{URL: url, Credentials: fetch.CredentialsInclude}
	preflight := func(status int, set wire.Header, remove ...string) remedy.Change {
		return remedy.Change{URL: url, Method: "OPTIONS", Preflight: true, Status: status, Set: set, Remove: remove}
	}
	actual := func(method string, set ...wire.Line) remedy.Change {
		return remedy.Change{URL: url, Method: method, Set: set}
	}
	open := wire.Response{Status: 200, Header: wire.Header{"Access-Control-Allow-Origin: *"}}
	for _, tt := range []struct {
		why     string
		request fetch.Request
		server  func(wire.Request) wire.Response
		changes []remedy.Change
	}{
		{"nothing is to be changed", get, answers(open, open), nil},
		{
			"the header is missing", get, answers(open, wire.Response{Status: 200, Header: wire.Header{"Vary: Accept"}}),
			[]remedy.Change{actual("GET", "Access-Control-Allow-Origin: "+page, "Vary: Accept, Origin")},
		},
		{
			"two lines become one", get, answers(open, wire.Response{Status: 200, Header: wire.Header{"Access-Control-Allow-Origin: *", "access-control-allow-origin: *", "Vary: *"}}),
			[]remedy.Change{actual("GET", "Access-Control-Allow-Origin: "+page)},
		},
		{
			"a star does not count with credentials", withCredentials, answers(open, open),
			[]remedy.Change{actual("GET", "Access-Control-Allow-Origin: "+page, "Vary: Origin", "Access-Control-Allow-Credentials: true")},
		},
		{
			"a preflight with nothing", put, answers(wire.Response{Status: 404}, open),
			[]remedy.Change{preflight(204, wire.Header{
				"Access-Control-Allow-Origin: " + page, "Access-Control-Allow-Methods: PUT", "Access-Control-Allow-Headers: x-a, x-b",
			})},
		},
		{
			"lists keep what is good in them", put, answers(wire.Response{Status: 200, Header: wire.Header{
				"Access-Control-Allow-Origin: *", "Access-Control-Allow-Methods: GET, PUT DELETE, POST", "Access-Control-Allow-Headers: X-Other, x-a",
			}}, open),
			[]remedy.Change{preflight(0, wire.Header{"Access-Control-Allow-Methods: GET, POST, PUT", "Access-Control-Allow-Headers: X-Other, x-a, x-b"})},
		},
		{
			"a preflight that is redirected", put, answers(wire.Response{Status: 301, Header: wire.Header{
				"Location: /y", "Access-Control-Allow-Origin: *", "Access-Control-Allow-Methods: *", "Access-Control-Allow-Headers: *",
			}}, open),
			[]remedy.Change{preflight(204, nil, "Location")},
		},
		{
			"a WebSocket that is redirected", fetch.Request{API: fetch.APIWebSocket, URL: "wss://api.example.net/x"},
			answers(open, wire.Response{Status: 302, Header: wire.Header{"Location: /y"}}),
			[]remedy.Change{{URL: url, Method: "GET", Status: 101, Remove: []string{"Location"}}},
		},
		{
			"a WebSocket that is accepted wrongly", fetch.Request{API: fetch.APIWebSocket, URL: "wss://api.example.net/x"},
			answers(open, wire.Response{Status: 101, Header: wire.Header{"Upgrade: websocket", "Connection: close"}}),
			[]remedy.Change{{URL: url, Method: "GET", Status: 101, Remove: []string{"Connection"}}},
		},
	} {
		found := find(t, tt.request, tt.server)
		if !found.Works || found.Reason != "" {
			t.Errorf("%s: it does not work, with %s", tt.why, found.Reason)
		}
		for i := range found.Changes {
			if len(found.Changes[i].Reasons) == 0 {
				t.Errorf("%s: change %d has no reason", tt.why, i)
			}
			found.Changes[i].Reasons = nil
		}
		if diff := cmp.Diff(tt.changes, found.Changes); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.why, diff)
		}
	}
}

func TestNothingHelps(t *testing.T) {
	for _, tt := range []struct {
		why     string
		request fetch.Request
		reason  fetch.Reason
	}{
		{"an http URL on an https page", fetch.Request{URL: "http://api.example.net/"}, fetch.MixedContent},
		{"a forbidden method", fetch.Request{URL: "https://api.example.net/", Method: "TRACE"}, fetch.InvalidRequest},
	} {
		found := find(t, tt.request, answers(wire.Response{Status: 200}, wire.Response{Status: 200}))
		if found.Works || len(found.Changes) > 0 || found.Reason != tt.reason {
			t.Errorf("%s: %+v", tt.why, found)
		}
	}
}

func TestCautions(t *testing.T) {
	open := wire.Response{Status: 200, Header: wire.Header{"Access-Control-Allow-Origin: *"}}
	found := find(t, fetch.Request{URL: "https://api.example.net/", Credentials: fetch.CredentialsInclude}, answers(open, open))
	if len(found.Cautions) != 1 || !strings.Contains(found.Cautions[0], "list") {
		t.Errorf("an origin that is to be repeated with credentials: cautions %q", found.Cautions)
	}
	found = find(t, fetch.Request{API: fetch.APIWebSocket, URL: "wss://api.example.net/"}, answers(open, open))
	if len(found.Cautions) != 1 || !strings.Contains(found.Cautions[0], "Origin") {
		t.Errorf("a WebSocket that is to be accepted: cautions %q", found.Cautions)
	}
}

// TestCatalogue wants of every request of the catalogue that a response's headers
// refuse, and that is a case's only one, that the changes found let it through.
func TestCatalogue(t *testing.T) {
	suites, err := scenarios.Load(scenarios.Catalogue(), ".")
	if err != nil {
		t.Fatal(err)
	}
	profile, _ := fetch.ProfileNamed("chromium")
	mended := 0
	for _, suite := range suites {
		for c := range suite.Cases() {
			if len(c.Steps) != 1 {
				continue
			}
			refusal := c.Predict(profile, false)[0]
			if !refusal.Reason.IsCORSCheck() || len(refusal.Exchanges) == 0 {
				continue
			}
			found, err := remedy.Find(func(mend func(wire.Server) wire.Server) (*fetch.Browser, error) {
				world := scenarios.World(c.Steps[0].Servers)
				for origin, site := range world {
					world[origin] = fetch.Site{Server: mend(site.Server), Protocol: site.Protocol}
				}
				return fetch.NewBrowser(fetch.Config{Profile: profile, Page: c.Page, World: world, Trace: true, BlockThirdPartyCookies: c.Browser.BlockThirdPartyCookies})
			}, c.Steps[0].Request)
			if err != nil {
				t.Fatal(err)
			}
			switch {
			case found.Works:
				mended++
			case found.Reason.IsCORSCheck():
				t.Errorf("%s: still %s after %+v", c.Name, found.Reason, found.Changes)
			}
		}
	}
	if mended < 1000 {
		t.Errorf("only %d requests were mended", mended)
	}
	t.Logf("%d refused requests mended", mended)
}
