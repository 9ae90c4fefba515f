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

// upgrade has an https page ask for images, sounds and videos over https where
// their URLs say http, those by IP address excepted
// (https://www.w3.org/TR/mixed-content/#upgrade-algorithm).
func (f *fetching) upgrade(r *request) {
	url := r.url()
	if !initiators[r.api].isUpgraded || url.Scheme() != "http" || !f.client.isSecure() {
		return
	}
	isUpgraded := !url.IsPotentiallyTrustworthy() && !isIPv4(url.Host()) && !isIPv6(url.Host())
	if wasSecure := r.urls[0].Scheme() == "https"; r.redirects > 0 && isUpgraded != wasSecure && f.quirks.has(quirkUpgradeDecidedOnce) {
		f.quirks.apply(quirkUpgradeDecidedOnce)
		isUpgraded = wasSecure
	}
	if !isUpgraded {
		return
	}
	upgraded, err := ParseURL("https"+url.String()[len("http"):], nil)
	if err != nil {
		return // a URL that parsed parses again
	}
	f.info(at(sectionMixedUpgrade), "The page came over https, so ", url.WithoutFragment(), " is asked for over https, too.")
	r.urls[len(r.urls)-1] = upgraded
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
