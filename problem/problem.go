package problem

import (
	"cmp"
	"errors"
	"iter"
	"slices"
	"strconv"
	"strings"
)

// A Problem is one thing that is wrong in a file. It is an error.
type Problem struct {
	// File is the name the file was given to the parser under.
	File string
	// Line and Column count from 1; Column counts characters. A zero Line says
	// that the problem is the file as a whole, a zero Column that it is the line.
	Line, Column int
	// Message says what is wrong, in lower case and without a full stop.
	Message string
	// Hint says what to write instead; "" if nothing better is known.
	Hint string
	// Source is the text of the line, without its line end; "" shows none.
	Source string
	// Cause is the error of the service or library whose rule was broken; nil if
	// the rule is the parser's own. errors.As finds it.
	Cause error
}

// LongestSource is the longest line, in bytes, that a problem keeps: every problem of a
// minified file holds its one line.
const LongestSource = 64 << 10

// At returns the problem with its place taken from a byte offset into data:
// Line, Column and Source are set from there. Lines over 64 KiB are not shown.
func (p Problem) At(data []byte, offset int) Problem {
	p.Line, p.Column = Locate(data, offset)
	if line := Line(data, offset); len(line) <= LongestSource {
		p.Source = line
	}
	return p
}

// Error renders the problem over up to three lines: the place and message, the
// line with a caret below the column, and the hint.
//
//	uploads.json:3:26: unsupported method "PATCH"
//	  "AllowedMethods": ["GET", "PATCH"]
//	                            ^
//	  hint: S3 knows GET, PUT, HEAD, POST and DELETE
func (p Problem) Error() string {
	var b strings.Builder
	b.WriteString(p.Headline())
	if p.Source != "" {
		shown, caret := excerpt(p.Source, p.Column)
		b.WriteString("\n  " + shown)
		if caret >= 0 {
			b.WriteString("\n  " + strings.Repeat(" ", caret) + "^")
		}
	}
	if p.Hint != "" {
		b.WriteString("\n  hint: " + p.Hint)
	}
	return b.String()
}

// Headline returns the first line of Error: "file:line:column: message".
func (p Problem) Headline() string {
	var b strings.Builder
	if p.File != "" {
		b.WriteString(p.File + ":")
	}
	if p.Line > 0 {
		b.WriteString(strconv.Itoa(p.Line) + ":")
		if p.Column > 0 {
			b.WriteString(strconv.Itoa(p.Column) + ":")
		}
	}
	if b.Len() > 0 {
		b.WriteByte(' ')
	}
	return b.String() + p.Message
}

// Unwrap returns the cause.
func (p Problem) Unwrap() error { return p.Cause }

// Problems is everything wrong in one or several files. It is an error; return
// one through Err or Join, which sort it and turn an empty one into nil.
type Problems []Problem

// Err returns the problems sorted by file and place and without exact repeats,
// or nil if there are none. Files keep the order in which they first occur.
func (ps Problems) Err() error {
	if len(ps) == 0 {
		return nil
	}
	rank := map[string]int{}
	for _, p := range ps {
		if _, ok := rank[p.File]; !ok {
			rank[p.File] = len(rank)
		}
	}
	sorted := slices.Clone(ps)
	slices.SortStableFunc(sorted, func(a, b Problem) int {
		return cmp.Or(
			cmp.Compare(rank[a.File], rank[b.File]),
			cmp.Compare(a.Line, b.Line),
			cmp.Compare(a.Column, b.Column),
		)
	})
	return slices.CompactFunc(sorted, func(a, b Problem) bool {
		return a.Headline() == b.Headline() && a.Hint == b.Hint
	})
}

// Join gathers the problems in errs into one error, in their order; nil errors
// are skipped. An error that is neither a Problem nor Problems becomes a problem
// without a place, with itself as the cause.
func Join(errs ...error) error {
	var all Problems
	for _, err := range errs {
		var several Problems
		var one Problem
		switch {
		case err == nil:
		case errors.As(err, &several):
			all = append(all, several...)
		case errors.As(err, &one):
			all = append(all, one)
		default:
			all = append(all, Problem{Message: err.Error(), Cause: err})
		}
	}
	return all.Err()
}

// Error renders every problem, one after the other.
func (ps Problems) Error() string {
	rendered := make([]string, len(ps))
	for i, p := range ps {
		rendered[i] = p.Error()
	}
	return strings.Join(rendered, "\n")
}

// Unwrap returns the problems as errors, for errors.Is and errors.As.
func (ps Problems) Unwrap() []error {
	errs := make([]error, len(ps))
	for i, p := range ps {
		errs[i] = p
	}
	return errs
}

// All iterates over the problems in err: those of Problems in order, a single
// Problem alone, nothing for any other error or nil.
func All(err error) iter.Seq[Problem] {
	return func(yield func(Problem) bool) {
		var several Problems
		var one Problem
		switch {
		case errors.As(err, &several):
			for _, p := range several {
				if !yield(p) {
					return
				}
			}
		case errors.As(err, &one):
			yield(one)
		}
	}
}
