package fetch

import (
	"slices"
	"strings"

	"github.com/corslab/corslab/wire"
)

// preflight asks the server whether it would accept the request, and remembers
// the answer (https://fetch.spec.whatwg.org/#cors-preflight-fetch).
func (f *fetching) preflight(r *request) *networkError {
	asking := f.askingAs(r)
	resp, err := f.networkOrCacheFetch(f.preflightRequest(asking))
	if err != nil {
		return err
	}
	if err := f.checkPreflightStatus(asking, resp); err != nil {
		return err
	}
	methods, names, err := f.preflightLists(r, resp)
	if err != nil {
		return err
	}
	if err = f.checkMethod(r, resp, methods); err == nil {
		err = f.checkHeaderNames(r, resp, names)
	}
	if err != nil {
		if f.quirks.has(quirkFailedPreflightCached) {
			f.rememberRefusal(r, resp, methods, names)
		}
		return err
	}
	f.rememberPreflight(r, resp, methods, names)
	return nil
}

// askingAs returns the request as its preflight presents it: under the origin that
// redirects have left it, or the page's all the same.
func (f *fetching) askingAs(r *request) *request {
	if r.taint == untainted || !f.quirks.has(quirkPreflightTellsOwnOrigin) {
		return r
	}
	f.quirks.apply(quirkPreflightTellsOwnOrigin)
	own := *r
	own.taint = untainted
	return &own
}

// preflightRequest returns the OPTIONS request that asks for r. It carries
// nothing of r but what is asked about.
func (f *fetching) preflightRequest(r *request) *request {
	headers := append(f.asked[:0],
		Field{"Accept", "*/*"},
		Field{"Access-Control-Request-Method", r.method})
	if len(r.unsafeNames) > 0 {
		headers = append(headers, Field{"Access-Control-Request-Headers", strings.Join(r.unsafeNames, ",")})
	}
	f.asking = request{
		method: "OPTIONS", urls: r.urls, headers: headers,
		mode: ModeCORS, credentials: CredentialsSameOrigin, redirect: RedirectFollow, cache: CacheDefault,
		origin: r.origin, originText: r.originText, taint: r.taint, referrer: r.referrer, referrerPolicy: r.referrerPolicy,
		tainting: TypeCORS, isPreflight: true, targetSpace: r.targetSpace,
	}
	return &f.asking
}

// checkPreflightStatus wants a response that allows the origin, under the
// credentials mode of the request it is for, with an ok status. A redirect has
// none and is not followed.
func (f *fetching) checkPreflightStatus(r *request, resp *response) *networkError {
	failure := checkCORS(r, resp, &f.quirks)
	reading := departures{enabled: f.quirks.enabled}
	to := redirection{}
	if isRedirectStatus(resp.status) {
		to = redirectTarget(r, resp, &reading)
	}
	isRedirect := to.url != nil
	if f.quirks.has(quirkPreflightRedirectFirst) {
		isFirst := to.reason != "" || isRedirect && failure.reason != ""
		switch {
		case !f.quirks.departs(quirkPreflightRedirectFirst, isFirst):
		case to.reason != "":
			return f.fail(place{sectionPreflight, resp.exchange}, to.reason, to.value, "The preflight is answered with a redirect, and where to cannot be made out: ", quoted(to.value), ".")
		default:
			return f.failPreflightRedirect(resp)
		}
	}
	statusFirst := f.quirks.has(quirkPreflightStatusFirst) && !isOKStatus(resp.status)
	if statusFirst && failure.reason != "" {
		f.quirks.apply(quirkPreflightStatusFirst)
	}
	if !statusFirst {
		if err := f.recordCORS(r, resp, failure, preflightReason(failure.reason)); err != nil {
			return err
		}
	}
	f.quirks.adopt(reading) // how Location is read matters from here on
	p := place{sectionPreflight, resp.exchange}
	switch {
	case f.took(forkPreflightRedirect, isRedirect):
		return f.failPreflightRedirect(resp)
	case !f.took(forkPreflightOK, isOKStatus(resp.status)):
		return f.fail(p, PreflightInvalidStatus, itoa(resp.status), "The preflight is answered with status ", itoa(resp.status), ", and only 200 to 299 will do.")
	}
	f.pass(p, "The preflight is answered with an ok status, ", itoa(resp.status), ".")
	return nil
}

func (f *fetching) failPreflightRedirect(resp *response) *networkError {
	return f.fail(place{sectionPreflight, resp.exchange}, PreflightDisallowedRedirect, "", "The preflight is answered with a redirect, status ", itoa(resp.status), ", and a preflight follows none.")
}

