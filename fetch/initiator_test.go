package fetch_test

import (
	"strings"
	"testing"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/wire"
)

// An offer is what a server gives to an element or interface, whose page, if not said
// otherwise, is of the server's own origin.
type offer struct {
	why     string
	api     fetch.API
	url     string // "" is pageA/x
	status  int    // 0 is 200
	lines   wire.Header
	body    string
	request fetch.Request
	// want is the reason why it is of no use, "" where it is; chromium is Chromium's,
	// "use" where it is of use there alone.
	want, chromium fetch.Reason
	// says is a part of what the last decision says, in Chromium.
	says string
}

const (
	javaScript, styleSheet wire.Line = "Content-Type: text/javascript", "Content-Type: text/css"
	nosniff                wire.Line = "X-Content-Type-Options: nosniff"
	// tooLong announces more than any body here has.
	tooLong wire.Line = "Content-Length: 100"

	font, svg, wave = "wOF2", "<svg/>", "RIFF\x24\x00\x00\x00WAVEfmt "

	cut, unusable, used = fetch.InvalidHTTPResponse, fetch.UnusableResponse, fetch.Reason("use")
)

var offers = []offer{
	// Which status will do (https://html.spec.whatwg.org/#fetch-a-classic-script and the like: an ok one).
	{why: "a script", api: fetch.APIScript, lines: wire.Header{javaScript}},
	{why: "a script of status 400", api: fetch.APIScript, status: 400, lines: wire.Header{javaScript}, want: unusable},
	{why: "a script of status 399", api: fetch.APIScript, status: 399, lines: wire.Header{javaScript}, want: unusable, chromium: used},
	{why: "a script of status 300", api: fetch.APIScript, status: 300, lines: wire.Header{javaScript}, want: unusable, chromium: used},
	{why: "no script, of status 300", api: fetch.APIScript, status: 300, lines: wire.Header{"Content-Type: image/png"}, want: unusable},
	{why: "a style sheet of status 400", api: fetch.APIStylesheet, status: 400, lines: wire.Header{styleSheet}, want: unusable},
	{why: "a style sheet of status 404", api: fetch.APICSSImport, status: 404, lines: wire.Header{styleSheet}, want: unusable},
	{why: "a font", api: fetch.APIFont, body: font},
	{why: "a font of status 404", api: fetch.APIFont, status: 404, body: font, want: unusable},
	{why: "a font of status 300", api: fetch.APIFont, status: 300, body: font, want: unusable, chromium: used},
	{why: "no font, of status 300", api: fetch.APIFont, status: 300, body: "x", want: unusable},
	{why: "an SVG document", api: fetch.APISVGUse, lines: wire.Header{"Content-Type: image/svg+xml"}, body: svg},
	{why: "an SVG document of status 404", api: fetch.APISVGUse, status: 404, lines: wire.Header{"Content-Type: image/svg+xml"}, body: svg, want: unusable},
	{why: "an SVG document of status 300", api: fetch.APISVGUse, status: 300, lines: wire.Header{"Content-Type: image/svg+xml"}, body: svg, want: unusable, chromium: used},
	{why: "no SVG document, of status 300", api: fetch.APISVGUse, status: 300, body: svg, want: unusable},
	{why: "a prefetch of status 400", api: fetch.APIPrefetch, status: 400, chromium: unusable},
	{why: "a prefetch of status 399", api: fetch.APIPrefetch, status: 399},
	{why: "a sound of status 203", api: fetch.APIAudio, status: 203, body: wave, chromium: unusable, says: "its status is 203."},
	{why: "a sound from its beginning", api: fetch.APIAudio, status: 206, lines: wire.Header{"Content-Range: bytes 0-15/16"}, body: wave},
	{why: "a sound from elsewhere", api: fetch.APIAudio, status: 206, lines: wire.Header{"Content-Range: bytes 1-15/16"}, body: wave, chromium: unusable, says: "begins at the first byte"},

	// Who misses the end of a content that is cut short
	// (https://fetch.spec.whatwg.org/#body-fully-read), and what is found before that.
	{why: "fetch() has its response by then", lines: wire.Header{tooLong}},
	{why: "XMLHttpRequest", api: fetch.APIXHR, lines: wire.Header{tooLong}, want: cut, says: "[xhr:"},
	{why: "XMLHttpRequest with HEAD, which has no content", api: fetch.APIXHR, request: fetch.Request{Method: "HEAD"}, lines: wire.Header{tooLong}},
	{why: "a script that is cut short", api: fetch.APIScript, lines: wire.Header{javaScript, tooLong}, body: "f()", want: cut, says: "[http-network-fetch]"},
	{why: "a script of status 399 that is cut short", api: fetch.APIScript, status: 399, lines: wire.Header{javaScript, tooLong}, want: cut},
	{why: "a script of status 400 that is cut short", api: fetch.APIScript, status: 400, lines: wire.Header{javaScript, tooLong}, want: unusable},
	{why: "a style sheet that is cut short", api: fetch.APIStylesheet, lines: wire.Header{styleSheet, tooLong}, want: cut},
	{why: "a style sheet of status 400 that is cut short", api: fetch.APIStylesheet, status: 400, lines: wire.Header{styleSheet, tooLong}, want: unusable},
	{why: "a style sheet that is one for certain, cut short", api: fetch.APIStylesheet, lines: wire.Header{styleSheet, nosniff, tooLong}, want: cut},
	{why: "a style sheet that is none for certain, cut short", api: fetch.APIStylesheet, lines: wire.Header{javaScript, nosniff, tooLong}, want: unusable},
	{why: "a style sheet of another type, cut short", api: fetch.APIStylesheet, lines: wire.Header{javaScript, tooLong}, want: cut},
	{why: "a worker's script that is cut short", api: fetch.APIWorker, lines: wire.Header{javaScript, tooLong}, want: cut},
	{why: "a worker's script that is none, cut short", api: fetch.APIWorker, lines: wire.Header{"Content-Type: image/png", tooLong}, want: unusable},
	{why: "a sound that is cut short", api: fetch.APIAudio, lines: wire.Header{tooLong}, body: wave, want: cut},
	{why: "a sound of status 404 that is cut short", api: fetch.APIAudio, status: 404, lines: wire.Header{tooLong}, body: wave, want: unusable},

	// Chromium takes the content of data away from a preload of another origin before the
	// end of it is missed.
	{why: "a preload of data that is cut short", api: fetch.APIPreload, url: siteB + "/x", lines: wire.Header{"Content-Type: text/html", nosniff, tooLong}, want: cut, chromium: used},
	{why: "a preload of an image that is cut short", api: fetch.APIPreload, url: siteB + "/x", lines: wire.Header{"Content-Type: image/png", tooLong}, want: cut},
	{why: "a preload of the page's own data that is cut short", api: fetch.APIPreload, lines: wire.Header{"Content-Type: text/html", nosniff, tooLong}, want: cut},
	{
		why: "a preload of data that is shared, cut short", api: fetch.APIPreload, url: siteB + "/x", request: fetch.Request{Crossorigin: new(string)},
		lines: wire.Header{"Content-Type: text/html", nosniff, tooLong, anyOrigin}, want: cut,
	},
	{why: "an image of data that is cut short", api: fetch.APIImg, url: siteB + "/x", lines: wire.Header{"Content-Type: text/html", nosniff, tooLong}, want: cut, chromium: fetch.BlockedByORB},
}

