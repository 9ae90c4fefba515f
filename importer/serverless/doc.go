// Package serverless finds CORS policies in configurations of the Serverless
// Framework (serverless.yml): what it deploys for httpApi, http and url, and the
// CloudFormation under resources.
//
// Variables of self are resolved. What comes from options, the environment or other
// files is a problem where CORS depends on it, and can be given under its own name:
// "opt:stage".
package serverless
