package scenarios

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/corslab/corslab/document"
	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/wire"
)

// A conditional is one entry of `expect` or `known-failing`: when it holds, and
// what it says.
type conditional struct {
	place document.Place
	when  []condition
	// profiles and browsers limit it to these; nil is all.
	profiles, browsers []string
	then               *Expectation
	// failing says why a browser is known to fail, by its name.
	failing map[string]string
}

// A condition is one axis of a `when` or `exclude`, and the values it names.
type condition struct {
	axis   string
	place  document.Place
	values []valueName
}

type valueName struct {
	name  string
	place document.Place
}

var (
	profileNames = fetch.ProfileNames()
	browserNames = []string{"chromium", "firefox", "webkit"}
)

// appliesTo reports whether the entry holds for a profile and browser.
func (c *conditional) appliesTo(profile, browser string) bool {
	return (c.profiles == nil || slices.Contains(c.profiles, profile)) &&
		(c.browsers == nil || slices.Contains(c.browsers, browser))
}

// overlaps reports whether some profile and browser have both entries apply.
func (c *conditional) overlaps(other *conditional) bool {
	meet := func(a, b []string) bool {
		return a == nil || b == nil || slices.ContainsFunc(a, func(s string) bool { return slices.Contains(b, s) })
	}
	return meet(c.profiles, other.profiles) && meet(c.browsers, other.browsers)
}

// Expectation returns what the scenario says about this step under a profile
// and in a browser ("" for a prediction alone), merged from all entries that
// match; nil if there are none.
func (s *Step) Expectation(profile, browser string) *Expectation {
	var merged *Expectation
	for _, c := range s.expectations {
		if c.then == nil || !c.appliesTo(profile, browser) {
			continue
		}
		if merged == nil {
			merged = &Expectation{}
		}
		merged.merge(c.then)
	}
	return merged
}

// KnownFailing returns why the step is known to fail in a browser, where a
// profile predicts, and whether it is.
func (s *Step) KnownFailing(profile, browser string) (why string, ok bool) {
	for _, c := range s.expectations {
		if why, ok := c.failing[browser]; ok && c.appliesTo(profile, browser) {
			return why, true
		}
	}
	return "", false
}

// merge adds what other says. The two do not contradict each other.
func (e *Expectation) merge(other *Expectation) {
	fill(&e.Outcome, other.Outcome)
	fill(&e.Reason, other.Reason)
	fill(&e.Preflight, other.Preflight)
	fill(&e.Type, other.Type)
	fill(&e.Status, other.Status)
	fill(&e.Origin, other.Origin)
	mergeHeaders(&e.Headers, other.Headers)
	if e.Wire == nil && other.Wire != nil {
		e.Wire = make([]SentExpectation, len(other.Wire)) // and nothing of what other has by reference
	}
	for i := range other.Wire {
		e.Wire[i].merge(other.Wire[i])
	}
	if e.AnyOf == nil {
		e.AnyOf = other.AnyOf
	}
}

func (s *SentExpectation) merge(other SentExpectation) {
	fill(&s.URL, other.URL)
	fill(&s.Method, other.Method)
	fill(&s.Preflight, other.Preflight)
	fill(&s.Origin, other.Origin)
	fill(&s.RequestMethod, other.RequestMethod)
	fill(&s.RequestHeaders, other.RequestHeaders)
	fill(&s.Cookies, other.Cookies)
	fill(&s.Status, other.Status)
	mergeHeaders(&s.Headers, other.Headers)
}

func mergeHeaders(into *map[string]*string, other map[string]*string) {
	if *into == nil && len(other) > 0 {
		*into = map[string]*string{}
	}
	maps.Copy(*into, other)
}

func fill[T comparable](field *T, value T) {
	var zero T
	if value != zero {
		*field = value
	}
}

