package scenarios

import (
	"errors"
	"strings"
)

// A Pattern matches names of cases and steps:
//
//	s3/direct-upload             a suite, with all its cases
//	s3/direct-upload#resume      a named case, however it is crossed
//	s3/*                         every suite directly in s3
//	**[api=xhr,**]               every case whose first axis is api, and xhr
//
// "*" stands for one segment: any characters but , = [ ] * / # @. "**" stands
// for any characters, and "**/" also for none. Everything else means itself. A
// pattern that ends where a name goes on with #, [ or @ matches all of that.
type Pattern struct {
	text     string // as it was written
	elements []element
}

// An element is one element of a pattern.
type element struct {
	kind elementKind
	byte byte // of a literal
}

type elementKind uint8

const (
	literal  elementKind = iota
	segment              // "*"
	deep                 // "**"
	optional             // what comes next, "**/" as deep and literal, may be left out
)

var errEmptyPattern = errors.New("the pattern is empty")

// ParsePattern reads a pattern. Only the empty one is none.
func ParsePattern(s string) (Pattern, error) {
	if s == "" {
		return Pattern{}, errEmptyPattern
	}
	p := Pattern{text: s}
	for rest := s; rest != ""; {
		switch {
		case strings.HasPrefix(rest, "**/"):
			p.elements = append(p.elements, element{kind: optional}, element{kind: deep}, element{literal, '/'})
			rest = rest[3:]
		case strings.HasPrefix(rest, "**"):
			p.elements = append(p.elements, element{kind: deep})
			rest = rest[2:]
		case rest[0] == '*':
			p.elements = append(p.elements, element{kind: segment})
			rest = rest[1:]
		default:
			p.elements = append(p.elements, element{literal, rest[0]})
			rest = rest[1:]
		}
	}
	return p, nil
}

// Matches reports whether the pattern matches a name. It takes time in
// proportion to the lengths of both, whatever the pattern.
func (p Pattern) Matches(name string) bool {
	// now[i] says that the elements before i can match what was read of the name.
	now, next := make([]bool, len(p.elements)+1), make([]bool, len(p.elements)+1)
	now[0] = true
	for i := 0; ; i++ {
		p.skip(now)
		if now[len(p.elements)] && (i == len(name) || strings.IndexByte("#[@", name[i]) >= 0) {
			return true
		}
		if i == len(name) {
			return false
		}
		clear(next)
		c := name[i]
		for j, t := range p.elements {
			if !now[j] {
				continue
			}
			switch t.kind {
			case literal:
				next[j+1] = next[j+1] || c == t.byte
			case segment:
				next[j] = next[j] || strings.IndexByte(delimiters, c) < 0
			case deep:
				next[j] = true
			}
		}
		now, next = next, now
	}
}

// skip adds what can be reached without reading on: wildcards may stand for
// nothing.
func (p Pattern) skip(now []bool) {
	for j, t := range p.elements {
		if !now[j] || t.kind == literal {
			continue
		}
		now[j+1] = true
		if t.kind == optional {
			now[j+3] = true
		}
	}
}
