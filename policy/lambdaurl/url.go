package lambdaurl

import "github.com/corslab/corslab/policy/cors"

// A URL is the URL of an AWS Lambda function as far as CORS goes. It is a
// policy.Policy; the upstream of New is the function.
type URL struct {
	// CORS is the URL's CORS configuration; nil if it has none, and OPTIONS
	// requests go to the function like any others.
	CORS *cors.Settings
	// IAM says that the AuthType is AWS_IAM: a request without an Authorization
	// header is refused.
	IAM bool
}
