package conformance

import (
	"fmt"
	"slices"
	"strings"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/wire"
)

const wildcardReason = fetch.WildcardOriginNotAllowed

// isRead reports whether the page got the answer.
func isRead(p fetch.Prediction) bool { return p.Outcome == fetch.Allow }

// hasTrue reports whether an answer allows credentials, as far as it can.
func hasTrue(r wire.Response) bool {
	value, _ := r.Header.Get("Access-Control-Allow-Credentials")
	return value == "true"
}

// ours returns a call of a page that the policy lets in; ok is false where it lets
// none in.
func (b *builder) ours() (c call, ok bool) {
	samples := b.policy.samples()
	if len(samples) == 0 {
		return call{}, false
	}
	from := b.policy.sample()
	if from == "" {
		from = samples[0]
	}
	return call{from: from, credentials: b.policy.Credentials && !b.policy.anyOrigins()}, true
}

// unlisted returns methods, of those that people use, that the policy does not list.
func (p Policy) unlisted() []string {
	return slices.DeleteFunc([]string{"PUT", "DELETE", "PATCH"}, p.allowsMethod)
}

// methods asks which methods may be used.
func (b *builder) methods() {
	ours, ok := b.ours()
	if !ok || b.policy.Methods == nil {
		return
	}
	listed, feature := b.policy.Methods, Methods
	if slices.Contains(listed, Any) {
		listed, feature = []string{"GET", "PUT", "DELETE", "PATCH", "PROPFIND"}, AnyMethod
	}
	for _, method := range listed {
		f := feature
		switch {
		case method == "OPTIONS":
			f = OptionsMethod
		case strings.ToUpper(method) != method:
			f = MethodCase
		}
		c := ours
		c.method = method
		if f == AnyMethod {
			c.credentials = false // "*" is a name like others with credentials
		}
		if f == OptionsMethod {
			continue // application asks
		}
		b.add(f, variant("method", "method", method), "A page that the policy lets in uses a method that is listed: preflight, then the request.", func(t *trial) {
			p := t.ask(c)
			if isRead(p) {
				return
			}
			if status := lastAnswer(p).Status; isSent(p) && status >= 400 && t.raw(method, "").Response.Status == status {
				t.skipped = fmt.Sprintf("the server takes no %s: it answers %d with Origin and without", method, status)
				return
			}
			class := classOfRefusal(p)
			if f == MethodCase && p.Reason == fetch.MethodDisallowedByPreflightResponse {
				class = MethodCaseChanged
			}
			t.find(class, ByPage, c, p, refusalText(c, p))
		})
	}
	for _, method := range b.policy.unlisted() {
		c := ours
		c.method = method
		b.add(Methods, variant("method-not-listed", "method", method), "A page that the policy lets in does not get to use a method that is not listed.", func(t *trial) {
			t.mustNotRead(MethodsWide, c)
		})
	}
}

// headers asks which request headers may be set.
func (b *builder) headers() {
	ours, ok := b.ours()
	if !ok || b.policy.Headers == nil {
		return
	}
	if slices.Contains(b.policy.Headers, Any) {
		ours.credentials = false // "*" is a name like others with credentials
		ours.headers = []string{"X-Whatever", "Content-Type"}
		b.add(AnyHeader, "headers", "A page that the policy lets in sets any header.", func(t *trial) { t.mustAllow(ours) })
		return
	}
	for _, name := range b.policy.Headers {
		c := ours
		c.headers = []string{name}
		b.add(Headers, variant("header", "header", name), "A page that the policy lets in sets a header that is listed.", func(t *trial) { t.mustAllow(c) })
	}
	if len(b.policy.Headers) > 1 {
		c := ours
		c.headers = b.policy.Headers
		b.add(Headers, "headers", "A page that the policy lets in sets all headers that are listed.", func(t *trial) { t.mustAllow(c) })
	}
	others := []string{"X-Unlisted", "Authorization"}
	if len(b.policy.Headers) > 0 {
		first := b.policy.Headers[0]
		others = append(others, first+"-2", "X-"+first, first[:len(first)-1], strings.ReplaceAll(first, "-", "#"))
	}
	for _, name := range others {
		if b.policy.allowsHeader(name) {
			continue
		}
		c := ours
		c.headers = []string{name}
		b.add(Headers, variant("header-not-listed", "header", name), "A page that the policy lets in does not get to set a header that is not listed.", func(t *trial) {
			t.mustNotRead(HeadersWide, c)
			if c.headers = append(slices.Clone(b.policy.Headers), name); t.findings == nil {
				t.mustNotRead(HeadersWide, c)
			}
		})
	}
	if len(b.policy.Headers) > 1 && b.policy.allowsMethod("PUT") {
		b.add(HeaderLists, "header-lists", "A list of headers that an intermediary wrote with blanks, or over two lines, is the same list.", func(t *trial) {
			t.headerLists(ours, b.policy.Headers)
		})
	}
}

