package fetch_test

import (
	"strings"
	"testing"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/wire"
)

// A trip is a request that servers send from place to place. The servers allow
// what is asked, the origin it is asked under included, unless a hop says
// otherwise.
type trip struct {
	id, why string
	request fetch.Request
	// hops are what the servers answer to the requests that are no preflights,
	// in order; after the last, they answer 200. "307 URL" redirects, and a "!"
	// before it allows nobody.
	hops []string
	want string
	// These are where browsers end otherwise.
	chromium, firefox, webkit string
}

func (tr trip) world() fetch.World {
	next := 0
	server := wire.ServerFunc(func(q wire.Request) wire.Response {
		permissive := (*reply)(nil).respond(q)
		if q.IsPreflight() || next >= len(tr.hops) {
			return permissive
		}
		hop := tr.hops[next]
		next++
		if strings.HasPrefix(hop, "!") {
			hop, permissive.Header = hop[1:], nil
		}
		code, locations, _ := strings.Cut(hop, " ")
		permissive.Status = map[string]int{"300": 300, "301": 301, "302": 302, "303": 303, "304": 304, "305": 305, "307": 307, "308": 308}[code]
		for location := range strings.SplitSeq(locations, " and ") {
			if location != "nowhere" {
				permissive.Header.Add("Location", location)
			}
		}
		return permissive
	})
	world := fetch.World{}
	for origin := range letters {
		world[origin] = fetch.Site{Server: server}
	}
	world["https://b.localhost:8443"] = fetch.Site{Server: server, Protocol: wire.HTTP2}
	return world
}

func TestTrips(t *testing.T) {
	for _, tr := range trips {
		for _, name := range fetch.ProfileNames() {
			want, differs := ending(name, tr.want, tr.chromium, tr.firefox, tr.webkit)
			r := tr.request
			if r.URL == "" {
				r.URL = siteB + "/x"
			}
			p := open(t, name, tr.world()).Fetch(r)
			if got := summary(p.Observation); got != want {
				t.Errorf("%s %s, %s:\n got %s\nwant %s\n%s", tr.id, tr.why, name, got, want, trace(p))
			}
			if differs && len(p.Quirks) == 0 {
				t.Errorf("%s %s: %s differs, and no quirk says so", tr.id, tr.why, name)
			}
		}
	}
}

const (
	atA, atB, atC, atA2 = pageA + "/1", siteB + "/1", siteC + "/1", siteA2 + "/1"
	atB2                = siteB + "/2"
	atStream            = "https://b.localhost:8443/1"
)

var fromA = to(pageA+"/x", get())

func alive(r fetch.Request) fetch.Request    { r.Keepalive = true; return r }
func manual(r fetch.Request) fetch.Request   { return redirectMode(fetch.RedirectManual, r) }
func erroring(r fetch.Request) fetch.Request { return redirectMode(fetch.RedirectError, r) }

func streamed() fetch.Request {
	return to("https://b.localhost:8443/x", post(&fetch.Body{Kind: fetch.BodyStream, Content: "x"}))
}

func times(n int, hop string) []string {
	hops := make([]string, n)
	for i := range hops {
		hops[i] = hop
	}
	return hops
}

