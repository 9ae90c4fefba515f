package scenarios

// The keys of each kind of mapping in a scenario file. The loader refuses all
// others, and the JSON Schema describes exactly these under the same names.
var keys = map[string][]string{
	"suite": {
		"suite", "title", "why", "spec", "source", "labels", "page", "browser", "cookies", "servers", "request",
		"axes", "exclude", "expect", "known-failing", "cases",
	},
	"case": {
		"name", "title", "source", "labels", "page", "browser", "cookies", "servers", "request",
		"steps", "axes", "exclude", "expect", "known-failing",
	},
	"step":            {"after", "servers", "request", "expect", "known-failing"},
	"page":            {"url", "as", "address-space", "headers", "service-worker"},
	"service-worker":  {"routes"},
	"worker-route":    {"url", "respond", "redirect", "fetch"},
	"worker-response": {"status", "headers", "body"},
	"worker-redirect": {"url", "status"},
	"worker-fetch":    {"url", "method", "mode", "credentials", "headers", "redirect", "cache"},
	"browser":         {"third-party-cookies", "local-network"},
	"server":          {"at", "protocol", "address-space", "policy", "routes"},
	"policy": {
		"s3", "http-api", "rest-api", "lambda-url", "cloudfront", "mediastore", "lightsail", "alb", "appsync",
		"resource", "params",
	},
	"route":       {"path", "preflight", "options", "get", "head", "post", "put", "patch", "delete", "actual"},
	"answer":      {"status", "reason", "headers", "body", "fault"},
	"answer-body": {"sample"},
	"request": {
		"api", "url", "method", "mode", "credentials", "headers", "body", "redirect", "cache", "keepalive",
		"referrer", "referrer-policy", "crossorigin", "upload-listener", "sync", "reconnect", "target-address-space",
	},
	"body":          {"json", "form", "multipart", "blob", "buffer", "stream", "type", "repeat"},
	"overlay":       {"page", "request", "servers"},
	"server-change": {"protocol", "address-space", "policy", "routes"},
	"entry":         {"when", "then", "known-failing"},
	"expectation":   {"outcome", "reason", "preflight", "type", "status", "headers", "origin", "wire", "any-of"},
	"alternative": {
		"section", "outcome", "reason", "preflight", "type", "status", "headers", "origin", "wire", "any-of",
	},
	"sent":          {"url", "method", "preflight", "origin", "request-method", "request-headers", "cookies", "status", "headers"},
	"known-failing": {"chromium", "firefox", "webkit", "when"},
}

// Keys and values of the format that this version cannot act on yet. They are
// refused like unknown ones, in words that do not send the reader looking for a
// typing mistake.
var unsupported = map[string][]string{
	"as": {"service-worker"},
}

// Headers of a page that have a browser block requests, or answer them itself,
// in ways that this version does not predict.
var unsupportedPageHeaders = []string{
	"cross-origin-embedder-policy", "document-isolation-policy",
}
