package cloudfront

import "github.com/corslab/corslab/document"

// A Distribution is an Amazon CloudFront distribution as far as CORS goes. It is
// a policy.Policy; the upstream of New is its origin. Its cache is state: each
// server that New returns has one of its own.
type Distribution struct {
	// Behaviors are tried in order by their path patterns; the last is the default
	// behaviour, with the pattern "*" or none.
	Behaviors []Behavior
	Place     document.Place
}

// A Behavior is a cache behaviour.
type Behavior struct {
	// PathPattern is "" for the default behaviour.
	PathPattern string
	// AllowedMethods are the methods that are let through; none stands for GET
	// and HEAD.
	AllowedMethods document.Strings
	// CachedMethods are those whose answers are cached; none stands for GET and
	// HEAD.
	CachedMethods document.Strings
	// Cache is the cache policy; nil stands for CachingOptimized, which keys on
	// no header.
	Cache *CachePolicy
	// OriginRequest is the origin request policy; nil forwards nothing beyond what
	// the cache policy holds.
	OriginRequest *OriginRequestPolicy
	// ResponseHeaders is the response headers policy; nil for none.
	ResponseHeaders *ResponseHeadersPolicy
	Place           document.Place
}

// A CachePolicy says what is part of the cache key, and so is sent to the origin.
type CachePolicy struct {
	// Name is the policy's name or ID, for explanations.
	Name string
	// Headers are in the key; AllHeaders, which only the legacy settings have,
	// turns caching off.
	Headers    document.Strings
	AllHeaders bool
	// QueryStrings says that the whole query is in the key.
	QueryStrings bool
	// Disabled says that nothing is cached (a maximum TTL of 0).
	Disabled bool
	// MinTTL, DefaultTTL and MaxTTL are in seconds.
	MinTTL, DefaultTTL, MaxTTL int
}

// An OriginRequestPolicy says what is sent to the origin beyond the cache key.
type OriginRequestPolicy struct {
	Name string
	// Headers are forwarded; AllViewer forwards every header of the viewer's but
	// those in Except.
	Headers   document.Strings
	AllViewer bool
	Except    document.Strings
}

// A ResponseHeadersPolicy changes the headers of what the origin answered
// (https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/understanding-response-headers-policies.html).
type ResponseHeadersPolicy struct {
	// Name is the policy's name or ID, for explanations.
	Name string
	CORS *CORS
	// Custom are header lines of the policy's own, the security headers included.
	Custom []CustomHeader
	// Remove are names of headers taken from the origin's answer.
	Remove document.Strings
	Place  document.Place
}

// A CustomHeader is a header that a response headers policy adds.
type CustomHeader struct {
	Name, Value string
	// Override replaces the origin's header of the same name.
	Override bool
}

// A CORS is the CorsConfig of a response headers policy.
type CORS struct {
	AllowOrigins     document.Strings
	AllowMethods     document.Strings
	AllowHeaders     document.Strings
	ExposeHeaders    document.Strings
	AllowCredentials bool
	// MaxAge is in seconds; nil if it is not set.
	MaxAge *int
	// OriginOverride replaces the origin's headers of the same names.
	OriginOverride bool
	// Place is where the configuration is written; MaxAgePlace, CredentialsPlace
	// and OverridePlace are those of its keys, zero where they are missing.
	Place, MaxAgePlace, CredentialsPlace, OverridePlace document.Place
}
