// Package remedy finds the smallest change at a server that lets a request
// through.
//
// It does not reason about policies: it simulates the request, mends the answer
// that refused it, and simulates again, until the browser lets the page have the
// response or nothing a server could answer would help. What it finds was so
// tried, in the profile it was asked about.
package remedy
