package harness

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/report"
	"github.com/corslab/corslab/scenarios"
	"github.com/corslab/corslab/servers"
)

// A Browser is a real browser that a driver has started, or starts again when
// it has died. Batches with different proxies may be run at the same time.
type Browser interface {
	// Info says what was started.
	Info() Info
	// Run makes the requests of a batch and returns what page and browser say
	// of each, in the order of batch.Jobs. An error means that nothing can be
	// said of the batch: a *PageError that there was nobody to make the
	// requests, a *DiedError that the browser or the tab is gone and will be
	// started again by the next call.
	Run(ctx context.Context, batch Batch) ([]Witness, error)
	// Close ends the browser and removes everything it left behind.
	Close() error
}

// Info describes a started browser.
type Info struct {
	report.Browser
	// Validated reports whether the mapping of the browser's messages to our
	// reasons was checked for this version.
	Validated bool
	// Flags are the command-line flags it was started with.
	Flags []string
}

// A Batch is a set of requests made from one page, in one browser context.
type Batch struct {
	// Proxy is the address ("127.0.0.1:PORT") of the SOCKS5 server that is this
	// batch's whole world. There is one context for each.
	Proxy string
	// Routes replace the proxy where the browser must see for itself where it
	// connects to: they are the batch's whole world then. Proxy still names the
	// context.
	Routes []Route
	// Page is who asks. Its URL is absolute and as a browser serialises it.
	Page fetch.Page
	// Origin is what self.origin must be there before anything is asked.
	Origin string
	// Worker is the URL of the script of a worker; other kinds of pages have
	// none.
	Worker string
	// ServiceWorker is the URL of the script of a service worker that is to see the
	// requests; "" for none. Its scope is the whole origin.
	ServiceWorker string
	// Seeds are URLs to visit before the requests, for the cookies they set.
	// They come to a 204, which leaves a page that is open alone.
	Seeds    []string
	Settings scenarios.BrowserSettings
	// Load is called with true before documents are loaded and with false
	// afterwards: in between, Page, Worker and Seeds are served. nil is nothing.
	Load func(loading bool)
	// Fresh asks for a context without cookies or caches from before, Reload for a
	// document that has made no requests yet, and Anew for a context that was never
	// used, which takes much longer than both.
	Fresh, Reload, Anew bool
	// Discard says that the context must not be used again.
	Discard bool
	// Serial asks for one request after the other, instead of all at once. Each is
	// to be at its end in the browser, too, before the next: what an answer leaves
	// is not there before all of it has come.
	Serial bool
	// Brief says that failures of a CORS check are expected, if any: a driver may
	// leave out tools that slow the browser down and are not needed to tell those.
	// What it cannot explain then is put to it again without Brief.
	Brief bool
	// Challenges are the URLs that may ask for a user name and password. The browser
	// is to do as if a person had been asked, and had given none.
	Challenges []string
	Jobs       []Job
}

// A Route is where a browser finds a host without a proxy.
type Route struct {
	// Address is "host:port" as URLs have it, the default port included.
	Address string
	// Door is the loopback address to connect to, which stands for one in Space.
	Door  string
	Space fetch.AddressSpace
}

// A Job is one request of a batch.
type Job struct {
	// Request is the call to make, its URL already carrying the job's token.
	Request fetch.Request
	// Token identifies the job in URLs; "" where URLs must not be touched,
	// which is possible only one request at a time.
	Token string
	// Limit is how long the request may take before it counts as timed out.
	Limit time.Duration
	// Before is called when everything before the job has settled, right before
	// the request is made. It may wait. Serial batches only; nil is nothing.
	Before func(context.Context) error
	// Begin is called when the browser is being listened to for the job. Serial batches
	// only; nil is nothing.
	Begin func()
	// Keep says that the EventSource of the job is the next one's too.
	Keep bool
	// After is called when the job has settled. Serial batches only; nil is
	// nothing.
	After func()
}

// Owner returns a function that finds the job, as an index into jobs, that a
// request for url belongs to; -1 for none.
func Owner(jobs []Job) func(url string) int {
	if len(jobs) == 1 && jobs[0].Token == "" {
		return func(string) int { return 0 }
	}
	byMark := make(map[string]int, len(jobs))
	for i, job := range jobs {
		byMark[mark(job.Token)] = i
	}
	return func(url string) int {
		url, _, _ = strings.Cut(url, "#")
		if i := strings.LastIndexAny(url, "?&"); i >= 0 {
			if job, ok := byMark[url[i+1:]]; ok {
				return job
			}
		}
		return -1
	}
}

// mark is the query parameter that a token becomes.
func mark(token string) string { return strings.TrimPrefix(servers.WithToken("", token), "?") }

// A Witness is what the page and the browser's own tools say of one job.
type Witness struct {
	// Outcome, Type, Status and Headers are as the page's script saw them.
	// Outcome is "" for an API that shows none, once its request has ended.
	Outcome fetch.Outcome
	Type    string
	Status  int
	Headers map[string]string
	// Reasons are what the browser's tools gave as reason, mapped to our list;
	// more than one where they cannot tell them apart, none where they said
	// nothing that is on it.
	Reasons []fetch.Reason
	Param   string
	// Raw is what they said, word for word, for messages.
	Raw string
	// Lost says that the request never ended, and that this browser is known to lose
	// such a request now and then: it says nothing of what becomes of it.
	Lost bool
}

// A DiedError says that the browser, or the tab in use, went away or hung.
type DiedError struct{ Err error }

func (e *DiedError) Error() string { return "browser died: " + e.Err.Error() }

func (e *DiedError) Unwrap() error { return e.Err }

// A PageError says that a page could not be brought to where it makes requests,
// or is not the page that was meant.
type PageError struct {
	URL string
	// Text is what the browser says about it.
	Text string
}

func (e *PageError) Error() string { return fmt.Sprintf("page %s: %s", e.URL, e.Text) }
