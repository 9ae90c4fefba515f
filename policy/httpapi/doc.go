// Package httpapi is Amazon API Gateway's HTTP API as far as CORS goes: the
// preflights that it answers of itself, the headers that it adds to what an
// integration answers, and the errors it makes.
//
// Taken from recordings and the developer guide
// (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html);
// what nobody has recorded carries a note that says so. Header names are in lower
// case, as HTTP/2 has them. The stage's part of a path is not modelled: routes are
// compared with the path as it is.
package httpapi
