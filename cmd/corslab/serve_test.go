package main

import (
	"bytes"
	"context"
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

// browserHere starts a browser.
func browserHere(t *testing.T) context.Context {
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
	if err := chromedp.Do(ctx, chromedp.Navigate("about:blank")); err != nil {
		t.Fatal(err)
	}
	return ctx
}

// newPerson opens a tab of a browser.
func newPerson(t *testing.T, browser context.Context) *person {
	t.Helper()
	ctx, stop := chromedp.NewContext(browser)
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
	p.seesWithin(patience, selector, text)
}

func (p *person) seesWithin(limit time.Duration, selector, text string) {
	p.t.Helper()
	look := fmt.Sprintf(`[...document.querySelectorAll(%q)].some((e) => e.checkVisibility() && e.innerText.includes(%q))`, selector, text)
	for end := time.Now().Add(limit); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
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
