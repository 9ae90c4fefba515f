package scenarios

import (
	"iter"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/corslab/corslab/document"
	"github.com/corslab/corslab/fetch"
)

// A block is what one request or one entry of `cases` expands from: everything
// it says or inherits, with its axes still to be crossed.
type block struct {
	suite    *Suite
	name     string // of the entry of `cases`; "" for the suite's own request
	title    string
	source   string
	labels   []string
	position Position
	place    document.Place
	base     overlay
	browser  BrowserSettings
	cookies  []Cookie
	axes     []axis
	exclude  []*exclusion
	entries  []*conditional
	steps    []step // nil for a single request

	// excluded and matching are exclude and entries in terms of the axes.
	excluded []matcher
	matching []matcher
}

// A step is one entry of `steps`.
type step struct {
	place   document.Place
	after   time.Duration
	servers []serverSetting // nil if those before stay
	request settings[fetch.Request]
	entries []*conditional
	// matching is entries in terms of the axes.
	matching []matcher
}

// An exclusion is one entry of `exclude`.
type exclusion struct {
	place document.Place
	when  []condition
}

// A matcher is a set of conditions in terms of a block's axes.
type matcher struct {
	// never says that a condition names an axis or value the block lacks.
	never bool
	// allowed holds, per axis, which values match; nil is all.
	allowed [][]bool
}

func (m matcher) matches(combination []int) bool {
	if m.never {
		return false
	}
	for axis, value := range combination {
		if m.allowed[axis] != nil && !m.allowed[axis][value] {
			return false
		}
	}
	return true
}

// matcher compiles conditions.
func (b *block) matcher(when []condition) matcher {
	m := matcher{allowed: make([][]bool, len(b.axes))}
	for _, c := range when {
		i := slices.IndexFunc(b.axes, func(a axis) bool { return a.name == c.axis })
		if i < 0 {
			m.never = true
			continue
		}
		allowed, some := make([]bool, len(b.axes[i].values)), false
		for _, v := range c.values {
			if j := b.axes[i].index(v.name); j >= 0 && (m.allowed[i] == nil || m.allowed[i][j]) {
				allowed[j], some = true, true
			}
		}
		m.allowed[i] = allowed
		m.never = m.never || !some
	}
	return m
}

// compile prepares the block for expansion.
func (b *block) compile() {
	for _, x := range b.exclude {
		b.excluded = append(b.excluded, b.matcher(x.when))
	}
	for _, c := range b.entries {
		b.matching = append(b.matching, b.matcher(c.when))
	}
	for i := range b.steps {
		s := &b.steps[i]
		for _, c := range s.entries {
			s.matching = append(s.matching, b.matcher(c.when))
		}
	}
}

// size returns how many combinations the axes have, exclusions not counted.
func (b *block) size() int {
	n := 1
	for _, a := range b.axes {
		n = saturatingMultiply(n, len(a.values))
	}
	return n
}

func saturatingAdd(a, b int) int {
	if a > math.MaxInt-b {
		return math.MaxInt
	}
	return a + b
}

func saturatingMultiply(a, b int) int {
	if b != 0 && a > math.MaxInt/b {
		return math.MaxInt
	}
	return a * b
}

// combinations iterates over the combinations of axis values that are not
// excluded, the last axis turning fastest. The slice is used again.
func (b *block) combinations() iter.Seq[[]int] {
	return func(yield func([]int) bool) {
		for combination := range b.crossing() {
			excluded := slices.ContainsFunc(b.excluded, func(m matcher) bool { return m.matches(combination) })
			if !excluded && !yield(combination) {
				return
			}
		}
	}
}

// crossing iterates over all combinations.
func (b *block) crossing() iter.Seq[[]int] {
	return func(yield func([]int) bool) {
		combination := make([]int, len(b.axes))
		for {
			if !yield(combination) {
				return
			}
			i := len(b.axes) - 1
			for ; i >= 0; i-- {
				combination[i]++
				if combination[i] < len(b.axes[i].values) {
					break
				}
				combination[i] = 0
			}
			if i < 0 {
				return
			}
		}
	}
}

// A world is what holds during one step: the servers and the request.
type world struct {
	servers []serverSetting
	request fetch.Request
}

// resolve lays the values of a combination over the block's base, and the steps
// over that. A single request is one world.
func (b *block) resolve(combination []int) (page fetch.Page, worlds []world) {
	base := b.base
	page.As = fetch.PageWindow
	base.page.applyTo(&page)
	request := fetch.Request{API: fetch.APIFetch}
	base.request.applyTo(&request)
	servers := base.servers
	for i, value := range combination {
		o := b.axes[i].values[value].overlay
		o.page.applyTo(&page)
		o.request.applyTo(&request)
		servers = overlayServers(servers, o.servers)
	}
	if b.steps == nil {
		return page, []world{{servers, request}}
	}
	for _, s := range b.steps {
		r := request
		s.request.applyTo(&r)
		servers = replaceServers(servers, s.servers)
		worlds = append(worlds, world{servers, r})
	}
	return page, worlds
}

// build makes the case of a combination.
func (b *block) build(combination []int) *Case {
	page, worlds := b.resolve(combination)
	c := &Case{
		Suite: b.suite, Name: b.caseName(combination), Title: b.title, Labels: b.labels, Source: b.source,
		Position: b.position, Page: page, Browser: b.browser, Cookies: b.cookies,
		Steps: make([]Step, len(worlds)),
	}
	shared := match(b.entries, b.matching, combination)
	for i, w := range worlds {
		s := Step{Name: c.Name, Servers: make([]Server, len(w.servers)), NewServers: true, Request: w.request, expectations: shared}
		for j, setting := range w.servers {
			s.Servers[j] = setting.server()
		}
		if b.steps != nil {
			own := b.steps[i]
			s.Name += "@" + strconv.Itoa(i+1)
			s.After = own.after
			s.NewServers = i == 0 || own.servers != nil
			if own.entries != nil {
				s.expectations = match(own.entries, own.matching, combination)
			}
		}
		c.Steps[i] = s
	}
	c.Page.AddressSpace = pageAddressSpace(page, worlds)
	return c
}

// match returns the entries whose conditions a combination meets.
func match(entries []*conditional, matchers []matcher, combination []int) (out []*conditional) {
	for i, m := range matchers {
		if m.matches(combination) {
			out = append(out, entries[i])
		}
	}
	return out
}

// caseName returns the name of the case of a combination.
func (b *block) caseName(combination []int) string {
	var s strings.Builder
	s.WriteString(b.suite.Name)
	if b.name != "" {
		s.WriteString("#" + b.name)
	}
	for i, value := range combination {
		s.WriteByte("[,"[min(i, 1)])
		s.WriteString(b.axes[i].name + "=" + escapeName(b.axes[i].values[value].name))
	}
	if len(combination) > 0 {
		s.WriteByte(']')
	}
	return s.String()
}
