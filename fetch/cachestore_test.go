package fetch

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// What may be stored, and what leaves alone what is there
// (https://www.rfc-editor.org/rfc/rfc9111.html#section-3).
func TestFateOfResponses(t *testing.T) {
	location := Field{"Location", "/y"}
	for _, c := range []struct {
		why  string
		resp response
		want fate
	}{
		{"200", response{status: 200}, fateStore},
		{"no-store", response{status: 200, fields: []Field{{"Cache-Control", "no-store"}}}, fateKeep},
		{"a part", response{status: 206}, fateKeep},
		{"cut short", response{status: 200, isCut: true}, fateKeep},
		{"cut short, with a Location that leads nowhere", response{status: 200, isCut: true, fields: []Field{location}}, fateKeep},
		{"a redirect", response{status: 302, fields: []Field{location}}, fateStore},
		{"a redirect whose body nobody waits for", response{status: 302, isCut: true, fields: []Field{location}}, fateStore},
		{"a redirect to nowhere, cut short", response{status: 302, isCut: true}, fateKeep},
		{"no content", response{status: 204}, fateStore},
		{"no content, and the length of another", response{status: 204, fields: []Field{{"Content-Length", "1"}}}, fateKeep},
		{"no content, and no length", response{status: 204, fields: []Field{{"Content-Length", "0"}}}, fateStore},
	} {
		if got := fateOf(&c.resp); got != c.want {
			t.Errorf("%s: %d, want %d", c.why, got, c.want)
		}
	}
}

// What an answer does in Chromium to what is stored (http_cache_transaction.cc).
func TestChromiumFate(t *testing.T) {
	asks, misses := cacheLookup{access: accessFull, stale: &storedResponse{}}, cacheLookup{access: accessFull, stale: &storedResponse{}, misses: true}
	full, reload, update := cacheLookup{access: accessFull}, cacheLookup{access: accessWrite}, cacheLookup{access: accessUpdate}
	const part = "bytes=0-1"
	for _, c := range []struct {
		why    string
		asked  string // Range
		lookup cacheLookup
		status int
		want   fate
	}{
		{"another, for all", "", asks, 200, fateStore},
		{"an error, for all", "", asks, 500, fateStore},
		{"a part that nobody asked for", "", full, 206, fateDrop},
		{"a part that nobody asked for, to the question whether it holds", "", asks, 206, fateKeep},
		{"a part that nobody asked for, to a condition of script's", "", update, 206, fateKeep},
		{"who asks is not known", "", full, 401, fateDrop},
		{"who asks is not known, to the question whether it holds", "", asks, 401, fateKeep},
		{"who asks is not known, to a condition of script's", "", update, 401, fateDrop},
		{"no such part, for all", "", full, 416, fateKeep},
		{"no such part, for all, to the question whether it holds", "", asks, 416, fateKeep},
		{"no such part, for all, on reload", "", reload, 416, fateDrop},
		{"no such part, for the rest", "", cacheLookup{access: accessFull, cut: &storedResponse{}}, 416, fateDrop},
		{"all, after the rest was not to be had", "", cacheLookup{access: accessFull, isGivenUp: true}, 200, fateDrop},
		{"an error, after the rest was not to be had", "", cacheLookup{access: accessFull, isGivenUp: true}, 500, fateDrop},

		{"another, for a part", part, asks, 200, fateDrop},
		{"a part of another", part, asks, 206, fateDrop},
		{"another, without such a part", part, asks, 416, fateDrop},
		{"an error, for a part", part, asks, 500, fateKeep},
		{"who asks is not known, for a part", part, asks, 401, fateKeep},
		{"another, for a part that is not there", part, misses, 200, fateDrop},
		{"a part of another, for one that is not there", part, misses, 206, fateDrop},
		{"no such part, for one that is not there", part, misses, 416, fateKeep},
		{"an error, for a part that is not there", part, misses, 500, fateKeep},
		{"all, for a part of what cannot be asked about", part, full, 200, fateStore},
		{"an error, for a part of what cannot be asked about", part, full, 500, fateStore},
		{"the part of what cannot be asked about", part, full, 206, fateDrop},
		{"a 304 that nobody asked for", part, full, 304, fateDrop},
		{"no such part of what cannot be asked about", part, full, 416, fateDrop},
		{"all, for a part that is not there of what cannot be asked about", part, cacheLookup{access: accessFull, misses: true}, 200, fateDrop},
		{"the very part, to be stored", part, cacheLookup{access: accessFull, isPart: true}, 206, fateStore},
	} {
		client, err := newClient(Page{URL: "https://a.test/"})
		if err != nil {
			t.Fatal(err)
		}
		f := &fetching{Browser: &Browser{responses: httpCache{}}, client: client, quirks: *chromium()}
		r := &request{method: "GET", urls: []*URL{mustParse(t, "https://a.test/x")}}
		if c.asked != "" {
			r.headers = []Field{{"Range", c.asked}}
		}
		f.responses[f.cacheKey(r)] = &storedResponse{resp: response{status: 200}}
		if got := f.chromiumFate(r, c.lookup, &response{status: c.status}); got != c.want {
			t.Errorf("%s, status %d: %d, want %d", c.why, c.status, got, c.want)
		}
	}
}

