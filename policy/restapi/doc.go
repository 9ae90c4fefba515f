// Package restapi is Amazon API Gateway's REST API as far as CORS goes: mock
// integrations whose response parameters somebody wrote, integrations whose
// headers are passed on, and the gateway's own errors, which carry CORS headers
// only where a gateway response says so.
//
// Taken from recordings and the developer guide
// (https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-cors.html);
// what nobody has recorded carries a note that says so. The stage's part of a path
// is not modelled, and every change is taken to be deployed.
package restapi
