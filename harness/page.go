package harness

import (
	"fmt"
	neturl "net/url"
	"strings"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/scenarios"
	"github.com/corslab/corslab/servers"
	"github.com/corslab/corslab/wire"
)

// A Venue is where requests are made: a page, ready to be served, and the
// answers that set the cookies it finds.
type Venue struct {
	// Page is the page, its URL serialised.
	Page fetch.Page
	// Origin is what self.origin is there.
	Origin string
	// Worker is the URL of the script of a worker, "" for other pages.
	Worker string
	// ServiceWorker is the URL of the script of the service worker, "" for none.
	ServiceWorker string
	// Seeds are the URLs that set cookies when visited. They answer without
	// content (204), or redirect to where that is the answer, so that a visit
	// leaves the document that is open where it is.
	Seeds []string
	// Documents are all of these, as a network serves them.
	Documents []servers.Page
}

// Document is the page that makes requests. The icon keeps browsers from asking
// for one, and there is nothing else that they could fetch.
const Document = `<!doctype html><title>corslab</title><link rel="icon" href="data:,"><body></body>`

const (
	workerScript = `self.onconnect = (event) => event.ports[0].postMessage('ready');
if (self.postMessage) self.postMessage('ready');
`
	workerPath = "/corslab-worker.js"

	// noStore makes the next case get what is served anew.
	noStore wire.Line = "Cache-Control: no-store"
)

// NewVenue prepares a page whose cookie jar is seeded first.
func NewVenue(page fetch.Page, cookies []scenarios.Cookie) (Venue, error) {
	url, err := fetch.ParseURL(page.URL, nil)
	if err != nil {
		return Venue{}, fmt.Errorf("page %s: %w", page.URL, err)
	}
	v := Venue{Page: page, Origin: url.Origin().String()}
	v.Page.URL = url.String()
	if page.As == fetch.PageFile {
		v.Origin = "null"
		return v, v.seed(cookies) // the driver has the document
	}
	v.serve(v.Page.URL, Document, "text/html", page.Headers)
	if page.ServiceWorker != nil {
		script, err := serviceWorkerScript(page.ServiceWorker)
		if err != nil {
			return v, err
		}
		v.ServiceWorker = v.Origin + fetch.ServiceWorkerScript
		v.serve(v.ServiceWorker, script, "text/javascript", nil)
		v.Documents[len(v.Documents)-1].Always = true
	}
	switch page.As {
	case fetch.PageSandboxed, fetch.PageData:
		v.Origin = "null"
	case fetch.PageDataWorker:
		v.Origin = "null"
		v.Worker = "data:text/javascript," + neturl.PathEscape(workerScript)
	case fetch.PageWorker, fetch.PageSharedWorker:
		v.Worker = v.Origin + workerPath
		v.serve(v.Worker, workerScript, "text/javascript", page.Headers)
	}
	return v, v.seed(cookies)
}

// maxChain is how many answers one visit goes through: browsers follow twenty
// redirects.
const maxChain = 16

// seed adds an answer for the cookies of each URL: what is set by visiting it is
// set exactly as the browser reads the lines, in their order. Each answer redirects
// to the next one, as long as a browser follows.
//
// A visit begins at the page: browsers start a process for a navigation that leaves
// the site of the open document, though nothing is going to be shown, and that costs
// more than the requests of a case.
func (v *Venue) seed(cookies []scenarios.Cookie) error {
	page, err := fetch.ParseURL(v.Page.URL, nil)
	if err != nil {
		return err
	}
	stops := 0
	for i, cookie := range cookies {
		if i == 0 || cookie.URL != cookies[i-1].URL {
			url, err := fetch.ParseURL(cookie.URL, nil)
			if err != nil {
				return fmt.Errorf("cookie of %s: %w", cookie.URL, err)
			}
			if stops%maxChain == 0 && page.IsHTTP() {
				v.stop(page, stops)
				stops++
			}
			v.stop(url, stops)
			stops++
		}
		latest := &v.Documents[len(v.Documents)-1].Response
		latest.Header = append(latest.Header, wire.NewLine("Set-Cookie", cookie.Line))
	}
	return nil
}

// stop adds the answer that a visit comes to as stop number n of all.
func (v *Venue) stop(url *fetch.URL, n int) {
	// The query tells the answers apart; cookies do not depend on it.
	address, _, _ := strings.Cut(url.WithoutFragment(), "?")
	address = fmt.Sprintf("%s?corslab-seed-%d", address, n)
	if n%maxChain == 0 {
		v.Seeds = append(v.Seeds, address)
	} else {
		previous := &v.Documents[len(v.Documents)-1].Response
		previous.Status = 302
		previous.Header = append(previous.Header, wire.NewLine("Location", address))
	}
	v.Documents = append(v.Documents, servers.Page{
		URL: address, Response: wire.Response{Status: 204, Header: wire.Header{noStore}},
	})
}

func (v *Venue) serve(url, text, contentType string, more wire.Header) {
	address, _, _ := strings.Cut(url, "#")
	header := wire.Header{wire.NewLine("Content-Type", contentType+"; charset=utf-8"), noStore}
	v.Documents = append(v.Documents, servers.Page{
		URL:      address,
		Response: wire.Response{Status: 200, Header: append(header, more...), Body: []byte(text)},
	})
}
