package audit_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/corslab/corslab/importer"
	"github.com/corslab/corslab/policy"
	"github.com/corslab/corslab/policy/audit"
)

func found(t *testing.T, name, text string, engine policy.Engine) []audit.Finding {
	t.Helper()
	reading, err := importer.Read(name, []byte(text), importer.Options{Engine: engine})
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return audit.Audit([]byte(text), reading.Resources)
}

func ids(findings []audit.Finding) (list []string) {
	for _, f := range findings {
		list = append(list, f.ID)
	}
	return list
}

// s3Rule is a rule with nothing wrong in it but for one part.
func s3Rule(part string) string {
	parts := []string{`"AllowedOrigins": ["https://a.example"]`, `"AllowedMethods": ["GET"]`, `"AllowedHeaders": ["x-token"]`}
	name, _, _ := strings.Cut(part, ":")
	parts = slices.DeleteFunc(parts, func(p string) bool { return strings.HasPrefix(p, name+":") })
	return "{" + strings.Join(append(parts, part), ", ") + "}"
}

func s3(part string) string { return "[" + s3Rule(part) + "]" }

func mockAPI(extra, options, parameters string) string {
	return `{"openapi": "3.0.1", ` + extra + `"paths": {"/items": {
  "get": {"x-amazon-apigateway-integration": {"type": "aws_proxy"}},
  "options": {` + options + `"x-amazon-apigateway-integration": {"type": "mock",
    "requestTemplates": {"application/json": "{\"statusCode\": 200}"},
    "responses": {"default": {"statusCode": "200", "responseParameters": {` + parameters + `}}}}}}}}`
}

const (
	gatewayResponses = `"x-amazon-apigateway-gateway-responses": {
  "DEFAULT_4XX": {"responseParameters": {"gatewayresponse.header.Access-Control-Allow-Origin": "'*'"}},
  "DEFAULT_5XX": {"responseParameters": {"gatewayresponse.header.Access-Control-Allow-Origin": "'*'"}}}, `
	authorizer  = `"components": {"securitySchemes": {"token": {"type": "apiKey", "name": "Authorization", "in": "header", "x-amazon-apigateway-authorizer": {"type": "token"}}}}, `
	anyOrigin   = `"method.response.header.Access-Control-Allow-Origin": "'*'"`
	credentials = `, "method.response.header.Access-Control-Allow-Credentials": "'true'"`
)

func distribution(behavior, policies string) string {
	return `{"DistributionConfig": {"DefaultCacheBehavior": {` + behavior + `}}, "ResponseHeadersPolicies": {` + policies + `}}`
}

