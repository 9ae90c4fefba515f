package fetch

import (
	"testing"

	"github.com/google/go-cmp/cmp"
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
		{"less, of what has less than was asked for", 206, []Field{{"Content-Range", "bytes 2-4/9"}}, 2, 20, "345"},
		{"less than was asked for", 206, []Field{{"Content-Range", "bytes 2-4/9"}}, 2, 5, ""},
		{"more than was asked for", 206, []Field{{"Content-Range", "bytes 2-4/9"}}, 2, 3, ""},
		{"from another byte on", 206, []Field{{"Content-Range", "bytes 2-4/9"}}, 1, 4, ""},
		{"of a whole without a length", 206, []Field{{"Content-Range", "bytes 2-4/*"}}, 2, 4, ""},
		{"of another length than it says", 206, []Field{{"Content-Range", "bytes 2-4/9"}, {"Content-Length", "4"}}, 2, 4, ""},
		{"of no length", 206, []Field{{"Content-Range", "bytes 2-4/9"}, {"Content-Length", "0"}}, 2, 4, "345"},
		{"without Content-Range", 206, nil, 2, 4, ""},
		{"all of it", 200, []Field{{"Content-Range", "bytes 2-4/9"}}, 2, 4, ""},
	} {
		got, whole, ok := partOf(&response{status: c.status, fields: c.fields, body: []byte("345")}, c.first, c.last)
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
		isCut  bool
		want   bool
	}{
		{why: "new", asked: "bytes=2-4", want: true},
		{why: "reload", asked: "bytes=2-4", lookup: cacheLookup{access: accessWrite}, want: true},
		{why: "suffix", asked: "bytes=-3", want: true},
		{why: "open", asked: "BYTES=2-", want: true},
		{why: "another", asked: "bytes=1-4"},
		{why: "no part", asked: ""},
		{why: "HEAD", asked: "bytes=2-4", method: "HEAD"},
		{why: "a condition of script's", asked: "bytes=2-4", lookup: cacheLookup{access: accessUpdate}},
		{why: "the cache is left out", asked: "bytes=2-4", lookup: cacheLookup{mode: CacheNoStore}},
		{why: "something is there", asked: "bytes=2-4", lookup: cacheLookup{access: accessFull, stale: &storedResponse{}}},
		{why: "something else is there", asked: "bytes=2-4", lookup: cacheLookup{access: accessFull, misses: true}},
		{why: "a piece", asked: "bytes=2-4", lookup: cacheLookup{access: accessFull, inParts: &storedResponse{}}},
		{why: "cut short", asked: "bytes=2-4", isCut: true},
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
		got := f.isPartTaken(r, c.lookup, &response{status: 206, fields: c.fields, body: []byte("345"), isCut: c.isCut})
		if got != c.want {
			t.Errorf("%s: %v", c.why, got)
		}
	}
}
