// Package lightsail is the CORS configuration of an Amazon Lightsail bucket: S3's
// rules, spelt in camel case, and at most 20 of them
// (https://docs.aws.amazon.com/lightsail/2016-11-28/api-reference/API_BucketCorsConfig.html).
// That it answers as S3 does was not recorded, and every answer says so.
package lightsail

import (
	"slices"

	"github.com/corslab/corslab/document"
	"github.com/corslab/corslab/policy/s3"
	"github.com/corslab/corslab/wire"
)

// A Bucket is a bucket with a CORS configuration. It is a policy.Policy.
type Bucket struct{ *s3.Configuration }

// Is reports whether a document is a CORS configuration of a Lightsail bucket.
func Is(n *document.Node) bool {
	if inner := n.Get("cors"); inner != nil {
		n = inner
	}
	rules := n.Get("rules")
	return rules != nil && rules.Kind == document.List
}

// Read reads {"rules": […]}, which may stand under "cors", or the list of rules.
// Problems go to the file.
func Read(f *document.File, n *document.Node) *Bucket {
	for _, key := range []string{"cors", "rules"} {
		if n.Kind == document.Mapping && n.Get(key) != nil {
			o, ok := f.Object(n, "a CORS configuration", []string{key})
			if !ok {
				return &Bucket{s3.None()}
			}
			n = o.Get(key)
		}
	}
	return &Bucket{s3.ReadRules(f, n, s3.Lightsail)}
}

var doubt = wire.Note{Section: "aws:lightsail", Text: "a Lightsail bucket is taken to answer as S3 does", Unverified: true}

// New returns a server that answers as the bucket does.
func (b *Bucket) New(upstream wire.Server) wire.Server {
	bucket := b.Configuration.New(upstream)
	return wire.ServerFunc(func(r wire.Request) wire.Response {
		response := bucket.Answer(r)
		response.Notes = append(slices.Clip(response.Notes), doubt)
		return response
	})
}
