package chromium

import (
	"net/http"
	"slices"
	"sync"

	"github.com/chromedp/cdproto/cdp/jsonv2"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"

	"github.com/corslab/corslab/fetch"
)

// Evidence is what the sessions of a tab say about requests that failed.
type evidence struct {
	mu sync.Mutex
	// owner says which job a URL belongs to, -1 for none; nil while a page is
	// loaded, when nothing belongs to any.
	owner func(url string) int
	// brief says that requests are not announced: all there is are lines of the
	// console, which name a URL.
	brief bool
	// jobs holds the job of each request by its id, which is unique in the
	// browser. A redirected request keeps its id; its preflights have ids of
	// their own and are left out: what becomes of them is said again of the
	// request.
	jobs map[string]int
	// redirected holds, by id, the method of the last hop of those requests that were.
	redirected map[string]string
	// early holds findings about requests that are not announced yet, by id.
	// They come from another process than the announcement, and one about a
	// request of the job before must not be taken for this one's.
	early    map[string]finding
	findings []finding // by job
	// asked is what is asked for. A service worker may ask for something else.
	asked question
	// documents holds the jobs for which a document has begun to arrive.
	documents map[int]bool
	// open holds the requests, preflights and others of nobody included, by id,
	// that have not ended: the session that told of each. ended holds those that
	// have; an end may be told before the beginning, by another process.
	open  map[string]target.SessionID
	ended map[string]bool
	// deaf says that none is counted.
	deaf bool
	// cut says that a page gave up one of them.
	cut  bool
	more chan struct{}
}

// A finding is the reason found for a job.
type finding struct {
	reason    fetch.Reason
	parameter string
	raw       string
	weight    weight
	request   string // the id of the request that failed; "" where none is named
	text      string // the error of the load
	isWorkers bool   // it is about a service worker's answer
}

// A weight orders findings about one job: the heavier says more.
type weight int

const (
	none     weight = iota
	arrived         // nothing went wrong with the load
	unknown         // a message that is in no table
	load            // a failure to load
	rejected        // a service worker's answer is a promise that was rejected
	own             // a failure of the service worker to load
	cors            // a CORS error
	refused         // a service worker's answer was refused, or a policy forbids it
)

// A failure is the event Network.loadingFailed, as far as we read it.
type failure struct {
	RequestID     string     `json:"requestId"`
	ErrorText     string     `json:"errorText"`
	BlockedReason string     `json:"blockedReason"`
	Canceled      bool       `json:"canceled"`
	CORS          *corsError `json:"corsErrorStatus"`
}

type corsError struct {
	Error     string `json:"corsError"`
	Parameter string `json:"failedParameter"`
}

type requestSent struct {
	RequestID string `json:"requestId"`
	Type      string `json:"type"`
	Request   struct {
		URL    string `json:"url"`
		Method string `json:"method"`
	} `json:"request"`
	Initiator struct {
		Type string `json:"type"`
	} `json:"initiator"`
}

type responseHead struct {
	RequestID string `json:"requestId"`
	Status    int    `json:"statusCode"`
}

type issueAdded struct {
	Issue struct {
		Code    string `json:"code"`
		Details struct {
			CORS *struct {
				Status  corsError `json:"corsErrorStatus"`
				Warning bool      `json:"isWarning"`
				// Space is there where the network service tells of a request to a less
				// public address. It names another error than the one the request ends
				// with, which is told as well.
				Space   string `json:"resourceIPAddressSpace"`
				Request struct {
					ID  string `json:"requestId"` // "" where the request never got so far
					URL string `json:"url"`
				} `json:"request"`
			} `json:"corsIssueDetails"`
			CSP *struct {
				URL        string `json:"blockedURL"`
				Directive  string `json:"violatedDirective"`
				ReportOnly bool   `json:"isReportOnly"`
			} `json:"contentSecurityPolicyIssueDetails"`
			Mixed *struct {
				URL        string `json:"insecureURL"`
				Type       string `json:"resourceType"`
				Resolution string `json:"resolutionStatus"`
			} `json:"mixedContentIssueDetails"`
		} `json:"details"`
	} `json:"issue"`
}

// begin forgets what was found and collects for n jobs, or for one that asks for something.
func (e *evidence) begin(n int, asked question, owner func(url string) int, brief bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.asked, e.owner, e.brief = asked, owner, brief
	e.jobs, e.redirected, e.early = map[string]int{}, map[string]string{}, map[string]finding{}
	e.findings = make([]finding, n)
	e.documents = map[int]bool{}
	if e.open == nil {
		e.open = map[string]target.SessionID{}
	}
	if len(e.open) == 0 {
		e.cut = false
	}
	e.ended = map[string]bool{}
	e.more = make(chan struct{}, 1)
}

