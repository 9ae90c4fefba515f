package scenarios

import (
	"bytes"
	"strconv"

	"github.com/corslab/corslab/problem"
)

// A reporter gathers the problems of one file.
type reporter struct {
	file     string
	data     []byte
	lines    [][]byte // of data, split when first needed
	problems problem.Problems
}

// report adds a problem.
func (r *reporter) report(at place, message, hint string) {
	r.problems = append(r.problems, r.problem(at, message, hint))
}

// problem describes a problem of this file, with the line it is on.
func (r *reporter) problem(at place, message, hint string) problem.Problem {
	p := problem.Problem{File: r.file, Line: at.line, Column: at.column, Message: message, Hint: hint}
	if r.lines == nil {
		r.lines = bytes.Split(r.data, []byte{'\n'})
	}
	if 0 < at.line && at.line <= len(r.lines) {
		p.Source = string(bytes.TrimSuffix(r.lines[at.line-1], []byte{'\r'}))
	}
	return p
}

// position turns a place of this file into the exported form.
func (r *reporter) position(at place) Position {
	return Position{File: r.file, Line: at.line, Column: at.column}
}

// count writes a number with its thousands told apart: "1,000,000".
func count(n int) string {
	digits := strconv.Itoa(n)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}
