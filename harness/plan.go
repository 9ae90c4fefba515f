package harness

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/scenarios"
	"github.com/corslab/corslab/wire"
)

// A trial is one case on its way to results.
type trial struct {
	scenario  *scenarios.Case
	predicted []fetch.Prediction // by step
	// native is what the browser's own profile predicts, which schedules the case
	// and explains disagreements; predicted itself where that is the profile.
	native []fetch.Prediction
	venue  Venue
	// attempts is how often the case was put to the browser, deaths how often
	// the browser did not survive it.
	attempts, deaths int
	// losses is how often the browser lost a request of it.
	losses int
	// doubted says that an attempt was red, so that the next one decides.
	doubted bool
	// settled says that no further attempt is needed.
	settled bool
	// disagreed says of each step on what an attempt before the last one
	// disagreed; "" where it did not.
	disagreed []string
	// steps is what the last attempt gave; nil where there was none.
	steps []testimony
	// err is why the last attempt cannot be judged.
	err error
}

// A testimony is what a real run of a step gave: the page's and the browser's
// word, and the servers' record.
type testimony struct {
	witness   Witness
	exchanges []wire.Exchange
}

// A unit is what is put to the browser at a time: several cases that cannot
// disturb each other, or one alone.
type unit struct {
	trials []*trial
	// alone says that URLs are left untouched and steps are made in order.
	alone bool
}

// predictTrial predicts a case.
func predictTrial(c *scenarios.Case, profile fetch.Profile) *trial {
	predicted := c.Predict(profile, false)
	return &trial{scenario: c, predicted: predicted, native: predicted, disagreed: make([]string, len(c.Steps))}
}

// newTrial predicts a case and prepares it for the browser, whose own profile is
// native.
func newTrial(c *scenarios.Case, profile, native fetch.Profile) *trial {
	t := predictTrial(c, profile)
	if native != profile {
		t.native = c.Predict(native, false)
	}
	t.venue, t.err = NewVenue(c.Page, c.Cookies)
	t.settled = t.err != nil
	return t
}

// plan sorts trials into units. The prediction schedules, too: what it says a
// case will do decides whether the case can share a page with others.
func plan(trials []*trial) []unit {
	var units []unit
	open := map[string]int{} // index of the unit a group's next case goes to
	for _, t := range trials {
		if t.settled {
			continue
		}
		if !t.canShare() {
			units = append(units, unit{trials: []*trial{t}, alone: true})
			continue
		}
		key := t.group()
		i, ok := open[key]
		if !ok || len(units[i].trials) == maxBatch {
			i = len(units)
			open[key] = i
			units = append(units, unit{})
		}
		units[i].trials = append(units[i].trials, t)
	}
	return units
}

// group is what cases of one batch have in common: who asks, the browser's
// settings, and which servers exist.
func (t *trial) group() string {
	var world []string
	for _, s := range t.scenario.Steps[0].Servers {
		world = append(world, s.At+" "+string(s.Protocol)+" "+string(s.AddressSpace))
	}
	slices.Sort(world)
	return fmt.Sprintf("%s %q %v %v", t.page(), world, t.isBrief(), t.scenario.UsesAddressSpaces())
}

// isBrief reports whether the browser has no more to explain than a CORS check,
// which is so for most cases and takes it less time.
func (t *trial) isBrief() bool {
	p := t.native[0]
	return t.scenario.Steps[0].Request.API.ShowsResponse() && (p.Outcome == fetch.Allow || p.Reason == fetch.InvalidRequest || p.Reason.IsCORSCheck())
}

// page identifies who asks, and in which browser.
func (t *trial) page() string {
	page := t.venue.Page
	return fmt.Sprintf("%s %s %s %q %p %+v", page.URL, page.As, page.AddressSpace, page.Headers, page.ServiceWorker, t.scenario.Browser)
}

// canShare reports whether the case can be one of a batch: nothing in it
// depends on the exact URL, and it leaves nothing behind that another case
// could find.
func (t *trial) canShare() bool {
	c := t.scenario
	if len(c.Steps) != 1 || len(c.Cookies) > 0 || c.Page.ServiceWorker != nil {
		return false
	}
	request := c.Steps[0].Request
	if request.API.Navigates() || request.Sync || request.API == fetch.APIImportScripts || request.API == fetch.APIManifest || isCounted(request) || request.Cache == fetch.CacheOnlyIfCached || request.Cache == fetch.CacheForceCache {
		return false
	}
	if !t.canCarryToken(request.URL) || t.native[0].Reason.IsTransport() {
		return false
	}
	for _, x := range t.native[0].Exchanges {
		if x.Request.Header.Has("Cookie") || isLasting(x.Response) {
			return false
		}
	}
	return true
}

