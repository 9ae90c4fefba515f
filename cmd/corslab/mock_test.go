package main

import (
	"net/url"
	"testing"

	"github.com/corslab/corslab/wire"
)

func TestLogLine(t *testing.T) {
	preflight := wire.Request{
		Method: "OPTIONS", Target: "/x?y",
		Header: wire.Header{"Origin: https://a.test", "Access-Control-Request-Method: PUT"},
	}
	for _, c := range []struct {
		exchange wire.Exchange
		want     string
	}{
		{wire.Exchange{Request: preflight, Response: wire.Response{Status: 403, Notes: []wire.Note{
			{Section: "aws:a", Text: "one"}, {Section: "aws:b", Text: "two", Unverified: true},
		}}}, "OPTIONS /x?y from https://a.test for PUT: 403; aws:a: one; aws:b: two (unverified)"},
		{wire.Exchange{Request: wire.Request{Method: "GET", Target: "/"}, Response: wire.Response{Status: 200, Fault: wire.Fault{Kind: wire.FaultSlow}}}, "GET /: 200"},
		{wire.Exchange{Request: wire.Request{Method: "GET", Target: "/"}, Response: wire.Response{Fault: wire.Fault{Kind: wire.FaultReset}}}, "GET /: reset"},
	} {
		if got := logLine(c.exchange); got != c.want {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
	}
}

func TestUpstreamIsTheFront(t *testing.T) {
	for _, c := range []struct {
		upstream, address string
		want              bool
	}{
		{"http://127.0.0.1:9000", "127.0.0.1:9000", true},
		{"http://localhost:9000/base", "127.0.0.1:9000", true},
		{"http://[::1]:9000", "127.0.0.1:9000", true},
		{"http://192.0.2.1:9000", "192.0.2.1:9000", true},
		{"http://127.0.0.1:3000", "127.0.0.1:9000", false},
		{"http://192.0.2.1:9000", "127.0.0.1:9000", false},
		{"http://localhost", "127.0.0.1:80", true},
		{"https://localhost", "127.0.0.1:443", true},
	} {
		u, err := url.Parse(c.upstream)
		if err != nil {
			t.Fatal(err)
		}
		if got := isSame(u, c.address); got != c.want {
			t.Errorf("%s at %s: %v", c.upstream, c.address, got)
		}
	}
}
