package chromium_test

import (
	"context"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/harness"
	"github.com/corslab/corslab/harness/chromium"
	"github.com/corslab/corslab/scenarios"
	"github.com/corslab/corslab/servers"
	"github.com/corslab/corslab/wire"
)

// A rig is a started browser and one network for its world.
type rig struct {
	t       *testing.T
	browser *chromium.Browser
	network *servers.Network
}

// program returns the browser's path. Without one the test is skipped, but not
// where CI would then be green by accident.
func program(t testing.TB) string {
	t.Helper()
	if path := os.Getenv("CORSLAB_CHROMIUM"); path != "" {
		return path
	}
	path, err := chromium.Find()
	if missing := (*chromium.NotFoundError)(nil); errors.As(err, &missing) {
		if os.Getenv("CI") != "" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	return path
}

func newRig(t *testing.T) *rig {
	t.Helper()
	path := program(t)
	authority, err := servers.NewAuthority()
	if err != nil {
		t.Fatal(err)
	}
	network, err := servers.Listen(servers.Config{Authority: authority})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := network.Close(); err != nil {
			t.Error(err)
		}
	})
	browser, err := chromium.Start(t.Context(), chromium.Config{Path: path, SPKI: authority.SPKIHash()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := browser.Close(); err != nil {
			t.Error(err)
		}
	})
	return &rig{t: t, browser: browser, network: network}
}

const (
	here  = "https://app.example.com"
	there = "https://api.example.net"
)

// answer is a server that gives the same answer to everything, preflights
// included.
func answer(status int, lines ...wire.Line) wire.Server {
	return wire.ServerFunc(func(wire.Request) wire.Response {
		return wire.Response{Status: status, Header: lines, Body: []byte("hello")}
	})
}

// world is a world of one server, at there.
func world(server wire.Server) fetch.World { return fetch.World{there: {Server: server}} }

// batch prepares a batch from a page in a world.
func (r *rig) batch(page fetch.Page, w fetch.World, cookies []scenarios.Cookie, requests ...fetch.Request) harness.Batch {
	r.t.Helper()
	venue, err := harness.NewVenue(page, cookies)
	if err != nil {
		r.t.Fatal(err)
	}
	r.network.SetStage(servers.Stage{Tenants: []servers.Tenant{{World: w}}, Pages: venue.Documents})
	b := harness.Batch{
		Proxy: r.network.Addr(), Page: venue.Page, Origin: venue.Origin, Worker: venue.Worker, Seeds: venue.Seeds,
		Load: r.network.Load, Fresh: true, Serial: true,
	}
	for _, request := range requests {
		b.Jobs = append(b.Jobs, harness.Job{Request: request, Limit: 2 * time.Second})
	}
	return b
}

func (r *rig) run(b harness.Batch) []harness.Witness {
	r.t.Helper()
	witnesses, err := r.browser.Run(r.t.Context(), b)
	if err != nil {
		r.t.Fatal(err)
	}
	if strays := r.network.Strays(); len(strays) > 0 {
		r.t.Log("strays:", strays)
	}
	return witnesses
}

// methods lists the methods of the requests the servers got since the last call.
func (r *rig) methods() (list []string) {
	for _, x := range r.network.Take("") {
		list = append(list, x.Request.Method)
	}
	return list
}

func TestPageKinds(t *testing.T) {
	r := newRig(t)
	for _, row := range []struct {
		as     fetch.PageKind
		origin string
	}{
		{fetch.PageWindow, here},
		{fetch.PageSandboxed, "null"},
		{fetch.PageData, "null"},
		{fetch.PageSrcdoc, here},
		{fetch.PageBlob, here},
		{fetch.PageWorker, here},
		{fetch.PageSharedWorker, here},
	} {
		t.Run(string(row.as), func(t *testing.T) {
			r.t = t
			page := fetch.Page{URL: here, As: row.as}
			allowed := r.run(r.batch(page, world(answer(200, "Access-Control-Allow-Origin: *", "X-Seen: yes", "Access-Control-Expose-Headers: *")), nil, fetch.Request{URL: there + "/a"}))[0]
			if allowed.Outcome != fetch.Allow || allowed.Type != fetch.TypeCORS || allowed.Status != 200 || allowed.Headers["x-seen"] != "yes" {
				t.Errorf("an allowed request: %+v", allowed)
			}
			sent := r.network.Take("")
			if len(sent) != 1 {
				t.Fatalf("%d requests were sent, want 1: %v", len(sent), sent)
			}
			if got, _ := sent[0].Request.Header.Get("Origin"); got != row.origin {
				t.Errorf("Origin: %s, want %s", got, row.origin)
			}
			denied := r.run(r.batch(page, world(answer(200)), nil, fetch.Request{URL: there + "/b", Method: "PUT"}))[0]
			if denied.Outcome != fetch.Deny || !slices.Equal(denied.Reasons, []fetch.Reason{fetch.PreflightMissingAllowOriginHeader}) {
				t.Errorf("a denied preflight: %+v", denied)
			}
			early := r.run(r.batch(page, world(answer(200)), nil, fetch.Request{URL: there + "/c", Mode: fetch.ModeSameOrigin}))[0]
			if !slices.Equal(early.Reasons, []fetch.Reason{fetch.DisallowedByMode}) {
				t.Errorf("a denied mode: %+v", early)
			}
		})
	}
}

