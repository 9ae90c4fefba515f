package fuzz

import (
	"cmp"

	"github.com/corslab/corslab/fetch"
)

// OutOfReach returns why random scenarios, drawn as cfg says, never come to a reason; ""
// where they do.
func OutOfReach(reason fetch.Reason, cfg Config) string { return cfg.excuse(nil, string(reason)) }

// OneWay returns why random scenarios, drawn as cfg says, take a decision one way only, by
// the name of its Branching; "" where they take it both ways.
func OneWay(decision string, cfg Config) string { return cfg.excuse(oneWay, decision) }

// excuse looks a name up in what never happens, and in what does not as cfg is.
func (c Config) excuse(never map[string]string, name string) string {
	why := never[name]
	if !c.ServiceWorkers {
		why = cmp.Or(why, withoutWorkers[name])
	}
	if !c.AddressSpaces {
		why = cmp.Or(why, withoutSpaces[name])
	}
	return why
}

// What random scenarios do not have unless asked; the catalogue has suites about each.
const (
	noSpace  = "needs address spaces, which settings are drawn with by --address-spaces"
	noFrame  = "needs a document in a frame, and none is drawn: most of what else is cannot be combined with it"
	noWorker = "needs a service worker, which pages are drawn with by --service-workers"
)

var oneWay = map[string]string{
	"quirk document-accept-formats":              noFrame,
	"quirk framing-of-nothing-unasked":           noFrame,
	"quirk object-untold":                        noFrame,
	"quirk object-source-framed":                 noFrame,
	"quirk form-redirect-null-origin":            noFrame,
	"quirk saved-only-ok":                        noFrame,
	"quirk service-worker-redirect-drops-stream": "needs a stream that a service worker sees, of which none is drawn",
	"response only announces another":            "what Chromium makes of an interim answer that ends the connection is chance: an empty response, or one without headers",
	"quirk clear-site-data-hidden":               "no answer is drawn with Clear-Site-Data, as what it clears is not simulated",
	"quirk user-agent-dropped":                   "whoever names the header User-Agent has met it",
	"quirk about-blank-blocked":                  "it holds for every about:blank",
	"quirk ping-uncached":                        "it holds for every ping",
	"quirk repeated-location-accepted":           "Location lines that differ are refused before, by the quirk differing-lines-refused",
	"quirk nineteen-redirects":                   "the 20th redirect of a keepalive request is refused whatever else there is to say of it",
}

// withoutSpaces are the reasons and decisions that need address spaces.
var withoutSpaces = map[string]string{
	string(fetch.InsecureLocalNetwork):                                  noSpace,
	string(fetch.InvalidLocalNetworkAccess):                             noSpace,
	string(fetch.LocalNetworkAccessPermissionDenied):                    noSpace,
	"server is in another address space than the script says":           noSpace,
	"server is in a less public address space than the page":            noSpace,
	"page that reaches a less public address space is a secure context": noSpace,
	"user lets the page reach a less public address space":              noSpace,
	"quirk local-reaches-loopback":                                      noSpace,
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
	"quirk service-worker-answer-trimmed":                                                  noWorker,
	"quirk service-worker-redirect-not-upgraded":                                           noWorker,
	"quirk service-worker-answer-corp":                                                     noWorker,
	"quirk service-worker-redirects-apart":                                                 noWorker,
	"quirk service-worker-header-text":                                                     noWorker,
	"quirk blob-frame-uncontrolled":                                                        noWorker,
	"quirk sync-uncontrolled":                                                              noWorker,
}
