package restapi

import "github.com/corslab/corslab/policy/path"

// find returns the method for a request, or nil. The resource is chosen first, by
// its path alone; on it a method goes before ANY.
func (g *gateway) find(method, target string) *Method {
	segments := path.Segments(target)
	highest, resource := 0, ""
	for _, m := range g.api.Methods {
		if rank := path.Rank(m.Path, segments); rank > highest {
			highest, resource = rank, m.Path
		}
	}
	var catchAll *Method
	for i, m := range g.api.Methods {
		switch {
		case highest == 0 || m.Path != resource:
		case m.HTTPMethod == method:
			return &g.api.Methods[i]
		case m.HTTPMethod == "ANY":
			catchAll = &g.api.Methods[i]
		}
	}
	return catchAll
}
