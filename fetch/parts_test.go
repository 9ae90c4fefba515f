package fetch

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/corslab/corslab/wire"
)

func TestPartOf(t *testing.T) {
	for _, c := range []struct {
		why         string
		status      int
		fields      []Field
		first, last int
		want        string // "" for none
	}{
		{"what was asked for", 206, []Field{{"Content-Range", "bytes 2-4/9"}, {"Content-Length", "3"}}, 2, 4, "345"},
		{"its end left open", 206, []Field{{"Content-Range", "bytes 2-4/9"}}, 2, -1, "345"},
		{"the last bytes, wherever they begin", 206, []Field{{"Content-Range", "bytes 2-4/5"}}, -1, -1, "345"},
		{"to the end, and beyond", 206, []Field{{"Content-Range", "bytes 2-4/5"}}, 2, 20, "345"},
		{"to the byte after the end", 206, []Field{{"Content-Range", "bytes 2-4/5"}}, 2, 5, "345"},
		{"less, of what has less than was asked for", 206, []Field{{"Content-Range", "bytes 2-4/9"}}, 2, 20, "345"},
		{"less than was asked for", 206, []Field{{"Content-Range", "bytes 2-4/9"}}, 2, 5, ""},
		{"more than was asked for", 206, []Field{{"Content-Range", "bytes 2-4/9"}}, 2, 3, ""},
		{"from another byte on", 206, []Field{{"Content-Range", "bytes 2-4/9"}}, 1, 4, ""},
		{"from another byte on than the first", 206, []Field{{"Content-Range", "bytes 2-4/9"}}, 0, 4, ""},
		{"more than the first byte", 206, []Field{{"Content-Range", "bytes 0-2/9"}}, 0, 0, ""},
		{"of a whole without a length", 206, []Field{{"Content-Range", "bytes 2-4/*"}}, 2, 4, ""},
		{"of another length than it says", 206, []Field{{"Content-Range", "bytes 2-4/9"}, {"Content-Length", "4"}}, 2, 4, ""},
		{"of no length", 206, []Field{{"Content-Range", "bytes 2-4/9"}, {"Content-Length", "0"}}, 2, 4, "345"},
		{"without Content-Range", 206, nil, 2, 4, ""},
		{"all of it", 200, []Field{{"Content-Range", "bytes 2-4/9"}}, 2, 4, ""},
	} {
		got, whole, ok := partOf(&response{status: c.status, fields: c.fields, body: []byte("345xx")}, c.first, c.last) // what is more than it says is left out
		if ok != (c.want != "") || string(got.bytes) != c.want || ok && (got.first != 2 || whole < 5) {
			t.Errorf("%s: %q from %d of %d, %v", c.why, got.bytes, got.first, whole, ok)
		}
	}
}

func TestPiece(t *testing.T) {
	stored := &storedResponse{part: part{2, []byte("345")}, whole: 9}
	for _, c := range []struct {
		first, last int
		want        piece
	}{
		{2, 4, piece{first: 2, last: 4, isStored: true, isLast: true, end: 4}},
		{3, 3, piece{first: 3, last: 3, isStored: true, isLast: true, end: 3}},
		{4, 8, piece{first: 4, last: 4, isStored: true, end: 8}},
		{5, 8, piece{first: 5, last: 8, isLast: true, end: 8}},
		{0, 1, piece{first: 0, last: 1, isLast: true, end: 1}},
		{0, 2, piece{first: 0, last: 1, end: 2}},
		{0, 8, piece{first: 0, last: 1, end: 8}},
	} {
		if diff := cmp.Diff(c.want, stored.piece(c.first, c.last), cmp.AllowUnexported(piece{})); diff != "" {
			t.Errorf("bytes %d to %d (-want +got)\n%s", c.first, c.last, diff)
		}
	}
}

