package main

import (
	"context"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// TestServeIsAccessible has axe-core look at every kind of page. make axe brings it.
func TestServeIsAccessible(t *testing.T) {
	script := os.Getenv("CORSLAB_AXE")
	if script == "" {
		t.Skip("CORSLAB_AXE does not name axe.min.js; make axe does")
	}
	axe, err := os.ReadFile(script)
	if err != nil {
		t.Fatal(err)
	}
	address, p := serveHere(t), newPerson(t, browserHere(t))
	for _, theme := range []string{"light", "dark"} {
		for _, view := range []struct {
			name          string
			width, height int64
		}{{"desktop", 1400, 1000}, {"phone", 390, 844}} {
			for _, page := range []string{"#/play", "#/lessons", "#/lesson/credentials", "#/reasons", "#/reason/AllowOriginMismatch"} {
				p.does("changing the view", chromedp.EmulateViewport(view.width, view.height), chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
					_, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
						Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: theme}},
					})
					return err
				}))
				p.does("leaving", chromedp.Navigate("about:blank"))
				p.opens(address + page)
				if page == "#/lesson/credentials" {
					p.clicks(`input[name="choice-2"][value="0"]`)
					p.clicks(`.question-panel:nth-of-type(2) button`)
					p.sees(".answer-box", "Not so.")
				}
				where := strings.Join([]string{page, view.name, theme}, ", ")
				for _, finding := range findingsOf(p, string(axe)) {
					t.Errorf("%s: %s", where, finding)
				}
			}
		}
	}
}

// findingsOf returns what axe-core finds serious.
func findingsOf(p *person, axe string) []string {
	p.t.Helper()
	if _, err := chromedp.Run(p.ctx, chromedp.Evaluate[bool](axe+"; true")); err != nil {
		p.t.Fatal(err)
	}
	found, err := chromedp.Run(p.ctx, chromedp.Evaluate[[]string](
		`axe.run().then((r) => r.violations.flatMap((v) => ['serious', 'critical'].includes(v.impact)
			? v.nodes.map((n) => v.id + ': ' + n.target + ' ' + n.failureSummary) : []))`, chromedp.EvalAwaitPromise))
	if err != nil {
		p.t.Fatal(err)
	}
	return found
}
