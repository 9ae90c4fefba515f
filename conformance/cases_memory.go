package conformance

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/wire"
)

// remembered asks what browsers, caches and the server itself remember.
func (b *builder) remembered() {
	ours, ok := b.ours()
	if !ok {
		return
	}
	if b.policy.MaxAge != nil && b.policy.allowsMethod("PUT") {
		writes := ours
		writes.method = "PUT"
		b.add(MaxAge, "max-age", "A browser remembers a preflight as long as the policy says, and no longer.", func(t *trial) { t.maxAge(writes, *b.policy.MaxAge) })
	}
	kinds := b.kinds(ours)
	b.add(State, "repeats", "The same question a hundred times has the same answer.", func(t *trial) { t.repeats(kinds[:1], 100) })
	b.add(State, "orders", "Questions have the same answers in whatever order they come.", func(t *trial) { t.orders(kinds) })
	if b.policy.anyOrigins() {
		if !b.policy.Credentials {
			b.sharing(ours)
		}
		return
	}
	other := Policy{Origins: []string{"https://other.test"}, Methods: b.policy.Methods, Headers: b.policy.Headers, Credentials: b.policy.Credentials}
	c := b.add(Instances, "instances", "Two servers in one process know nothing of each other.", nil)
	c.Beside = &other
	c.run = func(t *trial) { t.instances(b.policy, other, kinds, ours) }
	if ours.from != Null {
		b.caching(ours)
	}
}

// kinds are the questions that are asked again and again.
func (b *builder) kinds(ours call) []call {
	writes := ours
	writes.method = "PUT"
	kinds := []call{ours, {from: strangers[0], credentials: ours.credentials}, writes, {from: strangers[0], method: "PUT"}, {from: Null}}
	for _, other := range b.policy.samples()[1:] {
		kinds = append(kinds, call{from: other})
	}
	for i, l := range b.policy.lookalikes() {
		if i < 4 {
			kinds = append(kinds, call{from: l.origin})
		}
	}
	return kinds
}

// maxAge makes the same request three times: at once, before the preflight is too old,
// and after.
func (t *trial) maxAge(c call, seconds int) {
	browser := t.open(c.from, t, false)
	if first := t.askIn(browser, c); !isRead(first) {
		t.skipped = "the request is not allowed at all: see the case method"
		return
	}
	// Browsers cap what they are told; Chromium at two hours.
	const longest = 7200
	age := time.Duration(min(seconds, longest)) * time.Second
	early := age - age/10
	browser.Advance(early)
	again := t.askIn(browser, c)
	switch {
	case seconds == 0 && !again.Preflight:
		t.find(MaxAgeWrong, ByRepetition, c, again, "The policy says that no preflight is to be remembered (max-age 0). The browser was not told so, and remembers it for 5 seconds.")
		return
	case seconds > 5 && again.Preflight:
		t.find(MaxAgeWrong, ByRepetition, c, again, fmt.Sprintf("The policy lets a browser remember the preflight for %d seconds. After %s the browser asks again: %s.", seconds, early, ageText(again)))
		return
	}
	browser.Advance(age - early + 10*time.Second)
	if late := t.askIn(browser, c); !late.Preflight && seconds < longest {
		t.find(MaxAgeWrong, ByRepetition, c, late, fmt.Sprintf("The policy lets a browser remember the preflight for %d seconds. It still does 10 seconds later.", seconds))
	}
}

// ageText says what the answer to a preflight says about its age.
func ageText(p fetch.Prediction) string {
	for _, x := range p.Exchanges {
		if value, ok := x.Response.Header.Get("Access-Control-Max-Age"); ok && x.Request.IsPreflight() {
			return "Access-Control-Max-Age: " + value
		}
	}
	return "it was told no Access-Control-Max-Age, and remembers for 5 seconds"
}

// A stance is how a question was answered, as a browser sees it.
type stance struct {
	outcome fetch.Outcome
	sent    bool
}

func stanceOf(p fetch.Prediction) stance { return stance{p.Outcome, isSent(p)} }

