// Package mock is a front for a server that somebody is developing: it answers
// preflights, adds and drops headers and turns failures into errors as a cloud
// service would, and passes everything else through, streaming in both
// directions.
//
// The service is a wire.Server, which knows whole messages only. It is asked
// with the head of a request and given the head of the upstream's answer; a
// body travels beside it, and is sent where the service left it as it was.
//
// Bytes go through net/http. Kept are status codes, every header line's value,
// the order of lines of the same name, bodies and trailers; not kept are the
// letter case of header names, the order of lines of different names, and reason
// phrases. An answer of the service's own that net/http could not send as it
// stands, such as a malformed line, is written as it stands, and the connection
// closed.
package mock
