package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	cdplog "github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/corslab/corslab/playground"
)

// serveHere runs `corslab serve` on a free port and returns its address.
func serveHere(t *testing.T) string {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	out, in := io.Pipe()
	done := make(chan int)
	var stderr bytes.Buffer
	go func() {
		code := run(ctx, []string{"serve", "--listen", "127.0.0.1:0"}, strings.NewReader(""), in, &stderr)
		in.Close()
		done <- code
	}()
	t.Cleanup(func() {
		stop()
		if code := <-done; code != exitInterrupted {
			t.Errorf("serve ended with %d: %s", code, &stderr)
		}
	})
	line := make([]byte, 200)
	n, err := out.Read(line)
	if err != nil {
		t.Fatalf("serve said no address: %v", err)
	}
	go io.Copy(io.Discard, out)
	return strings.TrimSpace(string(line[:n]))
}

// A person drives a page as one would.
type person struct {
	t   *testing.T
	ctx context.Context

	mu         sync.Mutex
	complaints []string // of the browser's console
}

// newPerson opens a browser.
func newPerson(t *testing.T) *person {
	t.Helper()
	path, err := browserPath()
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.WindowSize(1400, 1000))
	allocator, stop := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(stop)
	ctx, stop := chromedp.NewContext(allocator)
	t.Cleanup(stop)
	ctx, stop = context.WithTimeout(ctx, 3*time.Minute)
	t.Cleanup(stop)
	p := &person{t: t, ctx: ctx}
	if err := chromedp.Listen(ctx, p.hear); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		for _, c := range p.complaints {
			t.Errorf("the console says: %s", c)
		}
	})
	return p
}

// hear notes what the page's console says of the page itself. What it says of the
// requests that are made to prove something is no complaint.
func (p *person) hear(event any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		p.complaints = append(p.complaints, e.ExceptionDetails.Text)
	case *cdplog.EventEntryAdded:
		if e.Entry.Level == cdplog.EntryLevelError && !strings.Contains(e.Entry.URL, ".localhost:") && !strings.Contains(e.Entry.Text, ".localhost:") {
			p.complaints = append(p.complaints, e.Entry.Text)
		}
	}
}

func (p *person) does(what string, actions ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	if err := chromedp.Do(p.ctx, actions...); err != nil {
		p.t.Fatalf("%s: %v\n%s", what, err, p.page())
	}
}

// page returns what is to be seen, for a failure.
func (p *person) page() string {
	text, _ := chromedp.Run(p.ctx, chromedp.Evaluate[string](`location.href + "\n" + document.querySelector("main").innerText`))
	return text
}

// evaluated returns the value of an expression.
func evaluated[T any](p *person, expression string) T {
	p.t.Helper()
	value, err := chromedp.Run(p.ctx, chromedp.Evaluate[T](expression))
	if err != nil {
		p.t.Fatalf("%s: %v\n%s", expression, err, p.page())
	}
	return value
}

// evaluatedLater returns what a promise comes to.
func evaluatedLater[T any](p *person, expression string) T {
	p.t.Helper()
	value, err := chromedp.Run(p.ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		p.t.Fatalf("%s: %v", expression, err)
	}
	return value
}

// sees waits until an element shows a text. It looks again and again by itself: what
// chromedp has for that is made in the page, whose policy forbids it.
func (p *person) sees(selector, text string) {
	p.t.Helper()
	look := fmt.Sprintf(`[...document.querySelectorAll(%q)].some((e) => e.checkVisibility() && e.innerText.includes(%q))`, selector, text)
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if found, err := chromedp.Run(p.ctx, chromedp.Evaluate[bool](look)); err == nil && found {
			return
		}
	}
	p.t.Fatalf("there is no %q in %s\n%s", text, selector, p.page())
}

// opens goes to an address of the page and waits until it is ready.
func (p *person) opens(address string) {
	p.t.Helper()
	p.does("opening "+address, chromedp.Navigate(address), chromedp.WaitReady(chromedp.CSS(`html[data-ready]`)))
}

// types puts text in place of what a field holds, key by key.
func (p *person) types(selector, text string) {
	p.t.Helper()
	field := chromedp.CSS(selector)
	p.does("typing into "+selector, chromedp.Focus(field))
	evaluated[bool](p, fmt.Sprintf(`(document.querySelector(%q).select(), true)`, selector))
	p.does("typing into "+selector, chromedp.KeyEvent(kb.Backspace), chromedp.SendKeys(field, text))
}

func (p *person) clicks(selector string) {
	p.t.Helper()
	evaluated[bool](p, fmt.Sprintf(`(document.querySelector(%q).scrollIntoView({block: 'center', behavior: 'instant'}), true)`, selector))
	p.does("clicking "+selector, chromedp.Click(chromedp.CSS(selector)))
}

const (
	preflightHeaders = `[data-field="servers.0.preflight.headers"]`
	actualHeaders    = `[data-field="servers.0.actual.headers"]`
)

