package document

import (
	"bytes"
	"path"
	"strconv"

	"github.com/corslab/corslab/problem"
)

// A File is a file that is being read. It gathers what is wrong with it.
type File struct {
	// Name is what problems call the file.
	Name string
	Data []byte
	// Problems are those found so far.
	Problems problem.Problems

	lines [][]byte // of Data, split when first needed
}

// Report adds a problem.
func (f *File) Report(at Place, message, hint string) {
	f.Problems = append(f.Problems, f.Problem(at, message, hint))
}

// Problem describes a problem of this file, with the line it is on.
func (f *File) Problem(at Place, message, hint string) problem.Problem {
	p := problem.Problem{File: f.Name, Line: at.Line, Column: at.Column, Message: message, Hint: hint}
	if f.lines == nil {
		f.lines = bytes.Split(f.Data, []byte{'\n'})
	}
	if 0 < at.Line && at.Line <= len(f.lines) {
		if line := bytes.TrimSuffix(f.lines[at.Line-1], []byte{'\r'}); len(line) <= problem.LongestSource {
			p.Source = string(line)
		}
	}
	return p
}

// Forget takes back the problems that were found after the first n.
func (f *File) Forget(n int) { f.Problems = f.Problems[:n] }

// Count writes a number with its thousands told apart: "1,000,000".
func Count(n int) string {
	digits := strconv.Itoa(n)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}

// Read parses the file as JSON or YAML: JSON where the name ends in .json, or
// where it does not say YAML and the content begins with a brace or bracket. It
// returns nil if nothing useful is left.
func (f *File) Read(o Options) *Node {
	start := bytes.TrimLeft(f.Data, " \t\r\n")
	looksJSON := len(start) > 0 && (start[0] == '{' || start[0] == '[')
	switch path.Ext(f.Name) {
	case ".json":
		return f.ReadJSON(o)
	case ".yaml", ".yml":
		return f.ReadYAML(o)
	}
	if looksJSON {
		return f.ReadJSON(o)
	}
	return f.ReadYAML(o)
}
