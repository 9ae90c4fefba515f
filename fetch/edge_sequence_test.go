package fetch_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/wire"
)

// A sequence is several requests of one browser, with what its caches and
// cookies make of them.
type sequence struct {
	id, why string
	page    fetch.PageKind
	// preflight and actual are what every server answers; nil allows what is asked.
	preflight, actual *reply
	// server answers instead of the two where it is not nil.
	server wire.ServerFunc
	steps  []step
	// want has, for each step, the requests that are sent in the notation of
	// brief; the others are where browsers differ.
	want, chromium, firefox, webkit string
}

// A step is a request, made some time after the one before.
type step struct {
	after   time.Duration
	request fetch.Request
}

func steps(requests ...fetch.Request) []step {
	list := make([]step, len(requests))
	for i, r := range requests {
		list[i].request = r
	}
	return list
}

func later(d time.Duration, r fetch.Request) []step { return []step{{d, r}} }

// brief writes what a request came to: "o" for a preflight, the method's first
// letter for each other request, "!" where it failed; "-" for no request at all.
func brief(o fetch.Observation) string {
	var b strings.Builder
	for _, s := range o.Wire {
		if s.Preflight {
			b.WriteByte('o')
		} else {
			b.WriteByte(s.Method[0])
		}
	}
	if b.Len() == 0 {
		b.WriteByte('-')
	}
	if o.Outcome != fetch.Allow {
		b.WriteByte('!')
	}
	return b.String()
}

func TestSequences(t *testing.T) {
	for _, s := range sequences {
		for _, name := range fetch.ProfileNames() {
			want, differs := ending(name, s.want, s.chromium, s.firefox, s.webkit)
			got, quirks := s.run(t, name)
			if got != want {
				t.Errorf("%s %s, %s: got %q, want %q", s.id, s.why, name, got, want)
			}
			if differs != (len(quirks) > 0) {
				t.Errorf("%s %s, %s: the quirks that show are %q", s.id, s.why, name, quirks)
			}
		}
	}
}

func (s sequence) run(t *testing.T, profileName string) (got string, quirks []string) {
	t.Helper()
	world := edge{preflight: s.preflight, actual: s.actual}.world()
	if s.server != nil {
		world = fetch.World{pageA: {Server: s.server}, siteA2: {Server: s.server}, siteB: {Server: s.server}}
	}
	b, err := fetch.NewBrowser(fetch.Config{
		Profile: profile(t, profileName), Page: fetch.Page{URL: pageA + "/page", As: s.page}, World: world,
	})
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, step := range s.steps {
		b.Advance(step.after)
		if step.request.URL == "" {
			step.request.URL = siteB + "/x"
		}
		p := b.Fetch(step.request)
		all = append(all, brief(p.Observation))
		quirks = append(quirks, p.Quirks...)
	}
	return strings.Join(all, " "), quirks
}

// lasting is a preflight response that allows the lists for 600 seconds, or as
// the lines say.
func lasting(methods, names string, lines ...wire.Line) *reply {
	r := asked(methods, names)
	if len(lines) == 0 {
		lines = []wire.Line{"Access-Control-Max-Age: 600"}
	}
	r.lines = append(r.lines, lines...)
	return r
}

// echoing allows what is asked, for 600 seconds, credentials included.
func echoing(q wire.Request) wire.Response {
	response := (*reply)(nil).respond(q)
	response.Header.Add("Access-Control-Max-Age", "600")
	return response
}

func maxAge(value string) []wire.Line {
	return []wire.Line{wire.NewLine("Access-Control-Max-Age", value)}
}

var (
	x    = get("X-A", "1")
	put  = with("PUT")
	del  = with("DELETE")
	auth = get("Authorization", "1")
)