// conflict returns a field on which the two cannot both be right, with what
// each says; "" if there is none.
func (e *Expectation) conflict(other *Expectation) (field, one, two string) {
	for _, f := range []struct {
		name     string
		one, two string
	}{
		{"outcome", e.impliedOutcome(), other.impliedOutcome()},
		{"reason", string(e.Reason), string(other.Reason)},
		{"preflight", show(e.Preflight), show(other.Preflight)},
		{"type", e.Type, other.Type},
		{"status", show(e.Status), show(other.Status)},
		{"origin", e.Origin, other.Origin},
	} {
		if f.one != "" && f.two != "" && f.one != f.two {
			return f.name, f.one, f.two
		}
	}
	if field, one, two := headerConflict(e.Headers, other.Headers); field != "" {
		return field, one, two
	}
	if e.Wire != nil && other.Wire != nil {
		if len(e.Wire) != len(other.Wire) {
			return "wire", fmt.Sprintf("%d requests", len(e.Wire)), fmt.Sprintf("%d", len(other.Wire))
		}
		for i := range e.Wire {
			if field, one, two := e.Wire[i].conflict(other.Wire[i]); field != "" {
				return fmt.Sprintf("%s of request %d", field, i+1), one, two
			}
		}
	}
	if e.AnyOf != nil && other.AnyOf != nil && !reflect.DeepEqual(e.AnyOf, other.AnyOf) {
		return "any-of", "one list", "another"
	}
	return "", "", ""
}

// headerConflict returns a header of which the two say different things.
func headerConflict(a, b map[string]*string) (field, one, two string) {
	for _, name := range sortedNames(a) {
		v, w := a[name], b[name]
		if _, both := b[name]; both && showHeader(v) != showHeader(w) {
			return "header " + name, showHeader(v), showHeader(w)
		}
	}
	return "", "", ""
}

func (s SentExpectation) conflict(other SentExpectation) (field, one, two string) {
	for _, f := range []struct{ name, one, two string }{
		{"url", show(s.URL), show(other.URL)},
		{"method", show(s.Method), show(other.Method)},
		{"preflight", show(s.Preflight), show(other.Preflight)},
		{"origin", show(s.Origin), show(other.Origin)},
		{"request-method", show(s.RequestMethod), show(other.RequestMethod)},
		{"request-headers", show(s.RequestHeaders), show(other.RequestHeaders)},
		{"cookies", show(s.Cookies), show(other.Cookies)},
		{"status", show(s.Status), show(other.Status)},
	} {
		if f.one != "" && f.two != "" && f.one != f.two {
			return f.name, f.one, f.two
		}
	}
	return headerConflict(s.Headers, other.Headers)
}

// impliedOutcome returns the outcome, be it only implied by the reason; "" if
// nothing is said.
func (e *Expectation) impliedOutcome() string {
	switch {
	case e.Outcome != "":
		return string(e.Outcome)
	case e.Reason == "":
		return ""
	case e.Reason == NoReason:
		return string(fetch.Allow)
	case e.Reason.IsTransport():
		return string(fetch.Error)
	}
	return string(fetch.Deny)
}

// show renders a value for a problem; "" if there is none.
func show[T any](v *T) string {
	if v == nil {
		return ""
	}
	if s := fmt.Sprint(*v); s != "" {
		return s
	}
	return `""`
}

func showHeader(v *string) string {
	if v == nil {
		return "hidden"
	}
	return fmt.Sprintf("%q", *v)
}

