// Package mediastore is the CORS policy of an AWS Elemental MediaStore container:
// rules of S3's shape with limits of their own
// (https://docs.aws.amazon.com/mediastore/latest/ug/cors-policy.html). That it
// answers as S3 does was not recorded, and every answer says so.
package mediastore

import (
	"slices"

	"github.com/corslab/corslab/document"
	"github.com/corslab/corslab/policy/s3"
	"github.com/corslab/corslab/wire"
)

// A Container is a container with a CORS policy. It is a policy.Policy.
type Container struct{ *s3.Configuration }

// Is reports whether a document is a CORS policy as get-cors-policy prints it.
func Is(n *document.Node) bool { return n.Get("CorsPolicy") != nil }

// Read reads a list of rules, or an object with it under CorsPolicy. Problems go
// to the file.
func Read(f *document.File, n *document.Node) *Container {
	rules := n
	if n.Kind == document.Mapping {
		o, ok := f.Object(n, "a CORS policy", []string{"CorsPolicy"})
		if rules = f.Require(o, "CorsPolicy", "a CORS policy"); !ok || rules == nil {
			return &Container{s3.None()}
		}
	}
	return &Container{s3.ReadRules(f, rules, s3.MediaStore)}
}

var doubt = wire.Note{Section: "aws:mediastore", Text: "MediaStore is taken to answer as S3 does", Unverified: true}

// New returns a server that answers as the container does.
func (c *Container) New(upstream wire.Server) wire.Server {
	bucket := c.Configuration.New(upstream)
	return wire.ServerFunc(func(r wire.Request) wire.Response {
		response := bucket.Answer(r)
		response.Notes = append(slices.Clip(response.Notes), doubt)
		return response
	})
}
