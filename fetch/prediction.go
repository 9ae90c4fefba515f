package fetch

import (
	"slices"
	"strings"

	"github.com/corslab/corslab/wire"
)

// prediction says what the page sees of it all.
func (f *fetching) prediction(api API, r *request, resp *response, err *networkError) Prediction {
	p := Prediction{
		Observation: f.observe(r, resp, err),
		Exchanges:   f.exchanges,
	}
	p.hide(api)
	p.Wire = f.sent
	if p.Wire == nil {
		p.Wire = []Sent{}
	}
	for i := range p.Wire {
		p.Preflight = p.Preflight || p.Wire[i].Preflight
	}
	p.Quirks = f.quirks.applied.names()
	if text := f.profile.unvalidated; text != "" {
		f.rely([]string{text})
	}
	p.Unverified = f.unverified
	p.Decisions = f.decisions
	return p
}

// hide removes what the API does not show the page.
func (o *Observation) hide(api API) {
	if !api.ShowsType() {
		o.Type = ""
	}
	if !api.ShowsResponse() {
		o.Status, o.Headers = StatusHidden, nil
	}
	if !api.ShowsOutcome() {
		o.Outcome = ""
	}
}

// observe returns the outcome and what of the response the page can read.
func (f *fetching) observe(r *request, resp *response, err *networkError) Observation {
	if err != nil {
		o := Observation{Outcome: Deny, Reason: err.reason, Param: Text(err.param), Type: TypeError, Headers: map[string]string{}}
		switch {
		case err.reason.IsTransport():
			o.Outcome = Error
		case err.reason == "": // nothing was asked for, and nobody misses it
			o.Outcome = Allow
		}
		return o
	}
	if r.api == APIWebSocket {
		return Observation{Outcome: Allow}
	}
	o := Observation{Outcome: Allow, Type: r.tainting}
	if r.navigates() {
		return o // a frame shows its page no more, and what it shows has been told
	}
	if resp.kind != "" {
		o.Type = resp.kind
	}
	if f.took(forkOpaque, o.Type == TypeOpaque || o.Type == TypeOpaqueRedirect) {
		f.pass(place{sectionResponseFilters, resp.exchange}, "The page gets an ", o.Type, " response: status 0 and no headers.")
		o.Headers = map[string]string{}
		return o
	}
	o.Status = resp.status
	o.Headers = f.readable(r, resp, o.Type)
	f.pass(place{sectionResponseFilters, resp.exchange}, "The page gets a ", o.Type, " response with status ", itoa(o.Status), ".")
	return o
}

// readable returns the headers that the response's filter leaves to the page
// (https://fetch.spec.whatwg.org/#concept-filtered-response).
func (f *fetching) readable(r *request, resp *response, kind string) map[string]string {
	isReadable := func(name string) bool { return !isForbiddenResponseHeader(name) }
	if kind == TypeCORS {
		credentials := r.credentials
		if resp.worker != nil && resp.worker.url != nil {
			credentials = resp.worker.credentials
		}
		exposed := exposedNames(resp.fields, credentials, &f.quirks)
		isReadable = func(name string) bool { return f.took(forkHeaderReadable, isSafelistedResponseHeader(name, exposed)) }
	}
	f.quirks.departs(quirkStoredHeaders, r.api.ShowsResponse() && slices.ContainsFunc(resp.otherwise, func(name string) bool { return isReadable(wire.ToLower(name)) }))
	headers := make(map[string]string, len(resp.fields))
	var hidden []string
	for _, h := range resp.fields {
		name := wire.ToLower(h.Name)
		if name == "clear-site-data" && f.quirks.departs(quirkClearSiteDataHidden, r.api.ShowsResponse() && resp.protocol != "" && isReadable(name)) {
			continue
		}
		if !isReadable(name) {
			if f.trace {
				hidden = append(hidden, name)
			}
			continue
		}
		if value, ok := headers[name]; ok {
			headers[name] = value + ", " + Text(h.Value)
		} else {
			headers[name] = Text(h.Value)
		}
	}
	if kind == TypeCORS && len(hidden) > 0 && r.api.ShowsResponse() {
		slices.Sort(hidden)
		f.info(place{sectionExposeHeaders, resp.exchange}, "The page cannot read ", strings.Join(slices.Compact(hidden), ", "), ": Access-Control-Expose-Headers does not name them.")
	}
	return headers
}

// rely records what the prediction rests on that nobody has verified, once each.
func (f *fetching) rely(texts []string) {
	for _, t := range texts {
		if !slices.Contains(f.unverified, t) {
			f.unverified = append(f.unverified, t)
		}
	}
}

// joined lists names for a text, if anybody is going to read it.
func joined(names []string, wanted bool) string {
	if !wanted {
		return ""
	}
	return strings.Join(names, ", ")
}
