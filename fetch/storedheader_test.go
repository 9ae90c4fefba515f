package fetch

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// What HTTP has a cache store of a header, and what Chromium stores
// (https://www.rfc-editor.org/rfc/rfc9111.html#section-3.1). Each header that is not
// stored is one that alone shows it.
func TestStoredHeader(t *testing.T) {
	stays := Field{"X-A", "1"}
	for _, c := range []struct {
		why                string
		fields             []Field
		standard, chromium []Field // stays is one of either
		quirk              bool    // what Chromium stores is not what HTTP has it store
	}{
		{why: "nothing to leave out"},
		{why: "for one connection", fields: []Field{{"Keep-Alive", "x"}}},
		{why: "for one connection, in other letters", fields: []Field{{"KEEP-ALIVE", "x"}}},
		{why: "for one connection, to HTTP alone", fields: []Field{{"TE", "x"}}, chromium: []Field{{"TE", "x"}}, quirk: true},
		{why: "for a proxy, to HTTP alone", fields: []Field{{"Proxy-Authentication-Info", "x"}}, chromium: []Field{{"Proxy-Authentication-Info", "x"}}, quirk: true},
		{why: "for Chromium alone", fields: []Field{{"Strict-Transport-Security", "x"}}, standard: []Field{{"Strict-Transport-Security", "x"}}, quirk: true},
		{why: "named by Connection", fields: []Field{{"Connection", "x-b"}, {"X-B", "1"}}, chromium: []Field{{"X-B", "1"}}, quirk: true},
		{
			why: "named by no-cache", fields: []Field{{"Cache-Control", `max-age=1, no-cache="x-b , X-C"`}, {"X-B", "1"}, {"X-C", "1"}},
			standard: []Field{{"Cache-Control", `max-age=1, no-cache="x-b , X-C"`}}, chromium: []Field{{"Cache-Control", `max-age=1, no-cache="x-b , X-C"`}},
		},
		{
			why: "named by the second no-cache", fields: []Field{{"Cache-Control", `no-cache="x-b", no-cache="x-c"`}, {"X-B", "1"}, {"X-C", "1"}},
			standard: []Field{{"Cache-Control", `no-cache="x-b", no-cache="x-c"`}}, chromium: []Field{{"Cache-Control", `no-cache="x-b", no-cache="x-c"`}},
		},
		{
			why: "named by no-cache, in other letters", fields: []Field{{"Cache-Control", `No-Cache="x-b"`}, {"X-B", "1"}},
			standard: []Field{{"Cache-Control", `No-Cache="x-b"`}}, chromium: []Field{{"Cache-Control", `No-Cache="x-b"`}, {"X-B", "1"}}, quirk: true,
		},
		{
			why: "named by no-cache without quotes, to HTTP alone", fields: []Field{{"Cache-Control", "no-cache=x-b"}, {"X-B", "1"}},
			standard: []Field{{"Cache-Control", "no-cache=x-b"}}, chromium: []Field{{"Cache-Control", "no-cache=x-b"}, {"X-B", "1"}}, quirk: true,
		},
		{
			why: "no-cache that names nothing yet", fields: []Field{{"Cache-Control", `no-cache="`}, {"X-B", "1"}},
			standard: []Field{{"Cache-Control", `no-cache="`}, {"X-B", "1"}}, chromium: []Field{{"Cache-Control", `no-cache="`}, {"X-B", "1"}},
		},
		{
			why: "named by another directive", fields: []Field{{"Cache-Control", `x-no-cache="x-b"`}, {"X-B", "1"}},
			standard: []Field{{"Cache-Control", `x-no-cache="x-b"`}, {"X-B", "1"}}, chromium: []Field{{"Cache-Control", `x-no-cache="x-b"`}, {"X-B", "1"}},
		},
		{
			why: "no-cache that names nothing", fields: []Field{{"Cache-Control", "no-cache"}, {"X-B", "1"}},
			standard: []Field{{"Cache-Control", "no-cache"}, {"X-B", "1"}}, chromium: []Field{{"Cache-Control", "no-cache"}, {"X-B", "1"}},
		},
		{
			why: "no-cache that ends too early", fields: []Field{{"Cache-Control", `no-cache="x-b`}, {"X-B", "1"}},
			standard: []Field{{"Cache-Control", `no-cache="x-b`}, {"X-B", "1"}}, chromium: []Field{{"Cache-Control", `no-cache="x-b`}, {"X-B", "1"}},
		},
	} {
		for _, isChromium := range []bool{false, true} {
			f, want := &fetching{Browser: &Browser{}}, c.standard
			if isChromium {
				f.quirks, want = *chromium(), c.chromium
			}
			stored := &storedResponse{resp: response{fields: append([]Field{stays}, c.fields...)}}
			f.strip(stored)
			if diff := cmp.Diff(append([]Field{stays}, want...), stored.resp.fields); diff != "" || len(stored.resp.otherwise) > 0 != (isChromium && c.quirk) {
				t.Errorf("%s, Chromium %t: other headers than by HTTP: %v (-want +got)\n%s", c.why, isChromium, stored.resp.otherwise, diff)
			}
		}
	}
}
