// Package lambdaurl is the URL of an AWS Lambda function as far as CORS goes:
// preflights that Lambda answers without the function, and the headers that it
// adds to what the function answers, whether the function sends them too or not.
//
// Taken from recordings and the developer guide
// (https://docs.aws.amazon.com/lambda/latest/dg/urls-configuration.html); what
// nobody has recorded carries a note that says so.
package lambdaurl
