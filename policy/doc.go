// Package policy is the server, simulated: what a CORS policy answers to a
// request. It holds the interface that every policy language implements and
// static routes, the simplest of them; each other language is a package below.
//
// It is pure: a policy is parsed once, and New gives each case a wire.Server of
// its own, with whatever state the service has.
package policy
