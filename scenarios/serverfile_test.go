package scenarios

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/corslab/corslab/document"
	"github.com/corslab/corslab/wire"
)

var besideServer = fstest.MapFS{"a/cors.json": {Data: []byte(`[{"AllowedOrigins": ["*"], "AllowedMethods": ["GET"]}]`)}}

func TestReadServer(t *testing.T) {
	server, err := ReadServer(besideServer, "a/server.yaml", []byte("policy: {s3: cors.json}\nroutes: [{path: /x, actual: {status: 299}}]"))
	if err != nil {
		t.Fatal(err)
	}
	if len(server.Policies) != 2 || server.At != "" {
		t.Errorf("%d policies at %q", len(server.Policies), server.At)
	}
	response := server.New().Answer(wire.Request{Method: "GET", Origin: "https://b.s3.amazonaws.com", Target: "/x", Header: wire.Header{"Origin: https://a.test"}})
	if allowed, _ := response.Header.Get("Access-Control-Allow-Origin"); response.Status != 299 || allowed != "*" {
		t.Errorf("%+v", response)
	}
}

func TestReadServerReportsPlaces(t *testing.T) {
	for data, want := range map[string]string{
		"policy: {s3: nowhere.json}":                    `a/server.yaml:1:14: policy file "nowhere.json" does not exist`,
		"policy: {s3: ../cors.json}":                    "a/server.yaml:1:14: policy file \"../cors.json\" is not in or below this file's folder",
		"polcy: {s3: none}\nroutes: []":                 "a/server.yaml:1:1: unknown key \"polcy\"",
		"at: nonsense\nroutes: [{path: /, actual: {}}]": `a/server.yaml:1:5: "nonsense" is not the origin`,
		"- policy": "a/server.yaml:1:1: a server is a mapping",
		"routes: [{path: /, actual: {}}]\n---\nroutes: []":   "one file holds one server",
		"policy: {s3: none}\nprotocol: http/3":               "a/server.yaml:2:11: unknown protocol",
		`{"routes": [{"path": "x", "actual": {}}]}`:          `route "x": path does not begin with /`,
		"policy: {s3: [{AllowedOrigins: x}]}\nrouets: {a: }": `unknown key "rouets"`,
	} {
		_, err := ReadServer(besideServer, "a/server.yaml", []byte(data))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", data, err, want)
		}
	}
}

func TestIsServer(t *testing.T) {
	for data, want := range map[string][2]bool{ // server, suite
		"policy: {s3: none}":            {true, false},
		"routes: []":                    {true, false},
		"{suite: a/b, policy: {s3: x}}": {false, true},
		"suite: a/b":                    {false, true},
		"CORSRules: []":                 {false, false},
		"[policy]":                      {false, false},
		"policy":                        {false, false},
	} {
		root := (&document.File{Name: "x.yaml", Data: []byte(data)}).Read(document.Options{})
		if got := [2]bool{IsServer(root), IsSuite(root)}; got != want {
			t.Errorf("%q: %v, want %v", data, got, want)
		}
	}
}
