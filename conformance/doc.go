// Package conformance is the suite for CORS middleware: what a server must let a
// page do, and must keep a page from doing, under a policy that no middleware's own
// words are needed for.
//
// A Case asks a server that was set up with a Policy, and holds the answers against
// what a browser would do with them: the simulated browser of package fetch is the
// judge, never the bytes of a header. What only repetition, a cache or a client that
// is no browser can show is judged beside it, and is said to be of that kind.
//
// How a server is set up and reached is not its matter: whoever runs the suite hands
// it a Target.
package conformance
