package story

import "github.com/corslab/corslab/fetch"

// otherMeanings are the refusals of what a service worker answers, and the
// failures of the transport.
var otherMeanings = []Meaning{
	{
		Reason: fetch.ServiceWorkerError, Section: "sw:fetch-event-respondwith",
		Short: "the page's service worker answers with an error",
		Means: "The service worker stands between page and network, and has answered with Response.error(), or with a promise that was rejected.",
		Causes: []string{
			"The worker's own code decided so, or something in it failed.",
		},
		Fixes: []string{"Look into the fetch handler of the service worker."},
	},
	{
		Reason: fetch.ServiceWorkerOpaque, Section: "http-fetch",
		Short: "the service worker answers with an opaque response, which this request may not have",
		Means: "A response of a no-cors request is opaque: nobody may read it. A page that asked with CORS would be able to, so it does not get one.",
		Causes: []string{
			"The worker stored what it fetched with mode: 'no-cors', and gives it to a CORS request.",
		},
		Fixes: []string{"Have the worker fetch with mode: 'cors', and the server allow it."},
	},
	{
		Reason: fetch.ServiceWorkerCors, Section: "http-fetch",
		Short: "the service worker answers with another origin's response, and the page asked for its own",
		Means: "A request in mode same-origin takes no response that came from another origin by CORS.",
		Causes: []string{
			"The worker answers requests for the page's own scripts from a content network.",
		},
		Fixes: []string{"Answer from the page's origin, or ask with mode: 'cors'."},
	},
	{
		Reason: fetch.ServiceWorkerOpaqueRedirect, Section: "http-fetch",
		Short: "the service worker answers with a redirect that it did not follow",
		Means: "Such a response means nothing to a request that follows redirects itself.",
		Causes: []string{
			"The worker fetches with redirect: 'manual', and hands on what it gets.",
		},
		Fixes: []string{"Have the worker follow redirects, or answer with Response.redirect()."},
	},
	{
		Reason: fetch.ServiceWorkerRedirected, Section: "http-fetch",
		Short: "the service worker answers with a response that was redirected, and the request follows none",
		Means: "The request's redirect mode is not follow, so a response that was reached by a redirect is refused.",
		Causes: []string{
			"The worker stored a response that had been redirected, and answers a navigation with it.",
		},
		Fixes: []string{"Have the worker make a new Response of the body before it stores or answers with it."},
	},
	{
		Reason: fetch.ConnectionFailed, Section: "http-network-fetch",
		Short: "there is no connection to the server",
		Means: "Nobody listens there, the name is not known, or the TLS certificate is not accepted. Pages are told nothing more, so it looks like a CORS error to a script.",
		Causes: []string{
			"The server is down, the port wrong, the certificate self-signed or for another name.",
		},
		Fixes: []string{"Open the URL in a tab of its own: there the browser says what is wrong."},
	},
	{
		Reason: fetch.ConnectionReset, Section: "http-network-fetch",
		Short: "the server breaks the connection off instead of answering",
		Means: "The request was sent, and the connection was reset before an answer came. Whether the server acted on it is not known.",
		Causes: []string{
			"The server's process ended, or a firewall cut in.",
		},
		Fixes: []string{"Look into the server's log."},
	},
	{
		Reason: fetch.EmptyResponse, Section: "http-network-fetch",
		Short: "the server closes the connection without an answer",
		Means: "The request was sent, and the connection was closed without a byte of an answer.",
		Causes: []string{
			"The server failed at the request, or speaks TLS where http is asked for.",
		},
		Fixes: []string{"Look into the server's log; check scheme and port."},
	},
	{
		Reason: fetch.InvalidHTTPResponse, Section: "rfc9112:section-2",
		Short: "what the server sends is no HTTP",
		Means: "The bytes that came cannot be read as an HTTP response: another protocol, a broken header, a length that is not kept.",
		Causes: []string{
			"Another protocol speaks at that port, or a header holds a NUL or a line break.",
			"Content-Length says more than there is.",
		},
		Fixes: []string{"See what comes with curl -v."},
	},
	{
		Reason: fetch.ProxyAuthRequired, Section: "http-network-or-cache-fetch",
		Short: "the answer is 407, which only a proxy may send",
		Means: "407 asks for a password for a proxy. From a server that is no proxy browsers do not take it.",
		Causes: []string{
			"The application uses the wrong status.",
		},
		Fixes: []string{"Answer with 401 or 403."},
	},
	{
		Reason: fetch.Timeout, Section: "http-network-fetch",
		Short: "no answer comes",
		Means: "The server took the request and did not answer in the time it was given.",
		Causes: []string{
			"The server is overloaded, or waits for something itself.",
		},
		Fixes: []string{"Look into the server's log; set a limit with AbortSignal.timeout()."},
	},
	{
		Reason: fetch.NetworkError, Section: "http-network-fetch",
		Short: "the network fails",
		Means: "The request failed below HTTP, in a way that has no name of its own here.",
		Causes: []string{
			"The connection was lost.",
			"Chromium fails so where a 303 leads a request with a stream as body to a scheme like foo: or ftp:. The page then gets nothing from the network until it is loaded again.",
		},
		Fixes: []string{"Try again, and look at the browser's network panel."},
	},
}
