package chromium

import (
	"context"
	"strings"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/harness"
)

// witnesses joins what the page saw with the evidence of DevTools, which may
// be a moment late.
func (t *tab) witnesses(ctx context.Context, from fetch.Page, jobs []harness.Job, results []result) []harness.Witness {
	soon, cancel := context.WithTimeout(ctx, lateLimit)
	defer cancel()
	longest := lateLimit
	for _, j := range jobs {
		longest = max(longest, j.Limit)
	}
	ctx, cancel = context.WithTimeout(ctx, longest)
	defer cancel()
	list := make([]harness.Witness, len(jobs))
	for i, r := range results {
		request := jobs[i].Request
		list[i] = r.witness(request.API)
		switch w := &list[i]; {
		case r.Late && t.controller != nil && isStream(request.Body) && t.evidence.asksAgain(i):
			// Where a service worker answers a stream with a redirect, the next hop wants the
			// body that the worker's request has, and fails. About one in thirty waits for it
			// instead, for ever, and before anything is sent.
			w.Lost = true
		case w.Reasons != nil:
		case request.API == fetch.APIBeacon && w.Outcome == fetch.Deny && t.evidence.found(i).weight == none:
			// sendBeacon() has returned false, and DevTools, which would have told of
			// another cause by now, is silent, also about the end of what it announced.
			t.evidence.forsake(i)
			w.Outcome, w.Reasons = "", []fetch.Reason{fetch.KeepaliveLimitExceeded}
		case !request.API.ShowsOutcome():
			within := soon
			if !isUnannounced(from, request) {
				within = ctx // the page has not waited
			}
			t.judgeUntold(within, w, i, from, request)
		case w.Outcome == fetch.Allow:
			if request.API.StartsWorker() {
				t.evidence.forsake(i) // it runs, and DevTools sometimes never tells that its script is there
			}
		case !request.API.ShowsResponse():
			found := t.find(soon, i, arrived, request)
			reasons := found.ofInitiator(request)
			if found.weight == none && isUnresolvable(from, request) {
				reasons = silence(from, request)
			}
			found.complete(w, reasons...)
		default:
			found := t.find(soon, i, load, request)
			reasons := found.reasons()
			switch {
			case found.weight == none:
				if reasons = silence(from, request); len(reasons) > 0 {
					t.evidence.forsake(i)
				}
			case found.reason == "" && hasOtherScheme(request.URL):
				reasons = []fetch.Reason{fetch.CorsDisabledScheme}
			case found.reason == "" && found.text == aborted:
				// Nobody gave it up: the browser lost it.
				reasons = []fetch.Reason{fetch.NetworkError}
			case t.controller != nil && found.text == "net::ERR_FAILED" && found.weight != cors && request.Redirect != fetch.RedirectError && isStream(request.Body):
				// So it says of a redirect that a service worker answers with.
				reasons = []fetch.Reason{fetch.RedirectNeedsBodyReplay}
			}
			found.complete(w, reasons...)
		}
	}
	return list
}

// judgeUntold completes the witness of a request of whose end its page is not told.
func (t *tab) judgeUntold(ctx context.Context, w *harness.Witness, job int, from fetch.Page, r fetch.Request) {
	var found finding
	if r.API.Navigates() {
		found = t.findDocument(ctx, job)
	} else {
		found = t.find(ctx, job, arrived, r)
	}
	reasons := found.reasons()
	switch {
	case r.API.Navigates() && (found.text == aborted || found.reason.IsTransport()) && t.evidence.hasDocument(job):
		// The answer was no document, as it has no content or is saved as a file; or the
		// document is shown, and its end is missing.
		found.weight, reasons = arrived, nil
	case r.API.Navigates() && found.text == aborted:
		// A redirect leads to what another program would open, and none may be asked.
		reasons = []fetch.Reason{fetch.UnknownURLScheme}
	case found.text == consoleUserinfo:
		reasons = []fetch.Reason{fetch.DisallowedByMode, fetch.RedirectDisallowedByMode}
	case found.weight == none:
		reasons = silence(from, r)
	case found.weight > arrived && found.reason == "" && hasOtherScheme(r.URL):
		reasons = otherSchemeReasons
	}
	found.complete(w, reasons...)
	w.Outcome = fetch.Error
	switch {
	case found.weight == arrived, len(reasons) > 0, found.weight == none && isUnannounced(from, r):
		w.Outcome = "" // that is all there is to know
	case found.weight == none && ctx.Err() != nil:
		w.Reasons = []fetch.Reason{fetch.Timeout} // it has never ended
	}
}

// hearWorker returns when everything that the service worker has to say of answers
// that the page has got by now has been heard.
func (t *tab) hearWorker(ctx context.Context) {
	t.mu.Lock()
	s := t.worker
	t.mu.Unlock()
	if s == nil || t.controller == nil {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, clearLimit)
	defer cancel()
	// Events come before the answer to a command that its thread has to carry out. A
	// worker that is gone has nothing to say.
	_, _ = evaluate(ctx, s, "", "0")
	// The worker's own request may fail because the page has refused the answer, which
	// the page tells.
	_, _ = evaluate(ctx, t.runner, t.script, "0")
}

// find returns the finding for a job, once it has the weight and all is said that is
// said in the same breath, or what there is when ctx is done.
func (t *tab) find(ctx context.Context, job int, least weight, r fetch.Request) finding {
	if isKeptAlive(r) {
		// The browser may go on with it where its page was told that it failed, and say
		// more. Of one that never ends there is what there is. Others have no say here: of
		// the script of a worker that is gone, DevTools may never tell the end.
		_ = t.rest(ctx, job, aliveLimit)
	}
	if r.API == fetch.APIWebSocket {
		return t.waitFor(ctx, job, load)
	}
	if !hasOtherScheme(r.URL) {
		if found := t.waitFor(ctx, job, least); found.weight == arrived {
			return found
		}
		// Why a service worker's answer was refused is told by another process than that
		// the load failed.
		t.hearWorker(ctx)
		return t.evidence.found(job)
	}
	if found := t.waitFor(ctx, job, arrived); found.weight != unknown {
		return found
	}
	// Of another scheme a line of the console says least and comes first. Nobody answers
	// where the page is gone, and there is no more then.
	_, _ = evaluate(ctx, t.runner, t.script, "0")
	return t.evidence.found(job)
}

// waitFor returns the finding for a job once it has the weight, or what there is
// when ctx is done.
func (t *tab) waitFor(ctx context.Context, job int, least weight) finding {
	for {
		if found := t.evidence.found(job); found.weight >= least {
			return found
		}
		select {
		case <-t.evidence.more:
		case <-ctx.Done():
			return t.evidence.found(job)
		}
	}
}

// reasons returns the reason found, if one was.
func (f finding) reasons() []fetch.Reason {
	if f.reason == "" {
		return nil
	}
	return []fetch.Reason{f.reason}
}

// complete adds the finding, and the reasons it comes to, to what the page says.
func (f finding) complete(w *harness.Witness, reasons ...fetch.Reason) {
	if f.raw != "" {
		w.Raw = strings.Join([]string{w.Raw, f.raw}, "; ")
	}
	if len(reasons) == 0 {
		return
	}
	w.Reasons, w.Param = reasons, f.parameter
	if reasons[0].IsTransport() {
		w.Outcome = fetch.Error
	}
}
