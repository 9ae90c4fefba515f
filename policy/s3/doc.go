// Package s3 is Amazon S3's CORS: the configuration of a bucket, in the forms
// people have it, and how the service answers under it.
//
// Parse reads and validates; a Configuration is a policy.Policy. What S3 does is
// taken from recordings of the service where there are any, then from its
// documentation, then from servers that implement its API. An answer that rests
// on a fact about which these disagree or are silent carries a note that says
// so: its Unverified is set.
package s3
