package fetch_test

import (
	"strconv"
	"strings"
	"testing"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/wire"
)

// A showing is a request in one profile, and the quirks that its prediction names: those
// by which it ends otherwise than in the standard, or may later, and no others.
type showing struct {
	why, profile string
	server       wire.ServerFunc // nil allows what is asked
	// before are requests that were made before.
	before  []fetch.Request
	request fetch.Request
	want    string
}

// leading to the next target by redirects with the lines, and allowing the last.
func stages(targets []string, lines ...wire.Line) wire.ServerFunc {
	return func(q wire.Request) wire.Response {
		response := (*reply)(nil).respond(q)
		for i, target := range targets[:len(targets)-1] {
			if !q.IsPreflight() && strings.HasSuffix(target, q.Origin+q.Target) {
				response.Status = 302
				response.Header = append(wire.Header{wire.NewLine("Location", targets[i+1])}, lines...)
			}
		}
		return response
	}
}

// stored answers everything with the lines, to be stored for a minute.
func stored(lines ...wire.Line) wire.ServerFunc {
	return func(q wire.Request) wire.Response {
		response := storing(q)
		response.Header = append(response.Header, lines...)
		return response
	}
}

// parted answers with the bytes that are asked for of "hello", each part to be stored for
// a minute.
func parted(lines ...wire.Line) wire.ServerFunc {
	return func(q wire.Request) wire.Response {
		response := stored(lines...)(q)
		asked, _ := q.Header.Get("Range")
		switch asked {
		case "bytes=0-1":
			response.Body = []byte("he")
		case "bytes=2-4":
			response.Body = []byte("llo")
		default:
			return response
		}
		response.Status = 206
		response.Header.Add("Content-Range", strings.Replace(asked, "=", " ", 1)+"/5")
		return response
	}
}

// holding says that what is stored holds, when it is asked.
func holding(lines ...wire.Line) wire.ServerFunc {
	return func(q wire.Request) wire.Response {
		response := stored(append(lines, `ETag: "1"`)...)(q)
		if q.Header.Has("If-None-Match") {
			response = (*reply)(nil).respond(q)
			response.Status = 304
		}
		return response
	}
}

// gif answers with an image.
func gif(lines ...wire.Line) wire.ServerFunc {
	return func(wire.Request) wire.Response {
		return wire.Response{Status: 200, Header: lines, Body: []byte("GIF89a")}
	}
}

// sound answers with a sound from the byte on that is asked for, but with most bytes at once.
func sound(most int) wire.ServerFunc {
	return func(q wire.Request) wire.Response {
		asked, _ := q.Header.Get("Range")
		asked, _, _ = strings.Cut(strings.TrimPrefix(asked, "bytes="), "-")
		first, _ := strconv.Atoi(asked)
		last := min(first+most, len(wave)) - 1
		part := "bytes " + strconv.Itoa(first) + "-" + strconv.Itoa(last) + "/" + strconv.Itoa(len(wave))
		return wire.Response{Status: 206, Header: wire.Header{`ETag: "1"`, wire.NewLine("Content-Range", part)}, Body: []byte(wave[first : last+1])}
	}
}

func blob(r fetch.Request, kind string) fetch.Request {
	r.Body = &fetch.Body{Kind: fetch.BodyBlob, Content: "{}", Type: kind}
	return r
}

const (
	ruled, apart     = "request-headers-rule-cache", "http-cache-by-credentials"
	inParts, asWhole = "parts-stored", "only-if-cached-whole"
	clears           = wire.Line(`Clear-Site-Data: "cache"`)
	unstored, hidden = "stored-without-security-headers", "clear-site-data-hidden"
)

var (
	beginning, end = get("Range", "bytes=0-1"), get("Range", "bytes=2-4")
	own            = to(pageA+"/x", get())
	onlyCached     = to(pageA+"/x", mode(fetch.ModeSameOrigin, cached(fetch.CacheOnlyIfCached, get())))
	onlyCachedPart = to(pageA+"/x", mode(fetch.ModeSameOrigin, cached(fetch.CacheOnlyIfCached, beginning)))
)

