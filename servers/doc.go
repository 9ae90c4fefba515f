// Package servers is the real side of a simulated world: it puts the
// wire.Servers of a fetch.World where a browser can reach them, writes their
// answers byte for byte, and keeps a record of every request.
//
// A Network is a SOCKS5 proxy on loopback. A browser that has it as its only
// proxy lives in a world of its own: each host and port it asks for is a server
// of the current Stage, or is refused, and nothing else exists. The stream that
// the proxy accepts is served right there, without a second connection.
//
// HTTP is read and written by code of this package, because net/http hides what
// is under test here: the order, letter case and repeats of header lines, and
// everything malformed.
package servers
