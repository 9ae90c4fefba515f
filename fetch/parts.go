package fetch

import (
	"math"
	"slices"
	"strconv"

	"github.com/corslab/corslab/wire"
)

// A part is some of a body, from its byte first on.
type part struct {
	first int
	bytes []byte
}

// end returns the number of the byte after the part.
func (p part) end() int { return p.first + len(p.bytes) }

// partOf returns the part of the body that Chromium's cache takes from an answer to a
// request for bytes first to last; either is -1 where the request leaves it open. It
// takes the very part that was asked for, and believes Content-Range about which it is.
func partOf(resp *response, first, last int) (p part, whole int, ok bool) {
	announced, _ := resp.first("Content-Range")
	from, to, whole, isRange := parseContentRange(announced)
	announced, _ = resp.first("Content-Length")
	length, _ := strconv.Atoi(announced)
	switch {
	case resp.status != 206, !isRange, length > 0 && length != to-from+1:
	case first >= 0 && from != first:
	case last >= 0 && last < whole && to != last: // beyond the whole any end will do
	default:
		return part{from, resp.body[:min(len(resp.body), to-from+1)]}, whole, true
	}
	return part{}, 0, false
}

// isPartTaken reports whether an answer is the part that was asked for, and is stored as
// such where nothing was.
func (f *fetching) isPartTaken(r *request, lookup cacheLookup, resp *response) bool {
	if r.method != "GET" || lookup.access != accessFull && lookup.access != accessWrite || lookup.stale != nil || lookup.misses || lookup.isWithoutParts() || lookup.inParts != nil {
		return false
	}
	asked, _ := getHeader(r.headers, "Range")
	single, isSingle := parseSingleRange(wire.ToLower(asked))
	if !isSingle || !resp.isContinuable() {
		return false
	}
	first, last := -1, -1
	if single.first != "" {
		first = atMost(single.first, math.MaxInt)
		if single.last != "" {
			last = atMost(single.last, math.MaxInt)
		}
	}
	taken, _, ok := partOf(resp, first, last)
	return ok && len(taken.bytes) > 0 && !resp.isCut && hasHeader(resp.fields, "Content-Length") && f.quirks.has(quirkPartsStored)
}

// isInParts reports whether there is only a part of the response.
func (s *storedResponse) isInParts() bool { return s.whole > 0 }

// add puts a part behind what is stored, if it follows that, or else in its place: the
// memory of a private window holds what is in one piece, within the first 4096 bytes.
func (s *storedResponse) add(p part) {
	if p.first == s.part.end() {
		p = part{s.part.first, slices.Concat(s.part.bytes, p.bytes)}
	}
	s.part = p
}

// A piece is what is got at once of a response that is stored in parts.
type piece struct {
	first, last int
	isStored    bool
	isLast      bool // nothing that was asked for follows
	end         int  // the last byte that was asked for
}

// wanted returns the first and last byte that a request asks for of the whole; ok is
// false where there are none.
func (s *storedResponse) wanted(r *request) (first, last int, ok bool) {
	asked, isPart := getHeader(r.headers, "Range")
	if !isPart {
		return 0, s.whole - 1, true
	}
	return rangeWithin(asked, s.whole)
}

// piece returns the first piece from a byte on to the last that is wanted.
func (s *storedResponse) piece(first, last int) piece {
	switch {
	case first >= s.part.end(), last < s.part.first:
		return piece{first: first, last: last, isLast: true, end: last}
	case first < s.part.first:
		return piece{first: first, last: s.part.first - 1, end: last}
	}
	end := min(s.part.end()-1, last)
	return piece{first: first, last: end, isStored: true, isLast: end == last, end: last}
}

// content returns the bytes of a piece that is stored.
func (s *storedResponse) content(p piece) []byte {
	// What was to be the part may have been shorter.
	return slices.Clip(s.part.bytes[p.first-s.part.first : min(p.last+1-s.part.first, len(s.part.bytes))])
}

// lookUpPart looks for what a request asks for in what is stored in parts, which may be
// used as it is or not.
func (f *fetching) lookUpPart(r *request, stored *storedResponse, lookup cacheLookup, isUsable bool) cacheLookup {
	if r.method == "HEAD" {
		if isUsable {
			lookup.fresh = f.wholeAnswer(stored)
		}
		return lookup
	}
	if r.method != "GET" {
		// No part answers it, and none is asked about for it.
		if first, last, ok := stored.wanted(r); ok && isUsable && stored.piece(first, last).isStored && stored.piece(first, last).isLast {
			lookup.fresh = f.answerInParts(r, stored, stored.piece(first, last))
		}
		return lookup
	}
	first, last, ok := stored.wanted(r)
	if !ok {
		lookup.stale, lookup.misses, lookup.size = stored, true, stored.whole
		lookup.varies = true // its date is not told: the part that is asked for is not there
		return lookup
	}
	next := stored.piece(first, last)
	if isUsable && next.isStored && (next.isLast || hasHeader(r.headers, "Range")) {
		f.info(at(sectionHTTPCacheFreshness), "The response, or its beginning, comes from the HTTP cache, where a part is stored. The checks are made again.")
		lookup.fresh = f.answerInParts(r, stored, next)
		return lookup
	}
	lookup.inParts, lookup.next = stored, next
	return lookup
}

