package conformance

import (
	"strings"

	"github.com/corslab/corslab/wire"
)

// A Target is what is under test: something that sets up servers.
type Target interface {
	// Configure sets up a server with a policy. Its error is an *UnsupportedError
	// where the target has no words for the policy; any other error costs the cases
	// of the policy.
	Configure(Policy) (Instance, error)
}

// An Instance is a server that was set up. What goes wrong with a request is the
// answer's fault, as with every wire.Server.
type Instance interface {
	wire.Server
	// URL is where requests go: "http://127.0.0.1:8080/items".
	URL() string
	// Beside sets up another server in the same process. Its error is that of
	// Target.Configure.
	Beside(Policy) (Instance, error)
	// Close ends the server, and every one beside it.
	Close() error
}

// An UnsupportedError says what a target cannot do.
type UnsupportedError struct {
	// Feature is what the target names; it may be a word of its own.
	Feature Feature
	// Why is the target's explanation; "" for none.
	Why string
}

func (e *UnsupportedError) Error() string {
	text := "unsupported: " + string(e.Feature)
	if e.Why != "" {
		text += " (" + e.Why + ")"
	}
	return text
}

// isLoopback reports whether an origin is one that browsers take for secure though
// it is http.
func isLoopback(origin string) bool {
	host := strings.TrimPrefix(origin, "http://")
	return strings.HasPrefix(host, "127.") || strings.HasPrefix(host, "localhost") || strings.HasPrefix(host, "[::1]")
}
