package fetch

import "slices"

// isMixedContent reports whether a URL is not secure enough for the page
// (https://www.w3.org/TR/mixed-content/#should-block-fetch).
func (f *fetching) isMixedContent(r *request) bool {
	url := r.url()
	if url.Scheme() != "http" || !f.client.isSecure() || url.IsPotentiallyTrustworthy() || r.isUnchecked || r.isLetGo {
		return false
	}
	if r.targetSpace == AddressSpaceLocal || r.targetSpace == AddressSpaceLoopback {
		// What the script says of the server is checked when it is connected to
		// (https://wicg.github.io/local-network-access/#mixed-content-lna).
		return false
	}
	isLetGo := initiators[r.api].isUpgraded && r.redirects > 0 && !hasRedirectsUpgraded(r.urls[0]) && !isIPAddress(url.Host())
	return !f.quirks.departs(quirkUpgradeDecidedOnce, isLetGo) &&
		!f.quirks.departs(quirkSharedWorkerMixedContent, f.client.as == PageSharedWorker) &&
		!f.quirks.departs(quirkLocalMixedContent, (f.client.isDocument() || r.mode == modeWebSocket) && isLocalHost(url.Host()))
}

// upgraded returns the URL that is asked for in place of url, which is that of the
// request or of its redirect: an https page asks for images, sounds and videos over
// https where their URLs say http, those by IP address excepted
// (https://www.w3.org/TR/mixed-content/#upgrade-algorithm).
func (f *fetching) upgraded(r *request, url *URL) *URL {
	if !initiators[r.api].isUpgraded || url.Scheme() != "http" || !f.client.isSecure() {
		return url
	}
	isUpgraded := !url.IsPotentiallyTrustworthy() && !isIPAddress(url.Host())
	if f.quirks.departs(quirkLocalMixedContent, isUpgraded && isLocalHost(url.Host())) {
		isUpgraded = false
	}
	if first := r.urls[0]; f.quirks.departs(quirkUpgradeDecidedOnce, first != url && isUpgraded != hasRedirectsUpgraded(first)) {
		isUpgraded = hasRedirectsUpgraded(first)
	}
	if !f.took(forkUpgraded, isUpgraded) {
		return url
	}
	secure, err := f.parseURL("https"+url.String()[len("http"):], nil)
	if err != nil {
		return url // what parsed as http parses as https
	}
	f.info(at(sectionMixedUpgrade), "The page came over https, so ", url.WithoutFragment(), " is asked for over https, too.")
	return secure
}

// upgradedFrom is upgraded for where a redirect leads. One that a service worker answers
// with Chromium lets go where it says, be that mixed content.
func (f *fetching) upgradedFrom(r *request, resp *response, url *URL) (to *URL, isLetGo bool) {
	to = f.upgraded(r, url)
	if resp.worker == nil || !f.quirks.departs(quirkWorkerRedirectNotUpgraded, to != url) {
		return to, false
	}
	f.info(place{sectionMixedUpgrade, resp.exchange}, "This browser does not do so where a service worker has redirected to it.")
	return url, true
}

// hasRedirectsUpgraded reports whether Chromium, which decides by the first URL only,
// asks for everything over https that it redirects to: where it is https and neither
// by IP address nor to this computer or the local network.
func hasRedirectsUpgraded(first *URL) bool {
	host := first.Host()
	return first.Scheme() == "https" && !isIPAddress(host) && !isLoopbackHost(host) && !isLocalHost(host)
}

// isUnknownToWorker reports whether what a dedicated worker asks for is refused as
// mixed content for a scheme that is simply unknown. fetch() looks at that first.
func (f *fetching) isUnknownToWorker(r *request) bool {
	if r.api == "" || globalOf(f.client.as) != inDedicatedWorkers || !f.client.isSecure() {
		return false
	}
	url := r.url()
	scheme := url.Scheme()
	isKnown := slices.Contains(knownToWorkers, scheme) || r.api == APIXHR && scheme == "ftp" || url.IsPotentiallyTrustworthy()
	return f.quirks.departs(quirkWorkerSchemeMixed, !isKnown)
}

// knownToWorkers are the schemes that a worker does not take for insecure ones.
var knownToWorkers = []string{"http", "https", "data", "blob", "about", "wss", "file", "chrome", "devtools", "view-source"}
