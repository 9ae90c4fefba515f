package conformance

import (
	"fmt"
	"strings"
	"time"

	"github.com/corslab/corslab/wire"
)

// application asks what becomes of an application's own answers.
func (b *builder) application() {
	ours, ok := b.ours()
	if !ok {
		return
	}
	for _, failing := range []struct {
		path   string
		status int
	}{{"/error", 500}, {"/missing", 404}} {
		c := ours
		c.path = failing.path
		b.addOwn(Errors, variant("errors", "status", fmt.Sprint(failing.status)), "A page that the policy lets in learns of an error: its status can be read.", func(t *trial) {
			if p := t.ask(c); !isRead(p) {
				class := classOfRefusal(p)
				if class == OverDeny || class == MissingOnActual {
					class = MissingOnErrors
				}
				t.find(class, ByPage, c, p, refusalText(c, p)+" The script is told of a network error and never of the application's.")
			} else if p.Status != failing.status {
				t.skipped = fmt.Sprintf("the application answers %s with %d, not with %d", failing.path, p.Status, failing.status)
			}
		})
	}
	if b.policy.Expose != nil {
		b.exposure(ours)
	}
	if b.policy.allowsMethod("OPTIONS") {
		c := ours
		c.method = "OPTIONS"
		b.addOwn(OptionsMethod, "options", "A page that the policy lets in calls fetch() with the method OPTIONS, and the application answers.", func(t *trial) {
			p := t.mustAllow(c)
			if isRead(p) && !isApplications(lastAnswer(p)) {
				t.find(OptionsSwallowed, ByPage, c, p, "OPTIONS without Access-Control-Request-Method is no preflight. The middleware answers it all the same, and the application never sees the request.")
			}
		})
		b.addOwn(OptionsMethod, "options-without-origin", "OPTIONS of a client that is no browser reaches the application.", func(t *trial) {
			if x := t.raw("OPTIONS", ""); !isApplications(x.Response) {
				t.findRaw(OptionsSwallowed, ByRawClient, x, "OPTIONS without Origin has nothing to do with CORS. The middleware answers it all the same, and the application never sees the request.")
			}
		})
	}
	b.addOwn(SameOrigin, "same-origin", "A page of the server's own origin posts, as without the middleware: browsers send Origin there too.", func(t *trial) {
		c := call{from: t.face, method: "POST"}
		if t.face != t.real {
			t.skipped = "the server's own origin is not known"
			return
		}
		p := t.ask(c)
		if p.Status >= 400 {
			t.find(SameOriginBlocked, ByPage, c, p, fmt.Sprintf("A page of the server itself posts, and is answered %d. No CORS is needed for this request; the middleware refuses it for its Origin.", p.Status))
		}
	})
}

// isApplications reports whether an answer comes from the application that
// docs/adapters.md describes.
func isApplications(r wire.Response) bool {
	return r.Status == 200 && strings.HasPrefix(string(r.Body), "app")
}

// The response headers of the application.
const (
	exposedName = "X-Total"
	secretName  = "X-Secret"
)

func (b *builder) exposure(ours call) {
	every := b.policy.Expose
	listed := func(name string) bool {
		for _, e := range every {
			if e == Any || strings.EqualFold(e, name) {
				return true
			}
		}
		return false
	}
	if listed(Any) {
		ours.credentials = false
	}
	b.addOwn(Exposure, "exposed", "A page reads the response headers that are listed, and no others.", func(t *trial) {
		p := t.mustAllow(ours)
		answer := lastAnswer(p)
		if !answer.Header.Has(exposedName) || !answer.Header.Has(secretName) {
			t.skipped = "the application's answer has no " + exposedName + " and " + secretName
			return
		}
		for _, name := range []string{exposedName, secretName} {
			switch _, isReadable := p.Headers[wire.ToLower(name)]; {
			case isReadable && !listed(name):
				t.find(ExposedWide, ByPage, ours, p, "The page reads the response header "+name+", which the policy does not list.")
			case !isReadable && listed(name):
				t.find(NotExposed, ByPage, ours, p, "The page cannot read the response header "+name+", which the policy lists.")
			}
		}
	})
}

// beyondBrowsers asks as a client that is none.
func (b *builder) beyondBrowsers() {
	ours, ok := b.ours()
	if !ok {
		return
	}
	b.add(Load, "long-header", "A preflight with a very long Access-Control-Request-Headers costs about what any long header costs.", func(t *trial) { t.longHeader(ours) })
}

// malformed sends what no browser sends as an origin.
func (t *trial) malformed(raws []string) {
	if t.implied(call{from: strangers[0]}) {
		return
	}
	for _, raw := range raws {
		x := t.raw("GET", "", wire.NewLine("Origin", raw))
		if value, _ := x.Response.Header.Get("Access-Control-Allow-Origin"); value == raw && t.trouble == nil {
			t.findRaw(OriginMalformed, ByRawClient, x, fmt.Sprintf("%q is no origin, and is repeated as one that is let in. No browser sends it, so no page profits by it; whoever relies on the match elsewhere is deceived.", raw))
			return
		}
	}
}

// A Meter measures what an answer costs.
type Meter struct {
	// Now is the time on a clock that only goes forward. nil measures nothing, and the
	// cases about load are skipped.
	Now func() time.Duration
	// Allocated is how many bytes this process has allocated so far; nil where the
	// server is another process.
	Allocated func() uint64
}

// A cost is what an answer cost at least, of several times.
type cost struct {
	time   time.Duration
	memory uint64
}

