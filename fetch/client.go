package fetch

import "github.com/corslab/corslab/wire"

// A client is the page that makes requests: the standard's environment settings
// object, as far as it matters here.
type client struct {
	as PageKind
	// url is that of the page; documents of other kinds than window are made by it.
	url *URL
	// base is what relative URLs are resolved against; nil where they cannot be,
	// as the page's own URL is data: or blob:.
	base       *URL
	origin     Origin
	originText string // origin serialised
	// top is the origin of the document in the address bar.
	top Origin
	// referrer is what "client" stands for as a request's referrer; nil for none.
	referrer       *URL
	referrerPolicy string
	// worker is the service worker that sees its requests; nil for none.
	worker *worker
	space  AddressSpace
	// policies are the Content-Security-Policies of the page, in which 'self' is self.
	policies []contentPolicy
	self     Origin
}

func newClient(page Page) (*client, error) {
	url, err := ParseURL(page.URL, nil)
	if err != nil {
		return nil, err
	}
	if isFile := url.Scheme() == "file"; !isFile && !url.IsHTTP() || isFile != (page.As == PageFile) {
		return nil, &URLError{Value: page.URL, Problem: InvalidPage}
	}
	c := &client{as: page.As, url: url, origin: url.Origin(), top: url.Origin(), referrer: url}
	if c.base, err = page.base(url); err != nil {
		return nil, err
	}
	switch page.As {
	case PageSandboxed, PageData, PageDataWorker, PageFile:
		c.origin, c.referrer = NewOpaqueOrigin(), nil
	case PageBlob:
		c.referrer = nil // a blob: URL has a local scheme, which is never told
	}
	if page.ServiceWorker != nil && isControlled(page.As) {
		if c.worker, err = newWorker(page.ServiceWorker, url); err != nil {
			return nil, err
		}
	}
	c.originText = c.origin.String()
	c.space = orDefault(page.AddressSpace, AddressSpacePublic)
	c.policies, c.self = contentPolicies(page.Headers), url.Origin()
	for _, p := range c.policies {
		if _, isThere := p["treat-as-public-address"]; isThere {
			c.space = AddressSpacePublic
		}
	}
	if page.As == PageFile {
		c.space = AddressSpaceLoopback
	}
	c.referrerPolicy = referrerPolicyOf(page.Headers.Values("Referrer-Policy"), defaultReferrerPolicy)
	if err := c.checkHolding(url); err != nil || page.ServiceWorker == nil {
		return c, err
	}
	return c, c.checkServiceWorker(url)
}

// base returns what relative URLs are resolved against in the page, whose own URL is
// given; nil where they cannot be.
func (p Page) base(url *URL) (*URL, error) {
	switch p.As {
	case PageData, PageBlob, PageDataWorker:
		return nil, nil //nolint:nilnil // there is none
	case PageWorker, PageSharedWorker:
		// The script of a worker is served from the root of its page's server.
		return ParseURL("/", url)
	}
	return url, nil
}

// Resolve returns the URL that a request from the page asks for. Its error is a
// *URLError where the API makes no URL of the text, and asks for nothing.
func (p Page) Resolve(r Request) (*URL, error) {
	url, err := ParseURL(p.URL, nil)
	if err != nil {
		return nil, err
	}
	base, err := p.base(url)
	if err != nil {
		return nil, err
	}
	return r.resolve(base, ParseURL)
}

// resolve returns the URL of a request, by the parser of a browser.
func (r Request) resolve(base *URL, parse func(ref string, base *URL) (*URL, error)) (*URL, error) {
	if r.URL == "" && !isScripted(r.API) {
		return nil, &URLError{Value: r.URL, Problem: InvalidURL}
	}
	if isSpecifier(r.API) && !isRelativeSpecifier(r.URL) {
		base = nil
	}
	return parse(r.URL, base)
}

// isScripted reports whether a script calls the API, to which an empty URL is the
// page's. In an attribute and in CSS it is one that nobody has filled in, and none
// (https://html.spec.whatwg.org/#update-the-image-data,
// https://www.w3.org/TR/css-values-4/#url-empty).
func isScripted(api API) bool {
	switch api {
	case "", APIFetch, APIXHR, APIEventSource, APIBeacon, APIWorker, APISharedWorker, APIImportScripts, APIImport, APIJSONModule, APIWebSocket:
		return true
	}
	return false
}

// isSpecifier reports whether the API takes a module specifier.
func isSpecifier(api API) bool { return api == APIImport || api == APIJSONModule }

