package importer_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/corslab/corslab/importer"
	"github.com/corslab/corslab/policy"
	"github.com/corslab/corslab/policy/httpapi"
	"github.com/corslab/corslab/policy/s3"
	"github.com/corslab/corslab/wire"
)

func read(t *testing.T, name, text string, o importer.Options) importer.Reading {
	t.Helper()
	reading, err := importer.Read(name, []byte(text), o)
	if err != nil {
		t.Fatalf("%s:\n%v", name, err)
	}
	return reading
}

func selected(t *testing.T, r importer.Reading, engine policy.Engine, name string) policy.Resource {
	t.Helper()
	resource, err := r.Select(engine, name)
	if err != nil {
		t.Fatal(err)
	}
	return resource
}

// One bucket in every file that can hold it gives the same rules.
func TestOneBucketInEveryFormat(t *testing.T) {
	age := 300
	want := []s3.Rule{{
		ID: "uploads", AllowedOrigins: []string{"https://dev.example.com", "https://*.example.com"}, AllowedMethods: []string{"GET", "PUT"},
		AllowedHeaders: []string{"x-amz-*"}, ExposeHeaders: []string{"ETag"}, MaxAgeSeconds: &age,
	}}
	for _, test := range []struct{ format, name, text, resource string }{
		{"S3 JSON", "p.json", `[{"ID": "uploads", "AllowedOrigins": ["https://dev.example.com", "https://*.example.com"], "AllowedMethods": ["GET", "PUT"],
			"AllowedHeaders": ["x-amz-*"], "ExposeHeaders": ["ETag"], "MaxAgeSeconds": 300}]`, ""},
		{"CloudFormation template", "t.yaml", `
Parameters:
  Stage: {Type: String, Default: dev}
  Domains: {Type: CommaDelimitedList, Default: "example.com,example.net"}
Conditions:
  Live: !Equals [!Ref Stage, live]
Resources:
  Uploads:
    Type: AWS::S3::Bucket
    Properties:
      BucketName: !ImportValue name
      CorsConfiguration:
        CorsRules:
          - Id: uploads
            AllowedOrigins:
              - !Sub 'https://${Stage}.${Domain}'
              - !Join ['', ['https://*.', !Select [0, !Ref Domains]]]
            AllowedMethods: !If [Live, [GET], [GET, PUT]]
            AllowedHeaders: [x-amz-*]
            ExposedHeaders: [ETag, !Ref 'AWS::NoValue']
            MaxAge: '300'
`, "Uploads"},
		{"Terraform configuration", "main.tf", `
variable "stage" { default = "dev" }
variable "methods" { type = list(string) }
locals {
  domain  = "example.com"
  origins = ["https://${var.stage}.${local.domain}", format("https://*.%s", local.domain)]
}
resource "aws_s3_bucket" "uploads" { bucket = "uploads" }
resource "aws_s3_bucket_cors_configuration" "uploads" {
  bucket = aws_s3_bucket.uploads.id
  dynamic "cors_rule" {
    for_each = { uploads = local.origins }
    content {
      id              = cors_rule.key
      allowed_origins = cors_rule.value
      allowed_methods = var.methods
      allowed_headers = ["x-amz-*"]
      expose_headers  = ["ETag"]
      max_age_seconds = 5 * 60
    }
  }
}
`, "aws_s3_bucket_cors_configuration.uploads"},
		{"terraform show -json", "plan.json", `{"format_version": "1.2", "planned_values": {"root_module": {"child_modules": [{"address": "module.site", "resources": [
			{"address": "module.site.aws_s3_bucket_cors_configuration.uploads", "mode": "managed", "type": "aws_s3_bucket_cors_configuration", "values": {
			"bucket": null, "cors_rule": [{"id": "uploads", "allowed_origins": ["https://dev.example.com", "https://*.example.com"], "allowed_methods": ["GET", "PUT"],
			"allowed_headers": ["x-amz-*"], "expose_headers": ["ETag"], "max_age_seconds": 300}]}}]}]}}}`, "module.site.aws_s3_bucket_cors_configuration.uploads"},
		{"Serverless Framework configuration", "serverless.yml", `
service: shop
provider: {name: aws, stage: "${opt:stage, 'dev'}"}
custom: {domain: example.com}
resources:
  Resources:
    Uploads:
      Type: AWS::S3::Bucket
      Properties:
        CorsConfiguration:
          CorsRules:
            - Id: uploads
              AllowedOrigins: ["https://${sls:stage}.${self:custom.domain}", "https://*.${self:custom.domain}"]
              AllowedMethods: [GET, PUT]
              AllowedHeaders: [x-amz-*]
              ExposedHeaders: [ETag]
              MaxAge: 300
`, "Uploads"},
	} {
		t.Run(test.format, func(t *testing.T) {
			o := importer.Options{}
			switch test.format {
			case "CloudFormation template":
				o.Params = map[string]string{"Domain": "example.com"}
				test.text = strings.Replace(test.text, "Parameters:", "Parameters:\n  Domain: {Type: String}", 1)
			case "Terraform configuration":
				o.Params = map[string]string{"methods": `["GET", "PUT"]`}
			}
			reading := read(t, test.name, test.text, o)
			if reading.Format != test.format {
				t.Errorf("taken for %s", reading.Format)
			}
			got := selected(t, reading, policy.S3, test.resource).Policy.(*s3.Configuration).Rules
			if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(s3.Rule{}, "Place", "Places")); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
			if got[0].Place.Line == 0 || got[0].Places.AllowedOrigins[1].Line == 0 {
				t.Error("the rule has no place")
			}
		})
	}
}