// preflightLists reads what the server allows. One element that is no token
// spoils a whole header, and with it the preflight.
func (f *fetching) preflightLists(r *request, resp *response) (methods, names []string, err *networkError) {
	const acam, acah = "Access-Control-Allow-Methods", "Access-Control-Allow-Headers"
	p := place{sectionPreflight, resp.exchange}
	methods, present, ok := extractTokens(resp.fields, acam)
	if f.took(forkBadMethodList, !ok) {
		value, _ := resp.get(acam)
		return nil, nil, f.fail(p, InvalidAllowMethodsPreflightResponse, value, acam, " is ", quoted(value), ", which is not a list of methods.")
	}
	names, _, ok = extractTokens(resp.fields, acah)
	if f.took(forkBadHeaderList, !ok) {
		if f.quirks.departs(quirkMethodBeforeHeaderList, !isMethodAllowed(r, methods) && (present || !r.forcePreflight)) {
			return nil, nil, f.checkMethod(r, resp, methods)
		}
		value, _ := resp.get(acah)
		return nil, nil, f.fail(p, InvalidAllowHeadersPreflightResponse, value, acah, " is ", quoted(value), ", which is not a list of header names.")
	}
	if !present && r.forcePreflight && !f.needsListing(r.method) {
		methods = []string{r.method}
	}
	return methods, names, nil
}

// needsListing reports whether a method must be listed even where the preflight
// is sent for another reason than the method.
func (f *fetching) needsListing(method string) bool {
	return f.quirks.departs(quirkForcedMethodListed, !IsSafelistedMethod(method))
}

// isMethodAllowed reports whether the listed methods cover the request's.
func isMethodAllowed(r *request, methods []string) bool {
	return slices.Contains(methods, r.method) || IsSafelistedMethod(r.method) || r.credentials != CredentialsInclude && slices.Contains(methods, "*")
}

func (f *fetching) checkMethod(r *request, resp *response, methods []string) *networkError {
	p := place{sectionPreflight, resp.exchange}
	switch {
	case f.took(forkMethodListed, slices.Contains(methods, r.method)):
		f.pass(p, "Access-Control-Allow-Methods lists ", r.method, ".")
	case f.took(forkMethodNeedsNoListing, IsSafelistedMethod(r.method)):
		f.pass(p, "The method ", r.method, " is safelisted and needs no listing.")
	case f.took(forkMethodWildcard, r.credentials != CredentialsInclude && slices.Contains(methods, "*")):
		f.pass(p, "Access-Control-Allow-Methods holds *, which covers ", r.method, ".")
	default:
		return f.fail(p, MethodDisallowedByPreflightResponse, r.method, "Access-Control-Allow-Methods does not list ", r.method, ".", wildcardHint(r, methods))
	}
	return nil
}

func (f *fetching) checkHeaderNames(r *request, resp *response, names []string) *networkError {
	p := place{sectionPreflight, resp.exchange}
	wildcard := r.credentials != CredentialsInclude && slices.Contains(names, "*")
	for _, name := range r.unsafeNames {
		switch {
		case f.took(forkHeaderListed, containsFold(names, name)):
			f.pass(p, "Access-Control-Allow-Headers lists ", name, ".")
		case f.took(forkHeaderWildcard, wildcard && !isNonWildcardName(name)):
			f.pass(p, "Access-Control-Allow-Headers holds *, which covers ", name, ".")
		case f.quirks.departs(quirkAuthorizationWildcard, wildcard):
			f.pass(p, "Access-Control-Allow-Headers holds *, which this browser takes to cover ", name, ".")
		case wildcard:
			return f.fail(p, HeaderDisallowedByPreflightResponse, name, "Access-Control-Allow-Headers does not list ", name, ", which the * beside it does not cover.")
		default:
			return f.fail(p, HeaderDisallowedByPreflightResponse, name, "Access-Control-Allow-Headers does not list ", name, ".", wildcardHint(r, names))
		}
	}
	return nil
}

// wildcardHint explains a wildcard that did not help.
func wildcardHint(r *request, list []string) string {
	if r.credentials == CredentialsInclude && slices.Contains(list, "*") {
		return " With credentials a * is an ordinary name."
	}
	return ""
}

func containsFold(list []string, name string) bool {
	return slices.ContainsFunc(list, func(s string) bool { return wire.EqualFold(s, name) })
}
