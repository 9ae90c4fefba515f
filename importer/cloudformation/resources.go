package cloudformation

import (
	"github.com/corslab/corslab/document"
	"github.com/corslab/corslab/importer/openapi"
	"github.com/corslab/corslab/policy"
	"github.com/corslab/corslab/policy/alb"
	"github.com/corslab/corslab/policy/appsync"
	"github.com/corslab/corslab/policy/cloudfront"
	"github.com/corslab/corslab/policy/cors"
	"github.com/corslab/corslab/policy/httpapi"
	"github.com/corslab/corslab/policy/lambdaurl"
	"github.com/corslab/corslab/policy/mediastore"
	"github.com/corslab/corslab/policy/s3"
)

// policies returns the policies of one resource.
func (t *template) policies(r resource) []policy.Resource {
	found := func(engine policy.Engine, p policy.Policy) []policy.Resource {
		return []policy.Resource{{Engine: engine, Name: r.id, Place: r.place, Policy: p}}
	}
	switch r.kind {
	case "AWS::S3::Bucket":
		return found(policy.S3, t.bucket(r))
	case "AWS::ApiGatewayV2::Api":
		if kind := t.plain(r.get("ProtocolType")); kind == "WEBSOCKET" {
			return nil // it has no CORS
		}
		return found(policy.HTTPAPI, t.httpAPI(r))
	case "AWS::ApiGateway::RestApi":
		return found(policy.RESTAPI, t.restAPI(r))
	case "AWS::Lambda::Url":
		u := &lambdaurl.URL{IAM: t.plain(r.get("AuthType")) == "AWS_IAM"}
		u.CORS = t.settings(r.get("Cors"))
		u.Validate(t.File)
		return found(policy.LambdaURL, u)
	case "AWS::CloudFront::Distribution":
		return found(policy.CloudFront, t.distribution(r))
	case "AWS::CloudFront::ResponseHeadersPolicy":
		if !t.isUsed(r.id) { // else it is part of a distribution
			return found(policy.CloudFront, cloudfront.Read(t.File, t.resolve(r.properties)))
		}
	case "AWS::MediaStore::Container":
		if rules := r.get("CorsPolicy"); rules != nil {
			return found(policy.MediaStore, mediastore.Read(t.File, t.resolve(rules)))
		}
	case "AWS::ElasticLoadBalancingV2::Listener":
		if attributes := r.get("ListenerAttributes"); attributes != nil {
			return found(policy.ALB, alb.Read(t.File, t.resolve(attributes)))
		}
	case "AWS::AppSync::GraphQLApi":
		return found(policy.AppSync, &appsync.API{})
	case "AWS::Serverless::Api":
		return found(policy.RESTAPI, t.samAPI(r))
	case "AWS::Serverless::HttpApi":
		return found(policy.HTTPAPI, t.samHTTPAPI(r))
	case "AWS::Serverless::Function":
		if u := t.functionURL(r); u != nil {
			return found(policy.LambdaURL, u)
		}
	}
	return nil
}

// bucket reads the CorsConfiguration of a bucket.
func (t *template) bucket(r resource) *s3.Configuration {
	v := r.get("CorsConfiguration")
	if v == nil {
		return s3.None()
	}
	if v = t.resolve(v); v == nil {
		return s3.None()
	}
	o, ok := t.Object(v, "CorsConfiguration", []string{"CorsRules"})
	rules := t.Require(o, "CorsRules", "CorsConfiguration")
	if !ok || rules == nil {
		return s3.None()
	}
	return s3.ReadRules(t.File, rules, s3.CloudFormation)
}

// settings reads a CORS block; nil for none.
func (t *template) settings(n *document.Node) *cors.Settings {
	if n == nil {
		return nil
	}
	if n = t.resolve(n); n == nil {
		return nil
	}
	return cors.Read(t.File, n, cors.CloudFormation)
}

func (t *template) httpAPI(r resource) *httpapi.API {
	a := &httpapi.API{}
	if body := r.get("Body"); body != nil {
		a = openapi.ReadHTTP(t.File, t.body(body))
	}
	if c := t.settings(r.get("CorsConfiguration")); c != nil {
		a.CORS = c
	}
	for _, route := range t.of("AWS::ApiGatewayV2::Route") {
		if t.target(route.get("ApiId")) == r.id {
			a.Routes = append(a.Routes, t.route(route))
		}
	}
	a.Validate(t.File)
	return a
}

func (t *template) route(r resource) httpapi.Route {
	out := httpapi.Route{Place: r.place}
	if key := r.get("RouteKey"); key != nil {
		out.Key, out.Place = t.resolve(key).Text, key.Place
	} else {
		t.Report(r.place, "a route needs a RouteKey", "")
	}
	if kind := r.get("AuthorizationType"); kind != nil {
		out.Authorizer = httpapi.ReadAuthorizer(t.File, t.resolve(kind))
	}
	return out
}