func preflight(p policy.Policy, target, origin, method, headers string) wire.Response {
	r := wire.Request{Method: "OPTIONS", Origin: "https://api.example.net", Target: target, Header: wire.Header{
		wire.NewLine("Origin", origin), wire.NewLine("Access-Control-Request-Method", method),
	}}
	if headers != "" {
		r.Header.Add("Access-Control-Request-Headers", headers)
	}
	return p.New(nil).Answer(r)
}

// What SAM deploys for OPTIONS
// (https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-api-corsconfiguration.html).
func TestSAM(t *testing.T) {
	const template = `
Transform: AWS::Serverless-2016-10-31
Resources:
  Api:
    Type: AWS::Serverless::Api
    Properties:
      StageName: prod
      Cors: {AllowOrigin: "'https://a.example'", AllowHeaders: "'authorization'", MaxAge: "'600'", AllowCredentials: true}
      Auth: {DefaultAuthorizer: Token, Authorizers: {Token: {FunctionArn: !GetAtt F.Arn}}, AddDefaultAuthorizerToCorsPreflight: %s}
  F:
    Type: AWS::Serverless::Function
    Properties:
      Events:
        Get: {Type: Api, Properties: {Path: /items, Method: get, RestApiId: !Ref Api}}
        Put: {Type: Api, Properties: {Path: /items, Method: put, RestApiId: !Ref Api}}
        Http: {Type: HttpApi, Properties: {Path: /orders, Method: post}}
      FunctionUrlConfig: {AuthType: NONE, Cors: {AllowOrigins: ['*'], AllowMethods: [GET]}}
Globals:
  HttpApi: {CorsConfiguration: true}
`
	free := read(t, "t.yaml", strings.Replace(template, "%s", "false", 1), importer.Options{})
	got := preflight(selected(t, free, policy.RESTAPI, "Api").Policy, "/items", "https://b.example", "PUT", "")
	want := map[string]string{
		"Access-Control-Allow-Origin": "https://a.example", "Access-Control-Allow-Headers": "authorization",
		"Access-Control-Allow-Methods": "GET,OPTIONS,PUT", "Access-Control-Max-Age": "600", "Access-Control-Allow-Credentials": "true",
	}
	for name, value := range want {
		if sent, _ := got.Header.Get(name); got.Status != 200 || sent != value {
			t.Errorf("%d, %s: %q, want %q", got.Status, name, sent, value)
		}
	}
	guarded := read(t, "t.yaml", strings.Replace(template, "%s", "true", 1), importer.Options{})
	if got := preflight(selected(t, guarded, policy.RESTAPI, "Api").Policy, "/items", "https://a.example", "PUT", ""); got.Status != 401 {
		t.Errorf("with the authorizer on preflights: %d, want 401", got.Status)
	}
	api := selected(t, free, policy.HTTPAPI, "ServerlessHttpApi").Policy.(*httpapi.API)
	if api.CORS == nil || !api.CORS.AnyOrigin() || len(api.Routes) != 1 || api.Routes[0].Key != "POST /orders" {
		t.Errorf("the implicit HTTP API is %+v", api)
	}
	selected(t, free, policy.LambdaURL, "F")
}

