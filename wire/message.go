package wire

import (
	"strconv"
	"time"
)

// A Protocol is the version of HTTP that a server speaks.
type Protocol string

const (
	HTTP1 Protocol = "http/1.1" // the default, also for the empty string
	HTTP2 Protocol = "h2"       // only over TLS
)

// A Request is what a server receives.
type Request struct {
	Method string
	// Origin is the scheme and authority the request is addressed to, without
	// a default port: "https://api.example.com", "http://localhost:8080".
	Origin string
	// Target is the path and query as sent: "/items?x=1". It never holds a
	// fragment.
	Target string
	// Header is every header line received, in order, Host included where the
	// protocol has it.
	Header Header
	Body   []byte
}

// URL returns the request's absolute URL, without a fragment.
func (r Request) URL() string { return r.Origin + r.Target }

// IsPreflight reports whether the request is a CORS-preflight request: OPTIONS
// with an Origin and an Access-Control-Request-Method header
// (https://fetch.spec.whatwg.org/#cors-preflight-request). No page can send one
// itself, because Access-Control-Request-Method is a forbidden request-header.
func (r Request) IsPreflight() bool {
	return r.Method == "OPTIONS" && r.Header.Has("Origin") && r.Header.Has("Access-Control-Request-Method")
}

// A Response is what a server answers. The zero value is no valid response:
// Status or Fault must be set.
type Response struct {
	Status int
	// Reason is the reason phrase of the status line; "" stands for the usual
	// one. HTTP/2 has none.
	Reason string
	// Header is written verbatim, one line after the other, each ended by CRLF.
	Header Header
	Body   []byte
	// Fault is what goes wrong instead of, or for FaultSlow before, the answer.
	Fault Fault
	// Notes say why the server answered so. They are not sent.
	Notes []Note
}

// Lines returns the header lines that are sent in answer to a request with the
// given method: Header, and a Content-Length where the framing is not written
// out already. 1xx, 204 and 304 responses, which have no content, get none.
func (r Response) Lines() Header {
	length, ok := r.AddedLength()
	if !ok {
		return r.Header
	}
	h := make(Header, len(r.Header), len(r.Header)+1)
	copy(h, r.Header)
	return append(h, NewLine("Content-Length", strconv.Itoa(length)))
}

// AddedLength returns the length that Lines adds to Header; ok is false where it
// adds none.
func (r Response) AddedLength() (length int, ok bool) {
	if r.Status < 200 || r.Status == 204 || r.Status == 304 ||
		r.Header.Has("Content-Length") || r.Header.Has("Transfer-Encoding") {
		return 0, false
	}
	return len(r.Body), true
}

// A Note is one reason a simulated server gives for its answer.
type Note struct {
	// Section says whose rule it is: "aws:s3-rule-matching", "route:/items".
	// What stands before the colon is no document of a standard.
	Section string
	Text    string
	// Unverified marks an answer that rests on a fact nobody has recorded from
	// the real service.
	Unverified bool
}

// UnverifiedNote is a reason that rests on a fact nobody has recorded from the real
// service.
func UnverifiedNote(section, text string) Note {
	return Note{Section: section, Text: text, Unverified: true}
}

// A FaultKind is a way for a server not to answer properly.
type FaultKind string

const (
	FaultNone    FaultKind = ""
	FaultHang    FaultKind = "hang"    // accept the request, never answer
	FaultReset   FaultKind = "reset"   // TCP RST once the request is read
	FaultClose   FaultKind = "close"   // orderly close once the request is read, nothing sent
	FaultSlow    FaultKind = "slow"    // wait for Delay, then answer
	FaultRefuse  FaultKind = "refuse"  // no connection: nobody listens, the host is unknown, or TLS fails; nothing is sent
	FaultGarbage FaultKind = "garbage" // bytes that are no HTTP response, then close
)

// A Fault is a FaultKind with its parameter. The zero value is no fault.
type Fault struct {
	Kind  FaultKind
	Delay time.Duration // FaultSlow only
}

// An Exchange is a request and the answer it got.
type Exchange struct {
	Request  Request
	Response Response
}

// A Server answers requests. A simulated policy is one, and package servers
// puts one behind a loopback listener. Answer may keep state from call to call;
// it does no I/O and is called by one goroutine at a time. While it waits for a
// server behind it, which in a mock is a real one, it may be called again for
// another request: its state must be in order whenever it asks.
type Server interface {
	Answer(Request) Response
}

// ServerFunc is a function used as a Server.
type ServerFunc func(Request) Response

// Answer calls f.
func (f ServerFunc) Answer(r Request) Response { return f(r) }
