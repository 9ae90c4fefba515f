package audit

import "slices"

// Rules returns every rule, by ID.
func Rules() []Rule {
	list := slices.Clone(rules)
	slices.SortFunc(list, func(a, b Rule) int {
		if a.ID < b.ID {
			return -1
		}
		return 1
	})
	return list
}

func ruleNamed(id string) *Rule {
	i := slices.IndexFunc(rules, func(r Rule) bool { return r.ID == id })
	return &rules[i]
}

const (
	corsCheck   = "fetch:cors-check"
	preflight   = "fetch:cors-preflight-fetch"
	exposed     = "fetch:concept-filtered-response-cors"
	forbidden   = "fetch:forbidden-request-header"
	origins     = "fetch:origin-header"
	cacheMaxAge = "fetch:cors-preflight-cache"
	guideS3     = "aws:AmazonS3/latest/userguide/cors.html"
	guideREST   = "aws:apigateway/latest/developerguide/how-to-cors.html"
	guideHTTP   = "aws:apigateway/latest/developerguide/http-api-cors.html"
	guideLambda = "aws:lambda/latest/dg/urls-configuration.html"
	guideCF     = "aws:AmazonCloudFront/latest/DeveloperGuide/header-caching.html"
)

var rules = []Rule{
	// Who is let in.
	{"any-origin-with-credentials", Error, true, "Every origin is allowed, with credentials",
		"Any site that a user visits can make requests with the user's cookies and read the answers.", "List the origins that need access.", corsCheck},
	{"null-origin", Error, true, "The origin null is allowed",
		"Every sandboxed frame, data: page and local file has the origin null, and anybody can make one.", "Take the entry out.", origins},
	{"wildcard-without-dot", Error, true, "A wildcard takes hosts that only end alike",
		"The star stands for any characters, so that a name which ends alike, evilexample.com, matches too. Anybody can register one.", "Put a dot between the star and the domain.", guideS3},
	{"wildcard-at-the-end", Error, true, "A wildcard takes every host that begins alike",
		"The star stands for dots too: https://example.com.evil.test matches. Anybody can have such a name.", "Name the origins in full.", guideS3},
	{"wildcard-public-suffix", Error, true, "A wildcard takes domains that are given to anybody",
		"Below this suffix everybody can have a host of their own, and each of them matches.", "Name the hosts that are yours.", guideS3},
	{"http-origin", Warning, true, "An origin without encryption is allowed",
		"Whoever sits between the user and that site can put a script into its pages, which then has the same access.", "Allow the https origin only.", corsCheck},
	{"any-origin-may-write", Warning, true, "Every origin may write",
		"A page of any site can make these requests from a visitor's browser. What the bucket's own permissions allow without a signature, it can then do.", "List the origins that upload.", guideS3},

	// Origins that never match.
	{"origin-trailing-slash", Warning, false, "An origin ends in a slash", "An origin has no path, not even that one: the entry never matches.", "Drop the slash.", origins},
	{"origin-with-path", Warning, false, "An origin has a path", "Browsers send scheme, host and port: the entry never matches.", "Drop the path.", origins},
	{"origin-default-port", Warning, false, "An origin names its default port", "Browsers leave out 80 for http and 443 for https: the entry never matches.", "Drop the port.", origins},
	{"origin-upper-case", Warning, false, "An origin has upper-case letters", "Browsers send scheme and host in lower case: the entry never matches.", "Write it in lower case.", origins},
	{"origin-without-scheme", Warning, false, "An origin has no scheme", "Browsers send https://host: the entry never matches.", "Put https:// in front.", origins},
	{"origin-whitespace", Warning, false, "An origin has white space in or around it", "No origin that a browser sends has any: the entry never matches.", "Take the white space out.", origins},
	{"apex-missing", Note, false, "Subdomains are allowed, the domain itself is not", "The wildcard wants a dot: a page on the bare domain is refused.", "Add the domain, if it has pages that need access.", guideS3},
	{"comma-list", Error, false, "Several values stand in one entry", "The entry is taken as one value, commas and all, and matches none of them.", "Write one entry each.", guideLambda},

	// What is pointless.
	{"duplicate-entry", Note, false, "An entry is there twice", "The second changes nothing.", "Take one out.", guideS3},
	{"unreachable-rule", Warning, false, "A rule can never be reached", "The first rule that matches decides, and an earlier one takes everything this one would.", "Move it up, or take it out.", guideS3},
	{"header-never-asked", Note, false, "A header is allowed that no page can send", "Browsers set it themselves and never ask for it.", "Take the entry out.", forbidden},
	{"response-header-allowed", Note, false, "A response header is among the request headers", "Access-Control-* headers are what a server answers; no request carries them.", "Take the entry out.", preflight},
	{"method-never-asked", Note, false, "OPTIONS is allowed as a method", "A preflight asks for the method that follows it, which is OPTIONS only where a page calls that itself.", "Take the entry out.", preflight},
	{"max-age-too-long", Note, false, "A maximum age is longer than browsers keep", "Chromium keeps a preflight for two hours, Firefox for a day and Safari for ten minutes at most.", "Write 86400 or less.", cacheMaxAge},
	{"max-age-negative", Note, false, "A maximum age is negative", "Every request is preceded by a preflight.", "Leave it out for the browsers' default, or write the seconds.", cacheMaxAge},

	// What does not work as it looks.
	{"star-with-credentials", Warning, false, "A star stands beside credentials", "For a request with credentials a star in a list is the name * and nothing else.", "List the names.", corsCheck},
	{"authorization-not-covered", Warning, false, "A star does not cover Authorization", "The standard wants Authorization by name; Chromium still lets a star cover it, and says it will not for long.", "Add Authorization to the list.", preflight},
	{"etag-not-exposed", Note, false, "Uploads cannot read their ETag", "A multipart upload needs the ETag of every part, and a page may read only what is exposed.", "Expose ETag.", exposed},
	{"sdk-headers-missing", Note, false, "Uploads with an SDK will be refused", "SDKs send Content-Type and x-amz-* headers; one that is not allowed refuses the whole preflight with 403.", `Allow content-type and x-amz-*, or "*".`, guideS3},

	// REST APIs.
	{"rest-default-4xx", Warning, false, "Errors for clients have no CORS headers", "A page cannot tell 401, 403 or 429 of the gateway from a failure of CORS.", "Add a gateway response DEFAULT_4XX with Access-Control-Allow-Origin.", guideREST},
	{"rest-default-5xx", Warning, false, "Errors of the server have no CORS headers", "A page cannot tell a time-out or a crashed function from a failure of CORS.", "Add a gateway response DEFAULT_5XX with Access-Control-Allow-Origin.", guideREST},
	{"rest-preflight-authorizer", Error, false, "Preflights are asked for a token", "No preflight carries credentials: every one is refused.", "Give OPTIONS no authorizer and no API key.", guideREST},
	{"rest-preflight-missing", Warning, false, "A path has no OPTIONS method", "Its preflights are answered 403 Missing Authentication Token.", "Add an OPTIONS method with a mock.", guideREST},
	{"rest-origin-list", Error, false, "Access-Control-Allow-Origin is a list", "It may name one origin or a star: the browser refuses a list.", "Name one origin, or echo it in the template.", corsCheck},
	{"rest-binary-mock", Error, false, "The mock of OPTIONS cannot read its template", `With "*/*" among the binary media types it answers 500.`, "Give the integration contentHandling CONVERT_TO_TEXT.", guideREST},
	{"rest-vary-missing", Warning, false, "An echoed origin, and no Vary", "A cache may give one site the answer that names another.", "Send Vary: Origin.", guideREST},
	{"rest-star-with-credentials", Error, false, "A star stands beside credentials", "Browsers refuse Access-Control-Allow-Origin: * for a request with credentials.", "Name the origin.", corsCheck},

	// HTTP APIs.
	{"http-preflight-authorizer", Error, false, "The authorizer of a catch-all route takes preflights", "The route answers OPTIONS too, and no preflight carries a token: 401.", "Add a route OPTIONS /{proxy+} without an authorizer.", guideHTTP},

	// CloudFront.
	{"cloudfront-options-blocked", Error, false, "Preflights do not get through", "The behaviour does not allow OPTIONS, and CloudFront answers 403.", "Allow GET, HEAD and OPTIONS.", guideCF},
	{"cloudfront-origin-not-in-key", Warning, false, "One site's answer is kept for all", "The origin sees Origin, the cache key does not have it: the first answer is replayed to every site.", "Use a cache policy with Origin in the key, or a response headers policy that overrides.", guideCF},
	{"cloudfront-no-allow-headers", Warning, false, "The policy allows no request headers", "A request with a header of its own is refused unless the origin allows it.", "Use a policy of your own with AccessControlAllowHeaders.", preflight},
	{"cloudfront-star-with-credentials", Error, false, "A star stands beside credentials", "Browsers refuse Access-Control-Allow-Origin: * for a request with credentials.", "Name the origins.", corsCheck},

	// Load balancers.
	{"alb-star-with-credentials", Error, false, "A star stands beside credentials", "Browsers refuse Access-Control-Allow-Origin: * for a request with credentials.", "Name the origin.", corsCheck},
}