var showings = []showing{
	// Script's own headers in Chromium's cache: named where they make it end otherwise.
	{why: "no-cache, nothing stored", profile: "chromium", request: get("Cache-Control", "no-cache")},
	{why: "no-cache, no validator", profile: "chromium", server: storing, before: []fetch.Request{get()}, request: get("Cache-Control", "no-cache")},
	{why: "no-cache, a tag", profile: "chromium", server: stored(`ETag: "1"`), before: []fetch.Request{get()}, request: get("Cache-Control", "no-cache"), want: ruled},
	{why: "no-cache, a date", profile: "chromium", server: stored("Last-Modified: Wed, 01 Jul 2026 12:00:00 GMT"), before: []fetch.Request{get()}, request: get("Cache-Control", "no-cache"), want: ruled},
	{why: "no-cache against force-cache", profile: "chromium", server: storing, before: []fetch.Request{get()}, request: cached(fetch.CacheForceCache, get("Cache-Control", "no-cache")), want: ruled},
	{why: "a condition against no-cache", profile: "chromium", server: storing, before: []fetch.Request{get()}, request: cached(fetch.CacheNoCache, get("If-None-Match", `"1"`)), want: ruled},
	{why: "nothing of the kind", profile: "chromium", server: storing, before: []fetch.Request{get()}, request: get("X-A", "1")},

	// What is stored for others in Firefox: named where it would have been the answer.
	{why: "nothing stored", profile: "firefox", server: storing, request: get()},
	{why: "stored with credentials", profile: "firefox", server: storing, before: []fetch.Request{cred(get())}, request: get(), want: apart},
	{why: "stored without, later", profile: "firefox", server: storing, before: []fetch.Request{cred(get()), get()}, request: cred(get()), want: apart},
	{why: "stored with credentials, earlier", profile: "firefox", server: storing, before: []fetch.Request{cred(get()), get()}, request: get()},
	{why: "stored with credentials, and old", profile: "firefox", before: []fetch.Request{cred(get())}, request: get()},

	// A preflight's status in WebKit.
	{why: "404 that allows", profile: "webkit", server: fixed(status(404, anyOrigin), nil), request: put},
	{why: "404 that does not", profile: "webkit", server: fixed(status(404), nil), request: put, want: "preflight-status-first"},
	{why: "200 that does not", profile: "webkit", server: fixed(ok(), nil), request: put},

	// A redirect that left home and goes on, in WebKit.
	{why: "home, B, B by *", profile: "webkit", server: stages([]string{pageA + "/x", atB, atB2}, anyOrigin), request: fromA, want: "redirect-checked-with-credentials"},
	{
		why: "home, B, B with credentials", profile: "webkit",
		server:  stages([]string{pageA + "/x", atB, atB2}, wire.NewLine("Access-Control-Allow-Origin", pageA), credentials),
		request: fromA,
	},
	{why: "home, B", profile: "webkit", server: stages([]string{pageA + "/x", atB}, anyOrigin), request: fromA},

	// The type of a Blob.
	{why: "in mode no-cors", profile: "webkit", request: mode(fetch.ModeNoCORS, blob(with("POST"), "application/json")), want: "no-cors-blob-type-sent"},
	{why: "of a form, in mode no-cors", profile: "webkit", request: mode(fetch.ModeNoCORS, blob(with("POST"), "text/plain"))},
	{why: "in mode cors", profile: "webkit", request: blob(with("POST"), "application/json")},
	{why: "text in mode no-cors", profile: "webkit", request: mode(fetch.ModeNoCORS, post(text("x")))},
	{why: "that is strict", profile: "chromium", request: xhr(blob(with("POST"), "text/plain;a=b"))},
	{why: "that is not", profile: "chromium", request: xhr(blob(with("POST"), "text/plain;")), want: "strict-blob-type"},
	{why: "that there is not", profile: "chromium", request: xhr(blob(with("POST"), ""))},
	{why: "of text", profile: "chromium", request: xhr(post(text("x")))},

	// What was remembered of preflights, each by its own name.
	{why: "PUT, DELETE, PUT", profile: "chromium", server: echoing, before: []fetch.Request{put, del}, request: put, want: "preflight-cache-single-entry"},
	{why: "PUT, PUT", profile: "chromium", server: echoing, before: []fetch.Request{put}, request: put},
	{why: "with credentials, then without", profile: "firefox", server: echoing, before: []fetch.Request{cred(x)}, request: x, want: "preflight-cache-by-credentials"},
	{why: "* for another header", profile: "firefox", server: fixed(lasting("*", "*"), allows("*")), before: []fetch.Request{x}, request: get("X-B", "1"), want: "cached-wildcard-unused"},
	{why: "POST, then HEAD", profile: "firefox", server: echoing, before: []fetch.Request{with("POST", "X-A", "1")}, request: with("HEAD", "X-A", "1"), want: "cached-head-listed"},
	{why: "PUT, PUT", profile: "firefox", server: echoing, before: []fetch.Request{put}, request: put},
	{why: "* for Authorization", profile: "webkit", server: fixed(lasting("*", "*"), allows("*")), before: []fetch.Request{auth}, request: auth, want: "cached-wildcard-covers-authorization"},

	// An unsafe method in mode force-cache.
	{why: "what is stored matches", profile: "chromium", server: stored(`ETag: "1"`), before: []fetch.Request{get()}, request: cached(fetch.CacheForceCache, del), want: "unsafe-method-from-cache"},
	{why: "Vary keeps it", profile: "chromium", server: stored(`ETag: "1"`, "Vary: X-A"), before: []fetch.Request{get()}, request: cached(fetch.CacheForceCache, with("DELETE", "X-A", "1"))},
	{why: "another mode", profile: "chromium", server: stored(`ETag: "1"`), before: []fetch.Request{get()}, request: del},

	// A 407, whose header Chromium does not read.
	{why: "407 with a cookie", profile: "chromium", server: fixed(nil, status(407, "Set-Cookie: a=b")), request: fromA, want: "no-cookie-from-407"},
	{why: "407 without", profile: "chromium", server: fixed(nil, status(407)), request: fromA},

	// Parts that are stored in Chromium: named where what is stored is asked, or answers.
	{why: "a part, nothing stored", profile: "chromium", server: parted(`ETag: "1"`), request: beginning},
	{why: "a part that is not stored, nothing stored", profile: "chromium", server: parted(`ETag: W/"1"`), request: beginning},
	{why: "a part again", profile: "chromium", server: parted(`ETag: "1"`), before: []fetch.Request{beginning}, request: beginning, want: inParts},
	{why: "the next part", profile: "chromium", server: parted(`ETag: "1"`), before: []fetch.Request{beginning}, request: end, want: inParts},
	{why: "a part, then all", profile: "chromium", server: parted(`ETag: "1"`), before: []fetch.Request{beginning}, request: get(), want: inParts},
	{why: "a part, then HEAD", profile: "chromium", server: parted(`ETag: "1"`), before: []fetch.Request{beginning}, request: with("HEAD"), want: inParts},
	{why: "a part, then what is never stored", profile: "chromium", server: parted(`ETag: "1"`), before: []fetch.Request{beginning}, request: cached(fetch.CacheNoStore, beginning)},
	{why: "a part of what is stored as a whole", profile: "chromium", server: parted(`ETag: "1"`), before: []fetch.Request{get()}, request: beginning},
	{why: "a part again, in Firefox", profile: "firefox", server: parted(`ETag: "1"`), before: []fetch.Request{beginning}, request: beginning},

	// only-if-cached, which gets no part.
	{why: "all of what is stored", profile: "chromium", server: storing, before: []fetch.Request{own}, request: onlyCached},
	{why: "a part of what is stored", profile: "chromium", server: storing, before: []fetch.Request{own}, request: onlyCachedPart, want: asWhole},
	{why: "a part of nothing", profile: "chromium", server: storing, request: onlyCachedPart},

	// Headers that are not stored: named where they are missing.
	{why: "the header itself", profile: "chromium", server: stored("Strict-Transport-Security: max-age=0"), request: own},
	{why: "a header that Chromium does not store", profile: "chromium", server: stored("Strict-Transport-Security: max-age=0"), before: []fetch.Request{own}, request: own, want: unstored},
	{why: "a header that Chromium alone stores", profile: "chromium", server: stored("TE: x"), before: []fetch.Request{own}, request: own, want: unstored},
	{why: "a header that nobody stores", profile: "chromium", server: stored("Keep-Alive: x"), before: []fetch.Request{own}, request: own},
	{why: "what is stored holds", profile: "chromium", server: holding("Strict-Transport-Security: max-age=0"), before: []fetch.Request{own}, request: cached(fetch.CacheNoCache, own), want: unstored},
	{why: "what is stored holds, and lacks nothing", profile: "chromium", server: holding("Keep-Alive: x"), before: []fetch.Request{own}, request: cached(fetch.CacheNoCache, own)},
	{why: "what is stored is not asked", profile: "chromium", server: stored("Strict-Transport-Security: max-age=0"), before: []fetch.Request{own}, request: cached(fetch.CacheReload, own)},
	{why: "part of a header that Chromium does not store", profile: "chromium", server: parted(`ETag: "1"`, "Trailer: x", "Access-Control-Expose-Headers: *"), before: []fetch.Request{beginning}, request: beginning, want: inParts + " " + unstored},

	{why: "a header that the page cannot read", profile: "chromium", server: stored("Strict-Transport-Security: max-age=0"), before: []fetch.Request{get()}, request: get()},
	// Clear-Site-Data, which a page could read otherwise.
	{why: "of the page's own server", profile: "chromium", server: fixed(nil, ok(clears)), request: own, want: hidden},
	{why: "of another that shows it", profile: "chromium", server: fixed(nil, ok(clears, anyOrigin, "Access-Control-Expose-Headers: *")), request: get(), want: hidden},
	{why: "of another that does not", profile: "chromium", server: fixed(nil, ok(clears, anyOrigin)), request: get()},
	{why: "of what a page cannot read", profile: "chromium", server: fixed(nil, ok(clears)), request: mode(fetch.ModeNoCORS, get())},
	{why: "of an image", profile: "chromium", server: gif(clears), request: api(fetch.APIImg, pageA+"/x"), want: "image-accept-formats"},
	{why: "of the page's own server, in WebKit", profile: "webkit", server: fixed(nil, ok(clears)), request: own},

	// Sounds and videos of which there is less than there is said to be.
	{why: "a sound", profile: "chromium", server: sound(16), request: api(fetch.APIAudio, pageA+"/x")},
	{why: "some of a sound", profile: "chromium", server: sound(15), request: api(fetch.APIAudio, pageA+"/x"), want: "media-asked-on parts-stored"},
	{why: "some of a video", profile: "chromium", server: sound(8), request: api(fetch.APIVideo, pageA+"/x"), want: "media-asked-on parts-stored"},
	{why: "some of a sound for fetch()", profile: "chromium", server: sound(15), request: own},
	{why: "some of a sound, in Firefox", profile: "firefox", server: sound(15), request: api(fetch.APIAudio, pageA+"/x")},

	// User names in URLs.
	{why: "an EventSource", profile: "chromium", request: api(fetch.APIEventSource, "http://u@b.localhost:8000/x"), want: "userinfo-url-blocked"},
	{why: "a manifest", profile: "chromium", request: api(fetch.APIManifest, "http://u@b.localhost:8000/x"), want: "userinfo-url-blocked"},
	{why: "a module", profile: "chromium", request: api(fetch.APIModule, "http://u@b.localhost:8000/x"), want: "userinfo-dropped"},
}

