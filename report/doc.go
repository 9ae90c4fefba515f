// Package report holds the result model and its writers: console, ndjson, json,
// JUnit, SARIF, markdown and HTML. Writers are pure functions of a stream of results in the
// plan's order; the clock is handed in.
package report
