package httpapi

import "github.com/corslab/corslab/document"

// An API is an HTTP API of Amazon API Gateway as far as CORS goes. It is a
// policy.Policy; the upstream of New is what its integrations answer.
type API struct {
	// CORS is the API's CORS configuration; nil if it has none.
	CORS *CORS
	// Routes are the API's routes. An API without any is taken to have one:
	// $default, without an authorizer.
	Routes []Route
}

// A CORS is a CORS configuration
// (https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid.html#apis-apiid-model-cors).
type CORS struct {
	AllowOrigins  document.Strings
	AllowMethods  document.Strings
	AllowHeaders  document.Strings
	ExposeHeaders document.Strings
	// MaxAge is in seconds, from -1 to 86400; nil if it is not set.
	MaxAge           *int
	AllowCredentials bool
	// Place is where the configuration is written; MaxAgePlace and
	// CredentialsPlace are those of its keys, zero where they are missing.
	Place, MaxAgePlace, CredentialsPlace document.Place
}

// A Route is a route of an API.
type Route struct {
	// Key is the route key: "GET /items/{id}", "ANY /{proxy+}", "$default".
	Key        string
	Authorizer Authorizer
	Place      document.Place
}

// An Authorizer is a kind of authorizer of a route.
type Authorizer string

const (
	// NoAuthorizer lets every request through.
	NoAuthorizer Authorizer = ""
	// JWT, IAM and Lambda refuse a request without an Authorization header; one
	// that has it is taken to be authorized.
	JWT    Authorizer = "JWT"
	IAM    Authorizer = "AWS_IAM"
	Lambda Authorizer = "CUSTOM"
)