func TestReasons(t *testing.T) {
	r := newRig(t)
	allow := wire.Line("Access-Control-Allow-Origin: *")
	fault := func(kind wire.FaultKind) wire.Server {
		return wire.ServerFunc(func(wire.Request) wire.Response { return wire.Response{Fault: wire.Fault{Kind: kind}} })
	}
	redirect := func(to string) wire.Server { return answer(302, allow, wire.NewLine("Location", to)) }
	simple := fetch.Request{URL: there + "/"}
	with := func(change func(*fetch.Request)) fetch.Request {
		request := simple
		change(&request)
		return request
	}
	for _, row := range []struct {
		name    string
		server  wire.Server
		request fetch.Request
		want    fetch.Reason
	}{
		{"no header", answer(200), simple, fetch.MissingAllowOriginHeader},
		{"another origin", answer(200, "Access-Control-Allow-Origin: https://b.test"), simple, fetch.AllowOriginMismatch},
		{"a wildcard with credentials", answer(200, allow), with(func(r *fetch.Request) { r.Credentials = fetch.CredentialsInclude }), fetch.WildcardOriginNotAllowed},
		{"a method", answer(200, allow), with(func(r *fetch.Request) { r.Method = "PUT" }), fetch.MethodDisallowedByPreflightResponse},
		{"a header", answer(200, allow), with(func(r *fetch.Request) { r.Headers = []fetch.Field{{Name: "X-A", Value: "1"}} }), fetch.HeaderDisallowedByPreflightResponse},
		{"a preflight's status", answer(404, allow), with(func(r *fetch.Request) { r.Method = "PUT" }), fetch.PreflightInvalidStatus},
		{"a preflight's redirect", redirect("/x"), with(func(r *fetch.Request) { r.Method = "PUT" }), fetch.PreflightDisallowedRedirect},
		{"xhr", answer(200), with(func(r *fetch.Request) { r.API = fetch.APIXHR }), fetch.MissingAllowOriginHeader},
		{"synchronous xhr", answer(200), with(func(r *fetch.Request) { r.API, r.Sync = fetch.APIXHR, true }), fetch.MissingAllowOriginHeader},
		{"an upload listener", answer(200), with(func(r *fetch.Request) {
			r.API, r.UploadListener, r.Method, r.Body = fetch.APIXHR, true, "POST", &fetch.Body{Kind: fetch.BodyText, Content: "x"}
		}), fetch.PreflightMissingAllowOriginHeader},
		{"a scheme", answer(200), with(func(r *fetch.Request) { r.URL = "ftp://b.test/" }), fetch.CorsDisabledScheme},
		{"no-cors that does not follow", answer(200), with(func(r *fetch.Request) { r.Mode, r.Redirect = fetch.ModeNoCORS, fetch.RedirectError }), fetch.NoCorsRedirectModeNotFollow},
		{"a forbidden method", answer(200), with(func(r *fetch.Request) { r.Method = "TRACE" }), fetch.InvalidRequest},
		{"a forbidden method of xhr", answer(200), with(func(r *fetch.Request) { r.API, r.Method = fetch.APIXHR, "TRACE" }), fetch.InvalidRequest},
		{"a URL with a password", answer(200), with(func(r *fetch.Request) { r.URL = "https://u:p@api.example.net/" }), fetch.InvalidRequest},
		{"a port", answer(200), with(func(r *fetch.Request) { r.URL = "https://api.example.net:6666/" }), fetch.UnsafePort},
		{"mixed content", answer(200), with(func(r *fetch.Request) { r.URL = "http://api.example.net/" }), fetch.MixedContent},
		{"a host that does not exist", answer(200), with(func(r *fetch.Request) { r.URL = "https://nowhere.test/" }), fetch.ConnectionFailed},
		{"the page's own host, without a server", answer(200), with(func(r *fetch.Request) { r.URL = here + "/x" }), fetch.ConnectionFailed},
		{"a redirect in mode error", redirect("/x"), with(func(r *fetch.Request) { r.Redirect = fetch.RedirectError }), fetch.RedirectNotAllowed},
		{"endless redirects", redirect("/"), simple, fetch.TooManyRedirects},
		{"a redirect to data", redirect("data:,x"), simple, fetch.UnsafeRedirect},
		{"a redirect to nothing", redirect("http://["), simple, fetch.InvalidRedirect},
		{"a redirect with a password", redirect("https://u:p@api.example.net/"), simple, fetch.RedirectContainsCredentials},
		{"a redirect to a scheme", redirect("foo:bar"), simple, fetch.CorsDisabledScheme},
		{"a redirect to a scheme in no-cors", redirect("foo:bar"), with(func(r *fetch.Request) { r.Mode = fetch.ModeNoCORS }), fetch.UnknownURLScheme},
		{"two Locations", answer(302, allow, "Location: /a", "Location: /b"), simple, fetch.MultipleLocations},
		{"CORP", answer(200, "Cross-Origin-Resource-Policy: same-origin"), with(func(r *fetch.Request) { r.Mode = fetch.ModeNoCORS }), fetch.BlockedByResponse},
		{"a stream over http/1.1", answer(200, allow, "Access-Control-Allow-Methods: *", "Access-Control-Allow-Headers: *"), with(func(r *fetch.Request) {
			r.Method, r.Body = "POST", &fetch.Body{Kind: fetch.BodyStream, Content: "x"}
		}), fetch.StreamNeedsHTTP2},
		{"keepalive that is too long", answer(200, allow), with(func(r *fetch.Request) {
			r.Method, r.Keepalive, r.Body = "POST", true, &fetch.Body{Kind: fetch.BodyText, Content: strings.Repeat("x", 70000)}
		}), fetch.KeepaliveLimitExceeded},
		{"a reset", fault(wire.FaultReset), simple, fetch.ConnectionReset},
		{"a reset preflight", fault(wire.FaultReset), with(func(r *fetch.Request) { r.Method = "PUT" }), fetch.ConnectionReset},
		{"a close", fault(wire.FaultClose), simple, fetch.EmptyResponse},
		{"a closed preflight", fault(wire.FaultClose), with(func(r *fetch.Request) { r.Method = "PUT" }), fetch.EmptyResponse},
		{"garbage", fault(wire.FaultGarbage), simple, fetch.InvalidHTTPResponse},
		{"a 407", answer(407, allow), simple, fetch.ProxyAuthRequired},
		{"a hang", fault(wire.FaultHang), simple, fetch.Timeout},
		{"a hang of synchronous xhr", fault(wire.FaultHang), with(func(r *fetch.Request) { r.API, r.Sync = fetch.APIXHR, true }), fetch.Timeout},
	} {
		t.Run(row.name, func(t *testing.T) {
			r.t = t
			b := r.batch(fetch.Page{URL: here}, world(row.server), nil, row.request)
			got := r.run(b)[0]
			want := fetch.Deny
			if row.want.IsTransport() {
				want = fetch.Error
			}
			if got.Outcome != want || !slices.Equal(got.Reasons, []fetch.Reason{row.want}) {
				t.Errorf("got %s for %v, want %s for %s; it said: %s", got.Outcome, got.Reasons, want, row.want, got.Raw)
			}
		})
	}
}

