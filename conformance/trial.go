package conformance

import (
	"slices"
	"strings"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/wire"
)

// A call is a request that a page makes.
type call struct {
	// from is the page's origin; Null is a sandboxed frame.
	from string
	// method is "" for GET.
	method string
	// path replaces that of the instance's URL; "" keeps it.
	path string
	// headers are set with a value of no interest.
	headers     []string
	credentials bool
}

// A trial is one case being tried on one instance.
type trial struct {
	profile  fetch.Profile
	meter    Meter
	instance Instance
	// face is the origin that browsers see, real the one that is asked: a server
	// that speaks http beyond this machine is looked at as if it spoke https, since
	// pages that came over https would not be let near it.
	face, real, path string

	asked    int // how many requests were sent
	last     *fetch.Prediction
	lastCall Call // of a fresh browser
	showing  []Call
	findings []Finding
	trouble  *wire.Response // the first answer that was none
	skipped  string
}

func newTrial(cfg Config, instance Instance) (*trial, error) {
	url, err := fetch.ParseURL(instance.URL(), nil)
	if err != nil {
		return nil, err
	}
	t := &trial{profile: cfg.Profile, meter: cfg.Meter, instance: instance, real: url.Origin().String(), path: url.Target()}
	t.face = t.real
	if rest, ok := strings.CutPrefix(t.real, "http://"); ok && !isLoopback(t.real) {
		t.face = "https://" + rest
	}
	return t, nil
}

// at returns a trial of another instance, whose findings are kept apart.
func (t *trial) at(instance Instance) (*trial, error) {
	return newTrial(Config{Profile: t.profile, Meter: t.meter}, instance)
}

// Answer asks the instance. When no answer came once, none is waited for again.
func (t *trial) Answer(r wire.Request) wire.Response {
	if t.trouble != nil {
		return *t.trouble
	}
	r.Origin = t.real
	t.asked++
	answer := t.instance.Answer(r)
	if answer.Fault.Kind != wire.FaultNone && answer.Fault.Kind != wire.FaultSlow {
		t.trouble = &answer
	}
	return answer
}

// open opens a page of an origin in a browser of its own.
func (t *trial) open(from string, world wire.Server, trace bool) *fetch.Browser {
	browser, err := fetch.NewBrowser(fetch.Config{
		Profile: t.profile, Page: pageOf(from), Trace: trace,
		World: fetch.World{t.face: {Server: world}},
	})
	if err != nil { // origins are made by isOrigin's measure
		t.skipped = err.Error()
		return nil
	}
	return browser
}

// pageOf returns a page of an origin.
func pageOf(origin string) fetch.Page {
	if origin == Null {
		return fetch.Page{URL: strangers[0] + "/", As: fetch.PageSandboxed}
	}
	return fetch.Page{URL: origin + "/"}
}

// request is the call as a script makes it.
func (t *trial) request(c call) fetch.Request {
	path := c.path
	if path == "" {
		path = t.path
	}
	r := fetch.Request{URL: t.face + path, Method: c.method}
	if c.credentials {
		r.Credentials = fetch.CredentialsInclude
	}
	for _, name := range c.headers {
		value := "1"
		if strings.EqualFold(name, "Content-Type") {
			value = "application/json"
		}
		r.Headers = append(r.Headers, fetch.Field{Name: name, Value: value})
	}
	return r
}

// ask has a page in a fresh browser make the call.
func (t *trial) ask(c call) fetch.Prediction {
	p := t.askIn(t.open(c.from, t, false), c)
	t.lastCall = Call{pageOf(c.from), t.request(c), p}
	return p
}

// askIn has the page of a browser make the call.
func (t *trial) askIn(b *fetch.Browser, c call) fetch.Prediction {
	if b == nil {
		return fetch.Prediction{}
	}
	p := b.Fetch(t.request(c))
	t.last = &p
	return p
}

// raw sends a request that no browser makes, or whose answer no page looks at.
func (t *trial) raw(method, path string, lines ...wire.Line) wire.Exchange {
	if path == "" {
		path = t.path
	}
	r := wire.Request{Method: method, Origin: t.real, Target: path, Header: append(wire.Header{t.hostLine()}, lines...)}
	return wire.Exchange{Request: r, Response: t.Answer(r)}
}

func (t *trial) hostLine() wire.Line {
	_, host, _ := strings.Cut(t.real, "://")
	return wire.NewLine("Host", host)
}

// isSent reports whether the call itself reached the server, and not only its
// preflight.
func isSent(p fetch.Prediction) bool {
	return len(p.Wire) > 0 && !p.Wire[len(p.Wire)-1].Preflight
}

