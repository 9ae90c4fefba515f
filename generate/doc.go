// Package generate draws random scenarios, worlds and requests in which most is
// right and something is off, and shrinks one that shows a disagreement to the
// smallest that still does.
//
// It draws trees, not values: what it makes is a scenario file that the loader
// reads like any other, so that whatever is found can be handed on as a file.
package generate