func TestQuirksShown(t *testing.T) {
	for _, s := range showings {
		server := s.server
		if server == nil {
			server = (*reply)(nil).respond
		}
		b := open(t, s.profile, fetch.World{pageA: {Server: server}, siteB: {Server: server}})
		var p fetch.Prediction
		for _, r := range append(s.before, s.request) {
			if r.URL == "" {
				r.URL = siteB + "/x"
			}
			p = b.Fetch(r)
		}
		if got := strings.Join(p.Quirks, " "); got != s.want {
			t.Errorf("%s, %s: the quirks that show are %q, want %q\n%s", s.why, s.profile, got, s.want, trace(p))
		}
	}
}

// A page that came over https meets the quirks of mixed content, each by its own name.
func TestQuirksOfSecurePages(t *testing.T) {
	for _, c := range []struct {
		why     string
		as      fetch.PageKind
		request fetch.Request
		reason  fetch.Reason
		want    string
	}{
		{"an image of the local network", fetch.PageWindow, api(fetch.APIImg, "http://printer.local/"), fetch.UnusableResponse, "image-accept-formats local-mixed-content-allowed"},
		{"a redirect that may not be, from a worker", fetch.PageWorker, erroring(to("https://a.test/plain", get())), fetch.RedirectNotAllowed, ""},
		{"a redirect to another scheme, from a worker", fetch.PageWorker, to("https://a.test/ftp", get()), fetch.MixedContent, "worker-scheme-is-mixed-content"},
		{"a redirect to another scheme", fetch.PageWindow, to("https://a.test/ftp", get()), fetch.CorsDisabledScheme, ""},
	} {
		server := wire.ServerFunc(func(q wire.Request) wire.Response {
			if to := map[string]wire.Line{"/plain": "Location: http://b.test/", "/ftp": "Location: ftp://b.test/"}[q.Target]; to != "" {
				return wire.Response{Status: 302, Header: wire.Header{to, anyOrigin}}
			}
			return wire.Response{Status: 200, Header: wire.Header{anyOrigin}}
		})
		b, err := fetch.NewBrowser(fetch.Config{
			Profile: profile(t, "chromium"), Page: fetch.Page{URL: "https://a.test/page", As: c.as}, Trace: true,
			World: fetch.World{"https://a.test": {Server: server}, "http://b.test": {Server: server}, "http://printer.local": {Server: server}},
		})
		if err != nil {
			t.Fatal(err)
		}
		p := b.Fetch(c.request)
		if got := strings.Join(p.Quirks, " "); got != c.want || p.Reason != c.reason {
			t.Errorf("%s: %q by the quirks %q, want %q by %q\n%s", c.why, p.Reason, got, c.reason, c.want, trace(p))
		}
	}
}