// longestShared is how many bytes the body of a beacon may have that is sent while
// others are. All that a page keeps alive may have 64 KiB together
// (https://fetch.spec.whatwg.org/#http-network-or-cache-fetch).
const longestShared = 64 << 10 / maxBatch

// isCounted reports whether what else a page keeps alive may have the request refused.
func isCounted(r fetch.Request) bool {
	isLong := r.Body != nil && (len(r.Body.Form) > 0 || len(r.Body.Content) > longestShared)
	return r.Keepalive || r.API == fetch.APIBeacon && isLong
}

// apart separates units that take a core's time from those that let time pass.
func apart(units []unit) (busy, waiting []unit) {
	for _, u := range units {
		if u.alone && u.trials[0].waits() {
			waiting = append(waiting, u)
		} else {
			busy = append(busy, u)
		}
	}
	return busy, waiting
}

// waits reports whether the case spends noticeable time on nothing.
func (t *trial) waits() bool {
	for i, s := range t.scenario.Steps {
		if s.After > 0 || s.Request.Reconnect || t.native[i].Reason == fetch.Timeout {
			return true
		}
		for _, x := range t.native[i].Exchanges {
			if x.Response.Fault.Kind == wire.FaultSlow {
				return true
			}
		}
	}
	return false
}

// canCarryToken reports whether a token in the request's URL changes nothing
// but the URL.
func (t *trial) canCarryToken(address string) bool {
	page, err := fetch.ParseURL(t.venue.Page.URL, nil)
	if err != nil {
		return false
	}
	url, err := fetch.ParseURL(address, page)
	return err == nil && address != "" && url.OverHTTP().IsHTTP() && !url.IncludesCredentials() && !strings.Contains(address, mark("")) && len(address) < maxTokenURL
}

// maxTokenURL keeps a token from making a URL too long for what browsers do
// with short ones only, such as caching preflights.
const maxTokenURL = 900

// lasting are response headers that change a browser's state for other cases.
var lasting = []string{"Set-Cookie", "WWW-Authenticate", "Proxy-Authenticate", "Strict-Transport-Security", "Clear-Site-Data", "Alt-Svc"}

// isLasting reports whether a response is of consequence beyond its request:
// a redirect, a fault, or a header that leaves something behind.
func isLasting(r wire.Response) bool {
	return r.Fault.Kind != wire.FaultNone || r.Header.Has("Location") || slices.ContainsFunc(lasting, r.Header.Has)
}

// discards reports whether a context that ran the case must not be used again:
// what these headers leave behind cannot be cleared.
func (t *trial) discards() bool {
	for _, p := range t.native {
		for _, x := range p.Exchanges {
			for _, name := range []string{"WWW-Authenticate", "Strict-Transport-Security", "Clear-Site-Data"} {
				if x.Response.Header.Has(name) {
					return true
				}
			}
		}
	}
	return false
}

// challenges returns the URLs that ask for a user name and password.
func (t *trial) challenges() []string {
	var urls []string
	for _, p := range t.native {
		for _, x := range p.Exchanges {
			if x.Response.Status == 401 && x.Response.Header.Has("WWW-Authenticate") {
				urls = append(urls, x.Request.URL())
			}
		}
	}
	return urls
}

// hasFault reports whether a server of the case fails on purpose.
func (t *trial) hasFault() bool {
	for _, p := range t.native {
		for _, x := range p.Exchanges {
			if x.Response.Fault.Kind != wire.FaultNone {
				return true
			}
		}
	}
	return false
}

// limit is how long the request of a step may take. An EventSource that connects again
// takes its time before it asks, so that it is never cut short.
func (t *trial) limit(step int, timeout time.Duration) time.Duration {
	if t.native[step].Reason == fetch.Timeout && !t.scenario.Steps[step].Request.Reconnect {
		return min(timeout, hopelessTimeout)
	}
	return timeout
}

// runnable counts the steps that come before the first wait above limit.
func (t *trial) runnable(limit time.Duration) int {
	for i, s := range t.scenario.Steps {
		if s.After > limit {
			return i
		}
	}
	return len(t.scenario.Steps)
}
