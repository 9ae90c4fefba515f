package harness

import (
	"testing"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/wire"
)

// TestTraces shows what is done about what a case has left, for a next one that
// could find it and for one that could not.
func TestTraces(t *testing.T) {
	const (
		one   = `request: {url: https://api.example.net/open, cache: force-cache}`
		query = `request: {url: "https://api.example.net/open?a#b", cache: force-cache}`
		other = `request: {url: https://api.example.net/shut, cache: force-cache}`
		image = `request: {url: "https://u:p@api.example.net/open", api: img}`
	)
	profile, _ := fetch.ProfileNamed("chromium")
	trialOf := func(t *testing.T, text string) *trial {
		for c := range load(t, text)[0].Cases() {
			one := newTrial(c, profile, profile)
			one.attempts = 1
			return one
		}
		t.Fatal("no case")
		return nil
	}
	for _, row := range []struct {
		why, before, after string
		between            func(before, after *trial)
		fresh, reload      bool
	}{
		{"another address", one, other, nil, false, false},
		{"the same address", one, one, nil, true, false},
		{"the same but for the query", one, query, nil, true, false},
		{"an element's", image, one, nil, true, true},
		{"an element's, of another address", image, other, nil, false, false},
		{"an image's over http, which is asked for over https where nobody has to answer", `request: {url: https://nobody.example.net/}`, `request: {url: "http://nobody.example.net/", api: img}`, nil, true, false},
		{"an element after a script", one, image, nil, true, false},
		{"a worker, which may live on", `request: {url: "https://u:p@api.example.net/open", api: worker}`, other, nil, false, true},
		{"seeded cookies", `
cookies: {"https://api.example.net/": ["a=1"]}
request: {url: https://api.example.net/open}`, other, nil, true, false},
		{"a cookie that was set, whatever was predicted", one, other, func(before, _ *trial) {
			before.steps[0].exchanges = []wire.Exchange{{Response: wire.Response{Header: wire.Header{"Set-Cookie: a=1"}}}}
		}, true, false},
		{"a request that was made, whatever was predicted", one, other, func(before, _ *trial) {
			before.steps[0].exchanges = []wire.Exchange{{Request: wire.Request{Origin: "https://api.example.net", Target: "/shut?x"}}}
		}, true, false},
		{"where a redirect leads to nobody, though a cache may answer", one, other, func(_, after *trial) {
			after.native[0].Exchanges = []wire.Exchange{{
				Request:  wire.Request{Origin: "https://api.example.net", Target: "/shut"},
				Response: wire.Response{Header: wire.Header{"Location: open#f"}},
			}}
		}, true, false},
		{"an attempt that decides", one, other, func(_, after *trial) { after.attempts = 2 }, true, true},
	} {
		t.Run(row.why, func(t *testing.T) {
			before, after := trialOf(t, row.before), trialOf(t, row.after)
			before.steps = make([]testimony, 1)
			if row.between != nil {
				row.between(before, after)
			}
			r := newTraces()
			unitOf := func(t *trial) unit { return unit{trials: []*trial{t}, alone: true} }
			var first, second Batch
			asked := before.asked()
			r.meet(unitOf(before), asked, &first)
			if !first.Fresh || !first.Reload {
				t.Error("of a context that nobody knows, nothing may be kept")
			}
			r.note(unitOf(before), asked)
			r.meet(unitOf(after), after.asked(), &second)
			if second.Fresh != row.fresh || second.Reload != row.reload || second.Anew {
				t.Errorf("fresh %t, reload %t, anew %t; want %t, %t, false", second.Fresh, second.Reload, second.Anew, row.fresh, row.reload)
			}
		})
	}
}

// TestTracesOfFailure shows that what an attempt left that was not over, or not
// quite, is not judged by what it should have left.
func TestTracesOfFailure(t *testing.T) {
	profile, _ := fetch.ProfileNamed("chromium")
	for c := range load(t, `request: {url: https://api.example.net/open, cache: force-cache}`)[0].Cases() {
		one := newTrial(c, profile, profile)
		u := unit{trials: []*trial{one}, alone: true}
		r := newTraces()
		var b Batch
		r.meet(u, one.asked(), &b)
		// It died: nothing was noted.
		if r.meet(u, nil, &b); !b.Fresh || !b.Reload || b.Anew {
			t.Errorf("after an attempt that failed: %+v", b)
		}
		r.note(u, one.asked())
		r.late = true
		if r.meet(u, nil, &b); !b.Anew {
			t.Errorf("after a request that came late: %+v", b)
		}
		r.note(u, one.asked())
		if r.meet(u, nil, &b); b.Anew {
			t.Errorf("a new context was asked for twice")
		}
	}
}