func TestServe(t *testing.T) {
	if testing.Short() {
		t.Skip("it opens a browser")
	}
	address := serveHere(t)
	p := newPerson(t)
	p.opens(address)

	t.Run("a change of a header changes the verdict", func(t *testing.T) {
		p := &person{t: t, ctx: p.ctx}
		p.sees("#verdict", "HeaderDisallowedByPreflightResponse")
		p.sees(".lights", "there is no Access-Control-Allow-Headers")
		p.types(preflightHeaders, "Access-Control-Allow-Origin: *\nAccess-Control-Allow-Headers: content-type")
		p.sees("#verdict", "MethodDisallowedByPreflightResponse")
		p.types(`[data-field="request.method"]`, "POST")
		p.sees("#sentence", "Yes")
		p.sees(".diagram", "POST /items")
		lit := evaluated[string](p, `document.querySelector('[data-field="servers.0.preflight.headers"]').parentElement.querySelector('.lit-pass').textContent`)
		if lit != "Access-Control-Allow-Origin: *" {
			t.Errorf("the line %q is lit up", lit)
		}
		p.types(actualHeaders, "Access-Control-Allow-Origin: https://other.example")
		p.sees("#verdict", "AllowOriginMismatch")
	})
	t.Run("the fix can be applied", func(t *testing.T) {
		p := &person{t: t, ctx: p.ctx}
		p.clicks("#reset")
		p.sees("#verdict", "HeaderDisallowedByPreflightResponse")
		p.sees(".fix", "Access-Control-Allow-Headers: content-type")
		p.clicks("#apply-fix")
		p.sees("#sentence", "Yes")
	})
	t.Run("a policy is mended in its text", func(t *testing.T) {
		p := &person{t: t, ctx: p.ctx}
		p.clicks("#reset")
		p.clicks(`[data-source="policy"]`)
		evaluated[bool](p, `(() => { const e = document.querySelector('.example'); e.value = '0'; return e.dispatchEvent(new Event('change', {bubbles: true})); })()`)
		p.sees("#verdict", "PreflightMissingAllowOriginHeader")
		p.sees(".lights", "does not allow content-type")
		p.clicks("#apply-fix")
		p.sees("#sentence", "Yes")
		policy := evaluated[string](p, `document.querySelector('[data-field="servers.0.policy"]').value`)
		if !strings.Contains(policy, `"AllowedHeaders": ["content-type"]`) {
			t.Errorf("the policy is now %s", policy)
		}
		p.types(`[data-field="servers.0.policy"]`, "[{")
		p.sees("#problems", "line 1")
	})
	t.Run("a link holds it all", func(t *testing.T) {
		p := &person{t: t, ctx: p.ctx}
		p.clicks("#reset")
		p.types(`[data-field="request.url"]`, "https://shared.example.org/7")
		p.sees("#verdict", "https://shared.example.org/7")
		before := ""
		for link := "#"; link != before; { // the address follows the verdict
			before = link
			time.Sleep(200 * time.Millisecond)
			link = evaluated[string](p, `location.href`)
		}
		link := before
		ctx, stop := chromedp.NewContext(p.ctx)
		defer stop()
		other := &person{t: t, ctx: ctx}
		other.opens(link)
		other.sees("#verdict", "https://shared.example.org/7")
	})
	t.Run("a lesson asks before it answers", func(t *testing.T) {
		p := &person{t: t, ctx: p.ctx}
		p.opens(address + "#/lessons")
		p.sees("main", "What is an origin?")
		p.clicks(`a[href="#/lesson/origin"]`)
		p.sees("h1", "What is an origin?")
		p.clicks(`input[name="choice-1"][value="1"]`)
		p.clicks(`.question-form button`)
		p.sees(".answer-box", "Right.")
		p.sees(".answer-box .diagram", "GET /prices")
		p.opens(address + "#/lessons")
		p.sees("#score", "1 right of 1")
	})
	t.Run("a reason has an example", func(t *testing.T) {
		p := &person{t: t, ctx: p.ctx}
		p.opens(address + "#/reason/WildcardOriginNotAllowed")
		p.sees("main", "What usually causes it")
		p.sees(".panel .diagram", "Access-Control-Allow-Origin: *")
		p.clicks(`.panel a[href^="#/play/"]`)
		p.sees("#verdict", "WildcardOriginNotAllowed")
	})
	t.Run("it is proved in this very browser", func(t *testing.T) {
		p := &person{t: t, ctx: p.ctx}
		p.clicks("#reset")
		p.sees("#verdict", "HeaderDisallowedByPreflightResponse")
		p.clicks("#prove-browser")
		p.sees(".proof", "It agrees.")
		p.sees(".proof", ".localhost:")
		p.clicks("#apply-fix")
		p.sees("#sentence", "Yes")
		p.clicks("#prove-browser")
		p.sees(".proof", "It agrees.")
		p.sees(".proof", "PUT https://api.example.net/items: 200")
	})
	t.Run("it is proved in headless Chromium", func(t *testing.T) {
		p := &person{t: t, ctx: p.ctx}
		p.clicks("#prove-headless")
		p.sees(".proof", "Headless Chromium")
		p.sees(".proof", "It agrees.")
	})
}

