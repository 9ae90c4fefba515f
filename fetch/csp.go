package fetch

import (
	"slices"
	"strings"

	"github.com/corslab/corslab/wire"
)

// A contentPolicy is one Content-Security-Policy that is enforced: its directives by
// name, as far as they say what may be requested
// (https://w3c.github.io/webappsec-csp/#content-security-policy-object).
type contentPolicy map[string][]source

// contentPolicies reads the policies a document is served with. One that is only
// reported on is none (https://w3c.github.io/webappsec-csp/#parse-response-csp).
func contentPolicies(header wire.Header) (policies []contentPolicy) {
	for _, value := range header.Values("Content-Security-Policy") {
		for text := range strings.SplitSeq(value, ",") {
			if p := parseContentPolicy(text); len(p) > 0 {
				policies = append(policies, p)
			}
		}
	}
	return policies
}

// parseContentPolicy reads a serialised policy. Of a directive that is repeated the
// first one counts (https://w3c.github.io/webappsec-csp/#parse-serialized-policy).
func parseContentPolicy(text string) contentPolicy {
	p := contentPolicy{}
	for _, d := range CSPDirectives(text) {
		if _, isRepeated := p[d.Name]; isRepeated {
			continue
		}
		list := make([]source, 0, len(d.Value))
		for _, token := range d.Value {
			if s, ok := parseSource(token); ok {
				list = append(list, s)
			}
		}
		p[d.Name] = list
	}
	return p
}

// A CSPDirective is a directive of a Content-Security-Policy: its name in lower case,
// and what follows it, in pieces.
type CSPDirective struct {
	Name  string
	Value []string
}

// CSPDirectives returns the directives of one serialised policy as they are written.
func CSPDirectives(policy string) (list []CSPDirective) {
	for text := range strings.SplitSeq(policy, ";") {
		if words := strings.FieldsFunc(text, isASCIISpace); len(words) > 0 {
			list = append(list, CSPDirective{Name: wire.ToLower(words[0]), Value: words[1:]})
		}
	}
	return list
}

func isASCIISpace(r rune) bool { return strings.ContainsRune(" \t\n\f\r", r) }

// cspDirectives holds, for each kind of request, the directives that may govern it:
// the first one that a policy has does
// (https://w3c.github.io/webappsec-csp/#directive-fallback-list).
var (
	cspConnect    = []string{"connect-src", "default-src"} // what is read as data, JSON modules among it
	cspFont       = []string{"font-src", "default-src"}
	cspImage      = []string{"img-src", "default-src"}
	cspManifest   = []string{"manifest-src", "default-src"}
	cspMedia      = []string{"media-src", "default-src"}
	cspScript     = []string{"script-src-elem", "script-src", "default-src"}
	cspStyle      = []string{"style-src-elem", "style-src", "default-src"}
	cspWorker     = []string{"worker-src", "child-src", "script-src", "default-src"}
	cspFormAction = []string{"form-action"} // falls back on none
	cspObject     = []string{"object-src", "default-src"}
	cspFrame      = []string{"frame-src", "child-src", "default-src"}
)

// cspDirectivesOf returns the directives that may govern an API's requests
// (https://w3c.github.io/webappsec-csp/#effective-directive-for-a-request).
func cspDirectivesOf(api API) []string {
	switch api {
	case APIImg, APICSSImage, APICSSMask, APICSSShape, APISVGUse:
		return cspImage
	case APIAudio, APIVideo, APITrack:
		return cspMedia
	case APIFont:
		return cspFont
	case APIManifest:
		return cspManifest
	case APIStylesheet, APICSSImport:
		return cspStyle
	case APIScript, APIModule, APIImport, APIModulePreload, APIImportScripts:
		return cspScript
	case APIWorker, APISharedWorker:
		return cspWorker
	case APIIframe, APIForm:
		return cspFrame
	case APIObject, APIEmbed:
		return cspObject
	}
	return cspConnect
}

// governing returns the directive that governs, and its list; ok is false where the
// policy has none.
func (p contentPolicy) governing(directives []string) (name string, list []source, ok bool) {
	for _, name := range directives {
		if list, ok := p[name]; ok {
			return name, list, true
		}
	}
	return "", nil, false
}

// blockedBy returns the directive of the first policy that does not let a URL be
// requested; "" where all do
// (https://w3c.github.io/webappsec-csp/#should-block-request).
func (m sourceMatching) blockedBy(policies []contentPolicy, directives []string, url *URL) string {
	for _, p := range policies {
		if name, list, ok := p.governing(directives); ok && !m.matchesAny(list, url) {
			return name
		}
	}
	return ""
}

