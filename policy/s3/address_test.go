package s3

import (
	"testing"

	"github.com/corslab/corslab/wire"
)

func TestAddress(t *testing.T) {
	for _, c := range []struct{ origin, target, bucket, key, resource string }{
		// Virtual-hosted style: the host names the bucket.
		{"https://b.s3.amazonaws.com", "/k", "b", "k", "OBJECT"},
		{"https://b.s3.amazonaws.com", "/", "b", "", "BUCKET"},
		{"https://b.s3.amazonaws.com", "/?cors", "b", "", "BUCKET"},
		{"https://b.s3.amazonaws.com", "/k/l?x=/y", "b", "k/l", "OBJECT"},
		{"https://b.s3.eu-west-1.amazonaws.com", "/k", "b", "k", "OBJECT"},
		{"https://b.s3-eu-west-1.amazonaws.com", "/k", "b", "k", "OBJECT"},
		{"https://b.s3.dualstack.eu-west-1.amazonaws.com", "/k", "b", "k", "OBJECT"},
		{"https://b.s3.cn-north-1.amazonaws.com.cn", "/k", "b", "k", "OBJECT"},
		{"https://b.c.s3.amazonaws.com", "/k", "b.c", "k", "OBJECT"},
		{"https://a.s3.b.s3.amazonaws.com", "/k", "a.s3.b", "k", "OBJECT"},
		{"https://B.S3.amazonaws.com:8443", "/k", "b", "k", "OBJECT"},
		{"https://s3-x.s3.amazonaws.com", "/k", "s3-x", "k", "OBJECT"},
		{"http://b.s3-website-eu-west-1.amazonaws.com", "/k", "b", "k", "OBJECT"},
		{"http://b.s3-website.eu-central-1.amazonaws.com", "/k", "b", "k", "OBJECT"},
		{"https://.s3.amazonaws.com", "/k", "", "k", "OBJECT"},
		// Path style: the path does.
		{"https://s3.amazonaws.com", "/b/k/l", "b", "k/l", "OBJECT"},
		{"https://s3.amazonaws.com", "/b/", "b", "", "BUCKET"},
		{"https://s3.amazonaws.com", "/b", "b", "", "BUCKET"},
		{"https://s3.amazonaws.com", "/b?cors", "b", "", "BUCKET"},
		{"https://s3.amazonaws.com", "/", "", "", "BUCKET"},
		{"https://s3.eu-west-1.amazonaws.com", "/b/k", "b", "k", "OBJECT"},
		{"https://s3-eu-west-1.amazonaws.com", "/b/k", "b", "k", "OBJECT"},
		{"https://s3.dualstack.eu-west-1.amazonaws.com", "/b/k", "b", "k", "OBJECT"},
		{"https://s3.cn-north-1.amazonaws.com.cn", "/b/k", "b", "k", "OBJECT"},
		{"https://s3.amazonaws.com:443", "/b/k", "b", "k", "OBJECT"},
		// A host of one's own names the bucket as it is.
		{"https://files.example.net", "/k", "files.example.net", "k", "OBJECT"},
		{"https://files.example.net:8443", "/k", "files.example.net", "k", "OBJECT"},
		{"https://b.s3.example.net", "/k", "b.s3.example.net", "k", "OBJECT"},
		{"https://s3.example.net", "/b/k", "s3.example.net", "b/k", "OBJECT"},
		{"https://s3.amazonaws.com.example.net", "/b/k", "s3.amazonaws.com.example.net", "b/k", "OBJECT"},
		{"https://b.s3.amazonaws.com.example.net", "/k", "b.s3.amazonaws.com.example.net", "k", "OBJECT"},
		{"http://s3-website-eu-west-1.amazonaws.com", "/b/k", "s3-website-eu-west-1.amazonaws.com", "b/k", "OBJECT"},
		{"https://s3x.amazonaws.com", "/b/k", "s3x.amazonaws.com", "b/k", "OBJECT"},
		{"https://ec2.amazonaws.com", "/b/k", "ec2.amazonaws.com", "b/k", "OBJECT"},
		{"http://[::1]:9000", "/k", "[::1]", "k", "OBJECT"},
		{"http://[::1]", "/k", "[::1]", "k", "OBJECT"},
	} {
		got := addressOf(wire.Request{Origin: c.origin, Target: c.target})
		if got.bucket != c.bucket || got.key != c.key || got.resourceType() != c.resource {
			t.Errorf("%s%s is bucket %q, key %q, a %s; want %q, %q, %s",
				c.origin, c.target, got.bucket, got.key, got.resourceType(), c.bucket, c.key, c.resource)
		}
	}
}
