// Command gorilla-handlers puts the CORS of github.com/gorilla/handlers under the suite.
package main

import (
	"net/http"
	"strings"

	"github.com/gorilla/handlers"

	"github.com/corslab/corslab/adapters/goadapter"
)

func main() { goadapter.Main("github.com/gorilla/handlers", set) }

func set(p goadapter.Policy, app http.Handler) (http.Handler, error) {
	switch {
	case len(p.Origins) == 0:
		return nil, goadapter.Unsupported{Feature: "no-origins", Why: "no origins are every origin"}
	case !goadapter.IsAny(p.Origins) && strings.Contains(strings.Join(p.Origins, ""), "*"):
		return nil, goadapter.Unsupported{Feature: "subdomains", Why: "AllowedOrigins takes whole origins only"}
	case goadapter.IsAny(p.Methods):
		return nil, goadapter.Unsupported{Feature: "any-method"}
	case goadapter.IsAny(p.Headers):
		return nil, goadapter.Unsupported{Feature: "any-header"}
	}
	options := []handlers.CORSOption{
		handlers.AllowedOrigins(p.Origins), handlers.AllowedMethods(p.Methods), handlers.AllowedHeaders(p.Headers), handlers.ExposedHeaders(p.Expose),
	}
	if p.Credentials {
		options = append(options, handlers.AllowCredentials())
	}
	if p.MaxAge != nil {
		options = append(options, handlers.MaxAge(*p.MaxAge))
	}
	return handlers.CORS(options...)(app), nil
}