// What the Serverless Framework deploys: the first origin, and a template that puts
// another of the list in its place.
func TestServerlessOrigins(t *testing.T) {
	reading := read(t, "serverless.yml", `
service: shop
provider: {name: aws}
functions:
  items:
    handler: items.get
    events:
      - http: {method: get, path: 'items/{id}', cors: {origins: ['https://a.example', 'https://*.b.example'], headers: [x-a], maxAge: 60}}
      - http: put items/{id}
`, importer.Options{})
	p := selected(t, reading, policy.RESTAPI, "").Policy
	for origin, want := range map[string]string{
		"https://a.example": "https://a.example", "https://x.b.example": "https://x.b.example", "https://b.example": "https://a.example",
		"https://x.bbexample": "https://a.example",
	} {
		got := preflight(p, "/items/1", origin, "GET", "")
		if sent, _ := got.Header.Get("Access-Control-Allow-Origin"); got.Status != 200 || sent != want {
			t.Errorf("%s: %d, Access-Control-Allow-Origin: %q, want %q", origin, got.Status, sent, want)
		}
		for _, note := range got.Notes {
			if note.Unverified {
				t.Errorf("%s: %s", origin, note.Text)
			}
		}
	}
	if got := preflight(p, "/items/1", "https://a.example", "GET", ""); !got.Header.Has("Access-Control-Max-Age") {
		t.Error("the maximum age is not sent")
	}
}

// What is wrong with a resource is of no matter to whoever wants another.
func TestOtherResourcesAreOfNoMatter(t *testing.T) {
	for name, test := range map[string]struct{ text, wanted, broken string }{
		"t.yaml": {`
Resources:
  Good: {Type: AWS::S3::Bucket, Properties: {CorsConfiguration: {CorsRules: [{AllowedOrigins: ['https://a.example'], AllowedMethods: [GET]}]}}}
  Bad: {Type: AWS::S3::Bucket, Properties: {CorsConfiguration: {CorsRules: [{AllowedOrigins: [!ImportValue site], AllowedMethods: [GET]}]}}}
`, "Good", "Bad"},
		"main.tf": {`
variable "site" {}
resource "aws_lambda_function_url" "good" {
  cors { allow_origins = ["https://a.example"] }
}
resource "aws_lambda_function_url" "bad" {
  cors { allow_origins = [var.site] }
}
`, "aws_lambda_function_url.good", "aws_lambda_function_url.bad"},
		"serverless.yml": {`
service: shop
provider: {name: aws}
functions:
  good: {url: {cors: {allowedOrigins: ['https://a.example']}}}
  bad: {url: {cors: {allowedOrigins: ['${env:SITE}']}}}
`, "good", "bad"},
	} {
		selected(t, read(t, name, test.text, importer.Options{Resource: test.wanted}), "", test.wanted)
		for _, wanted := range []string{"", test.broken} {
			if _, err := importer.Read(name, []byte(test.text), importer.Options{Resource: wanted}); err == nil {
				t.Errorf("%s, wanting %q: nothing is wrong", name, wanted)
			}
		}
	}
}