func TestAddPart(t *testing.T) {
	for _, c := range []struct {
		why   string
		added part
		want  part
	}{
		{"behind", part{5, []byte("67")}, part{2, []byte("34567")}},
		{"before", part{0, []byte("12")}, part{0, []byte("12")}},
		{"apart", part{7, []byte("8")}, part{7, []byte("8")}},
		{"over", part{3, []byte("4567")}, part{3, []byte("4567")}},
	} {
		stored := &storedResponse{part: part{2, []byte("345")}, whole: 9}
		stored.add(c.added)
		if diff := cmp.Diff(c.want, stored.part, cmp.AllowUnexported(part{})); diff != "" {
			t.Errorf("%s (-want +got)\n%s", c.why, diff)
		}
	}
}

func TestPartTaken(t *testing.T) {
	d := departures{enabled: quirkSet{}.with(quirkPartsStored)}
	full := []Field{{"Content-Range", "bytes 2-4/9"}, {"Content-Length", "3"}, {"ETag", `"1"`}}
	for _, c := range []struct {
		why    string
		asked  string
		lookup cacheLookup
		method string
		fields []Field
		body   string // "" for 345, and - for nothing
		isCut  bool
		want   bool
	}{
		{why: "new", asked: "bytes=2-4", want: true},
		{why: "reload", asked: "bytes=2-4", lookup: cacheLookup{access: accessWrite}, want: true},
		{why: "suffix", asked: "bytes=-3", want: true},
		{why: "open", asked: "BYTES=2-", want: true},
		{why: "another", asked: "bytes=1-4"},
		{why: "less", asked: "bytes=2-5"},
		{why: "no part", asked: ""},
		{why: "HEAD", asked: "bytes=2-4", method: "HEAD"},
		{why: "a condition of script's", asked: "bytes=2-4", lookup: cacheLookup{access: accessUpdate}},
		{why: "the cache is left out", asked: "bytes=2-4", lookup: cacheLookup{mode: CacheNoStore}},
		{why: "something is there", asked: "bytes=2-4", lookup: cacheLookup{access: accessFull, stale: &storedResponse{}}},
		{why: "something else is there", asked: "bytes=2-4", lookup: cacheLookup{access: accessFull, misses: true}},
		{why: "a piece", asked: "bytes=2-4", lookup: cacheLookup{access: accessFull, inParts: &storedResponse{}}},
		{why: "cut short", asked: "bytes=2-4", isCut: true},
		{why: "nothing of it", asked: "bytes=2-4", fields: []Field{full[0], full[2], {"Content-Length", "0"}}, body: "-"},
		{why: "no length", asked: "bytes=2-4", fields: []Field{full[0], full[2]}},
		{why: "no ETag", asked: "bytes=2-4", fields: full[:2]},
		{why: "weak ETag", asked: "bytes=2-4", fields: append(full[:2:2], Field{"ETag", `W/"1"`})},
		{why: "no ranges", asked: "bytes=2-4", fields: append(full[:3:3], Field{"Accept-Ranges", "None"})},
		{why: "no-store", asked: "bytes=2-4", fields: append(full[:3:3], Field{"Cache-Control", "no-store"})},
	} {
		if c.fields == nil {
			c.fields = full
		}
		if c.lookup == (cacheLookup{}) {
			c.lookup.access = accessFull
		}
		r := &request{method: "GET"}
		if c.method != "" {
			r.method = c.method
		}
		if c.asked != "" {
			r.headers = []Field{{"Range", c.asked}}
		}
		f := &fetching{quirks: d}
		body := map[string]string{"": "345", "-": ""}[c.body]
		got := f.isPartTaken(r, c.lookup, &response{status: 206, fields: c.fields, body: []byte(body), isCut: c.isCut})
		if got != c.want {
			t.Errorf("%s: %v", c.why, got)
		}
	}
}

func TestContentOfPiece(t *testing.T) {
	stored := &storedResponse{part: part{2, []byte("345")}, whole: 9}
	for _, c := range []struct {
		first, last int
		want        string
	}{{2, 4, "345"}, {2, 3, "34"}, {3, 3, "4"}, {4, 4, "5"}, {3, 8, "45"}} {
		if got := string(stored.content(piece{first: c.first, last: c.last})); got != c.want {
			t.Errorf("bytes %d to %d are %q, want %q", c.first, c.last, got, c.want)
		}
	}
}

