package s3

import (
	"slices"
	"strconv"

	"github.com/corslab/corslab/wire"
)

// A bucket answers requests under a configuration, which its API can change.
type bucket struct {
	configuration *Configuration
	rules         []matcher
	missing       bool
	upstream      wire.Server
}

// New returns a bucket with this configuration. The upstream is what the bucket
// holds: it answers everything but OPTIONS, and its answers get the CORS headers.
// A nil upstream stands for a bucket that anyone may read and write, and that
// holds an object under every key.
func (c *Configuration) New(upstream wire.Server) wire.Server {
	if upstream == nil {
		upstream = wire.ServerFunc(defaultContent)
	}
	rules := c.compiled
	if len(rules) != len(c.Rules) { // the rules were not parsed
		rules = compile(c.Rules)
	}
	return &bucket{configuration: c, rules: rules, missing: c.missing, upstream: upstream}
}

// Answer answers one request.
func (b *bucket) Answer(r wire.Request) wire.Response {
	if r.Method != "OPTIONS" {
		if isCORSCall(r) {
			return b.corsCall(r)
		}
		return b.actual(r)
	}
	response := b.preflight(r)
	if isWebsite(r.Origin) {
		doubt := wire.UnverifiedNote(sectionPreflight, "how a website endpoint answers OPTIONS was not recorded")
		response.Notes = append(slices.Clip(response.Notes), doubt)
	}
	return response
}

// preflight answers any OPTIONS request. S3 looks neither at the object nor at
// who asks.
func (b *bucket) preflight(r wire.Request) wire.Response {
	f := fieldsOf(r.Header)
	if !f.hasOrigin {
		return badRequest(messageNoOrigin, "there is no Origin header").respond()
	}
	if b.missing || len(b.rules) == 0 {
		return b.unconfigured(f)
	}
	if !f.hasACRM {
		return badRequest("Invalid Access-Control-Request-Method: null", "there is no Access-Control-Request-Method").
			respond(wire.UnverifiedNote(sectionPreflight, "the text of this error was not recorded"))
	}
	if !isMethod(f.acrm) {
		return badRequest("Invalid Access-Control-Request-Method: "+f.acrm, "S3 has no method "+strconv.Quote(f.acrm)).
			respond()
	}
	var buffer [8]string
	q := ask(r.Method, f, buffer[:0])
	if q.badItem != "" {
		return badRequest(`Access-Control-Request-Headers "`+q.badItem+`" contains invalid character.`, strconv.Quote(q.badItem)+" is no header name").
			respond()
	}
	rule, notes := decide(b.rules, &q)
	if rule == nil {
		if q.emptyItem {
			notes = append(notes, wire.UnverifiedNote(sectionPreflight, "an empty item in Access-Control-Request-Headers is taken to be ignored"))
		}
		return forbidden(messageNotAllowed, f.acrm, addressOf(r).resourceType(), "no rule matches").respond(notes...)
	}
	return wire.Response{Status: 200, Header: rule.preflightHeader(&q), Notes: notes}
}

// unconfigured refuses a preflight to a bucket that has no rules or does not
// exist. It names the resource a bucket even where the URL is an object's.
func (b *bucket) unconfigured(f fields) wire.Response {
	method := f.acrm
	if !f.hasACRM {
		method = "OPTIONS"
	}
	var notes []wire.Note
	if f.hasACRM && !isMethod(f.acrm) {
		notes = append(notes, wire.UnverifiedNote(sectionPreflight, "that the method "+strconv.Quote(f.acrm)+" is not refused first was not recorded"))
	}
	if b.missing {
		return forbidden(messageNoBucket, method, "BUCKET", "there is no bucket").respond(notes...)
	}
	return forbidden(messageNotEnabled, method, "BUCKET", "the bucket has no CORS configuration").respond(notes...)
}

// actual answers every other request. It is never refused for the sake of CORS:
// where no rule matches, the headers are left out.
func (b *bucket) actual(r wire.Request) wire.Response {
	if b.missing {
		return noSuchBucket(addressOf(r).bucket).respond()
	}
	response := b.upstream.Answer(r)
	f := fieldsOf(r.Header)
	switch {
	case !f.hasOrigin:
		return withNotes(response, wire.Note{Section: sectionActual, Text: "there is no Origin header, and so no CORS headers"})
	case len(b.rules) == 0:
		return withNotes(response, wire.Note{Section: sectionActual, Text: "the bucket has no CORS configuration, and so no CORS headers"})
	case addressOf(r).bucket == "":
		return withNotes(response, wire.Note{Section: sectionActual, Text: "the root of the service has no CORS headers"})
	}
	var buffer [8]string
	q := ask(r.Method, f, buffer[:0])
	if q.badItem != "" || f.hasACRM && !isMethod(f.acrm) {
		return withNotes(response, wire.UnverifiedNote(sectionActual, "the Access-Control-Request-* headers are invalid, which is taken to match no rule"))
	}
	rule, notes := decide(b.rules, &q)
	if rule == nil {
		notes = append(notes, wire.Note{Section: sectionActual, Text: "no rule matches, and so there are no CORS headers"})
		return withNotes(response, notes...)
	}
	response.Header = insertHeaders(response.Header, rule, &q)
	return withNotes(response, notes...)
}

// insertHeaders returns h with the rule's lines where S3 puts them: after its
// identifiers. The upstream's own lines may be shared and are not touched.
func insertHeaders(h wire.Header, rule *matcher, q *question) wire.Header {
	at := 0
	for at < len(h) && (h[at] == hostIDLine || h[at] == requestIDLine) {
		at++
	}
	header := make(wire.Header, 0, len(h)+corsLines)
	header = append(header, h[:at]...)
	header = rule.appendHeaders(header, q)
	return append(header, h[at:]...)
}

// withNotes puts notes before those of the response, which may be shared.
func withNotes(response wire.Response, notes ...wire.Note) wire.Response {
	if len(response.Notes) > 0 {
		notes = append(slices.Clip(notes), response.Notes...)
	}
	response.Notes = notes
	return response
}
