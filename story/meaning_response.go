package story

import "github.com/corslab/corslab/fetch"

// responseMeanings are the reasons found in the answer to the request itself.
var responseMeanings = []Meaning{
	{
		Reason: fetch.MissingAllowOriginHeader, Section: "cors-check",
		Short: "the answer does not say which origin may read it",
		Means: "A script may read what another origin answers only if that answer carries Access-Control-Allow-Origin, and this one does not. " +
			"The request was made and the server has acted on it; the browser keeps the answer from the page.",
		Causes: []string{
			"CORS is not configured at the server, or not for this origin, method or path.",
			"Something in front answers instead: an error page, a login, a proxy, a cache that stored an answer to a request without Origin.",
		},
		Fixes: []string{
			"Have the server add Access-Control-Allow-Origin with the page's origin (or * for public data without cookies), to error answers too.",
			"If the value depends on the request, send Vary: Origin with every answer, also with those that allow nothing.",
		},
	},
	{
		Reason: fetch.WildcardOriginNotAllowed, Section: "cors-check",
		Short: "the answer allows every origin with *, which does not count for a request with credentials",
		Means: "Where cookies or other credentials go along, the answer may hold what is the user's alone. So * is not enough: the server must name the one origin that may read it.",
		Causes: []string{
			"The page asks with credentials: 'include' (withCredentials for XMLHttpRequest), and the server answers everybody with *.",
		},
		Fixes: []string{
			"If no cookie is needed, ask without credentials.",
			"If one is, compare the Origin header with a list, and answer with that very origin, Access-Control-Allow-Credentials: true and Vary: Origin.",
		},
	},
	{
		Reason: fetch.MultipleAllowOriginValues, Section: "cors-check",
		Short: "the answer names more than one origin, and only one may stand there",
		Means: "Access-Control-Allow-Origin holds one origin or *. A list, with commas or as two header lines, allows nobody, even if the page's origin is in it.",
		Causes: []string{
			"Two layers add the header each: the application and the proxy in front of it.",
			"Somebody wrote all allowed origins into one header.",
		},
		Fixes: []string{
			"Let one layer alone add the header.",
			"Keep the list at the server, and answer with the one entry that equals the request's Origin.",
		},
	},
	{
		Reason: fetch.InvalidAllowOriginValue, Section: "cors-check",
		Short: "what the answer gives as the allowed origin is no origin",
		Means: "The value of Access-Control-Allow-Origin is compared with the page's origin byte for byte, and this one could equal none: it is not *, not null and not scheme://host[:port].",
		Causes: []string{
			"The scheme is missing (app.example.com), or there is a pattern (https://*.example.com), quotes, or a word such as “all”.",
			"The header is there and empty.",
		},
		Fixes: []string{
			"Write the origin as the browser sends it: scheme, host, and the port unless it is the usual one; nothing more.",
		},
	},
	{
		Reason: fetch.AllowOriginMismatch, Section: "cors-check",
		Short: "the answer allows another origin than the one that asks",
		Means: "Access-Control-Allow-Origin must be the page's origin byte for byte: the same scheme, host and port. Another spelling of what a person takes for the same is another origin.",
		Causes: []string{
			"http instead of https, www or none, another port, a slash at the end, capital letters.",
			"A cache gave out the answer that was made for another origin.",
			"A redirect from another origin has turned the request's origin into null.",
		},
		Fixes: []string{
			"Allow the origin exactly as the Origin header spells it.",
			"Send Vary: Origin, so that caches keep the answers apart.",
		},
	},
	{
		Reason: fetch.InvalidAllowCredentials, Section: "cors-check",
		Short: "the request carries credentials, and the answer does not allow that",
		Means: "A request with cookies or other credentials may be read only if the answer holds Access-Control-Allow-Credentials: true, in exactly these letters.",
		Causes: []string{
			"The header is missing, or says True, 1 or yes.",
			"The page asks with credentials: 'include' without needing a cookie.",
		},
		Fixes: []string{
			"Answer with Access-Control-Allow-Credentials: true, for origins from a list only: each of them can then act as the user.",
			"Or ask without credentials.",
		},
	},
	{
		Reason: fetch.BlockedByResponse, Section: "cross-origin-resource-policy-header",
		Short: "the server says in its answer that pages like this one may not embed it",
		Means: "A server can say by Cross-Origin-Resource-Policy that its answers are for its own origin or site alone. Browsers then keep them also from requests that do without CORS, such as those of images and scripts. Of a document it says by X-Frame-Options, or frame-ancestors in its Content-Security-Policy, which pages may have it in a frame. The request was made all the same.",
		Causes: []string{
			"A security preset sends Cross-Origin-Resource-Policy: same-origin with everything.",
			"A document is put into a frame that says X-Frame-Options: DENY or SAMEORIGIN, as is good against clickjacking.",
		},
		Fixes: []string{
			"Answer with Cross-Origin-Resource-Policy: cross-origin where others may embed it, or same-site for the site's own hosts.",
			"Have a document list the pages that may frame it: Content-Security-Policy: frame-ancestors https://www.example.com. X-Frame-Options does not count beside it.",
		},
	},
	{
		Reason: fetch.UnusableResponse, Section: "html:create-a-potential-cors-request",
		Short: "what came may be used by the page, but is no use to what asked for it",
		Means: "CORS is satisfied. The status, type or content is not what the element or interface needs: a 404 for a script, HTML for an image, anything but 101 for a WebSocket.",
		Causes: []string{
			"The file is not there, and an error page comes instead.",
			"The Content-Type is wrong, and module scripts, stylesheets and event streams insist on it.",
			"A proxy in front of a WebSocket server does not pass the upgrade on, or the server does not accept the Origin.",
		},
		Fixes: []string{
			"Serve the file, with a good status and its right Content-Type.",
			"Have proxies pass Upgrade and Connection on to the WebSocket server.",
		},
	},
	{
		Reason: fetch.BlockedByORB, Section: "main-fetch",
		Short: "what came is data that no element loads, and is kept out of the page's process",
		Means: "Images, scripts and media may come from anywhere without CORS. Opaque response blocking sees to it that HTML, JSON and the like are not smuggled into a page that way.",
		Causes: []string{
			"The URL answers with HTML or JSON: an error page, an API, a login.",
			"The Content-Type is wrong, with X-Content-Type-Options: nosniff.",
		},
		Fixes: []string{
			"Serve an image, a script or media, with its Content-Type.",
			"To read data, use fetch() and let the server allow it by CORS.",
		},
	},
}
