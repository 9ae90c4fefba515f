// Command echo-v5 puts the CORS middleware of github.com/labstack/echo under the suite.
package main

import (
	"net/http"

	"github.com/labstack/echo/v5"
	"github.com/labstack/echo/v5/middleware"

	"github.com/corslab/corslab/adapters/goadapter"
)

func main() { goadapter.Main("github.com/labstack/echo/v5", set) }

func set(p goadapter.Policy, app http.Handler) (http.Handler, error) {
	switch {
	case len(p.Origins) == 0:
		return nil, goadapter.Unsupported{Feature: "no-origins", Why: "no origins are every origin"}
	case goadapter.IsAny(p.Methods):
		return nil, goadapter.Unsupported{Feature: "any-method", Why: "AllowMethods takes names only"}
	}
	config := middleware.CORSConfig{
		AllowOrigins: p.Origins, AllowMethods: p.Methods, AllowHeaders: p.Headers,
		AllowCredentials: p.Credentials, ExposeHeaders: p.Expose,
	}
	if goadapter.IsAny(p.Headers) {
		config.AllowHeaders = nil // which repeats what is asked for
	}
	if p.MaxAge != nil {
		if config.MaxAge = *p.MaxAge; *p.MaxAge == 0 {
			config.MaxAge = -1
		}
	}
	e := echo.New()
	e.Use(middleware.CORSWithConfig(config))
	for _, method := range []string{"GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"} {
		e.Add(method, "/", echo.WrapHandler(app))
		e.Add(method, "/:path", echo.WrapHandler(app))
	}
	return e, nil
}
