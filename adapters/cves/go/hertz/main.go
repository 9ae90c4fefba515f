// Command hertz puts github.com/hertz-contrib/cors under the suite. Hertz is no
// http.Handler: its router is handed each request, and its answer is copied.
package main

import (
	"context"
	"net/http"

	"github.com/cloudwego/hertz/pkg/app"
	"github.com/cloudwego/hertz/pkg/common/adaptor"
	"github.com/cloudwego/hertz/pkg/common/config"
	"github.com/cloudwego/hertz/pkg/route"
	"github.com/hertz-contrib/cors"

	"github.com/corslab/corslab/adapters/goadapter"
)

func main() { goadapter.Main("github.com/hertz-contrib/cors", set) }

func set(p goadapter.Policy, inner http.Handler) (http.Handler, error) {
	engine := route.NewEngine(config.NewOptions(nil))
	engine.Use(cors.New(cors.Config{
		AllowOrigins: p.Origins, AllowMethods: p.Methods, AllowHeaders: p.Headers, ExposeHeaders: p.Expose,
		AllowCredentials: p.Credentials, AllowWildcard: true,
	}))
	engine.Any("/*path", func(_ context.Context, c *app.RequestContext) {
		r, err := adaptor.GetCompatRequest(&c.Request)
		if err != nil {
			c.AbortWithStatus(http.StatusBadRequest)
			return
		}
		inner.ServeHTTP(adaptor.GetCompatResponseWriter(&c.Response), r)
	})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c := engine.NewContext()
		if err := adaptor.CopyToHertzRequest(r, &c.Request); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		engine.ServeHTTP(r.Context(), c)
		c.Response.Header.VisitAll(func(name, value []byte) { w.Header().Add(string(name), string(value)) })
		w.WriteHeader(c.Response.StatusCode())
		_, _ = w.Write(c.Response.Body()) // whoever asked has gone
	}), nil
}