var sequences = []sequence{
	// The preflight cache (§4.4).
	{id: "52", why: "no Max-Age is five seconds", steps: append(steps(x), append(later(4*time.Second, x), later(2*time.Second, x)...)...), want: "oG G oG"},
	{id: "52", why: "zero", preflight: lasting("", "x-a", maxAge("0")...), steps: steps(x, x), want: "oG oG"},
	{id: "52", why: "-1", preflight: lasting("", "x-a", maxAge("-1")...), steps: steps(x, x), want: "oG G", chromium: "oG oG", firefox: "oG oG", webkit: "oG oG"},
	{id: "53", why: "600.5 is no number", preflight: lasting("", "x-a", maxAge("600.5")...), steps: append(steps(x, x), later(6*time.Second, x)...), want: "oG G oG", firefox: "oG oG oG"},
	{id: "53", why: "600s is no number", preflight: lasting("", "x-a", maxAge("600s")...), steps: append(steps(x, x), later(6*time.Second, x)...), want: "oG G oG", firefox: "oG oG oG"},
	{id: "53", why: "two lines", preflight: lasting("", "x-a", "Access-Control-Max-Age: 600", "Access-Control-Max-Age: 600"), steps: append(steps(x, x), later(6*time.Second, x)...), want: "oG G oG", firefox: "oG oG oG"},
	{id: "53", why: "+600", preflight: lasting("", "x-a", maxAge("+600")...), steps: append(steps(x), later(6*time.Second, x)...), want: "oG oG", chromium: "oG G", webkit: "oG G"},
	{id: "53", why: "overflow", preflight: lasting("", "x-a", maxAge("99999999999999999999")...), steps: append(steps(x), later(6*time.Second, x)...), want: "oG G", chromium: "oG oG", webkit: "oG oG"},
	{id: "53", why: "two hours at most", preflight: lasting("", "x-a", maxAge("86400")...), steps: append(steps(x), append(later(7199*time.Second, x), later(2*time.Second, x)...)...), want: "oG G G", chromium: "oG G oG", webkit: "oG oG G"},
	{id: "54", why: "query", server: echoing, steps: steps(to(siteB+"/x", x), to(siteB+"/x?a", x)), want: "oG oG"},
	{id: "54", why: "fragment", server: echoing, steps: steps(to(siteB+"/x", x), to(siteB+"/x#a", x)), want: "oG oG"},
	{id: "55", why: "with credentials, then without", server: echoing, steps: steps(cred(x), x), want: "oG G", firefox: "oG oG"},
	{id: "55", why: "without credentials, then with", server: echoing, steps: steps(x, cred(x)), want: "oG oG"},
	{id: "56", why: "PUT, DELETE, PUT", server: echoing, steps: steps(put, del, put), want: "oP oD P", chromium: "oP oD oP", webkit: "oP oD oP"},
	{id: "57", why: "more is listed than asked", preflight: lasting("PUT, DELETE", ""), steps: steps(put, del), want: "oP D"},
	{id: "57", why: "wildcard", preflight: lasting("*", "*"), steps: steps(x, get("X-B", "1"), put), want: "oG G P", firefox: "oG oG oP"},
	{id: "58", why: "the response fails", preflight: lasting("PUT", ""), actual: ok(), steps: steps(put, put), want: "oP! oP!", chromium: "oP! P!", webkit: "oP! P!"},
	{id: "59", why: "a rejected preflight without credentials, then one with", preflight: ok("Access-Control-Allow-Origin: "+pageA, credentials, "Access-Control-Allow-Methods: PUT", "Access-Control-Max-Age: 600"), steps: steps(with("PUT", "X-B", "1"), cred(put)), want: "o! oP"},
	{id: "59", why: "a rejected preflight", preflight: lasting("PUT", ""), steps: steps(with("PUT", "X-B", "1"), put), want: "o! oP", webkit: "o! P"},
	{id: "60", why: "no-store", server: echoing, steps: steps(cached(fetch.CacheNoStore, x), x, cached(fetch.CacheNoStore, x)), want: "oG G G", chromium: "oG oG oG"},
	{id: "60", why: "reload", server: echoing, steps: steps(x, cached(fetch.CacheReload, x), x), want: "oG G G", chromium: "oG oG G"},
	{id: "60", why: "force-cache", server: echoing, steps: steps(x, cached(fetch.CacheForceCache, x)), want: "oG -"},
	{id: "61", why: "opaque origin", page: fetch.PageSandboxed, server: echoing, steps: steps(x, x), want: "oG G", chromium: "oG oG"},
	{id: "60", why: "conditions", server: echoing, steps: steps(get("If-Match", "1"), get("If-Match", "1"), get("If-Match", "1", "X-A", "1")), want: "oG G oG", chromium: "oG oG oG"},
	// The same requests, but they tell the server no Cache-Control.
	{id: "60", why: "conditions of a worker", page: fetch.PageWorker, server: echoing, steps: steps(get("If-Match", "1"), get("If-Match", "1")), want: "oG G", chromium: "oG G"},
	{id: "35", why: "upload listener twice, no methods listed", preflight: ok(anyOrigin, "Access-Control-Max-Age: 600"), steps: steps(uploads(post(text("x")), false), uploads(post(text("x")), false)), want: "oP P"},
	{id: "§2.4", why: "long URL", server: echoing, steps: steps(to(siteB+"/"+strings.Repeat("a", 1024), x), to(siteB+"/"+strings.Repeat("a", 1024), x)), want: "oG G", chromium: "oG oG"},
	{id: "§3.3", why: "Authorization and *, twice", preflight: lasting("*", "*"), steps: steps(auth, auth), want: "o! o!", chromium: "oG oG", firefox: "oG oG", webkit: "oG G"},
	{id: "§3.3", why: "POST, then HEAD", server: echoing, steps: steps(with("POST", "X-A", "1"), with("HEAD", "X-A", "1")), want: "oP H", firefox: "oP oH"},
	{id: "§3.3", why: "a failed preflight clears what was cached", preflight: lasting("PUT", ""), steps: steps(put, with("PUT", "X-B", "1"), put), want: "oP o! oP", webkit: "oP o! P"},

	// The HTTP cache (§4.7).
	{id: "91", why: "stored without Vary, for nobody", actual: ok("Cache-Control: max-age=60"), steps: steps(mode(fetch.ModeNoCORS, get()), get()), want: "G -!"},
	{id: "91", why: "stored with Vary: Origin", server: varying, steps: steps(mode(fetch.ModeNoCORS, get()), get()), want: "G G"},
	{id: "92", why: "stored *, then credentials", actual: ok(anyOrigin, "Cache-Control: max-age=60"), steps: steps(get(), cred(get())), want: "G -!", firefox: "G G!"},
	{id: "92", why: "a 304 brings the header", server: allowingOn304(), steps: steps(mode(fetch.ModeNoCORS, get()), get()), want: "G G"},
	{id: "94", why: "what failed is stored", actual: ok("Cache-Control: max-age=60"), steps: steps(get(), get()), want: "G! -!", chromium: "G! G!"},
	{id: "§1.22", why: "stale", actual: ok(anyOrigin, "Cache-Control: max-age=60"), steps: append(steps(get(), get()), later(61*time.Second, get())...), want: "G - G"},
	{id: "§1.22", why: "Expires", actual: ok(anyOrigin, "Date: Thu, 02 Jul 2026 00:00:00 GMT", "Expires: Thu, 02 Jul 2026 00:01:00 GMT"), steps: append(steps(get(), get()), later(61*time.Second, get())...), want: "G - G"},
	{id: "94", why: "what failed by XMLHttpRequest, of no type", actual: ok("Cache-Control: max-age=60"), steps: steps(xhr(get()), get()), want: "G! -!"},
	{id: "94", why: "what failed by XMLHttpRequest, of a type", actual: ok("Cache-Control: max-age=60", "Content-Type: text/css"), steps: steps(xhr(get()), get()), want: "G! -!", chromium: "G! G!"},
	{id: "94", why: "what failed by XMLHttpRequest, not to be sniffed", actual: ok("Cache-Control: max-age=60", "X-Content-Type-Options: nosniff"), steps: steps(xhr(get()), get()), want: "G! -!", chromium: "G! G!"},
	{id: "§1.22", why: "410 for ever", actual: status(410, anyOrigin), steps: append(steps(get()), later(10000*time.Hour, get())...), want: "G G", chromium: "G -"},
	{id: "§1.22", why: "410 with no-cache", actual: status(410, anyOrigin, "Cache-Control: no-cache"), steps: steps(get(), get()), want: "G G"},
	{id: "§1.22", why: "a tenth of its age", actual: ok(anyOrigin, "Last-Modified: Wed, 01 Jul 2026 14:00:00 GMT"), steps: append(steps(get()), append(later(59*time.Minute, get()), later(2*time.Minute, get())...)...), want: "G G G", chromium: "G - G"},
	{id: "§1.22", why: "must-revalidate has no tenth", actual: ok(anyOrigin, "Last-Modified: Wed, 01 Jul 2020 14:00:00 GMT", "Cache-Control: must-revalidate"), steps: steps(get(), get()), want: "G G"},
	{id: "§1.22", why: "Pragma", actual: ok(anyOrigin, "Cache-Control: max-age=60", "Pragma: no-cache"), steps: steps(get(), get()), want: "G -", chromium: "G G"},
	{id: "§1.22", why: "Age", actual: ok(anyOrigin, "Cache-Control: max-age=60", "Age: 50"), steps: append(steps(get(), get()), later(10*time.Second, get())...), want: "G - G"},
	{id: "§1.22", why: "Date long ago", actual: ok(anyOrigin, "Cache-Control: max-age=60", "Date: Thu, 02 Jul 2020 00:00:00 GMT"), steps: steps(get(), get()), want: "G G"},
	{id: "§1.22", why: "max-age in quotes", actual: ok(anyOrigin, `Cache-Control: max-age="60"`), steps: steps(get(), get()), want: "G G"},
	{id: "§1.22", why: "max-age without end", actual: ok(anyOrigin, "Cache-Control: max-age=99999999999999999999"), steps: append(steps(get()), later(10000*time.Hour, get())...), want: "G -"},
	{id: "§1.22", why: "Expires that is no date", actual: ok(anyOrigin, "Expires: 0"), steps: steps(get(), get()), want: "G G"},
	{id: "§1.22", why: "401", actual: status(401, anyOrigin, "Cache-Control: max-age=60"), steps: steps(get(), get()), want: "G G"},
	{id: "§1.22", why: "script asks for new", server: storing, steps: steps(get(), get("Cache-Control", "no-cache"), get("Pragma", "no-cache"), get("Cache-Control", "max-age=0"), get()), want: "G oG oG oG -"},
	{id: "§1.22", why: "HEAD and parts come from what GET stored", server: storing, steps: steps(get(), with("HEAD"), get("Range", "bytes=0-1")), want: "G - -"},
	{id: "§1.22", why: "a Range that names no part", server: storing, steps: steps(get(), get("Range", "bytes=0-1,3-4"), get()), want: "G oG -"},
	{id: "§1.22", why: "POST makes invalid", server: storing, steps: steps(get(), with("POST"), get()), want: "G P G"},
	{id: "§1.22", why: "PUT without a body makes invalid", server: storing, steps: steps(get(), put, get()), want: "G oP G", chromium: "G oP -"},
	{id: "§1.22", why: "PUT with a body makes invalid", server: storing, steps: steps(get(), body(put), get()), want: "G oP G"},
	{id: "§1.22", why: "a POST that fails leaves it", server: refusing(400), steps: steps(get(), with("POST"), get()), want: "G P -"},
	{id: "§1.22", why: "a DELETE that fails leaves it", server: refusing(400), steps: steps(get(), del, get()), want: "G oD -"},
	{id: "§1.22", why: "a POST that is redirected makes invalid", server: refusing(399), steps: steps(get(), with("POST"), get()), want: "G P G"},
	{id: "§1.22", why: "a DELETE with status 399 makes invalid", server: refusing(399), steps: steps(get(), del, get()), want: "G oD G"},
	{id: "§1.22", why: "a question that gets no answer leaves it", server: answering(0), steps: steps(get(), cached(fetch.CacheNoCache, get()), get()), want: "G G! -"},
	{id: "§1.22", why: "reload that gets no answer", server: answering(0), steps: steps(get(), cached(fetch.CacheReload, get()), get()), want: "G G! -", chromium: "G G! G"},
	{id: "§1.22", why: "416 to no-cache", server: answering(416), steps: steps(get(), cached(fetch.CacheNoCache, get()), get()), want: "G G -"},
	{id: "§1.22", why: "416 to reload", server: answering(416), steps: steps(get(), cached(fetch.CacheReload, get()), get()), want: "G G -", chromium: "G G G"},
	{id: "94", why: "what failed, with a Location that leads nowhere", actual: ok("Cache-Control: max-age=60", "Location: /y"), steps: steps(get(), get()), want: "G! -!", chromium: "G! G!"},
	{id: "94", why: "a redirect to nowhere that failed", actual: status(302, "Cache-Control: max-age=60"), steps: steps(get(), get()), want: "G! -!", chromium: "G! G!"},
	{id: "§1.22", why: "a user name is no part of what is stored", server: storing, steps: steps(to(pageA+"/x", xhr(get())), to("http://u:p@a.localhost:8000/x", xhr(get()))), want: "G -"},
	{id: "§1.22", why: "an opaque page", page: fetch.PageSandboxed, server: storing, steps: steps(get(), get()), want: "G -", chromium: "G G"},
	{id: "§1.22", why: "no-store", actual: ok(anyOrigin, "Cache-Control: no-store, max-age=60"), steps: steps(get(), get()), want: "G G"},
	{id: "§2.4", why: "only-if-cached, nothing stored", steps: steps(to(pageA+"/x", mode(fetch.ModeSameOrigin, cached(fetch.CacheOnlyIfCached, get())))), want: "-!", webkit: "G"},
}

