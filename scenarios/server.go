package scenarios

import (
	"errors"
	"fmt"
	"strings"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/policy"
	"github.com/corslab/corslab/wire"
)

// A serverSetting is what one level of a scenario says about the server at an
// origin. A nil field says nothing.
type serverSetting struct {
	at       string
	place    place
	protocol *wire.Protocol
	policy   *policySetting
	routes   *routesSetting
}

// A policySetting is the value of `policy`: engines, outermost first.
type policySetting struct{ engines []policy.Policy }

// A routesSetting is the value of `routes`.
type routesSetting struct {
	routes policy.Policy
	// http1Only lists what HTTP/2 cannot carry, should the server speak it.
	http1Only []http1Only
}

// http1Only is something that only HTTP/1.1 can say, and why.
type http1Only struct {
	place place
	what  string
}

// keys lists the keys that the setting sets.
func (s serverSetting) keys() (keys []string) {
	if s.protocol != nil {
		keys = append(keys, "protocol")
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
	var engines []policy.Policy
	if s.policy != nil {
		engines = append(engines, s.policy.engines...)
	}
	if s.routes != nil {
		engines = append(engines, s.routes.routes)
	}
	out.New = func() wire.Server { return policy.Stack(engines, nil) }
	return out
}

// servers reads the list of servers.
func (d *decoder) servers(n *node) (out []serverSetting) {
	lines := map[string]int{}
	for _, item := range d.items(n, "servers") {
		o, ok := d.object(item, "server", "a server")
		if !ok {
			continue
		}
		s := d.serverSetting(o)
		s.place = item.place
		if at := d.require(o, "at", "a server"); at != nil {
			s.at = d.at(at.place, d.text(at, "at"))
			s.place = at.place
			if line, ok := lines[s.at]; ok {
				d.report(at.place, "a second server at "+s.at, fmt.Sprintf("the first is on line %d", line))
				continue
			}
			lines[s.at] = at.place.line
		}
		out = append(out, s)
	}
	return out
}

// serverChanges reads the servers of an axis value: a mapping by origin.
func (d *decoder) serverChanges(n *node) (out []serverSetting) {
	if n.kind != mapping {
		d.mismatch(n, "servers of an axis value", "a mapping of origins to what changes there")
		return nil
	}
	lines := map[string]int{}
	for _, e := range n.entries {
		o, ok := d.object(e.value, "server-change", "a change of a server")
		if !ok {
			continue
		}
		s := d.serverSetting(o)
		s.at, s.place = d.at(e.place, e.key), e.place
		if line, ok := lines[s.at]; ok {
			d.report(e.place, "a second server at "+s.at, fmt.Sprintf("the first is on line %d", line))
			continue
		}
		lines[s.at] = e.place.line
		out = append(out, s)
	}
	return out
}

func (d *decoder) serverSetting(o object) (s serverSetting) {
	if v := o.get("protocol"); v != nil {
		protocol := oneOf(d, v, "protocol", wire.HTTP1, wire.HTTP2)
		s.protocol = &protocol
	}
	if v := o.get("policy"); v != nil {
		s.policy = &policySetting{d.engines(v)}
	}
	if v := o.get("routes"); v != nil {
		s.routes = d.routes(v)
	}
	return s
}

// at checks an origin at which a server listens.
func (d *decoder) at(where place, at string) string {
	origin, err := fetch.ParseOrigin(at)
	if err == nil && (origin.Scheme() == "http" || origin.Scheme() == "https") {
		d.refuseUpgraded(where, origin)
		return at
	}
	hint := "write it as https://api.example.com or http://localhost:8080"
	if u, err := fetch.ParseURL(at, nil); err == nil && u.IsHTTP() && u.Origin().String() != at {
		hint = "write it as " + u.Origin().String()
	}
	d.report(where, fmt.Sprintf("%q is not the origin of an http or https server", at), hint)
	return at
}

// routes reads the static routes of a server.
func (d *decoder) routes(n *node) *routesSetting {
	out := &routesSetting{}
	var routes []policy.Route
	var places []object
	items := d.items(n, "routes")
	if n.kind == list && len(items) == 0 {
		d.report(n.place, "routes is empty", "a server without routes answers 404: leave routes out, or write a path")
	}
	for _, item := range items {
		o, ok := d.object(item, "route", "a route")
		if !ok {
			continue
		}
		route := policy.Route{Methods: map[string]*policy.Answer{}}
		if v := d.require(o, "path", "a route"); v != nil {
			route.Path = d.text(v, "path")
		} else {
			continue
		}
		for _, key := range keys["route"] {
			v := o.get(key)
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
func (d *decoder) routeProblems(err error, routes []object) {
	var several interface{ Unwrap() []error }
	errs := []error{err}
	if errors.As(err, &several) {
		errs = several.Unwrap()
	}
	for _, err := range errs {
		var bad *policy.RouteError
		if !errors.As(err, &bad) {
			d.report(place{}, err.Error(), "")
			continue
		}
		o := routes[bad.Index]
		where, message := o.place, fmt.Sprintf("route %q: %s", bad.Path, bad.Fault)
		if v := o.get("path"); bad.Entry == "" && v != nil {
			where = v.place
		} else if v := o.get(bad.Entry); v != nil {
			where = v.place
		}
		d.report(where, message, "")
	}
}

// answer reads an answer. What HTTP/2 could not carry of it is noted in s.
func (d *decoder) answer(n *node, s *routesSetting) *policy.Answer {
	answer := &policy.Answer{}
	o, ok := d.object(n, "answer", "an answer")
	if !ok {
		return answer
	}
	if v := o.get("status"); v != nil {
		answer.Status = d.integer(v, "status", 100, 999)
	}
	if v := o.get("reason"); v != nil {
		answer.Reason = d.bytes(v, "reason")
		if strings.ContainsAny(answer.Reason, "\r\n") {
			d.report(v.place, "reason holds a line break", "")
		}
		s.http1Only = append(s.http1Only, http1Only{v.place, "a reason phrase"})
	}
	if v := o.get("headers"); v != nil {
		lines, places := d.lines(v, "headers")
		d.refuseUnknownEchoes(lines, places)
		answer.Header = lines
		for i, line := range lines {
			if fault := http2Fault(line); fault != "" {
				s.http1Only = append(s.http1Only, http1Only{places[i], fmt.Sprintf("the header line %q: %s", string(line), fault)})
			}
		}
	}
	if v := o.get("body"); v != nil {
		answer.Body = d.body(v)
	}
	if v := o.get("fault"); v != nil {
		answer.Fault = d.fault(v)
		if len(o.values) > 1 && answer.Fault.Kind != wire.FaultSlow && answer.Fault.Kind != wire.FaultNone {
			d.report(v.place, fmt.Sprintf("fault %s stands for the whole answer", answer.Fault.Kind), "leave out the other keys; only slow(…) is followed by an answer")
		}
	}
	return answer
}

// fault reads what goes wrong instead of an answer.
func (d *decoder) fault(n *node) wire.Fault {
	s := d.text(n, "fault")
	if n.kind != text {
		return wire.Fault{}
	}
	if inner, ok := strings.CutPrefix(s, "slow("); ok {
		if delay, ok := strings.CutSuffix(inner, ")"); ok {
			return wire.Fault{Kind: wire.FaultSlow, Delay: d.parseDuration(n.place, delay, "the delay of slow")}
		}
	}
	if s == "slow" {
		d.report(n.place, "fault slow needs its delay", "write it as slow(2s)")
		return wire.Fault{}
	}
	return wire.Fault{Kind: oneOf(d, n, "fault", wire.FaultHang, wire.FaultReset, wire.FaultClose, wire.FaultGarbage, "slow(2s)")}
}
