package scenarios

import (
	"errors"
	"fmt"
	"strings"

	"github.com/corslab/corslab/document"
	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/policy"
	"github.com/corslab/corslab/wire"
)

// A serverSetting is what one level of a scenario says about the server at an
// origin. A nil field says nothing.
type serverSetting struct {
	at       string
	place    document.Place
	protocol *wire.Protocol
	space    *fetch.AddressSpace
	policy   *policySetting
	routes   *routesSetting
}

// A policySetting is the value of `policy`: engines, outermost first, and their
// names.
type policySetting struct {
	engines []policy.Policy
	names   []policy.Engine
}

// A routesSetting is the value of `routes`.
type routesSetting struct {
	routes policy.Policy
	// http1Only lists what HTTP/2 cannot carry, should the server speak it.
	http1Only []http1Only
	// hangsUp lists the faults of connections that end without an answer, and media the
	// answers that are to be played.
	hangsUp, media []document.Place
}

// http1Only is something that only HTTP/1.1 can say, and why.
type http1Only struct {
	place document.Place
	what  string
}

// keys lists the keys that the setting sets.
func (s serverSetting) keys() (keys []string) {
	if s.protocol != nil {
		keys = append(keys, "protocol")
	}
	if s.space != nil {
		keys = append(keys, "address-space")
	}
	if s.policy != nil {
		keys = append(keys, "policy")
	}
	if s.routes != nil {
		keys = append(keys, "routes")
	}
	return keys
}

// overlayServers lays servers over base, by origin. Servers that base lacks are
// added.
func overlayServers(base, over []serverSetting) []serverSetting {
	if len(over) == 0 {
		return base
	}
	out := append([]serverSetting(nil), base...)
next:
	for _, s := range over {
		for i := range out {
			if out[i].at != s.at {
				continue
			}
			if s.protocol != nil {
				out[i].protocol = s.protocol
			}
			if s.space != nil {
				out[i].space = s.space
			}
			if s.policy != nil {
				out[i].policy = s.policy
			}
			if s.routes != nil {
				out[i].routes = s.routes
			}
			continue next
		}
		out = append(out, s)
	}
	return out
}

// replaceServers puts servers in place of those of base at the same origins.
func replaceServers(base, with []serverSetting) []serverSetting {
	out := append([]serverSetting(nil), base...)
next:
	for _, s := range with {
		for i := range out {
			if out[i].at == s.at {
				out[i] = s
				continue next
			}
		}
		out = append(out, s)
	}
	return out
}

// server resolves the setting.
func (s serverSetting) server() Server {
	out := Server{At: s.at, Protocol: wire.HTTP1}
	if s.protocol != nil {
		out.Protocol = *s.protocol
	}
	if s.space != nil {
		out.AddressSpace = *s.space
	}
	if s.policy != nil {
		out.Policies = append(out.Policies, s.policy.engines...)
		out.Engines = s.policy.names
	}
	if s.routes != nil {
		out.Policies = append(out.Policies, s.routes.routes)
	}
	out.New = func() wire.Server { return policy.Stack(out.Policies, nil) }
	return out
}

// servers reads the list of servers.
func (d *decoder) servers(n *document.Node) (out []serverSetting) {
	lines := map[string]int{}
	for _, item := range d.Items(n, "servers") {
		o, ok := d.object(item, "server", "a server")
		if !ok {
			continue
		}
		s := d.serverSetting(o)
		s.place = item.Place
		if at := d.Require(o, "at", "a server"); at != nil {
			s.at = d.at(at.Place, d.Text(at, "at"))
			s.place = at.Place
			if line, ok := lines[s.at]; ok {
				d.Report(at.Place, "a second server at "+s.at, fmt.Sprintf("the first is on line %d", line))
				continue
			}
			lines[s.at] = at.Place.Line
		}
		out = append(out, s)
	}
	return out
}

// serverChanges reads the servers of an axis value: a mapping by origin.
func (d *decoder) serverChanges(n *document.Node) (out []serverSetting) {
	if n.Kind != document.Mapping {
		d.Mismatch(n, "servers of an axis value", "a mapping of origins to what changes there")
		return nil
	}
	lines := map[string]int{}
	for _, e := range n.Entries {
		o, ok := d.object(e.Value, "server-change", "a change of a server")
		if !ok {
			continue
		}
		s := d.serverSetting(o)
		s.at, s.place = d.at(e.Place, e.Key), e.Place
		if line, ok := lines[s.at]; ok {
			d.Report(e.Place, "a second server at "+s.at, fmt.Sprintf("the first is on line %d", line))
			continue
		}
		lines[s.at] = e.Place.Line
		out = append(out, s)
	}
	return out
}

func (d *decoder) serverSetting(o document.Object) (s serverSetting) {
	if v := o.Get("protocol"); v != nil {
		protocol := oneOf(d, v, "protocol", wire.HTTP1, wire.HTTP2)
		s.protocol = &protocol
	}
	if v := o.Get("address-space"); v != nil {
		space := d.addressSpace(v, "address-space")
		s.space = &space
	}
	if v := o.Get("policy"); v != nil {
		engines, names := d.engines(v)
		s.policy = &policySetting{engines, names}
	}
	if v := o.Get("routes"); v != nil {
		s.routes = d.routes(v)
	}
	return s
}

