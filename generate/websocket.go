package generate

import (
	"strings"

	"github.com/corslab/corslab/document"
)

// socket is a URL as a script writes that of a WebSocket, most often.
func (w *world) socket(url string) string {
	if rest, isHTTP := strings.CutPrefix(url, "http"); isHTTP && w.percent(80) {
		url = "ws" + rest
	}
	if scheme, rest, ok := strings.Cut(url, "://"); ok && w.oneIn(4) && !strings.Contains(rest, "@") {
		url = scheme + "://u:p@" + rest
	}
	return url
}

// handshake is the answer to one. What else asked for it would be told of a protocol
// that it did not want, so that it is drawn for those who ask alone.
func (w *world) handshake(r route) *document.Node {
	status := 101
	if w.oneIn(3) {
		status = pick(w.drawer, 100, 103, 200, 302, 308, 401, 401, 401, 421)
	}
	lines := some(w.drawer, 2, []string{"X-Custom: 1", "Set-Cookie: c0=2; SameSite=None; Secure", "Set-Cookie: c1=2", "Cross-Origin-Resource-Policy: same-origin"})
	switch {
	case status == 401 && w.percent(70):
		lines = append(lines, "WWW-Authenticate: "+pick(w.drawer, "Basic", "Basic realm=\"x\"", "Bearer"))
	case w.oneIn(3) && !w.h2[r.origin]:
		lines = append(lines, pick(w.drawer,
			"Sec-WebSocket-Accept: x", "Upgrade: WebSocket", "Upgrade: h2c", "Connection: keep-alive, Upgrade", "Connection: close", "Sec-WebSocket-Protocol: chat",
			"Sec-WebSocket-Extensions: permessage-deflate", "Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=10", "Sec-WebSocket-Extensions: x",
			"Sec-WebSocket-Extensions: permessage-deflate; x"))
	}
	return w.answer(r, status, lines, "")
}
