// Command beego puts the CORS plugin of github.com/beego/beego/v2 under the suite.
package main

import (
	"net/http"

	"github.com/beego/beego/v2/server/web"
	"github.com/beego/beego/v2/server/web/context"
	"github.com/beego/beego/v2/server/web/filter/cors"

	"github.com/corslab/corslab/adapters/goadapter"
)

func main() { goadapter.Main("github.com/beego/beego/v2", set) }

func set(p goadapter.Policy, app http.Handler) (http.Handler, error) {
	handlers := web.NewControllerRegister()
	filter := cors.Allow(&cors.Options{AllowOrigins: p.Origins, AllowMethods: p.Methods, AllowHeaders: p.Headers, AllowCredentials: p.Credentials, ExposeHeaders: p.Expose})
	if err := handlers.InsertFilter("*", web.BeforeRouter, filter); err != nil {
		return nil, err
	}
	handlers.Any("/", func(c *context.Context) { app.ServeHTTP(c.ResponseWriter, c.Request) })
	return handlers, nil
}
