package chromium

import (
	"strings"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/harness"
)

// A question is what the one job there is, which has no token, asks for; its url is ""
// where jobs have tokens, or where it is a URL to Chromium alone. DevTools tells some
// things without a request id, sometimes when the case that they are about is over, and
// sometimes again; what they say of a URL is held against this.
type question struct {
	url string // as comparable has it
	// inFrame says that it puts a document into a frame.
	inFrame bool
	// leadsOn says that it may ask for where redirects have led: the rest of a sound or
	// video, or an EventSource that connects again.
	leadsOn bool
}

func newQuestion(page fetch.Page, jobs []harness.Job) question {
	if len(jobs) != 1 {
		return question{}
	}
	r := jobs[0].Request
	q := question{
		inFrame: r.API.Navigates(),
		leadsOn: r.Reconnect || r.API == fetch.APIAudio || r.API == fetch.APIVideo,
	}
	if url, err := page.Resolve(r); err == nil && jobs[0].Token == "" {
		q.url = comparable(url.String())
	}
	return q
}

// isAbout reports whether the CORS error of what was never sent, which names a URL, is
// one of the job's.
func (q question) isAbout(url string) bool { return q.url == "" || q.url == comparable(url) }

// mayBeAbout reports whether what a policy forbids, which may be named by its scheme or
// origin alone, is a request of the job's. One of http: may have been sought over https:,
// and in a frame what redirects have led to is named.
func (q question) mayBeAbout(url string) bool {
	_, address, isWhole := strings.Cut(comparable(url), "://")
	_, asked, _ := strings.Cut(q.url, "://")
	return q.url == "" || q.inFrame || q.leadsOn || !isWhole || address == asked
}

// comparable is a URL as it is compared with that of an issue: without fragment, and with
// what Chromium escapes and the standard does not.
func comparable(url string) string {
	url, _, _ = strings.Cut(url, "#")
	return strings.ReplaceAll(url, "|", "%7C")
}
