package fetch

import (
	"encoding/json"

	"github.com/corslab/corslab/wire"
)

// An Outcome is what became of a request, as far as the page is concerned.
type Outcome string

const (
	// Allow: the page got a response it may use (basic or cors; opaque or
	// opaqueredirect where that is what it asked for).
	Allow Outcome = "allow"
	// Deny: the browser refused (CORS, mode, mixed content, a bad request, a
	// redirect rule).
	Deny Outcome = "deny"
	// Error: the transport failed or timed out.
	Error Outcome = "error"
)

// Types of a response (https://fetch.spec.whatwg.org/#concept-response-type).
const (
	TypeBasic          = "basic"
	TypeCORS           = "cors"
	TypeOpaque         = "opaque"
	TypeOpaqueRedirect = "opaqueredirect"
	TypeError          = "error"
)

// StatusHidden is the Status of an Observation whose API cannot show one.
const StatusHidden = -1

// An Observation is what happened to one request: what the page could see, why,
// and what went over the wire. A prediction is one, and so is what a real
// browser did.
type Observation struct {
	// Outcome is "" (null in JSON) where the API shows none.
	Outcome Outcome
	// Reason says why a request was denied or failed; "" when it was allowed.
	Reason Reason
	// Param is the header value, name or method the reason is about.
	// Informative: it is never compared.
	Param string
	// Preflight reports whether any CORS-preflight request was sent.
	Preflight bool
	// Type is the response's type; "" (null in JSON) where the API shows none.
	Type string
	// Status is the response's status as the page sees it: 0 for an error or an
	// opaque response, StatusHidden (null in JSON) where the API shows none.
	Status int
	// Headers are the response headers the page can read, by lower-case name,
	// repeats joined by ", ", bytes decoded one to one (isomorphic decode).
	// nil (null in JSON) where the API shows none.
	Headers map[string]string
	// Wire is every request that was sent for it, in order.
	Wire []Sent
}

// Sent is one request on the wire, with what CORS makes of it.
type Sent struct {
	URL       string `json:"url"`
	Method    string `json:"method"`
	Preflight bool   `json:"preflight"`
	// Origin, RequestMethod (Access-Control-Request-Method), RequestHeaders
	// (Access-Control-Request-Headers) and Cookies (Cookie) are header values;
	// nil where the header was not sent.
	Origin         *string `json:"origin"`
	RequestMethod  *string `json:"requestMethod"`
	RequestHeaders *string `json:"requestHeaders"`
	Cookies        *string `json:"cookies"`
	// Status is the answer's status; 0 when there was none.
	Status int `json:"status"`
	// Header holds the lines of the request, for whoever asks for one by name. It
	// is no part of what is compared or written down.
	Header wire.Header `json:"-"`
}

// NewSent describes an exchange.
func NewSent(x wire.Exchange) Sent { return newSent(x, x.Request.URL()) }

// sentNames are the headers whose values a Sent holds.
var sentNames = [...]string{"Origin", "Access-Control-Request-Method", "Access-Control-Request-Headers", "Cookie"}

// newSent describes an exchange with the URL, in one pass over the lines.
func newSent(x wire.Exchange, url string) Sent {
	s := Sent{
		URL: url, Method: x.Request.Method, Preflight: x.Request.IsPreflight(),
		Status: x.Response.Status, Header: x.Request.Header,
	}
	var (
		values [len(sentNames)]string
		found  [len(sentNames)]bool
		count  int
	)
	for _, line := range x.Request.Header {
		name, value, ok := line.Cut()
		if !ok {
			continue
		}
		for i := range sentNames {
			switch {
			case !wire.EqualFold(name, sentNames[i]):
			case found[i]:
				values[i] += ", " + value
			default:
				values[i], found[i] = value, true
				count++
			}
		}
	}
	kept := make([]string, 0, count) // which is not outgrown: there are pointers into it
	for i, to := range [...]**string{&s.Origin, &s.RequestMethod, &s.RequestHeaders, &s.Cookies} {
		if found[i] {
			kept = append(kept, Text(values[i]))
			*to = &kept[len(kept)-1]
		}
	}
	return s
}

// Text returns the bytes of s as text, one code point per byte: the Infra
// Standard's "isomorphic decode".
func Text(s string) string {
	for i := 0; i < len(s); i++ {
		if s[i] >= 0x80 {
			r := make([]rune, len(s))
			for j := range r {
				r[j] = rune(s[j])
			}
			return string(r)
		}
	}
	return s
}

// TextLines returns header lines as text.
func TextLines(h wire.Header) []string {
	lines := make([]string, len(h))
	for i, line := range h {
		lines[i] = Text(string(line))
	}
	return lines
}

// MarshalJSON writes the object of the result record, in a fixed order.
func (o Observation) MarshalJSON() ([]byte, error) { return json.Marshal(o.record()) }

type record struct {
	Outcome   *Outcome          `json:"outcome"`
	Reason    Reason            `json:"reason"`
	Param     string            `json:"param"`
	Preflight bool              `json:"preflight"`
	Type      *string           `json:"type"`
	Status    *int              `json:"status"`
	Headers   map[string]string `json:"headers"`
	Wire      []Sent            `json:"wire"`
}

func (o Observation) record() record {
	r := record{Reason: o.Reason, Param: o.Param, Preflight: o.Preflight, Headers: o.Headers, Wire: o.Wire}
	if o.Outcome != "" {
		r.Outcome = &o.Outcome
	}
	if o.Type != "" {
		r.Type = &o.Type
	}
	if o.Status != StatusHidden {
		r.Status = &o.Status
	}
	if r.Wire == nil {
		r.Wire = []Sent{}
	}
	return r
}

// A Prediction is what a simulated browser says will happen, and why.
type Prediction struct {
	Observation
	// Quirks names every quirk of the profile that changed this prediction.
	Quirks []string
	// Unverified lists what the prediction rests on that nobody has recorded
	// from the real service.
	Unverified []string
	// Exchanges are the requests and answers in full, in the order of Wire.
	Exchanges []wire.Exchange
	// Decisions are the steps that led here; nil unless the Browser traces.
	Decisions []Decision
}

// MarshalJSON writes the "predicted" object of the result record.
func (p Prediction) MarshalJSON() ([]byte, error) {
	r := struct {
		record
		Quirks     []string `json:"quirks"`
		Unverified []string `json:"unverified"`
	}{p.record(), p.Quirks, p.Unverified}
	if r.Quirks == nil {
		r.Quirks = []string{}
	}
	if r.Unverified == nil {
		r.Unverified = []string{}
	}
	return json.Marshal(r)
}

// A Verdict is how a Decision went.
type Verdict string

const (
	Info Verdict = "info" // a fact established on the way
	Pass Verdict = "pass" // a check that passed
	Fail Verdict = "fail" // a check that failed: what comes next is a network error
)

// A Decision is one step of the algorithm as it was taken for one request.
type Decision struct {
	// Section is the anchor of the section that makes the decision; see
	// SectionURL.
	Section string
	Text    string
	Verdict Verdict
	// Quirk names the quirk that made the decision differ from the section; ""
	// where it does not.
	Quirk string
	// Exchange is the index of the exchange it is about, or -1.
	Exchange int
}
