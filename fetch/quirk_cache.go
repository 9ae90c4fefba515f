package fetch

// cacheQuirks are those about what the HTTP cache has to do with a request.
var cacheQuirks = quirkTable{
	quirkHeadersRuleCache: {
		Name:     "request-headers-rule-cache",
		Text:     "Cache-Control: no-cache, Pragma: no-cache and conditions that script set count in every cache mode: force-cache asks the server, only-if-cached finds nothing, and the answer to a condition takes the place of the stored response unless that has another validator of the kind; in the standard the cache mode decides, and a condition keeps the cache out in mode default",
		Section:  sectionNetworkOrCache,
		Evidence: observed,
		Scenario: "cache/request-headers",
		Browsers: chromium156,
	},
	quirkRangeForgets: {
		Name:     "range-forgets-stored",
		Text:     "a request for a part has the server asked whether a stored response still holds, and where it does not the response is removed and the new one, whole or part, not stored; nor is any where what was stored had no such part. The standard leaves parts to the cache, and its profile stores what is whole",
		Section:  sectionNetworkOrCache,
		Evidence: observed,
		Scenario: "cache/parts",
		Browsers: chromium156,
	},
	quirkCutShortResumed: {
		Name:     "cut-short-resumed",
		Text:     "a response that is cut short stays in the HTTP cache where it has some content and a strong ETag: it answers HEAD while it is fresh, and the next GET asks for the byte that follows, and where the answer is neither the part nor has status 200 or 401 once more for the whole, which is not stored. HTTP allows it, and the standard's profile does not keep it",
		Section:  "rfc9111:section-3.3",
		Evidence: observed,
		Scenario: "transport/cut-short",
		Browsers: chromium156,
	},
	quirkVaryValidated: {
		Name:     "vary-mismatch-validated",
		Text:     "a response that Vary keeps from being used is asked about by its ETag; HTTP allows it, and the standard's profile asks for a new one",
		Section:  sectionHTTPCacheValidate,
		Evidence: observed,
		Scenario: "cache/validation",
		Browsers: chromium156,
	},
	quirkOnlyOKValidated: {
		Name:     "only-200-validated",
		Text:     "a server is asked about stored responses with status 200 only; in the standard about any with a validator",
		Section:  sectionHTTPCacheValidate,
		Evidence: observed,
		Scenario: "cache/validation",
		Browsers: chromium156,
	},
	quirkFreshenSpares: {
		Name:     "validation-spares-headers",
		Text:     "a 304 changes no ETag, Content-Type, X-Content-Type-Options and the like of what is stored; in HTTP it changes every header but Content-Length",
		Section:  "rfc9111:section-3.2",
		Evidence: observed,
		Scenario: "cache/validation",
		Browsers: chromium156,
	},
	quirkUnsafeFromCache: {
		Name:     "unsafe-method-from-cache",
		Text:     "in cache mode force-cache a stored response answers a DELETE, a PATCH and a PUT with a body, and no server hears of it; in HTTP only GET and HEAD are answered",
		Section:  sectionNetworkOrCache,
		Evidence: observed,
		Scenario: "cache/unsafe-methods",
		Browsers: chromium156,
	},
}