// TestEveryExampleIsProved has this browser make the request of every lesson and example
// that it can, from the page, and wants it to do what is predicted.
func TestEveryExampleIsProved(t *testing.T) {
	if testing.Short() {
		t.Skip("it opens a browser")
	}
	address := serveHere(t)
	p := newPerson(t)
	p.opens(address)
	agreed, refused := 0, map[string]int{}
	for _, s := range examplesOf(t) {
		proof := evaluatedLater[struct {
			Refused string
			Rows    []struct {
				Field, Predicted, Observed string
				Differs                    bool
			}
		}](p, `import('./prove.js').then((m) => m.inBrowser(document.querySelector('.proof'), `+s.state+`))`)
		switch {
		case proof.Refused != "":
			refused[proof.Refused]++
		case len(proof.Rows) == 0:
			t.Errorf("%s: nothing was seen", s.name)
		default:
			agreed++
		}
		for _, row := range proof.Rows {
			if row.Differs {
				t.Errorf("%s: %s is %q, predicted is %q", s.name, row.Field, row.Observed, row.Predicted)
			}
		}
	}
	if agreed < 50 {
		t.Errorf("only %d were shown", agreed)
	}
	t.Logf("%d agree; not shown: %v", agreed, refused)
}

// An example is a state of the playground, as JSON.
type example struct{ name, state string }

// examplesOf returns the states of every lesson and reason.
func examplesOf(t *testing.T) (all []example) {
	t.Helper()
	call := func(op, text string, into any) {
		input, err := json.Marshal(map[string]string{"op": op, "text": text})
		if err == nil {
			err = json.Unmarshal(playground.Call(input), into)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	var lessons []struct{ Name string }
	call("lessons", "", &lessons)
	for _, l := range lessons {
		var lesson struct{ Questions []struct{ State json.RawMessage } }
		call("lesson", l.Name, &lesson)
		for i, q := range lesson.Questions {
			all = append(all, example{fmt.Sprintf("lesson %s, question %d", l.Name, i+1), string(q.State)})
		}
	}
	var reasons []struct{ Reason string }
	call("reasons", "", &reasons)
	for _, r := range reasons {
		var page struct{ Example json.RawMessage }
		call("reason", r.Reason, &page)
		if page.Example != nil {
			all = append(all, example{"reason " + r.Reason, string(page.Example)})
		}
	}
	return all
}

// TestServeFitsAPhone wants every page to be as wide as the screen, and keeps pictures of
// them where CORSLAB_PICTURES names a folder.
func TestServeFitsAPhone(t *testing.T) {
	if testing.Short() {
		t.Skip("it opens a browser")
	}
	address := serveHere(t)
	p := newPerson(t)
	p.does("taking a phone", chromedp.EmulateViewport(390, 844))
	for i, page := range []string{"#/play", "#/lessons", "#/lesson/api-gateway", "#/reasons", "#/reason/PreflightMultipleAllowOriginValues"} {
		p.does("leaving", chromedp.Navigate("about:blank"))
		p.opens(address + page)
		if page == "#/lesson/api-gateway" {
			p.clicks(`input[name="choice-1"][value="1"]`)
			p.clicks(`.question-form button`)
			p.sees(".answer-box .diagram", "OPTIONS")
		}
		if width := evaluated[int](p, `document.documentElement.scrollWidth`); width > 390 {
			t.Errorf("%s is %d pixels wide", page, width)
		}
		if folder := os.Getenv("CORSLAB_PICTURES"); folder != "" {
			picture, err := chromedp.Run(p.ctx, chromedp.FullScreenshot(100))
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(fmt.Sprintf("%s/phone-%d.png", folder, i+1), picture, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// TestServeIsQuick measures what a person waits for.
func TestServeIsQuick(t *testing.T) {
	if testing.Short() {
		t.Skip("it opens a browser")
	}
	address := serveHere(t)
	p := newPerson(t)
	p.opens(address)
	p.sees("#verdict", "No")
	paint := evaluated[float64](p, `performance.getEntriesByName('first-contentful-paint')[0].startTime`)
	p.clicks(actualHeaders)
	for range 30 { // at the speed of a person, not of a program
		p.does("typing", chromedp.KeyEvent("x"))
		time.Sleep(100 * time.Millisecond)
	}
	times := evaluated[[]float64](p, `performance.getEntriesByName('keystroke to verdict').map((m) => m.duration).sort((a, b) => a - b)`)
	if len(times) < 5 {
		t.Fatalf("only %d verdicts were measured", len(times))
	}
	median, slowest := times[len(times)/2], times[len(times)-1]
	t.Logf("first paint %.0f ms; keystroke to verdict: median %.1f ms, slowest of %d %.1f ms", paint, median, len(times), slowest)
	// The machine of a test is not idle, so only what is far off fails.
	if paint > 1000 || median > 50 {
		t.Errorf("first paint after %.0f ms and a verdict after %.1f ms are too slow", paint, median)
	}
}
