// Package cloudformation finds CORS policies in AWS CloudFormation templates and in
// those of the AWS Serverless Application Model, in YAML and JSON.
//
// Only what CORS depends on is resolved. A value that is known only after
// deployment is a problem where it matters, named by its place; it can be given
// like a parameter, under its own name: "Distribution.DomainName".
package cloudformation