// tests hold, for every rule, a policy that has exactly this finding.
var tests = []struct {
	rule   string
	file   string // its extension says how it is read
	text   string
	engine policy.Engine
}{
	{"any-origin-with-credentials", "p.json", s3(`"AllowedOrigins": ["https://*"]`), ""},
	{"any-origin-with-credentials", "p.json", `{"AllowOrigins": ["*"], "AllowMethods": ["GET"], "AllowCredentials": true}`, policy.LambdaURL},
	{"any-origin-with-credentials", "p.json", `{"allowOrigins": ["https://*"], "allowMethods": ["GET"], "allowCredentials": true}`, policy.HTTPAPI},
	{"null-origin", "p.json", s3(`"AllowedOrigins": ["https://a.example", "null"]`), ""},
	{"wildcard-without-dot", "p.json", s3(`"AllowedOrigins": ["https://*example.com", "https://example.com"]`), ""},
	{"wildcard-at-the-end", "p.json", s3(`"AllowedOrigins": ["https://example.*"]`), ""},
	{"wildcard-at-the-end", "p.json", s3(`"AllowedOrigins": ["https://example.com*"]`), ""},
	{"wildcard-public-suffix", "p.json", s3(`"AllowedOrigins": ["https://*.github.io"]`), ""},
	{"http-origin", "p.json", s3(`"AllowedOrigins": ["https://a.example", "http://a.example"]`), ""},
	{"http-origin", "p.yaml", "allowOrigins:\n  - http://a.example\nallowMethods: [GET]\n", policy.HTTPAPI},
	{"any-origin-may-write", "p.json", `[{"AllowedOrigins": ["*"], "AllowedMethods": ["POST"], "AllowedHeaders": ["*"]}]`, ""},
	{"origin-trailing-slash", "p.json", s3(`"AllowedOrigins": ["https://a.example/"]`), ""},
	{"origin-trailing-slash", "p.xml", "<CORSConfiguration><CORSRule><AllowedOrigin>https://a.example/</AllowedOrigin><AllowedMethod>GET</AllowedMethod></CORSRule></CORSConfiguration>", ""},
	{"origin-with-path", "p.json", s3(`"AllowedOrigins": ["https://a.example/app"]`), ""},
	{"origin-default-port", "p.json", s3(`"AllowedOrigins": ["https://a.example:443"]`), ""},
	{"origin-upper-case", "p.json", s3(`"AllowedOrigins": ["https://A.example"]`), ""},
	{"origin-without-scheme", "p.json", s3(`"AllowedOrigins": ["a.example"]`), ""},
	{"origin-whitespace", "p.json", s3(`"AllowedOrigins": ["https://a.example "]`), ""},
	{"apex-missing", "p.json", s3(`"AllowedOrigins": ["https://*.example.com"]`), ""},
	{"apex-missing", "p.yaml", "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  B:\n    Type: AWS::S3::Bucket\n    Properties:\n      CorsConfiguration:\n        CorsRules:\n          - AllowedOrigins:\n              - https://*.example.com\n            AllowedMethods: [GET]\n", ""},
	{"comma-list", "p.json", s3(`"AllowedOrigins": ["https://a.example,https://b.example"]`), ""},
	{"comma-list", "p.json", `{"AllowOrigins": ["https://a.example"], "AllowMethods": ["GET"], "AllowHeaders": ["a,b"]}`, policy.LambdaURL},
	{"duplicate-entry", "p.json", s3(`"AllowedMethods": ["GET", "HEAD", "GET"]`), ""},
	{"duplicate-entry", "p.yaml", "allowOrigins:\n  - https://a.example\n  - https://a.example\nallowMethods: [GET]\n", policy.HTTPAPI},
	{"unreachable-rule", "p.json", "[" + s3Rule(`"AllowedOrigins": ["*"]`) + ", " + s3Rule(`"AllowedOrigins": ["https://b.example"]`) + "]", ""},
	{"header-never-asked", "p.json", s3(`"AllowedHeaders": ["x-a", "Cookie"]`), ""},
	{"response-header-allowed", "p.json", s3(`"AllowedHeaders": ["Access-Control-Allow-Origin", "x-a"]`), ""},
	{"method-never-asked", "p.json", `{"allowOrigins": ["https://a.example"], "allowMethods": ["GET", "OPTIONS"]}`, ""},
	{"max-age-too-long", "p.json", s3(`"MaxAgeSeconds": 604800`), ""},
	{"max-age-negative", "p.json", `{"allowOrigins": ["https://a.example"], "allowMethods": ["GET"], "maxAge": -1}`, ""},
	{"star-with-credentials", "p.json", `{"allowOrigins": ["https://a.example"], "allowMethods": ["*"], "allowCredentials": true}`, ""},
	{"authorization-not-covered", "p.json", `{"allowOrigins": ["https://a.example"], "allowMethods": ["GET"], "allowHeaders": ["*"]}`, ""},
	{"etag-not-exposed", "p.json", `[{"AllowedOrigins": ["https://a.example"], "AllowedMethods": ["PUT"], "AllowedHeaders": ["*"], "ExposeHeaders": ["x-amz-version-id"]}]`, ""},
	{"sdk-headers-missing", "p.json", `[{"AllowedOrigins": ["https://a.example"], "AllowedMethods": ["PUT"], "AllowedHeaders": ["content-type"], "ExposeHeaders": ["ETag"]}]`, ""},
	{"rest-default-4xx", "p.json", strings.Replace(mockAPI(gatewayResponses, "", anyOrigin), `"DEFAULT_4XX": {"responseParameters": {"gatewayresponse.header.Access-Control-Allow-Origin": "'*'"}},`, "", 1), ""},
	{"rest-default-5xx", "p.json", strings.Replace(mockAPI(gatewayResponses, "", anyOrigin), "DEFAULT_5XX", "THROTTLED", 1), ""},
	{"rest-preflight-authorizer", "p.json", mockAPI(gatewayResponses+authorizer, `"security": [{"token": []}], `, anyOrigin), ""},
	{"rest-preflight-missing", "p.json", strings.Replace(mockAPI(gatewayResponses, "", anyOrigin), `"paths": {`, `"paths": {"/orders": {"put": {"x-amazon-apigateway-integration": {"type": "aws_proxy"}}}, `, 1), ""},
	{"rest-origin-list", "p.json", mockAPI(gatewayResponses, "", `"method.response.header.Access-Control-Allow-Origin": "'https://a.example,https://b.example'"`), ""},
	{"rest-binary-mock", "p.json", mockAPI(gatewayResponses+`"x-amazon-apigateway-binary-media-types": ["*/*"], `, "", anyOrigin), ""},
	{"rest-vary-missing", "p.json", strings.Replace(mockAPI(gatewayResponses, "", `"method.response.header.Access-Control-Allow-Origin": "'https://a.example'"`), `"responseParameters": {"method`, `"responseTemplates": {"application/json": "#set($context.responseOverride.header.Access-Control-Allow-Origin = $input.params('Origin'))"}, "responseParameters": {"method`, 1), ""},
	{"rest-star-with-credentials", "p.json", mockAPI(gatewayResponses, "", anyOrigin+credentials), ""},
	{"http-preflight-authorizer", "p.json", `{"corsConfiguration": {"allowOrigins": ["https://a.example"], "allowMethods": ["GET"]}, "routes": [{"routeKey": "$default", "authorizationType": "JWT"}]}`, ""},
	{"cloudfront-options-blocked", "p.json", distribution(`"ResponseHeadersPolicyId": "own"`, `"own": {"CorsConfig": {"AccessControlAllowOrigins": {"Items": ["https://a.example"]}, "AccessControlAllowHeaders": {"Items": ["x-a"]}, "AccessControlAllowMethods": {"Items": ["GET"]}}}`), ""},
	{"cloudfront-origin-not-in-key", "p.json", distribution(`"CachePolicyId": "658327ea-f89d-4fab-a63d-7e88639e58f6", "OriginRequestPolicyId": "88a5eaf4-2fd4-4709-b370-b4c650ea3fcf"`, ""), ""},
	{"cloudfront-no-allow-headers", "p.json", distribution(`"AllowedMethods": {"Items": ["GET", "HEAD", "OPTIONS"]}, "ResponseHeadersPolicyId": "5cc3b908-e619-4b99-88e5-2cf7f45965bd"`, ""), ""},
	{"cloudfront-star-with-credentials", "p.json", `{"AccessControlAllowOrigins": {"Items": ["*"]}, "AccessControlAllowMethods": {"Items": ["GET"]}, "AccessControlAllowHeaders": {"Items": ["x-a"]}, "AccessControlAllowCredentials": true}`, ""},
	{"alb-star-with-credentials", "p.json", `[{"Key": "routing.http.response.access_control_allow_origin.header_value", "Value": "*"}, {"Key": "routing.http.response.access_control_allow_credentials.header_value", "Value": "true"}]`, ""},
}

