package servers

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"

	"github.com/corslab/corslab/wire"
)

// Sizes of an HTTP/2 connection, in bytes.
const (
	receiveWindow   = 1 << 20 // how far a browser may run ahead with content
	maxFrame        = 16 << 10
	defaultWindow   = 64<<10 - 1 // RFC 9113 §6.9.2
	headerTableSize = 4 << 10
)

// serveHTTP2 answers requests until either side ends the connection. It works
// on frames rather than on net/http's requests, to keep the order of header
// lines, and repeats among them, in both directions.
func (c *connection) serveHTTP2() {
	preface := make([]byte, len(http2.ClientPreface))
	if _, err := io.ReadFull(c.reader, preface); err != nil {
		return
	}
	if !bytes.Equal(preface, []byte(http2.ClientPreface)) {
		c.report(newMessageError("request line", string(preface)))
		return
	}
	s := newSession(c)
	defer s.streaming.Wait()
	defer s.close()
	if err := s.open(); err != nil {
		return
	}
	for {
		frame, err := s.framer.ReadFrame()
		if broken := (http2.StreamError{}); errors.As(err, &broken) {
			c.report(err)
			delete(s.incoming, broken.StreamID)
			err = s.reset(broken.StreamID, broken.Code)
		} else if err == nil {
			err = s.handle(frame)
		}
		if err != nil {
			c.report(err)
			return
		}
	}
}

// A session is one HTTP/2 connection. Its frames are read by one goroutine;
// each request is answered by another.
type session struct {
	*connection
	framer    *http2.Framer      // reading: the reader's alone
	incoming  map[uint32]*upload // requests not read to their end; the reader's alone
	streaming sync.WaitGroup
	leaving   bool // no request after this is answered; the reader's alone

	writing sync.Mutex // guards what follows, and writing to framer
	block   bytes.Buffer
	encoder *hpack.Encoder

	flow    sync.Mutex // guards what follows
	changed *sync.Cond // on flow
	closed  bool
	initial int64 // window of a new stream
	window  int64 // of the connection
	streams map[uint32]int64
	pinged  map[[8]byte]chan struct{} // closed by the answer to a ping
}

// An upload is a request whose content is still arriving.
type upload struct {
	request wire.Request
	content bytes.Buffer
}

func newSession(c *connection) *session {
	s := &session{
		connection: c,
		framer:     http2.NewFramer(c.stream, c.reader),
		incoming:   map[uint32]*upload{},
		initial:    defaultWindow,
		window:     defaultWindow,
		streams:    map[uint32]int64{},
		pinged:     map[[8]byte]chan struct{}{},
	}
	s.changed = sync.NewCond(&s.flow)
	s.encoder = hpack.NewEncoder(&s.block)
	s.framer.ReadMetaHeaders = hpack.NewDecoder(headerTableSize, nil)
	s.framer.MaxHeaderListSize = maxHead
	s.framer.SetMaxReadFrameSize(maxFrame)
	return s
}

// open sends the connection preface of a server.
func (s *session) open() error {
	return s.write(func() error {
		if err := s.framer.WriteSettings(
			http2.Setting{ID: http2.SettingInitialWindowSize, Val: receiveWindow},
			http2.Setting{ID: http2.SettingMaxHeaderListSize, Val: maxHead},
		); err != nil {
			return err
		}
		return s.framer.WriteWindowUpdate(0, receiveWindow-defaultWindow)
	})
}

// close wakes those who wait for a window that will not come.
func (s *session) close() {
	s.hangUp()
	s.flow.Lock()
	defer s.flow.Unlock()
	s.closed = true
	s.changed.Broadcast()
}

func (s *session) write(frames func() error) error {
	s.writing.Lock()
	defer s.writing.Unlock()
	return frames()
}

func (s *session) reset(stream uint32, code http2.ErrCode) error {
	s.forgetStream(stream)
	return s.write(func() error { return s.framer.WriteRSTStream(stream, code) })
}

func (s *session) handle(frame http2.Frame) error {
	switch f := frame.(type) {
	case *http2.SettingsFrame:
		return s.applySettings(f)
	case *http2.PingFrame:
		if !f.IsAck() {
			return s.write(func() error { return s.framer.WritePing(true, f.Data) })
		}
		s.answered(f.Data)
	case *http2.WindowUpdateFrame:
		s.enlarge(f.StreamID, int64(f.Increment))
	case *http2.RSTStreamFrame:
		delete(s.incoming, f.StreamID)
		s.forgetStream(f.StreamID)
	case *http2.MetaHeadersFrame:
		return s.handleHeaders(f)
	case *http2.DataFrame:
		return s.handleData(f)
	}
	return nil
}

