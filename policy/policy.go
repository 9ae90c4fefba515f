package policy

import "github.com/corslab/corslab/wire"

// A Policy is a parsed CORS policy, or a set of static routes.
type Policy interface {
	// New returns a server with fresh state that applies the policy in front of
	// upstream: the site, function or bucket content behind it. A nil upstream
	// stands for the service's own default content.
	New(upstream wire.Server) wire.Server
}

// Stack puts policies in front of one another, outermost first, and the whole
// in front of upstream.
func Stack(policies []Policy, upstream wire.Server) wire.Server {
	server := upstream
	for i := len(policies) - 1; i >= 0; i-- {
		server = policies[i].New(server)
	}
	return server
}
