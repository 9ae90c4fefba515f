package importer

import (
	"slices"

	"github.com/corslab/corslab/document"
	"github.com/corslab/corslab/policy"
	"github.com/corslab/corslab/policy/alb"
	"github.com/corslab/corslab/policy/appsync"
	"github.com/corslab/corslab/policy/cloudfront"
	"github.com/corslab/corslab/policy/cors"
	"github.com/corslab/corslab/policy/httpapi"
	"github.com/corslab/corslab/policy/lambdaurl"
	"github.com/corslab/corslab/policy/lightsail"
	"github.com/corslab/corslab/policy/mediastore"
	"github.com/corslab/corslab/policy/s3"
)

// A native is a service's own document.
type native struct {
	engine policy.Engine
	format string
	is     func(*document.Node) bool
	read   func(*document.File, *document.Node) policy.Policy
}

// natives are told apart by their keys. A document may look like several.
var natives = []native{
	{policy.S3, "S3 JSON", isS3, func(f *document.File, n *document.Node) policy.Policy { return s3.Read(f, n) }},
	{policy.HTTPAPI, "HTTP API JSON", isHTTPAPI, func(f *document.File, n *document.Node) policy.Policy { return httpapi.Read(f, n) }},
	{policy.LambdaURL, "function URL JSON", isLambdaURL, func(f *document.File, n *document.Node) policy.Policy { return lambdaurl.Read(f, n) }},
	{policy.CloudFront, "CloudFront JSON", cloudfront.Is, func(f *document.File, n *document.Node) policy.Policy { return cloudfront.Read(f, n) }},
	{policy.MediaStore, "MediaStore JSON", mediastore.Is, func(f *document.File, n *document.Node) policy.Policy { return mediastore.Read(f, n) }},
	{policy.Lightsail, "Lightsail JSON", lightsail.Is, func(f *document.File, n *document.Node) policy.Policy { return lightsail.Read(f, n) }},
	{policy.ALB, "load balancer attributes", alb.Is, func(f *document.File, n *document.Node) policy.Policy { return alb.Read(f, n) }},
	{policy.AppSync, "AppSync API", appsync.Is, func(f *document.File, n *document.Node) policy.Policy { return appsync.Read(f, n) }},
}

func isS3(n *document.Node) bool {
	if n.Get("CORSRules") != nil {
		return true
	}
	return n.Kind == document.List && (len(n.Items) == 0 || n.Items[0].Get("AllowedOrigins") != nil || n.Items[0].Get("AllowedMethods") != nil)
}

func isHTTPAPI(n *document.Node) bool {
	return cors.Camel.Has(n) || cors.Pascal.Has(n) || has(n, "corsConfiguration", "CorsConfiguration", "protocolType", "ProtocolType")
}

func isLambdaURL(n *document.Node) bool {
	return cors.Pascal.Has(n) || has(n, "FunctionUrl", "AuthType", "Cors")
}

// has reports whether a mapping has one of the keys.
func has(n *document.Node, keys ...string) bool {
	return slices.ContainsFunc(keys, func(key string) bool { return n.Get(key) != nil })
}

// readNative reads a service's own document, of the wanted engine where the file
// could be of several.
func readNative(f *document.File, root *document.Node, wanted policy.Engine) Reading {
	if engine, inner := wrapped(root); inner != nil && (wanted == "" || wanted == engine) {
		return readTree(f, inner, Options{Engine: engine})
	}
	var fitting []native
	for _, n := range natives {
		if n.engine == wanted {
			return one(n.format, n.engine, n.read(f, root))
		}
		if n.is(root) {
			fitting = append(fitting, n)
		}
	}
	switch {
	case wanted != "":
		f.Report(root.Place, "no configuration for "+string(wanted)+" is recognised here", hintFor(wanted))
		return Reading{}
	case len(fitting) == 1:
		return one(fitting[0].format, fitting[0].engine, fitting[0].read(f, root))
	case len(fitting) > 1:
		f.Report(root.Place, "this could be a policy of "+string(fitting[0].engine)+" or of "+string(fitting[1].engine),
			"say which: "+string(fitting[0].engine)+":FILE on the command line, or {"+string(fitting[0].engine)+": FILE} in a scenario")
		return Reading{}
	}
	f.Report(root.Place, errNoPolicy.Error(),
		"known are S3, HTTP API, function URL, CloudFront, MediaStore, Lightsail and load balancer documents, and CloudFormation, SAM, OpenAPI, Terraform and Serverless files")
	return Reading{}
}

// hintFor says where a policy of an engine is found that has no document of its
// own.
func hintFor(engine policy.Engine) string {
	if engine == policy.RESTAPI {
		return "a REST API is an OpenAPI document with x-amazon-apigateway-integration, or is in a template"
	}
	return ""
}

// wrapped returns the policy of a mapping whose one key is an engine, as in a
// scenario.
func wrapped(n *document.Node) (policy.Engine, *document.Node) {
	if n.Kind != document.Mapping || len(n.Entries) != 1 {
		return "", nil
	}
	e := n.Entries[0]
	if !slices.Contains(policy.Engines(), policy.Engine(e.Key)) || e.Value.IsScalar() {
		return "", nil
	}
	return policy.Engine(e.Key), e.Value
}
