package story

import "github.com/corslab/corslab/fetch"

// requestMeanings are the reasons that lie in how the page asks, or in where it is
// redirected: no header of an answer helps against them.
var requestMeanings = []Meaning{
	{
		Reason: fetch.DisallowedByMode, Section: "main-fetch",
		Short: "the way in which the page asks does not admit another origin",
		Means: "A request has a mode. In mode same-origin it may only go to the page's own origin, whatever the other server allows. Some elements have no other mode.",
		Causes: []string{
			"fetch() with mode: 'same-origin', a <track> without crossorigin, the script of a worker.",
		},
		Fixes: []string{"Use mode: 'cors', or the crossorigin attribute where the element has one.", "Or serve it from the page's origin."},
	},
	{
		Reason: fetch.CorsDisabledScheme, Section: "main-fetch",
		Short: "CORS works over http and https only, and the URL is of another scheme",
		Means: "Only servers of http and https can give permission by headers. Everything else, such as file: and ftp:, is closed to scripts of other origins.",
		Causes: []string{
			"A page was opened from the disk and asks for a file beside it.",
			"A redirect leads to another scheme.",
		},
		Fixes: []string{"Serve page and files over http, if only from localhost."},
	},
	{
		Reason: fetch.NoCorsRedirectModeNotFollow, Section: "main-fetch",
		Short: "a request in mode no-cors must follow redirects, and this one says otherwise",
		Means: "mode: 'no-cors' keeps everything about the answer secret, so it is also not to be told whether there was a redirect.",
		Causes: []string{
			"fetch() with mode: 'no-cors' and redirect: 'manual' or 'error'.",
		},
		Fixes: []string{"Leave the redirect mode at 'follow', or use mode: 'cors'."},
	},
	{
		Reason: fetch.InvalidRequest, Section: "dom-request",
		Short: "the call itself is not valid, so there is no request",
		Means: "The interface threw an error, or its promise was rejected, before anything was sent: a URL that cannot be parsed, a forbidden method, a header name with a space, a body on a GET.",
		Causes: []string{
			"A typing error, or a value that was put together from parts.",
		},
		Fixes: []string{"Read the message of the error: it names the argument."},
	},
	{
		Reason: fetch.MixedContent, Section: "mixed:should-block-fetch",
		Short: "a page that came over https asks for something over http",
		Means: "What is not encrypted can be changed on the way. Browsers do not let a secure page fetch it, whatever CORS headers there are.",
		Causes: []string{
			"An http:// URL in the page's configuration.",
			"An https URL that redirects to http.",
		},
		Fixes: []string{"Serve it over https, and write https in the URL."},
	},
	{
		Reason: fetch.UnsafePort, Section: "port-blocking",
		Short: "the port belongs to another protocol, and browsers send no HTTP there",
		Means: "A list of ports, such as 25 for mail and 6667 for chat, is closed to all requests, so that no page can make a browser speak to such servers.",
		Causes: []string{
			"A development server on an unlucky port (6000, 6665 to 6669, 10080).",
		},
		Fixes: []string{"Use another port."},
	},
	{
		Reason: fetch.BlockedByCSP, Section: "csp:should-block-request",
		Short: "the page's own Content-Security-Policy forbids the request",
		Means: "The page itself was served with a list of what it may load or connect to, and this URL is not on it. The other server has no say in that.",
		Causes: []string{
			"connect-src, img-src, … or default-src does not list the origin.",
			"A redirect leads to an origin that is not listed.",
		},
		Fixes: []string{"Add the origin to the directive in the page's Content-Security-Policy."},
	},
	{
		Reason: fetch.InsecureLocalNetwork, Section: "lna:local-network-access-check",
		Short: "a page that is not secure may not reach into a more private network",
		Means: "Printers, routers and servers on the user's own machine trust whoever can reach them. A page may ask for access to them only if it came over https.",
		Causes: []string{
			"A public http page asks for an address of the local network or of localhost.",
		},
		Fixes: []string{"Serve the page over https; the user is then asked for permission."},
	},
	{
		Reason: fetch.InvalidLocalNetworkAccess, Section: "lna:local-network-access-check",
		Short: "the server is in another network than the page said",
		Means: "With targetAddressSpace a page says where it believes a server to be. The server turned out to be elsewhere, so the request is refused.",
		Causes: []string{
			"The name leads to another address than the author thought.",
		},
		Fixes: []string{"Correct targetAddressSpace, or leave it out."},
	},
	{
		Reason: fetch.LocalNetworkAccessPermissionDenied, Section: "lna:local-network-access-check",
		Short: "the user does not let the page reach into the local network",
		Means: "A page may reach the local network, or the user's own machine, only with the user's permission, and that was denied or never given.",
		Causes: []string{
			"The user said no, or the page is in a frame that was not given the permission.",
		},
		Fixes: []string{"Ask at a moment at which the user understands why.", "Or reach the device by a server of the page's own."},
	},
	{
		Reason: fetch.KeepaliveLimitExceeded, Section: "http-network-or-cache-fetch",
		Short: "requests that outlive the page may carry 65,536 bytes in all, and this is more",
		Means: "sendBeacon() and fetch() with keepalive go on when the page is closed. Their bodies are limited, so that no page can keep a browser busy for long.",
		Causes: []string{
			"A large report is sent at once, or many are under way.",
		},
		Fixes: []string{"Send less, or in parts, or without keepalive while the page is open."},
	},
	{
		Reason: fetch.StreamNeedsHTTP2, Section: "http-network-fetch",
		Short: "a stream can be sent over HTTP/2 only, and the server speaks HTTP/1.1",
		Means: "A ReadableStream as the body has no length known beforehand, and browsers send such a body over HTTP/2 or later only.",
		Causes: []string{
			"The server, or the proxy before it, speaks HTTP/1.1 only.",
		},
		Fixes: []string{"Serve over HTTP/2, or send a Blob or a string."},
	},
	{
		Reason: fetch.CacheMiss, Section: "http-network-or-cache-fetch",
		Short: "only a stored answer was asked for, and none is stored",
		Means: "With cache: 'only-if-cached' the network is not asked at all.",
		Causes: []string{
			"Nothing was stored, or under another key, or it was not to be stored.",
		},
		Fixes: []string{"Use another cache mode, such as force-cache."},
	},
	{
		Reason: fetch.UnknownURLScheme, Section: "scheme-fetch",
		Short: "nothing can be loaded from a URL of that scheme",
		Means: "The browser knows no way to fetch such a URL.",
		Causes: []string{
			"A typing error, a URL for another program, or a redirect to one.",
		},
		Fixes: []string{"Use an http or https URL."},
	},
	{
		Reason: fetch.FileNotFound, Section: "scheme-fetch",
		Short: "nothing is stored under the blob: URL",
		Means: "A blob: URL names an object in the memory of one page. It was revoked, or never made.",
		Causes: []string{
			"URL.revokeObjectURL() was called too early, or the page that made it is closed.",
		},
		Fixes: []string{"Keep the URL until it was used."},
	},
	{
		Reason: fetch.RedirectContainsCredentials, Section: "http-redirect-fetch",
		Short: "the redirect leads to a URL with a user name or password",
		Means: "A server must not be able to log a page in elsewhere by a redirect. In CORS requests such redirects are refused.",
		Causes: []string{
			"Location: https://user:password@…",
		},
		Fixes: []string{"Redirect to the URL without user name and password."},
	},
	{
		Reason: fetch.RedirectNotAllowed, Section: "http-fetch",
		Short: "the server redirects, and the page asked for none to be followed",
		Means: "With redirect: 'error' any redirect is a failure.",
		Causes: []string{
			"The URL is not the final one.",
		},
		Fixes: []string{"Ask for the final URL, or follow redirects."},
	},
	{
		Reason: fetch.RedirectDisallowedByMode, Section: "http-redirect-fetch",
		Short: "the redirect leads to where a request of this mode may not go",
		Means: "A request in mode same-origin may not be led to another origin by a redirect; and there are redirects that a browser blocks in every mode.",
		Causes: []string{
			"A login or a content network of another origin is redirected to.",
		},
		Fixes: []string{"Use mode: 'cors', with permission from the server that is redirected to.", "Or redirect within the origin."},
	},
	{
		Reason: fetch.RedirectNeedsBodyReplay, Section: "http-redirect-fetch",
		Short: "the redirect asks for the body again, and a stream can be sent once only",
		Means: "307 and 308 have the browser send the same request again. A ReadableStream is gone once it was sent.",
		Causes: []string{
			"The URL of an upload is redirected.",
		},
		Fixes: []string{"Ask for the final URL at once, or send a Blob."},
	},
	{
		Reason: fetch.TooManyRedirects, Section: "http-redirect-fetch",
		Short: "there are more than 20 redirects",
		Means: "After 20 redirects a browser gives up.",
		Causes: []string{
			"Two rules redirect to one another: to https and back, with a slash and without.",
		},
		Fixes: []string{"Find the loop in the exchanges, and take one of the rules out."},
	},
	{
		Reason: fetch.InvalidRedirect, Section: "http-redirect-fetch",
		Short: "the Location of the redirect is no URL",
		Means: "The server says that the answer is elsewhere, and where cannot be made out.",
		Causes: []string{
			"A template was not filled in, or the host is empty.",
		},
		Fixes: []string{"Send a Location that can be parsed, best an absolute URL."},
	},
	{
		Reason: fetch.MultipleLocations, Section: "http-redirect-fetch",
		Short: "the answer has several Location lines that differ",
		Means: "Which of them is meant cannot be known, and a proxy might take another than the browser. So the whole answer is refused.",
		Causes: []string{
			"Application and proxy add a Location each; or a line break was smuggled into a header.",
		},
		Fixes: []string{"Send one Location."},
	},
	{
		Reason: fetch.UnsafeRedirect, Section: "http-redirect-fetch",
		Short: "the redirect leads to a data:, about:, blob: or file: URL",
		Means: "A server may not lead a request to what lies in the browser or on the user's disk.",
		Causes: []string{
			"The Location is made of something a user wrote.",
		},
		Fixes: []string{"Redirect to http or https URLs only."},
	},
}
