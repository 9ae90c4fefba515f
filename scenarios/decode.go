package scenarios

import (
	"fmt"
	"slices"

	"github.com/corslab/corslab/fetch"
)

// A level is what a suite or a case says; nil fields say nothing.
type level struct {
	object
	overlay
	browser *BrowserSettings
	cookies []Cookie
	axes    []axis
	exclude []*exclusion
	expect  []*conditional
	failing []*conditional
	labels  []string
}

// has reports whether a key is there.
func (l level) has(key string) bool { return l.get(key) != nil }

// suite reads a whole file.
func (d *decoder) suite(n *node) *Suite {
	o, ok := d.object(n, "suite", "a suite")
	if !ok {
		return nil
	}
	s := &Suite{File: d.file}
	for _, key := range []string{"suite", "title", "why", "spec"} {
		d.require(o, key, "a suite")
	}
	if v := o.get("suite"); v != nil {
		s.Name = d.name(v, "suite", pathLike)
	}
	s.Title = d.words(o.get("title"), "title")
	s.Why = d.words(o.get("why"), "why")
	s.Source = d.words(o.get("source"), "source")
	if v := o.get("spec"); v != nil {
		for _, item := range d.items(v, "spec") {
			s.Spec = append(s.Spec, d.section(item))
		}
		if v.kind == list && len(v.items) == 0 {
			d.report(v.place, "spec is empty", "name the sections of the Fetch Standard it is about: [cors-check]")
		}
	}
	own := d.level(o, false)
	if p := o.get("page"); p != nil && p.kind == mapping && p.get("url") == nil {
		d.report(p.place, "a page needs url", "")
	}
	s.Labels = own.labels
	if own.has("request") && (own.has("axes") || own.has("expect") || !own.has("cases")) {
		b := &block{suite: s, title: s.Title, source: s.Source, labels: s.Labels, place: o.keys["request"]}
		b.inherit(own, own)
		s.blocks = append(s.blocks, b)
	}
	if v := o.get("cases"); v != nil {
		s.blocks = append(s.blocks, d.cases(v, s, own)...)
	}
	if !own.has("request") && !own.has("cases") {
		d.report(o.place, "the suite asks nothing", "write request or cases")
	}
	for _, b := range s.blocks {
		b.position = d.position(b.place)
		b.compile()
	}
	return s
}

// level reads the keys that suites and cases share. bare allows `expect` to be
// one expectation.
func (d *decoder) level(o object, bare bool) level {
	l := level{object: o}
	if v := o.get("labels"); v != nil {
		l.labels = d.labels(v)
	}
	if v := o.get("page"); v != nil {
		l.page = d.page(v)
	}
	if v := o.get("browser"); v != nil {
		settings := d.browser(v)
		l.browser = &settings
	}
	if v := o.get("cookies"); v != nil {
		l.cookies = d.cookies(v)
	}
	if v := o.get("servers"); v != nil {
		l.servers = d.servers(v)
	}
	if v := o.get("request"); v != nil {
		l.request = d.request(v)
	}
	if v := o.get("axes"); v != nil {
		l.axes = d.axes(v)
	}
	if v := o.get("exclude"); v != nil {
		for _, item := range d.items(v, "exclude") {
			x := &exclusion{place: item.place, when: d.conditions(item, "an entry of exclude")}
			if item.kind == mapping && len(x.when) == 0 {
				d.report(item.place, "an empty entry would exclude everything", "")
			}
			if len(x.when) == 0 {
				continue
			}
			l.exclude = append(l.exclude, x)
		}
	}
	if v := o.get("expect"); v != nil {
		l.expect = d.expect(v, bare)
	}
	if v := o.get("known-failing"); v != nil {
		l.failing = []*conditional{d.knownFailing(v)}
	}
	return l
}

