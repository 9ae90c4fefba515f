package lambdaurl

import "github.com/corslab/corslab/document"

// A URL is the URL of an AWS Lambda function as far as CORS goes. It is a
// policy.Policy; the upstream of New is the function.
type URL struct {
	// CORS is the URL's CORS configuration; nil if it has none, and OPTIONS
	// requests go to the function like any others.
	CORS *CORS
	// IAM says that the AuthType is AWS_IAM: a request without an Authorization
	// header is refused.
	IAM bool
}

// A CORS is a CORS configuration
// (https://docs.aws.amazon.com/lambda/latest/api/API_Cors.html).
type CORS struct {
	AllowOrigins  document.Strings
	AllowMethods  document.Strings
	AllowHeaders  document.Strings
	ExposeHeaders document.Strings
	// MaxAge is in seconds, from 0 to 86400; nil if it is not set.
	MaxAge           *int
	AllowCredentials bool
	// Place is where the configuration is written; MaxAgePlace and
	// CredentialsPlace are those of its keys, zero where they are missing.
	Place, MaxAgePlace, CredentialsPlace document.Place
}