// repeats asks each question many times over.
func (t *trial) repeats(kinds []call, times int) {
	for _, c := range kinds {
		first := t.ask(c)
		for i := 2; i <= times && t.trouble == nil; i++ {
			if p := t.ask(c); stanceOf(p) != stanceOf(first) {
				t.find(StateRequests, ByRepetition, c, p, fmt.Sprintf("%s asks for %s %d times. The browser says %s to the first and %s to the last, though nothing has changed.",
					upper(c.who()), c.text(), i, stanceText(first), stanceText(p)))
				return
			}
		}
	}
}

// orders asks every question after every other one.
func (t *trial) orders(kinds []call) {
	first := make([]fetch.Prediction, len(kinds))
	for i, c := range kinds {
		first[i] = t.ask(c)
	}
	for i := range kinds {
		for j, c := range kinds {
			t.ask(kinds[i])
			if p := t.ask(c); stanceOf(p) != stanceOf(first[j]) && t.trouble == nil {
				t.find(StateRequests, ByRepetition, c, p, fmt.Sprintf("%s asks for %s, after %s asked for %s. The browser says %s, and had said %s before.",
					upper(c.who()), c.text(), kinds[i].who(), kinds[i].text(), stanceText(p), stanceText(first[j])))
				return
			}
		}
	}
}

func stanceText(p fetch.Prediction) string {
	if p.Reason == "" {
		return string(p.Outcome)
	}
	return string(p.Outcome) + " (" + string(p.Reason) + ")"
}

// instances asks a server before and after another one was set up beside it.
func (t *trial) instances(policy, other Policy, kinds []call, ours call) {
	theirs := call{from: other.Origins[0], credentials: other.Credentials}
	kinds = append(slices.Clone(kinds), theirs)
	before := make([]fetch.Prediction, len(kinds))
	for i, c := range kinds {
		before[i] = t.ask(c)
	}
	second, err := t.instance.Beside(other)
	if err != nil {
		t.skipped = err.Error()
		return
	}
	beside, err := t.at(second)
	if err != nil {
		t.skipped = err.Error()
		return
	}
	for i, c := range kinds {
		if p := t.ask(c); stanceOf(p) != stanceOf(before[i]) {
			t.find(StateInstances, ByRepetition, c, p, fmt.Sprintf("%s asks for %s. The browser says %s, and said %s until another server was set up in the same process, for %s.",
				upper(c.who()), c.text(), stanceText(p), stanceText(before[i]), other.Origins[0]))
			return
		}
	}
	if beside.admits(ours) && !beside.admits(call{from: strangers[0], credentials: ours.credentials}) && (beside.admits(theirs) || !beside.isLax(policy, ours)) {
		beside.mustNotRead(StateInstances, ours)
		t.findings, t.trouble = append(t.findings, beside.findings...), beside.trouble
	}
}

// isLax reports whether the server lets in what only resembles the origins of a policy:
// then that it lets in one of them does not show that it knows them.
func (t *trial) isLax(p Policy, ours call) bool {
	return slices.ContainsFunc(p.lookalikes(), func(l lookalike) bool { return t.admits(call{from: l.origin, credentials: ours.credentials}) })
}

