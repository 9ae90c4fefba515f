package httpapi

import (
	"strings"
)

// Default is the key of the route that takes what no other does.
const Default = "$default"

// A pattern is a route key taken apart.
type pattern struct {
	// method is "ANY" for every method; "" for $default.
	method   string
	segments []string
}

func parseKey(key string) pattern {
	method, path, ok := strings.Cut(key, " ")
	if !ok {
		return pattern{}
	}
	return pattern{method: method, segments: split(path)}
}

func split(path string) []string { return strings.Split(strings.Trim(path, "/"), "/") }

// rank says how well the pattern fits a request, the higher the better; 0 is not
// at all. A path that is spelt out goes before one with variables, a greedy
// variable comes last but for $default, and a method goes before ANY
// (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html).
func (p pattern) rank(method string, segments []string) int {
	if p.method == "" {
		return 1
	}
	if p.method != "ANY" && p.method != method {
		return 0
	}
	shape := p.shape(segments)
	if shape == 0 {
		return 0
	}
	if p.method != "ANY" {
		shape++
	}
	return shape
}

// shape is 0 where the path does not fit, and otherwise an even number that is
// higher for more that is spelt out.
func (p pattern) shape(segments []string) int {
	spelt := 0
	for i, s := range p.segments {
		name, isVariable := variable(s)
		switch {
		case isVariable && strings.HasSuffix(name, "+"):
			if i >= len(segments) || segments[i] == "" {
				return 0
			}
			return 2 + 2*spelt
		case i >= len(segments), !isVariable && s != segments[i], isVariable && segments[i] == "":
			return 0
		case !isVariable:
			spelt++
		}
	}
	if len(segments) != len(p.segments) {
		return 0
	}
	const exact = 1000 // more than any path has segments
	return exact + 2*spelt
}

func variable(segment string) (name string, ok bool) {
	if len(segment) < 2 || segment[0] != '{' || segment[len(segment)-1] != '}' {
		return "", false
	}
	return segment[1 : len(segment)-1], true
}

// find returns the route for a request, or nil.
func (g *gateway) find(method, target string) *Route {
	path, _, _ := strings.Cut(target, "?")
	segments := split(path)
	var best *Route
	highest := 0
	for i, p := range g.patterns {
		if rank := p.rank(method, segments); rank > highest {
			best, highest = &g.routes[i], rank
		}
	}
	return best
}