// A part answers HEAD whichever it is, GET with Range where it begins what is wanted, and
// all others where it is all that is wanted: nothing is asked for the rest of it.
func TestLookUpPart(t *testing.T) {
	begins, ends, all := part{0, []byte("12")}, part{7, []byte("89")}, part{0, []byte("123456789")}
	for _, c := range []struct {
		why, method, asked string
		part               part
		isTooOld           bool
		want               int // the status of what answers, 0 for none
	}{
		{why: "the part", method: "GET", asked: "bytes=0-1", part: begins, want: 206},
		{why: "the part, which is too old", method: "GET", asked: "bytes=0-1", part: begins, isTooOld: true},
		{why: "its beginning", method: "GET", asked: "bytes=0-8", part: begins, want: 206},
		{why: "all, of which the beginning is there", method: "GET", part: begins},
		{why: "all, which is there", method: "GET", part: all, want: 200},
		{why: "its end alone", method: "GET", asked: "bytes=0-8", part: ends},
		{why: "HEAD", method: "HEAD", part: ends, want: 200},
		{why: "HEAD, and it is too old", method: "HEAD", part: ends, isTooOld: true},
		{why: "DELETE, and all is there", method: "DELETE", part: all, want: 200},
		{why: "DELETE, and all is there, too old", method: "DELETE", part: all, isTooOld: true},
		{why: "DELETE, and the beginning is there", method: "DELETE", part: begins},
		{why: "DELETE, and the end is there", method: "DELETE", part: ends},
		{why: "DELETE of what begins before it", method: "DELETE", asked: "bytes=0-5", part: ends},
		{why: "DELETE of no part", method: "DELETE", asked: "bytes=x", part: all},
	} {
		f := &fetching{Browser: &Browser{}}
		r := &request{method: c.method}
		if c.asked != "" {
			r.headers = []Field{{"Range", c.asked}}
		}
		got := 0
		if fresh := f.lookUpPart(r, &storedResponse{part: c.part, whole: 9}, cacheLookup{}, !c.isTooOld).fresh; fresh != nil {
			got = fresh.status
		}
		if got != c.want {
			t.Errorf("%s: status %d answers, want %d", c.why, got, c.want)
		}
	}
}

// A stored piece is asked about by all there is to tell it by, and a missing one comes
// only from the response that has the ETag. A date says nothing of a variant.
func TestAskForPiece(t *testing.T) {
	const date = "Wed, 01 Jul 2026 12:00:00 GMT"
	tag, dated := Field{"ETag", `"1"`}, Field{"Last-Modified", date}
	for _, c := range []struct {
		why    string
		fields []Field
		lookup cacheLookup
		want   wire.Header
	}{
		{"stored", []Field{tag}, cacheLookup{next: piece{first: 2, last: 4, isStored: true}}, wire.Header{"Range: bytes=2-4", `If-None-Match: "1"`}},
		{
			"stored, with a date", []Field{tag, dated}, cacheLookup{next: piece{first: 2, last: 4, isStored: true}},
			wire.Header{"Range: bytes=2-4", `If-None-Match: "1"`, "If-Modified-Since: " + date},
		},
		{"stored, and a variant", []Field{tag, dated}, cacheLookup{next: piece{first: 2, last: 4, isStored: true}, varies: true}, wire.Header{"Range: bytes=2-4", `If-None-Match: "1"`}},
		{"missing", []Field{tag, dated}, cacheLookup{next: piece{first: 5, last: 8}}, wire.Header{"Range: bytes=5-8", `If-Range: "1"`}},
	} {
		c.lookup.inParts = &storedResponse{resp: response{fields: c.fields}}
		if diff := cmp.Diff(c.want, c.lookup.askForPiece(wire.Header{"Range: bytes=2-8"})); diff != "" {
			t.Errorf("%s (-want +got)\n%s", c.why, diff)
		}
	}
}

