package fetch

// isMixedContent reports whether a URL is not secure enough for the page
// (https://www.w3.org/TR/mixed-content/#should-block-fetch).
func (f *fetching) isMixedContent(r *request) bool {
	url := r.url()
	if url.Scheme() != "http" || !f.client.isSecure() || url.IsPotentiallyTrustworthy() {
		return false
	}
	exemption := noQuirk
	switch {
	case initiators[r.api].isUpgraded && r.redirects > 0 && r.urls[0].Scheme() == "http" && !isIPv4(url.Host()) && !isIPv6(url.Host()):
		exemption = quirkUpgradeDecidedOnce
	case f.client.as == PageSharedWorker:
		exemption = quirkSharedWorkerMixedContent
	case f.client.isDocument() && isLocalHost(url.Host()):
		exemption = quirkLocalMixedContent
	}
	if exemption == noQuirk || !f.quirks.has(exemption) {
		return true
	}
	f.quirks.apply(exemption)
	return false
}

// upgraded returns the URL that is asked for in place of url, which is that of the
// request or of its redirect: an https page asks for images, sounds and videos over
// https where their URLs say http, those by IP address excepted
// (https://www.w3.org/TR/mixed-content/#upgrade-algorithm).
func (f *fetching) upgraded(r *request, url *URL) *URL {
	if !initiators[r.api].isUpgraded || url.Scheme() != "http" || !f.client.isSecure() {
		return url
	}
	isUpgraded := !url.IsPotentiallyTrustworthy() && !isIPv4(url.Host()) && !isIPv6(url.Host())
	if first := r.urls[0]; first != url && isUpgraded != (first.Scheme() == "https") && f.quirks.has(quirkUpgradeDecidedOnce) {
		f.quirks.apply(quirkUpgradeDecidedOnce)
		isUpgraded = first.Scheme() == "https"
	}
	if !isUpgraded {
		return url
	}
	secure, err := f.parseURL("https"+url.String()[len("http"):], nil)
	if err != nil {
		return url // what parsed as http parses as https
	}
	f.info(at(sectionMixedUpgrade), "The page came over https, so ", url.WithoutFragment(), " is asked for over https, too.")
	return secure
}

// isUnknownToWorker reports whether a dedicated worker's XMLHttpRequest is refused
// as mixed content for a scheme that is simply unknown.
func (f *fetching) isUnknownToWorker(r *request) bool {
	if r.api != APIXHR || f.client.as != PageWorker || !f.client.isSecure() || !f.quirks.has(quirkWorkerSchemeMixed) {
		return false
	}
	switch r.url().Scheme() {
	case "http", "https", "data", "blob", "about", "ftp", "wss", "file", "chrome":
		return false
	}
	f.quirks.apply(quirkWorkerSchemeMixed)
	return true
}
