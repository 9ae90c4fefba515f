package wire

import (
	"crypto/sha1" //nolint:gosec // what the protocol asks for, and nothing secret
	"encoding/base64"
)

// IsWebSocketHandshake reports whether the request asks the server to speak
// WebSocket from here on (https://www.rfc-editor.org/rfc/rfc6455.html#section-4.2.1).
func (r Request) IsWebSocketHandshake() bool {
	upgrade, _ := r.Header.Get("Upgrade")
	return r.Method == "GET" && EqualFold(upgrade, "websocket") && r.Header.Has("Sec-WebSocket-Key")
}

// WebSocketAccept returns the Sec-WebSocket-Accept that answers a
// Sec-WebSocket-Key: the proof that the server knows what it agrees to.
func WebSocketAccept(key string) string {
	sum := sha1.Sum([]byte(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")) //nolint:gosec // see above
	return base64.StdEncoding.EncodeToString(sum[:])
}

// AcceptWebSocket returns the response with the lines by which a server agrees to a
// handshake, where its status is 101 and it does not have them: what is written stays
// as it is, be it wrong.
func (r Response) AcceptWebSocket(request Request) Response {
	if r.Status != 101 || !request.IsWebSocketHandshake() {
		return r
	}
	key, _ := request.Header.Get("Sec-WebSocket-Key")
	header := r.Header.Clone()
	for _, line := range []Line{"Upgrade: websocket", "Connection: Upgrade", NewLine("Sec-WebSocket-Accept", WebSocketAccept(key))} {
		if name, _, _ := line.Cut(); !header.Has(name) {
			header = append(header, line)
		}
	}
	r.Header = header
	return r
}
