package draft

import (
	"fmt"
	"slices"
	"strings"

	"github.com/corslab/corslab/policy"
	"github.com/corslab/corslab/policy/alb"
	"github.com/corslab/corslab/policy/appsync"
	"github.com/corslab/corslab/policy/cloudfront"
	"github.com/corslab/corslab/policy/httpapi"
	"github.com/corslab/corslab/policy/lambdaurl"
	"github.com/corslab/corslab/policy/lightsail"
	"github.com/corslab/corslab/policy/mediastore"
	"github.com/corslab/corslab/policy/restapi"
	"github.com/corslab/corslab/policy/s3"
)

// A promise is what one part of a policy seems to let in.
type promise struct {
	// what names the part: "rule 1", "/items".
	what string
	path string
	// origins, methods and headers are as the policy writes them.
	origins, methods, headers []string
	// needed are headers without which the service turns a request away.
	needed      []string
	credentials bool
}

// maxPaths is how many paths of one API are asked about: they share its CORS.
const maxPaths = 8

// allMethods is what a wildcard for methods stands for.
var allMethods = []string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"}

// promisesOf reads the promises out of a policy; none for one that lets nobody
// in.
func promisesOf(p policy.Policy) []promise {
	switch p := p.(type) {
	case *s3.Configuration:
		return ofBucket(p)
	case *lightsail.Bucket:
		return ofBucket(p.Configuration)
	case *mediastore.Container:
		return ofBucket(p.Configuration)
	case *httpapi.API:
		return ofHTTPAPI(p)
	case *lambdaurl.URL:
		return ofFunctionURL(p)
	case *restapi.API:
		return ofRESTAPI(p)
	case *cloudfront.Distribution:
		return ofDistribution(p)
	case *alb.Listener:
		return ofListener(p)
	case *appsync.API:
		return []promise{{
			what: "the API", path: "/graphql", origins: []string{"*"}, methods: []string{"POST"},
			headers: []string{"Content-Type", "Authorization", "X-Api-Key"},
		}}
	}
	return nil
}

func ofBucket(c *s3.Configuration) (promises []promise) {
	for i, rule := range c.Rules {
		promises = append(promises, promise{
			what: fmt.Sprint("rule ", i+1), path: "/example.txt",
			origins: rule.AllowedOrigins, methods: rule.AllowedMethods, headers: rule.AllowedHeaders,
		})
	}
	return promises
}

func ofHTTPAPI(api *httpapi.API) (promises []promise) {
	if api.CORS == nil {
		return nil
	}
	routes := api.Routes
	if len(routes) == 0 {
		routes = []httpapi.Route{{Key: "$default"}}
	}
	for _, route := range routes {
		method, path, ok := strings.Cut(route.Key, " ")
		if !ok {
			method, path = "ANY", "/"
		}
		p := promise{
			what: path, path: fillPath(path), credentials: api.CORS.AllowCredentials,
			origins: api.CORS.AllowOrigins.Values(), headers: api.CORS.AllowHeaders.Values(),
			methods: narrowed(api.CORS.AllowMethods.Values(), method),
		}
		if len(p.methods) == 0 { // pages are not meant to call it
			continue
		}
		if route.Authorizer != httpapi.NoAuthorizer {
			p.needed = []string{"Authorization"}
		}
		promises = merged(promises, p)
	}
	if len(promises) == 0 && len(api.Routes) > 0 {
		return ofHTTPAPI(&httpapi.API{CORS: api.CORS})
	}
	return promises
}

func ofFunctionURL(u *lambdaurl.URL) []promise {
	if u.CORS == nil {
		return nil
	}
	p := promise{
		what: "the function", path: "/", credentials: u.CORS.AllowCredentials,
		origins: u.CORS.AllowOrigins.Values(), headers: u.CORS.AllowHeaders.Values(),
		methods: narrowed(u.CORS.AllowMethods.Values(), "ANY"),
	}
	if u.IAM {
		p.needed = []string{"Authorization"}
	}
	return []promise{p}
}