// Without a list the one origin is sent as it is; events on one path are taken
// together, the last first.
func TestServerlessMerges(t *testing.T) {
	p := selected(t, read(t, "serverless.yml", `
service: shop
provider: {name: aws}
functions:
  items:
    handler: items.get
    events:
      - http: {method: get, path: any, cors: true}
      - http: {method: post, path: comma, cors: {origin: 'https://a.example, https://b.example', methods: [GET]}}
      - http: {method: get, path: two, cors: {origins: [https://first.example]}}
      - http: {method: put, path: two, cors: {origins: [https://second.example]}}
`, importer.Options{}), policy.RESTAPI, "").Policy
	for _, test := range []struct{ path, origin, allowed, methods string }{
		{"/any", "https://a.example", "*", "OPTIONS,GET"},
		{"/comma", "https://b.example", "https://b.example", "GET,OPTIONS,POST"},
		{"/comma", "https://c.example", "https://a.example", "GET,OPTIONS,POST"},
		{"/two", "https://first.example", "https://first.example", "OPTIONS,PUT,GET"},
		{"/two", "https://c.example", "https://second.example", "OPTIONS,PUT,GET"},
	} {
		got := preflight(p, test.path, test.origin, "GET", "")
		allowed, _ := got.Header.Get("Access-Control-Allow-Origin")
		methods, _ := got.Header.Get("Access-Control-Allow-Methods")
		if allowed != test.allowed || methods != test.methods {
			t.Errorf("%s from %s: %q, %q, want %q, %q", test.path, test.origin, allowed, methods, test.allowed, test.methods)
		}
	}
}

// Instances of count and for_each, and of modules, belong to the instance with their
// own index.
func TestTerraformInstances(t *testing.T) {
	for name, text := range map[string]string{
		"main.tf": `
resource "aws_apigatewayv2_api" "a" {
  for_each      = toset(["eu", "us"])
  protocol_type = "HTTP"
  cors_configuration { allow_origins = [try(local.none, "https://${each.key}.example")] }
}
resource "aws_apigatewayv2_route" "r" {
  for_each  = toset(["eu", "us"])
  api_id    = aws_apigatewayv2_api.a[each.key].id
  route_key = "GET /${each.key}"
}`,
		"plan.json": `{"format_version": "1.2", "planned_values": {"root_module": {"child_modules": [{"address": "module.m[\"eu\"]", "resources": [
  {"address": "module.m[\"eu\"].aws_apigatewayv2_api.a", "mode": "managed", "type": "aws_apigatewayv2_api", "values": {"protocol_type": "HTTP", "cors_configuration": [{"allow_origins": ["https://eu.example"]}]}},
  {"address": "module.m[\"eu\"].aws_apigatewayv2_route.r", "mode": "managed", "type": "aws_apigatewayv2_route", "values": {"route_key": "GET /eu"}}]}]}},
  "configuration": {"root_module": {"module_calls": {"m": {"module": {"resources": [
  {"address": "aws_apigatewayv2_route.r", "expressions": {"api_id": {"references": ["aws_apigatewayv2_api.a.id", "aws_apigatewayv2_api.a"]}}}]}}}}}}`,
	} {
		for _, r := range read(t, name, text, importer.Options{}).Resources {
			a := r.Policy.(*httpapi.API)
			region := strings.TrimSuffix(strings.TrimPrefix(a.CORS.AllowOrigins[0].Value, "https://"), ".example")
			if len(a.Routes) != 1 || a.Routes[0].Key != "GET /"+region {
				t.Errorf("%s: %s has the routes %v", name, r.Name, a.Routes)
			}
		}
	}
}