func (d *decoder) labels(n *node) (labels []string) {
	for _, item := range d.items(n, "labels") {
		label := d.name(item, "label", kebab)
		if slices.Contains(labels, label) {
			d.report(item.place, fmt.Sprintf("label %s is repeated", label), "")
			continue
		}
		labels = append(labels, label)
	}
	return labels
}

// inherit fills the block from a case and, for what it leaves out, its suite.
func (b *block) inherit(own, suite level) {
	b.base = overlay{
		page:    suite.page,
		request: suite.request,
		servers: replaceServers(suite.servers, own.servers),
	}
	if own.has("page") {
		b.base.page = own.page
		if own.get("page").kind == mapping && own.get("page").get("url") == nil {
			// The long form may leave the URL to the suite.
			for _, s := range suite.page {
				if s.key == "url" {
					b.base.page = append(settings[fetch.Page]{s}, own.page...)
				}
			}
		}
	}
	if own.has("request") {
		b.base.request = append(suite.request[:len(suite.request):len(suite.request)], own.request...)
	}
	from := func(key string) level {
		if own.has(key) {
			return own
		}
		return suite
	}
	if l := from("browser"); l.browser != nil {
		b.browser = *l.browser
	}
	b.cookies = from("cookies").cookies
	if b.steps == nil || own.has("axes") {
		b.axes = from("axes").axes
	}
	b.exclude = from("exclude").exclude
	b.entries = slices.Concat(from("expect").expect, from("known-failing").failing)
}

// cases reads the named cases.
func (d *decoder) cases(n *node, s *Suite, suite level) (blocks []*block) {
	lines := map[string]int{}
	items := d.items(n, "cases")
	if n.kind == list && len(items) == 0 {
		d.report(n.place, "cases is empty", "")
	}
	for _, item := range items {
		o, ok := d.object(item, "case", "a case")
		if !ok {
			continue
		}
		b := &block{suite: s, place: o.place, title: s.Title, source: s.Source, labels: s.Labels}
		if v := d.require(o, "name", "a case"); v != nil {
			b.name = d.name(v, "case", pathLike)
			if line, ok := lines[b.name]; ok {
				d.report(v.place, "a second case "+b.name, fmt.Sprintf("the first is on line %d", line))
			}
			lines[b.name] = v.place.line
		}
		if v := o.get("title"); v != nil {
			b.title = d.words(v, "title")
		}
		if v := o.get("source"); v != nil {
			b.source = d.words(v, "source")
		}
		own := d.level(o, true)
		for _, label := range own.labels {
			if !slices.Contains(b.labels, label) {
				b.labels = append(b.labels[:len(b.labels):len(b.labels)], label)
			}
		}
		if v := o.get("steps"); v != nil {
			b.steps = d.steps(v)
		}
		b.inherit(own, suite)
		failing := suite.failing
		if own.has("known-failing") {
			failing = own.failing
		}
		for i := range b.steps {
			// What a step does not say about its result, the case or suite says.
			if st := &b.steps[i]; st.entries != nil {
				st.entries = append(st.entries, failing...)
			}
		}
		blocks = append(blocks, b)
	}
	return blocks
}

// steps reads the requests of a case, one after the other.
func (d *decoder) steps(n *node) []step {
	out := []step{}
	items := d.items(n, "steps")
	if n.kind == list && len(items) == 0 {
		d.report(n.place, "steps is empty", "")
	}
	for _, item := range items {
		o, ok := d.object(item, "step", "a step")
		if !ok {
			continue
		}
		s := step{place: item.place}
		if v := o.get("after"); v != nil {
			s.after = d.duration(v, "after")
		}
		if v := o.get("servers"); v != nil {
			s.servers = d.servers(v)
		}
		if v := o.get("request"); v != nil {
			s.request = d.request(v)
		}
		if v := o.get("expect"); v != nil {
			s.entries = d.expect(v, true)
		}
		if v := o.get("known-failing"); v != nil {
			s.entries = append(s.entries, d.knownFailing(v))
		}
		out = append(out, s)
	}
	return out
}
