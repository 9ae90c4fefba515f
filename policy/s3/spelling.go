package s3

import (
	"strings"

	"github.com/corslab/corslab/problem"
)

// A Spelling is how a kind of file spells the parts of a rule, and what its
// service makes of them.
type Spelling struct {
	// name stands in hints: "S3's JSON".
	name  string
	parts [partCount]string
	limits
}

// limits are what a service takes.
type limits struct {
	// service stands in messages.
	service string
	rules   int
	methods []string
	// headersRequired says that every rule needs allowed headers.
	headersRequired bool
	// textNumbers says that the tool takes a number in quotes.
	textNumbers bool
	// words says that refusals are in words of S3's API.
	words bool
}

var (
	bucketLimits   = limits{service: "S3", rules: maxRules, methods: methods, words: true}
	templateLimits = limits{service: "S3", rules: maxRules, methods: methods, words: true, textNumbers: true}
)

// The spellings of S3's own JSON, of AWS CloudFormation (AWS::S3::Bucket), of
// Terraform (aws_s3_bucket_cors_configuration), of Amazon Lightsail's API and of
// AWS Elemental MediaStore's.
var (
	API = Spelling{
		"S3's JSON", [...]string{"ID", "AllowedOrigins", "AllowedMethods", "AllowedHeaders", "ExposeHeaders", "MaxAgeSeconds"}, bucketLimits,
	}
	CloudFormation = Spelling{
		"CloudFormation", [...]string{"Id", "AllowedOrigins", "AllowedMethods", "AllowedHeaders", "ExposedHeaders", "MaxAge"}, templateLimits,
	}
	Terraform = Spelling{
		"Terraform", [...]string{"id", "allowed_origins", "allowed_methods", "allowed_headers", "expose_headers", "max_age_seconds"}, templateLimits,
	}
	Lightsail = Spelling{
		"Lightsail", [...]string{"id", "allowedOrigins", "allowedMethods", "allowedHeaders", "exposeHeaders", "maxAgeSeconds"},
		limits{service: "Lightsail", rules: 20, methods: methods},
	}
	MediaStore = Spelling{
		"MediaStore", [...]string{"", "AllowedOrigins", "AllowedMethods", "AllowedHeaders", "ExposeHeaders", "MaxAgeSeconds"},
		limits{service: "MediaStore", rules: 100, methods: []string{"PUT", "GET", "DELETE", "HEAD"}, headersRequired: true},
	}
	xmlSpelling = Spelling{
		"S3's XML", [...]string{"ID", "AllowedOrigin", "AllowedMethod", "AllowedHeader", "ExposeHeader", "MaxAgeSeconds"}, bucketLimits,
	}
)

// elsewhere maps how all tools spell the parts of a rule, in lower case and
// without underscores, to the part.
var elsewhere = map[string]part{
	"id":             partID,
	"allowedorigin":  partOrigins,
	"allowedorigins": partOrigins,
	"alloworigins":   partOrigins,
	"allowedmethod":  partMethods,
	"allowedmethods": partMethods,
	"allowmethods":   partMethods,
	"allowedheader":  partHeaders,
	"allowedheaders": partHeaders,
	"allowheaders":   partHeaders,
	"exposeheader":   partExpose,
	"exposeheaders":  partExpose,
	"exposedheader":  partExpose,
	"exposedheaders": partExpose,
	"maxage":         partMaxAge,
	"maxageseconds":  partMaxAge,
}

// part returns the part of a rule that key names.
func (s Spelling) part(key string) (part, bool) {
	for p, spelt := range s.parts {
		if spelt == key && key != "" {
			return part(p), true
		}
	}
	return 0, false
}

// guess returns the part of a rule that a key, which this spelling does not
// have, was meant to name.
func (s Spelling) guess(key string) (part, bool) {
	plain := strings.NewReplacer("_", "", "-", "").Replace(strings.ToLower(key))
	p, ok := elsewhere[plain]
	return p, ok && s.parts[p] != ""
}

// suggest returns a hint for a key that this spelling does not have.
func (s Spelling) suggest(key string) string {
	if p, ok := s.guess(key); ok {
		return "did you mean " + s.parts[p] + "? That is how " + s.name + " spells it"
	}
	var known []string
	for _, spelt := range s.parts {
		if spelt != "" {
			known = append(known, spelt)
		}
	}
	if hint := problem.DidYouMean(key, known...); hint != "" {
		return hint
	}
	return "a rule has " + strings.Join(known, ", ")
}
