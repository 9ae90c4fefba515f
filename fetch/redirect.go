package fetch

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/corslab/corslab/wire"
)

// maxRedirects is how many redirects a request may follow.
const maxRedirects = 20

// A redirection is where a redirect response points to.
type redirection struct {
	url *URL // nil where there is nothing to follow
	// reason says why a Location that is there cannot be followed; "" otherwise.
	reason Reason
	value  string // Location as it came
}

// redirectTarget reads a redirect's Location
// (https://fetch.spec.whatwg.org/#concept-response-location-url).
func redirectTarget(r *request, resp *response, d *departures) redirection {
	lines := fieldValues(resp.fields, "Location")
	if len(lines) == 0 {
		return redirection{}
	}
	to := redirection{value: lines[0]}
	switch {
	case len(lines) == 1:
	case d.departs(quirkLocationsJoined, true):
		to.value, _ = resp.get("Location")
	default:
		differ := slices.ContainsFunc(lines, func(l string) bool { return l != lines[0] })
		if !d.departs(quirkRepeatedLocationAccepted, !differ) {
			to.value, _ = resp.get("Location")
			to.reason = MultipleLocations
			return to
		}
	}
	if d.departs(quirkEmptyLocationIgnored, to.value == "") {
		return redirection{}
	}
	if to.value == "" && d.has(quirkEmptyLocationFails) {
		d.apply(quirkEmptyLocationFails)
		to.reason = InvalidRedirect
		return to
	}
	text := locationText(to.value)
	if strings.Contains(text, "\t") && d.has(quirkTabEncoded) {
		d.apply(quirkTabEncoded)
		text = strings.ReplaceAll(text, "\t", "%09")
	}
	url, err := parseLocation(text, r, resp, d)
	if err != nil {
		to.reason = InvalidRedirect
		return to
	}
	to.url = url.WithFragmentOf(r.url())
	return to
}

// locationText makes text of a Location. Bytes that are no UTF-8 stand for
// themselves: they go into the next URL percent-encoded.
func locationText(value string) string {
	if utf8.ValidString(value) {
		return value
	}
	var b strings.Builder
	for rest := value; rest != ""; {
		char, size := utf8.DecodeRuneInString(rest)
		if char == utf8.RuneError && size == 1 {
			percentEncode(&b, rest[0])
		} else {
			b.WriteString(rest[:size])
		}
		rest = rest[size:]
	}
	return b.String()
}

func fieldValues(fields []Field, name string) []string {
	var values []string
	for _, h := range fields {
		if wire.EqualFold(h.Name, name) {
			values = append(values, h.Value)
		}
	}
	return values
}

// A redirectCheck is one rule that a redirect must pass; it returns why the
// redirect does not.
type redirectCheck func(r *request, resp *response, to redirection, d *departures) refusal

// The rules in the order of the standard: those that hold whatever the redirect
// mode, and those of a redirect that is followed.
var (
	standardChecksBefore = []redirectCheck{checkRedirectResponse}
	standardChecksAfter  = []redirectCheck{
		checkRedirectMode, checkLocation, checkRedirectScheme, checkRedirectCount,
		checkRedirectCredentials, checkBodyReplay,
	}
)

// The rules in Chromium's order: its network stack has its say before CORS does.
var (
	chromiumChecksBefore = []redirectCheck{checkRedirectCount, checkLocation, checkRedirectResponse}
	chromiumChecksAfter  = []redirectCheck{
		checkRedirectCredentials, checkBodyReplay, checkUnsafeScheme, checkRedirectMode, checkRedirectScheme,
	}
)

