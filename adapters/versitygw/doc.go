// Versitygw puts bucket CORS policies into a real S3-compatible server, Versity's
// S3 gateway on loopback, and lists where it answers differently from package
// policy/s3, and which of the two the recordings of Amazon S3 bear out.
//
// It is a module of its own, so that neither the gateway nor the AWS SDK is a
// dependency of corslab. `make s3` builds the gateway and runs it.
package main