// ofRESTAPI takes the headers that OPTIONS of a resource answers for what is
// promised of its other methods.
func ofRESTAPI(api *restapi.API) (promises []promise) {
	for _, options := range api.Methods {
		if options.HTTPMethod != "OPTIONS" {
			continue
		}
		headers := literals(options.Integration)
		origins := list(headers["access-control-allow-origin"])
		if len(origins) == 0 {
			continue
		}
		for _, m := range api.Methods {
			if m.Path != options.Path || m.HTTPMethod == "OPTIONS" {
				continue
			}
			p := promise{
				what: m.Path, path: fillPath(m.Path), origins: origins,
				headers:     list(headers["access-control-allow-headers"]),
				methods:     []string{m.HTTPMethod},
				credentials: headers["access-control-allow-credentials"] == "true",
			}
			if m.HTTPMethod == "ANY" {
				p.methods = narrowed(list(headers["access-control-allow-methods"]), "ANY")
			}
			if m.Authorization != "" && m.Authorization != "NONE" {
				p.needed = append(p.needed, "Authorization")
			}
			if m.APIKeyRequired {
				p.needed = append(p.needed, "X-Api-Key")
			}
			promises = merged(promises, p)
		}
	}
	return promises
}

// literals returns the headers, by their names in lower case, that an integration
// answers with fixed values.
func literals(integration restapi.Integration) map[string]string {
	values := map[string]string{}
	for _, response := range integration.Responses {
		for _, parameter := range response.Parameters {
			name, ok := strings.CutPrefix(parameter.Name, "method.response.header.")
			value := parameter.Value.Value
			if ok && len(value) >= 2 && value[0] == '\'' && value[len(value)-1] == '\'' {
				values[strings.ToLower(name)] = value[1 : len(value)-1]
			}
		}
	}
	return values
}

func ofDistribution(d *cloudfront.Distribution) (promises []promise) {
	for _, b := range d.Behaviors {
		if b.ResponseHeaders == nil || b.ResponseHeaders.CORS == nil {
			continue
		}
		cors := b.ResponseHeaders.CORS
		what, path := b.PathPattern, "/"+strings.TrimPrefix(b.PathPattern, "/")
		if what == "" || what == "*" {
			what, path = "the default behaviour", "/"
		}
		methods := cors.AllowMethods.Values()
		if slices.Contains(methods, "ALL") || slices.Contains(methods, "*") {
			if methods = b.AllowedMethods.Values(); len(methods) == 0 {
				methods = []string{"GET", "HEAD"}
			}
		}
		promises = append(promises, promise{
			what: what, path: strings.NewReplacer("*", "x", "?", "x").Replace(path), credentials: cors.AllowCredentials,
			origins: cors.AllowOrigins.Values(), methods: methods, headers: cors.AllowHeaders.Values(),
		})
	}
	return promises
}

func ofListener(l *alb.Listener) []promise {
	values := map[string]string{}
	for _, h := range l.Headers {
		values[strings.ToLower(h.Name)] = h.Value.Value
	}
	origins := list(values["access-control-allow-origin"])
	if len(origins) == 0 {
		return nil
	}
	return []promise{{
		what: "the listener", path: "/", origins: origins,
		methods:     narrowed(list(values["access-control-allow-methods"]), "ANY"),
		headers:     list(values["access-control-allow-headers"]),
		credentials: values["access-control-allow-credentials"] == "true",
	}}
}

// merged adds a promise to those about the same path, or as one of its own.
// What needs a header that others do without stays apart.
func merged(promises []promise, p promise) []promise {
	for i := range promises {
		if promises[i].path == p.path && slices.Equal(promises[i].needed, p.needed) {
			for _, method := range p.methods {
				if !slices.Contains(promises[i].methods, method) {
					promises[i].methods = append(slices.Clip(promises[i].methods), method)
				}
			}
			return promises
		}
	}
	return append(promises, p)
}

// narrowed returns the allowed methods that a route takes: its own or, with ANY,
// all. Where none is listed, GET is: it needs no permission.
func narrowed(allowed []string, route string) []string {
	if len(allowed) == 0 {
		allowed = []string{"GET"}
	}
	if slices.Contains(allowed, "*") {
		allowed = allMethods
	}
	if route == "ANY" {
		return allowed
	}
	if slices.Contains(allowed, route) {
		return []string{route}
	}
	return nil
}

// list splits the value of a header at its commas.
func list(value string) (items []string) {
	for item := range strings.SplitSeq(value, ",") {
		if item = strings.TrimSpace(item); item != "" {
			items = append(items, item)
		}
	}
	return items
}

// fillPath fills the parameters in the path of a route: "/items/{id}".
func fillPath(path string) string {
	var b strings.Builder
	for {
		before, rest, ok := strings.Cut(path, "{")
		b.WriteString(before)
		if !ok {
			return b.String()
		}
		_, path, ok = strings.Cut(rest, "}")
		if !ok {
			return b.String()
		}
		b.WriteByte('1')
	}
}
