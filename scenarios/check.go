package scenarios

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/corslab/corslab/document"
	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/wire"
)

// check finds what is wrong in a suite as a whole, by walking all its cases.
func (d *decoder) check(s *Suite, maxCases int) {
	total := 0
	for _, b := range s.blocks {
		total = saturatingAdd(total, b.size())
	}
	if total > maxCases {
		at := s.blocks[0].place
		if len(s.blocks[0].axes) > 0 {
			at = s.blocks[0].axes[0].place
		}
		d.Report(at, fmt.Sprintf("the axes cross to %s cases, more than %s", document.Count(total), document.Count(maxCases)), "--max-cases allows more")
		return
	}
	c := &checker{
		decoder: d, used: map[any]bool{}, sets: map[string]bool{}, ids: map[*conditional]int{},
		pairs: map[[2]*conditional]bool{}, worlds: map[serverKey]bool{},
	}
	for _, b := range s.blocks {
		s.count += c.block(b)
	}
	c.conditions(s)
}

// A checker walks the cases of a suite.
type checker struct {
	*decoder
	// used holds the entries and exclusions that some case met.
	used map[any]bool
	// ids numbers the entries; sets holds the sets of entries seen to meet in a
	// case, by their numbers; pairs those that were reported.
	ids   map[*conditional]int
	sets  map[string]bool
	pairs map[[2]*conditional]bool
	// worlds holds the servers that were checked.
	worlds map[serverKey]bool
}

// A serverKey is a server as far as its check goes.
type serverKey struct {
	at       string
	protocol wire.Protocol
	policy   *policySetting
	routes   *routesSetting
}

// block checks every case of a block and returns how many there are.
func (c *checker) block(b *block) (cases int) {
	for combination := range b.crossing() {
		excluded := false
		for i, m := range b.excluded {
			if m.matches(combination) {
				excluded, c.used[b.exclude[i]] = true, true
			}
		}
		if excluded {
			continue
		}
		cases++
		if !c.combination(b, combination) {
			return cases
		}
	}
	if cases == 0 {
		c.Report(b.place, "every combination of its axes is excluded", "")
	}
	return cases
}

// combination checks one case. It returns false if what is wrong is wrong in
// every other case as well.
func (c *checker) combination(b *block, combination []int) bool {
	page, worlds := b.resolve(combination)
	if page.URL == "" {
		c.Report(b.place, "no page says who asks", "write page: https://www.example.com")
		return false
	}
	if isFile := strings.HasPrefix(wire.ToLower(page.URL), "file:"); isFile != (page.As == fetch.PageFile) {
		c.Report(b.place, fmt.Sprintf("the page %s cannot be of the kind %s", page.URL, cmp.Or(page.As, fetch.PageWindow)),
			"a document from the disk has as: file and a URL like file:///index.html")
		return false
	}
	if page.ServiceWorker != nil && !c.serviceWorker(b, page) {
		return false
	}
	if policy := (*fetch.PolicyError)(nil); errors.As(fetch.CheckPage(page), &policy) {
		c.Report(b.place, policy.Error(), "allow it there, or ask from the page itself")
		return false
	}
	if !c.addressSpaces(b, page, worlds) {
		return false
	}
	shared := match(b.entries, b.matching, combination)
	for i, w := range worlds {
		at, entries := b.place, shared
		if b.steps != nil {
			at = b.steps[i].place
			if own := b.steps[i]; own.entries != nil {
				entries = match(own.entries, own.matching, combination)
			}
		}
		if w.request.URL == "" && !b.sets("url", i) {
			c.Report(at, "the request has no url", `write url: "" for the page's own`)
			return false
		}
		if w.request.API.Navigates() && !c.navigation(b, at, page, worlds, w) {
			return false
		}
		if w.request.Reconnect && !c.reconnection(b, at, worlds, i) {
			return false
		}
		c.entries(entries)
		for _, s := range w.servers {
			c.server(s)
		}
		if err := fetch.Expressible(w.request, page.As); err != nil {
			if !c.inexpressible(b, combination, i, at, err) {
				return false
			}
		}
	}
	return true
}

// sets reports whether anything in the block gives the request of a step a key.
func (b *block) sets(key string, step int) bool {
	has := func(ss settings[fetch.Request]) bool {
		return slices.ContainsFunc(ss, func(s setting[fetch.Request]) bool { return s.key == key })
	}
	if has(b.base.request) || b.steps != nil && has(b.steps[step].request) {
		return true
	}
	for _, a := range b.axes {
		for _, v := range a.values {
			if has(v.overlay.request) {
				return true
			}
		}
	}
	return false
}

