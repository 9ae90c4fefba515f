// Command go-restful-v3 sets up github.com/emicklei/go-restful/v3 with domains, as its documentation does.
package main

import (
	"net/http"
	"strings"

	"github.com/emicklei/go-restful/v3"

	"github.com/corslab/corslab/adapters/goadapter"
)

func main() { goadapter.Main("github.com/emicklei/go-restful/v3", set) }

func set(p goadapter.Policy, app http.Handler) (http.Handler, error) {
	container := restful.NewContainer()
	cors := restful.CrossOriginResourceSharing{
		AllowedHeaders: p.Headers, AllowedMethods: p.Methods, CookiesAllowed: p.Credentials, ExposeHeaders: p.Expose, Container: container,
	}
	for _, origin := range p.Origins {
		_, host, isOrigin := strings.Cut(origin, "://")
		if !isOrigin || strings.Contains(origin, "*") {
			return nil, goadapter.Unsupported{Feature: "subdomains", Why: "AllowedDomains takes domains"}
		}
		// From v2.16.0 and v3.8.0 on, the list holds whole origins.
		cors.AllowedDomains = append(cors.AllowedDomains, host, origin)
	}
	container.Filter(cors.Filter)
	service := new(restful.WebService)
	answer := func(r *restful.Request, w *restful.Response) { app.ServeHTTP(w.ResponseWriter, r.Request) }
	for _, method := range []string{"GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"} {
		service.Route(service.Method(method).Path("/").To(answer))
	}
	container.Add(service)
	return container, nil
}
