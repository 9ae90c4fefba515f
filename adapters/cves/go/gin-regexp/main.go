// Command gin-regexp gives github.com/gin-contrib/cors a regular expression without
// anchors, as its documentation does.
package main

import (
	"net/http"
	"regexp"
	"strings"

	"github.com/gin-contrib/cors"
	"github.com/gin-gonic/gin"

	"github.com/corslab/corslab/adapters/goadapter"
)

func main() { goadapter.Main("github.com/gin-contrib/cors", set) }

func set(p goadapter.Policy, app http.Handler) (http.Handler, error) {
	if len(p.Origins) != 1 || !strings.HasPrefix(p.Origins[0], "https://*.") {
		return nil, goadapter.Unsupported{Feature: "exact-origins"}
	}
	pattern := "/https?://(?:.+[.])?" + regexp.QuoteMeta(strings.TrimPrefix(p.Origins[0], "https://*.")) + "/"
	gin.SetMode(gin.ReleaseMode)
	engine := gin.New()
	engine.Use(cors.New(cors.Config{AllowOrigins: []string{pattern}, AllowMethods: p.Methods, AllowHeaders: p.Headers, AllowCredentials: p.Credentials}))
	for _, method := range []string{"GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"} {
		engine.Handle(method, "/", gin.WrapH(app))
	}
	return engine, nil
}