// entries marks the entries of `expect` that meet in a case as used, and
// reports those that contradict each other. A set of entries is looked at once.
func (c *checker) entries(entries []*conditional) {
	var key []byte
	for _, e := range entries {
		id, ok := c.ids[e]
		if !ok {
			id = len(c.ids)
			c.ids[e] = id
		}
		key = fmt.Append(key, id, ",")
	}
	if c.sets[string(key)] {
		return
	}
	c.sets[string(key)] = true
	for i, e := range entries {
		c.used[e] = true
		for _, earlier := range entries[:i] {
			if e.then == nil || earlier.then == nil || !e.overlaps(earlier) || c.pairs[[2]*conditional{earlier, e}] {
				continue
			}
			if field, before, now := earlier.then.conflict(e.then); field != "" {
				c.pairs[[2]*conditional{earlier, e}] = true
				c.Report(e.place, fmt.Sprintf("expects %s %s where the entry on line %d expects %s", field, now, earlier.place.Line, before),
					"both apply to the same case: narrow one with `when`")
			}
		}
	}
}

// server checks a server as it results from all levels.
func (c *checker) server(s serverSetting) {
	key := serverKey{at: s.at, policy: s.policy, routes: s.routes}
	if s.protocol != nil {
		key.protocol = *s.protocol
	}
	if c.worlds[key] {
		return
	}
	c.worlds[key] = true
	if s.policy == nil && s.routes == nil {
		c.Report(s.place, fmt.Sprintf("the server at %s needs policy or routes", s.at), "an origin without a server refuses connections")
	}
	if key.protocol != wire.HTTP2 {
		return
	}
	if !strings.HasPrefix(s.at, "https:") {
		c.Report(s.place, "browsers speak HTTP/2 over https only", "write at: "+strings.Replace(s.at, "http:", "https:", 1))
	}
	if s.routes != nil {
		for _, p := range s.routes.http1Only {
			c.Report(p.place, "HTTP/2 cannot carry "+p.what, "")
		}
	}
}

// inexpressible reports a request that its API has no way to make, and the
// combination of axis values to exclude for it. It returns false if no axis is
// to blame.
func (c *checker) inexpressible(b *block, combination []int, step int, at document.Place, err error) bool {
	message := err.Error()
	var inexpressible *fetch.InexpressibleError
	if !errors.As(err, &inexpressible) || len(b.axes) == 0 {
		c.Report(at, message, "")
		return false
	}
	// An axis is to blame if another of its values would do.
	var blamed []string
	other := slices.Clone(combination)
	for i, a := range b.axes {
		for value := range a.values {
			other[i] = value
			page, worlds := b.resolve(other)
			if fetch.Expressible(worlds[step].request, page.As) == nil {
				blamed = append(blamed, a.name+": "+a.values[combination[i]].name)
				break
			}
		}
		other[i] = combination[i]
	}
	if blamed == nil {
		for i, a := range b.axes {
			blamed = append(blamed, a.name+": "+a.values[combination[i]].name)
		}
	}
	c.Report(b.axes[0].place, message, "leave the combination out: exclude: [{"+strings.Join(blamed, ", ")+"}]")
	return true
}

// conditions reports entries of `expect` and `exclude` that name what is not
// there, or that no case met.
func (c *checker) conditions(s *Suite) {
	blocks := map[any][]*block{} // those that have an entry, inherited or their own
	var order []func()
	add := func(b *block, entry any, at document.Place, when []condition, message string) {
		if blocks[entry] == nil {
			order = append(order, func() {
				if c.known(blocks[entry], when) && !c.used[entry] {
					c.Report(at, message, "no case has all of these values")
				}
			})
		}
		blocks[entry] = append(blocks[entry], b)
	}
	for _, b := range s.blocks {
		for _, x := range b.exclude {
			add(b, x, x.place, x.when, "excludes nothing")
		}
		for _, e := range b.entries {
			add(b, e, e.place, e.when, "`when` matches no case")
		}
		for _, st := range b.steps {
			for _, e := range st.entries {
				add(b, e, e.place, e.when, "`when` matches no case")
			}
		}
	}
	for _, report := range order {
		report()
	}
}

// known reports whether every axis and value of the conditions is one of some
// block, and reports those that are not as problems.
func (c *checker) known(blocks []*block, when []condition) bool {
	axes := map[string][]string{} // values by axis
	var names []string
	for _, b := range blocks {
		for _, a := range b.axes {
			if axes[a.name] == nil {
				names = append(names, a.name)
			}
			axes[a.name] = append(axes[a.name], a.valueNames()...)
		}
	}
	ok := true
	for _, cond := range when {
		values, found := axes[cond.axis]
		switch {
		case found:
			for _, v := range cond.values {
				if !slices.Contains(values, v.name) {
					c.Report(v.place, fmt.Sprintf("axis %s has no value %q", cond.axis, v.name), document.Suggest(v.name, values))
					ok = false
				}
			}
		case len(names) == 0:
			c.Report(cond.place, fmt.Sprintf("there is no axis %s here", cond.axis), "a case with steps has only axes of its own")
			ok = false
		default:
			c.Report(cond.place, fmt.Sprintf("there is no axis %s", cond.axis), document.Suggest(cond.axis, names))
			ok = false
		}
	}
	return ok
}
