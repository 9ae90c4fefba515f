package s3

import (
	"strings"

	"github.com/corslab/corslab/wire"
)

// The sections of notes.
const (
	sectionPreflight = "aws:s3-preflight"
	sectionMatching  = "aws:s3-rule-matching"
	sectionHeaders   = "aws:s3-cors-headers"
	sectionActual    = "aws:s3-actual-request"
)

// decide returns the first rule that allows everything asked for, or nil, with
// a note on every rule that was tried.
func decide(rules []matcher, q *question) (*matcher, []wire.Note) {
	winner := 0
	for winner < len(rules) && !rules[winner].matches(q) {
		winner++
	}
	var notes []wire.Note
	if winner > 0 {
		notes = make([]wire.Note, 0, winner+2)
		upper := hasUpper(q.origin)
		for i := range rules[:winner] {
			notes = appendRefusal(notes, &rules[i], q, upper)
		}
	}
	if winner == len(rules) {
		return nil, notes
	}
	m := &rules[winner]
	if notes == nil {
		notes = m.matched // most often all there is to say
	} else {
		notes = append(notes, m.matched...)
	}
	return m, appendDoubts(notes, m, q)
}

// appendRefusal notes the first reason why a rule does not match. The origin
// holds an upper-case letter if upper says so.
func appendRefusal(notes []wire.Note, m *matcher, q *question, upper bool) []wire.Note {
	if !m.allowsOrigin(q.origin) {
		notes = append(notes, m.wrongOrigin)
		if note, doubtful := doubtfulOrigin(m, q, upper); doubtful {
			notes = append(notes, note)
		}
		return notes
	}
	if !m.allowsMethod(q.method) {
		notes = append(notes, m.wrongMethod)
		if q.method == "HEAD" && m.allowsMethod("GET") && m.refusedHeader(q.names) == "" {
			notes = append(notes, wire.UnverifiedNote(sectionMatching, m.name+" allows GET, which is taken not to allow HEAD"))
		}
		return notes
	}
	return append(notes, wire.Note{
		Section: sectionMatching,
		Text:    m.name + " does not allow the header " + m.refusedHeader(q.names),
	})
}

// doubtfulOrigin notes that a rule would match if origins were compared in a way
// that nobody has ruled out.
func doubtfulOrigin(m *matcher, q *question, upper bool) (note wire.Note, doubtful bool) {
	text := ""
	switch {
	case (upper || m.upperOrigin) && m.allowsOriginFolded(q.origin):
		text = m.name + " differs from the origin in letter case only; the comparison is taken to be case-sensitive"
	case m.listsHTTPS && strings.HasPrefix(q.origin, "https://"):
		text = m.name + ` lists "https"; it is taken to be no shorthand for every secure origin`
	}
	if text == "" || !m.allowsMethod(q.method) || m.refusedHeader(q.names) != "" {
		return wire.Note{}, false
	}
	return wire.UnverifiedNote(sectionMatching, text), true
}

// appendDoubts notes what is not certain about the answer of a rule that
// matches.
func appendDoubts(notes []wire.Note, m *matcher, q *question) []wire.Note {
	if q.origin == "null" {
		notes = append(notes, wire.UnverifiedNote(sectionMatching, "the origin null is taken to be compared like any other string"))
	}
	if m.anyOrigin && m.listedBeforeAny(q.origin) {
		notes = append(notes, wire.UnverifiedNote(sectionHeaders, m.name+` lists the origin before "*"; the answer is taken to be *`))
	}
	if q.emptyItem {
		notes = append(notes, wire.UnverifiedNote(sectionMatching, "an empty item in Access-Control-Request-Headers is taken to be ignored"))
	}
	if m.notPositive {
		notes = append(notes, wire.UnverifiedNote(sectionHeaders, m.name+" has a MaxAgeSeconds below 1, which is taken to be sent as it is"))
	}
	return notes
}

const vary wire.Line = "Vary: Origin, Access-Control-Request-Headers, Access-Control-Request-Method"

// appendHeaders appends the CORS header lines of a rule that matches: the same
// on a preflight and on any other response.
func (m *matcher) appendHeaders(h wire.Header, q *question) wire.Header {
	h = append(h, m.allowOrigin(q.origin))
	h = append(h, m.allowMethods)
	if len(q.names) > 0 {
		h = append(h, allowHeaders(q.names))
	}
	if m.exposeHeaders != "" {
		h = append(h, m.exposeHeaders)
	}
	if m.maxAge != "" {
		h = append(h, m.maxAge)
	}
	if !m.anyOrigin {
		h = append(h, "Access-Control-Allow-Credentials: true")
	}
	return append(h, vary)
}

// preflightHeader returns the header of the answer to a preflight that the rule
// allows.
func (m *matcher) preflightHeader(q *question) wire.Header {
	granted := m.granted[min(len(q.names), 1)]
	header := make(wire.Header, len(granted))
	copy(header, granted)
	header[grantedOrigin] = m.allowOrigin(q.origin)
	if len(q.names) > 0 {
		header[grantedHeaders] = allowHeaders(q.names)
	}
	return header
}

// Where in granted the lines stand that depend on the request.
const (
	grantedOrigin  = 2
	grantedHeaders = 4
)

// grant makes what preflightHeader copies: the header without and with names that
// are asked for.
func (m *matcher) grant() {
	for i, q := range []question{{}, {names: []string{""}}} {
		header := m.appendHeaders(wire.Header{hostIDLine, requestIDLine}, &q)
		m.granted[i] = append(header, "Content-Length: 0")
	}
}

// corsLines is how many lines appendHeaders appends at most.
const corsLines = 7

// allowHeaders echoes the names that were asked for.
func allowHeaders(names []string) wire.Line {
	const field = "Access-Control-Allow-Headers: "
	switch len(names) { // what most preflights ask for
	case 1:
		return wire.Line(field + names[0])
	case 2:
		return wire.Line(field + names[0] + ", " + names[1])
	}
	size := len(field) + 2*len(names)
	for _, name := range names {
		size += len(name)
	}
	var b strings.Builder
	b.Grow(size)
	b.WriteString(field)
	for i, name := range names {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(name)
	}
	return wire.Line(b.String())
}
