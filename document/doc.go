// Package document is a YAML or JSON file as a tree of values, each with the place
// where it is written, and the means to read settings out of it: whatever is wrong
// is gathered as problems with line and column, and reading goes on.
//
// It is pure, bounds what a hostile file may cost, and knows nothing of what the
// files mean. Scenarios, policies and the templates that policies are imported
// from are all read through it.
package document