// caching asks with a shared cache between the page and the server.
func (b *builder) caching(ours call) {
	before := []struct {
		name, title string
		call        call
	}{
		{"nobody", "a request without Origin (a link, an image)", call{}},
		{"stranger", "a page that is not let in", call{from: strangers[0]}},
	}
	for _, other := range b.policy.samples() {
		if other != ours.from && other != Null {
			before = append(before, struct {
				name, title string
				call        call
			}{"other", "another page that is let in", call{from: other}})
			break
		}
	}
	for _, first := range before {
		for _, path := range []string{"", "/error"} {
			name, add := variant("cache", "after", first.name), func(f Feature, name, title string, run func(*trial)) { b.add(f, name, title, run) }
			if path != "" {
				name, add = variant("cache-of-error", "after", first.name), b.addOwn
			}
			c := ours
			c.path, first.call.path = path, path
			asked := first.call
			add(Caching, name, "What a shared cache keeps of the answer to "+first.title+" does no harm to a page that is let in.", func(t *trial) { t.cached(asked, c, first.title) })
		}
	}
	b.addOwn(Caching, "vary-kept", "A Vary that was set before the middleware is still there after it.", func(t *trial) {
		for _, x := range []wire.Exchange{
			t.raw("GET", "/vary", wire.NewLine("Origin", ours.from)),
			t.raw("OPTIONS", "/vary", wire.NewLine("Origin", ours.from), "Access-Control-Request-Method: PUT"),
		} {
			if x.Response.Status == 404 {
				t.skipped = "the application has no /vary, which docs/adapters.md describes"
				return
			}
			if !varies(x.Response.Header, "Accept-Encoding") {
				t.findRaw(VaryOverwritten, ByCache, x, "The application in front set Vary: Accept-Encoding, and it is gone: a shared cache gives compressed content to those who cannot read it.")
				return
			}
		}
	})
}

// sharing asks a server that lets every page in with a shared cache between: whoever
// repeats the origin where "*" would do must say that the answer is for that one.
func (b *builder) sharing(ours call) {
	first := call{from: strangers[0]}
	b.add(Caching, variant("cache", "after", "other"), "What a shared cache keeps of the answer to one page does no harm to another.", func(t *trial) {
		t.cached(first, ours, "another page")
	})
}

// varies reports whether an answer says that it depends on a request header.
func varies(h wire.Header, name string) bool {
	value, _ := h.Get("Vary")
	for part := range strings.SplitSeq(value, ",") {
		if part = wire.TrimOWS(part); wire.EqualFold(part, name) || part == Any {
			return true
		}
	}
	return false
}

// cached has the first caller's answer kept by a shared cache, and the second served
// from it where the answer's Vary lets the cache.
func (t *trial) cached(first, second call, who string) {
	direct := t.ask(second)
	if !isRead(direct) {
		t.skipped = "the page is not let in at all, or not to this answer"
		return
	}
	var stored wire.Exchange
	if first.from == "" {
		stored = t.raw("GET", first.path)
	} else if p := t.ask(first); len(p.Exchanges) > 0 {
		stored = p.Exchanges[len(p.Exchanges)-1]
	}
	if varies(stored.Response.Header, "Origin") || !isStorable(stored.Response) {
		return
	}
	cache := wire.ServerFunc(func(wire.Request) wire.Response { return stored.Response })
	browser := t.open(second.from, cache, false)
	if browser == nil {
		return
	}
	p := browser.Fetch(t.request(second))
	if isRead(p) {
		return
	}
	f := Finding{
		Class: VaryMissing, Kind: ByCache, Smallest: t.smallest(stored),
		Text: fmt.Sprintf("The answer depends on Origin and does not say so (Vary: Origin). A shared cache keeps what %s got, and gives it to %s, for whom the browser then refuses it: %s.",
			who, second.who(), p.Reason),
	}
	if t.trouble == nil {
		f.Prediction = &p
		t.findings = append(t.findings, f)
	}
}

// isStorable reports whether a shared cache may keep an answer to GET
// (https://www.rfc-editor.org/rfc/rfc9111.html#section-3): it says how long, or its
// status is one that may be kept without.
func isStorable(r wire.Response) bool {
	value, _ := r.Header.Get("Cache-Control")
	isExplicit := r.Header.Has("Expires")
	for part := range strings.SplitSeq(wire.ToLower(value), ",") {
		switch name, argument, _ := strings.Cut(wire.TrimOWS(part), "="); name {
		case "no-store", "private", "no-cache":
			return false
		case "public":
			isExplicit = true
		case "max-age", "s-maxage":
			n, err := strconv.Atoi(argument)
			if err == nil && n == 0 {
				return false
			}
			isExplicit = true
		}
	}
	switch r.Status {
	case 200, 203, 204, 206, 300, 301, 308, 404, 405, 410, 414, 501:
		return true
	}
	return isExplicit && r.Status >= 200
}
