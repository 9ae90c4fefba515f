package fetch

import (
	"testing"

	"github.com/corslab/corslab/wire"
)

// A redirect is stored without its body, so that no part of it is there.
func TestStoredParts(t *testing.T) {
	location := Field{"Location", "/y"}
	part := &request{headers: []Field{{"Range", "bytes=1-2"}}}
	for _, c := range []struct {
		why  string
		resp response
		want bool
	}{
		{"a body", response{status: 200, body: []byte("hello")}, true},
		{"no such part", response{status: 200, body: []byte("h")}, false},
		{"a redirect", response{status: 302, fields: []Field{location}, body: []byte("hello")}, false},
		{"a Location that leads nowhere", response{status: 200, fields: []Field{location}, body: []byte("hello")}, true},
		{"a redirect to nowhere", response{status: 302, body: []byte("hello")}, true},
	} {
		stored := storedResponse{resp: c.resp}
		if got := stored.holdsPart(part); got != c.want {
			t.Errorf("%s: %t", c.why, got)
		}
	}
	// To Chromium the last bytes of nothing are there, and no others of it (http_byte_range.cc).
	for asked, want := range map[string]bool{"bytes=-2": true, "bytes=0-": false, "bytes=1-2": false} {
		stored := storedResponse{resp: response{status: 200}}
		if got := stored.holdsPart(&request{headers: []Field{{"Range", asked}}}); got != want {
			t.Errorf("%s of nothing: %t", asked, got)
		}
	}
	// Only what has status 200 is cut into parts (RFC 9110 §14.2).
	stored := storedResponse{resp: response{status: 404, body: []byte("hello")}}
	if got := stored.answer(part); got.status != 404 || len(got.fields) != 0 {
		t.Errorf("a part of a stored 404 has status %d and header %v", got.status, got.fields)
	}
	stored.resp.status = 200
	want := []Field{{"Content-Range", "bytes 1-2/5"}, {"Content-Length", "2"}}
	if got := stored.answer(part); got.status != 206 || len(got.fields) != 2 || got.fields[0] != want[0] || got.fields[1] != want[1] {
		t.Errorf("a part of what is stored without a header has status %d and header %v", got.status, got.fields)
	}
}

// What a failed request for a part left is found by the next request that the cache hears
// of, and by no other.
func TestBlankFound(t *testing.T) {
	body := &payload{bytes: "x"}
	for _, c := range []struct {
		why     string
		request request
		want    bool
	}{
		{"GET", request{method: "GET"}, true},
		{"a part", request{method: "GET", headers: []Field{{"Range", "bytes=0-1"}}}, true},
		{"HEAD", request{method: "HEAD"}, true},
		{"reload", request{method: "GET", cache: CacheReload}, true},
		{"no-store", request{method: "GET", cache: CacheNoStore}, false},
		{"a condition of script's", request{method: "GET", headers: []Field{{"If-None-Match", `"1"`}}}, false},
		{"DELETE", request{method: "DELETE"}, true},
		{"PUT", request{method: "PUT", body: body}, true},
		{"PUT of nothing", request{method: "PUT"}, false},
		{"POST", request{method: "POST", body: body}, false},
		{"OPTIONS", request{method: "OPTIONS"}, false},
	} {
		client, err := newClient(Page{URL: "https://a.test/"})
		if err != nil {
			t.Fatal(err)
		}
		f := &fetching{Browser: &Browser{responses: httpCache{}}, client: client, quirks: *chromium()}
		r := c.request
		r.urls = []*URL{mustParse(t, "https://a.test/x")}
		if r.cache == "" {
			r.cache = CacheDefault
		}
		f.responses[f.cacheKey(&r)] = &storedResponse{isBlank: true}
		lookup, failure := f.lookUp(&r, wire.Header{})
		if isLeft := len(f.responses) > 0; lookup.isBlank != c.want || isLeft == c.want || lookup.fresh != nil || failure != nil {
			t.Errorf("%s: found %t, left %t, %v", c.why, lookup.isBlank, isLeft, failure)
		}
	}
}

// A stored response answers where the headers that Vary names are as they were, and
// missing where they were missing (https://www.rfc-editor.org/rfc/rfc9111.html#section-4.1).
func TestVary(t *testing.T) {
	for _, c := range []struct {
		why, vary string // "" for no Vary
		then, now wire.Header
		want      bool
	}{
		{"no Vary", "", wire.Header{"X-A: 1"}, nil, true},
		{"everything", "*", nil, nil, false},
		{"everything, among others", "X-A, *", nil, nil, false},
		{"the same", "X-A", wire.Header{"x-a: 1"}, wire.Header{"X-A: 1"}, true},
		{"another", "X-A", wire.Header{"X-A: 1"}, wire.Header{"X-A: 2"}, false},
		{"one of two is another", "X-A, X-B", wire.Header{"X-A: 1", "X-B: 1"}, wire.Header{"X-A: 1", "X-B: 2"}, false},
		{"missing then", "X-A", nil, wire.Header{"X-A: 1"}, false},
		{"missing now", "X-A", wire.Header{"X-A: 1"}, nil, false},
		{"missing now, and empty then", "X-A", wire.Header{"X-A: "}, nil, false},
		{"missing", "X-A", nil, nil, true},
		{"another that Vary does not name", "X-A", wire.Header{"X-B: 1"}, nil, true},
	} {
		stored := &storedResponse{request: c.then}
		if c.vary != "" {
			stored.resp.fields = []Field{{"Vary", c.vary}}
		}
		if got := stored.matches(c.now); got != c.want {
			t.Errorf("%s: %t", c.why, got)
		}
	}
}
