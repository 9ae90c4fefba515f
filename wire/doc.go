// Package wire holds what travels between a browser and a server: header lines
// exactly as they are written, requests, responses, exchanges, and Server, the
// one interface that a simulated policy and a loopback listener share.
//
// It judges nothing. Letter case, order, repeats, surrounding whitespace and
// malformed lines are kept, because they are what CORS bugs are made of; the
// parsing that a browser does to a line belongs to package fetch.
//
// Every string that stands for bytes on the wire holds those bytes, one per
// Go byte. It is not text in any encoding.
package wire
