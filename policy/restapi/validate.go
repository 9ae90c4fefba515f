package restapi

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/corslab/corslab/document"
	"github.com/corslab/corslab/policy"
)

const badRequest = "BadRequestException"

var httpMethods = []string{"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "ANY"}

// Validate reports what API Gateway would refuse.
func (a *API) Validate(f *document.File) {
	seen := map[string]bool{}
	for _, m := range a.Methods {
		name := m.HTTPMethod + " " + m.Path
		if seen[name] {
			policy.Report(f, m.Place, "a second method "+name, "",
				&policy.ServiceError{Code: "ConflictException", Message: "Method already exists for this resource", Unverified: true})
		}
		seen[name] = true
		if !slices.Contains(httpMethods, m.HTTPMethod) {
			policy.Report(f, m.Place, fmt.Sprintf("unknown method %q", m.HTTPMethod), document.Suggest(m.HTTPMethod, httpMethods),
				&policy.ServiceError{Code: badRequest, Message: "Invalid HTTP method specified", Unverified: true})
		}
		for _, r := range m.Integration.Responses {
			validateParameters(f, r.Parameters, "method.response.header.")
		}
	}
	types := slices.Sorted(maps.Keys(kinds))
	for _, r := range a.GatewayResponses {
		if !slices.Contains(types, r.Type) {
			policy.Report(f, r.Place, fmt.Sprintf("unknown gateway response type %q", r.Type), document.Suggest(r.Type, types),
				&policy.ServiceError{Code: badRequest, Message: "Invalid response type", Unverified: true})
		}
		validateParameters(f, r.Parameters, "gatewayresponse.header.")
	}
}

// validateParameters checks that a value is a literal in single quotes or a
// mapping expression: what is neither was most often meant to be the former.
func validateParameters(f *document.File, list []Parameter, prefix string) {
	for _, p := range list {
		name, ok := strings.CutPrefix(p.Name, prefix)
		if !ok || isExpression(p.Value.Value) {
			continue
		}
		policy.Report(f, p.Value.Place, fmt.Sprintf("%q is no value for the header %s", p.Value.Value, name),
			fmt.Sprintf("a literal stands in single quotes, inside the file's own: %q", "'"+strings.Trim(p.Value.Value, "'")+"'"),
			&policy.ServiceError{
				Code:       badRequest,
				Message:    "Invalid mapping expression specified: Validation Result: warnings : [], errors : [Invalid mapping expression specified: " + p.Value.Value + "]",
				Unverified: true,
			})
	}
}

// roots are what a mapping expression begins with.
var roots = []string{"method.request.", "integration.response.", "context.", "stageVariables."}

func isExpression(value string) bool {
	if _, ok := quoted(value); ok {
		return true
	}
	return slices.ContainsFunc(roots, func(root string) bool { return strings.HasPrefix(value, root) })
}