// blocksAhead is blockedBy for what is fetched ahead. It is not known by its use, and
// must be allowed for one
// (https://w3c.github.io/webappsec-csp/#does-resource-hint-violate-policy).
func (m sourceMatching) blocksAhead(policies []contentPolicy, url *URL) string {
	for _, p := range policies {
		if _, isThere := p["default-src"]; !isThere {
			continue
		}
		allowed := false
		for name, list := range p {
			allowed = allowed || isFetchDirective(name) && m.matchesAny(list, url)
		}
		if !allowed {
			return "default-src"
		}
	}
	return ""
}

// isFetchDirective reports whether a directive says where something may come from.
func isFetchDirective(name string) bool {
	return strings.HasSuffix(name, "-src") || strings.HasSuffix(name, "-src-elem")
}

// blocksInline returns the directive of the first policy that does not let a page
// style itself in a <style> element
// (https://w3c.github.io/webappsec-csp/#should-block-inline).
func blocksInline(policies []contentPolicy) string {
	for _, p := range policies {
		if name, list, ok := p.governing(cspStyle); ok && (!slices.ContainsFunc(list, func(s source) bool { return s.isInline }) ||
			slices.ContainsFunc(list, func(s source) bool { return s.isMarked })) {
			return name
		}
	}
	return ""
}

// policyAgainst returns the directive that keeps an API from asking for a URL, "" where
// none does.
func (f *fetching) policyAgainst(api API, url *URL, isRedirected bool) string {
	return f.policyAgainstBy(sourceMatching{self: f.client.self, isRedirected: isRedirected}, api, url)
}

// policyAgainstRedirect is policyAgainst for where a request is redirected to. Chromium's
// browser process makes the next request of one that outlives its page, and asks once
// more, as if it were the first.
func (f *fetching) policyAgainstRedirect(r *request, to *URL) string {
	name := f.policyAgainst(r.api, to, true)
	if name == "" && f.outlivesPage(r) && f.quirks.has(quirkKeepalivePathsCount) {
		name = f.policyAgainstOutliving(r, to)
		f.quirks.departs(quirkKeepalivePathsCount, name != "")
	}
	return name
}

// policyAgainstOutliving is policyAgainst as the browser process sees what outlives its
// page: it is not told of redirects.
func (f *fetching) policyAgainstOutliving(r *request, url *URL) string {
	return f.policyAgainstBy(sourceMatching{self: f.client.self, outlivesPage: true}, r.api, url)
}

// policyAgainstBy is policyAgainst, with what the matching goes by in every profile.
func (f *fetching) policyAgainstBy(m sourceMatching, api API, url *URL) string {
	against := func() string {
		if api == APIForm {
			if name := m.blockedBy(f.client.policies, cspFormAction, url); name != "" {
				return name
			}
		}
		if api == APIPrefetch {
			return m.blocksAhead(f.client.policies, url)
		}
		return m.blockedBy(f.client.policies, cspDirectivesOf(api), url)
	}
	name := against()
	if api == APIWebSocket && f.quirks.has(quirkCSPSocketURL) {
		url = named(api, url)
		other := against()
		f.quirks.departs(quirkCSPSocketURL, other != name)
		name = other
	}
	if api == APIObject || api == APIEmbed {
		inFrame := m.blockedBy(f.client.policies, cspFrame, url)
		if name != "" && !m.isRedirected {
			inFrame = name
		}
		if f.quirks.departs(quirkObjectFramed, inFrame != name) {
			return inFrame
		}
	}
	for _, departure := range []struct {
		quirk quirk
		rule  *bool
	}{{quirkCSPAddresses, &m.takesAddresses}, {quirkCSPSocketSchemes, &m.keepsSocketsApart}, {quirkCSPSelfWithoutBlob, &m.keepsBlobsApart}, {quirkCSPSecuredPorts, &m.securesPorts}, {quirkCSPSelfByHost, &m.comparesHosts}} {
		isOfOthers := departure.quirk == quirkCSPSocketSchemes && api == APIWebSocket // which ws: and wss: are for
		if !f.quirks.has(departure.quirk) || isOfOthers {
			continue
		}
		*departure.rule = true
		if other := against(); f.quirks.departs(departure.quirk, other != name) {
			name = other
		}
	}
	return name
}

// checkContentPolicy holds a request, or the next hop of one, against the page's
// policies.
func (f *fetching) checkContentPolicy(r *request) *networkError {
	if len(f.client.policies) == 0 || r.isUnchecked {
		return nil
	}
	name := f.policyAgainst(r.api, r.url(), r.redirects > 0)
	if !f.took(forkForbiddenByPolicy, name != "") {
		f.pass(at(sectionCSP), "The page's Content-Security-Policy lets ", r.url().WithoutFragment(), " be requested.")
		return nil
	}
	if f.quirks.departs(quirkPolicyOrder, isRefusedBeforePolicy(r)) {
		return nil
	}
	if f.quirks.has(quirkCSPSocketURL) {
		return f.forbidden(name, named(r.api, r.url()))
	}
	return f.forbidden(name, r.url())
}

