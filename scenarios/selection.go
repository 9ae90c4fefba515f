package scenarios

import (
	"fmt"
	"slices"
)

// A Selection chooses cases by name and label. The zero value chooses all. It
// must be compiled before use, and is not safe for concurrent use, because it
// remembers which of its patterns have matched.
type Selection struct {
	// Run are patterns of which one must match; empty is all.
	Run []string
	// Skip are patterns of which none may match.
	Skip []string
	// Label is a label expression that must hold; "" is none.
	Label string

	run, skip    []selector
	label        *labelExpression
	labelMatched bool
}

// A selector is a pattern, and whether it has matched.
type selector struct {
	Pattern
	matched bool
}

// A PatternError is a pattern that cannot be read.
type PatternError struct {
	Pattern string
	Err     error
}

func (e *PatternError) Error() string { return fmt.Sprintf("pattern %q: %s", e.Pattern, e.Err) }

func (e *PatternError) Unwrap() error { return e.Err }

// Compile reads the patterns and the label expression. Its error is a
// *PatternError or a *LabelError.
func (s *Selection) Compile() (err error) {
	if s.run, err = selectors(s.Run); err != nil {
		return err
	}
	if s.skip, err = selectors(s.Skip); err != nil {
		return err
	}
	s.label, s.labelMatched = nil, false
	if s.Label != "" {
		s.label, err = parseLabels(s.Label)
	}
	return err
}

func selectors(patterns []string) (out []selector, err error) {
	for _, text := range patterns {
		p, err := ParsePattern(text)
		if err != nil {
			return nil, &PatternError{text, err}
		}
		out = append(out, selector{Pattern: p})
	}
	return out, nil
}

// Matches reports whether the case or step of this name and with these labels
// is chosen.
func (s *Selection) Matches(name string, labels []string) bool {
	return s.matches([]string{name}, labels)
}

// Chooses reports whether a case is chosen. A case is run as a whole, so a
// pattern that matches one of its steps matches the case.
func (s *Selection) Chooses(c *Case) bool {
	names := []string{c.Name}
	for _, step := range c.Steps {
		if step.Name != c.Name {
			names = append(names, step.Name)
		}
	}
	return s.matches(names, c.Labels)
}

func (s *Selection) matches(names, labels []string) bool {
	run := anyMatches(s.run, names) || len(s.run) == 0
	skip := anyMatches(s.skip, names)
	label := s.label == nil || s.label.holds(labels)
	s.labelMatched = s.labelMatched || label
	return run && !skip && label
}

// anyMatches tries every selector, so that each knows whether it has matched.
func anyMatches(selectors []selector, names []string) (matched bool) {
	for i := range selectors {
		if slices.ContainsFunc(names, selectors[i].Matches) {
			selectors[i].matched, matched = true, true
		}
	}
	return matched
}

// Unmatched returns the patterns, and the label expression, that have matched
// nothing so far.
func (s *Selection) Unmatched() (unmatched []string) {
	for _, sel := range slices.Concat(s.run, s.skip) {
		if !sel.matched {
			unmatched = append(unmatched, sel.text)
		}
	}
	if s.label != nil && !s.labelMatched {
		unmatched = append(unmatched, s.Label)
	}
	return unmatched
}