// handleRedirect is what becomes of a response with a redirect status
// (https://fetch.spec.whatwg.org/#http-fetch, and
// https://fetch.spec.whatwg.org/#http-redirect-fetch).
func (f *fetching) handleRedirect(r *request, resp *response) (*response, *networkError) {
	p := place{sectionRedirect, resp.exchange}
	reading := departures{enabled: f.quirks.enabled}
	to := redirectTarget(r, resp, &reading)
	if to.url != nil && to.url.IncludesCredentials() && f.quirks.has(quirkUpgradeDecidedOnce) {
		if secure := f.upgraded(r, to.url); secure != to.url {
			f.quirks.apply(quirkUpgradeDecidedOnce)
			to.url = secure
		}
	}
	if err := f.refuseRedirect(r, resp, to, standardChecksBefore, chromiumChecksBefore); err != nil {
		return nil, err
	}
	if r.tainting == TypeCORS && resp.worker == nil {
		f.recordCORS(r, resp, refusal{}, "") // it passed, or we were not here
	}
	if f.took(forkManualRedirect, r.redirect == RedirectManual) {
		f.info(place{sectionHTTPFetch, resp.exchange}, "The redirect mode is manual: the page gets the redirect itself, unreadable.")
		if f.quirks.departs(quirkKeepaliveOutlivesPage, r.mode == ModeNoCORS && f.outlivesPage(r) && to.url != nil && to.url.IsHTTP()) {
			_ = f.goOn(r, resp, to.url)
		}
		resp.kind = TypeOpaqueRedirect
		return resp, nil
	}
	f.quirks.adopt(reading) // how Location is read matters from here on
	if f.took(forkNoLocation, to.url == nil && to.reason == "" && (r.redirect == RedirectFollow || f.quirks.has(quirkEmptyLocationIgnored))) {
		if r.redirect == RedirectError {
			f.quirks.apply(quirkEmptyLocationIgnored)
		}
		f.info(p, "Status ", itoa(resp.status), " without a Location to follow is an ordinary response.")
		return resp, nil
	}
	if err := f.refuseRedirect(r, resp, to, standardChecksAfter, chromiumChecksAfter); err != nil {
		return nil, err
	}
	isBlocked := to.url.IncludesCredentials() && r.api != APIXHR && !r.api.StartsWorker() &&
		f.policyAgainst(r.api, to.url, true) == "" // which is looked at first
	if f.quirks.departs(quirkRedirectUserinfoBlocked, isBlocked) {
		if f.quirks.departs(quirkKeepaliveOutlivesPage, f.outlivesPage(r)) {
			if err := f.goOn(r, resp, to.url); err != nil && (err.reason == Timeout || err.reason.IsCORSCheck()) {
				return nil, err // the page is told when it is over, and why is what was found last
			}
		}
		return nil, f.fail(p, f.modeReason(r), "", "This browser follows no redirect to a URL with a user name or password.")
	}
	f.redirectTo(r, resp, to.url)
	return f.mainFetch(r)
}

// goOn follows a redirect for a page that has been told what became of its request,
// and returns how that ends.
func (f *fetching) goOn(r *request, resp *response, to *URL) *networkError {
	f.info(place{sectionRedirect, resp.exchange}, "The browser goes on with a keepalive request, of which the page learns no more.")
	onward := *r
	onward.redirect, onward.headers = RedirectFollow, slices.Clone(r.headers)
	onward.isUnchecked = r.redirect == RedirectManual // as it is the page's to follow
	f.redirectTo(&onward, resp, to)
	last, err := f.mainFetch(&onward)
	if err == nil && r.redirect == RedirectFollow {
		err = f.blockOpaque(&onward, last)
	}
	return err
}