// A REST API as CDK synthesises it, and the same in Terraform.
func TestLinkedRESTResources(t *testing.T) {
	for name, text := range map[string]string{
		"t.json": `{"Resources": {
  "Api": {"Type": "AWS::ApiGateway::RestApi"},
  "Items": {"Type": "AWS::ApiGateway::Resource", "Properties": {"ParentId": {"Fn::GetAtt": ["Api", "RootResourceId"]}, "PathPart": "items", "RestApiId": {"Ref": "Api"}}},
  "One": {"Type": "AWS::ApiGateway::Resource", "Properties": {"ParentId": {"Ref": "Items"}, "PathPart": "{id}", "RestApiId": {"Ref": "Api"}}},
  "Get": {"Type": "AWS::ApiGateway::Method", "Properties": {"HttpMethod": "GET", "ResourceId": {"Ref": "One"}, "RestApiId": {"Ref": "Api"}, "AuthorizationType": "NONE",
    "Integration": {"Type": "AWS_PROXY", "IntegrationHttpMethod": "POST", "Uri": {"Fn::Join": ["", ["arn:", {"Fn::GetAtt": ["F", "Arn"]}]]}}}},
  "Options": {"Type": "AWS::ApiGateway::Method", "Properties": {"HttpMethod": "OPTIONS", "ResourceId": {"Ref": "One"}, "RestApiId": {"Ref": "Api"}, "AuthorizationType": "NONE",
    "Integration": {"Type": "MOCK", "RequestTemplates": {"application/json": "{ statusCode: 200 }"}, "IntegrationResponses": [{"StatusCode": "204",
      "ResponseParameters": {"method.response.header.Access-Control-Allow-Origin": "'https://a.example'", "method.response.header.Vary": "'Origin'"},
      "ResponseTemplates": {"application/json": "#set($origin = $input.params().header.get(\"Origin\"))\n#if($origin == \"\")\n  #set($origin = $input.params().header.get(\"origin\"))\n#end\n#if($origin.matches(\"https://b.example\"))\n  #set($context.responseOverride.header.Access-Control-Allow-Origin = $origin)\n#end"}}]}}}}}`,
		"main.tf": `
resource "aws_api_gateway_rest_api" "api" { name = "api" }
resource "aws_api_gateway_resource" "items" {
  rest_api_id = aws_api_gateway_rest_api.api.id
  parent_id   = aws_api_gateway_rest_api.api.root_resource_id
  path_part   = "items"
}
resource "aws_api_gateway_resource" "one" {
  rest_api_id = aws_api_gateway_rest_api.api.id
  parent_id   = aws_api_gateway_resource.items.id
  path_part   = "{id}"
}
resource "aws_api_gateway_method" "options" {
  rest_api_id   = aws_api_gateway_rest_api.api.id
  resource_id   = aws_api_gateway_resource.one.id
  http_method   = "OPTIONS"
  authorization = "NONE"
}
resource "aws_api_gateway_integration" "options" {
  rest_api_id       = aws_api_gateway_rest_api.api.id
  resource_id       = aws_api_gateway_resource.one.id
  http_method       = aws_api_gateway_method.options.http_method
  type              = "MOCK"
  request_templates = { "application/json" = jsonencode({ statusCode = 200 }) }
}
resource "aws_api_gateway_integration_response" "options" {
  rest_api_id         = aws_api_gateway_rest_api.api.id
  resource_id         = aws_api_gateway_resource.one.id
  http_method         = aws_api_gateway_method.options.http_method
  status_code         = 204
  response_parameters = {
    "method.response.header.Access-Control-Allow-Origin" = "'https://a.example'"
    "method.response.header.Vary"                        = "'Origin'"
  }
  response_templates = {
    "application/json" = "#if($input.params(\"Origin\").matches(\"https://b.example\")) #set($context.responseOverride.header.Access-Control-Allow-Origin = $input.params(\"Origin\")) #end"
  }
}
`,
	} {
		p := selected(t, read(t, name, text, importer.Options{}), policy.RESTAPI, "").Policy
		for origin, want := range map[string]string{"https://b.example": "https://b.example", "https://evil.example": "https://a.example"} {
			got := preflight(p, "/items/7", origin, "GET", "")
			if sent, _ := got.Header.Get("Access-Control-Allow-Origin"); got.Status != 204 || sent != want {
				t.Errorf("%s, %s: %d, Access-Control-Allow-Origin: %q, want %q", name, origin, got.Status, sent, want)
			}
		}
	}
}

