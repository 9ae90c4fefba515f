// Package problem is how corslab reports what is wrong in a file that a person
// wrote: the place, the line shown with a caret, and a hint. Parsers find every
// problem before they give up, and return them together as Problems.
package problem
