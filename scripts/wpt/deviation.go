package main

import (
	"slices"

	"github.com/corslab/corslab/document"
)

// browsers are the profiles that are not the standard.
var browsers = []string{"chromium", "firefox", "webkit"}

var (
	inFirefox = []string{"firefox"}
	inWebKit  = []string{"webkit"}
)

// A deviation is what browsers do where that is not what the standard says: in
// Chromium as it was seen there, in Firefox and WebKit by what is known of them.
type deviation struct {
	step     int // of a sequence, from 1; 0 is the case's only one
	profiles []string
	expects  func() *document.Node
}

// deviations returns those of a step. Where test and standard disagree, one of them
// does what the test asserts.
func deviations(c testCase, s step, number int) (found []deviation) {
	if c.has("spec-divergence") && !slices.Contains(followsStandard, c.ID) {
		found = append(found, deviation{profiles: followTest(c.ID), expects: func() *document.Node { return ofTest(c, s) }})
	}
	for _, d := range known[c.ID] {
		if d.step == 0 || d.step == number+1 {
			found = append(found, d)
		}
	}
	return found
}

// followTest returns who does what the test asserts and not what the standard says:
// Chromium alone in the matter of client hints.
func followTest(id string) []string {
	if id == "cors/preflight-cache.htm#5" { // Access-Control-Max-Age: -1
		return browsers
	}
	return []string{"chromium"}
}

// known holds the deviations by id. The answers of the data are those that the
// standard's requests bring about; a Firefox that asks under another origin gets
// them all the same.
var known = map[string][]deviation{
	"fetch/api/cors/cors-preflight-star.any.js#33": {{
		profiles: browsers, expects: func() *document.Node { return mapping(entry("outcome", text("allow"))) },
	}},
	"fetch/api/cors/cors-cookies-redirect.any.js#2": {{step: 3, profiles: inFirefox, expects: asksUnderOwnOrigin}},
	"fetch/api/credentials/authentication-redirection.any.js#4": {
		{profiles: inFirefox, expects: asksUnderOwnOrigin},
		{profiles: inWebKit, expects: asksForAuthorizationAgain},
	},
	"xhr/xhr-authorization-redirect.any.js#3": {
		{profiles: inFirefox, expects: asksUnderOwnOrigin},
		{profiles: inWebKit, expects: asksForAuthorizationAgain},
	},
}

// asksUnderOwnOrigin is Firefox preflighting a hop after the origin has become null:
// it tells the page's own, and a server that expects null refuses it.
func asksUnderOwnOrigin() *document.Node {
	return mapping(
		entry("outcome", text("deny")), entry("reason", text("PreflightAllowOriginMismatch")),
		entry("wire", document.NewList(
			preflighted(true), preflighted(false), mapping(entry("preflight", document.NewBoolean(true)), entry("origin", text("https://a.test"))),
		)),
	)
}

// asksForAuthorizationAgain is WebKit asking at the second hop for the header that
// the redirect has dropped.
func asksForAuthorizationAgain() *document.Node {
	return mapping(
		entry("outcome", text("allow")),
		entry("wire", document.NewList(
			preflighted(true), preflighted(false),
			mapping(entry("preflight", document.NewBoolean(true)), entry("request-headers", text("authorization"))),
			mapping(entry("preflight", document.NewBoolean(false)), entry("headers", mapping(entry("authorization", document.NewNull())))),
		)),
	)
}

func preflighted(is bool) *document.Node { return mapping(entry("preflight", document.NewBoolean(is))) }
