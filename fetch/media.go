package fetch

import (
	"math"
	"slices"

	"github.com/corslab/corslab/wire"
)

// mediaRetries is how often Chromium asks for the rest of a sound or video
// (resource_multi_buffer_data_provider.cc).
const mediaRetries = 30

// askOn has a sound or video that is shorter than was announced asked for from there
// on, as often as Chromium does it.
func (f *fetching) askOn(r *request, resp *response) *networkError {
	whole, isKnown := resp.mediaLength()
	if !f.quirks.departs(quirkMediaAskedOn, isKnown && resp.isWholeMedia() && len(resp.body) < whole) {
		return nil
	}
	have := len(resp.body)
	f.info(place{initiators[r.api].section, resp.exchange}, "There are ", itoa(have), " bytes of ", itoa(whole), ", and the rest is asked for.")
	for range mediaRetries {
		answer, err := f.askFor(r, have)
		if err != nil {
			return err
		}
		announced, _ := answer.first("Content-Range")
		from, _, _, isPart := parseContentRange(announced)
		if answer.status != 206 || !isPart || from != have {
			continue
		}
		resp.body = append(resp.body[:have:have], answer.body...)
		if have = len(resp.body); have >= whole {
			return nil
		}
	}
	return f.fail(place{initiators[r.api].section, resp.exchange}, UnusableResponse, itoa(have), "There are ", itoa(have), " bytes of ", itoa(whole),
		", however often the rest is asked for.")
}

// askFor asks for what follows the first bytes of a sound or video: where redirects have
// led to, as if that had been its URL from the first.
func (f *fetching) askFor(r *request, have int) (*response, *networkError) {
	rest := *r
	rest.headers = append(withoutRange(r.headers), Field{"Range", "bytes=" + itoa(have) + "-"})
	if len(r.urls) == 1 {
		return f.httpFetch(&rest, false)
	}
	// What it remembers of the way there is forgotten; what is asked for, and how, stays.
	rest.urls, rest.redirects, rest.tainting = []*URL{r.url()}, 0, TypeBasic
	rest.taint, rest.redirectedAway, rest.asksStorage = untainted, false, false
	rest.isLetGo, rest.isUnchecked, rest.skipsWorker = false, false, false
	rest.referrer = f.client.referrer
	return f.mainFetch(&rest)
}

// mediaLength returns how long a sound or video is, by the header of a response that
// begins with its first byte.
func (r *response) mediaLength() (length int, ok bool) {
	if r.status == 206 {
		announced, _ := r.first("Content-Range")
		_, _, length, ok = parseContentRange(announced)
		return length, ok
	}
	announced, ok := r.first("Content-Length")
	return atMost(announced, math.MaxInt), ok && isDigits(announced)
}

// withoutRange returns a copy of headers without the part that they ask for.
func withoutRange(headers []Field) []Field {
	return slices.DeleteFunc(slices.Clone(headers), func(h Field) bool { return wire.EqualFold(h.Name, "Range") })
}
