package terraform

import (
	"slices"
	"strconv"
	"strings"

	"github.com/corslab/corslab/document"
	"github.com/corslab/corslab/importer/openapi"
	"github.com/corslab/corslab/policy"
	"github.com/corslab/corslab/policy/alb"
	"github.com/corslab/corslab/policy/appsync"
	"github.com/corslab/corslab/policy/cloudfront"
	"github.com/corslab/corslab/policy/cors"
	"github.com/corslab/corslab/policy/httpapi"
	"github.com/corslab/corslab/policy/lambdaurl"
	"github.com/corslab/corslab/policy/restapi"
	"github.com/corslab/corslab/policy/s3"
)

// A module is all resources of a file.
type module struct {
	*document.File
	blocks []block
}

// unordered is what is lost where Terraform keeps a set.
const unordered = "Terraform keeps the lists of a rule as sets: their order in the deployed rule may be another"

// resources returns the policies, in the order of the file.
func (m *module) resources(only string) (found []policy.Resource) {
	for _, b := range m.blocks {
		before := len(m.Problems)
		engine, p := m.policy(b)
		if only != "" && b.address != only {
			m.Forget(before)
		}
		if p == nil {
			continue
		}
		r := policy.Resource{Engine: engine, Name: b.address, Place: b.place, Policy: p}
		if c, ok := p.(*s3.Configuration); ok && isReordered(c) {
			r.Assumptions = []string{unordered}
		}
		found = append(found, r)
	}
	return found
}

// isReordered reports whether a rule has a list whose order shows in answers.
func isReordered(c *s3.Configuration) bool {
	return slices.ContainsFunc(c.Rules, func(r s3.Rule) bool { return len(r.AllowedMethods) > 1 || len(r.ExposeHeaders) > 1 })
}

// policy returns the policy that a resource is; nil if it is none.
func (m *module) policy(b block) (policy.Engine, policy.Policy) {
	switch b.kind {
	case "aws_s3_bucket_cors_configuration", "aws_s3_bucket":
		return policy.S3, m.bucket(b)
	case "aws_apigatewayv2_api":
		if b.text("protocol_type") != "WEBSOCKET" {
			return policy.HTTPAPI, m.httpAPI(b)
		}
	case "aws_api_gateway_rest_api":
		return policy.RESTAPI, m.restAPI(b)
	case "aws_lambda_function_url":
		u := &lambdaurl.URL{CORS: m.settings(nested(b.values, "cors")), IAM: b.text("authorization_type") == "AWS_IAM"}
		u.Validate(m.File)
		return policy.LambdaURL, u
	case "aws_cloudfront_distribution":
		return policy.CloudFront, m.distribution(b)
	case "aws_lb_listener", "aws_alb_listener":
		if l := m.listener(b); len(l.Headers) > 0 {
			return policy.ALB, l
		}
	case "aws_appsync_graphql_api":
		return policy.AppSync, &appsync.API{}
	case "aws_cloudfront_response_headers_policy":
		if n := pascal(withoutNulls(b.values)); !m.isUsed(b.address) && known(m.File, n) {
			return policy.CloudFront, cloudfront.Read(m.File, keep(n, "Name", "CorsConfig", "CustomHeadersConfig", "RemoveHeadersConfig"))
		}
	}
	return "", nil
}

// isUsed reports whether a distribution refers to the policy.
func (m *module) isUsed(address string) bool {
	return slices.ContainsFunc(m.blocks, func(b block) bool {
		if b.kind != "aws_cloudfront_distribution" {
			return false
		}
		for _, target := range b.links {
			if leads(target, b.address, address) {
				return true
			}
		}
		return false
	})
}

func (m *module) bucket(b block) policy.Policy {
	rules := b.get("cors_rule")
	if rules == nil || b.kind == "aws_s3_bucket" && len(rules.Items) == 0 {
		if b.kind == "aws_s3_bucket" && m.hasOwnConfiguration(b) {
			return nil
		}
		return s3.None()
	}
	if !known(m.File, rules) {
		return nil
	}
	return s3.ReadRules(m.File, withoutNulls(rules), s3.Terraform)
}

