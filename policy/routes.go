package policy

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/corslab/corslab/wire"
)

// A Route says how requests for one path are answered.
type Route struct {
	// Path is compared with the request's path, without its query. A path that
	// ends in "*" takes every path that begins with what stands before the star;
	// one that holds "?" is compared with path and query.
	Path string
	// Preflight answers CORS-preflight requests: OPTIONS with an Origin and an
	// Access-Control-Request-Method.
	Preflight *Answer
	// Methods answers requests by their method in lower case: "get", "options".
	Methods map[string]*Answer
	// Actual answers what Preflight and Methods leave, preflights included. A
	// request that nothing answers gets a bare 404.
	Actual *Answer
}

// An Answer is a fixed response. In Header and Body, ${origin},
// ${request-method} and ${request-headers} stand for the values of the request's
// Origin, Access-Control-Request-Method and Access-Control-Request-Headers;
// a header that was not sent is empty.
type Answer struct {
	// Status is the status code; zero is 200.
	Status int
	// Reason is the reason phrase; "" is the usual one.
	Reason string
	Header wire.Header
	Body   string
	// Fault goes wrong instead of the answer, or, if slow, before it.
	Fault wire.Fault
}

// A RouteFault is what is wrong with a route.
type RouteFault string

const (
	RelativePath  RouteFault = "path does not begin with /"
	PathFragment  RouteFault = "path holds a fragment, which is never sent"
	DuplicatePath RouteFault = "path is taken by an earlier route"
	NoAnswer      RouteFault = "route answers nothing"
	MethodCase    RouteFault = "method entry is not in lower case"
	InvalidStatus RouteFault = "status is not between 100 and 999"
)

// A RouteError is a route that NewRoutes refuses.
type RouteError struct {
	// Index is the route's place in the list, from 0.
	Index int
	Path  string
	// Entry is the answer that is wrong: "preflight", "actual" or the method; ""
	// if it is the route.
	Entry string
	Fault RouteFault
}

func (e *RouteError) Error() string {
	if e.Entry != "" {
		return fmt.Sprintf("route %d, %q, %s: %s", e.Index+1, e.Path, e.Entry, e.Fault)
	}
	return fmt.Sprintf("route %d, %q: %s", e.Index+1, e.Path, e.Fault)
}

// NewRoutes returns the routes as a policy. A request goes to the route with
// exactly its path and query, else with its path, else with the longest prefix.
// What no route takes goes upstream; without an upstream it gets a bare 404.
//
// The error joins a *RouteError for everything that is wrong.
func NewRoutes(routes []Route) (Policy, error) {
	table := &routeTable{exact: make(map[string]*compiledRoute, len(routes))}
	seen := make(map[string]bool, len(routes))
	var errs []error
	for i, route := range routes {
		errs = append(errs, checkRoute(i, route, seen[route.Path])...)
		seen[route.Path] = true
		table.add(route)
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	slices.SortStableFunc(table.prefixes, func(a, b prefixRoute) int { return len(b.prefix) - len(a.prefix) })
	return table, nil
}

func checkRoute(index int, route Route, taken bool) (errs []error) {
	fail := func(entry string, fault RouteFault) {
		errs = append(errs, &RouteError{Index: index, Path: route.Path, Entry: entry, Fault: fault})
	}
	checkStatus := func(entry string, answer *Answer) {
		if answer != nil && answer.Status != 0 && (answer.Status < 100 || answer.Status > 999) {
			fail(entry, InvalidStatus)
		}
	}
	if !strings.HasPrefix(route.Path, "/") {
		fail("", RelativePath)
	}
	if strings.Contains(route.Path, "#") {
		fail("", PathFragment)
	}
	if taken {
		fail("", DuplicatePath)
	}
	if route.Preflight == nil && route.Actual == nil && len(route.Methods) == 0 {
		fail("", NoAnswer)
	}
	checkStatus("preflight", route.Preflight)
	checkStatus("actual", route.Actual)
	for _, method := range sortedKeys(route.Methods) {
		if method != wire.ToLower(method) {
			fail(method, MethodCase)
		}
		checkStatus(method, route.Methods[method])
	}
	return errs
}

func sortedKeys(methods map[string]*Answer) []string {
	keys := make([]string, 0, len(methods))
	for method := range methods {
		keys = append(keys, method)
	}
	slices.Sort(keys)
	return keys
}

// A routeTable finds the route for a request.
type routeTable struct {
	exact map[string]*compiledRoute
	// prefixes are sorted by length, longest first.
	prefixes []prefixRoute
}

type prefixRoute struct {
	prefix string
	route  *compiledRoute
}

func (t *routeTable) add(route Route) {
	compiled := compileRoute(route)
	if prefix, ok := strings.CutSuffix(route.Path, "*"); ok {
		t.prefixes = append(t.prefixes, prefixRoute{prefix, compiled})
		return
	}
	t.exact[route.Path] = compiled
}

// find returns the route for a request target, or nil.
func (t *routeTable) find(target string) *compiledRoute {
	if route := t.exact[target]; route != nil {
		return route
	}
	path, _, _ := strings.Cut(target, "?")
	if route := t.exact[path]; route != nil {
		return route
	}
	for _, p := range t.prefixes {
		subject := path
		if strings.Contains(p.prefix, "?") {
			subject = target
		}
		if strings.HasPrefix(subject, p.prefix) {
			return p.route
		}
	}
	return nil
}

// New returns a server that answers from the table, and from upstream where no
// route takes the request. It has no state.
func (t *routeTable) New(upstream wire.Server) wire.Server {
	return wire.ServerFunc(func(r wire.Request) wire.Response {
		if route := t.find(r.Target); route != nil {
			return route.answer(r)
		}
		if upstream != nil {
			return upstream.Answer(r)
		}
		return wire.Response{Status: 404, Notes: noRoute}
	})
}

var noRoute = []wire.Note{{Section: "route:", Text: "no route takes the path"}}
