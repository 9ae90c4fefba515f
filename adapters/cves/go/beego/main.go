// Command beego puts the CORS plugin of github.com/astaxie/beego under the suite.
package main

import (
	"net/http"

	web "github.com/astaxie/beego"
	"github.com/astaxie/beego/context"
	"github.com/astaxie/beego/plugins/cors"

	"github.com/corslab/corslab/adapters/goadapter"
)

func main() { goadapter.Main("github.com/astaxie/beego", set) }

func set(p goadapter.Policy, app http.Handler) (http.Handler, error) {
	handlers := web.NewControllerRegister()
	filter := cors.Allow(&cors.Options{AllowOrigins: p.Origins, AllowMethods: p.Methods, AllowHeaders: p.Headers, AllowCredentials: p.Credentials, ExposeHeaders: p.Expose})
	if err := handlers.InsertFilter("*", web.BeforeRouter, filter); err != nil {
		return nil, err
	}
	handlers.Any("/", func(c *context.Context) { app.ServeHTTP(c.ResponseWriter, c.Request) })
	return handlers, nil
}
