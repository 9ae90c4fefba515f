package policy

import (
	"slices"
	"strings"

	"github.com/corslab/corslab/wire"
)

// A compiledRoute is a Route whose answers are ready to be sent.
type compiledRoute struct {
	preflight, actual *compiledAnswer
	methods           map[string]*compiledAnswer
	nothing           []wire.Note
}

// A compiledAnswer is an Answer as a response, shared by all requests unless it
// echoes something of theirs.
type compiledAnswer struct {
	response wire.Response
	echoes   bool
}

func compileRoute(route Route) *compiledRoute {
	section := "route:" + route.Path
	compiled := &compiledRoute{
		preflight: compileAnswer(section, "preflight", route.Preflight),
		actual:    compileAnswer(section, "actual", route.Actual),
		methods:   make(map[string]*compiledAnswer, len(route.Methods)),
		nothing:   []wire.Note{{Section: section, Text: "it has no entry for the request"}},
	}
	for method, answer := range route.Methods {
		if answer != nil {
			compiled.methods[method] = compileAnswer(section, method, answer)
		}
	}
	return compiled
}

func compileAnswer(section, entry string, answer *Answer) *compiledAnswer {
	if answer == nil {
		return nil
	}
	notes := []wire.Note{{Section: section, Text: "its " + entry + " entry answers"}}
	if answer.Fault.Kind != wire.FaultNone && answer.Fault.Kind != wire.FaultSlow {
		return &compiledAnswer{response: wire.Response{Fault: answer.Fault, Notes: notes}}
	}
	status := answer.Status
	if status == 0 {
		status = 200
	}
	return &compiledAnswer{
		response: wire.Response{
			Status: status,
			Reason: answer.Reason,
			Header: slices.Clip(answer.Header.Clone()),
			Body:   []byte(answer.Body),
			Fault:  answer.Fault,
			Notes:  slices.Clip(notes),
		},
		echoes: hasEcho(answer.Body) || slices.ContainsFunc(answer.Header, func(l wire.Line) bool { return hasEcho(string(l)) }),
	}
}

func (route *compiledRoute) answer(r wire.Request) wire.Response {
	entry := route.entry(r)
	switch {
	case entry == nil:
		return wire.Response{Status: 404, Notes: route.nothing}
	case entry.echoes:
		return echo(entry.response, r).AcceptWebSocket(r)
	}
	return entry.response.AcceptWebSocket(r)
}

func (route *compiledRoute) entry(r wire.Request) *compiledAnswer {
	if route.preflight != nil && r.IsPreflight() {
		return route.preflight
	}
	if entry := route.methods[wire.ToLower(r.Method)]; entry != nil {
		return entry
	}
	return route.actual
}

// The echoes, each with the request header it stands for.
var echoNames = [...][2]string{
	{"${origin}", "Origin"},
	{"${request-method}", "Access-Control-Request-Method"},
	{"${request-headers}", "Access-Control-Request-Headers"},
}

func hasEcho(s string) bool {
	for _, e := range echoNames {
		if strings.Contains(s, e[0]) {
			return true
		}
	}
	return false
}

// echo returns response with the request's values put in. All are put in at
// once, so that a value which looks like an echo is left alone.
func echo(response wire.Response, r wire.Request) wire.Response {
	var pairs [2 * len(echoNames)]string
	for i, e := range echoNames {
		value, _ := r.Header.Get(e[1])
		pairs[2*i], pairs[2*i+1] = e[0], value
	}
	replacer := strings.NewReplacer(pairs[:]...)
	header := make(wire.Header, len(response.Header))
	for i, line := range response.Header {
		header[i] = wire.Line(replacer.Replace(string(line)))
	}
	response.Header = header
	response.Body = []byte(replacer.Replace(string(response.Body)))
	return response
}
