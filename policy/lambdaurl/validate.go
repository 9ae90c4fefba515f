package lambdaurl

import (
	"fmt"
	"slices"
	"strings"

	"github.com/corslab/corslab/document"
	"github.com/corslab/corslab/policy"
)

// The limits of a CORS configuration
// (https://docs.aws.amazon.com/lambda/latest/api/API_Cors.html).
const (
	maxEntries    = 100
	maxOrigin     = 253
	maxHeader     = 1024
	maxMethods    = 6
	maxMethod     = 6
	maxMaxAge     = 86400
	validationErr = "ValidationException"
)

var methods = []string{"GET", "PUT", "HEAD", "POST", "PATCH", "DELETE", "*"}

// Validate reports what Lambda would refuse.
func (u *URL) Validate(f *document.File) {
	c := u.CORS
	if c == nil {
		return
	}
	for _, method := range c.AllowMethods {
		validateMethod(f, method)
	}
	limit(f, "allowMethods", c.AllowMethods, maxMethods)
	limit(f, "allowOrigins", c.AllowOrigins, maxEntries)
	limit(f, "allowHeaders", c.AllowHeaders, maxEntries)
	limit(f, "exposeHeaders", c.ExposeHeaders, maxEntries)
	lengths(f, "cors.allowOrigins", c.AllowOrigins, maxOrigin)
	lengths(f, "cors.allowHeaders", c.AllowHeaders, maxHeader)
	lengths(f, "cors.exposeHeaders", c.ExposeHeaders, maxHeader)
	if c.MaxAge != nil && (*c.MaxAge < 0 || *c.MaxAge > maxMaxAge) {
		bound := fmt.Sprintf("less than or equal to %d", maxMaxAge)
		if *c.MaxAge < 0 {
			bound = "greater than or equal to 0"
		}
		policy.Report(f, c.MaxAgePlace, fmt.Sprintf("the maximum age is %d seconds; Lambda takes 0 to %d", *c.MaxAge, maxMaxAge), "",
			constraint(fmt.Sprint(*c.MaxAge), "cors.maxAge", "Member must have value "+bound))
	}
}

// constraint is the error for a value that is outside of what the API's model
// allows.
func constraint(value, member, rule string) *policy.ServiceError {
	return &policy.ServiceError{
		Code:       validationErr,
		Message:    fmt.Sprintf("1 validation error detected: Value '%s' at '%s' failed to satisfy constraint: %s", value, member, rule),
		Unverified: true,
	}
}

func validateMethod(f *document.File, method document.String) {
	if slices.Contains(methods, method.Value) {
		return
	}
	hint := document.Suggest(method.Value, methods)
	if strings.EqualFold(method.Value, "OPTIONS") {
		hint = "leave it out: Lambda answers preflights of itself"
	}
	rule := "Member must satisfy regular expression pattern: .*"
	if len(method.Value) > maxMethod {
		rule = fmt.Sprintf("Member must have length less than or equal to %d", maxMethod)
	}
	policy.Report(f, method.Place, fmt.Sprintf("unknown method %q", method.Value), hint, constraint("["+method.Value+"]", "cors.allowMethods", rule))
}

func limit(f *document.File, member string, list document.Strings, most int) {
	if len(list) > most {
		policy.Report(f, list[most].Place, fmt.Sprintf("%s has %d entries; Lambda takes %d", member, len(list), most), "",
			constraint(fmt.Sprint(list.Values()), "cors."+member, fmt.Sprintf("Member must have length less than or equal to %d", most)))
	}
}

func lengths(f *document.File, member string, list document.Strings, most int) {
	for _, s := range list {
		if s.Value == "" || len(s.Value) > most {
			policy.Report(f, s.Place, fmt.Sprintf("%q does not have 1 to %d characters", s.Value, most), "",
				constraint("["+s.Value+"]", member, fmt.Sprintf("Member must satisfy constraint: [Member must have length less than or equal to %d, Member must have length greater than or equal to 1]", most)))
		}
	}
}
