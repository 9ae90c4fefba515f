package playground

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/policy/audit"
	"github.com/corslab/corslab/story"
	"github.com/corslab/corslab/wire"
)

// A Light is a line of the form that decided. Line counts from 1; 0 is the field as
// a whole, where something is missing.
type Light struct {
	Field   string        `json:"field"`
	Line    int           `json:"line,omitempty"`
	Verdict fetch.Verdict `json:"verdict"`
	Why     string        `json:"why"`
}

// lightsOf finds the lines that decided on a prediction.
func lightsOf(s State, q question, p fetch.Prediction) []Light {
	l := lighter{s: s, q: q}
	failed := -1
	for _, d := range p.Decisions {
		if d.Verdict == fetch.Fail {
			failed = d.Exchange
		}
	}
	for i, x := range p.Exchanges {
		if i != failed {
			l.granted(x)
		}
	}
	switch {
	case p.Reason == "":
	case failed >= 0 && failed < len(p.Exchanges):
		l.refused(p, p.Exchanges[failed])
	default:
		for _, field := range asked[p.Reason] {
			l.add(field, 0, fetch.Fail, shortOf(p.Reason))
		}
	}
	return l.lights
}

// asked are the fields of the request that a refusal without an answer is about.
var asked = map[fetch.Reason][]string{
	fetch.DisallowedByMode:            {"request.mode"},
	fetch.InvalidRequest:              {"request.method", "request.headers"},
	fetch.MixedContent:                {"request.url", "page.url"},
	fetch.UnsafePort:                  {"request.url"},
	fetch.CorsDisabledScheme:          {"request.url"},
	fetch.UnknownURLScheme:            {"request.url"},
	fetch.NoCorsRedirectModeNotFollow: {"request.redirect"},
	fetch.StreamNeedsHTTP2:            {"request.body"},
	fetch.ConnectionFailed:            {"request.url"},
}

// A lighter gathers lights.
type lighter struct {
	s      State
	q      question
	lights []Light
}

func (l *lighter) add(field string, line int, verdict fetch.Verdict, why string) {
	light := Light{field, line, verdict, why}
	if !slices.Contains(l.lights, light) {
		l.lights = append(l.lights, light)
	}
}

// A deciding header is one that a browser reads in an answer, and the header or field
// of the request that it is held against.
type deciding struct{ header, field string }

var (
	allowOrigin      = deciding{"Access-Control-Allow-Origin", "page.url"}
	allowCredentials = deciding{"Access-Control-Allow-Credentials", "request.credentials"}
	allowMethods     = deciding{"Access-Control-Allow-Methods", "request.method"}
	allowHeaders     = deciding{"Access-Control-Allow-Headers", "request.headers"}
	location         = deciding{"Location", "request.redirect"}
	resourcePolicy   = deciding{"Cross-Origin-Resource-Policy", "request.mode"}
)

// framings are what a document says of pages that frame it, by the section that has a
// browser look.
var framings = map[string]deciding{
	"html:check-a-navigation-response's-adherence-to-x-frame-options": {"X-Frame-Options", "page.url"},
	"csp:frame-ancestors-navigation-response":                         {"Content-Security-Policy", "page.url"},
}

// decidedBy returns what in an answer a refusal is about; ok is false where that is
// its status.
func decidedBy(r fetch.Reason) (d deciding, ok bool) {
	switch r {
	case fetch.InvalidAllowCredentials, fetch.PreflightInvalidAllowCredentials:
		return allowCredentials, true
	case fetch.InvalidAllowMethodsPreflightResponse, fetch.MethodDisallowedByPreflightResponse:
		return allowMethods, true
	case fetch.InvalidAllowHeadersPreflightResponse, fetch.HeaderDisallowedByPreflightResponse:
		return allowHeaders, true
	case fetch.BlockedByResponse:
		return resourcePolicy, true
	case fetch.InvalidRedirect, fetch.MultipleLocations, fetch.UnsafeRedirect, fetch.RedirectNotAllowed, fetch.RedirectDisallowedByMode,
		fetch.RedirectContainsCredentials, fetch.TooManyRedirects, fetch.RedirectNeedsBodyReplay:
		return location, true
	case fetch.PreflightInvalidStatus, fetch.PreflightDisallowedRedirect:
		return deciding{}, false
	}
	if r.IsCORSCheck() {
		return allowOrigin, true
	}
	return deciding{}, false
}