// A distribution and the policies it refers to.
func TestLinkedDistribution(t *testing.T) {
	for name, text := range map[string]string{
		"t.yaml": `
Resources:
  Site:
    Type: AWS::CloudFront::Distribution
    Properties:
      DistributionConfig:
        Enabled: true
        DefaultCacheBehavior: {TargetOriginId: o, AllowedMethods: [GET, HEAD, OPTIONS], CachePolicyId: 4135ea2d-6df8-44a3-9df3-4b5a84be39ad, ResponseHeadersPolicyId: !Ref Own}
  Own:
    Type: AWS::CloudFront::ResponseHeadersPolicy
    Properties:
      ResponseHeadersPolicyConfig:
        Name: own
        CorsConfig: {AccessControlAllowCredentials: false, AccessControlAllowOrigins: {Items: ['https://a.example']}, AccessControlAllowMethods: {Items: [GET]}, AccessControlAllowHeaders: {Items: [x-a]}, OriginOverride: true}
`,
		"main.tf": `
data "aws_cloudfront_cache_policy" "none" { name = "Managed-CachingDisabled" }
resource "aws_cloudfront_response_headers_policy" "own" {
  name = "own"
  cors_config {
    access_control_allow_credentials = false
    access_control_allow_origins { items = ["https://a.example"] }
    access_control_allow_methods { items = ["GET"] }
    access_control_allow_headers { items = ["x-a"] }
    origin_override = true
  }
}
resource "aws_cloudfront_distribution" "site" {
  enabled = true
  default_cache_behavior {
    target_origin_id           = "o"
    allowed_methods            = ["GET", "HEAD", "OPTIONS"]
    cached_methods             = ["GET", "HEAD"]
    cache_policy_id            = data.aws_cloudfront_cache_policy.none.id
    response_headers_policy_id = aws_cloudfront_response_headers_policy.own.id
  }
}
`,
	} {
		p := selected(t, read(t, name, text, importer.Options{}), policy.CloudFront, "").Policy
		got := preflight(p, "/", "https://a.example", "GET", "x-a")
		for header, want := range map[string]string{"Access-Control-Allow-Origin": "https://a.example", "Access-Control-Allow-Headers": "x-a", "Access-Control-Allow-Methods": "GET"} {
			if sent, _ := got.Header.Get(header); sent != want {
				t.Errorf("%s: %s: %q, want %q", name, header, sent, want)
			}
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add("t.yaml", "Resources: {B: {Type: AWS::S3::Bucket, Properties: {CorsConfiguration: {CorsRules: [{AllowedOrigins: [!Sub 'https://${A}'], AllowedMethods: [GET]}]}}}}")
	f.Add("main.tf", "variable \"a\" {}\nresource \"aws_lambda_function_url\" \"u\" {\n  cors { allow_origins = [var.a] }\n}\n")
	f.Add("p.json", `{"openapi": "3.0.1", "paths": {"/a": {"options": {"x-amazon-apigateway-integration": {"type": "mock", "responses": {"default": {"statusCode": "200"}}}}}}}`)
	f.Add("serverless.yml", "service: a\nprovider: {name: aws, httpApi: {cors: '${self:custom.cors}'}}\ncustom: {cors: true}\n")
	f.Add("p.json", `{"DistributionConfig": {"DefaultCacheBehavior": {"ForwardedValues": {"Headers": {"Items": ["*"]}}}}}`)
	f.Add("plan.json", `{"format_version": "1.2", "values": {"root_module": {"resources": [{"address": "a", "type": "aws_lb_listener", "values": {}}]}}}`)
	f.Fuzz(func(t *testing.T, name, text string) {
		for _, engine := range append(policy.Engines(), "") {
			reading, err := importer.Read(name, []byte(text), importer.Options{Engine: engine})
			if err != nil {
				continue
			}
			for _, r := range reading.Resources {
				if r.Policy == nil {
					t.Fatalf("%s has no policy", r.Name)
				}
				if got := preflight(r.Policy, "/a/b?c", "https://a.example", "PUT", "x-a,content-type"); got.Status == 0 && got.Fault.Kind == "" {
					t.Fatalf("%s answers nothing", r.Name)
				}
			}
		}
	})
}
