// Package call reads calls that a page made, as browsers' developer tools copy
// them: a curl line, a fetch() expression, and a HAR file of many.
//
// A recorded request holds what the browser sent, not what the page asked for.
// What can be told from it is taken from it; headers that browsers add themselves
// are left out again, because a page that set them would be treated otherwise.
package call

import (
	"fmt"
	"slices"
	"strings"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/problem"
	"github.com/corslab/corslab/wire"
)

// A Call is what a page asked for.
type Call struct {
	// Page is who asked. Its URL is "" where nothing tells.
	Page    fetch.Page
	Request fetch.Request
	// Cookies are lines that fill the jar as the request shows it to have been.
	Cookies []string
	// Assumptions say what was made of what the recording does not say.
	Assumptions []string
}

// SandboxHost holds the sandboxed frame that stands for an origin null. Who embeds
// it is of no matter.
const SandboxHost = "https://embedder.example"

// PageOf returns the page that asks under an origin, or at a URL; null is that of a
// sandboxed frame.
func PageOf(origin string) fetch.Page {
	if origin == "null" {
		return fetch.Page{URL: SandboxHost, As: fetch.PageSandboxed}
	}
	return fetch.Page{URL: origin}
}

// Is reports whether text begins as a call does: curl or fetch().
func Is(text string) bool {
	text = strings.TrimSpace(text)
	return strings.HasPrefix(text, "curl ") || strings.HasPrefix(text, "fetch(") || strings.HasPrefix(text, "await fetch(")
}

// Parse reads a curl line or a fetch() expression. The name is what problems call
// it; the error is problem.Problems.
func Parse(name string, data []byte) (Call, error) {
	if text := strings.TrimSpace(string(data)); strings.HasPrefix(text, "curl ") {
		return parseCurl(name, data)
	}
	if !Is(string(data)) {
		return Call{}, problem.Problems{{File: name, Message: "neither a curl line nor a fetch() expression", Hint: "copy the request in the developer tools as cURL (bash) or as fetch; a HAR file is named with --har, or imported"}}
	}
	return parseFetch(name, data)
}

// browsersOwn are headers that the browser adds, whatever the page asks for.
var browsersOwn = []string{
	"accept-encoding", "accept-language", "connection", "content-length", "cookie", "dnt", "host", "if-modified-since", "if-none-match",
	"keep-alive", "origin", "priority", "referer", "te", "upgrade-insecure-requests", "user-agent",
	"access-control-request-headers", "access-control-request-method",
}

// isBrowsersOwn reports whether a header of a recorded request is none that the
// page set.
func isBrowsersOwn(name, value string) bool {
	name = wire.ToLower(name)
	switch name {
	case "accept":
		return value == "*/*" || strings.HasPrefix(value, "image/") || strings.HasPrefix(value, "text/css,*/*") || value == "text/event-stream"
	case "cache-control":
		return value == "no-cache" || value == "max-age=0"
	case "pragma":
		return value == "no-cache"
	case "range":
		return value == "bytes=0-"
	}
	return slices.Contains(browsersOwn, name) || strings.HasPrefix(name, "sec-") || strings.HasPrefix(name, "proxy-") || strings.HasPrefix(name, ":")
}

// destinations are the initiators that Sec-Fetch-Dest tells of.
var destinations = map[string]fetch.API{
	"image": fetch.APIImg, "script": fetch.APIScript, "style": fetch.APIStylesheet, "font": fetch.APIFont, "audio": fetch.APIAudio,
	"video": fetch.APIVideo, "track": fetch.APITrack, "worker": fetch.APIWorker, "sharedworker": fetch.APISharedWorker, "json": fetch.APIJSONModule,
}

// recorded makes a call of a request as it was sent.
func recorded(method, url string, header []fetch.Field, body *fetch.Body) Call {
	c := Call{Request: fetch.Request{URL: url, Method: method, Body: body}}
	get := func(name string) string {
		for _, h := range header {
			if wire.EqualFold(h.Name, name) {
				return h.Value
			}
		}
		return ""
	}
	c.Page = c.asker(get("Origin"), get("Referer"))
	c.initiate(get("Sec-Fetch-Dest"), get("Sec-Fetch-Mode"))
	var own []string
	for _, h := range header {
		if isBrowsersOwn(h.Name, h.Value) {
			own = append(own, wire.ToLower(h.Name))
		} else if c.Request.API == "" || c.Request.API.ShowsResponse() {
			c.Request.Headers = append(c.Request.Headers, h)
		}
	}
	if conditional := slices.DeleteFunc(own, func(n string) bool { return !strings.HasPrefix(n, "if-") }); len(conditional) > 0 {
		c.assume("the browser's cache added %s, not the page", strings.Join(conditional, " and "))
	}
	c.remember(get("Cookie"))
	return c
}

func (c *Call) assume(format string, arguments ...any) {
	c.Assumptions = append(c.Assumptions, fmt.Sprintf(format, arguments...))
}

// asker returns the page that a request says it is from.
func (c *Call) asker(origin, referer string) fetch.Page {
	if origin != "" && origin != "null" {
		return fetch.Page{URL: origin}
	}
	u, err := fetch.ParseURL(referer, nil)
	switch {
	case err == nil && u.IsHTTP() && origin == "":
		return fetch.Page{URL: u.Origin().String()}
	case origin == "null":
		c.assume("the Origin null is that of a sandboxed frame; after a redirect from another site it would be, too")
		return PageOf(origin)
	}
	return fetch.Page{}
}

// initiate sets who asks and in which mode, of what Sec-Fetch-Dest and
// Sec-Fetch-Mode say (https://www.w3.org/TR/fetch-metadata/).
func (c *Call) initiate(destination, mode string) {
	c.Request.API = destinations[destination]
	if c.Request.API != "" {
		if mode == "cors" && c.Request.API != fetch.APIFont && c.Request.API != fetch.APIJSONModule {
			anonymous := ""
			c.Request.Crossorigin = &anonymous
		}
		c.Request.Method, c.Request.Body = "", nil
		return
	}
	switch mode {
	case "no-cors", "same-origin":
		c.Request.Mode = fetch.Mode(mode)
	case "navigate":
		c.assume("the browser was on its way to another page, which CORS has no part in: this is judged as if a script had asked")
	}
}

// remember fills the jar with the cookies that were sent: a browser that sent some
// was asked to.
func (c *Call) remember(cookies string) {
	if cookies == "" {
		return
	}
	isSecure := strings.HasPrefix(strings.ToLower(c.Request.URL), "https:")
	for pair := range strings.SplitSeq(cookies, ";") {
		line := strings.TrimSpace(pair)
		if isSecure {
			line += "; SameSite=None; Secure"
		}
		c.Cookies = append(c.Cookies, line)
	}
	switch {
	case c.Request.Crossorigin != nil:
		withCookies := "use-credentials"
		c.Request.Crossorigin = &withCookies
	case c.Request.API == "" || c.Request.API.ShowsResponse():
		c.Request.Credentials = fetch.CredentialsInclude
		c.assume("cookies were sent, so the credentials mode is include")
	}
}
