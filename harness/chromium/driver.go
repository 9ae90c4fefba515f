package chromium

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/harness"
)

var (
	//go:embed driver.js
	driver string
	//go:embed initiators.js
	initiators string
)

// A job is a request as driver.js takes it.
type job struct {
	API  fetch.API `json:"api"`
	URL  string    `json:"url"`
	Init jobInit   `json:"init"`
	Body *jobBody  `json:"body,omitempty"`
	// Limit is how long the request may take, in milliseconds.
	Limit  int64 `json:"limit"`
	Sync   bool  `json:"sync,omitempty"`
	Upload bool  `json:"upload,omitempty"`
	// Reconnect says that the EventSource of the job before is to connect again; Keep
	// that the next job is about this one.
	Reconnect bool `json:"reconnect,omitempty"`
	Keep      bool `json:"keep,omitempty"`
	// Crossorigin is the attribute; null is none.
	Crossorigin *string `json:"crossorigin"`
}

// jobInit holds the members of fetch()'s second argument that the scenario
// sets; one that is absent here is absent there.
type jobInit struct {
	Method             string            `json:"method,omitempty"`
	Headers            [][2]string       `json:"headers,omitempty"`
	Mode               fetch.Mode        `json:"mode,omitempty"`
	Credentials        fetch.Credentials `json:"credentials,omitempty"`
	Redirect           fetch.Redirect    `json:"redirect,omitempty"`
	Cache              fetch.Cache       `json:"cache,omitempty"`
	Keepalive          bool              `json:"keepalive,omitempty"`
	Referrer           *string           `json:"referrer,omitempty"`
	ReferrerPolicy     string            `json:"referrerPolicy,omitempty"`
	TargetAddressSpace string            `json:"targetAddressSpace,omitempty"`
}

type jobBody struct {
	Kind    fetch.BodyKind `json:"kind"`
	Content string         `json:"content"`
	Form    [][2]string    `json:"form,omitempty"`
	Type    string         `json:"type,omitempty"`
}

func newJob(r fetch.Request, limit time.Duration) job {
	j := job{
		API: r.API, URL: r.URL, Limit: limit.Milliseconds(), Sync: r.Sync, Upload: r.UploadListener, Reconnect: r.Reconnect, Crossorigin: r.Crossorigin,
		Init: jobInit{
			Method: r.Method, Mode: r.Mode, Credentials: r.Credentials, Redirect: r.Redirect, Cache: r.Cache,
			Keepalive: r.Keepalive, Referrer: r.Referrer, ReferrerPolicy: r.ReferrerPolicy,
			TargetAddressSpace: string(r.TargetAddressSpace),
		},
	}
	for _, h := range r.Headers {
		j.Init.Headers = append(j.Init.Headers, [2]string{h.Name, h.Value})
	}
	if b := r.Body; b != nil {
		j.Body = &jobBody{Kind: b.Kind, Content: b.Content, Type: b.Type}
		if isBytes(b.Kind) {
			j.Body.Content = fetch.Text(b.Content)
		}
		for _, f := range b.Form {
			j.Body.Form = append(j.Body.Form, [2]string{f.Name, f.Value})
		}
	}
	return j
}

// isBytes reports whether a body of this kind is made of bytes, not of text.
func isBytes(kind fetch.BodyKind) bool {
	return kind == fetch.BodyBlob || kind == fetch.BodyBuffer || kind == fetch.BodyStream
}

// isStream reports whether there is a body, which can be read once only.
func isStream(b *fetch.Body) bool { return b != nil && b.Kind == fetch.BodyStream }

// An account is what driver.js resolves to.
type account struct {
	Origin  string   `json:"origin"`
	Results []result `json:"results"`
}

type result struct {
	OK      bool        `json:"ok"`
	Type    string      `json:"type"`
	Status  int         `json:"status"`
	Headers [][2]string `json:"headers"`
	Late    bool        `json:"late"`
	Name    string      `json:"name"`
	Message string      `json:"message"`
	Early   bool        `json:"early"`
}

// script is the expression that makes the requests of jobs.
func script(origin string, jobs []job) (string, error) {
	// A request's text is valid UTF-8 or was decoded byte by byte, so that
	// nothing is lost here.
	arguments, err := json.Marshal([]any{origin, jobs})
	if err != nil {
		return "", fmt.Errorf("writing the requests down: %w", err)
	}
	others := "null"
	if slices.ContainsFunc(jobs, func(j job) bool { return !j.API.ShowsResponse() }) {
		others = initiators
	}
	return driver + "(" + others + ", ..." + string(arguments) + ")", nil
}

// witness is what the page says of a job. Why it failed is for the evidence.
func (r result) witness(api fetch.API) harness.Witness {
	w := r.seen()
	if api == fetch.APIWebSocket && r.Early && r.Name == "SecurityError" {
		w.Reasons = []fetch.Reason{fetch.MixedContent} // for which alone the constructor throws it
	}
	if !api.ShowsType() {
		w.Type = ""
	}
	if !api.ShowsResponse() {
		w.Status, w.Headers = fetch.StatusHidden, nil
	}
	return w
}

func (r result) seen() harness.Witness {
	w := harness.Witness{Status: r.Status, Type: r.Type, Headers: map[string]string{}}
	switch {
	case r.OK:
		w.Outcome = fetch.Allow
		for _, h := range r.Headers {
			w.Headers[h[0]] = h[1]
		}
		return w
	case r.Late:
		w.Outcome, w.Reasons, w.Raw = fetch.Error, []fetch.Reason{fetch.Timeout}, "no answer within the limit"
	case r.Early:
		w.Outcome, w.Reasons, w.Raw = fetch.Deny, []fetch.Reason{fetch.InvalidRequest}, r.Name+": "+r.Message
	default:
		w.Outcome, w.Raw = fetch.Deny, r.Name+": "+r.Message
	}
	w.Type = fetch.TypeError
	return w
}