// measure asks several times with each of two headers, in turn, so that whatever else
// this machine does meets both; and more often where the second seems to take too long
// by little, which a busy machine makes of it as well.
func (t *trial) measure(plain, long wire.Header, size int) (costs [2]cost, answer wire.Response) {
	const times, usual, enough = 25, 7, 3
	for i := range times {
		for j, lines := range []wire.Header{plain, long} {
			start, memory := t.meter.Now(), t.allocated()
			answer = t.raw("OPTIONS", "", lines...).Response
			took := cost{t.meter.Now() - start, t.allocated() - memory}
			if t.trouble != nil {
				return costs, answer
			}
			if i == 0 || took.time < costs[j].time {
				costs[j].time = took.time
			}
			if i == 0 || took.memory < costs[j].memory {
				costs[j].memory = took.memory
			}
		}
		isPlain := i+1 >= enough && costs[1].time < 2*costs[0].time || costs[1].time > time.Second
		isCloser := isSlow(costs, answer, size) && costs[1].time < 10*muchTime
		if isPlain || i+1 >= usual && !isCloser {
			break
		}
	}
	return costs, answer
}

func (t *trial) allocated() uint64 {
	if t.meter.Allocated == nil {
		return 0
	}
	return t.meter.Allocated()
}

// Limits of what a long header may cost beyond what as long a header of no meaning
// costs.
const (
	muchTime   = 8 * time.Millisecond
	muchOften  = 3 // times
	muchMemory = 8 // bytes for each byte
)

// isSlow reports whether the second of two headers takes a server too long.
func isSlow(costs [2]cost, answer wire.Response, size int) bool {
	slack := time.Duration(1)
	if isRepeated(answer, size) {
		slack = 4 // to send it back takes its time, too
	}
	return costs[1].time > costs[0].time+slack*muchTime && costs[1].time > slack*muchOften*costs[0].time
}

// longHeader compares a preflight with a long Access-Control-Request-Headers and one
// with as long a header that means nothing.
func (t *trial) longHeader(c call) {
	if t.meter.Now == nil {
		t.skipped = "nothing measures time here"
		return
	}
	head := wire.Header{wire.NewLine("Origin", c.from), "Access-Control-Request-Method: PUT"}
	size, ok := t.longest(head)
	if !ok {
		t.skipped = "the server takes no long header"
		return
	}
	for _, shape := range []struct{ what, value string }{
		{"commas", strings.Repeat(",", size)},
		{"blanks between two letters", "a" + strings.Repeat(" ", size-2) + "b"},
		{"names", strings.Repeat("a,", size/2)},
		{"commas and blanks", strings.Repeat(", ", size/2)},
	} {
		both, answer := t.measure(append(head.Clone(), wire.NewLine("X-Filler", shape.value)), append(head.Clone(), wire.NewLine("Access-Control-Request-Headers", shape.value)), size)
		plain, costs := both[0], both[1]
		if t.trouble != nil {
			answer = *t.trouble
			t.trouble = nil
			if answer.Fault.Kind == wire.FaultGarbage {
				continue // it repeats what it was sent, at a length that is not read here
			}
			t.findRaw(LongHeader, ByLoad, t.shown(head, shape.what, size, answer), fmt.Sprintf("A preflight whose Access-Control-Request-Headers is %d %s: %s. As long a header of another name is answered in %s.", size, shape.what, troubleText(answer), plain.time.Round(10*time.Microsecond)))
			return
		}
		var more []string
		if isSlow(both, answer, size) {
			more = append(more, fmt.Sprintf("%s instead of %s", costs.time.Round(time.Millisecond), plain.time.Round(10*time.Microsecond)))
		}
		if costs.memory > plain.memory+uint64(muchMemory*size) {
			more = append(more, fmt.Sprintf("%d KiB of memory instead of %d", costs.memory>>10, plain.memory>>10))
		}
		if more != nil {
			t.findRaw(LongHeader, ByLoad, t.shown(head, shape.what, size, wire.Response{Status: 204}), fmt.Sprintf("A preflight whose Access-Control-Request-Headers is %d %s costs %s, which is what as long a header of another name costs. No page can send it; any other client can, as often as it likes.",
				size, shape.what, strings.Join(more, ", and ")))
			return
		}
	}
}

// isRepeated reports whether an answer holds most of a header that was sent.
func isRepeated(answer wire.Response, size int) bool {
	length := 0
	for _, line := range answer.Header {
		length += len(line)
	}
	return length > size/2
}

// longest returns how long a header the server reads.
func (t *trial) longest(head wire.Header) (size int, ok bool) {
	for _, size := range []int{512 << 10, 60 << 10, 15_000, 7_000} {
		x := t.raw("OPTIONS", "", append(head.Clone(), wire.NewLine("X-Filler", strings.Repeat(",", size)))...)
		if t.trouble != nil && (t.trouble.Fault.Kind == wire.FaultHang || t.trouble.Fault.Kind == wire.FaultRefuse) {
			return 0, false // which is not for the length
		}
		if s := x.Response.Status; t.trouble == nil && s != 431 && s != 400 && s != 413 && s != 414 {
			return size, true
		}
		t.trouble = nil
	}
	return 0, false
}

// shown is the exchange with the long header left out, which nobody wants to read.
func (t *trial) shown(head wire.Header, what string, size int, answer wire.Response) wire.Exchange {
	lines := append(wire.Header{t.hostLine()}, head...)
	lines.Add("Access-Control-Request-Headers", fmt.Sprintf("(%d %s)", size, what))
	return wire.Exchange{Request: wire.Request{Method: "OPTIONS", Origin: t.real, Target: t.path, Header: lines}, Response: answer}
}
