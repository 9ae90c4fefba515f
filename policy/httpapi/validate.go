package httpapi

import (
	"fmt"
	"slices"
	"strings"

	"github.com/corslab/corslab/document"
	"github.com/corslab/corslab/policy"
)

// The limits of a CORS configuration
// (https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid.html).
const (
	minMaxAge = -1
	maxMaxAge = 86400
	maxMethod = 64 // characters
)

const badRequest = "BadRequestException"

// Validate reports what API Gateway would refuse.
func (a *API) Validate(f *document.File) {
	if a.CORS != nil {
		a.validateCORS(f)
	}
	seen := map[string]bool{}
	for _, r := range a.Routes {
		if seen[r.Key] {
			policy.Report(f, r.Place, fmt.Sprintf("a second route %q", r.Key), "", &policy.ServiceError{
				Code: "ConflictException", Message: "Route with key " + r.Key + " already exists for this API", Unverified: true,
			})
		}
		seen[r.Key] = true
		validateKey(f, r)
	}
}

func (a *API) validateCORS(f *document.File) {
	c := a.CORS
	if c.AllowCredentials && c.AnyOrigin() {
		policy.Report(f, c.CredentialsPlace, `credentials are allowed together with the origin "*"`, "list the origins, or leave credentials out",
			&policy.ServiceError{Code: badRequest, Message: "allow-credentials is not supported if 'allow-origin' is *"})
	}
	if c.MaxAge != nil && (*c.MaxAge < minMaxAge || *c.MaxAge > maxMaxAge) {
		policy.Report(f, c.MaxAgePlace, fmt.Sprintf("the maximum age is %d seconds; API Gateway takes %d to %d", *c.MaxAge, minMaxAge, maxMaxAge), "",
			&policy.ServiceError{Code: badRequest, Message: "Invalid max age", Unverified: true})
	}
	for _, origin := range c.AllowOrigins {
		validateOrigin(f, origin)
	}
	for _, method := range c.AllowMethods {
		if method.Value == "" || len(method.Value) > maxMethod {
			policy.Report(f, method.Place, fmt.Sprintf("the method %q does not have 1 to %d characters", method.Value, maxMethod), "",
				&policy.ServiceError{Code: badRequest, Message: "Invalid method", Unverified: true})
		} else if !slices.Contains(methods, method.Value) {
			policy.Report(f, method.Place, fmt.Sprintf("unknown method %q", method.Value), document.Suggest(method.Value, methods),
				&policy.ServiceError{Code: badRequest, Message: "Invalid method: " + method.Value, Unverified: true})
		}
	}
}

var methods = []string{"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "*"}

// validateOrigin refuses wildcards other than the three there are. Everything else
// is taken as it is, though it may never match.
func validateOrigin(f *document.File, origin document.String) {
	if !strings.Contains(origin.Value, "*") || origin.Value == "*" || isSchemeWildcard(origin.Value) {
		return
	}
	policy.Report(f, origin.Place, fmt.Sprintf("the origin %q has a wildcard that API Gateway does not know", origin.Value),
		`there are "*", "https://*" and "http://*"; list every other origin by its name`,
		&policy.ServiceError{Code: badRequest, Message: "Invalid origin: " + origin.Value, Unverified: true})
}

func validateKey(f *document.File, r Route) {
	if r.Key == Default {
		return
	}
	method, path, ok := strings.Cut(r.Key, " ")
	known := append([]string{"ANY"}, methods[:len(methods)-1]...)
	if !ok || !strings.HasPrefix(path, "/") || !slices.Contains(known, method) {
		policy.Report(f, r.Place, fmt.Sprintf("%q is no route key", r.Key), `write "GET /items", "ANY /{proxy+}" or "$default"`,
			&policy.ServiceError{Code: badRequest, Message: "The provided route key is not formatted properly", Unverified: true})
	}
}
