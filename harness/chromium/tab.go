package chromium

import (
	"cmp"
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/chromedp/cdproto/audits"
	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/cdp/jsonv2"
	"github.com/chromedp/cdproto/heapprofiler"
	"github.com/chromedp/cdproto/inspector"
	cdplog "github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/cdproto/target"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/harness"
)

//go:embed page.js
var pageScript string

const (
	openLimit  = 30 * time.Second // a new context and its tab
	loadLimit  = 20 * time.Second // a page and what it holds
	clearLimit = 10 * time.Second
	hangLimit  = 10 * time.Second // on top of the limits of the requests
	// lateLimit is how long a reason may come after the page has seen the
	// failure. Some are reported by another process than the page's.
	lateLimit = time.Second
	// quietLimit is how long a request of a case that is over may go on before the
	// context is given up, which takes less time than to wait for long.
	quietLimit = 500 * time.Millisecond
	// aliveLimit is how long one that outlives its page may go on before we take what
	// there is of it.
	aliveLimit = 2 * time.Second
)

// A tab is the one page of a browser context whose world is a proxy, with the
// frames and workers it holds.
type tab struct {
	context  cdp.BrowserContextID
	target   target.ID
	page     *session
	evidence evidence

	mu       sync.Mutex
	children map[string]*session // by kind, the latest
	isLoaded bool                // the page and its frame are there
	frame    string              // unique id of the script context of a frame in the page's own process
	brief    bool                // the Network domain is off
	// challenges are the URLs at which the browser waits for us.
	challenges []string

	worker *session // with the service worker; nil where there is none

	// controller is the service worker of the context, nil where it has none.
	controller *fetch.ServiceWorker

	turn     chan struct{} // the process's
	file     string        // URL of a document on the disk
	loaded   string        // key of what is loaded; "" for nothing
	runner   *session
	script   string // the runner's script context; "" for its only one
	littered int    // requests made since garbage was collected
}

// openTab makes a context in which everything goes through the proxy, and a tab
// in it that we listen to.
func openTab(ctx context.Context, p *process, proxy string) (*tab, error) {
	ctx, cancel := context.WithTimeout(ctx, openLimit)
	defer cancel()
	t := &tab{children: map[string]*session{}, turn: p.turn, file: "file://" + filepath.ToSlash(p.document)}
	var err error
	if t.context, err = openContext(ctx, p, proxy); err != nil {
		return nil, err
	}
	if t.target, t.page, err = openPage(ctx, p, t.context, t.event); err != nil {
		return nil, err
	}
	watchSession(t.page, false)
	return t, nil
}

// openContext makes a context in which everything goes through the proxy,
// loopback addresses included, or where the process has routes of its own.
func openContext(ctx context.Context, p *process, proxy string) (cdp.BrowserContextID, error) {
	server := "socks5://" + proxy
	if p.isDirect {
		server = "direct://"
	}
	made, err := do(ctx, p.root, target.CreateBrowserContext, target.CreateBrowserContextParams{
		DisposeOnDetach: new(true), ProxyServer: server, ProxyBypassList: "<-loopback>",
	})
	return made.BrowserContextID, err
}

// openPage opens a blank page in a context, and a session with it.
func openPage(ctx context.Context, p *process, in cdp.BrowserContextID, events func(*session, string, jsonv2.Value)) (target.ID, *session, error) {
	opened, err := do(ctx, p.root, target.CreateTarget, target.CreateTargetParams{URL: "about:blank", BrowserContextID: in})
	if err != nil {
		return "", nil, err
	}
	attached, err := do(ctx, p.root, target.AttachToTarget, target.AttachToTargetParams{TargetID: opened.TargetID, Flatten: new(true)})
	if err != nil {
		return "", nil, err
	}
	return opened.TargetID, p.conn.session(attached.SessionID, "page", events), nil
}

// serviceWorkerKind is the type of a target that is a service worker.
const serviceWorkerKind = "service_worker"

// watchSession asks a new session for everything we listen to, then lets its
// target run. None of it is waited for: commands are carried out in order.
func watchSession(s *session, brief bool) {
	watchNetwork(s, !brief)
	send(s, audits.Enable, cdp.Empty{})
	send(s, cdplog.Enable, cdp.Empty{})
	send(s, inspector.Enable, cdp.Empty{}) // tells of a crash
	setAutoAttach(s, true)
	send(s, runtime.RunIfWaitingForDebugger, cdp.Empty{})
}

