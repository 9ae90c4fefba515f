package scenarios

import (
	"fmt"
	"slices"

	"github.com/corslab/corslab/document"
	"github.com/corslab/corslab/fetch"
)

// A level is what a suite or a case says; nil fields say nothing.
type level struct {
	document.Object
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
func (l level) has(key string) bool { return l.Get(key) != nil }

// suite reads a whole file.
func (d *decoder) suite(n *document.Node) *Suite {
	o, ok := d.object(n, "suite", "a suite")
	if !ok {
		return nil
	}
	s := &Suite{File: d.Name, Text: string(d.Data)}
	for _, key := range []string{"suite", "title", "why", "spec"} {
		d.Require(o, key, "a suite")
	}
	if v := o.Get("suite"); v != nil {
		s.Name = d.name(v, "suite", pathLike)
	}
	s.Title = d.Words(o.Get("title"), "title")
	s.Why = d.Words(o.Get("why"), "why")
	s.Source = d.Words(o.Get("source"), "source")
	if v := o.Get("spec"); v != nil {
		for _, item := range d.Items(v, "spec") {
			s.Spec = append(s.Spec, d.section(item))
		}
		if v.Kind == document.List && len(v.Items) == 0 {
			d.Report(v.Place, "spec is empty", "name the sections of the Fetch Standard it is about: [cors-check]")
		}
	}
	own := d.level(o, false)
	if p := o.Get("page"); p != nil && p.Kind == document.Mapping && p.Get("url") == nil {
		d.Report(p.Place, "a page needs url", "")
	}
	s.Labels = own.labels
	if own.has("request") && (own.has("axes") || own.has("expect") || !own.has("cases")) {
		b := &block{suite: s, title: s.Title, source: s.Source, labels: s.Labels, place: o.PlaceOf("request")}
		b.inherit(own, own)
		s.blocks = append(s.blocks, b)
	}
	if v := o.Get("cases"); v != nil {
		s.blocks = append(s.blocks, d.cases(v, s, own)...)
	}
	if !own.has("request") && !own.has("cases") {
		d.Report(o.Place, "the suite asks nothing", "write request or cases")
	}
	for _, b := range s.blocks {
		b.position = d.position(b.place)
		b.compile()
	}
	return s
}

// level reads the keys that suites and cases share. bare allows `expect` to be
// one expectation.
func (d *decoder) level(o document.Object, bare bool) level {
	l := level{Object: o}
	if v := o.Get("labels"); v != nil {
		l.labels = d.labels(v)
	}
	if v := o.Get("page"); v != nil {
		l.page = d.page(v)
	}
	if v := o.Get("browser"); v != nil {
		settings := d.browser(v)
		l.browser = &settings
	}
	if v := o.Get("cookies"); v != nil {
		l.cookies = d.cookies(v)
	}
	if v := o.Get("servers"); v != nil {
		l.servers = d.servers(v)
	}
	if v := o.Get("request"); v != nil {
		l.request = d.request(v)
	}
	if v := o.Get("axes"); v != nil {
		l.axes = d.axes(v)
	}
	if v := o.Get("exclude"); v != nil {
		for _, item := range d.Items(v, "exclude") {
			x := &exclusion{place: item.Place, when: d.conditions(item, "an entry of exclude")}
			if item.Kind == document.Mapping && len(x.when) == 0 {
				d.Report(item.Place, "an empty entry would exclude everything", "")
			}
			if len(x.when) == 0 {
				continue
			}
			l.exclude = append(l.exclude, x)
		}
	}
	if v := o.Get("expect"); v != nil {
		l.expect = d.expect(v, bare)
	}
	if v := o.Get("known-failing"); v != nil {
		l.failing = []*conditional{d.knownFailing(v)}
	}
	return l
}

func (d *decoder) labels(n *document.Node) (labels []string) {
	for _, item := range d.Items(n, "labels") {
		label := d.name(item, "label", kebab)
		if slices.Contains(labels, label) {
			d.Report(item.Place, fmt.Sprintf("label %s is repeated", label), "")
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
		if own.Get("page").Kind == document.Mapping && own.Get("page").Get("url") == nil {
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
func (d *decoder) cases(n *document.Node, s *Suite, suite level) (blocks []*block) {
	lines := map[string]int{}
	items := d.Items(n, "cases")
	if n.Kind == document.List && len(items) == 0 {
		d.Report(n.Place, "cases is empty", "")
	}
	for _, item := range items {
		o, ok := d.object(item, "case", "a case")
		if !ok {
			continue
		}
		b := &block{suite: s, place: o.Place, title: s.Title, source: s.Source, labels: s.Labels}
		if v := d.Require(o, "name", "a case"); v != nil {
			b.name = d.name(v, "case", pathLike)
			if line, ok := lines[b.name]; ok {
				d.Report(v.Place, "a second case "+b.name, fmt.Sprintf("the first is on line %d", line))
			}
			lines[b.name] = v.Place.Line
		}
		if v := o.Get("title"); v != nil {
			b.title = d.Words(v, "title")
		}
		if v := o.Get("source"); v != nil {
			b.source = d.Words(v, "source")
		}
		own := d.level(o, true)
		for _, label := range own.labels {
			if !slices.Contains(b.labels, label) {
				b.labels = append(b.labels[:len(b.labels):len(b.labels)], label)
			}
		}
		if v := o.Get("steps"); v != nil {
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
func (d *decoder) steps(n *document.Node) []step {
	out := []step{}
	items := d.Items(n, "steps")
	if n.Kind == document.List && len(items) == 0 {
		d.Report(n.Place, "steps is empty", "")
	}
	for _, item := range items {
		o, ok := d.object(item, "step", "a step")
		if !ok {
			continue
		}
		s := step{place: item.Place}
		if v := o.Get("after"); v != nil {
			s.after = d.duration(v, "after")
		}
		if v := o.Get("servers"); v != nil {
			s.servers = d.servers(v)
		}
		if v := o.Get("request"); v != nil {
			s.request = d.request(v)
		}
		if v := o.Get("expect"); v != nil {
			s.entries = d.expect(v, true)
		}
		if v := o.Get("known-failing"); v != nil {
			s.entries = append(s.entries, d.knownFailing(v))
		}
		out = append(out, s)
	}
	return out
}