func TestEveryRuleIsFoundAloneAndMended(t *testing.T) {
	for _, test := range tests {
		t.Run(test.rule, func(t *testing.T) {
			findings := found(t, test.file, test.text, test.engine)
			if got := ids(findings); !slices.Equal(slices.Compact(got), []string{test.rule}) {
				t.Fatalf("found %v\n%s", got, test.text)
			}
			f := findings[0]
			if f.Place.Line == 0 || f.Message == "" {
				t.Errorf("at %v: %q", f.Place, f.Message)
			}
			if f.Edit == nil {
				return
			}
			mended := string(audit.Apply([]byte(test.text), f.Edit))
			if got := ids(found(t, test.file, mended, test.engine)); slices.Contains(got, test.rule) {
				t.Errorf("after the edit there is still %v\n%s", got, mended)
			}
		})
	}
}

func TestEveryRuleIsTested(t *testing.T) {
	for _, rule := range audit.Rules() {
		if !slices.ContainsFunc(tests, func(test struct {
			rule, file, text string
			engine           policy.Engine
		}) bool {
			return test.rule == rule.ID
		}) {
			t.Errorf("no test finds %s", rule.ID)
		}
		if rule.Why == "" || rule.Fix == "" || rule.Spec == "" || rule.Title == "" {
			t.Errorf("%s is not explained", rule.ID)
		}
	}
	if n := len(audit.Rules()); n < 25 {
		t.Errorf("%d rules, want 25 or more", n)
	}
}