// settle waits until the browser has read and answered all that it was sent. To
// one that is still writing as the connection breaks, acknowledging our settings
// say, the system tells of the reset in that; what it reads then is a proper end,
// which is another failure.
func (s *session) settle(stream uint32, ended <-chan struct{}) {
	answer := make(chan struct{})
	var data [8]byte
	binary.BigEndian.PutUint32(data[:], stream) // which asks for a reset once
	s.flow.Lock()
	s.pinged[data] = answer
	s.flow.Unlock()
	if s.write(func() error { return s.framer.WritePing(false, data) }) != nil {
		return
	}
	timer := time.NewTimer(lingering)
	defer timer.Stop()
	select {
	case <-answer:
	case <-ended:
	case <-timer.C:
	}
}

// answered wakes who waits for the answer to a ping.
func (s *session) answered(data [8]byte) {
	s.flow.Lock()
	defer s.flow.Unlock()
	if answer, ok := s.pinged[data]; ok {
		delete(s.pinged, data)
		close(answer)
	}
}

func (s *session) applySettings(f *http2.SettingsFrame) error {
	if f.IsAck() {
		return nil
	}
	if size, ok := f.Value(http2.SettingInitialWindowSize); ok {
		s.flow.Lock()
		for id := range s.streams {
			s.streams[id] += int64(size) - s.initial
		}
		s.initial = int64(size)
		s.changed.Broadcast()
		s.flow.Unlock()
	}
	return s.write(func() error {
		if size, ok := f.Value(http2.SettingHeaderTableSize); ok {
			s.encoder.SetMaxDynamicTableSizeLimit(size)
		}
		return s.framer.WriteSettingsAck()
	})
}

func (s *session) enlarge(stream uint32, by int64) {
	s.flow.Lock()
	defer s.flow.Unlock()
	if stream == 0 {
		s.window += by
	} else if _, ok := s.streams[stream]; ok {
		s.streams[stream] += by
	}
	s.changed.Broadcast()
}

func (s *session) handleHeaders(f *http2.MetaHeadersFrame) error {
	if body, ok := s.incoming[f.StreamID]; ok {
		if f.StreamEnded() { // trailers, which are dropped
			s.begin(f.StreamID, body)
		}
		return nil
	}
	if s.leaving {
		// It crossed with our GOAWAY, and will be made again elsewhere.
		return nil
	}
	if s.network.isFresh() {
		// The browser ends the connection when it has its answer.
		s.leaving = true
		if err := s.write(func() error { return s.framer.WriteGoAway(f.StreamID, http2.ErrCodeNo, nil) }); err != nil {
			return err
		}
	}
	if f.Truncated {
		return s.reset(f.StreamID, http2.ErrCodeEnhanceYourCalm)
	}
	s.flow.Lock()
	s.streams[f.StreamID] = s.initial
	s.flow.Unlock()
	body := &upload{request: wire.Request{
		Method: f.PseudoValue("method"),
		Origin: s.origin,
		Target: f.PseudoValue("path"),
		Header: headerLines(f.RegularFields()),
	}}
	if f.StreamEnded() {
		s.begin(f.StreamID, body)
	} else {
		s.incoming[f.StreamID] = body
	}
	return nil
}

// headerLines returns received fields as lines. The crumbs that a Cookie header
// may be divided into are one line again, as RFC 9113 §8.2.3 has it.
func headerLines(fields []hpack.HeaderField) wire.Header {
	header := make(wire.Header, 0, len(fields))
	cookie := -1
	for _, f := range fields {
		switch {
		case f.Name != "cookie":
			header.Add(f.Name, f.Value)
		case cookie < 0:
			cookie = len(header)
			header.Add(f.Name, f.Value)
		default:
			header[cookie] += wire.Line("; " + f.Value)
		}
	}
	return header
}

func (s *session) handleData(f *http2.DataFrame) error {
	// Padding counts towards the windows, so the frame's length is what is used.
	if n := f.Length; n > 0 {
		if err := s.write(func() error {
			if f.StreamEnded() {
				return s.framer.WriteWindowUpdate(0, n)
			}
			if err := s.framer.WriteWindowUpdate(f.StreamID, n); err != nil {
				return err
			}
			return s.framer.WriteWindowUpdate(0, n)
		}); err != nil {
			return err
		}
	}
	body, ok := s.incoming[f.StreamID]
	if !ok {
		return nil // of a stream that was reset
	}
	if body.content.Len()+len(f.Data()) > maxBody {
		delete(s.incoming, f.StreamID)
		return s.reset(f.StreamID, http2.ErrCodeEnhanceYourCalm)
	}
	body.content.Write(f.Data())
	if f.StreamEnded() {
		s.begin(f.StreamID, body)
	}
	return nil
}

