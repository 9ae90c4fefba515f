package fetch

import (
	"slices"
	"strings"

	"github.com/corslab/corslab/wire"
)

// handshakeKey is the Sec-WebSocket-Key of every handshake. A browser draws one by
// chance; this is the example of RFC 6455, section 1.3.
const handshakeKey = "dGhlIHNhbXBsZSBub25jZQ=="

// constructWebSocket is new WebSocket(url) and the handshake it begins: a GET that no
// script can shape, and that asks nobody whether the page may have what comes of it
// (https://websockets.spec.whatwg.org/#websocket-opening-handshake).
func (f *fetching) constructWebSocket(in Request) (*request, *networkError) {
	url, parseErr := f.parseURL(in.URL, f.client.base)
	if f.took(forkBadURL, parseErr != nil) {
		return nil, f.throws(sectionWebSocket, in.URL, "The constructor throws a SyntaxError: ", quoted(in.URL), " cannot be parsed as a URL.")
	}
	if f.took(forkSocketScheme, !url.OverHTTP().IsHTTP()) {
		return nil, f.throws(sectionWebSocket, url.Scheme(), "The constructor throws a SyntaxError: the scheme is ", url.Scheme(), ", and not ws, wss, http or https.")
	}
	if f.took(forkSocketFragment, url.HasFragment()) {
		return nil, f.throws(sectionWebSocket, in.URL, "The constructor throws a SyntaxError: ", quoted(in.URL), " has a fragment.")
	}
	r := f.newRequest(f.overHTTP(url))
	r.api, r.unsafe = APIWebSocket, false
	how := initiators[APIWebSocket]
	r.mode, r.credentials, r.cache, r.redirect = how.mode, how.credentials, CacheNoStore, RedirectError
	r.referrer, r.skipsWorker = nil, true
	r.headers = []Field{
		{"Upgrade", "websocket"}, {"Connection", "Upgrade"}, {"Sec-WebSocket-Key", handshakeKey},
		{"Sec-WebSocket-Version", "13"}, {"Sec-WebSocket-Extensions", "permessage-deflate; client_max_window_bits"},
	}
	return r, nil
}

// overHTTP is OverHTTP with what the browser makes of the path.
func (f *fetching) overHTTP(url *URL) *URL {
	plain := url.OverHTTP()
	if encoded := plain.withEncodedPath('|'); f.quirks.departs(quirkPipeEncoded, encoded != plain) {
		return encoded
	}
	return plain
}

// OverHTTP returns the URL under which a WebSocket to a ws or wss URL is asked for, so
// that cookies and all that Fetch decides are those of http and https
// (https://websockets.spec.whatwg.org/#websocket-opening-handshake). Any other URL stays
// as it is.
func (u *URL) OverHTTP() *URL {
	switch u.scheme {
	case "ws", "wss":
		return u.withScheme("http" + strings.TrimPrefix(u.scheme, "ws")).withEncodedPath('^')
	}
	return u
}

// named returns the URL of a request as Chromium holds it against a policy: that of a
// WebSocket by its own scheme.
func named(api API, url *URL) *URL {
	if api != APIWebSocket {
		return url
	}
	return url.withScheme("ws" + strings.TrimPrefix(url.Scheme(), "http"))
}

// withScheme returns a URL under another scheme with the same default port.
func (u *URL) withScheme(scheme string) *URL {
	other := *u
	other.scheme, other.href = scheme, scheme+u.href[len(u.scheme):]
	other.hashAt += len(scheme) - len(u.scheme)
	other.origin = originOf(&other)
	return &other
}

// openWebSocket holds the answer against what makes a connection one that speaks
// WebSocket (https://www.rfc-editor.org/rfc/rfc6455.html#section-4.1).
func (f *fetching) openWebSocket(resp *response) *networkError {
	wrong := wrongHandshake(resp)
	if f.took(forkUnusable, wrong != "") {
		return f.fail(place{sectionHandshakeAnswer, resp.exchange}, UnusableResponse, wrong, "The server does not agree to speak WebSocket: ", wrong, ".")
	}
	f.pass(place{sectionHandshakeAnswer, resp.exchange}, "The server agrees, and the connection is open. No header had to permit it to ", f.client.originText, ": whom it talks to is for the server to see, in Origin.")
	return nil
}

// wrongHandshake returns what is wrong with the answer to a handshake; "" for nothing.
func wrongHandshake(resp *response) string {
	upgrade, _ := resp.get("Upgrade")
	connection, _ := resp.get("Connection")
	accept, _ := resp.get("Sec-WebSocket-Accept")
	protocol, hasProtocol := resp.get("Sec-WebSocket-Protocol")
	extensions, isExtended := resp.get("Sec-WebSocket-Extensions")
	switch {
	case resp.status != 101:
		return statusIs(resp)
	case !wire.EqualFold(upgrade, "websocket"):
		return "its Upgrade is " + quoted(upgrade)
	case !slices.ContainsFunc(splitValue(connection), func(option string) bool { return wire.EqualFold(option, "upgrade") }):
		return "its Connection is " + quoted(connection)
	case accept != wire.WebSocketAccept(handshakeKey):
		return "its Sec-WebSocket-Accept is " + quoted(accept)
	case hasProtocol:
		return "its Sec-WebSocket-Protocol is " + quoted(protocol) + ", and the page has named none"
	case isExtended && !isOfferedDeflate(extensions):
		return "its Sec-WebSocket-Extensions is " + quoted(extensions) + ", and compression is all that was offered"
	}
	return ""
}

// isOfferedDeflate reports whether the extensions that a server wants are the one that
// browsers offer (https://www.rfc-editor.org/rfc/rfc7692.html#section-7.1).
func isOfferedDeflate(extensions string) bool {
	parameters := strings.Split(extensions, ";")
	if wire.TrimOWS(parameters[0]) != "permessage-deflate" {
		return false
	}
	seen := map[string]bool{}
	for _, p := range parameters[1:] {
		name, value, hasValue := strings.Cut(wire.TrimOWS(p), "=")
		isRight := !hasValue
		if name == "server_max_window_bits" || name == "client_max_window_bits" {
			isRight = slices.Contains([]string{"8", "9", "10", "11", "12", "13", "14", "15"}, strings.Trim(value, `"`))
		} else if name != "server_no_context_takeover" && name != "client_no_context_takeover" {
			isRight = false
		}
		if !isRight || seen[name] {
			return false
		}
		seen[name] = true
	}
	return true
}

// isHandshakeUnread reports whether Chromium takes no cookie of the answer to a
// handshake, to which the server has not agreed.
func (f *fetching) isHandshakeUnread(r *request, resp *response) bool {
	return r.mode == modeWebSocket && f.quirks.departs(quirkSocketRefusalUnread, resp.status != 401 && wrongHandshake(resp) != "")
}
