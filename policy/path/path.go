// Package path compares request paths with the resource paths of API Gateway, as
// its REST and HTTP APIs do.
package path

import "strings"

// Segments takes a request target apart. Its query is no part of the path.
func Segments(target string) []string {
	target, _, _ = strings.Cut(target, "?")
	return strings.Split(strings.Trim(target, "/"), "/")
}

// Rank says how well a resource path, "/items/{id}" or "/{proxy+}", fits the
// segments of a request, the higher the better; 0 is not at all. A path that is
// spelt out goes before one with variables, and a greedy variable comes last. Ranks
// differ by 2 at least.
func Rank(resource string, segments []string) int {
	spelt := 0
	wanted := Segments(resource)
	for i, s := range wanted {
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
	if len(segments) != len(wanted) {
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
