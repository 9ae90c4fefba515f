// Command fiber puts the CORS middleware of github.com/gofiber/fiber under the suite.
package main

import (
	"net/http"

	"github.com/gofiber/fiber/v3"
	"github.com/gofiber/fiber/v3/middleware/adaptor"
	"github.com/gofiber/fiber/v3/middleware/cors"

	"github.com/corslab/corslab/adapters/goadapter"
)

func main() { goadapter.Main("github.com/gofiber/fiber/v3", set) }

func set(p goadapter.Policy, app http.Handler) (http.Handler, error) {
	if goadapter.IsAny(p.Methods) {
		return nil, goadapter.Unsupported{Feature: "any-method", Why: "AllowMethods takes names only"}
	}
	config := cors.Config{
		AllowOrigins: p.Origins, AllowMethods: p.Methods, AllowHeaders: p.Headers,
		AllowCredentials: p.Credentials, ExposeHeaders: p.Expose,
	}
	if goadapter.IsAny(p.Headers) {
		config.AllowHeaders = nil // which repeats what is asked for
	}
	if len(p.Origins) == 0 {
		config.AllowOriginsFunc = func(string) bool { return false }
	}
	if p.MaxAge != nil {
		if config.MaxAge = *p.MaxAge; *p.MaxAge == 0 {
			config.MaxAge = -1
		}
	}
	f := fiber.New(fiber.Config{ReadBufferSize: 1 << 20})
	f.Use(vary, cors.New(config), adaptor.HTTPHandler(app))
	return adaptor.FiberApp(f), nil
}

// vary stands before the middleware: the header that net/http has set already is none
// of fiber's.
func vary(c fiber.Ctx) error {
	if c.Path() == "/vary" {
		c.Set("Vary", "Accept-Encoding")
	}
	return c.Next()
}
