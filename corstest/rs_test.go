package corstest_test

import (
	"net/http"
	"slices"
	"testing"

	"github.com/rs/cors"

	"github.com/corslab/corslab/corstest"
)

// rsCors sets up github.com/rs/cors with a policy.
func rsCors(p corstest.Policy, app http.Handler) (http.Handler, error) {
	options := cors.Options{
		AllowedOrigins: p.Origins, AllowedMethods: p.Methods, AllowedHeaders: p.Headers, AllowCredentials: p.Credentials, ExposedHeaders: p.Expose,
	}
	if len(p.Origins) == 0 {
		options.AllowOriginFunc = func(string) bool { return false }
	}
	if slices.Contains(p.Methods, "*") {
		return nil, corstest.Unsupported("any-method", "a list of methods only")
	}
	if p.MaxAge != nil {
		options.MaxAge = *p.MaxAge
		if *p.MaxAge == 0 {
			options.MaxAge = -1
		}
	}
	return cors.New(options).Handler(app), nil
}

func TestRSCors(t *testing.T) {
	corstest.Run(t, rsCors, corstest.Config{KnownFailing: []string{
		// What stands for the wildcard may be anything at all.
		"subdomains#malformed-origins", "ports#malformed-origins",
	}})
}