// addresses are keys of an OpenAPI document whose values are of no matter to CORS,
// and most often known only after deployment.
var addresses = map[string]bool{
	"uri": true, "credentials": true, "connectionId": true, "authorizerUri": true, "authorizerCredentials": true,
	"providerARNs": true, "jwtConfiguration": true, "title": true, "description": true, "url": true, "httpMethod": true,
	"x-amazon-apigateway-policy": true, "x-amazon-apigateway-endpoint-configuration": true, "requestParameters": true,
}

// body resolves an OpenAPI document that stands in a template.
func (t *template) body(n *document.Node) *document.Node {
	return t.resolve(strip(n, 0))
}

// strip returns the document without its addresses.
func strip(n *document.Node, depth int) *document.Node {
	if depth > maxDepth {
		return n
	}
	switch n.Kind {
	case document.List:
		out := &document.Node{Kind: document.List, Place: n.Place}
		for _, item := range n.Items {
			out.Items = append(out.Items, strip(item, depth+1))
		}
		return out
	case document.Mapping:
		out := &document.Node{Kind: document.Mapping, Place: n.Place}
		for _, e := range n.Entries {
			if !addresses[e.Key] {
				out.Entries = append(out.Entries, document.Entry{Key: e.Key, Place: e.Place, Value: strip(e.Value, depth+1)})
			}
		}
		return out
	}
	return n
}

// isUsed reports whether a distribution of the template names the policy.
func (t *template) isUsed(id string) bool {
	for _, d := range t.of("AWS::CloudFront::Distribution") {
		if t.mentions(d.properties, id, 0) {
			return true
		}
	}
	return false
}

func (t *template) mentions(n *document.Node, id string, depth int) bool {
	if depth > maxDepth {
		return false
	}
	if t.target(n) == id {
		return true
	}
	for _, item := range n.Items {
		if t.mentions(item, id, depth+1) {
			return true
		}
	}
	for _, e := range n.Entries {
		if t.mentions(e.Value, id, depth+1) {
			return true
		}
	}
	return false
}

// distribution reads a distribution with the policies that it refers to.
func (t *template) distribution(r resource) *cloudfront.Distribution {
	policies := cloudfront.Policies{
		ResponseHeaders: map[string]*cloudfront.ResponseHeadersPolicy{},
		Cache:           map[string]*cloudfront.CachePolicy{},
		OriginRequest:   map[string]*cloudfront.OriginRequestPolicy{},
	}
	for _, p := range t.of("AWS::CloudFront::ResponseHeadersPolicy") {
		policies.ResponseHeaders[p.id] = cloudfront.ReadResponseHeaders(t.File, t.resolve(p.properties), cloudfront.API)
	}
	for _, p := range t.of("AWS::CloudFront::CachePolicy") {
		policies.Cache[p.id] = cloudfront.ReadCachePolicy(t.File, t.resolve(p.properties))
	}
	for _, p := range t.of("AWS::CloudFront::OriginRequestPolicy") {
		policies.OriginRequest[p.id] = cloudfront.ReadOriginRequestPolicy(t.File, t.resolve(p.properties))
	}
	config := r.get("DistributionConfig")
	if config == nil {
		t.Report(r.place, "a distribution needs a DistributionConfig", "")
		return &cloudfront.Distribution{Place: r.place}
	}
	d := cloudfront.ReadDistribution(t.File, t.behaviors(config), policies)
	d.Validate(t.File)
	return d
}

// behaviorKeys are the parts of a behaviour that CORS depends on.
var behaviorKeys = []string{
	"PathPattern", "AllowedMethods", "CachedMethods", "ForwardedValues", "ResponseHeadersPolicyId", "CachePolicyId", "OriginRequestPolicyId",
}

// behaviors returns a DistributionConfig with nothing but its behaviours, resolved,
// and references to policies of the template replaced by their logical IDs.
func (t *template) behaviors(config *document.Node) *document.Node {
	out := &document.Node{Kind: document.Mapping, Place: config.Place}
	for _, e := range config.Entries {
		value := &document.Node{Kind: e.Value.Kind, Place: e.Value.Place}
		switch e.Key {
		case "DefaultCacheBehavior":
			value = t.behavior(e.Value)
		case "CacheBehaviors":
			for _, item := range e.Value.Items {
				value.Items = append(value.Items, t.behavior(item))
			}
		default:
			continue
		}
		out.Entries = append(out.Entries, document.Entry{Key: e.Key, Place: e.Place, Value: value})
	}
	return out
}

func (t *template) behavior(n *document.Node) *document.Node {
	out := &document.Node{Kind: document.Mapping, Place: n.Place}
	for _, key := range behaviorKeys {
		v := n.Get(key)
		if v == nil {
			continue
		}
		if id := t.target(v); id != "" {
			v = textAt(v, id)
		} else if v = t.resolve(v); v == nil {
			continue
		}
		out.Entries = append(out.Entries, document.Entry{Key: key, Place: v.Place, Value: v})
	}
	return out
}
