// Command rs-cors puts github.com/rs/cors under the suite.
package main

import (
	"net/http"

	"github.com/rs/cors"

	"github.com/corslab/corslab/adapters/goadapter"
)

func main() { goadapter.Main("github.com/rs/cors", set) }

func set(p goadapter.Policy, app http.Handler) (http.Handler, error) {
	if goadapter.IsAny(p.Methods) {
		return nil, goadapter.Unsupported{Feature: "any-method", Why: "AllowedMethods takes names only"}
	}
	options := cors.Options{
		AllowedOrigins: p.Origins, AllowedMethods: p.Methods, AllowedHeaders: p.Headers,
		AllowCredentials: p.Credentials, ExposedHeaders: p.Expose,
	}
	if len(p.Origins) == 0 { // no origins at all would be every origin
		options.AllowOriginFunc = func(string) bool { return false }
	}
	if p.MaxAge != nil {
		options.MaxAge = *p.MaxAge
		if *p.MaxAge == 0 {
			options.MaxAge = -1 // which is how 0 is said
		}
	}
	return cors.New(options).Handler(app), nil
}
