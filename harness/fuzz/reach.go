package fuzz

import (
	"cmp"

	"github.com/corslab/corslab/fetch"
)

// OutOfReach returns why random scenarios, with service workers or without, never come to
// a reason; "" where they do.
func OutOfReach(reason fetch.Reason, serviceWorkers bool) string {
	if serviceWorkers {
		return unreachable[reason]
	}
	return cmp.Or(unreachable[reason], withoutWorkers[string(reason)])
}

// What random scenarios do not have; the catalogue has suites about each.
const (
	noSpace  = "needs address spaces, which a proxied network does not have"
	noWorker = "needs a service worker, which pages are drawn with by --service-workers"
)

var unreachable = map[fetch.Reason]string{
	fetch.InsecureLocalNetwork:               noSpace,
	fetch.InvalidLocalNetworkAccess:          noSpace,
	fetch.LocalNetworkAccessPermissionDenied: noSpace,
}

// OneWay returns why random scenarios, with service workers or without, take a decision
// one way only, by the name of its Branching; "" where they take it both ways.
func OneWay(decision string, serviceWorkers bool) string {
	if serviceWorkers {
		return oneWay[decision]
	}
	return cmp.Or(oneWay[decision], withoutWorkers[decision])
}

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

// withoutWorkers are the reasons and decisions that need a service worker.
var withoutWorkers = map[string]string{
	string(fetch.ServiceWorkerError):                                                       noWorker,
	string(fetch.ServiceWorkerOpaque):                                                      noWorker,
	string(fetch.ServiceWorkerCors):                                                        noWorker,
	string(fetch.ServiceWorkerOpaqueRedirect):                                              noWorker,
	string(fetch.ServiceWorkerRedirected):                                                  noWorker,
	"service worker answers":                                                               noWorker,
	"service worker's answer is a network error":                                           noWorker,
	"service worker's answer is of the type cors in mode same-origin":                      noWorker,
	"service worker's answer is opaque outside the mode no-cors":                           noWorker,
	"service worker's answer is a redirect not followed, outside the redirect mode manual": noWorker,
	"service worker's answer was redirected, outside the redirect mode follow":             noWorker,
	"page's Content-Security-Policy forbids where the service worker's answer comes from":  noWorker,
	"quirk service-worker-answer-basic":                                                    noWorker,
	"quirk service-worker-location-base":                                                   noWorker,
	"quirk service-worker-forwards-upload-listener":                                        noWorker,
	"quirk service-worker-answer-first-value":                                              noWorker,
	"quirk service-worker-answer-utf8":                                                     noWorker,
	"quirk service-worker-redirect-untainted":                                              noWorker,
	"quirk service-worker-answer-path-uncounted":                                           noWorker,
	"quirk blob-frame-uncontrolled":                                                        noWorker,
	"quirk sync-uncontrolled":                                                              noWorker,
}
