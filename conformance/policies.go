package conformance

import "slices"

// A Named is a policy with a name, under which its cases are known.
type Named struct {
	Name   string
	Policy Policy
}

// Policies returns the policies that a target is set up with, one after the other,
// unless it is asked about one of its own.
func Policies() []Named {
	const page = "https://app.example.com"
	methods := []string{"GET", "HEAD", "POST", "PUT", "DELETE"}
	headers := []string{"X-Token", "Content-Type"}
	age := func(seconds int) *int { return &seconds }
	return []Named{
		{"exact", Policy{Origins: []string{page, "http://localhost:3000"}, Methods: methods, Headers: headers, Credentials: true}},
		{"single", Policy{Origins: []string{"https://example.com"}, Methods: methods, Headers: []string{"X-Token"}}},
		{"any", Policy{Origins: []string{Any}, Methods: methods, Headers: headers}},
		{"subdomains", Policy{Origins: []string{"https://*.api.example.com"}, Methods: methods, Headers: headers, Credentials: true}},
		{"ports", Policy{Origins: []string{"http://localhost:*"}, Methods: methods, Headers: headers, Credentials: true}},
		{"null", Policy{Origins: []string{Null, page}, Methods: methods, Headers: headers}},
		{"nobody", Policy{Origins: []string{}}},
		{"any-with-credentials", Policy{Origins: []string{Any}, Methods: methods, Headers: headers, Credentials: true}},
		{"any-method", Policy{Origins: []string{page}, Methods: []string{Any}, Headers: headers}},
		{"any-header", Policy{Origins: []string{page}, Methods: methods, Headers: []string{Any}}},
		{"method-case", Policy{Origins: []string{page}, Methods: []string{"GET", "PUT", "patch"}, Headers: headers}},
		{"options", Policy{Origins: []string{page}, Methods: []string{"GET", "PUT", "OPTIONS"}, Headers: headers}},
		{"exposed", Policy{Origins: []string{page}, Methods: methods, Headers: headers, Credentials: true, Expose: []string{exposedName}}},
		{"max-age", Policy{Origins: []string{page}, Methods: methods, Headers: headers, MaxAge: age(600)}},
		{"max-age-zero", Policy{Origins: []string{page}, Methods: methods, Headers: headers, MaxAge: age(0)}},
	}
}

// about returns the cases of a policy that are not asked under another one of ours
// already: what the policy is there for.
func about(n Named) func(*Case) bool {
	var only []Feature
	switch n.Name {
	case "any-method":
		only = []Feature{AnyMethod}
	case "any-header":
		only = []Feature{AnyHeader}
	case "method-case":
		only = []Feature{MethodCase}
	case "options":
		only = []Feature{OptionsMethod}
	case "exposed":
		only = []Feature{Exposure}
	case "max-age", "max-age-zero":
		only = []Feature{MaxAge}
	}
	return func(c *Case) bool {
		if c.Feature == Load { // it takes time, and origins have no part in it
			return n.Name == "exact" || n.Name == "any-header"
		}
		return only == nil || slices.Contains(only, c.Feature)
	}
}

// Suite returns the cases of every policy of ours.
func Suite() []*Case {
	var all []*Case
	for _, n := range Policies() {
		belongs := about(n)
		for _, c := range Cases(n.Name, n.Policy) {
			if belongs(c) {
				all = append(all, c)
			}
		}
	}
	return all
}

// Select returns the cases up to a level; "" is every level.
func Select(cases []*Case, upTo Level) []*Case {
	if upTo != Core {
		return cases
	}
	var chosen []*Case
	for _, c := range cases {
		if c.Level() == Core {
			chosen = append(chosen, c)
		}
	}
	return chosen
}