// at checks an origin at which a server listens.
func (d *decoder) at(where document.Place, at string) string {
	origin, err := fetch.ParseOrigin(at)
	if err == nil && (origin.Scheme() == "http" || origin.Scheme() == "https") {
		d.refuseUpgraded(where, origin)
		return at
	}
	hint := "write it as https://api.example.com or http://localhost:8080"
	if u, err := fetch.ParseURL(at, nil); err == nil && u.IsHTTP() && u.Origin().String() != at {
		hint = "write it as " + u.Origin().String()
	}
	d.Report(where, fmt.Sprintf("%q is not the origin of an http or https server", at), hint)
	return at
}

// routes reads the static routes of a server.
func (d *decoder) routes(n *document.Node) *routesSetting {
	out := &routesSetting{}
	var routes []policy.Route
	var places []document.Object
	items := d.Items(n, "routes")
	if n.Kind == document.List && len(items) == 0 {
		d.Report(n.Place, "routes is empty", "a server without routes answers 404: leave routes out, or write a path")
	}
	for _, item := range items {
		o, ok := d.object(item, "route", "a route")
		if !ok {
			continue
		}
		route := policy.Route{Methods: map[string]*policy.Answer{}}
		if v := d.Require(o, "path", "a route"); v != nil {
			route.Path = d.Text(v, "path")
		} else {
			continue
		}
		for _, key := range keys["route"] {
			v := o.Get(key)
			if v == nil || key == "path" {
				continue
			}
			answer := d.answer(v, out)
			switch key {
			case "preflight":
				route.Preflight = answer
			case "actual":
				route.Actual = answer
			default:
				route.Methods[key] = answer
			}
		}
		routes, places = append(routes, route), append(places, o)
	}
	var err error
	if out.routes, err = policy.NewRoutes(routes); err != nil {
		d.routeProblems(err, places)
		out.routes, _ = policy.NewRoutes(nil)
	}
	return out
}

// routeProblems reports what is wrong with routes, each where it is written.
func (d *decoder) routeProblems(err error, routes []document.Object) {
	var several interface{ Unwrap() []error }
	errs := []error{err}
	if errors.As(err, &several) {
		errs = several.Unwrap()
	}
	for _, err := range errs {
		var bad *policy.RouteError
		if !errors.As(err, &bad) {
			d.Report(document.Place{}, err.Error(), "")
			continue
		}
		o := routes[bad.Index]
		where, message := o.Place, fmt.Sprintf("route %q: %s", bad.Path, bad.Fault)
		if v := o.Get("path"); bad.Entry == "" && v != nil {
			where = v.Place
		} else if v := o.Get(bad.Entry); v != nil {
			where = v.Place
		}
		d.Report(where, message, "")
	}
}

// answer reads an answer. What HTTP/2 could not carry of it is noted in s.
func (d *decoder) answer(n *document.Node, s *routesSetting) *policy.Answer {
	answer := &policy.Answer{}
	o, ok := d.object(n, "answer", "an answer")
	if !ok {
		return answer
	}
	if v := o.Get("status"); v != nil {
		answer.Status = d.Integer(v, "status", 100, 999)
	}
	if v := o.Get("reason"); v != nil {
		answer.Reason = d.bytes(v, "reason")
		if strings.ContainsAny(answer.Reason, "\r\n") {
			d.Report(v.Place, "reason holds a line break", "")
		}
		s.http1Only = append(s.http1Only, http1Only{v.Place, "a reason phrase"})
	}
	if v := o.Get("headers"); v != nil {
		lines, places := d.lines(v, "headers")
		d.refuseUnknownEchoes(lines, places)
		answer.Header = lines
		for i, line := range lines {
			name, value, _ := line.Cut()
			if value = wire.ToLower(value); wire.EqualFold(name, "Content-Type") && (strings.HasPrefix(value, "audio/") || strings.HasPrefix(value, "video/")) {
				s.media = append(s.media, places[i])
			}
			if fault := http2Fault(line); fault != "" {
				s.http1Only = append(s.http1Only, http1Only{places[i], fmt.Sprintf("the header line %q: %s", string(line), fault)})
			}
		}
	}
	if v := o.Get("body"); v != nil {
		answer.Body = d.body(v)
		if answer.Status >= 100 && answer.Status < 200 {
			d.Report(v.Place, fmt.Sprintf("an answer with status %d has no body: what follows its headers is the next answer", answer.Status), "leave out the body")
		}
	}
	if v := o.Get("fault"); v != nil {
		answer.Fault = d.fault(v)
		switch answer.Fault.Kind {
		case wire.FaultReset, wire.FaultClose, wire.FaultGarbage:
			s.hangsUp = append(s.hangsUp, v.Place)
		}
		if o.Len() > 1 && answer.Fault.Kind != wire.FaultSlow && answer.Fault.Kind != wire.FaultNone {
			d.Report(v.Place, fmt.Sprintf("fault %s stands for the whole answer", answer.Fault.Kind), "leave out the other keys; only slow(…) is followed by an answer")
		}
	}
	return answer
}

// fault reads what goes wrong instead of an answer.
func (d *decoder) fault(n *document.Node) wire.Fault {
	s := d.Text(n, "fault")
	if n.Kind != document.Text {
		return wire.Fault{}
	}
	if inner, ok := strings.CutPrefix(s, "slow("); ok {
		if delay, ok := strings.CutSuffix(inner, ")"); ok {
			return wire.Fault{Kind: wire.FaultSlow, Delay: d.parseDuration(n.Place, delay, "the delay of slow")}
		}
	}
	if s == "slow" {
		d.Report(n.Place, "fault slow needs its delay", "write it as slow(2s)")
		return wire.Fault{}
	}
	return wire.Fault{Kind: oneOf(d, n, "fault", wire.FaultHang, wire.FaultReset, wire.FaultClose, wire.FaultGarbage, "slow(2s)")}
}
