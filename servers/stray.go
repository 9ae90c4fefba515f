package servers

import "fmt"

// A StrayKind says why something that reached a network belonged to nobody.
type StrayKind string

const (
	StrayRefused      StrayKind = "refused"       // no server at this address: the connection was refused
	StrayScheme       StrayKind = "scheme"        // TLS to a server without, or the other way round
	StrayMalformed    StrayKind = "malformed"     // bytes that cannot be read as SOCKS5, TLS or HTTP
	StrayToken        StrayKind = "token"         // a request whose token, or lack of one, is no tenant's
	StrayInconsistent StrayKind = "inconsistency" // a request for a server that only other tenants have, or an answer its protocol cannot carry
)

// A Stray is a connection or a request that belonged to nobody: it was refused,
// or closed without an answer. A refused connection is a stray even where a
// scenario leaves a host out on purpose; only its reader knows which.
type Stray struct {
	Kind StrayKind
	// Address is the "host:port" that was asked for; "" where nothing readable was.
	Address string
	// Detail is the request's method and URL, or what was wrong; it may be "".
	Detail string
}

// String returns the stray as one line of text.
func (s Stray) String() string {
	return fmt.Sprintf("%s: %s %s", s.Kind, s.Address, s.Detail)
}