var trips = []trip{
	// The origin that each server is told (§1.11).
	{id: "63", why: "home to B", request: fromA, hops: []string{"302 " + atB}, want: "allow: GET A origin -, GET B"},
	{id: "63", why: "home, home, B", request: fromA, hops: []string{"302 " + atA, "302 " + atB}, want: "allow: GET A origin -, GET A origin -, GET B"},
	{id: "63", why: "B to C", hops: []string{"302 " + atC}, want: "allow: GET B, GET C origin null"},
	{id: "63", why: "home, B, C", request: fromA, hops: []string{"302 " + atB, "302 " + atC}, want: "allow: GET A origin -, GET B, GET C origin null"},
	{id: "63", why: "B to home", hops: []string{"302 " + atA}, want: "allow: GET B, GET A origin null"},
	{id: "63", why: "B to home that allows nobody", hops: []string{"302 " + atA, "!302 " + atA}, want: "deny MissingAllowOriginHeader: GET B, GET A origin null"},
	{id: "63", why: "home, B, home", request: fromA, hops: []string{"302 " + atB, "302 " + atA}, want: "allow: GET A origin -, GET B, GET A origin null"},
	{id: "63", why: "home, B, B", request: fromA, hops: []string{"302 " + atB, "302 " + atB2}, want: "allow: GET A origin -, GET B, GET B"},
	{id: "63", why: "home to its other port", request: fromA, hops: []string{"302 " + atA2}, want: "allow: GET A origin -, GET A2"},
	{id: "63", why: "other port to home", request: to(siteA2+"/x", get()), hops: []string{"302 " + atA}, want: "allow: GET A2, GET A origin null"},
	{id: "63", why: "B to home with a header", request: get("X-A", "1"), hops: []string{"302 " + atA}, want: "allow: OPTIONS B(GET x-a), GET B, OPTIONS A(GET x-a) origin null, GET A origin null", firefox: "allow: OPTIONS B(GET x-a), GET B, OPTIONS A(GET x-a), GET A origin null"},
	{id: "63", why: "B to C and on, with Authorization", request: auth, hops: []string{"302 " + atC, "302 " + siteC + "/2"}, want: "allow: OPTIONS B(GET authorization), GET B, GET C origin null, GET C origin null",
		firefox: "allow: OPTIONS B(GET authorization), GET B, OPTIONS C(GET), GET C origin null, OPTIONS C(GET), GET C origin null",
		webkit:  "allow: OPTIONS B(GET authorization), GET B, OPTIONS C(GET authorization) origin null, GET C origin null, OPTIONS C(GET authorization) origin null, GET C origin null"},
	{id: "70", why: "a tainted hop with a header", request: get("X-A", "1"), hops: []string{"302 " + atC}, want: "allow: OPTIONS B(GET x-a), GET B, OPTIONS C(GET x-a) origin null, GET C origin null", firefox: "allow: OPTIONS B(GET x-a), GET B, OPTIONS C(GET x-a), GET C origin null"},

	// The CORS check on the way (62).
	{id: "62", why: "a redirect that allows nobody", hops: []string{"!302 " + atC}, want: "deny MissingAllowOriginHeader: GET B"},
	{id: "62", why: "manual, and it allows nobody", request: manual(get()), hops: []string{"!302 " + atC}, want: "deny MissingAllowOriginHeader: GET B"},
	{id: "62", why: "manual", request: manual(get()), hops: []string{"302 " + atC}, want: "allow: GET B"},
	{id: "62", why: "error", request: erroring(get()), hops: []string{"302 " + atC}, want: "deny RedirectNotAllowed: GET B"},
	{id: "62", why: "error, and it allows nobody", request: erroring(get()), hops: []string{"!302 " + atC}, want: "deny MissingAllowOriginHeader: GET B"},
	{id: "62", why: "home needs to allow nobody", request: fromA, hops: []string{"!302 " + atB}, want: "allow: GET A origin -, GET B"},

	// User names (65).
	{id: "65", why: "user and password", hops: []string{"302 http://u:p@c.localhost:8000/"}, want: "deny RedirectContainsCredentials: GET B"},
	{id: "65", why: "user alone", hops: []string{"302 http://u@c.localhost:8000/"}, want: "deny RedirectContainsCredentials: GET B"},
	{id: "65", why: "password alone", hops: []string{"302 http://:p@c.localhost:8000/"}, want: "deny RedirectContainsCredentials: GET B"},
	{id: "65", why: "neither", hops: []string{"302 http://:@c.localhost:8000/"}, want: "allow: GET B, GET C origin null"},
	{id: "65", why: "user, home to B", request: fromA, hops: []string{"302 http://u:p@b.localhost:8000/"}, want: "deny RedirectContainsCredentials: GET A origin -"},
	{id: "65", why: "user, home to home", request: fromA, hops: []string{"302 http://u:p@a.localhost:8000/"}, want: "allow: GET A origin -, GET A origin -", chromium: "deny RedirectDisallowedByMode: GET A origin -"},
	{id: "65", why: "user, B to home", hops: []string{"302 http://u:p@a.localhost:8000/"}, want: "deny RedirectContainsCredentials: GET B"},
	{id: "65", why: "user, and it allows nobody", hops: []string{"!302 http://u:p@c.localhost:8000/"}, want: "deny MissingAllowOriginHeader: GET B"},
	{id: "§2.3", why: "user, and mode error", request: erroring(get()), hops: []string{"302 http://u:p@c.localhost:8000/"}, want: "deny RedirectNotAllowed: GET B", chromium: "deny RedirectContainsCredentials: GET B"},

	// How many, and where to (66, 67, 72, 73, 74).
	{id: "66", why: "20 redirects", hops: times(20, "302 "+atB), want: "allow: GET B" + strings.Repeat(", GET B", 20)},
	{id: "66", why: "20 redirects of a keepalive request", request: alive(get()), hops: times(20, "302 "+atB), want: "allow: GET B" + strings.Repeat(", GET B", 20), chromium: "deny TooManyRedirects: GET B" + strings.Repeat(", GET B", 19)},
	{id: "66", why: "19 redirects of a keepalive request", request: alive(get()), hops: times(19, "302 "+atB), want: "allow: GET B" + strings.Repeat(", GET B", 19)},
	{id: "66", why: "19 redirects of a keepalive request, and one to nowhere", request: alive(get()), hops: append(times(19, "302 "+atB), "302 nowhere"), want: "allow: GET B" + strings.Repeat(", GET B", 19)},
	{id: "66", why: "20 redirects of a worker's script", request: api(fetch.APIWorker, pageA+"/x"), hops: times(20, "302 "+atA), want: "deny UnusableResponse: GET A origin -" + strings.Repeat(", GET A origin -", 20), chromium: "deny TooManyRedirects: GET A origin -" + strings.Repeat(", GET A origin -", 19)},
	{id: "66", why: "20 redirects of a script", request: api(fetch.APIScript, pageA+"/x"), hops: times(20, "302 "+atA), want: "allow: GET A origin -" + strings.Repeat(", GET A origin -", 20)},
	{id: "66", why: "21 redirects", hops: times(21, "302 "+atB), want: "deny TooManyRedirects: GET B" + strings.Repeat(", GET B", 20)},
	{id: "66", why: "a fragment leads to itself", hops: times(21, "302 #x"), want: "deny TooManyRedirects: GET B" + strings.Repeat(", GET B", 20)},
	{id: "§2.3", why: "21st redirect allows nobody", hops: append(times(20, "302 "+atB), "!302 "+atB), want: "deny MissingAllowOriginHeader: GET B" + strings.Repeat(", GET B", 20), chromium: "deny TooManyRedirects: GET B" + strings.Repeat(", GET B", 20)},
	{id: "67", why: "data:", hops: []string{"302 data:text/plain,x"}, want: "deny UnsafeRedirect: GET B"},
	{id: "67", why: "about:", hops: []string{"302 about:blank"}, want: "deny UnsafeRedirect: GET B"},
	{id: "67", why: "file:", hops: []string{"302 file:///x"}, want: "deny UnsafeRedirect: GET B"},
	{id: "67", why: "another scheme", hops: []string{"302 foo:bar"}, want: "deny CorsDisabledScheme: GET B"},
	{id: "67", why: "data: in mode manual", request: manual(get()), hops: []string{"302 data:text/plain,x"}, want: "allow: GET B"},
	{id: "67", why: "data: in mode error", request: erroring(get()), hops: []string{"302 data:text/plain,x"}, want: "deny RedirectNotAllowed: GET B", chromium: "deny UnsafeRedirect: GET B"},
	{id: "67", why: "another scheme in mode no-cors", request: mode(fetch.ModeNoCORS, get()), hops: []string{"302 foo:bar"}, want: "deny UnknownURLScheme: GET B origin -"},
	{id: "72", why: "300", hops: []string{"300 " + atC}, want: plain},
	{id: "72", why: "304", hops: []string{"304 " + atC}, want: plain},
	{id: "72", why: "305", hops: []string{"305 " + atC}, want: plain},
	{id: "72", why: "302 to nowhere", hops: []string{"302 nowhere"}, want: plain},
	{id: "§2.4", why: "empty Location", hops: []string{"302 "}, want: "allow: GET B, GET B", chromium: plain, webkit: "deny InvalidRedirect: GET B"},
	{id: "73", why: "two Locations", hops: []string{"302 " + atC + " and " + atB}, want: "deny MultipleLocations: GET B", webkit: "allow: GET B, GET C origin null"},
	{id: "73", why: "the same Location twice", hops: []string{"302 " + atC + " and " + atC}, want: "deny MultipleLocations: GET B", chromium: "allow: GET B, GET C origin null", firefox: "allow: GET B, GET C origin null", webkit: "allow: GET B, GET C origin null"},
	{id: "74", why: "relative", hops: []string{"302 y"}, want: "allow: GET B, GET B"},
	{id: "74", why: "no scheme", hops: []string{"302 //c.localhost:8000/x"}, want: "allow: GET B, GET C origin null"},
	{id: "74", why: "backslashes", hops: []string{`302 \\c.localhost:8000\x`}, want: "allow: GET B, GET C origin null"},
	{id: "74", why: "upper case", hops: []string{"302 HTTP://C.localhost:8000"}, want: "allow: GET B, GET C origin null"},
	{id: "§2.3", why: "no URL", hops: []string{"302 http://%zz/"}, want: "deny InvalidRedirect: GET B"},
	{id: "§2.3", why: "no URL, and it allows nobody", hops: []string{"!302 http://%zz/"}, want: "deny MissingAllowOriginHeader: GET B", chromium: "deny InvalidRedirect: GET B"},
	{id: "§2.3", why: "no URL in mode manual", request: manual(get()), hops: []string{"302 http://%zz/"}, want: "allow: GET B", chromium: "deny InvalidRedirect: GET B"},

	{id: "74", why: "a blank in the host", hops: []string{"302 http://c d.test/"}, want: "deny InvalidRedirect: GET B", chromium: "error ConnectionFailed: GET B"},
	{id: "74", why: "a host that is no UTF-8", hops: []string{"302 http://\xe9.test/"}, want: "deny InvalidRedirect: GET B"},
	{id: "67", why: "chrome:", hops: []string{"302 chrome://version"}, want: "deny UnsafeRedirect: GET B"},
	{id: "65", why: "user, home to home, XMLHttpRequest", request: xhr(fromA), hops: []string{"302 http://u:p@a.localhost:8000/"}, want: "allow: GET A origin -, GET A origin -"},
	{id: "72", why: "mode error, 302 to nowhere", request: erroring(get()), hops: []string{"302 nowhere"}, want: "deny RedirectNotAllowed: GET B", chromium: plain},
	{id: "73", why: "two Locations, not allowed", hops: []string{"!302 " + atC + " and " + atB}, want: "deny MissingAllowOriginHeader: GET B", chromium: "deny MultipleLocations: GET B"},

	// Client hints.
	{id: "30", why: "client hint, B to B", request: get("DPR", "x"), hops: []string{"302 " + atB}, want: "allow: OPTIONS B(GET dpr), GET B, OPTIONS B(GET dpr), GET B", chromium: "allow: OPTIONS B(GET dpr), GET B, GET B"},
	{id: "30", why: "client hint, B to home", request: get("DPR", "x"), hops: []string{"302 " + atA}, want: "allow: OPTIONS B(GET dpr), GET B, OPTIONS A(GET dpr) origin null, GET A origin null", firefox: "allow: OPTIONS B(GET dpr), GET B, OPTIONS A(GET dpr), GET A origin null"},
	{id: "30", why: "client hint with keepalive", request: alive(get("DPR", "x")), hops: []string{"302 " + atB}, want: "allow: OPTIONS B(GET dpr), GET B, OPTIONS B(GET dpr), GET B"},

	// What becomes of method, body and headers (68, 69, 71).
	{id: "68", why: "301 POST", request: with("POST"), hops: []string{"301 " + atB}, want: "allow: POST B, GET B"},
	{id: "68", why: "302 POST", request: with("POST"), hops: []string{"302 " + atB}, want: "allow: POST B, GET B"},
	{id: "68", why: "301 PUT", request: with("PUT"), hops: []string{"301 " + atB}, want: "allow: OPTIONS B(PUT), PUT B, OPTIONS B(PUT), PUT B"},
	{id: "68", why: "302 HEAD", request: with("HEAD"), hops: []string{"302 " + atB}, want: "allow: HEAD B, HEAD B"},
	{id: "68", why: "303 HEAD", request: with("HEAD"), hops: []string{"303 " + atB}, want: "allow: HEAD B, HEAD B"},
	{id: "68", why: "307 POST", request: with("POST"), hops: []string{"307 " + atB}, want: "allow: POST B, POST B"},
	{id: "68", why: "308 PUT", request: with("PUT"), hops: []string{"308 " + atB}, want: "allow: OPTIONS B(PUT), PUT B, OPTIONS B(PUT), PUT B"},
	{id: "68", why: "301 JSON loses its type", request: post(text("{}"), "Content-Type", "application/json"), hops: []string{"301 " + atB}, want: "allow: OPTIONS B(POST content-type), POST B, GET B", firefox: "allow: OPTIONS B(POST content-type), POST B, OPTIONS B(GET), GET B", webkit: "allow: OPTIONS B(POST content-type), POST B, OPTIONS B(GET content-type), GET B"},
	{id: "68", why: "301 keeps other headers", request: post(text("{}"), "Content-Type", "application/json", "X-A", "1"), hops: []string{"301 " + atB}, want: "allow: OPTIONS B(POST content-type,x-a), POST B, OPTIONS B(GET x-a), GET B", webkit: "allow: OPTIONS B(POST content-type,x-a), POST B, OPTIONS B(GET content-type,x-a), GET B"},
	{id: "69", why: "Authorization, home to B", request: to(pageA+"/x", get("Authorization", "x")), hops: []string{"302 " + atB}, want: "allow: GET A origin -, GET B", firefox: "allow: GET A origin -, OPTIONS B(GET), GET B", webkit: "allow: GET A origin -, OPTIONS B(GET authorization), GET B"},
	{id: "69", why: "Authorization, home to its other port", request: to(pageA+"/x", get("Authorization", "x")), hops: []string{"302 " + atA2}, want: "allow: GET A origin -, GET A2", firefox: "allow: GET A origin -, OPTIONS A2(GET), GET A2", webkit: "allow: GET A origin -, OPTIONS A2(GET authorization), GET A2"},
	{id: "69", why: "Authorization, B to C", request: get("Authorization", "x"), hops: []string{"302 " + atC}, want: "allow: OPTIONS B(GET authorization), GET B, GET C origin null", firefox: "allow: OPTIONS B(GET authorization), GET B, OPTIONS C(GET), GET C origin null", webkit: "allow: OPTIONS B(GET authorization), GET B, OPTIONS C(GET authorization) origin null, GET C origin null"},
	{id: "69", why: "Authorization, B to B", request: get("Authorization", "x"), hops: []string{"302 " + atB}, want: "allow: OPTIONS B(GET authorization), GET B, OPTIONS B(GET authorization), GET B"},
	{id: "70", why: "header, B to B", request: get("X-A", "1"), hops: []string{"302 " + atB}, want: "allow: OPTIONS B(GET x-a), GET B, OPTIONS B(GET x-a), GET B"},
	{id: "70", why: "header, home to B", request: to(pageA+"/x", get("X-A", "1")), hops: []string{"302 " + atB}, want: "allow: GET A origin -, OPTIONS B(GET x-a), GET B"},
	{id: "71", why: "PUT, 303", request: with("PUT"), hops: []string{"303 " + atB}, want: "allow: OPTIONS B(PUT), PUT B, GET B", firefox: "allow: OPTIONS B(PUT), PUT B, OPTIONS B(GET), GET B", webkit: "allow: OPTIONS B(PUT), PUT B, OPTIONS B(GET), GET B"},

	// Modes, streams and the Origin header.
	{id: "75", why: "same-origin mode leaves home", request: mode(fetch.ModeSameOrigin, fromA), hops: []string{"302 " + atB}, want: "deny RedirectDisallowedByMode: GET A origin -"},
	{id: "75", why: "same-origin mode leaves home, with keepalive", request: alive(mode(fetch.ModeSameOrigin, fromA)), hops: []string{"302 " + atB}, want: "deny DisallowedByMode: GET A origin -"},
	{id: "77", why: "stream, 307", request: streamed(), hops: []string{"307 " + atStream}, want: "deny RedirectNeedsBodyReplay: OPTIONS Bs(POST), POST Bs", firefox: "allow: POST Bs, POST Bs", webkit: "deny InvalidRequest"},
	{id: "77", why: "stream, 302", request: streamed(), hops: []string{"302 " + atStream}, want: "deny RedirectNeedsBodyReplay: OPTIONS Bs(POST), POST Bs", firefox: "allow: POST Bs, GET Bs", webkit: "deny InvalidRequest"},
	{id: "77", why: "stream, 303", request: streamed(), hops: []string{"303 " + atStream}, want: "allow: OPTIONS Bs(POST), POST Bs, OPTIONS Bs(GET), GET Bs", firefox: "allow: POST Bs, GET Bs", webkit: "deny InvalidRequest"},
	{id: "§3.3", why: "no-cors POST, home to B", request: to(pageA+"/x", mode(fetch.ModeNoCORS, with("POST"))), hops: []string{"307 " + atB}, want: "allow: POST A, POST B", chromium: "allow: POST A, POST B origin null", webkit: "allow: POST A, POST B origin null"},
}

