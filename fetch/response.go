package fetch

import "github.com/corslab/corslab/wire"

// A response is the standard's response before filtering.
type response struct {
	kind   string // response type; "" until filtered
	status int
	fields []Field
	body   []byte
	// exchange is the index of the exchange that brought it; -1 for one that
	// came out of a cache or was made up.
	exchange int
	notes    []wire.Note
	// isCut says that the content ends before the length that was announced.
	isCut bool
	// protocol is what it came over; "" for what came over no connection.
	protocol wire.Protocol
	// worker is set on what a service worker answered with; nil for others.
	worker *workerMark
	// otherwise names the headers that Chromium stores with the response and HTTP would
	// not have a cache store, or the other way round.
	otherwise []string
	// stored is the copy in the HTTP cache that this response left; nil for none.
	stored *storedResponse
	// inParts is what the response is read from piece by piece, and next the piece
	// that follows what is in body; nil for others.
	inParts *storedResponse
	next    piece
	// isPieced says that a response of which stored is a part is being made of pieces,
	// which the cache gives up with it.
	isPieced bool
}

func (r *response) get(name string) (string, bool) { return getHeader(r.fields, name) }

// unverified returns the reasons of the server that nobody has verified.
func (r *response) unverified() []string {
	var texts []string
	for _, n := range r.notes {
		if n.Unverified {
			texts = append(texts, n.Text)
		}
	}
	return texts
}

// first returns the first line of a header that should have one only, such as a
// date (https://www.rfc-editor.org/rfc/rfc9111.html#section-4.2.1).
func (r *response) first(name string) (value string, ok bool) {
	for _, f := range r.fields {
		if wire.EqualFold(f.Name, name) {
			return f.Value, true
		}
	}
	return "", false
}

func isRedirectStatus(status int) bool {
	switch status {
	case 301, 302, 303, 307, 308:
		return true
	}
	return false
}

func isOKStatus(status int) bool { return 200 <= status && status <= 299 }
