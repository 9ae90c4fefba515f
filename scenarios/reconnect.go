package scenarios

import (
	"github.com/corslab/corslab/document"
)

// reconnection reports a step in which no EventSource of the step before can connect
// again. It returns false if there is something to report.
func (c *checker) reconnection(b *block, at document.Place, worlds []world, step int) bool {
	const hint = "make the EventSource in the step before, with the same url and credentials"
	request := worlds[step].request
	if step == 0 {
		c.Report(at, "there is no EventSource yet that could reconnect", hint)
		return false
	}
	before := worlds[step-1].request
	switch {
	case before.API != request.API || before.URL != request.URL || before.Credentials != request.Credentials:
		c.Report(at, "the step before makes another request than the EventSource that is to reconnect", hint)
		return false
	case b.steps[step].after > 0:
		c.Report(at, "an EventSource does not reconnect after a time of ours", `leave after out, and have the stream say "retry: 500"`)
		return false
	}
	return true
}
