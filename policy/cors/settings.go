// Package cors holds the CORS settings that the AWS services with a CORS block of
// their own have in common, API Gateway's HTTP APIs and Lambda's function URLs,
// in the spellings of the files that hold them.
package cors

import (
	"slices"
	"strconv"

	"github.com/corslab/corslab/document"
)

// Settings are a CORS block. Lists keep their order and letter case.
type Settings struct {
	AllowOrigins  document.Strings
	AllowMethods  document.Strings
	AllowHeaders  document.Strings
	ExposeHeaders document.Strings
	// MaxAge is in seconds; nil if it is not set.
	MaxAge           *int
	AllowCredentials bool
	// Place is where the block is written; MaxAgePlace and CredentialsPlace are
	// those of its keys, zero where they are missing.
	Place, MaxAgePlace, CredentialsPlace document.Place
}

// AnyOrigin reports whether "*" is among the origins.
func (s *Settings) AnyOrigin() bool { return s.AllowOrigins.Contains("*") }

// A Spelling is how a kind of file spells the settings.
type Spelling struct {
	// keys are those of origins, methods, headers, exposed headers, maximum age and
	// credentials.
	keys [6]string
	// loose says that the tool takes numbers and booleans in quotes, and one value
	// for a list of one.
	loose bool
}

// The spellings of the API itself, of the AWS CLI and the Lambda API, of
// CloudFormation and SAM, of Terraform, and of the Serverless Framework.
var (
	Camel          = Spelling{keys: [...]string{"allowOrigins", "allowMethods", "allowHeaders", "exposeHeaders", "maxAge", "allowCredentials"}}
	Pascal         = Spelling{keys: [...]string{"AllowOrigins", "AllowMethods", "AllowHeaders", "ExposeHeaders", "MaxAge", "AllowCredentials"}}
	CloudFormation = Spelling{keys: Pascal.keys, loose: true}
	Terraform      = Spelling{
		keys:  [...]string{"allow_origins", "allow_methods", "allow_headers", "expose_headers", "max_age", "allow_credentials"},
		loose: true,
	}
	Serverless = Spelling{
		keys:  [...]string{"allowedOrigins", "allowedMethods", "allowedHeaders", "exposedResponseHeaders", "maxAge", "allowCredentials"},
		loose: true,
	}
)

// Is reports whether a mapping has a key of this spelling, and none that it does
// not know.
func (s Spelling) Is(n *document.Node) bool {
	if n.Kind != document.Mapping || len(n.Entries) == 0 {
		return false
	}
	return !slices.ContainsFunc(n.Entries, func(e document.Entry) bool { return !slices.Contains(s.keys[:], e.Key) })
}

// Has reports whether a mapping has a key of this spelling.
func (s Spelling) Has(n *document.Node) bool {
	return slices.ContainsFunc(n.Entries, func(e document.Entry) bool { return slices.Contains(s.keys[:], e.Key) })
}

// Read reads a CORS block. Problems go to the file.
func Read(f *document.File, n *document.Node, s Spelling) *Settings {
	out := &Settings{Place: n.Place}
	o, ok := f.Object(n, "a CORS configuration", s.keys[:])
	if !ok {
		return out
	}
	for i, list := range []*document.Strings{&out.AllowOrigins, &out.AllowMethods, &out.AllowHeaders, &out.ExposeHeaders} {
		if v := o.Get(s.keys[i]); v != nil {
			*list = s.list(f, v, s.keys[i])
		}
	}
	if v := o.Get(s.keys[4]); v != nil {
		out.MaxAge, out.MaxAgePlace = s.seconds(f, v), v.Place
	}
	if v := o.Get(s.keys[5]); v != nil {
		out.AllowCredentials, out.CredentialsPlace = s.boolean(f, v), v.Place
	}
	return out
}

func (s Spelling) list(f *document.File, n *document.Node, key string) document.Strings {
	if s.loose && n.Kind == document.Text {
		return document.Strings{{Value: n.Text, Place: n.Place}}
	}
	return f.Strings(n, key)
}

func (s Spelling) seconds(f *document.File, n *document.Node) *int {
	seconds, err := strconv.Atoi(n.Text)
	if err != nil || n.Kind != document.Number && !(s.loose && n.Kind == document.Text) {
		f.Mismatch(n, s.keys[4], "a whole number of seconds")
		return nil
	}
	return &seconds
}

func (s Spelling) boolean(f *document.File, n *document.Node) bool {
	if s.loose && n.Kind == document.Text && (n.Text == "true" || n.Text == "false") {
		return n.Text == "true"
	}
	return f.Boolean(n, s.keys[5])
}
