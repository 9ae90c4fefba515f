package fetch_test

import (
	"errors"
	"testing"

	"github.com/corslab/corslab/fetch"
)

func TestInexpressibleFields(t *testing.T) {
	referrer := "/x"
	anonymous := "anonymous"
	for _, c := range []struct {
		request      fetch.Request
		page         fetch.PageKind
		field, value string
	}{
		{fetch.Request{Sync: true}, "", "sync", "true"},
		{fetch.Request{UploadListener: true}, "", "upload-listener", "true"},
		{xhr(fetch.Request{Mode: fetch.ModeNoCORS}), "", "mode", "no-cors"},
		{xhr(fetch.Request{Credentials: fetch.CredentialsOmit}), "", "credentials", "omit"},
		{xhr(fetch.Request{Redirect: fetch.RedirectManual}), "", "redirect", "manual"},
		{xhr(fetch.Request{Cache: fetch.CacheReload}), "", "cache", "reload"},
		{xhr(fetch.Request{Keepalive: true}), "", "keepalive", "true"},
		{xhr(fetch.Request{Referrer: &referrer}), "", "referrer", "/x"},
		{xhr(fetch.Request{ReferrerPolicy: "origin"}), "", "referrer-policy", "origin"},
		{xhr(fetch.Request{TargetAddressSpace: "local"}), "", "target-address-space", "local"},
		{xhr(fetch.Request{Body: &fetch.Body{Kind: fetch.BodyStream}}), "", "body", "stream"},
		{fetch.Request{Crossorigin: &anonymous}, "", "crossorigin", "anonymous"},
		{fetch.Request{API: fetch.APIImg, Method: "PUT"}, "", "method", "PUT"},
		{fetch.Request{API: fetch.APIImg, Credentials: fetch.CredentialsInclude}, "", "credentials", "include"},
		{fetch.Request{API: fetch.APIFont, Crossorigin: &anonymous}, "", "crossorigin", "anonymous"},
		{fetch.Request{API: fetch.APIVideo, ReferrerPolicy: "origin"}, "", "referrer-policy", "origin"},
		{fetch.Request{API: fetch.APIEventSource, Credentials: fetch.CredentialsOmit}, "", "credentials", "omit"},
		{fetch.Request{API: fetch.APIEventSource, Headers: []fetch.Field{{Name: "X-A", Value: "1"}}}, "", "headers", "X-A"},
		{fetch.Request{API: fetch.APIBeacon, Method: "GET"}, "", "method", "GET"},
		{fetch.Request{API: fetch.APIBeacon, Body: &fetch.Body{Kind: fetch.BodyStream}}, "", "body", "stream"},
		{fetch.Request{API: fetch.APIImg}, fetch.PageWorker, "page", "worker"},
		{fetch.Request{API: fetch.APIImportScripts}, "", "page", "window"},
		{fetch.Request{API: fetch.APIWebSocket, Credentials: fetch.CredentialsInclude}, "", "credentials", "include"},
		{fetch.Request{API: fetch.APIWebSocket, Mode: fetch.ModeCORS}, "", "mode", "cors"},
		{fetch.Request{API: fetch.APIWebSocket, Crossorigin: &anonymous}, "", "crossorigin", "anonymous"},
		{fetch.Request{API: fetch.APIWorker}, fetch.PageSharedWorker, "page", "shared-worker"},
	} {
		var inexpressible *fetch.InexpressibleError
		if err := fetch.Expressible(c.request, c.page); !errors.As(err, &inexpressible) || inexpressible.Field != c.field || inexpressible.Value != c.value {
			t.Errorf("%+v: %v, want %s: %s", c.request, err, c.field, c.value)
		}
	}
	for _, r := range []fetch.Request{
		{Mode: fetch.ModeNoCORS, Credentials: fetch.CredentialsOmit, Redirect: fetch.RedirectManual, Cache: fetch.CacheReload, Keepalive: true, Referrer: &referrer, ReferrerPolicy: "origin", TargetAddressSpace: "local", Body: &fetch.Body{Kind: fetch.BodyStream}},
		xhr(fetch.Request{Mode: fetch.ModeCORS, Credentials: fetch.CredentialsInclude, Redirect: fetch.RedirectFollow, Cache: fetch.CacheDefault, Body: text("x")}),
		xhr(fetch.Request{UploadListener: true, Sync: true, Credentials: fetch.CredentialsSameOrigin}),
		{API: fetch.APIImg, Method: "GET", Crossorigin: &anonymous, ReferrerPolicy: "origin"},
		{API: fetch.APIBeacon, Method: "POST", Body: text("x")},
		{API: fetch.APIEventSource, Credentials: fetch.CredentialsInclude},
	} {
		if err := fetch.Expressible(r, fetch.PageWindow); err != nil {
			t.Errorf("%+v: %v", r, err)
		}
	}
}

func TestInexpressibleErrors(t *testing.T) {
	for want, err := range map[string]*fetch.InexpressibleError{
		"img cannot express method: PUT":                         {API: fetch.APIImg, Field: "method", Value: "PUT"},
		"img does not exist in a page of the kind shared-worker": {API: fetch.APIImg, Field: "page", Value: "shared-worker"},
	} {
		if got := err.Error(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