// setAutoAttach has a session tell of the frames and workers of its target, which
// then wait for us, or not.
func setAutoAttach(s *session, on bool) {
	send(s, target.SetAutoAttach, target.SetAutoAttachParams{AutoAttach: on, WaitForDebuggerOnStart: on, Flatten: new(true)})
}

// watchNetwork has a session tell of every request, or not: that takes the browser
// about a third of its time.
func watchNetwork(s *session, on bool) {
	if !on {
		send(s, network.Disable, cdp.Empty{})
		return
	}
	send(s, network.Enable, network.EnableParams{MaxTotalBufferSize: new(int64(0)), MaxResourceBufferSize: new(int64(0)), MaxPostDataSize: new(int64(0))})
}

// setBrief turns the Network domain of every session of the tab off or on.
func (t *tab) setBrief(brief bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.brief == brief {
		return
	}
	t.brief = brief
	t.evidence.setDeaf(brief)
	watchNetwork(t.page, !brief)
	for _, s := range t.children {
		watchNetwork(s, !brief)
	}
}

// setLocalNetwork answers in advance what Chromium would ask the user when a page
// wants to reach a less public address space. It knows two permissions, one for
// each such space.
func (t *tab) setLocalNetwork(p *process, grant bool) {
	setting := browser.PermissionSettingDenied
	if grant {
		setting = browser.PermissionSettingGranted
	}
	for _, name := range []string{"local-network", "loopback-network"} {
		send(p.root, browser.SetPermission, browser.SetPermissionParams{
			Permission: &browser.PermissionDescriptor{Name: name}, Setting: setting, BrowserContextID: t.context,
		})
	}
}

// event takes every event of the tab's sessions.
func (t *tab) event(s *session, method string, params jsonv2.Value) {
	switch method {
	case "Target.attachedToTarget":
		if a, ok := decode[attachedToTarget](params); ok {
			t.attach(s.conn, a)
		}
	case "Target.detachedFromTarget":
		if d, ok := decode[detachedFromTarget](params); ok {
			s.conn.drop(d.SessionID)
			t.evidence.left(d.SessionID)
		}
	case "Inspector.targetCrashed":
		s.conn.drop(s.id)
	case "Runtime.executionContextCreated":
		if c, ok := decode[contextCreated](params); ok && c.Context.Aux.IsDefault && c.Context.Aux.FrameID != string(t.target) {
			t.mu.Lock()
			t.frame = c.Context.UniqueID
			t.mu.Unlock()
		}
	case "Fetch.requestPaused", "Fetch.authRequired":
		decline(s, method, params)
	default:
		t.evidence.event(s, method, params)
	}
}

type attachedToTarget struct {
	SessionID target.SessionID `json:"sessionId"`
	Target    struct {
		Type    string               `json:"type"`
		Context cdp.BrowserContextID `json:"browserContextId"`
	} `json:"targetInfo"`
}

type detachedFromTarget struct {
	SessionID target.SessionID `json:"sessionId"`
}

type contextCreated struct {
	Context struct {
		UniqueID string `json:"uniqueId"`
		Aux      struct {
			IsDefault bool   `json:"isDefault"`
			FrameID   string `json:"frameId"`
		} `json:"auxData"`
	} `json:"context"`
}

// attach takes up a frame or worker that has just come to be and waits.
func (t *tab) attach(conn *connection, a attachedToTarget) {
	s := conn.session(a.SessionID, a.Target.Type, t.event)
	t.mu.Lock()
	if s.kind != "iframe" || !t.isLoaded {
		t.children[s.kind] = s // and no frame that a case puts into the page
	}
	if s.kind == serviceWorkerKind {
		t.worker = s
	}
	brief, challenges := t.brief, t.challenges
	t.mu.Unlock()
	pauseAt(s, challenges)
	watchSession(s, brief)
}

// clear removes what earlier cases left in the context: cookies, the HTTP cache
// and, with it, the CORS-preflight cache.
func (t *tab) clear(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, clearLimit)
	defer cancel()
	send(t.page, network.ClearBrowserCookies, cdp.Empty{})
	_, err := do(ctx, t.page, network.ClearBrowserCache, cdp.Empty{})
	return err
}

