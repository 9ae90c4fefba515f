// Command gin-cors puts github.com/gin-contrib/cors under the suite.
package main

import (
	"net/http"
	"strings"
	"time"

	"github.com/gin-contrib/cors"
	"github.com/gin-gonic/gin"

	"github.com/corslab/corslab/adapters/goadapter"
)

func main() { goadapter.Main("github.com/gin-contrib/cors", set) }

func set(p goadapter.Policy, app http.Handler) (http.Handler, error) {
	switch {
	case len(p.Origins) == 0:
		return nil, goadapter.Unsupported{Feature: "no-origins", Why: "who lets nobody in leaves the middleware out"}
	case len(p.Origins) > 0 && p.Origins[0] == "null":
		return nil, goadapter.Unsupported{Feature: "null-origin", Why: "AllowOrigins takes http and https only"}
	}
	config := cors.Config{
		AllowMethods: p.Methods, AllowHeaders: p.Headers, AllowCredentials: p.Credentials, ExposeHeaders: p.Expose,
		AllowWildcard: strings.Contains(strings.Join(p.Origins, ""), "*"),
	}
	if goadapter.IsAny(p.Origins) {
		config.AllowAllOrigins, config.AllowWildcard = true, false
	} else {
		config.AllowOrigins = p.Origins
	}
	if p.MaxAge != nil {
		config.MaxAge = time.Duration(*p.MaxAge) * time.Second
	}
	if err := config.Validate(); err != nil {
		return nil, err
	}
	gin.SetMode(gin.ReleaseMode)
	engine := gin.New()
	engine.Use(cors.New(config))
	routes(engine, app)
	return engine, nil
}

// routes are the application's, by every method that the suite uses.
func routes(engine *gin.Engine, app http.Handler) {
	for _, method := range []string{"GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"} {
		engine.Handle(method, "/", gin.WrapH(app))
		engine.Handle(method, "/:path", gin.WrapH(app))
	}
}