// found returns the finding for a job.
func (e *evidence) found(job int) finding {
	e.mu.Lock()
	defer e.mu.Unlock()
	found := e.findings[job]
	if found.reason == fetch.RedirectDisallowedByMode && found.request != "" && e.redirected[found.request] == "" {
		// It was blocked at its first URL. That there was a redirect may be told later
		// than the failure, so this is looked up when it is asked for.
		found.reason = fetch.DisallowedByMode
	}
	return found
}

// asksAgain reports whether a request of a job was redirected and takes its body along.
func (e *evidence) asksAgain(job int) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	for id, method := range e.redirected {
		if e.jobs[id] == job && method != http.MethodGet {
			return true
		}
	}
	return false
}

// anyJob stands for all jobs.
const anyJob = -1

// underway counts the requests of a job that have not ended, those of which nobody
// knows the job among them, and reports whether the page gave up one that has.
func (e *evidence) underway(job int) (open int, cut bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for id := range e.open {
		if of, isKnown := e.jobs[id]; !isKnown || of == job || job == anyJob {
			open++
		}
	}
	return open, e.cut
}

// begun takes the beginning of a request, or a redirect of it.
func (e *evidence) begun(by target.SessionID, id string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.open != nil && !e.deaf && !e.ended[id] {
		e.open[id] = by
	}
}

// over takes the end of a request.
func (e *evidence) over(id string, cut bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.open == nil {
		return
	}
	delete(e.open, id)
	e.ended[id] = true
	e.cut = e.cut || cut
	e.tell()
}

// forsake takes what was announced of a job as ended: DevTools is silent about its
// end, as it is where a page refuses a request itself.
func (e *evidence) forsake(job int) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for id, j := range e.jobs {
		if _, isOpen := e.open[id]; isOpen && j == job {
			delete(e.open, id)
			e.ended[id], e.cut = true, true
		}
	}
}

// setDeaf has requests counted as under way no more, or again: DevTools is told to be
// silent about them, and what it says until it is will have no end.
func (e *evidence) setDeaf(deaf bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.deaf = deaf
	if deaf {
		e.cut = e.cut || len(e.open) > 0
		clear(e.open)
	}
}

// left takes the end of a session, which tells no more of its requests.
func (e *evidence) left(by target.SessionID) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for id, session := range e.open {
		if session == by {
			delete(e.open, id)
			e.cut = true
		}
	}
	if e.more != nil {
		e.tell()
	}
}

// event takes an event of any session of the tab. What a service worker fetches it
// fetches for the page.
func (e *evidence) event(from *session, method string, params jsonv2.Value) {
	by, inWorker := from.id, from.kind == serviceWorkerKind
	switch method {
	case "Network.requestWillBeSent":
		if r, ok := decode[requestSent](params); ok {
			if r.Type != "Document" {
				// Whether a page is there is asked of itself. Where its process is a new
				// one, DevTools sometimes never tells the end.
				e.begun(by, r.RequestID)
			}
			e.sent(r)
		}
	case "Network.responseReceived":
		if r, ok := decode[requestSent](params); ok && r.Type == "Document" {
			e.responded(r.RequestID)
		}
	case "Network.responseReceivedExtraInfo":
		// An answer with the status 304, which a frame has no use for, is told of here alone.
		if r, ok := decode[responseHead](params); ok && r.Status == http.StatusNotModified {
			e.responded(r.RequestID)
		}
	case "Network.loadingFailed":
		if f, ok := decode[failure](params); ok {
			e.failed(f, string(params), inWorker)
			e.over(f.RequestID, f.Canceled)
		}
	case "Network.loadingFinished":
		if f, ok := decode[failure](params); ok {
			if !inWorker {
				e.finished(f.RequestID)
			}
			e.over(f.RequestID, false)
		}
	case "Network.webSocketCreated":
		if s, ok := decode[socketCreated](params); ok {
			e.opened(s)
		}
	case "Network.webSocketFrameError":
		if s, ok := decode[socketError](params); ok {
			e.unopened(s, string(params))
		}
	case "Log.entryAdded":
		if l, ok := decode[logEntry](params); ok {
			e.logged(l, inWorker)
		}
	case "Audits.issueAdded":
		if i, ok := decode[issueAdded](params); ok {
			e.issue(i, string(params), inWorker)
		}
	}
}

func (e *evidence) sent(r requestSent) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.owner == nil || r.Initiator.Type == "preflight" {
		return
	}
	if _, redirected := e.jobs[r.RequestID]; redirected {
		e.redirected[r.RequestID] = r.Request.Method
		return
	}
	if job := e.owner(r.Request.URL); job >= 0 {
		e.jobs[r.RequestID] = job
		e.add(job, e.early[r.RequestID])
	}
}

