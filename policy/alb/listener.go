package alb

import "github.com/corslab/corslab/document"

// A Listener is a listener of an Application Load Balancer as far as CORS goes:
// fixed values for response headers, whatever the request. It is a
// policy.Policy; the upstream of New is the target.
type Listener struct {
	// Headers are the header fields that listener attributes set, in the order
	// written.
	Headers []Header
	Place   document.Place
}

// A Header is the value that a listener attribute gives to a response header.
type Header struct {
	// Name is the header: "Access-Control-Allow-Origin".
	Name  string
	Value document.String
}