func TestOffers(t *testing.T) {
	for _, o := range offers {
		for _, name := range []string{"standard", "chromium"} {
			want := o.want
			if name == "chromium" && o.chromium != "" {
				want = o.chromium
			}
			if want == used {
				want = ""
			}
			server := wire.ServerFunc(func(wire.Request) wire.Response {
				return wire.Response{Status: max(o.status, 200), Header: o.lines, Body: []byte(o.body)}
			})
			r := o.request
			r.API, r.URL = o.api, o.url
			if r.URL == "" {
				r.URL = pageA + "/x"
			}
			p := open(t, name, fetch.World{pageA: {Server: server}, siteB: {Server: server}}).Fetch(r)
			if p.Reason != want {
				t.Errorf("%s, %s: reason %q, want %q\n%s", o.why, name, p.Reason, want, trace(p))
			}
			if want != o.want && len(p.Quirks) == 0 {
				t.Errorf("%s, %s: it differs, and no quirk says so", o.why, name)
			}
			last := p.Decisions[len(p.Decisions)-1]
			if text := "[" + last.Section + "] " + last.Text; name == "chromium" && !strings.Contains(text, o.says) {
				t.Errorf("%s: no %q in %s", o.why, o.says, text)
			}
		}
	}
}

// A URL that is none fails where it stands; of a module, also a specifier that is no
// relative one.
func TestSectionsOfBadURLs(t *testing.T) {
	for _, c := range []struct {
		api          fetch.API
		url, section string
	}{
		{fetch.APIImg, "http://[", "html:update-the-image-data"},
		{fetch.APIImg, "x", ""},
		{fetch.APIImport, "http://[", "html:resolve-a-module-specifier"},
		{fetch.APIImport, "x", "html:resolve-a-module-specifier"},
		{fetch.APIImport, "//[", "html:fetch-an-import()-module-script-graph"},
		{fetch.APIImport, "./x", ""},
	} {
		world := fetch.World{pageA: {Server: answer(200)}}
		p := open(t, "standard", world).Fetch(fetch.Request{API: c.api, URL: c.url})
		got := ""
		if p.Reason == fetch.InvalidRequest {
			got = p.Decisions[len(p.Decisions)-1].Section
		}
		if got != c.section {
			t.Errorf("%s of %s fails in %q, want %q", c.api, c.url, got, c.section)
		}
	}
}

