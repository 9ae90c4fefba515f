package httpapi

import (
	"github.com/corslab/corslab/document"
	"github.com/corslab/corslab/policy/cors"
)

// An API is an HTTP API of Amazon API Gateway as far as CORS goes. It is a
// policy.Policy; the upstream of New is what its integrations answer.
type API struct {
	// CORS is the API's CORS configuration; nil if it has none.
	CORS *cors.Settings
	// Routes are the API's routes. An API without any is taken to have one:
	// $default, without an authorizer.
	Routes []Route
}

// A Route is a route of an API.
type Route struct {
	// Key is the route key: "GET /items/{id}", "ANY /{proxy+}", "$default".
	Key        string
	Authorizer Authorizer
	Place      document.Place
}

// An Authorizer is a kind of authorizer of a route. It refuses a request without
// an Authorization header; one that has it is taken to be authorized.
type Authorizer string

const (
	NoAuthorizer Authorizer = ""
	JWT          Authorizer = "JWT"
	IAM          Authorizer = "AWS_IAM"
	Lambda       Authorizer = "CUSTOM"
)
