package fetch

import (
	"strconv"
	"strings"
	"time"

	"github.com/corslab/corslab/wire"
)

// An httpCache is the browser's HTTP cache, by URL without fragment. It holds
// what bears on CORS: which GET responses come back without a request, and to
// whom (https://www.rfc-editor.org/rfc/rfc9111.html).
type httpCache map[string]*storedResponse

// A storedResponse is a response as the network brought it, not as any page was
// allowed to see it.
type storedResponse struct {
	resp    response
	request wire.Header // what the request said, for Vary
	fetched time.Time
	// failed says that the response failed the CORS check when it came.
	failed bool
}

// A cacheLookup is what the HTTP cache has to say to a request.
type cacheLookup struct {
	fresh *response       // usable as it is; nil where the network must be asked
	stale *storedResponse // to be validated with the server; nil for none
	mode  Cache           // the cache mode that holds, script's own conditions considered
}

// lookUp finds a stored response for a request with the given header lines.
func (f *fetching) lookUp(r *request, header wire.Header) (cacheLookup, *networkError) {
	lookup := cacheLookup{mode: r.cache}
	if lookup.mode == CacheDefault && hasCondition(r.headers) {
		lookup.mode = CacheNoStore
	}
	if r.method != "GET" || hasHeader(r.headers, "Range") {
		return lookup, nil
	}
	var stored *storedResponse
	if lookup.mode != CacheNoStore && lookup.mode != CacheReload {
		stored = f.selectStored(r, header)
	}
	switch {
	case stored == nil && lookup.mode == CacheOnlyIfCached:
		return lookup, f.fail(at(sectionNetworkOrCache), CacheMiss, "", "The cache mode is only-if-cached, and nothing is stored.")
	case stored == nil:
	case lookup.mode == CacheForceCache, lookup.mode == CacheOnlyIfCached,
		lookup.mode == CacheDefault && stored.isFresh(f.now):
		f.info(at(sectionHTTPCacheFreshness), "The response comes from the HTTP cache: no request is made. The checks are made again.")
		lookup.fresh = stored.reuse()
		f.relyOn(stored.resp.notes, noExchange)
	case stored.hasValidator():
		f.info(at(sectionHTTPCacheValidate), "A stored response is stale, so the server is asked whether it still holds.")
		lookup.stale = stored
	}
	return lookup, nil
}

// selectStored returns the stored response that a request selects, or nil.
func (f *fetching) selectStored(r *request, header wire.Header) *storedResponse {
	stored := f.responses[r.url().WithoutFragment()]
	if stored == nil || !stored.matches(header) {
		return nil
	}
	if stored.failed && f.quirks.has(quirkFailedResponseUncached) {
		f.quirks.apply(quirkFailedResponseUncached)
		return nil
	}
	return stored
}

// hasCondition reports whether script made the request conditional itself,
// which takes the cache out of play.
func hasCondition(headers []Field) bool {
	for _, h := range headers {
		switch wire.ToLower(h.Name) {
		case "if-modified-since", "if-none-match", "if-unmodified-since", "if-match", "if-range":
			return true
		}
	}
	return false
}

// conditions appends the header lines by which the cache speaks to the server.
// They are the browser's own and never part of a preflight.
func (l cacheLookup) conditions(h wire.Header) wire.Header {
	switch l.mode {
	case CacheNoCache:
		if !h.Has("Cache-Control") {
			h = append(h, "Cache-Control: max-age=0")
		}
	case CacheNoStore, CacheReload:
		if !h.Has("Pragma") {
			h = append(h, "Pragma: no-cache")
		}
		if !h.Has("Cache-Control") {
			h = append(h, "Cache-Control: no-cache")
		}
	}
	if l.stale == nil {
		return h
	}
	if tag, ok := l.stale.resp.get("ETag"); ok {
		h.Add("If-None-Match", tag)
	}
	if modified, ok := l.stale.resp.get("Last-Modified"); ok {
		h.Add("If-Modified-Since", modified)
	}
	return h
}

