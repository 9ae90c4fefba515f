package chromium

import (
	"context"
	"encoding/json"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/cdproto/target"

	"github.com/corslab/corslab/fetch"
)

// Hang keeps the script of a proxy's tab busy for ever.
func Hang(_ context.Context, b *Browser, proxy string) {
	t := b.allow.process.tabs[proxy]
	send(t.page, runtime.Evaluate, runtime.EvaluateParams{Expression: "for (;;) {}"})
}

// Crash ends the process of a proxy's tab.
func Crash(ctx context.Context, b *Browser, proxy string) {
	t := b.allow.process.tabs[proxy]
	// The answer is the crash.
	_, _ = do(ctx, t.page, page.Crash, cdp.Empty{})
}

// A Bare is a context whose pages nobody listens to: no DevTools domain is
// enabled in them.
type Bare struct {
	process *process
	context cdp.BrowserContextID
}

// OpenBare makes a context, beside those of batches, in which everything goes
// through the proxy.
func OpenBare(ctx context.Context, b *Browser, proxy string) (*Bare, error) {
	p := b.allow.process
	made, err := openContext(ctx, p, proxy)
	return &Bare{process: p, context: made}, err
}

// Open opens a page.
func (b *Bare) Open(ctx context.Context, url string) (*BarePage, error) {
	id, s, err := openPage(ctx, b.process, b.context, nil)
	if err != nil {
		return nil, err
	}
	_, err = do(ctx, s, page.Navigate, page.NavigateParams{URL: url})
	return &BarePage{process: b.process, id: id, session: s}, err
}

// A BarePage is a page of a Bare.
type BarePage struct {
	process *process
	id      target.ID
	session *session
}

// Evaluate returns when the promise of the expression is kept.
func (p *BarePage) Evaluate(ctx context.Context, expression string) error {
	_, err := evaluate(ctx, p.session, "", expression)
	return err
}

// Close closes the page.
func (p *BarePage) Close(ctx context.Context) error {
	_, err := do(ctx, p.process.root, target.CloseTarget, target.CloseTargetParams{TargetID: p.id})
	return err
}

// Arguments is how the driver's script is given requests.
func Arguments(requests []fetch.Request) (string, error) {
	var jobs []job
	for _, r := range requests {
		jobs = append(jobs, newJob(r, time.Minute))
	}
	text, err := json.Marshal(jobs)
	return string(text), err
}
