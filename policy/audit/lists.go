package audit

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/corslab/corslab/document"
)

// duplicates looks for entries that are there twice.
func (a *auditor) duplicates(list document.Strings) {
	for i, s := range list {
		if slices.ContainsFunc(list[:i], func(other document.String) bool { return other.Value == s.Value }) {
			a.add("duplicate-entry", s.Place, strconv.Quote(s.Value)+" is there already", edit(a.text.remove(s)))
		}
	}
}

// neverAsked are the forbidden request-headers that people list, which browsers set
// themselves
// (https://fetch.spec.whatwg.org/#forbidden-request-header).
var neverAsked = []string{
	"accept-charset", "accept-encoding", "access-control-request-headers", "access-control-request-method", "connection",
	"content-length", "cookie", "cookie2", "date", "dnt", "expect", "host", "keep-alive", "origin", "referer", "te", "trailer",
	"transfer-encoding", "upgrade", "via",
}

func (a *auditor) headers(s surface) {
	for _, h := range s.headers {
		name := strings.ToLower(h.Value)
		switch {
		case strings.Contains(name, ","):
			a.add("comma-list", h.Place, strconv.Quote(h.Value)+" is one entry")
		case strings.HasPrefix(name, "access-control-") && !strings.HasPrefix(name, "access-control-request-"):
			a.add("response-header-allowed", h.Place, strconv.Quote(h.Value)+" is a response header", edit(a.text.remove(h)))
		case slices.Contains(neverAsked, name):
			a.add("header-never-asked", h.Place, "browsers never ask for "+strconv.Quote(h.Value), edit(a.text.remove(h)))
		}
	}
	star := slices.IndexFunc(s.headers, func(h document.String) bool { return h.Value == "*" })
	if star < 0 || !s.literalStar {
		return
	}
	if s.credentials {
		a.add("star-with-credentials", s.headers[star].Place, `"*" among the allowed headers, and credentials are allowed`)
	}
	if !slices.ContainsFunc(s.headers, func(h document.String) bool { return strings.EqualFold(h.Value, "authorization") }) {
		a.add("authorization-not-covered", s.headers[star].Place, `"*" is all there is for Authorization`,
			suggest("add Authorization"), edit(a.text.add(s.headers[star], "Authorization")))
	}
}

func (a *auditor) methods(s surface) {
	for _, m := range s.methods {
		switch {
		case strings.Contains(m.Value, ","):
			a.add("comma-list", m.Place, strconv.Quote(m.Value)+" is one entry")
		case m.Value == "OPTIONS" && !s.ofDistribution:
			a.add("method-never-asked", m.Place, "OPTIONS is listed", edit(a.text.remove(m)))
		case m.Value == "*" && s.credentials && s.literalStar:
			a.add("star-with-credentials", m.Place, `"*" among the allowed methods, and credentials are allowed`)
		}
	}
	for _, h := range s.expose {
		if h.Value == "*" && s.credentials && s.literalStar {
			a.add("star-with-credentials", h.Place, `"*" among the exposed headers, and credentials are allowed`)
		}
	}
}

// longestAge is the longest that any browser keeps a preflight, Firefox's, in
// seconds.
const longestAge = 86400

func (a *auditor) maxAge(s surface) {
	if s.maxAge == nil {
		return
	}
	written := document.String{Value: strconv.Itoa(*s.maxAge), Place: s.maxAgePlace}
	switch {
	case *s.maxAge > longestAge:
		a.add("max-age-too-long", s.maxAgePlace, fmt.Sprintf("%d seconds", *s.maxAge), edit(a.text.replace(written, strconv.Itoa(longestAge))))
	case *s.maxAge < 0:
		a.add("max-age-negative", s.maxAgePlace, fmt.Sprintf("%d seconds", *s.maxAge))
	}
}

// uploads looks at what pages need that put objects into a bucket.
func (a *auditor) uploads(s surface) {
	if !s.bucket {
		return
	}
	writes := slices.IndexFunc(s.methods, func(m document.String) bool { return m.Value != "GET" && m.Value != "HEAD" })
	if writes < 0 {
		return
	}
	if star := slices.IndexFunc(s.origins, func(o document.String) bool { return o.Value == "*" }); star >= 0 {
		a.add("any-origin-may-write", s.origins[star].Place, "any origin may "+s.methods[writes].Value, attacker("https://attacker.example"),
			func(f *Finding) { f.Method = s.methods[writes].Value })
	}
	put := slices.IndexFunc(s.methods, func(m document.String) bool { return m.Value == "PUT" })
	if put < 0 {
		return
	}
	if !slices.ContainsFunc(s.expose, func(h document.String) bool { return strings.EqualFold(h.Value, "etag") }) {
		var change *Edit
		if len(s.expose) > 0 {
			change = a.text.add(s.expose[len(s.expose)-1], "ETag")
		}
		a.add("etag-not-exposed", s.place, "PUT is allowed, ETag is not exposed", edit(change))
	}
	for _, needed := range []string{"content-type", "x-amz-date"} {
		if !slices.ContainsFunc(s.headers, func(h document.String) bool { return globMatches(strings.ToLower(h.Value), needed) }) {
			var change *Edit
			if len(s.headers) > 0 {
				change = a.text.add(s.headers[len(s.headers)-1], map[string]string{"content-type": "content-type", "x-amz-date": "x-amz-*"}[needed])
			}
			a.add("sdk-headers-missing", s.place, "PUT is allowed, the header "+needed+" is not", edit(change))
			return
		}
	}
}

// globMatches compares a name with an entry that may hold one star.
func globMatches(entry, name string) bool {
	before, after, ok := strings.Cut(entry, "*")
	if !ok {
		return entry == name
	}
	return len(name) >= len(before)+len(after) && strings.HasPrefix(name, before) && strings.HasSuffix(name, after)
}
