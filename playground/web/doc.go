// Package web serves the playground on this machine: its files, its one function as
// a JSON API, and what proves a prediction in a real browser. It fetches nothing,
// whatever a page names, and talks to nobody who does not call it by a name of this
// machine.
package web