// begin answers a request that has arrived in full.
func (s *session) begin(stream uint32, body *upload) {
	delete(s.incoming, stream)
	if body.content.Len() > 0 {
		body.request.Body = body.content.Bytes()
	}
	s.streaming.Go(func() { s.respond(stream, body.request) })
}

func (s *session) respond(stream uint32, request wire.Request) {
	defer s.forgetStream(stream)
	reply, ok := s.network.answer(s.address, request)
	defer reply.close()
	if reply.response.Fault.Kind == wire.FaultReset {
		s.settle(stream, reply.ended)
	}
	if !ok || !s.misbehave(reply.response.Fault, reply.ended) {
		_ = s.reset(stream, http2.ErrCodeCancel) // where the connection is still there
		return
	}
	fields, ok := responseFields(reply.response)
	if !ok {
		s.network.stray(Stray{
			Kind: StrayInconsistent, Address: s.address,
			Detail: request.Method + " " + request.URL() + ": a header line that HTTP/2 cannot carry",
		})
		_ = s.reset(stream, http2.ErrCodeInternal)
		return
	}
	var content []byte
	if hasContent(request.Method, reply.response.Status) {
		content = reply.response.Body
	}
	if s.writeHeaders(stream, fields, len(content) == 0) == nil {
		s.sendContent(stream, content, reply)
	}
}

// sendContent sends the content of an answer, its last byte when it may come to its end.
func (s *session) sendContent(stream uint32, content []byte, r reply) {
	if r.held == nil {
		_ = s.writeContent(stream, content, true)
		return
	}
	last := r.atOnce(len(content))
	_ = s.writeContent(stream, content[:last], false) // of a stream that is gone none is
	r.release(func() {
		if last == len(content) {
			_ = s.write(func() error { return s.framer.WriteData(stream, true, nil) })
			return
		}
		_ = s.writeContent(stream, content[last:], true)
	})
}

// responseFields returns the fields of a response, names in lower case. ok is
// false where there is a line that HTTP/2 has no way to carry.
func responseFields(r wire.Response) (fields []hpack.HeaderField, ok bool) {
	lines := r.Lines()
	fields = make([]hpack.HeaderField, 0, len(lines)+1)
	fields = append(fields, hpack.HeaderField{Name: ":status", Value: strconv.Itoa(r.Status)})
	for _, line := range lines {
		name, value, ok := line.Cut()
		if !ok || name == "" || strings.ContainsAny(name, " \t") {
			return nil, false
		}
		fields = append(fields, hpack.HeaderField{Name: wire.ToLower(name), Value: value})
	}
	return fields, true
}

func (s *session) writeHeaders(stream uint32, fields []hpack.HeaderField, last bool) error {
	return s.write(func() error {
		s.block.Reset()
		for _, f := range fields {
			if err := s.encoder.WriteField(f); err != nil {
				return err
			}
		}
		part := s.block.Next(maxFrame)
		if err := s.framer.WriteHeaders(http2.HeadersFrameParam{
			StreamID: stream, BlockFragment: part, EndStream: last, EndHeaders: s.block.Len() == 0,
		}); err != nil {
			return err
		}
		for s.block.Len() > 0 {
			part = s.block.Next(maxFrame)
			if err := s.framer.WriteContinuation(stream, s.block.Len() == 0, part); err != nil {
				return err
			}
		}
		return nil
	})
}

// writeContent sends content as the browser's windows allow, and says whether that is
// the last of it.
func (s *session) writeContent(stream uint32, content []byte, last bool) error {
	for len(content) > 0 {
		n := s.reserve(stream, min(len(content), maxFrame))
		if n == 0 {
			return nil
		}
		part := content[:n]
		content = content[n:]
		if err := s.write(func() error { return s.framer.WriteData(stream, last && len(content) == 0, part) }); err != nil {
			return err
		}
	}
	return nil
}

// reserve waits until content of a stream may be sent, and takes up to n bytes
// off its windows. It returns 0 when the stream or the connection has ended.
func (s *session) reserve(stream uint32, n int) int {
	s.flow.Lock()
	defer s.flow.Unlock()
	for {
		window, ok := s.streams[stream]
		if !ok || s.closed {
			return 0
		}
		if free := min(int64(n), window, s.window); free > 0 {
			s.streams[stream] -= free
			s.window -= free
			return int(free)
		}
		s.changed.Wait()
	}
}

func (s *session) forgetStream(stream uint32) {
	s.flow.Lock()
	defer s.flow.Unlock()
	delete(s.streams, stream)
	s.changed.Broadcast()
}
