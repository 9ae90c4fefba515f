package servers

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/corslab/corslab/wire"
)

// Limits of what is read; more is refused.
const (
	maxHead  = 256 << 10 // bytes of a request line and its header lines
	maxBody  = 64 << 20  // bytes of a request's content
	maxChunk = 4 << 10   // bytes of the line before a chunk
)

// A message is one HTTP/1.1 request as it was received.
type message struct {
	method, target string
	header         wire.Header
	body           []byte
	// keepAlive says that the client will send another request.
	keepAlive bool
}

// A MessageError says what made bytes no request.
type MessageError struct {
	// Part is "request line", "header" or "chunk".
	Part string
	// Value is the offending text; it may be cut short.
	Value string
}

// Error returns the part and its text.
func (e *MessageError) Error() string { return fmt.Sprintf("malformed %s %q", e.Part, e.Value) }

// newMessageError keeps as much of the text as a reader needs.
func newMessageError(part, value string) error {
	const enough = 200
	if len(value) > enough {
		value = value[:enough]
	}
	return &MessageError{Part: part, Value: value}
}

// readMessage reads one request (RFC 9112). Header lines are kept as they came.
// interim is called where the client waits for leave to send content.
func readMessage(r *bufio.Reader, interim func() error) (message, error) {
	left := maxHead
	start, err := readLine(r, &left)
	if err != nil {
		return message{}, err
	}
	var m message
	if m, err = parseRequestLine(start); err != nil {
		return message{}, err
	}
	for {
		line, err := readLine(r, &left)
		if err != nil {
			return message{}, unexpected(err)
		}
		if line == "" {
			break
		}
		name, _, ok := strings.Cut(line, ":")
		if !ok || name == "" || strings.ContainsAny(name, " \t") {
			return message{}, newMessageError("header", line)
		}
		m.header = append(m.header, wire.Line(line))
	}
	for _, option := range listed(m.header, "Connection") {
		if wire.EqualFold(option, "close") {
			m.keepAlive = false
		}
	}
	m.body, err = readContent(r, m.header, interim)
	return m, err
}

func parseRequestLine(line string) (message, error) {
	method, rest, ok := strings.Cut(line, " ")
	target, version, ok2 := strings.Cut(rest, " ")
	if !ok || !ok2 || method == "" || !strings.HasPrefix(target, "/") && target != "*" {
		return message{}, newMessageError("request line", line)
	}
	switch version {
	case "HTTP/1.1":
		return message{method: method, target: target, keepAlive: true}, nil
	case "HTTP/1.0":
		return message{method: method, target: target}, nil
	}
	return message{}, newMessageError("request line", line)
}

// readContent reads the content that the header announces.
func readContent(r *bufio.Reader, header wire.Header, interim func() error) ([]byte, error) {
	codings, lengths := listed(header, "Transfer-Encoding"), listed(header, "Content-Length")
	if len(codings) == 0 && len(lengths) == 0 {
		return nil, nil
	}
	if v, _ := header.Get("Expect"); wire.EqualFold(v, "100-continue") {
		if err := interim(); err != nil {
			return nil, err
		}
	}
	if len(codings) > 0 {
		if len(codings) != 1 || !wire.EqualFold(codings[0], "chunked") || len(lengths) > 0 {
			return nil, newMessageError("header", "Transfer-Encoding: "+strings.Join(codings, ", "))
		}
		return readChunks(r)
	}
	n, err := strconv.ParseUint(lengths[0], 10, 63)
	if err != nil || len(lengths) != 1 || n > maxBody {
		return nil, newMessageError("header", "Content-Length: "+strings.Join(lengths, ", "))
	}
	return readBytes(r, int64(n))
}

// readChunks reads content in the chunked coding (RFC 9112 §7.1). Trailers are
// dropped.
func readChunks(r *bufio.Reader) ([]byte, error) {
	var body []byte
	for {
		left := maxChunk
		line, err := readLine(r, &left)
		if err != nil {
			return nil, unexpected(err)
		}
		size, _, _ := strings.Cut(line, ";")
		n, err := strconv.ParseUint(wire.TrimOWS(size), 16, 63)
		if err != nil || n > uint64(maxBody-len(body)) {
			return nil, newMessageError("chunk", line)
		}
		if n == 0 {
			return body, skipTrailers(r)
		}
		chunk, err := readBytes(r, int64(n))
		if err != nil {
			return nil, err
		}
		body = append(body, chunk...)
		if line, err = readLine(r, &left); err != nil {
			return nil, unexpected(err)
		}
		if line != "" {
			return nil, newMessageError("chunk", line)
		}
	}
}

func skipTrailers(r *bufio.Reader) error {
	left := maxHead
	for {
		line, err := readLine(r, &left)
		if err != nil {
			return unexpected(err)
		}
		if line == "" {
			return nil
		}
	}
}

// readBytes reads n bytes. Memory grows with what arrives, not with what is
// announced.
func readBytes(r *bufio.Reader, n int64) ([]byte, error) {
	var b bytes.Buffer
	if _, err := io.CopyN(&b, r, n); err != nil {
		return nil, unexpected(err)
	}
	return b.Bytes(), nil
}

// readLine reads a line that ends in CRLF or LF, at most *left bytes of it, and
// takes them off *left.
func readLine(r *bufio.Reader, left *int) (string, error) {
	var long []byte
	for {
		part, err := r.ReadSlice('\n')
		*left -= len(part)
		if *left < 0 {
			return "", newMessageError("header", "more than the limit: "+string(part))
		}
		if errors.Is(err, bufio.ErrBufferFull) {
			long = append(long, part...)
			continue
		}
		if err != nil {
			if len(long)+len(part) > 0 {
				err = unexpected(err)
			}
			return "", err
		}
		if long != nil {
			part = append(long, part...)
		}
		part = part[:len(part)-1]
		return string(bytes.TrimSuffix(part, []byte{'\r'})), nil
	}
}

// listed returns the elements of a comma-separated header.
func listed(header wire.Header, name string) []string {
	var elements []string
	for _, value := range header.Values(name) {
		for element := range strings.SplitSeq(value, ",") {
			elements = append(elements, wire.TrimOWS(element))
		}
	}
	return elements
}

// unexpected turns the end of a stream in the middle of a message into the
// error of that name.
func unexpected(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}
