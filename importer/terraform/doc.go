// Package terraform finds CORS policies in Terraform configurations (HCL), and in
// what `terraform show -json` prints of a plan or a state.
//
// Variables have their defaults or the values given for them. What only a provider
// knows is a problem where CORS depends on it, named by its place.
package terraform
