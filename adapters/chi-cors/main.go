// Command chi-cors puts github.com/go-chi/cors under the suite.
package main

import (
	"net/http"

	"github.com/go-chi/cors"

	"github.com/corslab/corslab/adapters/goadapter"
)

func main() { goadapter.Main("github.com/go-chi/cors", set) }

func set(p goadapter.Policy, app http.Handler) (http.Handler, error) {
	if goadapter.IsAny(p.Methods) {
		return nil, goadapter.Unsupported{Feature: "any-method", Why: "AllowedMethods takes names only"}
	}
	options := cors.Options{
		AllowedOrigins: p.Origins, AllowedMethods: p.Methods, AllowedHeaders: p.Headers,
		AllowCredentials: p.Credentials, ExposedHeaders: p.Expose,
	}
	if len(p.Origins) == 0 {
		options.AllowOriginFunc = func(*http.Request, string) bool { return false }
	}
	if p.MaxAge != nil {
		if options.MaxAge = *p.MaxAge; *p.MaxAge == 0 {
			return nil, goadapter.Unsupported{Feature: "max-age", Why: "0 cannot be said"}
		}
	}
	return cors.New(options).Handler(app), nil
}