// granted lights what let an exchange pass.
func (l *lighter) granted(x wire.Exchange) {
	origin, hasOrigin := x.Request.Header.Get("Origin")
	if !hasOrigin || !x.Response.Header.Has(allowOrigin.header) {
		return
	}
	l.header(x, allowOrigin.header, fetch.Pass, "lets "+origin+" in")
	if l.s.Request.Credentials == string(fetch.CredentialsInclude) {
		l.header(x, allowCredentials.header, fetch.Pass, "lets cookies be sent")
	}
	if !x.Request.IsPreflight() {
		return
	}
	method, _ := x.Request.Header.Get("Access-Control-Request-Method")
	if !fetch.IsSafelistedMethod(method) {
		l.header(x, allowMethods.header, fetch.Pass, "allows "+method)
		l.add("request.method", 1, fetch.Pass, "has the browser ask first")
	}
	names, _ := x.Request.Header.Get("Access-Control-Request-Headers")
	if names != "" {
		l.header(x, allowHeaders.header, fetch.Pass, "allows "+names)
	}
	l.unsafeHeaders(names, fetch.Pass, "has the browser ask first")
}

// refused lights what an exchange failed at.
func (l *lighter) refused(p fetch.Prediction, x wire.Exchange) {
	d, isHeader := decidedBy(p.Reason)
	for _, decision := range p.Decisions {
		if framing, ok := framings[decision.Section]; ok && decision.Verdict == fetch.Fail {
			d = framing
		}
	}
	if !isHeader {
		if field := l.reply(x); field != "" {
			l.add(field+"status", 1, fetch.Fail, fmt.Sprintf("the status is %d", x.Response.Status))
		} else {
			l.policy(x, "", fetch.Fail, "")
		}
		return
	}
	why := shortOf(p.Reason)
	if !x.Response.Header.Has(d.header) {
		why = "there is no " + d.header
	}
	if l.reply(x) == "" {
		l.policy(x, d.header, fetch.Fail, why)
		return
	}
	l.header(x, d.header, fetch.Fail, why)
	switch d {
	case allowHeaders:
		names, _ := x.Request.Header.Get("Access-Control-Request-Headers")
		if p.Param != "" {
			names = p.Param
		}
		l.unsafeHeaders(names, fetch.Fail, "is not allowed")
	case allowOrigin:
		l.add(allowOrigin.field, 1, fetch.Fail, "is not let in")
		if p.Reason == fetch.WildcardOriginNotAllowed || p.Reason == fetch.PreflightWildcardOriginNotAllowed {
			l.add(allowCredentials.field, 1, fetch.Fail, "* does not count with credentials")
		}
	default:
		l.add(d.field, 1, fetch.Fail, "is not allowed")
	}
}

// unsafeHeaders lights those lines of the request's headers that are named.
func (l *lighter) unsafeHeaders(names string, verdict fetch.Verdict, why string) {
	for name := range strings.SplitSeq(names, ",") {
		if name = wire.TrimOWS(name); name == "" {
			continue
		}
		found := false
		for i, line := range strings.Split(l.s.Request.Headers, "\n") {
			written, _, ok := strings.Cut(line, ":")
			if ok && wire.EqualFold(strings.TrimSpace(written), name) {
				l.add("request.headers", i+1, verdict, why)
				found = true
			}
		}
		if !found && l.s.Request.BodyKind != "" {
			l.add("request.bodyKind", 1, verdict, "makes the browser send "+name)
		}
	}
}