// hasOwnConfiguration reports whether a resource of its own configures the bucket.
func (m *module) hasOwnConfiguration(bucket block) bool {
	return slices.ContainsFunc(m.blocks, func(b block) bool {
		return b.kind == "aws_s3_bucket_cors_configuration" && (leads(b.links["bucket"], b.address, bucket.address) || b.text("bucket") != "" && b.text("bucket") == bucket.text("bucket"))
	})
}

func (m *module) settings(n *document.Node) *cors.Settings {
	if n == nil || !known(m.File, n) {
		return nil
	}
	return cors.Read(m.File, withoutNulls(n), cors.Terraform)
}

// body reads an OpenAPI document that stands in an argument as JSON or YAML.
func (m *module) body(n *document.Node) (*document.File, *document.Node) {
	if n == nil || isUnknown(n) {
		return nil, nil
	}
	f := &document.File{Name: m.Name, Data: []byte(n.Text)}
	root := f.Read(document.Options{})
	if root == nil || !openapi.Is(root) {
		m.Report(n.Place, "the body is no OpenAPI document", "")
		return nil, nil
	}
	return f, root
}

// adopt moves the problems of a body to where it stands.
func (m *module) adopt(f *document.File, at document.Place) {
	for _, p := range f.Problems {
		moved := m.Problem(at, "in the body: "+p.Message, p.Hint)
		moved.Cause = p.Cause
		m.Problems = append(m.Problems, moved)
	}
}

func (m *module) httpAPI(b block) *httpapi.API {
	a := &httpapi.API{}
	if f, root := m.body(b.get("body")); root != nil {
		a = openapi.ReadHTTP(f, root)
		m.adopt(f, b.get("body").Place)
	}
	if c := m.settings(nested(b.values, "cors_configuration")); c != nil {
		a.CORS = c
	}
	for _, r := range m.of("aws_apigatewayv2_route", "api_id", b.address) {
		route := httpapi.Route{Key: r.text("route_key"), Place: r.place}
		if kind := r.get("authorization_type"); kind != nil && known(m.File, kind) {
			route.Authorizer = httpapi.ReadAuthorizer(m.File, kind)
		}
		a.Routes = append(a.Routes, route)
	}
	a.Validate(m.File)
	return a
}

// of returns the resources of a kind whose argument leads to an address.
func (m *module) of(kind, key, address string) (list []block) {
	for _, b := range m.blocks {
		if b.kind == kind && leads(b.links[key], b.address, address) {
			list = append(list, b)
		}
	}
	return list
}

func (m *module) restAPI(b block) *restapi.API {
	a := &restapi.API{Place: b.place}
	if f, root := m.body(b.get("body")); root != nil {
		a = openapi.ReadREST(f, root)
		m.adopt(f, b.get("body").Place)
	}
	if v := b.get("binary_media_types"); v != nil && known(m.File, v) {
		a.BinaryMediaTypes = m.Strings(v, "binary_media_types")
	}
	for _, method := range m.of("aws_api_gateway_method", "rest_api_id", b.address) {
		a.Methods = append(a.Methods, restapi.Method{
			Path: m.path(method.links["resource_id"], method.address, 0), HTTPMethod: method.text("http_method"), Place: method.place,
			Authorization: method.text("authorization"), APIKeyRequired: method.text("api_key_required") == "true",
			Integration: m.integration(method),
		})
	}
	for _, g := range m.of("aws_api_gateway_gateway_response", "rest_api_id", b.address) {
		response := restapi.GatewayResponse{Type: g.text("response_type"), Place: g.place, Parameters: m.parameters(g), Templates: m.templates(g, "response_templates")}
		response.StatusCode, _ = strconv.Atoi(g.text("status_code"))
		for i, p := range response.Parameters { // Terraform leaves out what CloudFormation has
			if !strings.HasPrefix(p.Name, "gatewayresponse.") {
				response.Parameters[i].Name = "gatewayresponse.header." + strings.TrimPrefix(p.Name, "header.")
			}
		}
		a.GatewayResponses = append(a.GatewayResponses, response)
	}
	a.Validate(m.File)
	return a
}

