package draft

import (
	"testing"

	"github.com/google/go-cmp/cmp"

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
	"github.com/corslab/corslab/policy/restapi"
	"github.com/corslab/corslab/policy/s3"
)

func TestPromises(t *testing.T) {
	of := document.StringsOf
	settings := &cors.Settings{AllowOrigins: of("https://a.test"), AllowMethods: of("GET", "PUT", "OPTIONS"), AllowHeaders: of("X-A"), AllowCredentials: true}
	a, xa := []string{"https://a.test"}, []string{"X-A"}
	bucket := &s3.Configuration{Rules: []s3.Rule{
		{AllowedOrigins: a, AllowedMethods: []string{"GET"}},
		{AllowedOrigins: []string{"*"}, AllowedMethods: []string{"HEAD"}, AllowedHeaders: xa},
	}}
	ofBucket := []promise{
		{what: "rule 1", path: "/example.txt", origins: a, methods: []string{"GET"}},
		{what: "rule 2", path: "/example.txt", origins: []string{"*"}, methods: []string{"HEAD"}, headers: xa},
	}
	for _, c := range []struct {
		why    string
		policy policy.Policy
		want   []promise
	}{
		{"each rule of a bucket", bucket, ofBucket},
		{"of a Lightsail bucket", &lightsail.Bucket{Configuration: bucket}, ofBucket},
		{"of a container", &mediastore.Container{Configuration: bucket}, ofBucket},
		{"a bucket without rules", s3.None(), nil},
		{"an HTTP API without routes", &httpapi.API{CORS: settings}, []promise{
			{what: "/", path: "/", origins: a, methods: []string{"GET", "PUT", "OPTIONS"}, headers: xa, credentials: true},
		}},
		{"an HTTP API without CORS", &httpapi.API{Routes: []httpapi.Route{{Key: "GET /"}}}, nil},
		{
			"routes of one path are one, an authorizer sets one apart, a method that is not allowed is no promise",
			&httpapi.API{CORS: settings, Routes: []httpapi.Route{
				{Key: "GET /items"},
				{Key: "PUT /items"},
				{Key: "PUT /items/{id}/{rest+}", Authorizer: httpapi.JWT},
				{Key: "DELETE /items"},
			}},
			[]promise{
				{what: "/items", path: "/items", origins: a, methods: []string{"GET", "PUT"}, headers: xa, credentials: true},
				{what: "/items/{id}/{rest+}", path: "/items/1/1", origins: a, methods: []string{"PUT"}, headers: xa, credentials: true, needed: []string{"Authorization"}},
			},
		},
		{
			"routes that take none of the methods",
			&httpapi.API{CORS: settings, Routes: []httpapi.Route{{Key: "DELETE /items"}}},
			[]promise{{what: "/", path: "/", origins: a, methods: []string{"GET", "PUT", "OPTIONS"}, headers: xa, credentials: true}},
		},
		{"a function URL", &lambdaurl.URL{CORS: &cors.Settings{AllowOrigins: of("*"), AllowMethods: of("*")}, IAM: true}, []promise{
			{what: "the function", path: "/", origins: []string{"*"}, methods: allMethods, needed: []string{"Authorization"}},
		}},
		{"a function URL without CORS", &lambdaurl.URL{}, nil},
		{
			"what OPTIONS of a resource answers is promised of its methods",
			&restapi.API{Methods: []restapi.Method{
				{Path: "/pets/{pet}", HTTPMethod: "DELETE", APIKeyRequired: true, Authorization: "AWS_IAM"},
				{Path: "/pets/{pet}", HTTPMethod: "OPTIONS", Integration: mock("Access-Control-Allow-Origin", "'https://a.test, https://b.test'", "Access-Control-Allow-Headers", "'X-A'")},
				{Path: "/any", HTTPMethod: "ANY"},
				{Path: "/any", HTTPMethod: "OPTIONS", Integration: mock("access-control-allow-origin", "'*'", "access-control-allow-methods", "'GET,PUT'", "access-control-allow-credentials", "'true'")},
				{Path: "/mapped", HTTPMethod: "GET"},
				{Path: "/mapped", HTTPMethod: "OPTIONS", Integration: mock("Access-Control-Allow-Origin", "method.request.header.Origin")},
				{Path: "/closed", HTTPMethod: "GET"},
			}},
			[]promise{
				{what: "/pets/{pet}", path: "/pets/1", origins: []string{"https://a.test", "https://b.test"}, methods: []string{"DELETE"}, headers: xa, needed: []string{"Authorization", "X-Api-Key"}},
				{what: "/any", path: "/any", origins: []string{"*"}, methods: []string{"GET", "PUT"}, credentials: true},
			},
		},
		{
			"the behaviours of a distribution that have CORS",
			&cloudfront.Distribution{Behaviors: []cloudfront.Behavior{
				{PathPattern: "/img/*.j?g", ResponseHeaders: &cloudfront.ResponseHeadersPolicy{CORS: &cloudfront.CORS{AllowOrigins: of("https://a.test"), AllowMethods: of("ALL")}}},
				{PathPattern: "/none"},
				{AllowedMethods: of("GET", "PUT"), ResponseHeaders: &cloudfront.ResponseHeadersPolicy{CORS: &cloudfront.CORS{AllowOrigins: of("*"), AllowMethods: of("ALL"), AllowHeaders: of("X-A")}}},
			}},
			[]promise{
				{what: "/img/*.j?g", path: "/img/x.jxg", origins: a, methods: []string{"GET", "HEAD"}},
				{what: "the default behaviour", path: "/", origins: []string{"*"}, methods: []string{"GET", "PUT"}, headers: xa},
			},
		},
		{
			"a load balancer",
			&alb.Listener{Headers: []alb.Header{
				{Name: "Access-Control-Allow-Origin", Value: document.String{Value: "https://a.test"}},
				{Name: "Access-Control-Allow-Methods", Value: document.String{Value: "GET,PUT"}},
			}},
			[]promise{{what: "the listener", path: "/", origins: a, methods: []string{"GET", "PUT"}}},
		},
		{"a load balancer without CORS", &alb.Listener{}, nil},
		{"AppSync", &appsync.API{}, []promise{
			{what: "the API", path: "/graphql", origins: []string{"*"}, methods: []string{"POST"}, headers: []string{"Content-Type", "Authorization", "X-Api-Key"}},
		}},
	} {
		t.Run(c.why, func(t *testing.T) {
			if d := cmp.Diff(c.want, promisesOf(c.policy), cmp.AllowUnexported(promise{})); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}

// mock answers with headers, given as names and values.
func mock(headers ...string) restapi.Integration {
	var parameters []restapi.Parameter
	for i := 0; i < len(headers); i += 2 {
		parameters = append(parameters, restapi.Parameter{Name: "method.response.header." + headers[i], Value: document.String{Value: headers[i+1]}})
	}
	return restapi.Integration{Type: "MOCK", Responses: []restapi.IntegrationResponse{{StatusCode: 200, Parameters: parameters}}}
}
