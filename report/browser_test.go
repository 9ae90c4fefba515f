package report_test

import (
	"bufio"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	cdpruntime "github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/harness"
	"github.com/corslab/corslab/harness/chromium"
	"github.com/corslab/corslab/report"
	"github.com/corslab/corslab/scenarios"
)

// A reader is a tab in which somebody reads a report. Whatever goes wrong in the
// page fails the test.
type reader struct {
	testing.TB
	ctx     context.Context
	address string // of the report, without a fragment
}

// read opens a report in a real browser, in a window of that width.
func read(t testing.TB, file string, width int64) *reader {
	t.Helper()
	if testing.Short() {
		t.Skip("a real browser takes its time")
	}
	path, err := chromium.Find()
	if err != nil {
		if notFound := (*chromium.NotFoundError)(nil); errors.As(err, &notFound) && os.Getenv("CI") == "" {
			t.Skip(err)
		}
		t.Fatal(err)
	}
	allocator, stop := chromedp.NewExecAllocator(t.Context(),
		chromedp.ExecPath(path), chromedp.Flag("headless", true), chromedp.Flag("disable-gpu", true), chromedp.WindowSize(int(width), 900))
	t.Cleanup(stop)
	ctx, cancel := chromedp.NewContext(allocator)
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatal(err)
	}
	if err := chromedp.Listen(ctx, func(event any) {
		if e, ok := event.(*cdpruntime.EventExceptionThrown); ok {
			t.Errorf("the page throws %+v", e.ExceptionDetails)
		}
	}); err != nil {
		t.Fatal(err)
	}
	ctx, cancelTime := context.WithTimeout(ctx, 5*time.Minute)
	t.Cleanup(cancelTime)
	r := &reader{TB: t, ctx: ctx, address: "file://" + file}
	r.do(chromedp.EmulateViewport(width, 900), chromedp.Navigate(r.address))
	return r
}

func (r *reader) do(steps ...chromedp.Action[chromedp.Void]) {
	r.Helper()
	if err := chromedp.Do(r.ctx, steps...); err != nil {
		r.Fatal(err)
	}
}

func (r *reader) click(selector string) { r.Helper(); r.do(chromedp.Click(chromedp.CSS(selector))) }

// run has the page run a statement.
func (r *reader) run(statement string) {
	r.Helper()
	r.ask("(() => {" + statement + "})()")
}

// ask returns what an expression comes to in the page.
func (r *reader) ask(expression string) string {
	r.Helper()
	text, err := chromedp.Run(r.ctx, chromedp.Evaluate[string]("String("+expression+")"))
	if err != nil {
		r.Fatal(err)
	}
	return text
}

