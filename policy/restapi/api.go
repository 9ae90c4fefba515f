package restapi

import "github.com/corslab/corslab/document"

// An API is a REST API of Amazon API Gateway as far as CORS goes: its methods,
// what its mock integrations answer, and its gateway responses. It is a
// policy.Policy; the upstream of New is what its other integrations answer.
//
// A REST API has no CORS of its own. Whatever headers it sends were written down
// as response parameters by somebody, or by a generator.
type API struct {
	// Methods are the deployed methods.
	Methods []Method
	// GatewayResponses customise the errors that the gateway itself makes.
	GatewayResponses []GatewayResponse
	// BinaryMediaTypes are the media types treated as binary: "*/*".
	BinaryMediaTypes document.Strings
	Place            document.Place
}

// A Method is an HTTP method of a resource.
type Method struct {
	// Path is that of the resource: "/items/{id}", "/{proxy+}".
	Path string
	// HTTPMethod is GET, OPTIONS, …, or ANY.
	HTTPMethod string
	// Authorization is NONE ("" is the same), AWS_IAM, CUSTOM or
	// COGNITO_USER_POOLS. A request without an Authorization header is refused by
	// all but NONE; one that has it is taken to be authorized.
	Authorization string
	// APIKeyRequired refuses requests without an X-Api-Key header.
	APIKeyRequired bool
	Integration    Integration
	Place          document.Place
}

// An Integration is what stands behind a method.
type Integration struct {
	// Type is MOCK, AWS_PROXY, HTTP_PROXY, AWS or HTTP. What is not MOCK goes
	// upstream.
	Type string
	// RequestTemplates are by content type. A mock answers with the status code
	// that its template renders.
	RequestTemplates map[string]document.String
	// PassthroughBehavior is WHEN_NO_MATCH ("" is the same), WHEN_NO_TEMPLATES or
	// NEVER.
	PassthroughBehavior string
	// ContentHandling is "", CONVERT_TO_TEXT or CONVERT_TO_BINARY.
	ContentHandling string
	// Responses are those of a non-proxy integration.
	Responses []IntegrationResponse
}

// An IntegrationResponse says how an answer of an integration that is no proxy
// is passed on.
type IntegrationResponse struct {
	// StatusCode is the status sent.
	StatusCode int
	// SelectionPattern is a regular expression over the integration's status, or
	// error message; "" is the default response.
	SelectionPattern string
	// Parameters map "method.response.header.NAME" to a quoted literal, 'text', or
	// to a mapping expression such as integration.response.header.NAME.
	Parameters []Parameter
	// Templates are response templates (VTL) by content type.
	Templates       map[string]document.String
	ContentHandling string
	Place           document.Place
}

// A Parameter is one entry of a parameter mapping.
type Parameter struct {
	// Name is its key in full: "method.response.header.X", "gatewayresponse.header.X".
	Name  string
	Value document.String
}

// A GatewayResponse customises an error that the gateway makes
// (https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html).
type GatewayResponse struct {
	// Type is DEFAULT_4XX, DEFAULT_5XX, UNAUTHORIZED, …
	Type string
	// StatusCode replaces the usual status; zero keeps it.
	StatusCode int
	Parameters []Parameter
	Templates  map[string]document.String
	Place      document.Place
}
