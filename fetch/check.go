package fetch

import (
	"slices"
	"strings"
)

// A refusal says why a check fails. The zero value is success.
type refusal struct {
	reason Reason
	param  string // the value of the header at fault
}

// checkCORS is the CORS check (https://fetch.spec.whatwg.org/#cors-check). It
// compares bytes: an Access-Control-Allow-Origin is never parsed, unless to name
// what is wrong with it.
func checkCORS(r *request, resp *response, d *departures) refusal {
	allowed, ok := resp.get("Access-Control-Allow-Origin")
	withCredentials := r.credentials == CredentialsInclude
	switch {
	case !d.took(forkOriginAllowed, ok):
		return refusal{MissingAllowOriginHeader, ""}
	case d.took(forkOriginWildcard, allowed == "*"):
		if d.took(forkWildcardWithCredentials, withCredentials) {
			return refusal{WildcardOriginNotAllowed, allowed}
		}
		return refusal{}
	case !d.took(forkOriginMatches, allowed == r.serializedOrigin()):
		return refusal{misfit(allowed, d), allowed}
	case !d.took(forkMatchWithCredentials, withCredentials):
		return refusal{}
	}
	if credentials, _ := resp.get("Access-Control-Allow-Credentials"); !d.took(forkCredentialsAllowed, credentials == "true") {
		return refusal{InvalidAllowCredentials, credentials}
	}
	return refusal{}
}

// misfit classifies an Access-Control-Allow-Origin that is not the origin, as
// Chromium does: the standard knows only that it differs.
func misfit(allowed string, d *departures) Reason {
	switch {
	case d.took(forkOriginList, strings.ContainsAny(allowed, " ,")):
		return MultipleAllowOriginValues
	case d.took(forkOriginNull, allowed == "null"):
		return AllowOriginMismatch
	}
	if _, err := ParseURL(allowed, nil); d.took(forkOriginIsURL, err == nil) {
		return AllowOriginMismatch
	}
	if _, ok := parseLenientHost(allowed, nil); d.took(forkOriginIsLenientURL, ok) {
		return AllowOriginMismatch
	}
	return InvalidAllowOriginValue
}

// preflightReason returns the reason that says the same of a preflight.
func preflightReason(reason Reason) Reason {
	switch reason {
	case MissingAllowOriginHeader:
		return PreflightMissingAllowOriginHeader
	case WildcardOriginNotAllowed:
		return PreflightWildcardOriginNotAllowed
	case MultipleAllowOriginValues:
		return PreflightMultipleAllowOriginValues
	case InvalidAllowOriginValue:
		return PreflightInvalidAllowOriginValue
	case AllowOriginMismatch:
		return PreflightAllowOriginMismatch
	case InvalidAllowCredentials:
		return PreflightInvalidAllowCredentials
	}
	return reason
}

// corsCheck makes the check of an actual response and records it.
func (f *fetching) corsCheck(r *request, resp *response) *networkError {
	failure := checkCORS(r, resp, &f.quirks)
	return f.recordCORS(r, resp, failure, failure.reason)
}

// recordCORS turns the result of the check into a decision. The reason is the
// failure's, or the one that says the same of a preflight.
func (f *fetching) recordCORS(r *request, resp *response, failure refusal, reason Reason) *networkError {
	p := place{sectionCORSCheck, resp.exchange}
	origin := r.serializedOrigin()
	if failure.reason == "" {
		if !f.trace {
			return nil
		}
		allowed, _ := resp.get("Access-Control-Allow-Origin")
		f.pass(p, "Access-Control-Allow-Origin is ", quoted(allowed), " and the origin is ", origin, ": allowed.")
		return nil
	}
	cutOff(r, resp)
	switch failure.reason {
	case MissingAllowOriginHeader:
		return f.fail(p, reason, "", "The response has no Access-Control-Allow-Origin, so ", origin, " may not read it.")
	case WildcardOriginNotAllowed:
		return f.fail(p, reason, failure.param, "Access-Control-Allow-Origin is “*”, which does not count with credentials: it must be ", origin, ".")
	case InvalidAllowCredentials:
		return f.fail(p, reason, failure.param, "The request is made with credentials, so Access-Control-Allow-Credentials must be “true”, and it is ", quoted(failure.param), ".")
	case MultipleAllowOriginValues:
		return f.fail(p, reason, failure.param, "Access-Control-Allow-Origin is ", quoted(failure.param), ": it must hold one value, not a list, and that value must be ", origin, ".")
	}
	return f.fail(p, reason, failure.param, "Access-Control-Allow-Origin is ", quoted(failure.param), ", which is not ", origin, " byte for byte.")
}

// cutOff marks what is stored of a response that is refused before it was read. A
// redirect is stored before anybody checks it: it has no body to wait for.
func cutOff(r *request, resp *response) {
	if resp.stored == nil {
		return
	}
	if resp.isPieced {
		resp.stored.failed = true
		return
	}
	_, isBegun := sniffedType(r, resp)
	resp.stored.failed = !leadsOn(resp) && !isSniffed(r, resp) && !(isBegun && isResumable(resp))
}

// leadsOn reports whether a response is a redirect that names a place, be it none
// that can be gone to.
func leadsOn(resp *response) bool {
	isNamed := slices.ContainsFunc(fieldValues(resp.fields, "Location"), func(value string) bool { return value != "" })
	return isRedirectStatus(resp.status) && isNamed
}

// checkCORP is the cross-origin resource policy check, which only responses that
// the page cannot read are put to
// (https://fetch.spec.whatwg.org/#cross-origin-resource-policy-check).
func checkCORP(r *request, resp *response, d *departures) refusal {
	policy, _ := resp.get("Cross-Origin-Resource-Policy")
	target := r.url().Origin()
	if resp.worker != nil {
		target = resp.worker.origin()
	}
	switch {
	case policy == "same-origin" && d.took(forkCORPCrossOrigin, !SameOrigin(r.origin, target)):
	case policy == "same-site" && d.took(forkCORPCrossSite, !isSameSiteForCORP(r.origin, target, d)):
	default:
		return refusal{}
	}
	return refusal{BlockedByResponse, policy}
}

// isSameSiteForCORP reports whether two origins are of one site, of which no part
// that came over https is given to a page that did not.
func isSameSiteForCORP(page, target Origin, d *departures) bool {
	if d.departs(quirkOpaqueSameSite, page.IsOpaque() && target.scheme == "http" && hasNoSite(target.host)) {
		return true
	}
	isSame := SameSite(page, target) || page.scheme == "https" && SameSite(page, Origin{scheme: "https", host: target.host})
	return isSame && !d.departs(quirkAddressNoSite, !SameOrigin(page, target) && isIPAddress(target.host))
}

// corpCheck makes the check and records a failure.
func (f *fetching) corpCheck(r *request, resp *response) *networkError {
	failure := checkCORP(r, resp, &f.quirks)
	if failure.reason == "" {
		return nil
	}
	if resp.stored != nil && !leadsOn(resp) {
		resp.stored.failed = true // nothing of it has been read by then
	}
	p := place{sectionCORP, resp.exchange}
	return f.fail(p, failure.reason, failure.param, "Cross-Origin-Resource-Policy is ", quoted(failure.param), ", and ", r.originText, " is not of that kind.")
}