// refuseRedirect returns the first objection of the standard's list, or of
// Chromium's where its order is followed.
func (f *fetching) refuseRedirect(r *request, resp *response, to redirection, standard, chromium []redirectCheck) *networkError {
	objection := firstObjection(standard, r, resp, to, &f.quirks)
	isShort := f.outlivesPage(r) || r.api.StartsWorker() || r.navigates()
	if isShort && f.quirks.has(quirkNineteenRedirects) && f.isTwentieth(r, resp) {
		if last := *r; objection.reason == "" { // by the standard it is not one too many
			last.redirects, last.workerRedirects = maxRedirects, 0
			if other := firstObjection(chromium, &last, resp, to, &f.quirks); f.quirks.departs(quirkNineteenRedirects, other.reason == TooManyRedirects) {
				return f.fail(place{sectionRedirect, resp.exchange}, TooManyRedirects, "", "This is the 20th redirect, and this browser follows 19 of a keepalive request, a document or the script of a worker.")
			}
		}
	}
	if f.quirks.has(quirkRedirectChecksFirst) {
		if other := firstObjection(chromium, r, resp, to, &f.quirks); f.quirks.departs(quirkRedirectChecksFirst, other != objection) {
			objection = other
		}
	}
	isUnknown := objection.reason == UnknownURLScheme || objection.reason == CorsDisabledScheme
	if isUnknown && f.quirks.has(quirkPolicyOrder) {
		if directive := f.policyAgainstRedirect(r, to.url); f.quirks.departs(quirkPolicyOrder, directive != "") {
			return f.forbidden(directive, to.url)
		}
	}
	if isUnknown && (globalOf(f.client.as) == inDedicatedWorkers || f.client.as == pageServiceWorker) && f.client.isSecure() && f.quirks.departs(quirkWorkerSchemeMixed, !to.url.IsPotentiallyTrustworthy()) {
		return f.fail(place{sectionMixedContent, resp.exchange}, MixedContent, objection.param, "The page came over https, and its worker takes the scheme ", objection.param, " for an insecure one.")
	}
	if isUnknown || objection.reason == RedirectDisallowedByMode {
		isHandedOver := (r.wasStream || r.body != nil && r.body.isStream) && to.url.Scheme() != "ws" && to.url.Scheme() != "wss"
		if f.quirks.departs(quirkStreamCutsOff, isHandedOver) {
			return f.fail(place{sectionRedirect, resp.exchange}, NetworkError, "", "The redirect leads to the scheme ", objection.param,
				", which another part of this browser is to load. The stream cannot be handed over to it, and the page loses its connection to the network.")
		}
	}
	if objection.reason == RedirectDisallowedByMode {
		objection.reason = f.modeReason(r)
	}
	switch objection.reason {
	case "":
		return nil
	case TooManyRedirects, InvalidRedirect, MultipleLocations, UnsafeRedirect, UnknownURLScheme, CorsDisabledScheme, DisallowedByMode, RedirectDisallowedByMode,
		RedirectNotAllowed, RedirectContainsCredentials, RedirectNeedsBodyReplay:
		return f.fail(place{sectionRedirect, resp.exchange}, objection.reason, objection.param, redirectText(objection))
	case BlockedByResponse:
		return f.corpCheck(r, resp)
	}
	return f.recordCORS(r, resp, objection, objection.reason)
}

func firstObjection(checks []redirectCheck, r *request, resp *response, to redirection, d *departures) refusal {
	for _, check := range checks {
		if objection := check(r, resp, to, d); objection.reason != "" {
			return objection
		}
	}
	return refusal{}
}

// redirectText explains an objection to a learner.
func redirectText(o refusal) string {
	switch o.reason {
	case TooManyRedirects:
		return "This is the 21st redirect, and a browser follows 20."
	case InvalidRedirect:
		return "The Location " + quoted(o.param) + " cannot be parsed as a URL."
	case MultipleLocations:
		return "There is more than one Location: " + quoted(o.param) + "."
	case RedirectNotAllowed:
		return "The redirect mode is error, and this is a redirect."
	case RedirectContainsCredentials:
		return "The Location holds a user name or password, which a request across origins may not be redirected to."
	case RedirectNeedsBodyReplay:
		return "The redirect asks for the body again, and a stream can be read only once."
	}
	if o.reason == RedirectDisallowedByMode || o.reason == DisallowedByMode {
		return "The mode is same-origin, and the redirect leads to the scheme " + o.param + "."
	}
	return "The redirect leads to the scheme " + o.param + ", which no redirect may lead to."
}

func checkRedirectResponse(r *request, resp *response, to redirection, d *departures) refusal {
	switch {
	case resp.worker != nil: // a service worker's answer needs nobody's leave
	case r.tainting == TypeCORS:
		failure := checkCORS(r, resp, d)
		if failure.reason == "" && d.has(quirkRedirectCheckedWithCredentials) && isCheckedWithCredentials(r, to) {
			strict := *r
			strict.credentials = CredentialsInclude
			failure = checkCORS(&strict, resp, d)
			d.departs(quirkRedirectCheckedWithCredentials, failure.reason != "")
		}
		return failure
	case r.tainting == TypeOpaque:
		return checkCORP(r, resp, d)
	}
	return refusal{}
}

