package cloudfront

import (
	"slices"
	"strconv"
	"strings"

	"github.com/corslab/corslab/document"
	"github.com/corslab/corslab/wire"
)

// The sections of notes.
const (
	sectionBehavior = "aws:cloudfront-behaviour"
	sectionCache    = "aws:cloudfront-cache"
	sectionForward  = "aws:cloudfront-forwarded-headers"
	sectionPolicy   = "aws:cloudfront-response-headers-policy"
)

// The lines by which an answer shows that it came through CloudFront. The
// identifiers differ from answer to answer; these are fixed ones of the usual
// shape.
const (
	viaLine wire.Line = "Via: 1.1 0f3a6c9d2b5e8a1c4f7b0d3e6a9c2f5b.cloudfront.net (CloudFront)"
	popLine wire.Line = "X-Amz-Cf-Pop: IAD89-C1"
	idLine  wire.Line = "X-Amz-Cf-Id: bPzR3v0uYkq8mJ1cT6wXhE4sN7gD2aLfQ9oV5iKxZ0rB3yMtUeHjWQ=="
)

// An edge answers requests for a distribution. Its state is the cache.
type edge struct {
	behaviors []Behavior
	origin    wire.Server
	cache     map[string]wire.Response
}

// New returns a server that answers as the distribution does, with an empty cache.
// The upstream is the origin; nil stands for a site that has a page at every path.
func (d *Distribution) New(upstream wire.Server) wire.Server {
	if upstream == nil {
		upstream = wire.ServerFunc(defaultContent)
	}
	return &edge{behaviors: d.Behaviors, origin: upstream, cache: map[string]wire.Response{}}
}

func defaultContent(r wire.Request) wire.Response {
	if r.Method != "GET" && r.Method != "HEAD" {
		return wire.Response{Status: 405, Header: wire.Header{"Content-Type: text/plain"}}
	}
	response := wire.Response{Status: 200, Header: wire.Header{"Content-Type: text/html"}}
	if r.Method == "GET" {
		response.Body = []byte("page")
	}
	return response
}

// Answer answers one request.
func (e *edge) Answer(r wire.Request) wire.Response {
	b := e.behavior(r.Target)
	if b == nil || !b.allows(r.Method) {
		return refusal(r.Method)
	}
	response, hit := e.fetch(b, r)
	if fault := response.Fault.Kind; fault != wire.FaultNone && fault != wire.FaultSlow {
		response = originError(fault)
	}
	state := "Miss from cloudfront"
	switch {
	case hit:
		state = "Hit from cloudfront"
	case response.Status >= 400:
		state = "Error from cloudfront"
	}
	response.Notes = slices.Clip(response.Notes)
	if hit {
		response.Notes = append(response.Notes, wire.Note{Section: sectionCache, Text: "the answer is an earlier one, from the cache"})
	}
	response.Header = slices.Clip(response.Header)
	if p := b.ResponseHeaders; p != nil {
		response = p.apply(r, response)
	}
	response.Header = append(response.Header, wire.NewLine("X-Cache", state), viaLine, popLine, idLine)
	return response
}

// behavior returns the first behaviour whose pattern takes the path.
func (e *edge) behavior(target string) *Behavior {
	path, _, _ := strings.Cut(target, "?")
	for i, b := range e.behaviors {
		if b.PathPattern == "" || matchPath(b.PathPattern, path) {
			return &e.behaviors[i]
		}
	}
	return nil
}

// matchPath compares a path with a pattern in which "*" stands for any characters
// and "?" for one. A leading slash may be left out.
func matchPath(pattern, path string) bool {
	if !strings.HasPrefix(pattern, "/") && !strings.HasPrefix(pattern, "*") {
		pattern = "/" + pattern
	}
	return glob(pattern, path)
}

// glob goes back to the last star where characters differ, so that it takes time
// in proportion to the product of both lengths at most.
func glob(pattern, s string) bool {
	p, i := 0, 0
	star, from := -1, 0
	for i < len(s) {
		switch {
		case p < len(pattern) && (pattern[p] == '?' || pattern[p] == s[i] && pattern[p] != '*'):
			p, i = p+1, i+1
		case p < len(pattern) && pattern[p] == '*':
			star, from = p, i
			p++
		case star >= 0:
			from++
			p, i = star+1, from
		default:
			return false
		}
	}
	return strings.Trim(pattern[p:], "*") == ""
}

func (b *Behavior) allows(method string) bool {
	if len(b.AllowedMethods) == 0 {
		return method == "GET" || method == "HEAD"
	}
	return b.AllowedMethods.Contains(method)
}

// refusal is what CloudFront says to a method that the behaviour does not allow.
func refusal(method string) wire.Response {
	return wire.Response{
		Status: 403,
		Header: wire.Header{"Server: CloudFront", "Content-Type: text/html", "X-Cache: Error from cloudfront", viaLine, popLine, idLine},
		Body:   []byte("<!DOCTYPE HTML><HTML><HEAD><TITLE>ERROR: The request could not be satisfied</TITLE></HEAD><BODY><H1>403 ERROR</H1></BODY></HTML>\n"),
		Notes: []wire.Note{
			{Section: sectionBehavior, Text: "the behaviour does not allow " + method},
			{Section: sectionPolicy, Text: "a response headers policy is taken not to touch CloudFront's own errors", Unverified: true},
		},
	}
}

