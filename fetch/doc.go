// Package fetch is the browser, simulated: the CORS algorithms of the Fetch
// Standard (https://fetch.spec.whatwg.org/, text of 2 July 2026) with
// fetch(), XMLHttpRequest, WebSockets and the elements of a page as front ends.
//
// It is pure. A Browser holds the state a real one has (cookies, the
// CORS-preflight cache, the HTTP cache, a clock that only moves when told to)
// and answers what would happen to a Request made by a Page in a World of
// simulated servers, with every decision and the section of the standard that
// makes it.
//
// The code follows the standard. Where a browser departs from it, a named Quirk
// says so, and a Profile is a set of quirks.
package fetch