// HEAD leaves what is stored, which HTTP has it freshen at most
// (https://www.rfc-editor.org/rfc/rfc9111.html#section-4.3.5). In Chromium it removes it,
// unless it had nothing to do with the cache, or asked whether it holds and learnt nothing.
func TestHeadAndStored(t *testing.T) {
	asks := cacheLookup{access: accessFull, stale: &storedResponse{}}
	for _, c := range []struct {
		why    string
		d      *departures
		lookup cacheLookup
		status int
		want   bool // it is left
		quirks string
	}{
		{"the standard", &departures{}, asks, 200, true, ""},
		{"Chromium", chromium(), cacheLookup{access: accessFull}, 200, false, "head-drops-stored-response"},
		{"Chromium, where it does not hold", chromium(), asks, 200, false, "head-drops-stored-response"},
		{"Chromium, where who asks is not known", chromium(), asks, 401, true, ""},
		{"Chromium, where who asks is not known, and what is there cannot be asked about", chromium(), cacheLookup{access: accessFull}, 401, false, "head-drops-stored-response"},
		{"Chromium, past the cache", chromium(), cacheLookup{}, 200, true, ""},
	} {
		f := &fetching{Browser: &Browser{responses: httpCache{}}, quirks: *c.d}
		r := &request{method: "HEAD", urls: []*URL{mustParse(t, "https://a.test/x")}}
		f.responses[f.cacheKey(r)] = &storedResponse{}
		f.store(r, c.lookup, nil, &response{status: c.status})
		if isLeft := len(f.responses) > 0; isLeft != c.want || appliedNames(&f.quirks) != c.quirks {
			t.Errorf("%s: left %t by the quirks %q", c.why, isLeft, appliedNames(&f.quirks))
		}
	}
}

// A 304 brings headers, and leaves the length that is the body's.
func TestFreshen(t *testing.T) {
	fetched := []Field{{"ETag", `"1"`}}
	brought := []Field{{"ETag", `"2"`}, {"X-A", "1"}, {"Content-Length", "0"}, {"X-B", "2"}, {"X-C", "3"}}
	for _, c := range []struct {
		why     string
		d       *departures
		brought []Field
		want    []Field
		quirks  string
		whole   int // of a part
	}{
		{"the standard", &departures{}, brought, []Field{{"ETag", `"2"`}, {"X-A", "1"}, {"X-B", "2"}, {"X-C", "3"}}, "", 0},
		{"Chromium", chromium(), brought, []Field{{"ETag", `"1"`}, {"X-A", "1"}, {"X-B", "2"}, {"X-C", "3"}}, "validation-spares-headers", 0},
		{"Chromium, where nothing is new", chromium(), fetched, fetched, "", 0},
		{"Chromium, where there was none", chromium(), []Field{{"Content-Type", "a/b"}}, fetched, "validation-spares-headers", 0},
		{"Chromium, which part it is, of what is whole", chromium(), []Field{{"Content-Range", "bytes 0-1/9"}}, fetched, "validation-spares-headers", 0},
		// An answer that is made of parts has a Content-Range of its own.
		{"Chromium, which part it is", chromium(), []Field{{"Content-Range", "bytes 0-1/9"}}, fetched, "", 9},
		{"Chromium, something else of a part", chromium(), []Field{{"Content-Type", "a/b"}}, fetched, "validation-spares-headers", 9},
	} {
		f := &fetching{Browser: &Browser{}, quirks: *c.d}
		stored := &storedResponse{resp: response{fields: fetched}, whole: c.whole}
		f.freshen(stored, nil, &response{status: 304, fields: c.brought})
		if diff := cmp.Diff(c.want, stored.resp.fields); diff != "" || appliedNames(&f.quirks) != c.quirks {
			t.Errorf("%s, by the quirks %q (-want +got):\n%s", c.why, appliedNames(&f.quirks), diff)
		}
	}
}

// Where what is stored has no such part, Chromium says so in place of the server.
func TestRefusedPart(t *testing.T) {
	f := &fetching{Browser: &Browser{}}
	answer := &response{status: 304, fields: []Field{{"content-length", "9"}, {"X-A", "1"}, {"content-range", "x"}}}
	got := f.refusePart(cacheLookup{size: 5}, answer)
	want := []Field{{"X-A", "1"}, {"Content-Range", "bytes 0-0/5"}, {"Content-Length", "0"}}
	if diff := cmp.Diff(want, got.fields); diff != "" || got.status != 416 || answer.status != 304 {
		t.Errorf("status %d in place of %d (-want +got):\n%s", got.status, answer.status, diff)
	}
}

// What a 401 was to validate goes where the page may not read the 401.
func TestUnstoredAnswers(t *testing.T) {
	for status, want := range map[int]bool{401: true, 206: false, 416: false} {
		f := &fetching{Browser: &Browser{}}
		stale := &storedResponse{}
		resp := &response{status: status}
		f.store(&request{method: "GET", first: [1]*URL{}, urls: []*URL{mustParse(t, "https://a.test/")}}, cacheLookup{access: accessFull, stale: stale}, nil, resp)
		if (resp.stored == stale) != want || len(f.responses) > 0 {
			t.Errorf("status %d is bound to what is stored: %t", status, resp.stored == stale)
		}
	}
}