// Edge case 64: once another origin has redirected the request elsewhere, the
// page's own origin is no longer the right answer.
func TestAnswersToTaintedRequests(t *testing.T) {
	redirecting := wire.ServerFunc(func(q wire.Request) wire.Response {
		response := (*reply)(nil).respond(q)
		response.Status = 302
		response.Header.Add("Location", atC)
		return response
	})
	for _, c := range []struct {
		request fetch.Request
		answer  *reply
		want    string
	}{
		{get(), allows(pageA), "deny AllowOriginMismatch: GET B, GET C origin null"},
		{get(), allows("null"), "allow: GET B, GET C origin null"},
		{get(), allows("*"), "allow: GET B, GET C origin null"},
		{cred(get()), allows("*"), "deny WildcardOriginNotAllowed: GET B, GET C origin null"},
		{cred(get()), allows("null"), "deny InvalidAllowCredentials: GET B, GET C origin null"},
		{cred(get()), ok("Access-Control-Allow-Origin: null", credentials), "allow: GET B, GET C origin null"},
	} {
		for _, name := range fetch.ProfileNames() {
			world := fetch.World{siteB: {Server: redirecting}, siteC: {Server: answer(200, c.answer.lines...)}}
			p := open(t, name, world).Fetch(to(siteB+"/x", c.request))
			if got := summary(p.Observation); got != c.want {
				t.Errorf("%q, %s:\n got %s\nwant %s\n%s", c.answer.lines, name, got, c.want, trace(p))
			}
		}
	}
}