// storing allows what is asked, and may be stored for a minute.
func storing(q wire.Request) wire.Response {
	response := (*reply)(nil).respond(q)
	response.Header = append(response.Header, "Cache-Control: max-age=60", "Access-Control-Max-Age: 0")
	response.Body = []byte("hello")
	return response
}

// refusing is storing, but for requests that are to change something, which get a status
// of their own.
func refusing(status int) wire.ServerFunc {
	return func(q wire.Request) wire.Response {
		response := storing(q)
		if q.Method != "GET" && !q.IsPreflight() {
			response.Status = status
		}
		return response
	}
}

// answering is storing, but for requests that tell caches to keep out, whose answer has
// a status of its own, or is none where that is 0.
func answering(status int) wire.ServerFunc {
	return func(q wire.Request) wire.Response {
		response := storing(q)
		switch {
		case !q.Header.Has("Cache-Control"):
		case status == 0:
			response.Fault.Kind = wire.FaultReset
		default:
			response.Status = status
		}
		return response
	}
}

// varying allows an origin only where one is named, and says that it does.
func varying(q wire.Request) wire.Response {
	h := wire.Header{"Cache-Control: max-age=60", "Vary: Origin"}
	if origin, ok := q.Header.Get("Origin"); ok {
		h.Add("Access-Control-Allow-Origin", origin)
	}
	return wire.Response{Status: 200, Header: h}
}