// isCheckedWithCredentials reports whether WebKit checks a redirect as if its request
// were made with credentials: one that has left the page's origin with the redirect
// before, and stays where it is or returns.
func isCheckedWithCredentials(r *request, to redirection) bool {
	return r.credentials == CredentialsSameOrigin && r.redirects == 1 && SameOrigin(r.urls[0].Origin(), r.origin) &&
		to.url != nil && (SameOrigin(to.url.Origin(), r.url().Origin()) || SameOrigin(to.url.Origin(), r.origin))
}

func checkRedirectMode(r *request, _ *response, _ redirection, d *departures) refusal {
	if d.took(forkRedirectRefused, r.redirect == RedirectError) {
		return refusal{reason: RedirectNotAllowed}
	}
	return refusal{}
}

func checkLocation(_ *request, _ *response, to redirection, d *departures) refusal {
	return refusal{to.reason, to.value}.unless(!d.took(forkBadLocation, to.reason != ""))
}

func checkRedirectScheme(r *request, resp *response, to redirection, d *departures) refusal {
	if to.url == nil || !d.took(forkRedirectScheme, !to.url.IsHTTP()) {
		return refusal{}
	}
	if unsafe := checkUnsafeScheme(r, resp, to, d); unsafe.reason != "" {
		return unsafe
	}
	switch r.mode {
	case ModeCORS:
		return refusal{CorsDisabledScheme, to.url.Scheme()}
	case ModeSameOrigin:
		return refusal{RedirectDisallowedByMode, to.url.Scheme()}
	}
	return refusal{UnknownURLScheme, to.url.Scheme()}
}

var unsafeSchemes = []string{"data", "about", "blob", "file", "filesystem", "chrome", "chrome-extension", "chrome-untrusted", "devtools"}

// checkUnsafeScheme objects to the schemes that a browser could load, and must
// not on a server's word.
func checkUnsafeScheme(_ *request, _ *response, to redirection, d *departures) refusal {
	if to.url == nil {
		return refusal{}
	}
	scheme := to.url.Scheme()
	isUnsafe := slices.Contains(unsafeSchemes, scheme)
	return refusal{UnsafeRedirect, scheme}.unless(!d.took(forkUnsafeScheme, isUnsafe))
}

func checkRedirectCount(r *request, resp *response, to redirection, d *departures) refusal {
	isOver := r.redirects >= maxRedirects
	if isOver && d.departs(quirkWorkerRedirectsApart, r.redirectsCounted(resp) < maxRedirects) {
		isOver = false
	}
	return refusal{reason: TooManyRedirects}.unless(to.url == nil && to.reason == "" || !d.took(forkTooManyRedirects, isOver))
}

// isTwentieth reports whether resp is the twentieth redirect.
func (f *fetching) isTwentieth(r *request, resp *response) bool {
	const before = maxRedirects - 1
	is := r.redirects == before
	if apart := r.redirectsCounted(resp) == before; f.quirks.departs(quirkWorkerRedirectsApart, apart != is) {
		return apart
	}
	return is
}

// redirectsCounted is how many redirects Chromium counts before the one that resp is:
// those of the network alone, and all where a service worker answers, or what is asked for
// starts a worker or document.
func (r *request) redirectsCounted(resp *response) int {
	if resp.worker != nil || r.api.StartsWorker() || r.navigates() {
		return r.redirects
	}
	return r.redirects - r.workerRedirects
}

func checkRedirectCredentials(r *request, _ *response, to redirection, d *departures) refusal {
	if to.url == nil || !d.took(forkRedirectUserinfo, to.url.IncludesCredentials()) {
		return refusal{}
	}
	crossing := r.mode == ModeCORS && !SameOrigin(r.origin, to.url.Origin())
	return refusal{reason: RedirectContainsCredentials}.unless(!d.took(forkUserinfoAcross, crossing || r.tainting == TypeCORS))
}

