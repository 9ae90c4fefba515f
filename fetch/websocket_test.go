package fetch_test

import (
	"strings"
	"testing"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/wire"
)

// socketTo opens a WebSocket in a page of https://a.test, whose servers all answer alike.
func socketTo(t *testing.T, profileName, url string, response wire.Response, headers ...wire.Line) fetch.Prediction {
	t.Helper()
	return socketUnder(t, profile(t, profileName), url, response, headers...)
}

func socketUnder(t *testing.T, p fetch.Profile, url string, response wire.Response, headers ...wire.Line) fetch.Prediction {
	t.Helper()
	server := wire.ServerFunc(func(r wire.Request) wire.Response { return response.AcceptWebSocket(r) })
	b, err := fetch.NewBrowser(fetch.Config{
		Profile: p, Page: fetch.Page{URL: "https://a.test/page", Headers: headers}, Trace: true,
		World: fetch.World{fetch.AnyOrigin: {Server: server}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.Fetch(fetch.Request{API: fetch.APIWebSocket, URL: url})
}

// What a server must say for a WebSocket to open (RFC 6455, section 4.1; RFC 7692, section 7.1).
func TestHandshakeAnswers(t *testing.T) {
	const none = fetch.Reason("")
	for _, c := range []struct {
		why      string
		response wire.Response
		want     fetch.Reason
	}{
		{"it agrees", wire.Response{Status: 101}, none},
		{"in other letters", wire.Response{Status: 101, Header: wire.Header{"Upgrade: WEBSOCKET", "Connection: UPGRADE"}}, none},
		{"among other options", wire.Response{Status: 101, Header: wire.Header{"Connection: keep-alive, Upgrade"}}, none},
		{"another status", wire.Response{Status: 200}, fetch.UnusableResponse},
		{"another protocol", wire.Response{Status: 101, Header: wire.Header{"Upgrade: h2c"}}, fetch.UnusableResponse},
		{"no upgrade", wire.Response{Status: 101, Header: wire.Header{"Connection: close"}}, fetch.UnusableResponse},
		{"another key", wire.Response{Status: 101, Header: wire.Header{"Sec-WebSocket-Accept: x"}}, fetch.UnusableResponse},
		{"a subprotocol", wire.Response{Status: 101, Header: wire.Header{"Sec-WebSocket-Protocol:"}}, fetch.UnusableResponse},
		{"compression", extended("permessage-deflate"), none},
		{"compression with parameters", extended("permessage-deflate; server_no_context_takeover;client_no_context_takeover; server_max_window_bits=8;client_max_window_bits=\"15\""), none},
		{"no extension", extended(""), fetch.UnusableResponse},
		{"another extension", extended("x"), fetch.UnusableResponse},
		{"a parameter that is none", extended("permessage-deflate; x"), fetch.UnusableResponse},
		{"a parameter twice", extended("permessage-deflate; server_no_context_takeover; server_no_context_takeover"), fetch.UnusableResponse},
		{"a value where there is none", extended("permessage-deflate; server_no_context_takeover=1"), fetch.UnusableResponse},
		{"a window that is too small", extended("permessage-deflate; server_max_window_bits=7"), fetch.UnusableResponse},
		{"a window that is too large", extended("permessage-deflate; server_max_window_bits=16"), fetch.UnusableResponse},
		{"a window without a size", extended("permessage-deflate; server_max_window_bits"), fetch.UnusableResponse},
		{"a redirect", wire.Response{Status: 302, Header: wire.Header{"Location: /y"}}, fetch.RedirectNotAllowed},
		{"a redirect to nowhere", wire.Response{Status: 308}, fetch.RedirectNotAllowed},
	} {
		for _, name := range []string{"standard", "chromium"} {
			p := socketTo(t, name, "wss://b.test/x", c.response)
			if p.Reason != c.want || len(p.Wire) != 1 || p.Preflight {
				t.Errorf("%s, %s: %q after %d requests, want %q after one\n%s", c.why, name, p.Reason, len(p.Wire), c.want, trace(p))
			}
		}
	}
}

func extended(value string) wire.Response {
	return wire.Response{Status: 101, Header: wire.Header{wire.NewLine("Sec-WebSocket-Extensions", value)}}
}

// Which URLs a constructor takes, and where each leads.
func TestSocketURLs(t *testing.T) {
	for url, want := range map[string]string{
		"wss://b.test/x":      "https://b.test/x",
		"https://b.test/x":    "https://b.test/x",
		"wss://b.test:443/x":  "https://b.test/x",
		"wss://b.test:8443/x": "https://b.test:8443/x",
		"wss://b.test/a^b":    "https://b.test/a%5Eb",
		"wss://u:p@b.test/x":  "https://b.test/x",
		"ws://127.0.0.1:80/x": "http://127.0.0.1/x",
		"/x?y":                "https://a.test/x?y",
		"":                    "https://a.test/page",
		"ws://b.test/x":       "MixedContent",
		"wss://b.test:22/x":   "UnsafePort",
		"wss://b.test/x#":     "InvalidRequest",
		"wss://b.test/x#y":    "InvalidRequest",
		"ftp://b.test/x":      "InvalidRequest",
		"wss:":                "InvalidRequest",
	} {
		p := socketTo(t, "chromium", url, wire.Response{Status: 101})
		got := string(p.Reason)
		if len(p.Wire) == 1 {
			got = p.Wire[0].URL
		}
		if got != want {
			t.Errorf("%q: %s, want %s\n%s", url, got, want, trace(p))
		}
	}
}

// Where Chromium departs from the standard, each by its own name.
func TestSocketQuirks(t *testing.T) {
	policy := func(list string) wire.Line { return wire.Line("Content-Security-Policy: connect-src " + list) }
	cookie := wire.Line("Set-Cookie: a=1")
	for _, c := range []struct {
		why, url string
		response wire.Response
		page     []wire.Line
		want     string
	}{
		{"a policy by https", "wss://b.test/x", wire.Response{Status: 101}, []wire.Line{policy("https://b.test")}, "csp-socket-url"},
		{"a policy by wss", "wss://b.test/x", wire.Response{Status: 101}, []wire.Line{policy("wss://b.test")}, ""},
		{"a policy of an address", "wss://192.0.2.1/x", wire.Response{Status: 101}, []wire.Line{policy("wss://192.0.2.1")}, "csp-any-address"},
		{"a policy of any", "wss://b.test/x", wire.Response{Status: 101}, []wire.Line{policy("*")}, ""},
		{"a cookie of a refusal", "wss://b.test/x", wire.Response{Status: 403, Header: wire.Header{cookie}}, nil, "no-cookie-from-refused-socket"},
		{"a refusal without", "wss://b.test/x", wire.Response{Status: 403}, nil, ""},
		{"a cookie of a challenge", "wss://b.test/x", wire.Response{Status: 401, Header: wire.Header{cookie}}, nil, ""},
		{"a cookie of an acceptance", "wss://b.test/x", wire.Response{Status: 101, Header: wire.Header{cookie}}, nil, ""},
		{"misdirected", "wss://b.test/x", wire.Response{Status: 421}, nil, "misdirected-socket-given-up"},
		{"an interim response", "wss://b.test/x", wire.Response{Status: 103}, nil, "interim-answer-to-socket-final"},
		{"a password asked for", "wss://u:p@b.test/x", wire.Response{Status: 401, Header: wire.Header{"WWW-Authenticate: Basic"}}, nil, "socket-url-credentials"},
		{"no password", "wss://b.test/x", wire.Response{Status: 401, Header: wire.Header{"WWW-Authenticate: Basic"}}, nil, ""},
		{"a password not asked for", "wss://u:p@b.test/x", wire.Response{Status: 101}, nil, ""},
		{"a path with a pipe", "wss://b.test/a|b", wire.Response{Status: 101}, nil, "pipe-encoded"},
	} {
		if got := strings.Join(socketTo(t, "chromium", c.url, c.response, c.page...).Quirks, " "); got != c.want {
			t.Errorf("%s: the quirks that show are %q, want %q", c.why, got, c.want)
		}
		if got := socketTo(t, "standard", c.url, c.response, c.page...).Quirks; len(got) > 0 {
			t.Errorf("%s: quirks %q in the standard", c.why, got)
		}
	}
}

// ws: and wss: are for WebSockets, also where the URL is one of https by the time it is
// compared: that Chromium keeps other requests from them is nothing to a WebSocket.
func TestSocketSchemesAreForSockets(t *testing.T) {
	for _, list := range []string{"ws:", "wss:", "wss://b.test", "http:", "https://b.test"} {
		p := socketUnder(t, profile(t, "chromium").Without("csp-socket-url"), "wss://b.test/x", wire.Response{Status: 101},
			wire.NewLine("Content-Security-Policy", "connect-src "+list))
		if p.Reason != "" || len(p.Quirks) > 0 {
			t.Errorf("%s: %q, by %q, want it open\n%s", list, p.Reason, p.Quirks, trace(p))
		}
	}
}
