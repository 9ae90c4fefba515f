package cloudfront

import (
	"fmt"
	"slices"
	"strings"

	"github.com/corslab/corslab/document"
	"github.com/corslab/corslab/policy"
)

const invalidArgument = "InvalidArgument"

// Validate reports what CloudFront would refuse.
func (d *Distribution) Validate(f *document.File) {
	seen := map[*ResponseHeadersPolicy]bool{}
	for _, b := range d.Behaviors {
		b.validate(f)
		if p := b.ResponseHeaders; p != nil && p.CORS != nil && !seen[p] {
			seen[p] = true
			p.CORS.validate(f)
		}
	}
}

// methodSets are the lists of methods that a behaviour may allow.
var methodSets = [][]string{{"GET", "HEAD"}, {"GET", "HEAD", "OPTIONS"}, {"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"}}

func (b *Behavior) validate(f *document.File) {
	if len(b.AllowedMethods) > 0 {
		sorted := slices.Sorted(slices.Values(b.AllowedMethods.Values()))
		if !slices.ContainsFunc(methodSets, func(set []string) bool { return slices.Equal(set, sorted) }) {
			policy.Report(f, b.AllowedMethods[0].Place, "a behaviour allows GET and HEAD, or GET, HEAD and OPTIONS, or all seven methods",
				"it has "+strings.Join(sorted, ", "),
				&policy.ServiceError{Code: invalidArgument, Message: "The parameter AllowedMethods is not valid", Unverified: true})
		}
	}
	for _, method := range b.CachedMethods {
		if !b.allows(method.Value) {
			policy.Report(f, method.Place, method.Value+" is cached, but not allowed", "",
				&policy.ServiceError{Code: invalidArgument, Message: "The parameter CachedMethods must be a subset of AllowedMethods", Unverified: true})
		}
	}
}

// corsMethods are what a CorsConfig may allow.
var corsMethods = []string{"GET", "DELETE", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "ALL"}

func (c *CORS) validate(f *document.File) {
	for _, origin := range c.AllowOrigins {
		if fault := originFault(origin.Value); fault != "" {
			policy.Report(f, origin.Place, fmt.Sprintf("%q is no origin that CloudFront takes: %s", origin.Value, fault),
				`write an origin, "*", or "*." before the rest of a host`,
				&policy.ServiceError{Code: invalidArgument, Message: "The parameter AccessControlAllowOrigins contains " + origin.Value + " that is not valid", Unverified: true})
		}
	}
	for _, method := range c.AllowMethods {
		if !slices.Contains(corsMethods, method.Value) {
			policy.Report(f, method.Place, fmt.Sprintf("unknown method %q", method.Value), document.Suggest(method.Value, corsMethods),
				&policy.ServiceError{Code: invalidArgument, Message: "The parameter AccessControlAllowMethods contains " + method.Value + " that is not valid", Unverified: true})
		}
	}
	if c.MaxAge != nil && *c.MaxAge < 0 {
		policy.Report(f, c.MaxAgePlace, fmt.Sprintf("the maximum age is %d seconds, below 0", *c.MaxAge), "",
			&policy.ServiceError{Code: invalidArgument, Message: "The parameter AccessControlMaxAgeSec is not valid", Unverified: true})
	}
}

// originFault says what is wrong with a wildcard; "" if nothing is.
func originFault(origin string) string {
	if origin == "" {
		return "it is empty"
	}
	_, host, ok := strings.Cut(origin, "://")
	if !ok {
		host = origin
	}
	if !strings.Contains(host, "*") || host == "*" {
		return ""
	}
	if rest, ok := strings.CutPrefix(host, "*."); ok && !strings.Contains(rest, "*") {
		return ""
	}
	return "a wildcard stands for the whole leftmost label, once"
}
