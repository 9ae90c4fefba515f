package fetch

import (
	"encoding/base64"
	"slices"
	"strings"

	"github.com/corslab/corslab/wire"
)

// answerChallenge makes a request again whose answer asks for a user name and
// password, if the URL holds them and XMLHttpRequest was given it. Otherwise they are
// asked of a person, who gives none here: the answer stands. A CORS request answers
// no challenge (https://fetch.spec.whatwg.org/#http-network-or-cache-fetch).
func (f *fetching) answerChallenge(r *request, resp *response, site Site, origin string, sent wire.Header) (*response, *networkError) {
	p := place{sectionNetworkOrCache, resp.exchange}
	scheme := challengeScheme(resp)
	switch {
	case r.tainting == TypeCORS || !r.includesCredentials() || scheme == "":
		return resp, nil
	case r.api == APIWebSocket && f.quirks.departs(quirkSocketCredentials, r.url().IncludesCredentials()):
	case r.api != APIXHR || !r.url().IncludesCredentials():
		f.info(p, "Status 401 asks for a user name and password. Whoever is asked gives none, so this is the response.")
		return resp, nil
	}
	f.info(p, "Status 401 asks for a user name and password: the request is made again with those of its URL.")
	sent = f.withCookies(r, sent)
	if !sent.Has("Authorization") {
		sent = append(sent, wire.NewLine("Authorization", r.url().authorization(scheme)))
	}
	return f.networkFetch(r, site, origin, sent)
}

// withCookies returns the header with the cookies that there are by now: the answer may
// have set one.
func (f *fetching) withCookies(r *request, header wire.Header) wire.Header {
	isCookie := func(line wire.Line) bool {
		name, _, _ := line.Cut()
		return wire.EqualFold(name, "Cookie")
	}
	header = slices.DeleteFunc(header.Clone(), isCookie)
	if cookies := f.cookies.header(r.url(), f.cookieContext(r)); cookies != "" {
		header.Add("Cookie", cookies)
	}
	return header
}

// challengeScheme returns how a response asks for a user name and password: "basic"
// (RFC 7617) or "digest" (RFC 7616), "" where it does not.
func challengeScheme(resp *response) string {
	for _, value := range fieldValues(resp.fields, "WWW-Authenticate") {
		for _, part := range splitValue(value) {
			scheme, _, _ := strings.Cut(part, " ")
			if scheme = wire.ToLower(scheme); scheme == "basic" || scheme == "digest" {
				return scheme
			}
		}
	}
	return ""
}

// authorization returns the Authorization header that the URL's user name and
// password come to. That of Digest is more than its beginning, and holds a number
// drawn by chance.
func (u *URL) authorization(scheme string) string {
	username, password := percentDecode(u.username), percentDecode(u.password)
	if scheme == "digest" {
		return "Digest username=" + quoted(username)
	}
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(username+":"+password))
}

// percentDecode is the URL Standard's (https://url.spec.whatwg.org/#string-percent-decode).
func percentDecode(s string) string {
	if !strings.Contains(s, "%") {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) {
			high, low := strings.IndexByte(hexDigits, lower(s[i+1])), strings.IndexByte(hexDigits, lower(s[i+2]))
			if high >= 0 && low >= 0 {
				b.WriteByte(byte(high<<4 | low))
				i += 2
				continue
			}
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

const hexDigits = "0123456789abcdef"

func lower(c byte) byte {
	if 'A' <= c && c <= 'F' {
		return c + 'a' - 'A'
	}
	return c
}
