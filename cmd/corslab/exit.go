package main

import (
	"errors"
	"iter"
)

// The exit codes. Of several that apply, the first in precedence is returned.
const (
	exitAgree       = 0
	exitUsage       = 1
	exitInvalid     = 2
	exitBroken      = 3
	exitDisagree    = 4
	exitNothingRan  = 5
	exitInterrupted = 130
)

var precedence = []int{exitUsage, exitInvalid, exitBroken, exitNothingRan, exitDisagree}

var (
	errDisagreement = &failure{exitDisagree, errors.New("not all agree")}
	errNothingRan   = &failure{exitNothingRan, errors.New("nothing ran: every case was skipped, or there was none")}
)

// A failure is an error and the exit code it asks for.
type failure struct {
	code int
	err  error
}

func (f *failure) Error() string { return f.err.Error() }
func (f *failure) Unwrap() error { return f.err }

func usage(err error) error   { return &failure{exitUsage, err} }
func invalid(err error) error { return &failure{exitInvalid, err} }
func broken(err error) error  { return &failure{exitBroken, err} }

// exitCode returns the code for an error, which may be several joined. An error
// that is no failure comes from the command-line parser.
func exitCode(err error) int {
	found := map[int]bool{}
	for err := range leaves(err) {
		var f *failure
		if errors.As(err, &f) {
			found[f.code] = true
		} else {
			found[exitUsage] = true
		}
	}
	for _, code := range precedence {
		if found[code] {
			return code
		}
	}
	return exitAgree
}

// leaves yields the errors that were joined into err; none for nil.
func leaves(err error) iter.Seq[error] {
	return func(yield func(error) bool) {
		if err != nil {
			eachLeaf(err, yield)
		}
	}
}

func eachLeaf(err error, yield func(error) bool) bool {
	// Not errors.As: what a failure wraps belongs to the failure.
	joined, ok := err.(interface{ Unwrap() []error }) //nolint:errorlint // see above
	if !ok {
		return yield(err)
	}
	for _, e := range joined.Unwrap() {
		if !eachLeaf(e, yield) {
			return false
		}
	}
	return true
}