// responded takes the beginning of a document, which may be all that is ever told of it.
func (e *evidence) responded(id string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if job, ok := e.jobs[id]; ok {
		e.documents[job] = true
		e.tell()
	}
}

// hasDocument reports whether a document has begun to arrive for a job.
func (e *evidence) hasDocument(job int) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.documents[job]
}

func (e *evidence) failed(f failure, raw string, inWorker bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	job, ok := e.jobs[f.RequestID]
	if !ok {
		return
	}
	reason, parameter := f.reason()
	found := finding{
		reason: reason, parameter: parameter, raw: raw, weight: load, request: f.RequestID,
		text: f.ErrorText, isWorkers: inWorker,
	}
	switch {
	case f.CORS != nil && reason != "":
		found.weight = cors
	case reason == fetch.BlockedByCSP && !inWorker:
		found.weight = refused // where a service worker had an answer, its own request ends
	case inWorker && f.ErrorText != aborted || inWorker && reason != "":
		found.weight = own
	case reason == "":
		found.weight = unknown
	}
	e.add(job, found)
}

// finished takes the end of a load that went well.
func (e *evidence) finished(id string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if job, ok := e.jobs[id]; ok {
		e.add(job, finding{weight: arrived})
	}
}

// logged takes a line of the console: about a scheme, about a service worker's
// answer, or where lines are all there is.
func (e *evidence) logged(l logEntry, inWorker bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.owner == nil {
		return
	}
	if f, ok := l.blockedFrame(); ok && e.asked.inFrame {
		e.addByURL("", f)
	}
	if url, ok := l.refusedScheme(); ok {
		e.addByURL(url, finding{raw: l.Entry.Text, weight: unknown})
	}
	if inWorker {
		if url, found, ok := l.answer(); ok {
			e.addByURL(url, found)
		}
		return
	}
	if !e.brief {
		return
	}
	if url, found, ok := l.finding(); ok {
		e.addByURL(url, found)
	}
}

// issue takes what is reported about a request that may never have been sent.
func (e *evidence) issue(i issueAdded, raw string, inWorker bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.owner == nil {
		return
	}
	switch d := i.Issue.Details; {
	case d.CORS != nil && !d.CORS.Warning && d.CORS.Space == "":
		found := finding{reason: corsErrors[d.CORS.Status.Error], parameter: d.CORS.Status.Parameter, raw: raw, weight: cors}
		if found.reason == "" {
			found.weight = unknown
		}
		if id := d.CORS.Request.ID; id == "" {
			if url := d.CORS.Request.URL; inWorker || e.asked.isAbout(url) {
				e.addByURL(url, found)
			}
		} else if job, ok := e.jobs[id]; ok {
			e.add(job, found)
		} else {
			e.early[id] = found
		}
	case d.Mixed != nil && d.Mixed.Resolution == "MixedContentBlocked" && slices.Contains(frameTypes, d.Mixed.Type):
		// Of a frame that is kept from its document there is no other word.
		e.addByURL(d.Mixed.URL, finding{reason: fetch.MixedContent, raw: raw, weight: load})
	case d.CSP != nil && !d.CSP.ReportOnly && d.CSP.Directive == "frame-ancestors":
		e.addByURL(d.CSP.URL, finding{reason: fetch.BlockedByResponse, raw: raw, weight: refused})
	case d.CSP != nil && !d.CSP.ReportOnly && (inWorker || e.asked.mayBeAbout(d.CSP.URL)):
		e.addByURL(d.CSP.URL, finding{reason: fetch.BlockedByCSP, raw: raw, weight: refused})
	}
}

// frameTypes are how an issue with mixed content calls what is put into a frame.
var frameTypes = []string{"Frame", "Form", "PluginResource"}

// addByURL is for findings about requests that have no id.
func (e *evidence) addByURL(url string, f finding) {
	if job := e.owner(url); job >= 0 {
		e.add(job, f)
	}
}

// add keeps the heaviest finding of a job, the first of several.
func (e *evidence) add(job int, f finding) {
	if f.weight <= e.findings[job].weight {
		return
	}
	e.findings[job] = f
	e.tell()
}

// tell wakes whoever waits for more.
func (e *evidence) tell() {
	select {
	case e.more <- struct{}{}:
	default:
	}
}

func decode[T any](params jsonv2.Value) (v T, ok bool) {
	err := jsonv2.Unmarshal(params, &v, chromedp.DefaultUnmarshalOptions)
	return v, err == nil
}
