package scenarios

import (
	"time"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/policy"
	"github.com/corslab/corslab/wire"
)

// A Case is one question put to a browser, fully resolved.
type Case struct {
	Suite *Suite
	// Name is unique and stable: "s3/direct-upload#resume[api=fetch,method=PUT]".
	Name  string
	Title string
	// Labels are the suite's and the case's own, each once.
	Labels []string
	// Source says where the case comes from, such as a web-platform-tests id;
	// "" where it is our own.
	Source string
	// Position is where the case is written.
	Position Position
	Page     fetch.Page
	Browser  BrowserSettings
	// Cookies seed the cookie jar before the first step.
	Cookies []Cookie
	// Steps are the requests, one after the other in one browser context. A
	// case without `steps` has one.
	Steps []Step
}

// BrowserSettings are what a scenario's `browser` says.
type BrowserSettings struct {
	// BlockThirdPartyCookies is true for `third-party-cookies: block`. The
	// default allows them.
	BlockThirdPartyCookies bool
	// GrantLocalNetwork is true for `local-network: grant`. The default denies.
	GrantLocalNetwork bool
}

// A Cookie is a Set-Cookie line as if received from URL.
type Cookie struct{ URL, Line string }

// A Step is one request and the world it is made in.
type Step struct {
	// Name is the case's name, with "@1", "@2", … where the case has `steps`.
	Name string
	// After is how long to wait before the request.
	After time.Duration
	// Servers is the whole world from this step on.
	Servers []Server
	// NewServers says that Servers replace those of the step before: their
	// state is fresh. It is true for the first step.
	NewServers bool
	Request    fetch.Request

	expectations []*conditional
}

// A Server is a server of the world.
type Server struct {
	// At is the serialised origin it listens at.
	At       string
	Protocol wire.Protocol
	// AddressSpace is where it is; "" where the scenario does not say.
	AddressSpace fetch.AddressSpace
	// Policies are its engines and then its routes, outermost first.
	Policies []policy.Policy
	// Engines are the names of its engines, outermost first.
	Engines []policy.Engine
	// New returns the server with fresh state. It is pure and may be called
	// once for a prediction and again for a real run.
	New func() wire.Server
}

// World returns the servers by origin, each with fresh state.
func World(servers []Server) fetch.World {
	world := make(fetch.World, len(servers))
	for _, s := range servers {
		world[s.At] = fetch.Site{Server: s.New(), Protocol: s.Protocol, AddressSpace: s.AddressSpace}
	}
	return world
}

// An Expectation is what the author of a scenario says will happen: any subset
// of it. The zero value of a field says nothing, except where noted.
type Expectation struct {
	Outcome   fetch.Outcome `json:"outcome,omitempty"`
	Reason    fetch.Reason  `json:"reason,omitempty"`
	Preflight *bool         `json:"preflight,omitempty"`
	Type      string        `json:"type,omitempty"`
	Status    *int          `json:"status,omitempty"`
	// Headers maps lower-case names to the value the page can read; nil for a
	// header that is hidden or absent.
	Headers map[string]*string `json:"headers,omitempty"`
	// Origin is the Origin header of the last request; "absent" for none.
	Origin string `json:"origin,omitempty"`
	// Wire is the exact list of requests; nil says nothing, an empty list says
	// that none is sent.
	Wire []SentExpectation `json:"wire,omitzero"`
	// AnyOf holds alternatives where the standard leaves room: one of them must
	// hold, beside what is said outside.
	AnyOf []Alternative `json:"anyOf,omitempty"`
}

// A SentExpectation is any subset of one request on the wire. A nil field says
// nothing; a header field that is "absent" says that the header is not sent.
type SentExpectation struct {
	URL            *string `json:"url,omitempty"`
	Method         *string `json:"method,omitempty"`
	Preflight      *bool   `json:"preflight,omitempty"`
	Origin         *string `json:"origin,omitempty"`
	RequestMethod  *string `json:"requestMethod,omitempty"`
	RequestHeaders *string `json:"requestHeaders,omitempty"`
	Cookies        *string `json:"cookies,omitempty"`
	Status         *int    `json:"status,omitempty"`
	// Headers are others of the request's, by name in lower case; nil where one is
	// not sent.
	Headers map[string]*string `json:"headers,omitempty"`
}

// An Alternative is one of several expectations, and the section of the
// standard that leaves the room for it.
type Alternative struct {
	Section string `json:"section"`
	Expectation
}

// A Position is a place in a file. Line and Column count from 1; Column counts
// characters.
type Position struct {
	File         string
	Line, Column int
}
