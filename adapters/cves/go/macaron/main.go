// Command macaron gives github.com/go-macaron/cors a domain and its subdomains.
package main

import (
	"net/http"
	"strings"

	"github.com/go-macaron/cors"
	"gopkg.in/macaron.v1"

	"github.com/corslab/corslab/adapters/goadapter"
)

func main() { goadapter.Main("github.com/go-macaron/cors", set) }

func set(p goadapter.Policy, app http.Handler) (http.Handler, error) {
	options := cors.Options{Methods: p.Methods, AllowCredentials: p.Credentials, Section: "none"}
	for _, origin := range p.Origins {
		scheme, host, isOrigin := strings.Cut(origin, "://")
		if !isOrigin || strings.Contains(origin, "*") {
			return nil, goadapter.Unsupported{Feature: "subdomains", Why: "not asked about here"}
		}
		options.Scheme, options.AllowDomain = scheme, append(options.AllowDomain, host)
	}
	m := macaron.New()
	m.Use(cors.CORS(options))
	m.Any("/", func(c *macaron.Context) { app.ServeHTTP(c.Resp, c.Req.Request) })
	return m, nil
}