// credentials asks what may be done with credentials.
func (b *builder) credentials() {
	ours, ok := b.ours()
	if !ok || b.policy.anyOrigins() {
		return
	}
	ours.credentials = true
	writes := ours
	writes.method = "PUT"
	if !b.policy.Credentials {
		b.add(Credentials, "without-credentials", "A page that the policy lets in without credentials reads nothing with them.", func(t *trial) {
			t.mustNotRead(CredentialsWide, ours)
			if b.policy.allowsMethod("PUT") && t.findings == nil {
				t.mustNotRead(CredentialsWide, writes)
			}
		})
		return
	}
	b.add(Credentials, "with-credentials", "A page that the policy lets in reads with credentials, and without.", func(t *trial) {
		t.mustAllow(ours)
		anonymous := ours
		if anonymous.credentials = false; t.findings == nil {
			t.mustAllow(anonymous)
		}
	})
	if b.policy.allowsMethod("PUT") {
		b.add(Credentials, "writes-with-credentials", "A page that the policy lets in writes with credentials, after a preflight.", func(t *trial) { t.mustAllow(writes) })
	}
}

// headerLists asks with forms of a list that browsers do not write.
func (t *trial) headerLists(c call, names []string) {
	sorted := make([]string, len(names))
	for i, name := range names {
		sorted[i] = wire.ToLower(name)
	}
	slices.Sort(sorted)
	head := wire.Header{wire.NewLine("Origin", c.from), "Access-Control-Request-Method: PUT"}
	const list = "Access-Control-Request-Headers"
	split := head.Clone()
	for _, name := range sorted {
		split.Add(list, name)
	}
	for _, form := range []struct {
		what   string
		header wire.Header
	}{
		{"as browsers write it", append(head.Clone(), wire.NewLine(list, strings.Join(sorted, ",")))},
		{"with a blank after the comma, as intermediaries write it", append(head.Clone(), wire.NewLine(list, strings.Join(sorted, ", ")))},
		{"in two lines, which HTTP takes for the same list", split},
	} {
		x := t.raw("OPTIONS", "", form.header...)
		if !t.grantsAll(c, sorted, x.Response) {
			if form.what == "as browsers write it" {
				return // which the case headers says
			}
			t.findRaw(RequestHeadersRead, ByRawClient, x, "The preflight names the same headers "+form.what+" (https://www.rfc-editor.org/rfc/rfc9110.html#section-5.3), and is refused.")
			return
		}
	}
}

// grantsAll reports whether a browser takes an answer to a preflight for leave to PUT
// with the headers.
func (t *trial) grantsAll(c call, names []string, answer wire.Response) bool {
	world := wire.ServerFunc(func(r wire.Request) wire.Response {
		if r.IsPreflight() {
			return answer
		}
		return wire.Response{Status: 200, Header: wire.Header{wire.NewLine("Access-Control-Allow-Origin", c.from), "Access-Control-Allow-Credentials: true"}}
	})
	c.method, c.headers = "PUT", names
	browser := t.open(c.from, world, false)
	return browser != nil && isRead(browser.Fetch(t.request(c)))
}
