// Command fiber-v2 puts the CORS middleware of github.com/gofiber/fiber/v2 under the suite.
package main

import (
	"net/http"
	"strings"

	"github.com/gofiber/fiber/v2"
	"github.com/gofiber/fiber/v2/middleware/adaptor"
	"github.com/gofiber/fiber/v2/middleware/cors"

	"github.com/corslab/corslab/adapters/goadapter"
)

func main() { goadapter.Main("github.com/gofiber/fiber/v2", set) }

func set(p goadapter.Policy, app http.Handler) (http.Handler, error) {
	f := fiber.New(fiber.Config{ReadBufferSize: 1 << 20, DisableStartupMessage: true})
	f.Use(cors.New(cors.Config{
		AllowOrigins: strings.Join(p.Origins, ","), AllowMethods: strings.Join(p.Methods, ","), AllowHeaders: strings.Join(p.Headers, ","),
		AllowCredentials: p.Credentials, ExposeHeaders: strings.Join(p.Expose, ","),
	}))
	f.Use(adaptor.HTTPHandler(app))
	return adaptor.FiberApp(f), nil
}