// evict empties the caches that elements are served from in the processes of the
// page and its frames. They answer before anybody asks what may be shared with whom, and
// the simulated browser has none: an element of a later step is in a page that has not
// loaded it yet. What a document remembers of sounds and videos stays.
func (t *tab) evict() {
	t.mu.Lock()
	defer t.mu.Unlock()
	sessions := []*session{t.page}
	for kind, s := range t.children {
		if kind == "iframe" {
			sessions = append(sessions, s)
		}
	}
	for _, s := range sessions {
		send(s, network.SetCacheDisabled, network.SetCacheDisabledParams{CacheDisabled: true})
		send(s, network.SetCacheDisabled, network.SetCacheDisabledParams{CacheDisabled: false})
	}
}

// collectAfter is after how many requests the process of the page collects its garbage.
// Left to itself its memory grows for thousands of them.
const collectAfter = 2000

// collect has the process of the page collect its garbage now and then.
func (t *tab) collect(ctx context.Context, requests int) error {
	if t.littered += requests; t.littered < collectAfter {
		return nil
	}
	t.littered = 0
	ctx, cancel := context.WithTimeout(ctx, clearLimit) // the page may still be busy
	defer cancel()
	_, err := do(ctx, t.page, heapprofiler.CollectGarbage, cdp.Empty{})
	return err
}

// run makes the batch's requests. With an error it returns what there is by then of a
// serial batch.
func (t *tab) run(ctx context.Context, batch harness.Batch) ([]harness.Witness, error) {
	if batch.Brief && !t.brief {
		// Nobody tells of an end afterwards.
		if err := t.rest(ctx, anyJob, quietLimit); err != nil {
			return nil, err
		}
	}
	t.setBrief(batch.Brief)
	if err := t.collect(ctx, len(batch.Jobs)); err != nil {
		return nil, err
	}
	if len(batch.Challenges) > 0 {
		t.declineChallenges(batch.Challenges)
	}
	if batch.Fresh {
		if err := t.rest(ctx, anyJob, quietLimit); err != nil {
			return nil, err
		}
		if err := t.clear(ctx); err != nil {
			return nil, err
		}
	}
	if batch.Reload {
		t.loaded = ""
	}
	if err := t.prepare(ctx, batch); err != nil {
		return nil, err
	}
	if batch.Fresh {
		t.evict()
	}
	if !batch.Serial {
		if err := t.makeRoom(ctx, batch.Jobs); err != nil {
			return nil, err
		}
		select {
		case t.turn <- struct{}{}:
			defer func() { <-t.turn }()
		case <-ctx.Done():
			return nil, ctx.Err()
		}
		return t.ask(ctx, batch, batch.Jobs)
	}
	var witnesses []harness.Witness
	for i, job := range batch.Jobs {
		if job.Before != nil {
			if err := job.Before(ctx); err != nil {
				return nil, err
			}
		}
		if err := t.makeRoom(ctx, batch.Jobs[i:i+1]); err != nil {
			return nil, err
		}
		if !job.Request.API.ShowsResponse() {
			t.evict()
		}
		witness, err := t.ask(ctx, batch, batch.Jobs[i:i+1])
		if err != nil {
			return witnesses, err
		}
		witnesses = append(witnesses, witness...)
		if job.After != nil {
			job.After()
		}
	}
	return witnesses, nil
}

// makeRoom returns when nothing is in flight that counts against what one of the jobs
// keeps alive: their bodies are counted together, and a page may be told of an answer
// long before it has come. That one never ends is no reason to stop.
func (t *tab) makeRoom(ctx context.Context, jobs []harness.Job) error {
	if !slices.ContainsFunc(jobs, func(j harness.Job) bool { return isKeptAlive(j.Request) }) {
		return nil
	}
	if err := t.rest(ctx, anyJob, aliveLimit); err != nil && !errors.Is(err, errRestless) {
		return err
	}
	return nil
}

// isKeptAlive reports whether a request outlives its page.
func isKeptAlive(r fetch.Request) bool {
	return r.Keepalive || r.API == fetch.APIBeacon || r.API == fetch.APIPing
}

// errRestless is why a context is given up in which a request goes on.
var errRestless = errors.New("a request of a case that is over has not come to its end")

