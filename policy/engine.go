package policy

import "github.com/corslab/corslab/document"

// An Engine is a policy language, under the name it has in a scenario.
type Engine string

const (
	S3         Engine = "s3"
	HTTPAPI    Engine = "http-api"
	RESTAPI    Engine = "rest-api"
	LambdaURL  Engine = "lambda-url"
	CloudFront Engine = "cloudfront"
	MediaStore Engine = "mediastore"
	Lightsail  Engine = "lightsail"
	ALB        Engine = "alb"
	AppSync    Engine = "appsync"
)

// Engines returns every engine.
func Engines() []Engine {
	return []Engine{S3, HTTPAPI, RESTAPI, LambdaURL, CloudFront, MediaStore, Lightsail, ALB, AppSync}
}

// A Resource is a policy that was found in a file.
type Resource struct {
	Engine Engine
	// Name is what the file calls the resource: a logical ID, a Terraform
	// address, the name of a function. It is "" where the file is one policy and
	// nothing else.
	Name string
	// Place is where the resource is written.
	Place  document.Place
	Policy Policy
	// Assumptions say what was taken for granted because the file does not say
	// it, one sentence each.
	Assumptions []string
}

// A ServiceError is the error with which a service refuses a policy.
type ServiceError struct {
	// Code is the service's name for it: "BadRequestException".
	Code string
	// Message is the service's own text.
	Message string
	// Unverified says that the text, and perhaps the code, was not recorded from
	// the service.
	Unverified bool
}

func (e *ServiceError) Error() string { return e.Code + ": " + e.Message }

// Report adds a problem for which a service would refuse the policy.
func Report(f *document.File, at document.Place, message, hint string, cause *ServiceError) {
	p := f.Problem(at, message, hint)
	if cause != nil {
		p.Cause = cause
	}
	f.Problems = append(f.Problems, p)
}
