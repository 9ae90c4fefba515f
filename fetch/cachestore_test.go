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
