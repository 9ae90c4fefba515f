package harness

import (
	"maps"
	"strings"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/wire"
)

// Traces are what cases may have left in a context of the browser. To remove it
// takes longer than most cases do, so it is removed only where the next one could
// find it: caches of every kind are asked by URL.
type traces struct {
	// unknown says that there may be anything in caches and document.
	unknown bool
	// late says that a request of a case came when that case was over. It may go
	// on, and nothing but a new context is safe from it.
	late bool
	// cookies says that some may be set.
	cookies bool
	// cached holds the addresses asked for by cases alone since the caches were
	// cleared. Nobody finds what a batch left, for the token in its URLs is never
	// used again: crowd only counts it.
	cached map[string]bool
	crowd  int
	// held holds those that elements of the document asked for. It remembers them
	// itself, whatever is cleared; everything says that it may do so for others.
	held       map[string]bool
	everything bool
	// document is what is loaded; see trial.page.
	document string
}

// maxTraces is after how many requests all is cleared, whoever may find it, so
// that the browser does not grow.
const maxTraces = 2000

// newTraces is for a context of which nothing is known.
func newTraces() *traces { return &traces{unknown: true} }

// meet says what is to be done before the unit, and takes it as done. Asked are
// the addresses that it asks for; none for a batch.
func (r *traces) meet(u unit, asked map[string]bool, b *Batch) {
	// An attempt that is to decide leaves nothing to our judgment.
	doubt := r.unknown || r.late || u.alone && u.trials[0].attempts > 1
	b.Anew = r.late
	b.Fresh = doubt || r.cookies || r.crowd+len(r.cached) > maxTraces || haveCommon(r.cached, asked)
	b.Reload = doubt || r.everything || len(r.held) > maxTraces || haveCommon(r.held, asked)
	if b.Fresh {
		r.cookies, r.cached, r.crowd = false, map[string]bool{}, 0
	}
	if b.Reload || r.document != u.page() {
		r.document, r.held, r.everything = u.page(), map[string]bool{}, false
	}
	// Until the attempt is over, and has told what it left.
	r.unknown, r.late = true, false
}

// note takes what the unit has left.
func (r *traces) note(u unit, asked map[string]bool) {
	// A context that is discarded has a successor.
	r.unknown = u.alone && u.trials[0].discards()
	for _, t := range u.trials {
		r.cookies = r.cookies || len(t.venue.Seeds) > 0 || t.venue.Page.Headers.Has("Set-Cookie")
		for _, testimony := range t.steps {
			for _, x := range testimony.exchanges {
				r.cookies = r.cookies || x.Response.Header.Has("Set-Cookie")
				if u.alone {
					asked[addressOf(x.Request)] = true
				}
			}
		}
	}
	if !u.alone {
		r.crowd += len(u.trials)
		return
	}
	maps.Copy(r.cached, asked)
	for _, step := range u.trials[0].scenario.Steps {
		api := step.Request.API
		if !api.ShowsResponse() {
			maps.Copy(r.held, asked)
		}
		if api.StartsWorker() || api.Navigates() {
			r.everything = true // it may live on
		}
	}
}

// haveCommon reports whether an address is in both sets.
func haveCommon(a, b map[string]bool) bool {
	for address := range b {
		if a[address] {
			return true
		}
	}
	return false
}

// asked returns the addresses that a trial asks for, by the prediction, and those where
// redirects lead, whether or not anybody is there: a cache may answer. Of http: URLs it has
// those of https:, too, which a page that came over https asks for in their place.
func (t *trial) asked() map[string]bool {
	asked := map[string]bool{}
	// A page's URL has been parsed before; without a base relative URLs are none.
	page, _ := fetch.ParseURL(t.venue.Page.URL, nil)
	add := func(ref string, base *fetch.URL) {
		url, err := fetch.ParseURL(ref, base)
		if err != nil || !url.IsHTTP() {
			return
		}
		asked[url.Origin().String()+url.Path()] = true
		if rest, isPlain := strings.CutPrefix(url.String(), "http:"); isPlain {
			if upgraded, err := fetch.ParseURL("https:"+rest, nil); err == nil {
				asked[upgraded.Origin().String()+url.Path()] = true
			}
		}
	}
	for i, step := range t.scenario.Steps {
		add(step.Request.URL, page)
		for _, x := range t.native[i].Exchanges {
			asked[addressOf(x.Request)] = true
			from, err := fetch.ParseURL(x.Request.URL(), nil)
			if err != nil {
				continue // nothing leads on from there
			}
			for _, location := range x.Response.Header.Values("Location") {
				add(location, from)
			}
		}
	}
	return asked
}

// addressOf is the URL of a request without its query, which No-Vary-Search may
// have a cache leave out of account.
func addressOf(r wire.Request) string {
	path, _, _ := strings.Cut(r.Target, "?")
	return r.Origin + path
}
