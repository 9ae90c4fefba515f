package main

import (
	"encoding/json"
	"strings"
)

// A testCase is one case of the data: a single request, or a sequence.
type testCase struct {
	ID       string   `json:"id"`
	Origin   string   `json:"initiator_origin"` // "null" for an opaque one
	Sequence []step   `json:"sequence"`
	Tags     []string `json:"tags"`
	step
}

// A step is a request, the servers it meets, and what comes of it.
type step struct {
	WaitBefore int     `json:"wait_before_ms"`
	Request    request `json:"request"`
	Server     []hop   `json:"server"`
	Expect     expect  `json:"expect"`
	// Derived is what the standard gives; nil where nobody worked it out.
	Derived *derived `json:"derived"`
}

type request struct {
	API            string  `json:"api"`
	Method         string  `json:"method"`
	Mode           string  `json:"mode"`
	Credentials    string  `json:"credentials"`
	Headers        []field `json:"headers"`
	Body           *string `json:"body"`
	BodyKind       string  `json:"body_kind"`
	Redirect       string  `json:"redirect"`
	URL            string  `json:"url"`
	UploadListener bool    `json:"upload_listener"`
	Keepalive      bool    `json:"keepalive"`
	Referrer       *string `json:"referrer"`
	ReferrerPolicy string  `json:"referrer_policy"`
}

// A hop is one address and its answers; no preflight where none can come.
type hop struct {
	URL       string  `json:"url"`
	Preflight *answer `json:"preflight"`
	Actual    answer  `json:"actual"`
}

type answer struct {
	Status  int     `json:"status"`
	Headers []field `json:"headers"`
}

// A field is a header: name and value.
type field [2]string

func (f field) line() string { return f[0] + ": " + f[1] }

// An expect is what the test asserts; a zero field is not asserted.
type expect struct {
	Outcome          string             `json:"outcome"`
	Preflight        *bool              `json:"preflight"`
	Type             string             `json:"response_type"`
	Readable         map[string]*string `json:"readable_headers"`
	Origin           string             `json:"origin_header_seen"`
	Status           *int               `json:"status"`
	FinalMethod      string             `json:"final_method"`
	Seen             map[string]*string `json:"request_headers_seen"`
	SeenByPreflights map[string]*string `json:"preflight_request_headers_seen"`
}

// A derived is what the standard gives. An origin is nil where no Origin header is
// sent; the last hop has none where its preflight failed.
type derived struct {
	Outcome    string    `json:"outcome"`
	Preflight  bool      `json:"preflight"`
	Type       string    `json:"response_type"`
	Reason     string    `json:"reason"`
	Origins    []*string `json:"origin_by_hop"`
	Preflights []bool    `json:"preflight_by_hop"`
}

// UnmarshalJSON fails on what it does not know, so that no assertion is lost.
func (e *expect) UnmarshalJSON(data []byte) error {
	type plain expect
	read := struct {
		*plain
		Notes string `json:"notes"`
	}{plain: (*plain)(e)}
	decoder := json.NewDecoder(strings.NewReader(string(data)))
	decoder.DisallowUnknownFields()
	return decoder.Decode(&read)
}

func (c testCase) has(tag string) bool {
	for _, t := range c.Tags {
		if t == tag {
			return true
		}
	}
	return false
}

// steps returns the case as a sequence.
func (c testCase) steps() []step {
	if c.Sequence != nil {
		return c.Sequence
	}
	return []step{c.step}
}
