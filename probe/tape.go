package probe

import (
	"slices"

	"github.com/corslab/corslab/wire"
)

// A tape is a server that remembers what another one answered.
type tape struct {
	server   wire.Server
	recorded []wire.Exchange
	// replays says that a request which was made before gets the answer that it got
	// then, and that only requests which change nothing are made.
	replays bool
	unseen  []wire.Request
}

// supposed is the answer to a request that is not made.
var supposed = wire.Response{Status: 200, Notes: []wire.Note{{
	Section: "probe:tape", Text: "This request was not made. Its answer is taken to be a 200 without any CORS header.", Unverified: true,
}}}

func (t *tape) Answer(r wire.Request) wire.Response {
	if t.replays {
		i := slices.IndexFunc(t.recorded, func(x wire.Exchange) bool { return isSame(x.Request, r) })
		if i >= 0 {
			return t.recorded[i].Response
		}
		if !isSafe(r.Method) {
			if !slices.ContainsFunc(t.unseen, func(u wire.Request) bool { return isSame(u, r) }) {
				t.unseen = append(t.unseen, r)
			}
			return supposed
		}
	}
	answer := t.server.Answer(r)
	t.recorded = append(t.recorded, wire.Exchange{Request: r, Response: answer})
	return answer
}

// isSafe reports whether a method changes nothing at a server
// (https://www.rfc-editor.org/rfc/rfc9110.html#section-9.2.1).
func isSafe(method string) bool { return method == "GET" || method == "HEAD" || method == "OPTIONS" }

// isSame reports whether two requests are the same to a server, in whatever order
// their header lines come.
func isSame(a, b wire.Request) bool {
	return a.Method == b.Method && a.URL() == b.URL() && slices.Equal(sorted(a.Header), sorted(b.Header)) && string(a.Body) == string(b.Body)
}

func sorted(h wire.Header) wire.Header {
	h = h.Clone()
	slices.Sort(h)
	return h
}
