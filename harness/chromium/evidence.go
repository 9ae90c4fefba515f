package chromium

import (
	"sync"

	"github.com/chromedp/cdproto/cdp/jsonv2"
	"github.com/chromedp/chromedp"

	"github.com/corslab/corslab/fetch"
)

// Evidence is what the sessions of a tab say about requests that failed.
type evidence struct {
	mu sync.Mutex
	// owner says which job a URL belongs to, -1 for none; nil while a page is
	// loaded, when nothing belongs to any.
	owner func(url string) int
	// jobs holds the job of each request; a redirected request keeps its id.
	jobs map[requestKey]int
	// preflights are the requests that DevTools reports for themselves.
	preflights map[requestKey]bool
	findings   []finding // by job
	more       chan struct{}
}

// Request ids are unique within a process only, and frames may have others.
type requestKey struct {
	session *session
	id      string
}

// A finding is the reason found for a job.
type finding struct {
	reason    fetch.Reason
	parameter string
	raw       string
	weight    weight
}

// A weight orders findings about one job: the heavier says more.
type weight int

const (
	none      weight = iota
	unknown          // a message that is in no table
	preflight        // the failure of a preflight, as far as the network goes
	load             // the failure of the request itself
	cors             // a CORS error
)

// A failure is the event Network.loadingFailed, as far as we read it.
type failure struct {
	RequestID     string     `json:"requestId"`
	ErrorText     string     `json:"errorText"`
	BlockedReason string     `json:"blockedReason"`
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
		URL string `json:"url"`
	} `json:"request"`
}

type issueAdded struct {
	Issue struct {
		Code    string `json:"code"`
		Details struct {
			CORS *struct {
				Status  corsError `json:"corsErrorStatus"`
				Warning bool      `json:"isWarning"`
				Request struct {
					URL string `json:"url"`
				} `json:"request"`
			} `json:"corsIssueDetails"`
			CSP *struct {
				URL        string `json:"blockedURL"`
				ReportOnly bool   `json:"isReportOnly"`
			} `json:"contentSecurityPolicyIssueDetails"`
		} `json:"details"`
	} `json:"issue"`
}

// begin forgets what was found and collects for n jobs.
func (e *evidence) begin(n int, owner func(url string) int) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.owner = owner
	e.jobs, e.preflights = map[requestKey]int{}, map[requestKey]bool{}
	e.findings = make([]finding, n)
	e.more = make(chan struct{}, 1)
}

// found returns the finding for a job, and whether it holds a reason.
func (e *evidence) found(job int) (finding, bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	f := e.findings[job]
	return f, f.reason != "" && f.weight > preflight
}

// event takes an event of any session of the tab.
func (e *evidence) event(s *session, method string, params jsonv2.Value) {
	switch method {
	case "Network.requestWillBeSent":
		if r, ok := decode[requestSent](params); ok {
			e.sent(requestKey{s, r.RequestID}, r)
		}
	case "Network.loadingFailed":
		if f, ok := decode[failure](params); ok {
			e.failed(requestKey{s, f.RequestID}, f, string(params))
		}
	case "Audits.issueAdded":
		if i, ok := decode[issueAdded](params); ok {
			e.issue(i, string(params))
		}
	}
}

func (e *evidence) sent(key requestKey, r requestSent) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.owner == nil {
		return
	}
	if _, redirected := e.jobs[key]; redirected {
		return
	}
	if job := e.owner(r.Request.URL); job >= 0 {
		e.jobs[key] = job
		e.preflights[key] = r.Type == "Preflight"
	}
}

func (e *evidence) failed(key requestKey, f failure, raw string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	job, ok := e.jobs[key]
	if !ok {
		return
	}
	reason, parameter := f.reason()
	found := finding{reason: reason, parameter: parameter, raw: raw, weight: load}
	switch {
	case reason == "":
		found.weight = unknown
	case f.CORS != nil:
		found.weight = cors
	case e.preflights[key]:
		found.weight = preflight
	}
	e.add(job, found)
}

// issue takes what is reported about a request that may never have been sent.
func (e *evidence) issue(i issueAdded, raw string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.owner == nil {
		return
	}
	url, found := "", finding{raw: raw}
	switch d := i.Issue.Details; {
	case d.CORS != nil && !d.CORS.Warning:
		url = d.CORS.Request.URL
		found.reason, found.parameter, found.weight = corsErrors[d.CORS.Status.Error], d.CORS.Status.Parameter, cors
	case d.CSP != nil && !d.CSP.ReportOnly:
		url = d.CSP.URL
		found.reason, found.weight = fetch.BlockedByCSP, load
	default:
		return
	}
	if found.reason == "" {
		found.weight = unknown
	}
	if job := e.owner(url); job >= 0 {
		e.add(job, found)
	}
}

// add keeps the heaviest finding of a job, the first of several.
func (e *evidence) add(job int, f finding) {
	if f.weight <= e.findings[job].weight {
		return
	}
	e.findings[job] = f
	select {
	case e.more <- struct{}{}:
	default:
	}
}

func decode[T any](params jsonv2.Value) (v T, ok bool) {
	err := jsonv2.Unmarshal(params, &v, chromedp.DefaultUnmarshalOptions)
	return v, err == nil
}