// rest returns when every request of a job that DevTools told of has ended. Of an answer
// that is still on its way, the caches would keep what comes after they were cleared:
// the page may have been told of it when it began, or not at all. Where one goes on
// for longer than limit the error is errRestless.
func (t *tab) rest(ctx context.Context, job int, limit time.Duration) error {
	limited, cancel := context.WithTimeoutCause(ctx, limit, errRestless)
	defer cancel()
	for {
		open, cut := t.evidence.underway(job)
		if open == 0 && !cut {
			return nil
		}
		if open == 0 {
			// What the page has given up is closed when it has come to something else.
			if _, err := evaluate(limited, t.runner, t.script, "0"); err != nil {
				return cmp.Or(context.Cause(limited), err)
			}
			return nil
		}
		select {
		case <-t.evidence.more:
		case <-limited.Done():
			return context.Cause(limited)
		}
	}
}

// ask makes requests at once, and finds out what became of them.
func (t *tab) ask(ctx context.Context, batch harness.Batch, jobs []harness.Job) ([]harness.Witness, error) {
	limit := time.Duration(0)
	list := make([]job, len(jobs))
	for i, j := range jobs {
		list[i] = newJob(j.Request, j.Limit)
		list[i].Keep = j.Keep
		limit = max(limit, j.Limit)
	}
	text, err := script(batch.Origin, list)
	if err != nil {
		return nil, err
	}
	t.evidence.begin(len(jobs), newQuestion(batch.Page, jobs), harness.Owner(jobs), batch.Brief)
	for _, j := range jobs {
		if j.Begin != nil {
			j.Begin()
		}
	}
	limit += hangLimit
	if isSynchronous(jobs) {
		limit -= hangLimit - time.Second // it cannot tell that it is late
	}
	if t.runner == t.page && slices.ContainsFunc(jobs, func(j harness.Job) bool { return j.Request.API == fetch.APISharedWorker }) {
		// A shared worker that we wait for, and that has no script, says nothing to
		// its page. Nothing of it is of use to us.
		setAutoAttach(t.page, false)
		defer setAutoAttach(t.page, true)
	}
	got, err := t.call(ctx, limit, text)
	if err != nil {
		return nil, err
	}
	if got.Origin != batch.Origin || len(got.Results) != len(jobs) {
		t.loaded = ""
		return nil, &harness.PageError{URL: batch.Page.URL, Text: fmt.Sprintf("its origin is %q, not %q", got.Origin, batch.Origin)}
	}
	if jobs[0].Request.API == fetch.APIManifest {
		if err := t.askForManifest(ctx, jobs[0].Limit); err != nil {
			return nil, err
		}
	}
	return t.witnesses(ctx, batch.Page, jobs, got.Results), nil
}

// askForManifest has the browser ask for the manifest of the document, as it would when
// somebody installs the page. Here nobody does.
func (t *tab) askForManifest(ctx context.Context, limit time.Duration) error {
	limited, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	_, err := do(limited, t.page, page.GetAppManifest, page.GetAppManifestParams{})
	if limited.Err() != nil {
		return ctx.Err() // of one that never ends the evidence says so
	}
	return err
}

// isSynchronous reports whether the one job there is stops the page's clock.
func isSynchronous(jobs []harness.Job) bool {
	return len(jobs) == 1 && (jobs[0].Request.Sync || jobs[0].Request.API == fetch.APIImportScripts)
}

func (t *tab) call(ctx context.Context, limit time.Duration, text string) (account, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, limit, errHung)
	defer cancel()
	raw, err := evaluate(ctx, t.runner, t.script, text)
	if err != nil {
		if errors.Is(context.Cause(ctx), errHung) {
			err = errHung
		}
		return account{}, err
	}
	var got account
	if err := json.Unmarshal(raw, &got); err != nil {
		return account{}, fmt.Errorf("reading what the page says: %w", err)
	}
	return got, nil
}

// errHung is why a tab is given up that does not come back.
var errHung = errors.New("the tab hung")

// A thrownError is an exception of a script of ours.
type thrownError struct{ text string }

func (e *thrownError) Error() string { return "script failed: " + e.text }

// evaluate runs an expression to the end of its promise, and returns the JSON of
// its value.
func evaluate(ctx context.Context, s *session, script, expression string) ([]byte, error) {
	got, err := do(ctx, s, runtime.Evaluate, runtime.EvaluateParams{
		Expression: expression, UniqueContextID: script,
		AwaitPromise: new(true), ReturnByValue: new(true),
	})
	if err != nil {
		return nil, err
	}
	if e := got.ExceptionDetails; e != nil {
		text := e.Text
		if e.Exception != nil && e.Exception.Description != "" {
			text = e.Exception.Description
		}
		return nil, &thrownError{text: text}
	}
	return got.Result.Value, nil
}
