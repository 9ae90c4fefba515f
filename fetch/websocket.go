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
	isSocket := url.Scheme() == "ws" || url.Scheme() == "wss"
	if f.took(forkSocketScheme, !isSocket && !url.IsHTTP()) {
		return nil, f.throws(sectionWebSocket, url.Scheme(), "The constructor throws a SyntaxError: the scheme is ", url.Scheme(), ", and not ws, wss, http or https.")
	}
	if f.took(forkSocketFragment, url.HasFragment()) {
		return nil, f.throws(sectionWebSocket, in.URL, "The constructor throws a SyntaxError: ", quoted(in.URL), " has a fragment.")
	}
	if isSocket {
		// What the standard does for cookies, policies and redirects to be those of HTTP.
		rest := strings.TrimPrefix(url.String(), "ws")
		if url, parseErr = ParseURL("http"+rest, nil); parseErr != nil {
			return nil, f.throws(sectionWebSocket, in.URL, quoted(in.URL), " cannot be parsed as a URL.")
		}
	}
	r := f.newRequest(url)
	r.api, r.unsafe = APIWebSocket, false
	r.mode, r.credentials, r.cache, r.redirect = modeWebSocket, CredentialsInclude, CacheNoStore, RedirectError
	r.referrer, r.skipsWorker = nil, true
	r.headers = []Field{
		{"Upgrade", "websocket"}, {"Connection", "Upgrade"}, {"Sec-WebSocket-Key", handshakeKey},
		{"Sec-WebSocket-Version", "13"}, {"Sec-WebSocket-Extensions", "permessage-deflate"},
	}
	return r, nil
}

// openWebSocket holds the answer against what makes a connection one that speaks
// WebSocket (https://www.rfc-editor.org/rfc/rfc6455.html#section-4.1).
func (f *fetching) openWebSocket(resp *response) *networkError {
	wrong := wrongHandshake(resp)
	if f.took(forkUnusable, wrong != "") {
		return f.fail(place{sectionHandshakeAnswer, resp.exchange}, UnusableResponse, wrong, "The server does not agree to speak WebSocket: ", wrong, ".")
	}
	f.pass(place{sectionHandshakeAnswer, resp.exchange}, "The server agrees, and the connection is open. Nobody has asked it whether ", f.client.originText, " may: it has to look at Origin itself.")
	return nil
}

// wrongHandshake returns what is wrong with the answer to a handshake; "" for nothing.
func wrongHandshake(resp *response) string {
	if resp.status != 101 {
		return statusIs(resp)
	}
	if upgrade, _ := resp.get("Upgrade"); !wire.EqualFold(upgrade, "websocket") {
		return "its Upgrade is " + quoted(upgrade)
	}
	connection, _ := resp.get("Connection")
	if !slices.ContainsFunc(splitValue(connection), func(option string) bool { return wire.EqualFold(option, "upgrade") }) {
		return "its Connection is " + quoted(connection)
	}
	if accept, _ := resp.get("Sec-WebSocket-Accept"); accept != wire.WebSocketAccept(handshakeKey) {
		return "its Sec-WebSocket-Accept is " + quoted(accept)
	}
	return ""
}