// allowingOn304 allows nobody, until it is asked whether its answer still holds.
func allowingOn304() wire.ServerFunc {
	return func(q wire.Request) wire.Response {
		if tag, ok := q.Header.Get("If-None-Match"); ok && tag == `"1"` {
			return wire.Response{Status: 304, Header: wire.Header{anyOrigin, `ETag: "1"`}}
		}
		return wire.Response{Status: 200, Header: wire.Header{`ETag: "1"`}}
	}
}

// TestCookies is about edge cases 39, 76, 88 and 89: which requests carry which
// cookies.
func TestCookies(t *testing.T) {
	setting := func(q wire.Request) wire.Response {
		response := (*reply)(nil).respond(q)
		response.Header = append(response.Header, "Set-Cookie: sid=1; SameSite=Lax")
		return response
	}
	none := func(q wire.Request) wire.Response {
		return wire.Response{Status: 200, Header: wire.Header{"Set-Cookie: sid=1"}}
	}
	onPreflight := func(q wire.Request) wire.Response {
		response := echoing(q)
		if q.IsPreflight() {
			response.Header = append(response.Header, "Set-Cookie: sid=1")
		}
		return response
	}
	for _, c := range []struct {
		id, why string
		server  wire.ServerFunc
		steps   []step
		want    []string // the Cookie header of the last step's requests
	}{
		{"88", "a response that fails sets its cookie", none, steps(to(siteA2+"/", cred(get())), to(siteA2+"/", cred(get()))), []string{"sid=1"}},
		{"89", "the site counts, not the origin", setting, steps(to(siteA2+"/", cred(get())), to(siteA2+"/", cred(get()))), []string{"sid=1"}},
		{"89", "ports share cookies", setting, steps(to(pageA+"/", get()), to(siteA2+"/", cred(get()))), []string{"sid=1"}},
		{"89", "another site gets no Lax cookie", setting, steps(cred(get()), cred(get())), []string{""}},
		{"76", "same-origin credentials send none across origins", setting, steps(to(pageA+"/", get()), to(siteA2+"/", get())), []string{""}},
		{"76", "same-origin credentials store none across origins", setting, steps(to(siteA2+"/", get()), to(pageA+"/", get())), []string{""}},
		{"§1.21", "omit", setting, steps(to(pageA+"/", get()), to(pageA+"/", fetch.Request{Credentials: fetch.CredentialsOmit})), []string{""}},
		{"51", "a preflight sets none", onPreflight, steps(to(siteA2+"/", cred(put)), to(siteA2+"/", cred(put))), []string{""}},
		{"39", "a preflight carries none", setting, steps(to(pageA+"/", get()), to(siteA2+"/", cred(put))), []string{"", "sid=1"}},
	} {
		for _, name := range fetch.ProfileNames() {
			world := fetch.World{pageA: {Server: c.server}, siteA2: {Server: c.server}, siteB: {Server: c.server}}
			b := open(t, name, world)
			var last fetch.Prediction
			for _, s := range c.steps {
				if s.request.URL == "" {
					s.request.URL = siteB + "/x"
				}
				last = b.Fetch(s.request)
			}
			var got []string
			for _, s := range last.Wire {
				cookies := ""
				if s.Cookies != nil {
					cookies = *s.Cookies
				}
				got = append(got, cookies)
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("%s %s, %s: cookies %q, want %q", c.id, c.why, name, got, c.want)
			}
		}
	}
}
