// Package corstest is for the tests of others. The Gomega matchers are in
// corstest/matchers.
package corstest