// The attribute referrerpolicy counts where there is one, and where it names a policy
// (https://html.spec.whatwg.org/#referrer-policy-attribute).
func TestReferrerPolicyOfElements(t *testing.T) {
	for _, c := range []struct {
		api          fetch.API
		policy, want string
	}{
		{fetch.APIImg, "", pageA + "/"},
		{fetch.APIImg, "NO-Referrer", ""},
		{fetch.APIImg, "unsafe-url", pageA + "/page"},
		{fetch.APIImg, "never", pageA + "/"},
		{fetch.APIVideo, "no-referrer", pageA + "/"},
	} {
		world := fetch.World{siteB: {Server: answer(200)}}
		p := open(t, "standard", world).Fetch(fetch.Request{API: c.api, URL: siteB + "/x", ReferrerPolicy: c.policy})
		if got, _ := p.Wire[0].Header.Get("Referer"); got != c.want {
			t.Errorf("%s with %q sends the Referer %q, want %q", c.api, c.policy, got, c.want)
		}
	}
}

// An @import of what is no URL: in CSS there is nothing to load, and nobody to be told.
func TestImportOfNoURL(t *testing.T) {
	for _, c := range []struct {
		as     fetch.PageKind
		url    string
		isTold bool // in Chromium
	}{
		{fetch.PageWindow, "//[", true},
		{fetch.PageWindow, "http://[", true},
		{fetch.PageData, "http://[", true},
		{fetch.PageData, "//[", false},
		{fetch.PageData, "x", false},
	} {
		for _, name := range fetch.ProfileNames() {
			b, err := fetch.NewBrowser(fetch.Config{Profile: profile(t, name), Page: fetch.Page{URL: pageA + "/page", As: c.as}})
			if err != nil {
				t.Fatal(err)
			}
			p := b.Fetch(fetch.Request{API: fetch.APICSSImport, URL: c.url})
			if isTold := c.isTold && name == "chromium"; (p.Outcome == fetch.Deny) != isTold || len(p.Quirks) > 0 != isTold {
				t.Errorf("%s in a page of the kind %s, %s: %s %s by the quirks %q", c.url, c.as, name, p.Outcome, p.Reason, p.Quirks)
			}
		}
	}
}

// Of about: there is blank, and nothing else (https://fetch.spec.whatwg.org/#scheme-fetch).
func TestAboutURLs(t *testing.T) {
	for url, want := range map[string]fetch.Reason{
		"about:blank": "", "about:blank#x": "", "about:srcdoc": fetch.CorsDisabledScheme, "about:blank?x": fetch.CorsDisabledScheme, "foo:blank": fetch.CorsDisabledScheme,
	} {
		if p := open(t, "standard", nil).Fetch(to(url, mode(fetch.ModeNoCORS, get()))); p.Reason != want {
			t.Errorf("%s: reason %q, want %q", url, p.Reason, want)
		}
	}
}
