package scenarios

import (
	"fmt"
	"slices"
	"strings"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/wire"
)

// page reads who asks: a URL, or the long form.
func (d *decoder) page(n *node) settings[fetch.Page] {
	if n.kind == text {
		return settings[fetch.Page]{d.pageURL(n)}
	}
	o, ok := d.object(n, "page", "a page")
	if !ok {
		return nil
	}
	var out settings[fetch.Page]
	if v := o.get("url"); v != nil {
		out = append(out, d.pageURL(v))
	}
	if v := o.get("as"); v != nil {
		as := oneOf(d, v, "as", fetch.PageWindow, fetch.PageSandboxed, fetch.PageData, fetch.PageSrcdoc, fetch.PageBlob, fetch.PageWorker, fetch.PageSharedWorker)
		out = append(out, setting[fetch.Page]{"as", v.place, func(p *fetch.Page) { p.As = as }})
	}
	if v := o.get("headers"); v != nil {
		lines, places := d.lines(v, "headers")
		for i, line := range lines {
			if name, _, _ := line.Cut(); slices.Contains(unsupportedPageHeaders, wire.ToLower(name)) {
				d.report(places[i], name+" of a page is not supported by this version", "")
			}
		}
		out = append(out, setting[fetch.Page]{"headers", v.place, func(p *fetch.Page) { p.Headers = lines }})
	}
	return out
}

func (d *decoder) pageURL(n *node) setting[fetch.Page] {
	url := d.words(n, "page")
	if url != "" && n.kind == text {
		u, err := fetch.ParseURL(url, nil)
		switch {
		case err != nil:
			d.report(n.place, fmt.Sprintf("page %q is not a URL", url), "write it as https://www.example.com")
		case !u.IsHTTP():
			d.report(n.place, fmt.Sprintf("a page is served over http or https, not %s:", u.Scheme()), "sandboxed, data: and other documents are written with `as`")
		default:
			d.refuseUpgraded(n.place, u.Origin())
		}
	}
	return setting[fetch.Page]{"url", n.place, func(p *fetch.Page) { p.URL = url }}
}

// preloaded are the top-level domains on browsers' HSTS preload lists: no
// browser speaks plain http to a host below them, whatever it is told.
var preloaded = []string{
	"android", "app", "azure", "bank", "bing", "boo", "channel", "chrome", "dad", "day", "dev", "eat", "esq", "fly",
	"foo", "gle", "gmail", "google", "hangout", "hotmail", "ing", "insurance", "meet", "meme", "microsoft", "mov",
	"new", "nexus", "office", "page", "phd", "play", "prof", "rsvp", "search", "skype", "windows", "xbox", "youtube", "zip",
}

// refuseUpgraded reports an http origin that browsers would turn into https.
func (d *decoder) refuseUpgraded(at place, origin fetch.Origin) {
	host := strings.TrimSuffix(origin.Host(), ".")
	tld := host[strings.LastIndexByte(host, '.')+1:]
	if origin.Scheme() == "http" && slices.Contains(preloaded, tld) {
		d.report(at, fmt.Sprintf("browsers never load http://%s: .%s is on their HSTS preload list", origin.Host(), tld),
			"use https, or a name under .test or .example")
	}
}

// browser reads the browser's settings.
func (d *decoder) browser(n *node) (settings BrowserSettings) {
	o, ok := d.object(n, "browser", "browser")
	if !ok {
		return settings
	}
	if v := o.get("third-party-cookies"); v != nil {
		settings.BlockThirdPartyCookies = oneOf(d, v, "third-party-cookies", "allow", "block") == "block"
	}
	return settings
}

// cookies reads the Set-Cookie lines that seed the jar, by URL.
func (d *decoder) cookies(n *node) (cookies []Cookie) {
	if n.kind != mapping {
		d.mismatch(n, "cookies", "a mapping of URLs to lists of Set-Cookie values")
		return nil
	}
	seen := map[string]bool{}
	for _, e := range n.entries {
		if u, err := fetch.ParseURL(e.key, nil); err != nil || !u.IsHTTP() {
			d.report(e.place, fmt.Sprintf("%q is not an http or https URL", e.key), "cookies are written by the URL that set them")
		}
		if seen[e.key] {
			d.report(e.place, fmt.Sprintf("cookies of %s are repeated", e.key), "put all its lines into one list")
		}
		seen[e.key] = true
		for _, item := range d.items(e.value, "cookies of "+e.key) {
			line := d.bytes(item, "a cookie")
			switch {
			case item.kind != text:
			case strings.ContainsAny(line, "\r\n"):
				d.report(item.place, "a cookie holds a line break", "")
			case line == "":
				d.report(item.place, "a cookie is empty", "")
			case isRefusedCookie(e.key, line):
				d.report(item.place, "a browser takes no such cookie from "+e.key, "look at its Domain, Secure and Path, and at the prefix of its name; a cookie that must be refused comes in an answer of a step")
			}
			cookies = append(cookies, Cookie{URL: e.key, Line: line})
		}
	}
	return cookies
}

// isRefusedCookie reports whether no browser would keep the cookie: a jar that
// cannot be seeded as the scenario says would make both voices wrong alike.
func isRefusedCookie(url, line string) bool {
	browser, err := fetch.NewBrowser(fetch.Config{Page: fetch.Page{URL: url}})
	return err == nil && browser.SetCookie(url, line) != nil
}
