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