// originError is what CloudFront says where the origin does not answer.
func originError(fault wire.FaultKind) wire.Response {
	status := 502
	if fault == wire.FaultHang {
		status = 504
	}
	return wire.Response{
		Status: status,
		Header: wire.Header{"Server: CloudFront", "Content-Type: text/html"},
		Body:   []byte("<!DOCTYPE HTML><HTML><HEAD><TITLE>ERROR: The request could not be satisfied</TITLE></HEAD><BODY><H1>" + strconv.Itoa(status) + " ERROR</H1></BODY></HTML>\n"),
		Notes:  []wire.Note{{Section: sectionBehavior, Text: "the origin does not answer"}},
	}
}

// fetch returns what the cache or else the origin answers.
func (e *edge) fetch(b *Behavior, r wire.Request) (response wire.Response, hit bool) {
	// What is kept is whole: an answer to a range would be none to other requests.
	cacheable := b.caches(r.Method) && !r.Header.Has("Range")
	key := b.key(r)
	if cacheable {
		if kept, ok := e.cache[key]; ok {
			return kept, true
		}
	}
	response = e.origin.Answer(b.forwarded(r))
	response.Notes = append(slices.Clip(response.Notes), b.withheld(r)...)
	if cacheable && b.keeps(response) {
		e.cache[key] = response
	}
	return response, false
}

// caches reports whether answers to a method are cached.
func (b *Behavior) caches(method string) bool {
	if b.cachePolicy().Disabled || b.cachePolicy().AllHeaders {
		return false
	}
	if len(b.CachedMethods) == 0 {
		return method == "GET" || method == "HEAD"
	}
	return b.CachedMethods.Contains(method)
}

func (b *Behavior) cachePolicy() *CachePolicy {
	if b.Cache != nil {
		return b.Cache
	}
	policy, _ := ManagedCache("CachingOptimized")
	return policy
}

// key is what must be equal for a cached answer to be used.
func (b *Behavior) key(r wire.Request) string {
	target := r.Target
	if !b.cachePolicy().QueryStrings {
		target, _, _ = strings.Cut(target, "?")
	}
	parts := []string{r.Method, r.Origin, target}
	for _, name := range b.cachePolicy().Headers.Values() {
		value, _ := r.Header.Get(name)
		parts = append(parts, wire.ToLower(name)+": "+value)
	}
	return strings.Join(parts, "\n")
}

// keeps reports whether an answer is cached. Vary is no part of that: CloudFront
// goes by its own key.
func (b *Behavior) keeps(response wire.Response) bool {
	if response.Fault.Kind != wire.FaultNone || response.Status >= 400 {
		return false
	}
	control, _ := response.Header.Get("Cache-Control")
	control = wire.ToLower(control)
	if b.cachePolicy().MinTTL > 0 {
		return true
	}
	for _, word := range []string{"no-store", "no-cache", "private", "max-age=0", "s-maxage=0"} {
		if strings.Contains(control, word) {
			return false
		}
	}
	return b.cachePolicy().DefaultTTL > 0 || strings.Contains(control, "max-age=") || strings.Contains(control, "s-maxage=")
}

// always are headers that reach the origin whatever the policies say, as far as
// they matter to an answer.
var always = []string{"Host", "Content-Type", "Content-Length", "Transfer-Encoding", "Range", "If-Match", "If-None-Match", "If-Modified-Since", "If-Unmodified-Since", "If-Range"}

// passes reports whether a request header reaches the origin.
func (b *Behavior) passes(name string) bool {
	is := func(list document.Strings) bool {
		return slices.ContainsFunc(list, func(s document.String) bool { return wire.EqualFold(s.Value, name) })
	}
	if slices.ContainsFunc(always, func(s string) bool { return wire.EqualFold(s, name) }) || b.cachePolicy().AllHeaders || is(b.cachePolicy().Headers) {
		return true
	}
	o := b.OriginRequest
	return o != nil && (is(o.Headers) || o.AllViewer && !is(o.Except))
}

// forwarded is the request as the origin sees it.
func (b *Behavior) forwarded(r wire.Request) wire.Request {
	r.Header = slices.DeleteFunc(slices.Clone(r.Header), func(line wire.Line) bool {
		name, _, ok := line.Cut()
		return !ok || !b.passes(name)
	})
	return r
}

// withheld notes which of CORS's request headers the origin does not see.
func (b *Behavior) withheld(r wire.Request) (notes []wire.Note) {
	for _, name := range []string{"Origin", "Access-Control-Request-Method", "Access-Control-Request-Headers"} {
		if r.Header.Has(name) && !b.passes(name) {
			notes = append(notes, wire.Note{Section: sectionForward, Text: name + " is not forwarded to the origin"})
		}
	}
	return notes
}
