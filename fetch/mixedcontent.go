package fetch

// isMixedContent reports whether a URL is not secure enough for the page
// (https://www.w3.org/TR/mixed-content/#should-block-fetch).
func (f *fetching) isMixedContent(url *URL) bool {
	if url.Scheme() != "http" || !f.client.isSecure() || url.IsPotentiallyTrustworthy() {
		return false
	}
	exemption := noQuirk
	switch {
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

// upgrade has an https page ask for images, sounds and videos over https where
// their URLs say http, those by IP address excepted
// (https://www.w3.org/TR/mixed-content/#upgrade-algorithm).
func (f *fetching) upgrade(r *request) {
	url := r.url()
	if !initiators[r.api].isUpgraded || url.Scheme() != "http" || !f.client.isSecure() || url.IsPotentiallyTrustworthy() ||
		isIPv4(url.Host()) || isIPv6(url.Host()) {
		return
	}
	upgraded, err := ParseURL("https"+url.String()[len("http"):], nil)
	if err != nil {
		return // a URL that parsed parses again
	}
	f.info(at(sectionMixedUpgrade), "The page came over https, so ", url.WithoutFragment(), " is asked for over https, too.")
	r.urls[len(r.urls)-1] = upgraded
}

// isUnknownToWorker reports whether a worker's XMLHttpRequest is refused as mixed
// content for a scheme that is simply unknown.
func (f *fetching) isUnknownToWorker(r *request) bool {
	if r.api != APIXHR || f.client.isDocument() || !f.client.isSecure() || !f.quirks.has(quirkWorkerSchemeMixed) {
		return false
	}
	switch r.url().Scheme() {
	case "http", "https", "data", "blob", "about":
		return false
	}
	f.quirks.apply(quirkWorkerSchemeMixed)
	return true
}