// validate takes a 304 as the word that the stored response still holds, with
// the headers the 304 brings in place of the stored ones
// (https://www.rfc-editor.org/rfc/rfc9111.html#section-4.3.4), and stores
// anything else that may be stored.
func (f *fetching) validate(r *request, lookup cacheLookup, header wire.Header, resp *response) *response {
	stored := lookup.stale
	if stored == nil || resp.status != 304 {
		f.store(r, lookup, header, resp)
		return resp
	}
	f.info(place{sectionHTTPCacheValidate, resp.exchange}, "Status 304: the stored response holds, with the headers of this answer put into it.")
	merged := make([]Field, 0, len(stored.resp.fields)+len(resp.fields))
	for _, old := range stored.resp.fields {
		if !hasHeader(resp.fields, old.Name) {
			merged = append(merged, old)
		}
	}
	stored.resp.fields = append(merged, resp.fields...)
	stored.fetched, stored.failed = f.now, false
	f.relyOn(stored.resp.notes, noExchange)
	fresh := stored.reuse()
	fresh.exchange = resp.exchange
	return fresh
}

// store keeps a response where it may be kept. A successful request by an unsafe
// method makes what is stored invalid.
func (f *fetching) store(r *request, lookup cacheLookup, header wire.Header, resp *response) {
	key := r.url().WithoutFragment()
	switch r.method {
	case "GET":
	case "HEAD", "OPTIONS":
		return
	default:
		if resp.status < 400 {
			delete(f.responses, key)
		}
		return
	}
	if lookup.mode == CacheNoStore || !isStorable(resp) || hasHeader(r.headers, "Range") {
		return
	}
	if f.responses == nil {
		f.responses = httpCache{}
	}
	stored := &storedResponse{resp: *resp, request: header, fetched: f.now}
	resp.stored = stored
	f.responses[key] = stored
}

// isStorable reports whether a response may be stored and could be of use again.
func isStorable(resp *response) bool {
	control, _ := resp.get("Cache-Control")
	if _, noStore := directive(control, "no-store"); noStore || resp.status == 206 || resp.status == 304 {
		return false
	}
	return true
}

// reuse returns a copy that a page's checks and filters may work on.
func (s *storedResponse) reuse() *response {
	resp := s.resp
	resp.exchange = noExchange
	return &resp
}

// matches reports whether Vary lets the response answer a request with the given
// header lines.
func (s *storedResponse) matches(header wire.Header) bool {
	vary, varies := s.resp.get("Vary")
	if !varies {
		return true
	}
	for _, name := range splitValue(vary) {
		if name == "*" {
			return false
		}
		now, isNow := header.Get(name)
		then, wasThen := s.request.Get(name)
		if now != then || isNow != wasThen {
			return false
		}
	}
	return true
}

func (s *storedResponse) hasValidator() bool {
	return hasHeader(s.resp.fields, "ETag") || hasHeader(s.resp.fields, "Last-Modified")
}

// isFresh reports whether the response may be used without asking the server.
// What has no explicit lifetime is not: heuristics are left to real browsers.
func (s *storedResponse) isFresh(now time.Time) bool {
	control, _ := s.resp.get("Cache-Control")
	if _, noCache := directive(control, "no-cache"); noCache {
		return false
	}
	age := now.Sub(s.fetched)
	if value, ok := directive(control, "max-age"); ok {
		n, err := strconv.ParseInt(value, 10, 64)
		return err == nil && age < seconds(n)
	}
	expires, ok := s.resp.get("Expires")
	if !ok {
		return false
	}
	until, err := time.Parse(httpDate, expires)
	if err != nil {
		return false
	}
	served := s.fetched
	if date, ok := s.resp.get("Date"); ok {
		if parsed, err := time.Parse(httpDate, date); err == nil {
			served = parsed
		}
	}
	return age < until.Sub(served)
}

// httpDate is the preferred format of dates in HTTP (RFC 9110 §5.6.7).
const httpDate = "Mon, 02 Jan 2006 15:04:05 GMT"

// directive returns the argument of a Cache-Control directive, and whether it is
// there.
func directive(control, name string) (value string, ok bool) {
	if control == "" {
		return "", false
	}
	for _, part := range splitValue(control) {
		key, argument, _ := strings.Cut(part, "=")
		if wire.EqualFold(wire.TrimOWS(key), name) {
			return strings.Trim(wire.TrimOWS(argument), `"`), true
		}
	}
	return "", false
}