func sortedNames[T any](m map[string]T) []string {
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// expect reads `expect`: entries, or one bare expectation where that is
// allowed.
func (d *decoder) expect(n *document.Node, bare bool) (out []*conditional) {
	if n.Kind == document.Mapping && bare {
		return []*conditional{{place: n.Place, then: d.expectation(n)}}
	}
	for _, item := range d.Items(n, "expect") {
		o, ok := d.object(item, "entry", "an entry of expect")
		if !ok {
			continue
		}
		c := &conditional{place: item.Place}
		if v := o.Get("when"); v != nil {
			d.when(v, c)
		}
		if v := o.Get("then"); v != nil {
			c.then = d.expectation(v)
		}
		out = append(out, c)
		if v := o.Get("known-failing"); v != nil {
			failing := d.knownFailing(v)
			failing.when = append(failing.when, c.when...)
			if failing.browsers == nil {
				failing.browsers = c.browsers
			}
			if failing.profiles == nil {
				failing.profiles = c.profiles
			}
			out = append(out, failing)
		} else if o.Get("then") == nil {
			d.Report(item.Place, "an entry of expect needs then", "")
		}
	}
	return out
}

// knownFailing reads {chromium: why}, with a `when` of its own or without.
func (d *decoder) knownFailing(n *document.Node) *conditional {
	c := &conditional{place: n.Place, failing: map[string]string{}}
	o, ok := d.object(n, "known-failing", "known-failing")
	if !ok {
		return c
	}
	for _, name := range browserNames {
		if v := o.Get(name); v != nil {
			c.failing[name] = d.Words(v, "why "+name+" fails")
		}
	}
	if len(c.failing) == 0 {
		d.Report(n.Place, "known-failing names no browser", `write it as {chromium: "why"}`)
	}
	if v := o.Get("when"); v != nil {
		d.when(v, c)
	}
	return c
}

// when reads the conditions of an entry.
func (d *decoder) when(n *document.Node, c *conditional) {
	for _, cond := range d.conditions(n, "when") {
		switch cond.axis {
		case "profile":
			c.profiles = d.closed(cond, profileNames)
		case "browser":
			c.browsers = d.closed(cond, browserNames)
		default:
			c.when = append(c.when, cond)
		}
	}
}

// closed returns the values of a condition out of a closed list.
func (d *decoder) closed(c condition, known []string) (out []string) {
	for _, v := range c.values {
		if !slices.Contains(known, v.name) {
			d.Report(v.place, fmt.Sprintf("unknown %s %q", c.axis, v.name), document.Suggest(v.name, known))
		}
		out = append(out, v.name)
	}
	return out
}

// conditions reads a mapping of axes to a value or a list of values.
func (d *decoder) conditions(n *document.Node, key string) (out []condition) {
	if n.Kind != document.Mapping {
		d.Mismatch(n, key, "a mapping of axes to values")
		return nil
	}
	seen := map[string]bool{}
	for _, e := range n.Entries {
		if seen[e.Key] {
			d.Report(e.Place, fmt.Sprintf("axis %s is repeated", e.Key), "write its values as a list: [a, b]")
			continue
		}
		seen[e.Key] = true
		c := condition{axis: e.Key, place: e.Place}
		values := []*document.Node{e.Value}
		if e.Value.Kind == document.List {
			values = e.Value.Items
			if len(values) == 0 {
				d.Report(e.Value.Place, fmt.Sprintf("the list of values of %s is empty", e.Key), "")
			}
		}
		for _, v := range values {
			if !v.IsScalar() {
				d.Report(v.Place, fmt.Sprintf("a value of axis %s is named by text, this is %s", e.Key, v.Kind), "")
				continue
			}
			c.values = append(c.values, valueName{v.Text, v.Place})
		}
		out = append(out, c)
	}
	return out
}

// expectation reads what is expected.
func (d *decoder) expectation(n *document.Node) *Expectation {
	o, ok := d.object(n, "expectation", "an expectation")
	if !ok {
		return nil
	}
	if len(n.Entries) == 0 {
		d.Report(n.Place, "an expectation says nothing", "")
	}
	return d.expectationOf(o)
}

func (d *decoder) expectationOf(o document.Object) *Expectation {
	e := &Expectation{}
	if v := o.Get("outcome"); v != nil {
		e.Outcome = oneOf(d, v, "outcome", fetch.Allow, fetch.Deny, fetch.Error)
	}
	if v := o.Get("reason"); v != nil {
		e.Reason = oneOf(d, v, "reason", reasons...)
		implied := (&Expectation{Reason: e.Reason}).impliedOutcome()
		if slices.Contains(reasons, e.Reason) && e.Outcome != "" && string(e.Outcome) != implied {
			d.Report(v.Place, fmt.Sprintf("reason %s goes with outcome %s, not %s", e.Reason, implied, e.Outcome), "")
		}
	}
	if v := o.Get("preflight"); v != nil {
		b := d.Boolean(v, "preflight")
		e.Preflight = &b
	}
	if v := o.Get("type"); v != nil {
		e.Type = oneOf(d, v, "type", fetch.TypeBasic, fetch.TypeCORS, fetch.TypeOpaque, fetch.TypeOpaqueRedirect, fetch.TypeError)
	}
	if v := o.Get("status"); v != nil {
		i := d.Integer(v, "status", 0, 999)
		e.Status = &i
	}
	if v := o.Get("headers"); v != nil {
		e.Headers = d.expectedHeaders(v, "a mapping of names to the values the page can read")
	}
	if v := o.Get("origin"); v != nil {
		e.Origin = d.Words(v, "origin")
	}
	if v := o.Get("wire"); v != nil {
		e.Wire = []SentExpectation{}
		for _, item := range d.Items(v, "wire") {
			e.Wire = append(e.Wire, d.sent(item))
		}
	}
	if v := o.Get("any-of"); v != nil {
		e.AnyOf = d.anyOf(v)
	}
	return e
}

func (d *decoder) expectedHeaders(n *document.Node, want string) map[string]*string {
	if n.Kind != document.Mapping {
		d.Mismatch(n, "headers", want)
		return nil
	}
	headers := map[string]*string{}
	for _, e := range n.Entries {
		name := wire.ToLower(e.Key)
		if _, ok := headers[name]; ok {
			d.Report(e.Place, fmt.Sprintf("header %s is repeated", name), "the values of repeated lines are joined by comma and space")
		}
		headers[name] = nil
		if e.Value.Kind != document.Null {
			value := d.Text(e.Value, "the value of "+e.Key)
			headers[name] = &value
		}
	}
	return headers
}

func (d *decoder) sent(n *document.Node) (s SentExpectation) {
	o, ok := d.object(n, "sent", "a request of wire")
	if !ok {
		return s
	}
	texts := map[string]**string{
		"url": &s.URL, "method": &s.Method, "origin": &s.Origin, "request-method": &s.RequestMethod,
		"request-headers": &s.RequestHeaders, "cookies": &s.Cookies,
	}
	for _, key := range keys["sent"] {
		v := o.Get(key)
		if v == nil {
			continue
		}
		switch key {
		case "preflight":
			b := d.Boolean(v, key)
			s.Preflight = &b
		case "status":
			i := d.Integer(v, key, 0, 999)
			s.Status = &i
		case "headers":
			s.Headers = d.expectedHeaders(v, "a mapping of names to the values that are sent")
		default:
			value := d.Text(v, key)
			if v.Kind == document.Null {
				d.Problems[len(d.Problems)-1].Hint = "a header that is not sent is absent"
			}
			*texts[key] = &value
		}
	}
	return s
}

func (d *decoder) anyOf(n *document.Node) []Alternative {
	alternatives := []Alternative{}
	items := d.Items(n, "any-of")
	if n.Kind == document.List && len(items) < 2 {
		d.Report(n.Place, "any-of needs two alternatives or more", "")
	}
	for _, item := range items {
		o, ok := d.object(item, "alternative", "an alternative")
		if !ok {
			continue
		}
		a := Alternative{}
		if v := d.Require(o, "section", "an alternative"); v != nil {
			a.Section = d.section(v)
		}
		a.Expectation = *d.expectationOf(o)
		alternatives = append(alternatives, a)
	}
	return alternatives
}

// section reads the anchor of a section of a standard.
func (d *decoder) section(n *document.Node) string {
	s := d.Words(n, "a section")
	if s == "" || n.Kind != document.Text {
		return s
	}
	if _, ok := fetch.SectionURL(s); !ok || strings.ContainsAny(s, " \t\n#") {
		d.Report(n.Place, fmt.Sprintf("%q is not an anchor", s), "write cors-check for the Fetch Standard, xhr:the-send()-method for others")
	}
	return s
}
