package fetch

import (
	"strconv"
	"strings"

	"github.com/corslab/corslab/wire"
)

// Expressible returns an *InexpressibleError where the request's API has no way
// to say what the request says, or does not exist in a page of this kind; nil
// otherwise. A request that the API can express and then throws at is
// expressible.
func Expressible(r Request, in PageKind) error {
	api := orDefault(r.API, APIFetch)
	if how, ok := initiators[api]; ok && how.in&globalOf(in) == 0 {
		return &InexpressibleError{API: api, Field: "page", Value: string(orDefault(in, PageWindow))}
	}
	if api == APIForm {
		if err := submittable(r, in); err != nil {
			return err
		}
	}
	if api == APIPing && len(strings.Fields(r.URL)) > 1 { // the attribute is a list of URLs
		return &InexpressibleError{API: api, Field: "url", Value: r.URL}
	}
	can := abilities(api)
	for _, f := range settings(r) {
		if !can(f) {
			return &InexpressibleError{API: api, Field: f.name, Value: f.value}
		}
	}
	return nil
}

// submittable returns an error for what no form of a page of this kind submits. A sandbox
// without allow-forms submits none, GET has one way only to write down what is in it, and
// fields of some names are left out or filled in.
func submittable(r Request, in PageKind) error {
	if in == PageSandboxed {
		return &InexpressibleError{API: APIForm, Field: "page", Value: string(in)}
	}
	if r.Body == nil {
		return nil
	}
	if r.Body.Kind == BodyMultipart && r.Method != "POST" {
		return &InexpressibleError{API: APIForm, Field: "body", Value: string(BodyMultipart) + " without method: POST"}
	}
	for _, field := range r.Body.Form {
		if name := wire.ToLower(field.Name); name == "" || name == "_charset_" || name == "isindex" {
			return &InexpressibleError{API: APIForm, Field: "body", Value: "a field named " + strconv.Quote(field.Name)}
		}
	}
	return nil
}

// A requestSetting is a field of a request that says something, as a scenario
// spells it.
type requestSetting struct{ name, value string }

// settings returns what a request says, its URL left out.
func settings(r Request) []requestSetting {
	list := make([]requestSetting, 0, 8)
	text := func(name, value string) {
		if value != "" {
			list = append(list, requestSetting{name, value})
		}
	}
	flag := func(name string, set bool) {
		if set {
			list = append(list, requestSetting{name, "true"})
		}
	}
	text("mode", string(r.Mode))
	text("method", r.Method)
	text("credentials", string(r.Credentials))
	text("redirect", string(r.Redirect))
	text("cache", string(r.Cache))
	flag("keepalive", r.Keepalive)
	if r.Referrer != nil {
		list = append(list, requestSetting{"referrer", *r.Referrer})
	}
	text("referrer-policy", r.ReferrerPolicy)
	text("target-address-space", string(r.TargetAddressSpace))
	if r.Body != nil {
		list = append(list, requestSetting{"body", string(r.Body.Kind)})
	}
	if len(r.Headers) > 0 {
		list = append(list, requestSetting{"headers", r.Headers[0].Name})
	}
	if r.Crossorigin != nil {
		list = append(list, requestSetting{"crossorigin", *r.Crossorigin})
	}
	flag("upload-listener", r.UploadListener)
	flag("sync", r.Sync)
	flag("reconnect", r.Reconnect)
	return list
}

// abilities returns which settings an API can express.
func abilities(api API) func(requestSetting) bool {
	switch api {
	case APIFetch:
		return func(s requestSetting) bool {
			return s.name != "upload-listener" && s.name != "sync" && s.name != "crossorigin" && s.name != "reconnect"
		}
	case APIXHR:
		return isXHRSetting
	}
	how := initiators[api]
	return func(s requestSetting) bool {
		switch s.name {
		case "method":
			if api == APIForm {
				return s.value == "GET" || s.value == "POST"
			}
			return s.value == orDefault(how.method, "GET")
		case "credentials":
			return api == APIEventSource && s.value != string(CredentialsOmit)
		case "reconnect":
			return api == APIEventSource
		case "crossorigin":
			return how.attribute != noAttribute
		case "referrer-policy":
			return how.isPolicyTaken
		case "body":
			if api == APIForm {
				return s.value == string(BodyForm) || s.value == string(BodyMultipart)
			}
			return api == APIBeacon && s.value != string(BodyStream)
		}
		return false
	}
}

func isXHRSetting(s requestSetting) bool {
	switch s.name {
	case "method", "headers", "upload-listener", "sync":
		return true
	case "mode":
		return s.value == string(ModeCORS)
	case "credentials":
		return s.value != string(CredentialsOmit)
	case "redirect":
		return s.value == string(RedirectFollow)
	case "cache":
		return s.value == string(CacheDefault)
	case "body":
		return s.value != string(BodyStream)
	}
	return false
}

// An InexpressibleError is a request that its API has no way to make. Field is
// spelt as in a scenario; it is "page" for an API that pages of the kind Value do
// not have.
type InexpressibleError struct {
	API          API
	Field, Value string
}

func (e *InexpressibleError) Error() string {
	if e.Field == "page" {
		return string(e.API) + " does not exist in a page of the kind " + e.Value
	}
	return string(e.API) + " cannot express " + e.Field + ": " + e.Value
}
