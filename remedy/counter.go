package remedy

import (
	"slices"
	"strings"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/wire"
)

// noContent is the status that answers a preflight best: it has no content to be
// read.
const noContent = 204

// switching is the status with which a server agrees to speak WebSocket.
const switching = 101

// counter makes the change that removes the reason of a refusal, and reports
// whether an answer can.
func (c *Change) counter(p fetch.Prediction, x wire.Exchange, credentialed bool) bool {
	header := x.Response.Header
	switch p.Reason {
	case fetch.MissingAllowOriginHeader, fetch.MultipleAllowOriginValues, fetch.InvalidAllowOriginValue, fetch.AllowOriginMismatch, fetch.WildcardOriginNotAllowed,
		fetch.PreflightMissingAllowOriginHeader, fetch.PreflightMultipleAllowOriginValues, fetch.PreflightInvalidAllowOriginValue,
		fetch.PreflightAllowOriginMismatch, fetch.PreflightWildcardOriginNotAllowed:
		origin, ok := x.Request.Header.Get("Origin")
		if !ok {
			return false // a stored answer, which was to another request
		}
		isStarRefused := p.Reason == fetch.WildcardOriginNotAllowed || p.Reason == fetch.PreflightWildcardOriginNotAllowed
		if origin == "null" && !credentialed && !isStarRefused {
			origin = "*" // "null" lets in as many, and looks as if it did not
		}
		c.set("Access-Control-Allow-Origin", origin)
		c.vary(header)
	case fetch.InvalidAllowCredentials, fetch.PreflightInvalidAllowCredentials:
		c.set("Access-Control-Allow-Credentials", "true")
	case fetch.PreflightInvalidStatus:
		c.Status = noContent
	case fetch.PreflightDisallowedRedirect:
		c.Status = noContent
		c.Remove = append(c.Remove, "Location")
	case fetch.InvalidAllowMethodsPreflightResponse, fetch.MethodDisallowedByPreflightResponse:
		method, _ := x.Request.Header.Get("Access-Control-Request-Method")
		c.set("Access-Control-Allow-Methods", strings.Join(withAll(tokens(header, "Access-Control-Allow-Methods"), []string{method}, credentialed), ", "))
	case fetch.InvalidAllowHeadersPreflightResponse, fetch.HeaderDisallowedByPreflightResponse:
		asked := tokens(x.Request.Header, "Access-Control-Request-Headers")
		c.set("Access-Control-Allow-Headers", strings.Join(withAll(tokens(header, "Access-Control-Allow-Headers"), asked, credentialed), ", "))
	case fetch.UnusableResponse, fetch.RedirectNotAllowed:
		if !x.Request.IsWebSocketHandshake() {
			return false
		}
		c.agree(x)
	case fetch.BlockedByResponse:
		c.set("Cross-Origin-Resource-Policy", "cross-origin")
	default:
		return false
	}
	return true
}

// agree has the answer to a WebSocket's handshake accept it. The lines that do so depend
// on the request, and are the server's to find.
func (c *Change) agree(x wire.Exchange) {
	c.Status = switching
	right := wire.Response{Status: switching}.AcceptWebSocket(x.Request).Header
	for _, name := range []string{"Upgrade", "Connection", "Sec-WebSocket-Accept", "Sec-WebSocket-Protocol", "Sec-WebSocket-Extensions", "Location"} {
		value, isThere := x.Response.Header.Get(name)
		if wanted, _ := right.Get(name); isThere && !wire.EqualFold(value, wanted) {
			c.Remove = append(c.Remove, name)
		}
	}
}

// set has the answer carry one line of a name.
func (c *Change) set(name, value string) {
	c.Set = slices.DeleteFunc(c.Set, func(l wire.Line) bool { n, _, _ := l.Cut(); return wire.EqualFold(n, name) })
	c.Set = append(c.Set, wire.NewLine(name, value))
}

// vary has the answer say that it depends on the origin. A preflight's is stored
// by no HTTP cache, being that of OPTIONS.
func (c *Change) vary(header wire.Header) {
	value, _ := header.Get("Vary")
	if origin, _ := c.Set.Get("Access-Control-Allow-Origin"); origin == "*" || c.Preflight || strings.Contains(value, "*") || slices.ContainsFunc(tokens(header, "Vary"), func(n string) bool { return wire.EqualFold(n, "Origin") }) {
		return
	}
	if value != "" {
		value += ", "
	}
	c.set("Vary", value+"Origin")
}

// withAll returns the names with those added that are not among them. A star
// covers all but Authorization, where no credentials are sent; with credentials it
// is the name of nothing, and does no good.
func withAll(names, wanted []string, credentialed bool) []string {
	star := slices.Contains(names, "*")
	if star && credentialed {
		names = slices.DeleteFunc(names, func(n string) bool { return n == "*" })
	}
	for _, w := range wanted {
		isCovered := star && !credentialed && !wire.EqualFold(w, "Authorization")
		if !isCovered && !slices.Contains(names, w) {
			names = append(names, w)
		}
	}
	return names
}

// tokens returns the elements of a list that are names. What else is in the lines
// spoils the whole list, and is left out of a better one.
func tokens(header wire.Header, name string) []string {
	value, _ := header.Get(name)
	var list []string
	for element := range strings.SplitSeq(value, ",") {
		if element = wire.TrimOWS(element); fetch.IsToken(element) && !slices.Contains(list, element) {
			list = append(list, element)
		}
	}
	return list
}

// caution notes what a change lets in beside the page it was made for.
func (m *Remedy) caution(c Change) {
	if c.Status == switching {
		m.warn("Every page can ask for a WebSocket, and the user's cookies come along: agree only where Origin is on a list.")
	}
	if origin, _ := c.Set.Get("Access-Control-Allow-Origin"); origin == "null" {
		m.warn("“null” is the origin of every sandboxed frame and of every request that was redirected from another site: who allows it allows anybody.")
	}
	if slices.Contains(c.Reasons, fetch.WildcardOriginNotAllowed) || slices.Contains(c.Reasons, fetch.PreflightWildcardOriginNotAllowed) {
		m.warn("Repeat an origin only after comparing it with a list: an answer that repeats every origin and allows credentials lets any site read as the user.")
	}
}

func (m *Remedy) warn(text string) {
	if !slices.Contains(m.Cautions, text) {
		m.Cautions = append(m.Cautions, text)
	}
}