// A response is asked for once more where an answer about a piece says that it has become
// another and more pieces would follow.
func TestAnotherPart(t *testing.T) {
	isStored, isMissing := piece{first: 2, last: 4, isStored: true, end: 8}, piece{first: 2, last: 4, end: 8}
	for _, c := range []struct {
		why    string
		next   piece
		status int
		about  string // Content-Range
		want   bool
	}{
		{"it holds", isStored, 304, "", false},
		{"it is sent again, so it does not hold", isStored, 206, "bytes 2-4/9", true},
		{"all of another", isStored, 200, "", true},
		{"nothing of the kind", isStored, 500, "", false},
		{"the last piece", piece{first: 2, last: 4, isStored: true, isLast: true, end: 4}, 200, "", false},
		{"what was missing", isMissing, 206, "bytes 2-4/9", false},
		{"what was missing, of another", isMissing, 206, "bytes 2-4/10", true},
		{"what was not asked for", isMissing, 206, "bytes 2-3/9", true},
		{"no part", isMissing, 416, "", true},
	} {
		lookup := cacheLookup{inParts: &storedResponse{whole: 9}, next: c.next}
		resp := &response{status: c.status, body: []byte("345")}
		if c.about != "" {
			resp.fields = []Field{{"Content-Range", c.about}}
		}
		if got := lookup.isAnotherPart(resp); got != c.want {
			t.Errorf("%s: %t", c.why, got)
		}
		lookup.inParts = nil
		if lookup.isAnotherPart(resp) {
			t.Errorf("%s: another of what is not stored in parts", c.why)
		}
	}
}

// What an answer about the only piece leaves stored, and what the page gets: a 304 that
// nobody asked for leaves all as it is.
func TestValidatePart(t *testing.T) {
	held, missing := piece{first: 2, last: 4, isStored: true, isLast: true, end: 4}, piece{first: 5, last: 8, isLast: true, end: 8}
	for _, c := range []struct {
		why    string
		next   piece
		status int
		about  string // Content-Range
		want   int    // what the page gets
		stored string // what is there then, "" for nothing
	}{
		{"it holds", held, 304, "", 206, "345"},
		{"it does not", held, 206, "bytes 2-4/9", 206, ""},
		{"all of another", held, 200, "", 200, ""},
		{"nothing of the kind", held, 500, "", 500, "345"},
		{"what was missing", missing, 206, "bytes 5-8/9", 206, "3456789"},
		{"what was missing, of another", missing, 206, "bytes 5-8/10", 206, ""},
		{"a 304 for what was missing", missing, 304, "", 304, "345"},
	} {
		r := &request{method: "GET", headers: []Field{{"Range", "bytes=" + itoa(c.next.first) + "-" + itoa(c.next.last)}}, urls: []*URL{mustParse(t, "https://a.test/")}}
		stored := &storedResponse{resp: response{status: 206}, part: part{2, []byte("345")}, whole: 9}
		f := &fetching{Browser: &Browser{responses: httpCache{}}}
		f.responses[f.cacheKey(r)] = stored
		resp := &response{status: c.status, body: []byte("6789")}
		if c.about != "" {
			resp.fields = []Field{{"Content-Range", c.about}}
			resp.body = []byte("6789")[:c.next.last-c.next.first+1]
		}
		got := f.validatePart(r, cacheLookup{inParts: stored, next: c.next}, nil, resp)
		left := ""
		if there := f.responses[f.cacheKey(r)]; there != nil {
			left = string(there.part.bytes)
		}
		if got.status != c.want || left != c.stored {
			t.Errorf("%s: the page gets status %d, and %q is stored, want %d and %q", c.why, got.status, left, c.want, c.stored)
		}
	}
}

