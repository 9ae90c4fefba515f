package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/corslab/corslab/playground"
)

// testExamples has this browser make the request of every lesson and example
// that it can, from the page, and wants it to do what is predicted.
func testExamples(t *testing.T, address string, browser context.Context) {
	p := newPerson(t, browser)
	p.opens(address)
	agreed, refused := 0, map[string]int{}
	// Several at a time: fewer than the server keeps open.
	for batch := range slices.Chunk(examplesOf(t), 6) {
		states := make([]string, len(batch))
		for i, e := range batch {
			states[i] = e.state
		}
		proofs := evaluatedLater[[]proofSeen](p, `import('./prove.js').then((m) => Promise.all([`+strings.Join(states, ",")+`].map((state) => {
			const box = document.body.appendChild(document.createElement('div'));
			return m.inBrowser(box, state).finally(() => box.remove());
		})))`)
		for i, proof := range proofs {
			switch {
			case proof.Refused != "":
				refused[proof.Refused]++
			case len(proof.Rows) == 0:
				t.Errorf("%s: nothing was seen", batch[i].name)
			default:
				agreed++
			}
			for _, row := range proof.Rows {
				if row.Differs {
					t.Errorf("%s: %s is %q, predicted is %q", batch[i].name, row.Field, row.Observed, row.Predicted)
				}
			}
		}
	}
	if agreed < 50 {
		t.Errorf("only %d were shown", agreed)
	}
	t.Logf("%d agree; not shown: %v", agreed, refused)
}

// A proofSeen is what a proof says.
type proofSeen struct {
	Refused string
	Rows    []struct {
		Field, Predicted, Observed string
		Differs                    bool
	}
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
		var lesson struct {
			Questions []struct{ State json.RawMessage }
		}
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

// testPhone wants every page to be as wide as the screen, and keeps pictures of
// them where CORSLAB_PICTURES names a folder.
func testPhone(t *testing.T, address string, browser context.Context) {
	p := newPerson(t, browser)
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

// testSpeed measures what a person waits for.
func testSpeed(t *testing.T, address string, browser context.Context) {
	p := newPerson(t, browser)
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
	// On an idle machine they are to be below a second and 50 ms. That of a test is not
	// idle, so only what is far off fails.
	if paint > 5000 || median > 250 {
		t.Errorf("first paint after %.0f ms and a verdict after %.1f ms are too slow", paint, median)
	}
}

// TestStaticSite uses what make site makes.
func TestStaticSite(t *testing.T) {
	folder := os.Getenv("CORSLAB_SITE")
	if folder == "" {
		t.Skip("CORSLAB_SITE names no folder; make site-test does")
	}
	host := httptest.NewServer(http.FileServer(http.Dir(folder)))
	defer host.Close()
	p := newPerson(t, browserHere(t))
	p.opens(host.URL)
	p.sees("#verdict", "HeaderDisallowedByPreflightResponse")
	p.sees("#prove", "A page on a web host cannot")
	p.clicks("#apply-fix")
	p.sees("#sentence", "Yes")
	p.types(actualHeaders, "Access-Control-Allow-Origin: https://other.example")
	p.sees("#verdict", "AllowOriginMismatch")
	times := evaluated[[]float64](p, `performance.getEntriesByName('keystroke to verdict').map((m) => m.duration).sort((a, b) => a - b)`)
	t.Logf("keystroke to verdict: median %.1f ms of %d", times[len(times)/2], len(times))
	p.opens(host.URL + "/#/lesson/origin")
	p.sees("h1", "What is an origin?")
}
