// Package vtl renders the part of the Velocity Template Language that mapping
// templates about CORS are written in: #set, #if, #elseif, #else, comparisons,
// request headers, and overrides of response headers and status
// (https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html).
// A template that holds anything else is not guessed at: the error names it.
package vtl