// askForPiece puts into a header that a piece is asked for: whether what is stored of it
// still holds, or for what is missing of a response that has not changed.
func (l cacheLookup) askForPiece(h wire.Header) wire.Header {
	h = withRange(h, l.next)
	tag, _ := l.inParts.resp.first("ETag")
	if !l.next.isStored {
		return append(h, wire.Line("If-Range: "+tag))
	}
	h = append(h, wire.Line("If-None-Match: "+tag))
	if modified, ok := l.inParts.resp.get("Last-Modified"); ok && !l.varies {
		h = append(h, wire.Line("If-Modified-Since: "+modified))
	}
	return h
}

// withRange returns a header in which a piece is asked for and no other.
func withRange(h wire.Header, p piece) wire.Header {
	line := wire.Line("Range: bytes=" + itoa(p.first) + "-" + itoa(p.last))
	for i, old := range h {
		if name, _, _ := old.Cut(); wire.EqualFold(name, "Range") {
			h = slices.Clone(h)
			h[i] = line
			return h
		}
	}
	return append(slices.Clip(h), line)
}

// validatePart takes the answer about a piece.
func (f *fetching) validatePart(r *request, lookup cacheLookup, header wire.Header, resp *response) *response {
	stored, next := lookup.inParts, lookup.next
	p, whole, isPart := partOf(resp, next.first, next.last)
	switch {
	case lookup.isGivenUp:
		return resp
	case resp.status == 304 && next.isStored:
		f.info(place{sectionHTTPCacheValidate, resp.exchange}, "Status 304: the stored part holds, with the headers of this answer put into it.")
	case isPart && whole == stored.whole && !next.isStored:
		f.info(place{sectionHTTPCacheValidate, resp.exchange}, "This is the part that was missing of what is stored.")
		stored.add(p)
	case isOtherWhole(resp):
		delete(f.responses, f.cacheKey(r))
		return resp
	default:
		return resp // about which the cache does not care
	}
	f.freshen(stored, header, resp)
	f.dropUnstorable(r, resp)
	answer := f.answerInParts(r, stored, next)
	answer.exchange = resp.exchange
	f.strip(stored)
	answer.stored, answer.isPieced = stored, true
	return answer
}

// isOtherWhole reports whether an answer about a piece that is not that piece says that
// there is another response by now.
func isOtherWhole(resp *response) bool {
	return resp.status == 200 || resp.status == 206 || resp.status == 416
}

// isAnotherPart reports whether the answer about a piece is of another response, and
// the request is made once more as it was: nothing was told to the page yet, and more
// would have to be asked for.
func (l cacheLookup) isAnotherPart(resp *response) bool {
	if l.inParts == nil || l.next.isLast || !isOtherWhole(resp) {
		return false
	}
	_, whole, isPart := partOf(resp, l.next.first, l.next.last)
	return l.next.isStored || !isPart || whole != l.inParts.whole
}

// answerInParts returns what the page is told of what is stored in parts, which begins
// with a piece. What is missing after it is asked for when the page has been told.
func (f *fetching) answerInParts(r *request, stored *storedResponse, begin piece) *response {
	resp := f.wholeAnswer(stored)
	if hasHeader(r.headers, "Range") {
		resp.status = 206
		setField(resp, "Content-Range", "bytes "+itoa(begin.first)+"-"+itoa(begin.end)+"/"+itoa(stored.whole))
		setField(resp, "Content-Length", itoa(begin.end-begin.first+1))
	}
	resp.body = stored.content(begin)
	if !begin.isLast {
		resp.inParts, resp.next = stored, stored.piece(begin.last+1, begin.end)
		resp.stored, resp.isPieced = stored, true
	}
	return resp
}

// wholeAnswer returns the header of the response of which there are parts.
func (f *fetching) wholeAnswer(s *storedResponse) *response {
	f.relyOn(s.resp.notes, noExchange)
	resp := s.resp
	resp.otherwise = slices.Clone(s.resp.otherwise)
	resp.status, resp.exchange, resp.isCut, resp.body = 200, noExchange, false, nil
	resp.fields = slices.DeleteFunc(slices.Clone(resp.fields), func(h Field) bool { return wire.EqualFold(h.Name, "Content-Range") })
	setField(&resp, "Content-Length", itoa(s.whole))
	return &resp
}

// setField puts one field in place of all of a name, in fields that are nobody else's.
func setField(resp *response, name, value string) {
	resp.fields = append(slices.DeleteFunc(resp.fields, func(h Field) bool { return wire.EqualFold(h.Name, name) }), Field{name, value})
}

// readParts asks for what is missing of a response that the page was told of: as what is
// stored is in one piece, so is what follows it. What else the answer is ends it: the
// page gets no error by it.
func (f *fetching) readParts(r *request, resp *response) *networkError {
	stored, missing := resp.inParts, resp.next
	if stored == nil {
		return nil
	}
	answer, err := f.askForRest(r, stored, missing)
	if err != nil {
		return err
	}
	p, whole, isPart := partOf(answer, missing.first, missing.last)
	switch {
	case !isPart, whole != stored.whole:
		if isOtherWhole(answer) {
			delete(f.responses, f.cacheKey(r))
		}
	case answer.isCut, len(p.bytes) == 0:
		resp.isCut = answer.isCut
	default:
		stored.add(p)
		resp.body = append(resp.body, stored.content(missing)...)
	}
	return nil
}

// askForRest asks for a piece that is missing.
func (f *fetching) askForRest(r *request, stored *storedResponse, missing piece) (*response, *networkError) {
	origin := r.url().originText()
	site, isUp := f.world.site(origin)
	if !isUp {
		return nil, f.absent(r.url(), origin)
	}
	lookup := cacheLookup{mode: f.cacheMode(r), inParts: stored, next: missing}
	return f.directedFetch(r, site, origin, lookup.conditions(f.requestHeader(r, site.Protocol)))
}
