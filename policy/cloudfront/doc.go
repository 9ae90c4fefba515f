// Package cloudfront is an Amazon CloudFront distribution as far as CORS goes: which
// methods it lets through, which request headers reach the origin, what it caches
// and under which key, and what a response headers policy makes of the answer.
//
// Taken from the developer guide
// (https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/); there are
// no recordings, and what the guide leaves open carries a note that says so. The
// package has no clock: what is cached stays cached, and there is no Age.
package cloudfront
