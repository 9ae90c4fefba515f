package cloudfront_test

import (
	"testing"

	"github.com/corslab/corslab/policy/cloudfront"
	"github.com/corslab/corslab/wire"
)

// TestKeeps holds that what is said to be kept is what a second request is
// answered with.
func TestKeeps(t *testing.T) {
	disabled, _ := cloudfront.ManagedCache("CachingDisabled")
	d := &cloudfront.Distribution{Behaviors: []cloudfront.Behavior{{PathPattern: "/live/*", Cache: disabled}, {Cache: &cloudfront.CachePolicy{DefaultTTL: 60, MaxTTL: 60}}}}
	for _, c := range []struct {
		method, target string
		response       wire.Response
		want           bool
	}{
		{"GET", "/x", wire.Response{Status: 200}, true},
		{"GET", "/live/x", wire.Response{Status: 200}, false},
		{"PUT", "/x", wire.Response{Status: 200}, false},
		{"GET", "/x", wire.Response{Status: 200, Header: wire.Header{"Cache-Control: no-store"}}, false},
		{"GET", "/x", wire.Response{Status: 500}, false},
	} {
		asked := 0
		server := d.New(wire.ServerFunc(func(wire.Request) wire.Response { asked++; return c.response }))
		request := wire.Request{Method: c.method, Origin: "https://d.cloudfront.net", Target: c.target}
		allowed := server.Answer(request).Status != 403
		server.Answer(request)
		if got := d.Keeps(request, c.response); got != c.want || allowed && got != (asked == 1) {
			t.Errorf("%s %s, %v: Keeps says %v, the origin was asked %d times", c.method, c.target, c.response, got, asked)
		}
	}
}
