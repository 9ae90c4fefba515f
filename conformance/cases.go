package conformance

import (
	"slices"
)

// Cases returns everything that is asked of a server with the policy. name stands
// before the name of each.
func Cases(name string, p Policy) []*Case {
	b := &builder{name: name, policy: p}
	b.origins()
	b.methods()
	b.headers()
	b.credentials()
	b.remembered()
	b.application()
	b.beyondBrowsers()
	return b.cases
}

// A builder gathers the cases of a policy.
type builder struct {
	name   string
	policy Policy
	cases  []*Case
}

func (b *builder) add(f Feature, name, title string, run func(*trial)) *Case {
	c := &Case{Name: b.name + "#" + name, Title: title, Feature: f, Policy: b.policy, run: run}
	b.cases = append(b.cases, c)
	return c
}

// addOwn adds a case that needs the application of ours behind the middleware.
func (b *builder) addOwn(f Feature, name, title string, run func(*trial)) {
	b.add(f, name, title, run).NeedsApplication = true
}

// feature returns the feature of an origin's pattern.
func (b *builder) feature(entry string) Feature {
	switch parsePattern(entry).kind {
	case anyOrigin:
		return b.everyOrigin()
	case nullOrigin:
		return NullOrigin
	case anySubdomain:
		return Subdomains
	case anyPort:
		return WildcardPorts
	}
	return ExactOrigins
}

func (b *builder) everyOrigin() Feature {
	if b.policy.Credentials {
		return AnyWithCredentials
	}
	return EveryOrigin
}

// main returns the feature of the origins as a whole.
func (b *builder) main() Feature {
	if len(b.policy.Origins) == 0 {
		return NoOrigins
	}
	return b.feature(b.policy.Origins[0])
}

// origins asks who may read.
func (b *builder) origins() {
	for i, origin := range b.policy.samples() {
		c := call{from: origin, credentials: b.policy.Credentials && !b.policy.anyOrigins()}
		b.add(b.feature(b.policy.Origins[i]), variant("reads", "origin", withoutScheme(origin)), "A page that the policy lets in reads an answer.", func(t *trial) {
			p := t.mustAllow(c)
			answer := lastAnswer(p)
			if value, _ := answer.Header.Get("Access-Control-Allow-Origin"); b.policy.anyOrigins() && value == origin {
				t.notice(Reflection, p, "The origin of whoever asks is repeated where \"*\" would say the same, and could not be taken together with credentials.")
			}
		})
	}
	if b.policy.anyOrigins() {
		b.everybody()
		return
	}
	for _, origin := range strangers {
		b.add(b.main(), variant("stranger", "origin", withoutScheme(origin)), "A page of somebody else reads nothing, with or without credentials.", func(t *trial) {
			t.stranger(call{from: origin})
		})
	}
	if b.policy.Methods != nil || len(b.policy.Origins) == 0 {
		b.add(b.main(), "stranger-writes", "A page of somebody else does nothing that needs a preflight.", func(t *trial) {
			for _, method := range []string{"PUT", "DELETE"} {
				t.mustNotRead(OriginAny, call{from: strangers[0], method: method})
			}
			t.mustNotRead(OriginAny, call{from: strangers[0], method: "POST", headers: []string{"Content-Type"}})
		})
	}
	if !slices.Contains(b.policy.Origins, Null) {
		b.add(b.main(), "null", "A sandboxed frame, which any page can make, reads nothing.", func(t *trial) {
			if t.implied(call{from: Null}) {
				return
			}
			t.stranger(call{from: Null})
		})
	}
	for _, l := range b.policy.lookalikes() {
		b.add(b.main(), variant(string(l.class), "origin", withoutScheme(l.origin)), "A page whose origin resembles one that is let in reads nothing.", func(t *trial) {
			c := call{from: l.origin, credentials: b.policy.Credentials}
			if !t.implied(c) && !t.followsFrom(l, c) {
				t.mustNotRead(l.class, c)
				if t.findings == nil && b.policy.allowsMethod("PUT") {
					c.method = "PUT"
					t.mustNotRead(l.class, c)
				}
			}
		})
	}
	if raws := b.policy.malformed(); raws != nil {
		b.add(MalformedOrigins, "malformed-origins", "What no browser sends as an origin is not repeated.", func(t *trial) { t.malformed(raws) })
	}
}

// implied reports whether a call succeeds for a complete stranger: then nothing about
// the origin it comes from is shown by it.
func (t *trial) implied(c call) bool {
	if c.from == Null && t.admits(call{from: Null}) && !t.admits(call{from: strangers[0]}) {
		return false
	}
	if c.from = strangers[0]; t.admits(c) {
		t.skipped = "every origin is let in: see the case stranger"
		return true
	}
	return false
}

// followsFrom reports whether an origin is let in by a mistake that another case is about.
func (t *trial) followsFrom(l lookalike, c call) bool {
	if l.cause == "" {
		return false
	}
	if c.from = l.cause; t.admits(c) {
		t.skipped = "whatever ends so is let in: see the case about " + l.cause
		return true
	}
	return false
}

// stranger asks as somebody whom the policy does not know, without credentials and
// with them.
func (t *trial) stranger(c call) {
	class := map[bool]Class{false: OriginAny, true: OriginNull}[c.from == Null]
	c.credentials = true
	with := t.ask(c)
	switch {
	case isRead(with) && c.from == Null:
		t.mustNotRead(OriginNull, c)
	case isRead(with):
		t.mustNotRead(OriginReflection, c)
	default:
		c.credentials = false
		t.noticeOdd(c, t.mustNotRead(class, c))
	}
}

// everybody asks under a policy that lets every page in.
func (b *builder) everybody() {
	f := b.everyOrigin()
	class := map[bool]Class{false: OriginReflection, true: OriginNull}
	for _, from := range []string{strangers[0], Null} {
		b.add(f, variant("credentials", "origin", withoutScheme(from)), "Whoever asks gets nothing with credentials: \"*\" does not allow it, and to repeat every origin gives every user's data to every page.", func(t *trial) {
			c := call{from: from, credentials: true}
			p := t.mustNotRead(class[from == Null], c)
			if p.Reason == wildcardReason && hasTrue(lastAnswer(p)) {
				t.notice(WildcardInert, p, "The answer says \"*\" and Access-Control-Allow-Credentials: true. No browser takes the two together; who wrote it hoped for more.")
			}
		})
	}
}
