package chromium

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/harness"
)

// prepare seeds the cookies of the batch and brings its page into the tab, unless
// it is there.
func (t *tab) prepare(ctx context.Context, batch harness.Batch) error {
	key := fmt.Sprintf("%s %s %q %p", batch.Page.URL, batch.Page.As, batch.Page.Headers, batch.Page.ServiceWorker)
	if t.loaded == key && len(batch.Seeds) == 0 {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, loadLimit)
	defer cancel()
	t.evidence.begin(0, question{}, nil, false)
	if batch.Load != nil {
		batch.Load(true)
		defer batch.Load(false)
	}
	for _, url := range batch.Seeds {
		if err := t.visit(ctx, url); err != nil {
			return err
		}
	}
	if t.loaded == key {
		return nil
	}
	t.loaded = ""
	if err := t.load(ctx, batch); err != nil {
		return err
	}
	t.loaded = key
	return nil
}

// load opens the batch's page.
func (t *tab) load(ctx context.Context, batch harness.Batch) error {
	t.mu.Lock()
	clear(t.children)
	t.frame, t.isLoaded = "", false
	t.mu.Unlock()
	t.controller = batch.Page.ServiceWorker
	url := batch.Page.URL
	if batch.Page.As == fetch.PageFile {
		url = t.file
	}
	failed, err := t.navigate(ctx, url)
	if err != nil {
		return err
	}
	if failed != "" {
		return &harness.PageError{URL: batch.Page.URL, Text: failed}
	}
	if isWorker(batch.Page.As) {
		url = batch.Worker
	}
	if err := t.complete(ctx, batch, url); err != nil {
		return err
	}
	if err := t.findRunner(ctx, batch.Page); err != nil {
		return err
	}
	t.mu.Lock()
	t.isLoaded = true
	t.mu.Unlock()
	return nil
}

// noContent is what Chromium says of a navigation that was answered with 204.
// The open document stays, which makes a visit some ten times cheaper than a page,
// if it begins at the site of that document: see harness.NewVenue.
const noContent = aborted

// visit has a URL requested as a page would be, for the cookies it sets.
func (t *tab) visit(ctx context.Context, url string) error {
	failed, err := t.navigate(ctx, url)
	if err == nil && failed != noContent {
		err = &harness.PageError{URL: url, Text: "it should answer without content, but " + cmp.Or(failed, "a page was loaded")}
	}
	return err
}

// navigate returns when the document has taken the place of the one before, or
// with what the browser says when it has not.
func (t *tab) navigate(ctx context.Context, url string) (failed string, err error) {
	done, err := do(ctx, t.page, page.Navigate, page.NavigateParams{URL: url})
	if err == nil && done.LoaderID == "" && done.ErrorText == "" {
		// To a URL with a fragment the document there has only scrolled.
		if _, err = do(ctx, t.page, page.Navigate, page.NavigateParams{URL: "about:blank"}); err != nil {
			return "", err
		}
		done, err = do(ctx, t.page, page.Navigate, page.NavigateParams{URL: url})
	}
	return done.ErrorText, err
}

// complete runs page.js in the top-level document.
func (t *tab) complete(ctx context.Context, batch harness.Batch, url string) error {
	arguments, err := json.Marshal([]any{batch.Page.As, url, batch.ServiceWorker})
	if err != nil {
		return err
	}
	_, err = evaluate(ctx, t.page, "", pageScript+"(..."+string(arguments)+")")
	if thrown := (*thrownError)(nil); errors.As(err, &thrown) {
		return &harness.PageError{URL: batch.Page.URL, Text: thrown.text}
	}
	return err
}

func isWorker(kind fetch.PageKind) bool {
	return kind == fetch.PageWorker || kind == fetch.PageSharedWorker || kind == fetch.PageDataWorker
}

// findRunner finds where scripts of the page's kind run: the page's session,
// that of a worker or of a frame in another process, or a script context of the
// page's session for a frame in the same process.
func (t *tab) findRunner(ctx context.Context, p fetch.Page) error {
	t.script = ""
	kind := "iframe"
	switch p.As {
	case "", fetch.PageWindow, fetch.PageFile:
		t.runner = t.page
		return nil
	case fetch.PageWorker, fetch.PageDataWorker:
		kind = "worker"
	case fetch.PageSharedWorker:
		kind = "shared_worker"
	}
	t.mu.Lock()
	t.runner = t.children[kind]
	t.mu.Unlock()
	if t.runner != nil {
		return nil
	}
	if isWorker(p.As) {
		return &harness.PageError{URL: p.URL, Text: "DevTools reported no " + kind}
	}
	// Contexts that exist are announced before the answer.
	if _, err := do(ctx, t.page, runtime.Enable, cdp.Empty{}); err != nil {
		return err
	}
	send(t.page, runtime.Disable, cdp.Empty{})
	t.mu.Lock()
	defer t.mu.Unlock()
	t.runner, t.script = t.page, t.frame
	if t.script == "" {
		return &harness.PageError{URL: p.URL, Text: "DevTools reported no frame"}
	}
	return nil
}
