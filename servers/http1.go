package servers

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/corslab/corslab/wire"
)

// serveHTTP1 answers requests until either side ends the connection.
func (c *connection) serveHTTP1() {
	interim := func() error {
		_, err := c.stream.Write([]byte("HTTP/1.1 100 Continue\r\n\r\n"))
		return err
	}
	for {
		message, err := readMessage(c.reader, interim)
		if err != nil {
			c.report(err)
			return
		}
		request := wire.Request{
			Method: message.method, Origin: c.origin, Target: message.target,
			Header: message.header, Body: message.body,
		}
		reply, ok := c.network.answer(c.address, request)
		if !ok || !c.misbehave(reply.response.Fault, reply.ended) {
			return // of which none is held
		}
		lines := reply.response.Lines()
		isSent := c.send(appendResponse(nil, message.method, reply.response, lines), reply)
		reply.close()
		if !isSent {
			return
		}
		if request.IsWebSocketHandshake() && reply.response.Status == http.StatusSwitchingProtocols {
			c.converse()
			return
		}
		if reply.last || !message.keepAlive || !isSelfDelimited(message.method, reply.response, lines) {
			c.finish()
			return
		}
	}
}

// send writes the bytes of an answer, the last of them when it may come to its end. It
// returns false where that is not to be.
func (c *connection) send(answer []byte, r reply) bool {
	if r.held == nil {
		_, err := c.stream.Write(answer)
		return err == nil
	}
	last := r.atOnce(len(answer))
	_, err := c.stream.Write(answer[:last])
	sent := false
	r.release(func() {
		if err == nil {
			_, err = c.stream.Write(answer[last:])
			sent = err == nil
		}
	})
	return sent
}

// appendResponse appends a response as it goes out: nothing is added to its
// lines, and nothing in them is corrected.
func appendResponse(b []byte, method string, r wire.Response, lines wire.Header) []byte {
	reason := r.Reason
	if reason == "" {
		reason = http.StatusText(r.Status)
	}
	b = append(b, "HTTP/1.1 "...)
	b = strconv.AppendInt(b, int64(r.Status), 10)
	b = append(b, ' ')
	b = append(b, reason...)
	b = append(b, "\r\n"...)
	for _, line := range lines {
		b = append(b, line...)
		b = append(b, "\r\n"...)
	}
	b = append(b, "\r\n"...)
	if hasContent(method, r.Status) {
		b = append(b, r.Body...)
	}
	return b
}

// hasContent reports whether a response to the method, with the status, may
// have content (RFC 9110 §6.4.1).
func hasContent(method string, status int) bool {
	return method != "HEAD" && status >= 200 && status != 204 && status != 304
}

// isSelfDelimited reports whether a browser can be trusted to see the end of
// the response where we see it, so that the connection can be used again. A
// response with framing of its own making, and one with lines that a browser
// may read as framing or not, is ended by closing instead.
func isSelfDelimited(method string, r wire.Response, lines wire.Header) bool {
	lengths := 0
	for _, line := range lines {
		if line == "" || line[0] == ' ' || line[0] == '\t' || strings.ContainsAny(string(line), "\r\n\x00") {
			return false
		}
		name, value, _ := line.Cut()
		switch wire.ToLower(wire.TrimOWS(name)) {
		case "transfer-encoding":
			return false
		case "connection":
			if wire.EqualFold(value, "close") {
				return false
			}
		case "content-length":
			lengths++
			if value != strconv.Itoa(len(r.Body)) && hasContent(method, r.Status) {
				return false
			}
		}
	}
	return lengths == 1 || !hasContent(method, r.Status) && r.Status >= 200
}