// CheckPage returns why there can be no such page: a *URLError or a *PolicyError.
func CheckPage(page Page) error {
	_, err := newClient(page)
	return err
}

// InvalidPage is the problem of a page URL that parses and is of no scheme that
// a page of its kind can have: file for PageFile, http or https for the others.
const InvalidPage URLProblem = "not the URL of a page of this kind"

// isSameSite reports whether url is of the site of who asks.
func (c *client) isSameSite(url *URL) bool { return SameSite(c.origin, url.Origin()) }

// document returns the URL of the document, and the scheme and origin of that. Whatever a
// blob: or data: URL says but for its scheme and origin is made up.
func (c *client) document() (url, scheme string, origin Origin) {
	switch c.as {
	case PageSrcdoc:
		return "about:srcdoc", "about", NewOpaqueOrigin()
	case PageData:
		return "data:text/html,", "data", NewOpaqueOrigin()
	case PageBlob:
		return "blob:" + c.originText + "/00000000-0000-4000-8000-000000000000", "blob", c.origin
	}
	return c.url.String(), c.url.Scheme(), c.url.Origin()
}

// isThirdParty reports whether url is of another site than who asks. A worker asks for
// its document, whatever its own origin.
func (c *client) isThirdParty(url *URL) bool {
	return !c.isSameSite(url) && (c.as != PageDataWorker || !SameSite(c.top, url.Origin()))
}

// isApartFrom reports whether url is of the site in the address bar, and the document
// of none, as its origin is opaque.
func (c *client) isApartFrom(url *URL) bool {
	return c.origin.IsOpaque() && c.isDocument() && SameSite(c.top, url.Origin())
}

// isSecure reports whether the page came over https.
func (c *client) isSecure() bool { return c.top.Scheme() == "https" }

// isTrustworthy reports whether the page is a secure context
// (https://html.spec.whatwg.org/#secure-context).
func (c *client) isTrustworthy() bool { return c.as == PageFile || c.top.IsPotentiallyTrustworthy() }

// isTransient reports whether nobody else will ever have the page's origin. The
// files of a disk share one, though servers are told null, and what a worker's caches
// are kept by is the document that started it.
func (c *client) isTransient() bool {
	return c.origin.IsOpaque() && c.as != PageFile && c.as != PageDataWorker
}

// isDocument reports whether the page is a document rather than a worker.
func (c *client) isDocument() bool {
	return globalOf(c.as)&inDocuments != 0 && c.as != pageServiceWorker
}

const defaultReferrerPolicy = "strict-origin-when-cross-origin"

// referrerPolicyOf returns the last policy known by name in the values of
// Referrer-Policy header lines, or fallback where there is none.
func referrerPolicyOf(values []string, fallback string) string {
	for _, value := range values {
		for _, token := range splitValue(value) {
			if token = wire.ToLower(token); token != "" && isReferrerPolicy(token) {
				fallback = token
			}
		}
	}
	return fallback
}

// isReferrerPolicy reports whether s is a member of the ReferrerPolicy
// enumeration.
func isReferrerPolicy(s string) bool {
	switch s {
	case "", "no-referrer", "no-referrer-when-downgrade", "same-origin", "origin", "strict-origin",
		"origin-when-cross-origin", "strict-origin-when-cross-origin", "unsafe-url":
		return true
	}
	return false
}

// refererHeader returns the value of the Referer header, "" for none
// (https://www.w3.org/TR/referrer-policy/#determine-requests-referrer).
func (r *request) refererHeader() string {
	if r.referrer == nil || !r.referrer.IsHTTP() {
		return ""
	}
	from, to := r.referrer, r.url()
	same := SameOrigin(from.Origin(), to.Origin())
	downgrade := from.IsPotentiallyTrustworthy() && !to.IsPotentiallyTrustworthy()
	full := from.withoutUserinfo()
	origin := full[:len(full)-len(from.Target())+1]
	switch r.referrerPolicy {
	case "no-referrer":
		return ""
	case "origin":
		return origin
	case "unsafe-url":
		return full
	case "same-origin":
		if same {
			return full
		}
		return ""
	case "no-referrer-when-downgrade":
		if downgrade {
			return ""
		}
		return full
	case "origin-when-cross-origin":
		if same {
			return full
		}
		return origin
	case "strict-origin":
		if downgrade {
			return ""
		}
		return origin
	}
	switch { // strict-origin-when-cross-origin
	case same:
		return full
	case downgrade:
		return ""
	}
	return origin
}
