package main

import (
	"bufio"
	"fmt"
	"iter"
	"os"
	"strings"

	"github.com/corslab/corslab/scenarios"
)

// knownFailures are the patterns of --known-failing. The zero value matches
// nothing.
type knownFailures struct {
	patterns scenarios.Selection
}

// newKnownFailures reads each value of the flag: a pattern, or @FILE. A pattern
// that matches none of the names, which are those of all cases, selected or not, is an
// error.
func newKnownFailures(values []string, names iter.Seq[string]) (*knownFailures, error) {
	k := &knownFailures{}
	for _, value := range values {
		file, isFile := strings.CutPrefix(value, "@")
		if !isFile {
			k.patterns.Run = append(k.patterns.Run, value)
			continue
		}
		patterns, err := readPatterns(file)
		if err != nil {
			return nil, usage(fmt.Errorf("--known-failing: %w", err))
		}
		k.patterns.Run = append(k.patterns.Run, patterns...)
	}
	if err := k.patterns.Compile(); err != nil {
		return nil, usage(fmt.Errorf("--known-failing: %w", err))
	}
	if len(k.patterns.Run) == 0 {
		return k, nil
	}
	for name := range names {
		k.matches(name)
	}
	return k, unmatched("--known-failing: ", &k.patterns)
}

// stepNames yields the name of every case and step.
func stepNames(suites []*scenarios.Suite) iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, suite := range suites {
			for c := range suite.Cases() {
				for _, step := range c.Steps {
					if !yield(step.Name) {
						return
					}
				}
			}
		}
	}
}

// matches reports whether the case or step of this name is declared to fail.
func (k *knownFailures) matches(name string) bool {
	return len(k.patterns.Run) > 0 && k.patterns.Matches(name, nil)
}

// readPatterns reads one pattern a line.
func readPatterns(name string) (patterns []string, err error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		if pattern := strings.TrimSpace(withoutComment(lines.Text())); pattern != "" {
			patterns = append(patterns, pattern)
		}
	}
	return patterns, lines.Err()
}

// withoutComment takes off a comment. It begins with a # at the begin of the
// line or after white space; elsewhere # is part of a name.
func withoutComment(line string) string {
	for i := range len(line) {
		if line[i] == '#' && (i == 0 || line[i-1] == ' ' || line[i-1] == '\t') {
			return line[:i]
		}
	}
	return line
}
