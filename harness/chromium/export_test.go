package chromium

import (
	"context"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
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