func TestBlockedByCSP(t *testing.T) {
	r := newRig(t)
	page := fetch.Page{URL: here, Headers: wire.Header{"Content-Security-Policy: connect-src 'none'; script-src 'none'"}}
	got := r.run(r.batch(page, world(answer(200)), nil, fetch.Request{URL: there + "/"}))[0]
	if !slices.Equal(got.Reasons, []fetch.Reason{fetch.BlockedByCSP}) {
		t.Errorf("got %+v", got)
	}
}

// TestContextIsCleared shows that nothing of an earlier case is left: with a
// warm context the second request would have found each of the three.
func TestContextIsCleared(t *testing.T) {
	r := newRig(t)
	put := fetch.Request{URL: there + "/p", Method: "PUT"}
	get := fetch.Request{URL: there + "/g", Credentials: fetch.CredentialsInclude}
	server := answer(200, "Access-Control-Allow-Origin: "+here, "Access-Control-Allow-Methods: PUT", "Access-Control-Allow-Credentials: true",
		"Access-Control-Max-Age: 600", "Cache-Control: max-age=600", "Set-Cookie: a=1; SameSite=None; Secure")

	warm := r.batch(fetch.Page{URL: here}, world(server), nil, put, put, get, get)
	for _, w := range r.run(warm) {
		if w.Outcome != fetch.Allow {
			t.Fatalf("got %+v", w)
		}
	}
	// The second PUT needs no preflight, the second GET no request.
	if got, want := r.methods(), []string{"OPTIONS", "PUT", "PUT", "GET"}; !slices.Equal(got, want) {
		t.Fatalf("in a warm context %v were sent, want %v", got, want)
	}
	cold := r.batch(fetch.Page{URL: here}, world(server), nil, get, put)
	r.run(cold)
	sent := r.network.Take("")
	if len(sent) != 3 {
		t.Fatalf("in a cleared context %d requests were sent, want GET, OPTIONS, PUT", len(sent))
	}
	if sent[0].Request.Header.Has("Cookie") {
		t.Error("a cookie of the case before was sent")
	}
}