// find adds what a call has shown.
func (t *trial) find(class Class, kind Kind, c call, p fetch.Prediction, text string) {
	if t.trouble != nil {
		return
	}
	traced, isFresh := t.explain(c, p)
	if isFresh {
		t.showing = append(t.showing, Call{pageOf(c.from), t.request(c), p})
	}
	f := Finding{Class: class, Kind: kind, Text: text, Prediction: &traced}
	if x := telling(class, p); x != nil {
		f.Smallest = t.smallest(*x)
	}
	t.findings = append(t.findings, f)
}

// telling returns the exchange of a call that shows a finding, nil where there was none:
// the preflight if it is about what that says, else the last.
func telling(class Class, p fetch.Prediction) *wire.Exchange {
	isPreflight := func(x wire.Exchange) bool { return x.Request.IsPreflight() }
	if class == MaxAgeWrong || class == PreflightWide {
		if i := slices.IndexFunc(p.Exchanges, isPreflight); i >= 0 {
			return &p.Exchanges[i]
		}
	}
	if n := len(p.Exchanges); n > 0 {
		return &p.Exchanges[n-1]
	}
	return nil
}

// findRaw adds what an exchange has shown.
func (t *trial) findRaw(class Class, kind Kind, x wire.Exchange, text string) {
	if t.trouble == nil {
		t.findings = append(t.findings, Finding{Class: class, Kind: kind, Text: text, Smallest: t.smallest(x)})
	}
}

// notice adds what does no harm.
func (t *trial) notice(class Class, p fetch.Prediction, text string) {
	if t.trouble == nil && len(p.Exchanges) > 0 {
		x := p.Exchanges[len(p.Exchanges)-1]
		t.findings = append(t.findings, Finding{Class: class, Kind: ByPage, IsNotice: true, Text: text, Smallest: &x})
	}
}

// explain makes a call again with its decisions, from the answers it got. isFresh is
// false where it took a browser that remembers something.
func (t *trial) explain(c call, p fetch.Prediction) (traced fetch.Prediction, isFresh bool) {
	next := 0
	replay := wire.ServerFunc(func(wire.Request) wire.Response {
		if next == len(p.Exchanges) {
			return wire.Response{Fault: wire.Fault{Kind: wire.FaultClose}}
		}
		next++
		return p.Exchanges[next-1].Response
	})
	browser := t.open(c.from, replay, true)
	if browser == nil {
		return p, false
	}
	again := browser.Fetch(t.request(c))
	if again.Outcome != p.Outcome || again.Reason != p.Reason || next != len(p.Exchanges) {
		return p, false
	}
	return again, true
}

// kept are the lines that CORS looks at; a request without the others is smaller.
var kept = []string{"Host", "Origin", "Access-Control-Request-Method", "Access-Control-Request-Headers"}

// smallest returns the exchange with fewer lines in its request, if the answer is
// the same as far as CORS sees it.
func (t *trial) smallest(x wire.Exchange) *wire.Exchange {
	x.Request.Origin = t.real
	small := x.Request
	small.Header = nil
	for _, line := range x.Request.Header {
		name, _, _ := line.Cut()
		if slices.ContainsFunc(kept, func(k string) bool { return wire.EqualFold(k, name) }) {
			small.Header = append(small.Header, line)
		}
	}
	if len(small.Header) == len(x.Request.Header) {
		return &x
	}
	answer := t.instance.Answer(small)
	if answer.Status == x.Response.Status && corsText(answer.Header) == corsText(x.Response.Header) {
		return &wire.Exchange{Request: small, Response: answer}
	}
	return &x
}

// corsText returns the lines of an answer that CORS looks at, and Vary.
func corsText(h wire.Header) string {
	var lines []string
	for _, line := range h {
		name, value, _ := line.Cut()
		name = wire.ToLower(name)
		if strings.HasPrefix(name, "access-control-") || name == "vary" {
			lines = append(lines, name+": "+value)
		}
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

// text says what the call is.
func (c call) text() string {
	method := c.method
	if method == "" {
		method = "GET"
	}
	text := method
	if c.path != "" {
		text += " " + c.path
	}
	if len(c.headers) > 0 {
		text += " with the header " + strings.Join(c.headers, ", ")
	}
	if c.credentials {
		text += " with credentials"
	}
	return text
}

// who names the page that makes a call.
func (c call) who() string {
	if c.from == Null {
		return "a sandboxed frame of any page (Origin: null)"
	}
	return "a page of " + c.from
}

// troubleText says why there was no answer.
func troubleText(r wire.Response) string {
	what := map[wire.FaultKind]string{
		wire.FaultHang: "the server did not answer in time", wire.FaultReset: "the server reset the connection",
		wire.FaultClose: "the server closed the connection without an answer", wire.FaultRefuse: "there is nobody to ask",
		wire.FaultGarbage: "what came back is no HTTP",
	}[r.Fault.Kind]
	for _, n := range r.Notes {
		what += ": " + strings.TrimSuffix(n.Text, ".")
	}
	return what
}
