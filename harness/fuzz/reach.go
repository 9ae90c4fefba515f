package fuzz

import "github.com/corslab/corslab/fetch"

// OutOfReach returns why random scenarios never come to a reason; "" where they do.
func OutOfReach(reason fetch.Reason) string { return unreachable[reason] }

// What no random scenario has; the catalogue has suites about it.
const noSpace = "needs address spaces, which a proxied network does not have"

var unreachable = map[fetch.Reason]string{
	fetch.InsecureLocalNetwork:               noSpace,
	fetch.InvalidLocalNetworkAccess:          noSpace,
	fetch.LocalNetworkAccessPermissionDenied: noSpace,
}

// OneWay returns why random scenarios take a decision one way only, by the name of
// its Branching; "" where they take it both ways.
func OneWay(decision string) string { return oneWay[decision] }

var oneWay = map[string]string{
	"server is in another address space than the script says":           noSpace,
	"server is in a less public address space than the page":            noSpace,
	"page that reaches a less public address space is a secure context": noSpace,
	"user lets the page reach a less public address space":              noSpace,
	"quirk local-reaches-loopback":                                      noSpace,
	"quirk service-worker-redirect-drops-stream":                        "needs a stream that a service worker sees, of which none is drawn",
	"response only announces another":                                   "what Chromium makes of an interim answer that ends the connection is chance: an empty response, or one without headers",
	"quirk clear-site-data-hidden":                                      "no answer is drawn with Clear-Site-Data, as what it clears is not simulated",
	"quirk user-agent-dropped":                                          "whoever names the header User-Agent has met it",
	"quirk about-blank-blocked":                                         "it holds for every about:blank",
	"quirk ping-uncached":                                               "it holds for every ping",
	"quirk repeated-location-accepted":                                  "Location lines that differ are refused before, by the quirk differing-lines-refused",
	"quirk nineteen-redirects":                                          "the 20th redirect of a keepalive request is refused whatever else there is to say of it",
}