func TestSeededCookies(t *testing.T) {
	r := newRig(t)
	cookies := []scenarios.Cookie{
		{URL: there + "/", Line: "a=1; SameSite=None; Secure"},
		{URL: there + "/deep/", Line: "b=2; SameSite=None; Secure"},
		{URL: there + "/", Line: "c=3; SameSite=Strict; Secure"},
	}
	request := fetch.Request{URL: there + "/deep/x", Credentials: fetch.CredentialsInclude}
	for _, block := range []bool{false, true} {
		b := r.batch(fetch.Page{URL: here}, world(answer(200)), cookies, request)
		b.Settings.BlockThirdPartyCookies = block
		r.run(b)
		sent := r.network.Take("")
		if len(sent) != 1 {
			t.Fatalf("%d requests were sent, want 1", len(sent))
		}
		want := "b=2; a=1"
		if block {
			want = ""
		}
		if got, _ := sent[0].Request.Header.Get("Cookie"); got != want {
			t.Errorf("third-party cookies blocked %t: Cookie: %q, want %q", block, got, want)
		}
	}
}

func TestBatchIsToldApart(t *testing.T) {
	r := newRig(t)
	venue, err := harness.NewVenue(fetch.Page{URL: here}, nil)
	if err != nil {
		t.Fatal(err)
	}
	b := harness.Batch{Proxy: r.network.Addr(), Page: venue.Page, Origin: venue.Origin, Load: r.network.Load, Fresh: true}
	stage := servers.Stage{Pages: venue.Documents}
	const n = 200
	for i := range n {
		token := string(rune('a'+i/26)) + string(rune('a'+i%26))
		server := answer(200)
		if i%2 == 0 {
			server = answer(200, "Access-Control-Allow-Origin: *", "Access-Control-Allow-Methods: PUT")
		}
		stage.Tenants = append(stage.Tenants, servers.Tenant{Token: token, World: world(server)})
		request := fetch.Request{URL: servers.WithToken(there+"/x#y", token), Method: "PUT"}
		b.Jobs = append(b.Jobs, harness.Job{Request: request, Token: token, Limit: 10 * time.Second})
	}
	r.network.SetStage(stage)
	began := time.Now()
	witnesses := r.run(b)
	t.Logf("%d cases in %s", n, time.Since(began))
	for i, w := range witnesses {
		want := 2
		if i%2 == 1 {
			want = 1
			if w.Outcome != fetch.Deny || !slices.Equal(w.Reasons, []fetch.Reason{fetch.PreflightMissingAllowOriginHeader}) {
				t.Errorf("%d: got %+v", i, w)
			}
		} else if w.Outcome != fetch.Allow {
			t.Errorf("%d: got %+v", i, w)
		}
		sent := r.network.Take(b.Jobs[i].Token)
		if len(sent) != want {
			t.Errorf("%d: %d requests were sent, want %d", i, len(sent), want)
		}
		for _, x := range sent {
			if x.Request.Target != "/x" {
				t.Errorf("%d: the server saw %s", i, x.Request.Target)
			}
		}
	}
}

func TestWrongPageIsRefused(t *testing.T) {
	r := newRig(t)
	b := r.batch(fetch.Page{URL: here}, world(answer(200)), nil, fetch.Request{URL: there + "/"})
	b.Origin = "https://another.example.com"
	_, err := r.browser.Run(context.Background(), b)
	if page := (*harness.PageError)(nil); !errors.As(err, &page) {
		t.Errorf("got %v, want a *PageError", err)
	}
	if sent := r.methods(); len(sent) > 0 {
		t.Errorf("%v were sent nevertheless", sent)
	}
}
