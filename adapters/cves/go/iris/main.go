// Command iris puts the CORS middleware of github.com/kataras/iris/v12 under the suite,
// with its defaults and a max age.
package main

import (
	"net/http"
	"time"

	"github.com/kataras/iris/v12"
	"github.com/kataras/iris/v12/middleware/cors"

	"github.com/corslab/corslab/adapters/goadapter"
)

func main() { goadapter.Main("github.com/kataras/iris/v12", set) }

func set(p goadapter.Policy, app http.Handler) (http.Handler, error) {
	middleware := cors.New()
	switch {
	case len(p.Origins) == 0: // its defaults
	case p.MaxAge != nil:
		middleware.MaxAge(time.Duration(*p.MaxAge) * time.Second)
	default:
		return nil, goadapter.Unsupported{Feature: "exact-origins", Why: "only the defaults are asked about here"}
	}
	i := iris.New()
	i.Logger().SetLevel("disable")
	i.UseRouter(middleware.Handler())
	i.Any("/", iris.FromStd(app))
	return i, i.Build()
}
