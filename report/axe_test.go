package report_test

import (
	"context"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"github.com/corslab/corslab/scenarios"
)

// TestReportIsAccessible has axe-core look for what keeps somebody out, in light
// and dark, wide and narrow. axe-core is not ours: `make axe` fetches it and says
// in CORSLAB_AXE where it is.
func TestReportIsAccessible(t *testing.T) {
	file := os.Getenv("CORSLAB_AXE")
	if file == "" {
		t.Skip("CORSLAB_AXE does not say where axe.min.js is; run make axe")
	}
	axe, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	suites, err := scenarios.Load(scenarios.Catalogue(), "s3/restricted.yaml", "engines/redirect-chains.yaml")
	if err != nil {
		t.Fatal(err)
	}
	page := predicted(t, append(loaded(t, failing), suites...))
	for _, width := range []int64{1280, 390} {
		r := read(t, page, width)
		for _, scheme := range []string{"light", "dark"} {
			r.do(prefers(scheme))
			for view, ready := range map[string]string{
				"": `document.querySelectorAll(".rows li").length > 5`,
				"#case=demo%2Ffailing%5Bmethod%3DPATCH%2Cheaders%3Dnone%5D":             `document.querySelector(".deciding") !== null`,
				"#case=engines%2Fredirect-chains%5Burl%3Da-b-b%2Ccredentials%3Domit%5D": `document.querySelectorAll(".lane").length === 4`,
				"#view=matrix": `document.querySelector(".grid") !== null`,
			} {
				r.do(chromedp.Navigate("about:blank"), chromedp.Navigate(r.address+view))
				r.wait(ready, "true")
				r.run(`document.querySelectorAll("details").forEach(d => d.open = true)`)
				for _, finding := range r.findings(string(axe)) {
					t.Errorf("%d px, %s, %s: %s", width, scheme, view, finding)
				}
			}
		}
	}
}

// prefers has the browser say that its user wants a light or dark page.
func prefers(scheme string) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
		})
		return err
	})
}

// findings are those of axe-core that it calls serious or critical.
func (r *reader) findings(axe string) []string {
	r.Helper()
	if _, err := chromedp.Run(r.ctx, chromedp.Evaluate[bool](axe+"\n;true")); err != nil {
		r.Fatal(err)
	}
	text, err := chromedp.Run(r.ctx, chromedp.Evaluate[string](`axe.run().then(found => found.violations
		.filter(v => v.impact === "serious" || v.impact === "critical")
		.flatMap(v => v.nodes.map(n => v.id + ": " + v.help + ": " + n.target.join(" ") + ": " + (n.failureSummary || "").replace(/\s+/g, " ")))
		.join("\n"))`, chromedp.EvalAwaitPromise))
	if err != nil {
		r.Fatal(err)
	}
	if text == "" {
		return nil
	}
	return strings.Split(text, "\n")
}
