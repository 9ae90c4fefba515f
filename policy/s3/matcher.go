package s3

import (
	"slices"
	"strconv"
	"strings"

	"github.com/corslab/corslab/wire"
)

// A matcher is a Rule ready for matching and answering.
type matcher struct {
	name    string
	origins []glob
	// anyOrigin says that an entry is "*".
	anyOrigin bool
	// upperOrigin says that an entry holds an upper-case letter.
	upperOrigin bool
	// listsHTTPS says that an entry is "https" and nothing more.
	listsHTTPS bool
	// lines are the Access-Control-Allow-Origin lines of the origins, "" for one
	// with a wildcard.
	lines     []wire.Line
	methods   []string
	headers   []glob // in lower case
	anyHeader bool

	// The header lines that are the same in every answer.
	allowMethods  wire.Line
	exposeHeaders wire.Line // "" for none
	maxAge        wire.Line // "" for none
	// notPositive says that maxAge is zero or negative.
	notPositive bool

	// granted are headers of answers to preflights; see grant.
	granted [2]wire.Header

	// matched holds one note, and no room for more.
	matched                  []wire.Note
	wrongOrigin, wrongMethod wire.Note
}

func compile(rules []Rule) []matcher {
	matchers := make([]matcher, len(rules))
	for i, rule := range rules {
		matchers[i] = newMatcher(i, rule)
	}
	return matchers
}

func newMatcher(index int, rule Rule) matcher {
	name := ruleName(index, rule)
	m := matcher{
		name:         name,
		methods:      rule.AllowedMethods,
		allowMethods: wire.NewLine("Access-Control-Allow-Methods", strings.Join(rule.AllowedMethods, ", ")),
		matched:      slices.Clip([]wire.Note{{Section: sectionMatching, Text: name + " matches"}}),
		wrongOrigin:  wire.Note{Section: sectionMatching, Text: name + " does not allow the origin"},
		wrongMethod:  wire.Note{Section: sectionMatching, Text: name + " does not allow the method"},
	}
	for _, origin := range rule.AllowedOrigins {
		g := newGlob(origin)
		m.origins = append(m.origins, g)
		m.lines = append(m.lines, allowOriginLine(origin))
		m.anyOrigin = m.anyOrigin || g.isAny()
		m.upperOrigin = m.upperOrigin || hasUpper(origin)
		m.listsHTTPS = m.listsHTTPS || origin == "https"
	}
	for _, header := range rule.AllowedHeaders {
		g := newGlob(wire.ToLower(header))
		m.headers = append(m.headers, g)
		m.anyHeader = m.anyHeader || g.isAny()
	}
	if len(rule.ExposeHeaders) > 0 {
		m.exposeHeaders = wire.NewLine("Access-Control-Expose-Headers", strings.Join(rule.ExposeHeaders, ", "))
	}
	if rule.MaxAgeSeconds != nil {
		m.maxAge = wire.NewLine("Access-Control-Max-Age", strconv.Itoa(*rule.MaxAgeSeconds))
		m.notPositive = *rule.MaxAgeSeconds <= 0
	}
	m.grant()
	return m
}

// ruleName is how notes call a rule: by its ID or else its number, and by its
// line where it has one.
func ruleName(index int, rule Rule) string {
	name := "rule " + strconv.Itoa(index+1)
	if rule.ID != "" {
		name = "rule " + strconv.Quote(rule.ID)
	}
	if rule.Place.Line > 0 {
		name += " (line " + strconv.Itoa(rule.Place.Line) + ")"
	}
	return name
}

func hasUpper(s string) bool {
	for i := range len(s) {
		if 'A' <= s[i] && s[i] <= 'Z' {
			return true
		}
	}
	return false
}

// matches reports whether the rule allows everything that is asked for.
func (m *matcher) matches(q *question) bool {
	return m.allowsOrigin(q.origin) && m.allowsMethod(q.method) && m.refusedHeader(q.names) == ""
}

// allowsOrigin compares letter by letter. No URL is parsed: a default port or a
// slash at the end is a difference.
func (m *matcher) allowsOrigin(origin string) bool {
	if m.anyOrigin {
		return true
	}
	for i := range m.origins {
		if m.origins[i].matches(origin) {
			return true
		}
	}
	return false
}

func allowOriginLine(origin string) wire.Line {
	if strings.Contains(origin, "*") {
		return ""
	}
	return "Access-Control-Allow-Origin: " + wire.Line(origin)
}

// allowOrigin returns the line that answers an origin which the rule allows.
func (m *matcher) allowOrigin(origin string) wire.Line {
	if m.anyOrigin {
		return "Access-Control-Allow-Origin: *"
	}
	for _, line := range m.lines {
		if strings.HasSuffix(string(line), origin) && len(line) == len("Access-Control-Allow-Origin: ")+len(origin) {
			return line
		}
	}
	return "Access-Control-Allow-Origin: " + wire.Line(origin)
}

// allowsOriginFolded is allowsOrigin without regard to letter case.
func (m *matcher) allowsOriginFolded(origin string) bool {
	origin = wire.ToLower(origin)
	return slices.ContainsFunc(m.origins, func(g glob) bool {
		g.prefix, g.suffix = wire.ToLower(g.prefix), wire.ToLower(g.suffix)
		return g.matches(origin)
	})
}

// listedBeforeAny reports whether an entry that stands before "*" matches the
// origin too.
func (m *matcher) listedBeforeAny(origin string) bool {
	for _, g := range m.origins {
		if g.isAny() {
			return false
		}
		if g.matches(origin) {
			return true
		}
	}
	return false
}

func (m *matcher) allowsMethod(method string) bool { return slices.Contains(m.methods, method) }

// refusedHeader returns the first name, in lower case, that no entry matches, or
// "" if there is none.
func (m *matcher) refusedHeader(names []string) string {
	if m.anyHeader {
		return ""
	}
	for _, name := range names {
		if !m.allowsHeader(name) {
			return name
		}
	}
	return ""
}

func (m *matcher) allowsHeader(name string) bool {
	for i := range m.headers {
		if m.headers[i].matches(name) {
			return true
		}
	}
	return false
}
