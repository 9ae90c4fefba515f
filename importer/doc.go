// Package importer finds CORS policies in the files that people already have:
// the services' own documents, CloudFormation and SAM templates, OpenAPI
// documents with API Gateway's extensions, Terraform configurations and what
// `terraform show -json` prints, and Serverless Framework configurations.
//
// What kind of file it is shows in its content. The packages below read one kind
// each; all give policies whose every entry knows where it is written.
package importer
