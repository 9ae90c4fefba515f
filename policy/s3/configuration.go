package s3

import "github.com/corslab/corslab/document"

// A Configuration is the CORS configuration of a bucket. The zero value is that
// of a bucket which has none. It must not be changed once it is in use.
type Configuration struct {
	// Rules are tried in this order; the first that matches decides.
	Rules []Rule

	// compiled are the rules ready for matching, filled by Parse.
	compiled []matcher
	// missing says that there is no bucket.
	missing bool
}

// None returns the configuration of a bucket that has no CORS configuration.
func None() *Configuration { return &Configuration{} }

// Missing returns what stands for a bucket that does not exist.
func Missing() *Configuration { return &Configuration{missing: true} }

// IsMissing reports whether there is no bucket.
func (c *Configuration) IsMissing() bool { return c.missing }

// A Rule is one CORSRule
// (https://docs.aws.amazon.com/AmazonS3/latest/API/API_CORSRule.html). Lists keep
// their order and letter case.
type Rule struct {
	// ID is the rule's name; "" if it has none.
	ID string
	// AllowedOrigins are compared with the Origin header letter by letter; one
	// "*" in an entry stands for any characters, or none.
	AllowedOrigins []string
	// AllowedMethods are among GET, PUT, HEAD, POST and DELETE.
	AllowedMethods []string
	// AllowedHeaders are the request headers a preflight may ask for, in any
	// letter case, with one "*" each at most.
	AllowedHeaders []string
	// ExposeHeaders are sent as Access-Control-Expose-Headers.
	ExposeHeaders []string
	// MaxAgeSeconds is sent as Access-Control-Max-Age; nil sends none.
	MaxAgeSeconds *int
	// Place is where the rule begins in its file, and Places where its entries
	// stand; they are zero for a rule that was not read.
	Place  document.Place
	Places Places
}

// Places are where the entries of a rule stand in its file, by list and index.
type Places struct {
	AllowedOrigins, AllowedMethods, AllowedHeaders, ExposeHeaders []document.Place
	MaxAgeSeconds                                                 document.Place
}
