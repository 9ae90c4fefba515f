package wire

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// handshake is that of RFC 6455, section 1.3, where its answer is, too.
var handshake = Request{Method: "GET", Origin: "https://api.example.com", Target: "/chat", Header: Header{
	"upgrade: WebSocket", "Connection: Upgrade", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
}}

func TestAcceptWebSocket(t *testing.T) {
	agreed := Header{"Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo="}
	plain := Request{Method: "GET", Header: Header{"Upgrade: h2c"}}
	post := handshake
	post.Method = "POST"
	for _, tt := range []struct {
		why      string
		request  Request
		response Response
		want     Header
	}{
		{"it agrees", handshake, Response{Status: 101}, agreed},
		{"what is written stays", handshake, Response{Status: 101, Header: Header{"sec-websocket-accept: x", "X: y"}}, Header{"sec-websocket-accept: x", "X: y", agreed[0], agreed[1]}},
		{"it refuses", handshake, Response{Status: 200}, nil},
		{"nobody asked", plain, Response{Status: 101}, nil},
		{"only GET asks", post, Response{Status: 101}, nil},
	} {
		if diff := cmp.Diff(tt.want, tt.response.AcceptWebSocket(tt.request).Header); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.why, diff)
		}
	}
}
