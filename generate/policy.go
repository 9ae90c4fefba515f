package generate

import (
	"github.com/corslab/corslab/document"
)

// policyNode is the CORS configuration of a service in front of the routes.
func (w *world) policyNode() *document.Node {
	switch w.IntN(4) {
	case 0:
		return mapping(entry("http-api", w.gateway("AllowOrigins", "AllowMethods", "AllowHeaders", "ExposeHeaders", "AllowCredentials", "MaxAge")))
	case 1:
		return mapping(entry("lambda-url", w.gateway("AllowOrigins", "AllowMethods", "AllowHeaders", "ExposeHeaders", "AllowCredentials", "MaxAge")))
	}
	rules := list()
	for range 1 + w.IntN(3) {
		rule := mapping(
			entry("AllowedOrigins", texts(w.atLeastOne([]string{w.origin(), "*", "https://*.example.com", w.page, "http://*", "https://www.example.*"}))),
			entry("AllowedMethods", texts(w.atLeastOne([]string{"GET", "PUT", "POST", "HEAD", "DELETE"}))),
		)
		if w.percent(60) {
			set(rule, "AllowedHeaders", texts(w.atLeastOne([]string{"*", "x-*", "Content-Type", "Authorization", "X-A"})))
		}
		if w.percent(30) {
			set(rule, "ExposeHeaders", texts(w.atLeastOne([]string{"ETag", "x-amz-request-id", "X-Custom"})))
		}
		if w.percent(40) {
			set(rule, "MaxAgeSeconds", number(pick(w.drawer, 0, 5, 600, 3000)))
		}
		rules.Items = append(rules.Items, rule)
	}
	return mapping(entry("s3", mapping(entry("CORSRules", rules))))
}

// gateway is the configuration that HTTP APIs and function URLs share, by the
// names of its parts.
func (w *world) gateway(origins, methods, headers, expose, credentials, maxAge string) *document.Node {
	n := mapping(
		entry(origins, texts(w.atLeastOne([]string{w.page, "https://other.example", "http://localhost:3000"}))),
		entry(methods, texts(w.atLeastOne([]string{"GET", "POST", "PUT", "DELETE"}))),
	)
	if w.percent(60) {
		set(n, headers, texts(w.atLeastOne([]string{"content-type", "x-a", "authorization"})))
	}
	if w.percent(30) {
		set(n, expose, texts([]string{"x-custom"}))
	}
	if w.percent(40) {
		set(n, credentials, flag(w.oneIn(2)))
	}
	if w.percent(40) {
		set(n, maxAge, number(pick(w.drawer, 0, 5, 600)))
	}
	return n
}

// atLeastOne returns one or two of the values, none twice.
func (w *world) atLeastOne(values []string) []string {
	first, second := pick(w.drawer, values...), pick(w.drawer, values...)
	if first == second || w.oneIn(2) {
		return []string{first}
	}
	return []string{first, second}
}
