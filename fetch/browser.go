package fetch

import (
	"strconv"
	"time"

	"github.com/corslab/corslab/wire"
)

// A Config says which browser to simulate and what it is looking at. The zero
// value of each field but Page is usable: the standard's profile, an empty
// world, third-party cookies allowed, no trace.
type Config struct {
	Profile Profile
	Page    Page
	World   World
	// BlockThirdPartyCookies keeps cookies from every site but the page's.
	BlockThirdPartyCookies bool
	// GrantLocalNetwork says that the user lets the page reach less public address
	// spaces; the permission is denied otherwise.
	GrantLocalNetwork bool
	// Trace makes predictions carry their decisions, at a cost in speed.
	Trace bool
	// Coverage counts which ways the decisions of all requests go; nil for nobody
	// who wants to know.
	Coverage *Coverage
}

// A Browser is a simulated browser with one page open. What a real one keeps
// from request to request it keeps too: cookies, the CORS-preflight cache, the
// HTTP cache, and a clock of its own. It is not safe for concurrent use.
type Browser struct {
	profile           Profile
	world             World
	trace             bool
	coverage          *Coverage
	blockThirdParties bool
	grantLocalNetwork bool
	client            *client
	now               time.Time
	calls             int // how often Fetch was called
	cookies           cookieJar
	preflights        preflightCache
	responses         httpCache
	current           fetching // the call of Fetch under way, or the last one
	stored            int      // how many responses were stored
	source            eventSource
}

// epoch is when the simulated clock starts. Any instant would do, as long as it
// is the same in every run.
var epoch = time.Date(2026, time.July, 2, 0, 0, 0, 0, time.UTC)

// NewBrowser opens the page in a new browser. It fails where the page's URL
// cannot be parsed or is no http or https URL.
func NewBrowser(cfg Config) (*Browser, error) {
	c, err := newClient(cfg.Page)
	if err != nil {
		return nil, err
	}
	return &Browser{
		profile: cfg.Profile, world: cfg.World, trace: cfg.Trace, coverage: cfg.Coverage,
		blockThirdParties: cfg.BlockThirdPartyCookies, grantLocalNetwork: cfg.GrantLocalNetwork,
		client: c, now: epoch,
	}, nil
}

// SetCookie stores a cookie as if url had answered a same-site request with the
// Set-Cookie line. Its error is a *URLError for the URL and a *CookieError for a
// line that browsers ignore.
func (b *Browser) SetCookie(url, line string) error {
	u, err := ParseURL(url, nil)
	if err != nil {
		return err
	}
	if !b.cookies.set(u, line, cookieContext{now: b.now, quirks: &departures{enabled: b.profile.quirks}}) {
		return &CookieError{URL: url, Line: line}
	}
	return nil
}

// A CookieError is a Set-Cookie line that a browser does not take from a URL.
type CookieError struct{ URL, Line string }

func (e *CookieError) Error() string {
	return "a browser takes no cookie " + strconv.Quote(e.Line) + " from " + e.URL
}

// SetWorld replaces every server. Cookies and caches stay.
func (b *Browser) SetWorld(w World) { b.world = w }

// Advance moves the browser's clock forward.
func (b *Browser) Advance(d time.Duration) { b.now = b.now.Add(d) }

// Fetch makes the request, as the page's script would, and says what comes of
// it. What the servers set and allow is remembered for the next call.
func (b *Browser) Fetch(r Request) Prediction {
	b.calls++
	f := &b.current
	*f = fetching{Browser: b, client: b.client, call: b.calls, quirks: departures{enabled: b.profile.quirks}}
	var (
		response *response
		request  *request
		err      *networkError
	)
	switch r.API {
	case "", APIFetch:
		request, err = f.constructFetch(r)
	case APIXHR:
		request, err = f.constructXHR(r)
	case APIWebSocket:
		request, err = f.constructWebSocket(r)
	default:
		if r.Reconnect {
			request, err = f.constructReconnection(r)
		} else {
			request, err = f.constructInitiated(r)
		}
	}
	if err == nil {
		response, err = f.mainFetch(request)
	}
	if err == nil {
		err = f.use(request, response)
	}
	if f.isUntold(request, response, err) {
		err = f.fail(at(initiators[r.API].section), Timeout, "", "This browser gives it up, and tells the element of neither success nor failure.")
	}
	if r.API == APIEventSource {
		f.follow(r, request, response, err)
	}
	p := f.prediction(r.API, request, response, err)
	if b.coverage != nil {
		b.coverage.add(&f.quirks)
	}
	return p
}

// A fetching is one call of Fetch under way: the browser, the quirks that have
// shown so far, and the record of what happened.
type fetching struct {
	*Browser
	client     *client // who asks: the page, or its service worker while that does
	call       int     // counts the calls of Fetch, from 1
	quirks     departures
	attributed quirkSet // quirks that a decision already names
	exchanges  []wire.Exchange
	sent       []Sent // what is said of each of exchanges
	decisions  []Decision
	unverified []string

	// Memory that nobody has when the call is over.
	request   request     // the page's own
	asking    request     // the preflight for it
	asked     [3]Field    // the headers of that
	usual     [2]response // the first that are received
	usualUsed int
}

// newResponse returns memory for a response.
func (f *fetching) newResponse() *response {
	if f.usualUsed == len(f.usual) {
		return new(response)
	}
	f.usualUsed++
	return &f.usual[f.usualUsed-1]
}

// A networkError is the standard's network error, with why.
type networkError struct {
	reason Reason
	param  string
	// isWorkers says that it comes from a service worker, of which the page hears no more
	// than that there is no answer.
	isWorkers bool
}
