package serverless

import (
	"slices"
	"strings"

	"github.com/corslab/corslab/document"
	"github.com/corslab/corslab/policy/cors"
	"github.com/corslab/corslab/policy/httpapi"
	"github.com/corslab/corslab/policy/lambdaurl"
)

// commonHeaders are what the framework allows where nothing else is said.
var commonHeaders = []string{"Content-Type", "X-Amz-Date", "Authorization", "X-Api-Key", "X-Amz-Security-Token"}

// apiHeaders are those it allows for APIs.
var apiHeaders = append(slices.Clip(commonHeaders), "X-Amz-User-Agent", "X-Amzn-Trace-Id")

// httpAPI is the HTTP API of the service; nil if it has none.
func (s *service) httpAPI() (*httpapi.API, document.Place) {
	events := s.events("httpApi")
	settings := s.provider("httpApi", "cors")
	if len(events) == 0 && settings == nil {
		return nil, document.Place{}
	}
	place := document.Place{}
	a := &httpapi.API{}
	for _, e := range events {
		if place == (document.Place{}) {
			place = e.place
		}
		a.Routes = append(a.Routes, s.route(e))
	}
	if settings != nil {
		place = settings.Place
		a.CORS = s.block(settings, cors.Settings{
			AllowOrigins: listAt(settings.Place, "*"), AllowHeaders: listAt(settings.Place, apiHeaders...), AllowMethods: listAt(settings.Place, methodsOf(events)...),
		})
	}
	a.Validate(s.File)
	return a, place
}

// block reads a CORS block: a mapping, or true for the framework's own. What a
// mapping leaves out comes from the framework, too.
func (s *service) block(n *document.Node, fallback cors.Settings) *cors.Settings {
	n = s.resolve(n)
	if n.IsScalar() {
		if n.Text != "true" {
			return nil
		}
		fallback.Place = n.Place
		return &fallback
	}
	c := cors.Read(s.File, n, cors.Serverless)
	for _, list := range []struct{ own, other *document.Strings }{
		{&c.AllowOrigins, &fallback.AllowOrigins}, {&c.AllowHeaders, &fallback.AllowHeaders}, {&c.AllowMethods, &fallback.AllowMethods},
	} {
		if *list.own == nil {
			*list.own = *list.other
		}
	}
	return c
}

func listAt(at document.Place, values ...string) document.Strings {
	list := document.StringsOf(values...)
	for i := range list {
		list[i].Place = at
	}
	return list
}

// methodsOf are OPTIONS and the methods of the routes.
func methodsOf(events []event) []string {
	methods := []string{"OPTIONS"}
	for _, e := range events {
		all := []string{e.method}
		if e.method == "*" || e.method == "ANY" || e.method == "" {
			all = []string{"DELETE", "GET", "HEAD", "PATCH", "POST", "PUT"}
		}
		methods = append(methods, all...)
	}
	slices.Sort(methods)
	return slices.Compact(methods)
}

func (s *service) route(e event) httpapi.Route {
	r := httpapi.Route{Key: e.method + " " + e.path, Place: e.place}
	switch {
	case e.method == "*" || e.method == "" && e.path == "/*":
		r.Key = httpapi.Default
		if e.path != "/" && e.path != "/*" {
			r.Key = "ANY " + e.path
		}
	}
	authorizer := e.get("authorizer")
	if authorizer == nil {
		return r
	}
	kind := s.plain(authorizer.Get("type"))
	if kind == "" {
		if defined := s.provider("httpApi", "authorizers", s.plain(authorizer.Get("name"))); defined != nil {
			kind = s.plain(defined.Get("type"))
		}
	}
	switch kind {
	case "aws_iam":
		r.Authorizer = httpapi.IAM
	case "request":
		r.Authorizer = httpapi.Lambda
	default:
		r.Authorizer = httpapi.JWT
	}
	return r
}

// url is the URL of a function; nil if it has none.
func (s *service) url(fn *document.Node) (*lambdaurl.URL, document.Place) {
	n := fn.Get("url")
	if n == nil || n.Text == "false" {
		return nil, document.Place{}
	}
	u := &lambdaurl.URL{}
	if n.Kind == document.Mapping {
		u.IAM = s.plain(n.Get("authorizer")) == "aws_iam"
		if v := n.Get("cors"); v != nil {
			u.CORS = s.block(v, cors.Settings{
				AllowOrigins: listAt(v.Place, "*"), AllowMethods: listAt(v.Place, "*"), AllowHeaders: listAt(v.Place, commonHeaders...),
			})
		}
	}
	u.Validate(s.File)
	return u, n.Place
}

// join joins a list as the framework writes it into a header.
func join(list []string) string { return strings.Join(list, ",") }
