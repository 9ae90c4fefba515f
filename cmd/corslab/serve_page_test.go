package main

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

const (
	preflightHeaders = `[data-field="servers.0.preflight.headers"]`
	actualHeaders    = `[data-field="servers.0.actual.headers"]`
)

// TestServe has a person use the playground, in one browser.
func TestServe(t *testing.T) {
	if testing.Short() {
		t.Skip("it opens a browser")
	}
	address, browser := serveHere(t), browserHere(t)
	for _, part := range []struct {
		name string
		test func(t *testing.T, address string, browser context.Context)
	}{
		{"is used", testUse}, {"proves every example", testExamples}, {"fits a phone", testPhone}, {"is quick", testSpeed},
	} {
		t.Run(part.name, func(t *testing.T) { part.test(t, address, browser) })
	}
}

func testUse(t *testing.T, address string, browser context.Context) {
	p := newPerson(t, browser)
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
		if text := evaluated[string](p, `document.querySelector('main').innerText`); strings.Contains(text, "null") || strings.Contains(text, "undefined") || strings.Contains(text, "[object") {
			t.Errorf("the page shows what is for programs:\n%s", text)
		}
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
		p.seesWithin(time.Minute, ".proof", "Headless Chromium") // which has to start
		p.sees(".proof", "It agrees.")
	})
}