func checkBodyReplay(r *request, resp *response, _ redirection, d *departures) refusal {
	if r.body == nil || !r.body.isStream {
		return refusal{}
	}
	isReplayed := d.took(forkBodyReplay, resp.status != 303) &&
		!d.departs(quirkWorkerRedirectDropsStream, resp.worker != nil && becomesGET(resp.status, r.method))
	return refusal{reason: RedirectNeedsBodyReplay}.unless(!isReplayed)
}

// unless returns the failure, or none where fine holds.
func (c refusal) unless(fine bool) refusal {
	if fine {
		return refusal{}
	}
	return c
}

// redirectTo turns the request into that of the next hop.
func (f *fetching) redirectTo(r *request, resp *response, url *URL) {
	p := place{sectionRedirect, resp.exchange}
	f.info(p, "Status ", itoa(resp.status), " redirects to ", url.WithoutFragment(), ".")
	url, r.isLetGo = f.upgradedFrom(r, resp, url)
	f.rememberAsking(r)
	if f.took(forkBecomesGET, becomesGET(resp.status, r.method)) {
		f.info(p, "After status ", itoa(resp.status), " a ", r.method, " goes on as GET, without its body.")
		r.wasStream = r.wasStream || r.body != nil && r.body.isStream
		r.method, r.body = "GET", nil
		r.headers = slices.DeleteFunc(r.headers, func(h Field) bool { return isRequestBodyHeader(h.Name) })
	}
	if f.took(forkRedirectAway, !SameOrigin(r.url().Origin(), url.Origin())) {
		r.redirectedAway = true
		if f.took(forkAuthorizationDropped, hasHeader(r.headers, "Authorization")) {
			f.info(p, "The redirect leads to another origin, so Authorization is dropped.")
			r.headers = slices.DeleteFunc(r.headers, func(h Field) bool { return wire.EqualFold(h.Name, "Authorization") })
		}
	}
	f.dropClientHints(r, p, url)
	before := r.taint
	r.follow(url)
	if resp.worker != nil {
		r.workerRedirects++
	}
	f.untaint(r, resp, url)
	if f.took(forkTainted, r.taint != before && before == untainted) {
		f.info(place{sectionRedirectTaint, resp.exchange}, "An origin other than the page's has redirected elsewhere: from here on the request's origin is null.")
	}
	r.referrerPolicy = referrerPolicyOf(fieldValues(resp.fields, "Referrer-Policy"), r.referrerPolicy)
}

// dropClientHints takes the client hints that script set off the request, which
// Chromium does on any redirect but one that leads a document home. A keepalive
// request has left the page that would do it.
func (f *fetching) dropClientHints(r *request, p place, url *URL) {
	isHome := f.client.isDocument() && SameOrigin(f.client.origin, url.Origin())
	if !f.quirks.has(quirkClientHintsDropped) || isHome || f.outlivesPage(r) {
		return
	}
	kept := slices.DeleteFunc(slices.Clone(r.headers), func(h Field) bool { return isDroppedHint(h.Name) })
	if f.quirks.departs(quirkClientHintsDropped, len(kept) < len(r.headers)) {
		f.info(p, "The redirect drops the client hints that script set.")
		r.headers = kept
	}
}

// outlivesPage reports whether the request has left the page: a browser takes a
// keepalive request of a document into its own hands.
func (f *fetching) outlivesPage(r *request) bool { return r.keepalive && f.client.isDocument() }

// modeReason is how a redirect is refused that the mode does not allow. In mode
// same-origin a request that has left its page is refused like one at its beginning.
func (f *fetching) modeReason(r *request) Reason {
	if r.mode == ModeSameOrigin && f.outlivesPage(r) {
		return DisallowedByMode
	}
	return RedirectDisallowedByMode
}

// becomesGET reports whether a redirect changes the method to GET.
func becomesGET(status int, method string) bool {
	switch status {
	case 301, 302:
		return method == "POST"
	case 303:
		return method != "GET" && method != "HEAD"
	}
	return false
}
