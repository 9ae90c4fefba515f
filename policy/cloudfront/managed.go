package cloudfront

import "github.com/corslab/corslab/document"

// The policies that AWS manages, as far as they are about CORS
// (https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-response-headers-policies.html
// and its neighbours on cache and origin request policies).

// security are the headers of the managed policies with SecurityHeaders in their
// names.
var security = []CustomHeader{
	{"Strict-Transport-Security", "max-age=31536000", false},
	{"X-Content-Type-Options", "nosniff", true},
	{"X-Frame-Options", "SAMEORIGIN", false},
	{"X-XSS-Protection", "1; mode=block", false},
	{"Referrer-Policy", "strict-origin-when-cross-origin", false},
}

func simpleCORS() *CORS { return &CORS{AllowOrigins: document.StringsOf("*")} }

func preflightCORS() *CORS {
	return &CORS{
		AllowOrigins:  document.StringsOf("*"),
		AllowMethods:  document.StringsOf("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"),
		ExposeHeaders: document.StringsOf("*"),
	}
}

// ManagedResponseHeaders returns a managed response headers policy by its ID or
// name.
func ManagedResponseHeaders(id string) (*ResponseHeadersPolicy, bool) {
	switch id {
	case "60669652-455b-4ae9-85a4-c4c02393f86c", "SimpleCORS", "Managed-SimpleCORS":
		return &ResponseHeadersPolicy{Name: "SimpleCORS", CORS: simpleCORS()}, true
	case "5cc3b908-e619-4b99-88e5-2cf7f45965bd", "CORS-With-Preflight", "Managed-CORS-With-Preflight":
		return &ResponseHeadersPolicy{Name: "CORS-With-Preflight", CORS: preflightCORS()}, true
	case "e61eb60c-9c35-4d20-a928-2b84e02af89c", "CORS-and-SecurityHeadersPolicy", "Managed-CORS-and-SecurityHeadersPolicy":
		return &ResponseHeadersPolicy{Name: "CORS-and-SecurityHeadersPolicy", CORS: simpleCORS(), Custom: security}, true
	case "eaab4381-ed33-4a86-88ca-d9558dc6cd63", "CORS-with-preflight-and-SecurityHeadersPolicy", "Managed-CORS-with-preflight-and-SecurityHeadersPolicy":
		return &ResponseHeadersPolicy{Name: "CORS-with-preflight-and-SecurityHeadersPolicy", CORS: preflightCORS(), Custom: security}, true
	case "67f7725c-6f97-4210-82d7-5512b31e9d03", "SecurityHeadersPolicy", "Managed-SecurityHeadersPolicy":
		return &ResponseHeadersPolicy{Name: "SecurityHeadersPolicy", Custom: security}, true
	}
	return nil, false
}

const (
	day  = 86400
	year = 31536000
)

// ManagedCache returns a managed cache policy by its ID or name.
func ManagedCache(id string) (*CachePolicy, bool) {
	switch id {
	case "658327ea-f89d-4fab-a63d-7e88639e58f6", "CachingOptimized", "Managed-CachingOptimized":
		return &CachePolicy{Name: "CachingOptimized", MinTTL: 1, DefaultTTL: day, MaxTTL: year}, true
	case "b2884449-e4de-46a7-ac36-70bc7f1ddd6d", "CachingOptimizedForUncompressedObjects", "Managed-CachingOptimizedForUncompressedObjects":
		return &CachePolicy{Name: "CachingOptimizedForUncompressedObjects", MinTTL: 1, DefaultTTL: day, MaxTTL: year}, true
	case "4135ea2d-6df8-44a3-9df3-4b5a84be39ad", "CachingDisabled", "Managed-CachingDisabled":
		return &CachePolicy{Name: "CachingDisabled", Disabled: true}, true
	case "83da9c7e-98b4-4e11-a168-04f0df8e2c65", "UseOriginCacheControlHeaders", "Managed-UseOriginCacheControlHeaders":
		return &CachePolicy{
			Name: "UseOriginCacheControlHeaders", MaxTTL: year,
			Headers: document.StringsOf("Host", "Origin", "X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"),
		}, true
	case "4cc15a8a-d715-48a4-82b8-cc0b614638fe", "UseOriginCacheControlHeaders-QueryStrings", "Managed-UseOriginCacheControlHeaders-QueryStrings":
		return &CachePolicy{
			Name: "UseOriginCacheControlHeaders-QueryStrings", MaxTTL: year, QueryStrings: true,
			Headers: document.StringsOf("Host", "Origin", "X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"),
		}, true
	}
	return nil, false
}

// ManagedOriginRequest returns a managed origin request policy by its ID or name.
func ManagedOriginRequest(id string) (*OriginRequestPolicy, bool) {
	switch id {
	case "88a5eaf4-2fd4-4709-b370-b4c650ea3fcf", "CORS-S3Origin", "Managed-CORS-S3Origin":
		return &OriginRequestPolicy{
			Name:    "CORS-S3Origin",
			Headers: document.StringsOf("Origin", "Access-Control-Request-Headers", "Access-Control-Request-Method"),
		}, true
	case "59781a5b-3903-41f3-afcb-af62929ccde1", "CORS-CustomOrigin", "Managed-CORS-CustomOrigin":
		return &OriginRequestPolicy{Name: "CORS-CustomOrigin", Headers: document.StringsOf("Origin")}, true
	case "216adef6-5c7f-47e4-b989-5492eafa07d3", "AllViewer", "Managed-AllViewer":
		return &OriginRequestPolicy{Name: "AllViewer", AllViewer: true}, true
	case "b689b0a8-53d0-40ab-baf2-68738e2966ac", "AllViewerExceptHostHeader", "Managed-AllViewerExceptHostHeader":
		return &OriginRequestPolicy{Name: "AllViewerExceptHostHeader", AllViewer: true, Except: document.StringsOf("Host")}, true
	}
	return nil, false
}
