package servers

import (
	"encoding/binary"
	"io"
)

// Opcodes of WebSocket frames (RFC 6455 §5.2).
const (
	opcodeMask = 0x0f
	opClose    = 0x8
	opPing     = 0x9
	opPong     = 0xa
	finalFrame = 0x80
)

// converse keeps a WebSocket open until the browser closes it. It answers what the
// protocol wants answered, and listens to nothing else: what a case is about has been
// said in the handshake.
func (c *connection) converse() {
	for {
		opcode, payload, err := c.readFrame()
		switch {
		case err != nil:
			return
		case opcode == opPing:
			err = c.writeFrame(opPong, payload)
		case opcode == opClose:
			_ = c.writeFrame(opClose, payload) // the browser may be gone already
			c.finish()
			return
		}
		if err != nil {
			return
		}
	}
}

// maxControl is how long the payload of a control frame may be (RFC 6455 §5.5).
const maxControl = 125

// readFrame reads a frame of the browser's. The payload of data frames is dropped.
func (c *connection) readFrame() (opcode byte, payload []byte, err error) {
	var head [2]byte
	if _, err := io.ReadFull(c.reader, head[:]); err != nil {
		return 0, nil, err
	}
	opcode = head[0] & opcodeMask
	length := int64(head[1] &^ finalFrame)
	switch extended := make([]byte, 8); length {
	case 126:
		if _, err = io.ReadFull(c.reader, extended[6:]); err == nil {
			length = int64(binary.BigEndian.Uint16(extended[6:]))
		}
	case 127:
		if _, err = io.ReadFull(c.reader, extended); err == nil {
			length = int64(binary.BigEndian.Uint64(extended) & (1<<63 - 1)) //nolint:gosec // the first bit is always 0
		}
	}
	var key [4]byte
	if err == nil && head[1]&finalFrame != 0 {
		_, err = io.ReadFull(c.reader, key[:])
	}
	if err != nil {
		return 0, nil, err
	}
	if length > maxControl || opcode < opClose {
		_, err = io.CopyN(io.Discard, c.reader, length)
		return opcode, nil, err
	}
	payload = make([]byte, length)
	_, err = io.ReadFull(c.reader, payload)
	for i := range payload {
		payload[i] ^= key[i%len(key)]
	}
	return opcode, payload, err
}

// writeFrame sends a control frame, which a server does not mask.
func (c *connection) writeFrame(opcode byte, payload []byte) error {
	frame := append([]byte{finalFrame | opcode, byte(len(payload))}, payload...)
	_, err := c.stream.Write(frame)
	return err
}
