package httpapi

import (
	"strings"

	"github.com/corslab/corslab/policy/path"
)

// Default is the key of the route that takes what no other does.
const Default = "$default"

// rank says how well a route fits a request, the higher the better; 0 is not at
// all. $default comes last, and a method goes before ANY on the same path
// (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html).
func (r Route) rank(method string, segments []string) int {
	if r.Key == Default {
		return 1
	}
	wanted, resource, _ := strings.Cut(r.Key, " ")
	if wanted != "ANY" && wanted != method {
		return 0
	}
	rank := path.Rank(resource, segments)
	if rank > 0 && wanted != "ANY" {
		rank++
	}
	return rank
}

// find returns the route for a request, or nil.
func (g *gateway) find(method, target string) *Route {
	segments := path.Segments(target)
	var best *Route
	highest := 0
	for i, r := range g.routes {
		if rank := r.rank(method, segments); rank > highest {
			best, highest = &g.routes[i], rank
		}
	}
	return best
}
