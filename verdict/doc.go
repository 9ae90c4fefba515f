// Package verdict compares what a scenario expects, what the simulated browser
// predicted, and what a real browser did. It alone compares them, and it knows
// none of the rules by which they came about.
package verdict
