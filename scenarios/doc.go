// Package scenarios holds declarative scenarios: the types, the strict loader,
// the expander that turns a suite into cases, the JSON Schema, name patterns,
// and the embedded catalogue.
//
// A scenario is a world (servers by origin) and requests from a page. A file is
// a suite; crossing its axes gives cases; a case is one request, or several
// steps in one browser context. Everything is resolved here: whoever runs or
// predicts a Case needs nothing but the Case.
package scenarios
