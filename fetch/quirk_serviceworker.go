package fetch

// serviceWorkerQuirks are those about service workers and what they answer.
var serviceWorkerQuirks = quirkTable{
	quirkWorkerAnswerBasic: {
		Name:     "service-worker-answer-basic",
		Text:     "a response that a service worker makes up is basic, whatever it answers: the page reads all of it; in the standard it is filtered by the request's URL and mode, as the network's would be",
		Section:  sectionMainFetch,
		Evidence: observed,
		Scenario: "service-worker/made-up",
		Browsers: chromium156,
	},
	quirkWorkerLocationBase: {
		Name:     "service-worker-location-base",
		Text:     "the Location of a redirect that a service worker answers with is relative to the request's URL; in the standard to the response's own, which one that was made up does not have",
		Section:  "concept-response-location-url",
		Evidence: observed,
		Scenario: "service-worker/redirects",
		Browsers: chromium156,
	},
	quirkWorkerForwardsListener: {
		Name:     "service-worker-forwards-upload-listener",
		Text:     "a request that a service worker passes on needs a preflight where somebody listens to its upload; in the standard a new Request knows of no listener",
		Section:  sectionRequest,
		Evidence: observed,
		Scenario: "service-worker/passed-on",
		Browsers: chromium156,
	},
	quirkWorkerAnswerFirstValue: {
		Name:     "service-worker-answer-first-value",
		Text:     "of a header that a service worker's made-up response has more than once the page reads the first value; in the standard all of them",
		Section:  "concept-header-list-get",
		Evidence: observed,
		Scenario: "service-worker/made-up",
		Browsers: chromium156,
	},
	quirkWorkerAnswerUTF8: {
		Name:     "service-worker-answer-utf8",
		Text:     "a header value of a service worker's answer reaches the page with each of its bytes from 0x80 up encoded as UTF-8; in the standard as it is",
		Section:  sectionRespondWith,
		Evidence: observed,
		Scenario: "service-worker/made-up",
		Browsers: chromium156,
	},
	quirkWorkerRedirectUntainted: {
		Name:     "service-worker-redirect-untainted",
		Text:     "a redirect that a service worker answers with leaves no mark on the request: led back to the page's own origin it needs no CORS; in the standard its origin is null from there on",
		Section:  sectionRedirectTaint,
		Evidence: observed,
		Scenario: "service-worker/redirects",
		Browsers: chromium156,
	},
	quirkBlobFrameUncontrolled: {
		Name:     "blob-frame-uncontrolled",
		Text:     "the requests of a frame of a blob: URL are seen by no service worker; in the standard it has that of the document that made it",
		Section:  "sw:control-and-use-window-client",
		Evidence: observed,
		Scenario: "service-worker/pages",
		Browsers: chromium156,
	},
}
