package generate

import (
	"github.com/corslab/corslab/document"
)

// policyNode is the CORS configuration of a service in front of the routes, or of a
// distribution in front of the service.
func (w *world) policyNode() *document.Node {
	switch w.IntN(9) {
	case 0:
		return mapping(entry("http-api", w.gateway()))
	case 1:
		return mapping(entry("lambda-url", w.gateway()))
	case 2:
		return mapping(entry("rest-api", w.restAPI()))
	case 3:
		return mapping(entry("alb", w.loadBalancer()))
	case 4:
		return mapping(entry("appsync", mapping()))
	case 5:
		return mapping(entry("mediastore", w.rules("GET", "HEAD", "PUT", "DELETE")))
	case 6:
		return mapping(entry("cloudfront", w.distribution()))
	case 7:
		return list(mapping(entry("cloudfront", w.distribution())), mapping(entry("s3", w.rules(bucketMethods...))))
	}
	return mapping(entry("s3", w.rules(bucketMethods...)))
}

var bucketMethods = []string{"GET", "PUT", "POST", "HEAD", "DELETE"}

// rules are those of a bucket. A container's are shaped like them, have other methods
// and must name headers.
func (w *world) rules(methods ...string) *document.Node {
	rules := list()
	for range 1 + w.IntN(3) {
		rule := mapping(
			entry("AllowedOrigins", texts(w.atLeastOne([]string{w.origin(), "*", "https://*.example.com", w.page, "http://*", "https://www.example.*"}))),
			entry("AllowedMethods", texts(w.atLeastOne(methods))),
		)
		if w.percent(60) || len(methods) < len(bucketMethods) {
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
	return rules
}

// restAPI is an API whose methods go to the routes, with or without a mock that
// answers OPTIONS.
func (w *world) restAPI() *document.Node {
	proxy := func() *document.Node {
		return mapping(entry("x-amazon-apigateway-integration", mapping(entry("type", text("aws_proxy")))))
	}
	paths := mapping()
	for _, path := range []string{"/{proxy+}", "/r0"} {
		item := mapping()
		for _, method := range w.atLeastOne([]string{"x-amazon-apigateway-any-method", "get", "put", "post"}) {
			set(item, method, proxy())
		}
		if !w.oneIn(4) {
			set(item, "options", w.mockOptions())
		}
		set(paths, path, item)
	}
	return mapping(entry("openapi", text("3.0.1")), entry("paths", paths))
}

// mockOptions is what the console's button "Enable CORS" makes, more or less.
func (w *world) mockOptions() *document.Node {
	values := mapping()
	declared := mapping()
	for _, line := range [][2]string{
		{"Access-Control-Allow-Origin", pick(w.drawer, "*", w.origin(), "https://other.example")},
		{"Access-Control-Allow-Methods", pick(w.drawer, "GET,PUT,OPTIONS", "*", "POST")},
		{"Access-Control-Allow-Headers", pick(w.drawer, "Content-Type,X-A,Authorization", "*")},
		{"Access-Control-Allow-Credentials", "true"},
	} {
		if w.percent(80) {
			set(values, "method.response.header."+line[0], text("'"+line[1]+"'"))
			set(declared, line[0], mapping(entry("type", text("string"))))
		}
	}
	return mapping(
		entry("responses", mapping(entry("200", mapping(entry("headers", declared))))),
		entry("x-amazon-apigateway-integration", mapping(
			entry("type", text("mock")),
			entry("requestTemplates", mapping(entry("application/json", text(`{"statusCode": 200}`)))),
			entry("responses", mapping(entry("default", mapping(entry("statusCode", text("200")), entry("responseParameters", values))))),
		)),
	)
}

// loadBalancer is the attributes of a listener.
func (w *world) loadBalancer() *document.Node {
	attributes := list()
	for _, a := range [][2]string{
		{"access_control_allow_origin", pick(w.drawer, "*", w.origin(), "https://other.example")},
		{"access_control_allow_methods", "GET,PUT,POST"},
		{"access_control_allow_headers", pick(w.drawer, "*", "x-a,content-type")},
		{"access_control_allow_credentials", "true"},
		{"access_control_expose_headers", "x-custom"},
		{"access_control_max_age", "600"},
	} {
		if w.percent(60) {
			attributes.Items = append(attributes.Items, mapping(
				entry("Key", text("routing.http.response."+a[0]+".header_value")), entry("Value", text(a[1])),
			))
		}
	}
	return attributes
}

// The managed policies of CloudFront that bear on CORS.
var (
	cachePolicies   = []string{"658327ea-f89d-4fab-a63d-7e88639e58f6", "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"}
	requestPolicies = []string{"88a5eaf4-2fd4-4709-b370-b4c650ea3fcf", "59781a5b-3903-41f3-afcb-af62929ccde1"}
	headersPolicies = []string{"60669652-455b-4ae9-85a4-c4c02393f86c", "5cc3b908-e619-4b99-88e5-2cf7f45965bd", "eaab4381-ed33-4a86-88ca-d9558dc6cd63"}
)

// distribution is a CDN that caches and may set CORS headers of its own.
func (w *world) distribution() *document.Node {
	behavior := mapping(
		entry("AllowedMethods", mapping(entry("Items", texts(pick(w.drawer,
			[]string{"GET", "HEAD"}, []string{"GET", "HEAD", "OPTIONS"}, []string{"GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"}))))),
		entry("CachePolicyId", text(pick(w.drawer, cachePolicies...))),
	)
	if w.oneIn(2) {
		set(behavior, "OriginRequestPolicyId", text(pick(w.drawer, requestPolicies...)))
	}
	root := mapping(entry("DistributionConfig", mapping(entry("DefaultCacheBehavior", behavior))))
	switch w.IntN(3) {
	case 0:
		set(behavior, "ResponseHeadersPolicyId", text(pick(w.drawer, headersPolicies...)))
	case 1:
		set(behavior, "ResponseHeadersPolicyId", text("own"))
		items := func(values ...string) *document.Node { return mapping(entry("Items", texts(values))) }
		set(root, "ResponseHeadersPolicies", mapping(entry("own", mapping(entry("CorsConfig", mapping(
			entry("AccessControlAllowOrigins", items(pick(w.drawer, w.page, "*", "https://other.example"))),
			entry("AccessControlAllowMethods", items(w.atLeastOne([]string{"GET", "PUT", "POST", "ALL"})...)),
			entry("AccessControlAllowHeaders", items(w.atLeastOne([]string{"*", "x-a", "authorization"})...)),
			entry("AccessControlAllowCredentials", flag(w.oneIn(2))),
			entry("OriginOverride", flag(w.oneIn(2))),
		))))))
	}
	return root
}

// gateway is the configuration that HTTP APIs and function URLs share.
func (w *world) gateway() *document.Node {
	n := mapping(
		entry("AllowOrigins", texts(w.atLeastOne([]string{w.page, "https://other.example", "http://localhost:3000"}))),
		entry("AllowMethods", texts(w.atLeastOne([]string{"GET", "POST", "PUT", "DELETE"}))),
	)
	if w.percent(60) {
		set(n, "AllowHeaders", texts(w.atLeastOne([]string{"content-type", "x-a", "authorization"})))
	}
	if w.percent(30) {
		set(n, "ExposeHeaders", texts([]string{"x-custom"}))
	}
	if w.percent(40) {
		set(n, "AllowCredentials", flag(w.oneIn(2)))
	}
	if w.percent(40) {
		set(n, "MaxAge", number(pick(w.drawer, 0, 5, 600)))
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