// maxDepth bounds how many resources a path may have.
const maxDepth = 100

// path returns the path of a resource by way of its parents.
func (m *module) path(link, from string, depth int) string {
	i := slices.IndexFunc(m.blocks, func(b block) bool {
		return b.kind == "aws_api_gateway_resource" && leads(link, from, b.address)
	})
	if i < 0 || depth > maxDepth {
		return "/" // the root resource is an attribute of the API
	}
	b := m.blocks[i]
	return strings.TrimSuffix(m.path(b.links["parent_id"], b.address, depth+1), "/") + "/" + b.text("path_part")
}

// belongsTo reports whether a part of a method, such as its integration, is that of
// a method.
func belongsTo(part, method block) bool {
	if part.links["resource_id"] != method.links["resource_id"] || part.links["rest_api_id"] != method.links["rest_api_id"] {
		return false
	}
	return leads(part.links["http_method"], part.address, method.address) || part.text("http_method") != "" && part.text("http_method") == method.text("http_method")
}

func (m *module) integration(method block) restapi.Integration {
	in := restapi.Integration{Type: "AWS_PROXY"}
	for _, b := range m.blocks {
		switch {
		case b.kind == "aws_api_gateway_integration" && belongsTo(b, method):
			if kind := b.get("type"); kind != nil && known(m.File, kind) {
				in.Type = openapi.IntegrationType(m.File, kind)
			}
			in.ContentHandling, in.PassthroughBehavior = b.text("content_handling"), b.text("passthrough_behavior")
			in.RequestTemplates = m.templates(b, "request_templates")
		case b.kind == "aws_api_gateway_integration_response" && (belongsTo(b, method) || m.viaIntegration(b, method)):
			response := restapi.IntegrationResponse{
				SelectionPattern: b.text("selection_pattern"), ContentHandling: b.text("content_handling"), Place: b.place,
				Parameters: m.parameters(b), Templates: m.templates(b, "response_templates"),
			}
			response.StatusCode = m.statusOf(b)
			in.Responses = append(in.Responses, response)
		}
	}
	return in
}

// viaIntegration reports whether an integration response names its method by way of
// the integration.
func (m *module) viaIntegration(response, method block) bool {
	return slices.ContainsFunc(m.blocks, func(b block) bool {
		return b.kind == "aws_api_gateway_integration" && leads(response.links["http_method"], response.address, b.address) && belongsTo(b, method)
	})
}

// statusOf is the status of an integration response, which may be taken from the
// method response.
func (m *module) statusOf(b block) int {
	text := b.text("status_code")
	for _, r := range m.blocks {
		if text == "" && r.kind == "aws_api_gateway_method_response" && leads(b.links["status_code"], b.address, r.address) {
			text = r.text("status_code")
		}
	}
	code, err := strconv.Atoi(text)
	if err != nil {
		m.Report(b.place, "the status of "+b.address+" is not known", "write the number")
	}
	return code
}

func (m *module) parameters(b block) []restapi.Parameter {
	v := b.get("response_parameters")
	if v == nil || !known(m.File, v) {
		return nil
	}
	return openapi.Parameters(m.File, v)
}

func (m *module) templates(b block, key string) map[string]document.String {
	v := b.get(key)
	if v == nil || !known(m.File, v) {
		return nil
	}
	return openapi.Templates(m.File, v)
}

func (m *module) listener(b block) *alb.Listener {
	l := &alb.Listener{Place: b.place}
	for _, e := range b.values.Entries {
		middle, ok := strings.CutPrefix(e.Key, "routing_http_response_access_control_")
		if !ok || e.Value.Kind == document.Null || !known(m.File, e.Value) {
			continue
		}
		key := "routing.http.response.access_control_" + strings.TrimSuffix(middle, "_header_value") + ".header_value"
		l.Set(m.File, document.String{Value: key, Place: e.Place}, e.Value)
	}
	l.Validate(m.File)
	return l
}