// A policy with nothing wrong gets nothing said.
func TestSilence(t *testing.T) {
	for why, test := range map[string]struct {
		file, text string
		engine     policy.Engine
	}{
		"a public bucket":                        {"p.json", s3(`"AllowedOrigins": ["*"]`), ""},
		"one origin":                             {"p.json", s3(`"AllowedOrigins": ["https://a.example"]`), ""},
		"development":                            {"p.json", s3(`"AllowedOrigins": ["http://localhost:3000", "http://127.0.0.1:8080", "http://localhost:*"]`), ""},
		"domain and below":                       {"p.json", s3(`"AllowedOrigins": ["https://*.example.com", "https://example.com"]`), ""},
		"uploads":                                {"p.json", `[{"AllowedOrigins": ["https://a.example"], "AllowedMethods": ["PUT", "POST"], "AllowedHeaders": ["*"], "ExposeHeaders": ["ETag"], "MaxAgeSeconds": 3000}]`, ""},
		"rules in order":                         {"p.json", "[" + s3Rule(`"AllowedOrigins": ["https://b.example"]`) + "," + s3Rule(`"AllowedOrigins": ["*"]`) + "]", ""},
		"an HTTP API":                            {"p.json", `{"allowOrigins": ["https://a.example"], "allowMethods": ["GET", "POST"], "allowHeaders": ["authorization"], "allowCredentials": true, "maxAge": 7200}`, ""},
		"a public HTTP API":                      {"p.json", `{"allowOrigins": ["*"], "allowMethods": ["GET"], "allowHeaders": ["x-a"]}`, ""},
		"a function URL":                         {"p.json", `{"AllowOrigins": ["*"], "AllowMethods": ["*"]}`, policy.LambdaURL},
		"a REST API":                             {"p.json", mockAPI(gatewayResponses, "", anyOrigin), ""},
		"a REST API without any thought of CORS": {"p.json", `{"openapi": "3.0.1", "x-amazon-apigateway-binary-media-types": ["image/png"], "paths": {"/items": {"get": {"x-amazon-apigateway-integration": {"type": "aws_proxy"}}}}}`, ""},
		"an empty bucket":                        {"p.json", `{"AWSTemplateFormatVersion": "2010-09-09", "Resources": {"B": {"Type": "AWS::S3::Bucket"}}}`, ""},
	} {
		if findings := found(t, test.file, test.text, test.engine); len(findings) > 0 {
			t.Errorf("%s: %v: %s", why, ids(findings), findings[0].Message)
		}
	}
}
