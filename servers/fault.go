package servers

import (
	"time"

	"github.com/corslab/corslab/wire"
)

// garbage is what FaultGarbage sends. Browsers take bytes without a status line
// for an HTTP/0.9 response, on default ports at least; none takes a NUL byte in
// what looks like a header.
const garbage = "HTTP/1.1 \x00\x00\x00\x00\r\n\x00\r\n\r\n"

// misbehave carries out a fault and reports whether an answer is still to be
// given. ended is closed when nobody wants one any more.
func (c *connection) misbehave(f wire.Fault, ended <-chan struct{}) (answer bool) {
	switch f.Kind {
	case wire.FaultNone:
		return true
	case wire.FaultSlow:
		timer := time.NewTimer(f.Delay)
		defer timer.Stop()
		select {
		case <-timer.C:
			return true
		case <-ended:
		}
	case wire.FaultHang:
		<-ended
	case wire.FaultReset:
		// Without lingering, closing sends RST instead of FIN.
		_ = c.tcp.SetLinger(0)
		c.hangUp()
	case wire.FaultClose:
		c.finish()
	case wire.FaultGarbage:
		_, _ = c.stream.Write([]byte(garbage))
		c.finish()
	}
	return false
}