// The page is told of all that it asked for when what is stored of it begins it.
func TestAnswerInParts(t *testing.T) {
	stored := &storedResponse{
		resp: response{status: 206, fields: []Field{{"Content-Range", "bytes 2-4/9"}, {"X-A", "1"}, {"Content-Length", "3"}}}, part: part{2, []byte("345")}, whole: 9,
	}
	for _, c := range []struct {
		asked  string
		begin  piece
		status int
		fields []Field
		body   string
		next   piece
	}{
		{
			"bytes=2-8", piece{first: 2, last: 4, isStored: true, end: 8}, 206, []Field{{"X-A", "1"}, {"Content-Range", "bytes 2-8/9"}, {"Content-Length", "7"}}, "345",
			piece{first: 5, last: 8, isLast: true, end: 8},
		},
		{"bytes=3-4", piece{first: 3, last: 4, isStored: true, isLast: true, end: 4}, 206, []Field{{"X-A", "1"}, {"Content-Range", "bytes 3-4/9"}, {"Content-Length", "2"}}, "45", piece{}},
		{"", piece{first: 2, last: 4, isStored: true, end: 8}, 200, []Field{{"X-A", "1"}, {"Content-Length", "9"}}, "345", piece{first: 5, last: 8, isLast: true, end: 8}},
	} {
		r := &request{method: "GET"}
		if c.asked != "" {
			r.headers = []Field{{"Range", c.asked}}
		}
		f := &fetching{Browser: &Browser{}}
		got := f.answerInParts(r, stored, c.begin)
		if diff := cmp.Diff(c.fields, got.fields); diff != "" || got.status != c.status || string(got.body) != c.body || got.next != c.next || (got.inParts != nil) != (c.next != piece{}) {
			t.Errorf("%q: status %d, the body %q and then %+v (-want +got)\n%s", c.asked, got.status, got.body, got.next, diff)
		}
	}
}

// What becomes of the rest, which is asked for after the page was told of the beginning.
// An XMLHttpRequest waits for it.
func TestRestOfParts(t *testing.T) {
	rest := []byte("3456789")
	for _, c := range []struct {
		why    string
		answer wire.Response
		reason Reason
		stored string // what is there then, "" for nothing, and ? where that is not known
	}{
		{"it comes", wire.Response{Status: 206, Header: wire.Header{"Content-Range: bytes 2-8/9"}, Body: rest}, "", "123456789"},
		{"of another", wire.Response{Status: 206, Header: wire.Header{"Content-Range: bytes 2-8/20"}, Body: rest}, "", ""},
		{"other bytes", wire.Response{Status: 206, Header: wire.Header{"Content-Range: bytes 3-8/9"}, Body: rest[1:]}, "", ""},
		{"all of another", wire.Response{Status: 200, Body: rest}, "", ""},
		{"there is no such part any more", wire.Response{Status: 416}, "", ""},
		{"a 304 that nobody asked for", wire.Response{Status: 304}, "", "12"},
		{"nothing of the kind", wire.Response{Status: 500}, "", "12"},
		{"nothing", wire.Response{Status: 206, Header: wire.Header{"Content-Range: bytes 2-8/9", "Content-Length: 0"}}, "", "12"},
		{"it is cut short", wire.Response{Status: 206, Header: wire.Header{"Content-Range: bytes 2-8/9", "Content-Length: 7"}, Body: rest[:3]}, InvalidHTTPResponse, "?"},
		{"the connection is reset", wire.Response{Fault: wire.Fault{Kind: wire.FaultReset}}, ConnectionReset, "12"},
	} {
		server := wire.ServerFunc(func(q wire.Request) wire.Response {
			if asked, _ := q.Header.Get("Range"); asked == "bytes=2-8" {
				return c.answer
			}
			return wire.Response{Status: 206, Header: wire.Header{"Cache-Control: max-age=60", `ETag: "1"`, "Content-Range: bytes 0-1/9"}, Body: []byte("12")}
		})
		profile, _ := ProfileNamed("chromium")
		b, err := NewBrowser(Config{Profile: profile, Page: Page{URL: "https://a.test/"}, World: World{"https://a.test": {Server: server}}})
		if err != nil {
			t.Fatal(err)
		}
		ask := func(part string) Prediction {
			return b.Fetch(Request{API: APIXHR, URL: "https://a.test/x", Headers: []Field{{"Range", part}}})
		}
		ask("bytes=0-1")
		p := ask("bytes=0-8")
		left := ""
		for _, there := range b.responses { // one at most
			left = string(there.part.bytes)
		}
		if p.Reason != c.reason || left != c.stored && c.stored != "?" || len(p.Wire) != 1 {
			t.Errorf("%s: %q after %d requests, and %q is stored, want %q and %q", c.why, p.Reason, len(p.Wire), left, c.reason, c.stored)
		}
	}
}