// wait waits until an expression comes to what is wanted. The machine may have
// other things to do: what takes moments may take much longer.
func (r *reader) wait(expression, want string) {
	r.Helper()
	var got string
	for end := time.Now().Add(time.Minute); time.Now().Before(end); {
		if got = r.ask(expression); got == want {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	r.Fatalf("%s is %q, want %q", expression, got, want)
}

const (
	found    = `document.querySelector(".found").textContent`
	caseName = `document.querySelector("#case-name")?.lastChild.data.trim()`
	focused  = `document.activeElement.textContent`
)

// predicted writes the report of scenarios as they are predicted.
func predicted(t testing.TB, suites []*scenarios.Suite) (file string) {
	t.Helper()
	profile, _ := fetch.ProfileNamed("chromium")
	file = filepath.Join(t.TempDir(), "index.html")
	f, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	buffer := bufio.NewWriter(f)
	w, err := report.New("html", buffer, report.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var summary report.Summary
	for result, err := range harness.Predict(t.Context(), harness.Config{Suites: suites, Profile: profile}) {
		if err != nil {
			t.Fatal(err)
		}
		summary.Add(result)
		if err := w.Write(result); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(w.Close(summary), buffer.Flush()); err != nil {
		t.Fatal(err)
	}
	return file
}

func loaded(t testing.TB, text string) []*scenarios.Suite {
	t.Helper()
	suites, err := scenarios.Load(fstest.MapFS{"s.yaml": {Data: []byte(text)}}, "s.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return suites
}

// failing has 6 cases of which 5 do not do what is expected; one value of an axis
// is hostile.
const failing = `
suite: demo/failing
title: Deliberate failures
why: "<script>document.title='broken into'</script>"
spec: [cors-check]
labels: [demo]
page: https://www.example.com
servers:
  - at: https://api.example.net
    routes:
      - path: /a
        preflight: {status: 204, headers: ["Access-Control-Allow-Origin: https://www.example.com"]}
        actual: {headers: ["Access-Control-Allow-Origin: https://www.example.com"], body: "</script><img src=x onerror=alert(1)>"}
request: {url: https://api.example.net/a}
axes:
  method: [GET, PUT, PATCH]
  headers: {none: [], "<b>\u202e": ["X-A: </script><script>alert(1)</script>"]}
expect:
  - then: {outcome: allow}
`

// TestReportIsUsed goes through a report as somebody does whose run has failed.
func TestReportIsUsed(t *testing.T) {
	r := read(t, predicted(t, loaded(t, failing)), 1280)
	r.wait(found, "6 results")
	if got := r.ask(`document.querySelector("h1").textContent`); !strings.Contains(got, "5 of 6 results did not go well") {
		t.Errorf("the headline is %q", got)
	}
	// What failed is open; a click tells the story.
	r.click(`.rows li:nth-child(3) a`)
	r.wait(`document.querySelector(".question") !== null`, "true")
	r.wait(caseName, `demo/failing[method=GET,headers=<b>\u{202e}]`)
	if got := r.ask(`document.querySelector(".verdict").textContent`); got != "No: the answer to the preflight does not list a header of the request. Only the preflight is sent, not the GET." {
		t.Errorf("the verdict is %q", got)
	}
	if got := r.ask(`document.querySelector("tr.differs").textContent`); !strings.Contains(got, "outcomeallow") && !strings.Contains(got, "deny") {
		t.Errorf("the marked difference is %q", got)
	}
	if got := r.ask(`[...document.querySelectorAll(".events li")].map(e => e.className).join(" ")`); got != "call request answer stopped note stopped result stopped" {
		t.Errorf("the diagram has %q", got)
	}
	if got := r.ask(`document.querySelector(".decisions .deciding a").href`); got != "https://fetch.spec.whatwg.org/#cors-preflight-fetch" {
		t.Errorf("the deciding section is at %q", got)
	}
	if got := r.ask(`document.title`); strings.Contains(got, "broken") || r.ask(`document.querySelectorAll("main b:not(.lane b):not(.suite b):not(pre b), main img").length`) != "0" {
		t.Error("text of the scenario became markup")
	}
	// The scenario stands where it is written.
	r.do(chromedp.Click(`//summary[contains(., "Scenario")]`))
	r.wait(`document.querySelector(".source .here")?.textContent.trim()`, "request: {url: https://api.example.net/a}")
	// Filters narrow the list, and are in the address.
	r.run(`const s = document.querySelector("#f-status"); s.value = "pass"; s.dispatchEvent(new Event("change"))`)
	r.wait(found, "1 of 6 results")
	r.wait(`location.hash`, "#status=pass")
	r.click(".clear")
	r.wait(found, "6 results")
	r.do(chromedp.SendKeys(chromedp.ID("q"), "patch"))
	r.wait(found, "2 of 6 results")
	// The matrix has a row for each method; a cell leads to its case.
	r.click(".clear")
	r.do(chromedp.Click(`//nav[@aria-label="view"]/a[text()="matrix"]`))
	r.wait(`document.querySelectorAll(".grid tbody tr").length`, "3")
	r.wait(`[...document.querySelectorAll(".grid tbody .cell")].map(e => e.textContent).join("")`, "✓✗✗✗✗✗")
	r.click(".grid tbody tr:nth-child(3) .cell")
	r.wait(caseName, "demo/failing[method=PATCH,headers=none]")
	// An axis moves from the rows to the columns.
	r.do(chromedp.Navigate(r.address+"#view=matrix"), chromedp.Click(`//label[contains(., "method")]/input`))
	r.wait(`document.querySelectorAll(".grid tbody tr").length`, "1")
}

// TestReportByKeyboard never touches the mouse.
func TestReportByKeyboard(t *testing.T) {
	r := read(t, predicted(t, loaded(t, failing)), 1280)
	r.wait(found, "6 results")
	r.do(chromedp.KeyEvent("/"))
	r.wait(`document.activeElement.id`, "q")
	// DevTools types the character also where the page has prevented it.
	r.do(chromedp.KeyEvent(kb.Backspace), chromedp.KeyEvent("put"))
	r.wait(found, "2 of 6 results")
	r.do(chromedp.KeyEvent(kb.ArrowDown))
	r.wait(focused+`.includes("demo/failing")`, "true")
	r.do(chromedp.KeyEvent(kb.ArrowDown), chromedp.KeyEvent(kb.ArrowDown), chromedp.KeyEvent(kb.Enter))
	r.wait(caseName, `demo/failing[method=PUT,headers=<b>\u{202e}]`)
	r.wait(`document.activeElement.id`, "case-name")
	r.do(chromedp.KeyEvent(kb.Escape))
	r.wait(`document.querySelector("#case-name") === null`, "true")
	// A suite is closed and opened by the arrow keys.
	r.do(chromedp.Focus(chromedp.CSS(".suite button")), chromedp.KeyEvent(kb.ArrowLeft))
	r.wait(`document.querySelectorAll(".rows .result").length`, "0")
	r.do(chromedp.KeyEvent(kb.ArrowRight))
	r.wait(`document.querySelectorAll(".rows .result").length`, "2")
}

// TestReportIsLinked opens a case from a link, on a phone.
func TestReportIsLinked(t *testing.T) {
	r := read(t, predicted(t, loaded(t, failing)), 390)
	r.do(chromedp.Navigate(r.address + "#case=demo%2Ffailing%5Bmethod%3DPATCH%2Cheaders%3Dnone%5D"))
	r.wait(caseName, "demo/failing[method=PATCH,headers=none]")
	r.wait(`getComputedStyle(document.querySelector(".list")).display`, "none")
	r.wait(`document.documentElement.scrollWidth <= innerWidth`, "true")
	r.click(".back")
	r.wait(`getComputedStyle(document.querySelector(".list")).display`, "block")
	r.do(chromedp.Navigate(r.address + "#case=no/such"))
	r.wait(`document.querySelector(".message").textContent`, "This report holds no case no/such.")
}

// TestReportOfTheCatalogue opens every hundredth case.
func TestReportOfTheCatalogue(t *testing.T) {
	suites, err := scenarios.Load(scenarios.Catalogue(), ".")
	if err != nil {
		t.Fatal(err)
	}
	r := read(t, predicted(t, suites), 1280)
	r.wait(`document.querySelectorAll(".rows .suite").length > 10`, "true")
	n := 0
	for _, suite := range suites {
		for c := range suite.Cases() {
			if n++; n%100 != 0 {
				continue
			}
			name := c.Steps[0].Name
			r.run(`location.hash = new URLSearchParams({case: ` + quoted(name) + `}).toString()`)
			r.wait(caseName, name)
			r.wait(`document.querySelectorAll(".events li").length > 0`, "true")
		}
	}
}

func quoted(text string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(text) + `"`
}

// TestReportWithoutJavaScript still shows the summary and what failed.
func TestReportWithoutJavaScript(t *testing.T) {
	r := read(t, predicted(t, loaded(t, failing)), 1280)
	r.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
		return err
	}), chromedp.Navigate("about:blank"), chromedp.Navigate(r.address))
	// A failure has no text to be read until it has been laid out, which is when it
	// comes into sight, and not at once.
	for _, want := range []string{
		"5 of 6 results did not go well", "demo/failing[method=PUT,headers=none]", "Predicted: No: the answer to the preflight does not list the method.",
		"│ OPTIONS /a", "With JavaScript this page also lists",
	} {
		r.wait(`document.body.innerText.includes(`+quoted(want)+`)`, "true")
	}
}
