package scenarios

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/corslab/corslab/document"
	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/wire"
)

// page reads who asks: a URL, or the long form.
func (d *decoder) page(n *document.Node) settings[fetch.Page] {
	if n.Kind == document.Text {
		return settings[fetch.Page]{d.pageURL(n)}
	}
	o, ok := d.object(n, "page", "a page")
	if !ok {
		return nil
	}
	var out settings[fetch.Page]
	if v := o.Get("url"); v != nil {
		out = append(out, d.pageURL(v))
	}
	if v := o.Get("as"); v != nil {
		as := oneOf(d, v, "as", fetch.PageWindow, fetch.PageSandboxed, fetch.PageData, fetch.PageSrcdoc, fetch.PageBlob, fetch.PageFile, fetch.PageWorker, fetch.PageSharedWorker, fetch.PageDataWorker)
		out = append(out, setting[fetch.Page]{"as", v.Place, func(p *fetch.Page) { p.As = as }})
	}
	if v := o.Get("service-worker"); v != nil {
		worker := d.serviceWorker(v)
		out = append(out, setting[fetch.Page]{"service-worker", v.Place, func(p *fetch.Page) { p.ServiceWorker = worker }})
	}
	if v := o.Get("address-space"); v != nil {
		space := d.addressSpace(v, "address-space")
		out = append(out, setting[fetch.Page]{"address-space", v.Place, func(p *fetch.Page) { p.AddressSpace = space }})
	}
	if v := o.Get("headers"); v != nil {
		lines, places := d.lines(v, "headers")
		for i, line := range lines {
			if name, _, _ := line.Cut(); slices.Contains(unsupportedPageHeaders, wire.ToLower(name)) {
				d.Report(places[i], name+" of a page is not supported by this version", "")
			}
			d.contentPolicy(places[i], line)
		}
		out = append(out, setting[fetch.Page]{"headers", v.Place, func(p *fetch.Page) { p.Headers = lines }})
	}
	return out
}

func (d *decoder) pageURL(n *document.Node) setting[fetch.Page] {
	url := d.Words(n, "page")
	if url != "" && n.Kind == document.Text {
		u, err := fetch.ParseURL(url, nil)
		switch {
		case err != nil:
			d.Report(n.Place, fmt.Sprintf("page %q is not a URL", url), "write it as https://www.example.com")
		case !u.IsHTTP() && u.Scheme() != "file":
			d.Report(n.Place, fmt.Sprintf("a page is served over http or https, not %s:", u.Scheme()), "sandboxed, data: and other documents are written with `as`")
		default:
			d.refuseUpgraded(n.Place, u.Origin())
		}
	}
	return setting[fetch.Page]{"url", n.Place, func(p *fetch.Page) { p.URL = url }}
}

// preloaded are the top-level domains on browsers' HSTS preload lists: no
// browser speaks plain http to a host below them, whatever it is told.
var preloaded = []string{
	"android", "app", "azure", "bank", "bing", "boo", "channel", "chrome", "dad", "day", "dev", "eat", "esq", "fly",
	"foo", "gle", "gmail", "google", "hangout", "hotmail", "ing", "insurance", "meet", "meme", "microsoft", "mov",
	"new", "nexus", "office", "page", "phd", "play", "prof", "rsvp", "search", "skype", "windows", "xbox", "youtube", "zip",
}

// IsUpgraded reports whether the origin is one of http that browsers would turn
// into https: no scenario can have it.
func IsUpgraded(origin fetch.Origin) bool {
	return origin.Scheme() == "http" && slices.Contains(preloaded, topLevel(origin))
}

// topLevel returns the last label of an origin's host.
func topLevel(origin fetch.Origin) string {
	host := strings.TrimSuffix(origin.Host(), ".")
	return host[strings.LastIndexByte(host, '.')+1:]
}

// refuseUpgraded reports an http origin that browsers would turn into https.
func (d *decoder) refuseUpgraded(at document.Place, origin fetch.Origin) {
	if IsUpgraded(origin) {
		d.Report(at, fmt.Sprintf("browsers never load http://%s: .%s is on their HSTS preload list", origin.Host(), topLevel(origin)),
			"use https, or a name under .test or .example")
	}
}

// browser reads the browser's settings.
func (d *decoder) browser(n *document.Node) (settings BrowserSettings) {
	o, ok := d.object(n, "browser", "browser")
	if !ok {
		return settings
	}
	if v := o.Get("third-party-cookies"); v != nil {
		settings.BlockThirdPartyCookies = oneOf(d, v, "third-party-cookies", "allow", "block") == "block"
	}
	if v := o.Get("local-network"); v != nil {
		settings.GrantLocalNetwork = oneOf(d, v, "local-network", "deny", "grant") == "grant"
	}
	return settings
}

// cookies reads the Set-Cookie lines that seed the jar, by URL.
func (d *decoder) cookies(n *document.Node) (cookies []Cookie) {
	jars := newJars()
	if n.Kind != document.Mapping {
		d.Mismatch(n, "cookies", "a mapping of URLs to lists of Set-Cookie values")
		return nil
	}
	seen := map[string]bool{}
	for _, e := range n.Entries {
		if u, err := fetch.ParseURL(e.Key, nil); err != nil || !u.IsHTTP() {
			d.Report(e.Place, fmt.Sprintf("%q is not an http or https URL", e.Key), "cookies are written by the URL that set them")
		}
		if seen[e.Key] {
			d.Report(e.Place, fmt.Sprintf("cookies of %s are repeated", e.Key), "put all its lines into one list")
		}
		seen[e.Key] = true
		for _, item := range d.Items(e.Value, "cookies of "+e.Key) {
			line := d.bytes(item, "a cookie")
			switch {
			case item.Kind != document.Text:
			case strings.ContainsAny(line, "\r\n"):
				d.Report(item.Place, "a cookie holds a line break", "")
			case line == "":
				d.Report(item.Place, "a cookie is empty", "")
			case !jars.take(e.Key, line):
				d.Report(item.Place, "a browser takes no such cookie from "+e.Key, "look at its Domain, Secure, Partitioned and Path, at the prefix of its name, and at cookies above it; a cookie that must be refused comes in an answer of a step")
			}
			cookies = append(cookies, Cookie{URL: e.Key, Line: line})
		}
	}
	return cookies
}

// jars are the browsers that a cookie must be taken by, one of each profile. They keep
// what they took: a later cookie may not stand in for an earlier one that is Secure.
type jars []*fetch.Browser

func newJars() (all jars) {
	for _, name := range fetch.ProfileNames() {
		profile, _ := fetch.ProfileNamed(name)
		if browser, err := fetch.NewBrowser(fetch.Config{Profile: profile, Page: fetch.Page{URL: "https://www.example.com"}}); err == nil {
			all = append(all, browser)
		}
	}
	return all
}

// take stores a cookie and reports whether no browser refused it. What is wrong with
// the URL is no fault of the cookie.
func (all jars) take(url, line string) bool {
	taken := true
	for _, browser := range all {
		var refused *fetch.CookieError
		taken = !errors.As(browser.SetCookie(url, line), &refused) && taken
	}
	return taken
}