// header lights the lines of a name in the answer of an exchange.
func (l *lighter) header(x wire.Exchange, name string, verdict fetch.Verdict, why string) {
	field := l.reply(x)
	if field == "" {
		l.policy(x, name, verdict, why)
		return
	}
	field += "headers"
	index, found := l.server(x), false
	text := l.s.Servers[index].Actual.Headers
	if strings.Contains(field, ".preflight.") {
		text = l.s.Servers[index].Preflight.Headers
	}
	for i, line := range strings.Split(text, "\n") {
		written, _, ok := strings.Cut(line, ":")
		if ok && wire.EqualFold(strings.TrimSpace(written), name) {
			l.add(field, i+1, verdict, why)
			found = true
		}
	}
	if !found {
		l.add(field, 0, verdict, why)
	}
}

// server returns the index of the server that answered; -1 if it is none of the
// form's.
func (l *lighter) server(x wire.Exchange) int {
	origin := originOf(l.s)
	return slices.IndexFunc(l.s.Servers, func(s Server) bool {
		return s.At == x.Request.Origin || s.At == "" && origin == x.Request.Origin
	})
}

// reply returns the fields of the answer to an exchange; "" where a policy answers.
func (l *lighter) reply(x wire.Exchange) string {
	i := l.server(x)
	if i < 0 || !l.s.Servers[i].isByHand() {
		return ""
	}
	if x.Request.IsPreflight() && !l.s.Servers[i].Preflight.isEmpty() {
		return fmt.Sprintf("servers.%d.preflight.", i)
	}
	return fmt.Sprintf("servers.%d.actual.", i)
}

// policy lights the entries of a policy that an exchange is about, and what of the
// request it does not allow. Where a policy is no list of what it lets in, but says
// which headers are sent, the lines that name the deciding one are lit.
func (l *lighter) policy(x wire.Exchange, header string, verdict fetch.Verdict, why string) {
	i := l.server(x)
	if i < 0 || i >= len(l.q.form.resources) {
		return
	}
	r, ok := chosen(l.s.Servers[i], l.q.form.resources[i])
	if !ok {
		return
	}
	field, want := fmt.Sprintf("servers.%d.policy", i), wantOf(x)
	entries := audit.EntriesFor(r, want)
	if len(entries) == 0 && header != "" {
		for n, line := range strings.Split(l.s.Servers[i].Policy, "\n") {
			if strings.Contains(lettersOf(line), lettersOf(header)) {
				l.add(field, n+1, verdict, why)
			}
		}
		return
	}
	for _, e := range entries {
		if e.Allows != (verdict == fetch.Pass) {
			continue
		}
		if e.Allows {
			l.add(field, e.Place.Line, fetch.Pass, "allows "+e.Value)
			continue
		}
		l.add(field, e.Place.Line, fetch.Fail, "does not allow "+e.Value)
		switch {
		case e.Value == want.Origin:
			l.add(allowOrigin.field, 1, fetch.Fail, "is not let in")
		case e.Value == want.Method:
			l.add(allowMethods.field, 1, fetch.Fail, "is not allowed")
		default:
			l.unsafeHeaders(e.Value, fetch.Fail, "is not allowed")
		}
	}
}

// lettersOf returns the letters of a text in lower case: policies write the names of
// headers with hyphens, with underscores or in one word.
func lettersOf(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

// shortOf is a reason in a few plain words.
func shortOf(r fetch.Reason) string {
	if m, ok := story.MeaningOf(r); ok {
		return m.Short
	}
	return string(r)
}

// wantOf returns what an exchange asks of a policy.
func wantOf(x wire.Exchange) audit.Want {
	w := audit.Want{Method: x.Request.Method}
	w.Origin, _ = x.Request.Header.Get("Origin")
	if method, ok := x.Request.Header.Get("Access-Control-Request-Method"); ok {
		w.Method = method
	}
	names, _ := x.Request.Header.Get("Access-Control-Request-Headers")
	for name := range strings.SplitSeq(names, ",") {
		if name = wire.TrimOWS(name); name != "" {
			w.Headers = append(w.Headers, name)
		}
	}
	return w
}
