package playground

import "strings"

// A State is all that the page's form holds. Every state can be made into a
// scenario; Scenario and Case stand for those scenarios that the form cannot show.
type State struct {
	Page Page `json:"page"`
	// Cookies are Set-Cookie lines as if the request's URL had answered with them
	// before, one a line.
	Cookies string `json:"cookies,omitempty"`
	// BlockThirdPartyCookies is the browser's setting of that name.
	BlockThirdPartyCookies bool     `json:"blockThirdPartyCookies,omitempty"`
	Request                Request  `json:"request"`
	Servers                []Server `json:"servers,omitempty"`
	// Profile is the browser whose decisions are shown; "" is chromium.
	Profile string `json:"profile,omitempty"`
	// Scenario is the text of a scenario file. Where it is there, the form is not
	// looked at.
	Scenario string `json:"scenario,omitempty"`
	// Case is the name of the case of Scenario that is shown; "" is the first.
	Case string `json:"case,omitempty"`
}

// A Page is who asks.
type Page struct {
	URL string `json:"url"`
	As  string `json:"as,omitempty"`
}

// A Request is what a page asks. Headers has one "Name: value" a line.
type Request struct {
	API         string `json:"api,omitempty"`
	URL         string `json:"url"`
	Method      string `json:"method,omitempty"`
	Mode        string `json:"mode,omitempty"`
	Credentials string `json:"credentials,omitempty"`
	Redirect    string `json:"redirect,omitempty"`
	Cache       string `json:"cache,omitempty"`
	Headers     string `json:"headers,omitempty"`
	// BodyKind is text, form, blob or stream; "" is no body. The Body of a form has
	// one name=value a line.
	BodyKind string `json:"bodyKind,omitempty"`
	Body     string `json:"body,omitempty"`
	// BodyType is the type of a blob.
	BodyType string `json:"bodyType,omitempty"`
	// Crossorigin is an element's attribute; nil is none.
	Crossorigin *string `json:"crossorigin,omitempty"`
}

// A Server is one that answers.
type Server struct {
	// At is its origin; "" is that of the request's URL.
	At string `json:"at,omitempty"`
	// Policy is the text of a policy, in any form that the importer reads; "" where
	// the answers are written by hand. none and missing stand for a bucket without
	// configuration and for no bucket.
	Policy string `json:"policy,omitempty"`
	// Engine is the service whose policy it is; "" has the text say it.
	Engine string `json:"engine,omitempty"`
	// Resource is the one meant of several in Policy.
	Resource string `json:"resource,omitempty"`
	// Behind says that Preflight and Actual are the answers of a server behind the
	// one that has the policy.
	Behind bool `json:"behind,omitempty"`
	// Preflight and Actual are the answers written by hand.
	Preflight Reply `json:"preflight"`
	Actual    Reply `json:"actual"`
}

// A Reply is an answer written by hand. Headers has one line for each line.
type Reply struct {
	Status  int    `json:"status,omitempty"`
	Headers string `json:"headers,omitempty"`
	Body    string `json:"body,omitempty"`
}

// isByHand reports whether the answers of a server are written by hand.
func (s Server) isByHand() bool { return s.Policy == "" && s.Engine == "" }

// isEmpty reports whether nothing is said of an answer. A preflight is then answered
// like any other request.
func (r Reply) isEmpty() bool {
	return r.Status == 0 && strings.TrimSpace(r.Headers) == "" && r.Body == ""
}

// Start is the state that the page begins with: a request that has to be asked
// for, and a server that forgot to say so.
func Start() State {
	return State{
		Page: Page{URL: "https://www.example.com"},
		Request: Request{
			URL: "https://api.example.net/items", Method: "PUT", Headers: "Content-Type: application/json",
			BodyKind: "text", Body: `{"name": "lamp"}`,
		},
		Servers: []Server{{
			Preflight: Reply{Status: 204, Headers: "Access-Control-Allow-Origin: https://www.example.com\nAccess-Control-Allow-Methods: GET, PUT"},
			Actual:    Reply{Status: 200, Headers: "Access-Control-Allow-Origin: https://www.example.com\nVary: Origin"},
		}},
	}
}