// checkInline holds the <style> element that an @import stands in against the policies,
// which is before anybody looks at the import.
func (f *fetching) checkInline(api API) *networkError {
	if api != APICSSImport {
		return nil
	}
	name := blocksInline(f.client.policies)
	if name == "" {
		return nil
	}
	return f.fail(at("csp:should-block-inline"), BlockedByCSP, name, "The page's Content-Security-Policy lets it have no <style> element of its own: ", name, " does not list 'unsafe-inline'.")
}

func (f *fetching) forbidden(directive string, url *URL) *networkError {
	return f.fail(at(sectionCSP), BlockedByCSP, directive, "The page's Content-Security-Policy forbids it: ", directive, " does not list ", url.WithoutFragment(), ".")
}

// checkBeforeUpgrade holds what a media element asks for against the page's policies,
// which Chromium does before it upgrades the URL, and once more after.
func (f *fetching) checkBeforeUpgrade(r *request, upgraded *URL) *networkError {
	if upgraded == r.url() || r.api != APIAudio && r.api != APIVideo || !f.quirks.has(quirkPolicyOrder) {
		return nil
	}
	directive := f.policyAgainst(r.api, r.url(), false)
	if !f.quirks.departs(quirkPolicyOrder, directive != "") {
		return nil
	}
	return f.forbidden(directive, r.url())
}

// checkPaths holds the next hop of what outlives its page against the policies as if
// it were the first: the browser process, which makes it, does not say that there was a
// redirect. It asks after the page's own process has found no fault.
func (f *fetching) checkPaths(r *request, isMixed bool) *networkError {
	isAsked := r.redirects > 0 && f.outlivesPage(r) && !r.isUnchecked && f.quirks.has(quirkKeepalivePathsCount)
	if !isAsked || isMixed || checkMode(r, &f.quirks).reason != "" {
		return nil
	}
	directive := f.policyAgainstOutliving(r, r.url())
	if !f.quirks.departs(quirkKeepalivePathsCount, directive != "") {
		return nil
	}
	return f.forbidden(directive, r.url())
}

// isRefusedBeforePolicy reports whether Chromium's loader finds something wrong with a
// request before it comes to the page's policies. fetch() asks for those by itself,
// before the loader.
func isRefusedBeforePolicy(r *request) bool {
	isLoaders := r.api != "" && r.api != APIFetch && r.api != APITrack
	switch r.url().Scheme() {
	case "file":
		return isLoaders
	case "about":
		if r.api == APIPrefetch {
			return true
		}
	case "ftp":
		if r.api == APIXHR {
			return true
		}
	case "blob":
		if isLoaders && !SameOrigin(r.url().Origin(), r.origin) || r.api == APIXHR && r.method != "GET" {
			return true
		}
	}
	isFirst := r.redirects > 0 || r.api == APISVGUse
	return isFirst && r.mode == ModeSameOrigin && !SameOrigin(r.url().Origin(), r.origin)
}

// A PolicyError is a page whose own Content-Security-Policy keeps it from holding the
// frame or worker that is to make the requests, or the service worker that is to answer.
type PolicyError struct {
	As        PageKind
	Directive string
}

func (e *PolicyError) Error() string {
	return "the page's Content-Security-Policy keeps it from having a " + string(e.As) + ": " + e.Directive + " does not allow it"
}

// checkHolding returns an error where a page may not hold what makes its requests. A
// srcdoc frame has no URL to be held against a policy.
func (c *client) checkHolding(page *URL) error {
	directives, address := cspFrame, page
	var err error
	switch c.as {
	case PageSandboxed:
	case PageData:
		address, err = ParseURL("data:,", nil)
	case PageBlob:
		address, err = ParseURL("blob:frame", nil) // 'self' covers none, of whichever origin
	case PageWorker, PageSharedWorker:
		directives, address = cspWorker, c.base
	case PageDataWorker:
		directives = cspWorker
		address, err = ParseURL("data:,", nil)
	default:
		return nil
	}
	if err != nil {
		return err
	}
	return c.mayHold(c.as, directives, address)
}

// checkServiceWorker returns an error where a page may not register its service worker.
func (c *client) checkServiceWorker(page *URL) error {
	script, err := ParseURL(ServiceWorkerScript, page)
	if err != nil {
		return err
	}
	return c.mayHold(pageServiceWorker, cspWorker, script)
}

func (c *client) mayHold(as PageKind, directives []string, address *URL) error {
	if name := (sourceMatching{self: c.self}).blockedBy(c.policies, directives, address); name != "" {
		return &PolicyError{As: as, Directive: name}
	}
	return nil
}
