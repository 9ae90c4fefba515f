package chromium

import (
	"encoding/json"
	"testing"

	"github.com/chromedp/cdproto/cdp/jsonv2"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/harness"
)

// What Chromium 156 says of WebSockets that do not open.
func TestSocketErrors(t *testing.T) {
	for message, want := range map[string]fetch.Reason{
		"Error during WebSocket handshake: Unexpected response code: 200":                    fetch.UnusableResponse,
		"Error during WebSocket handshake: Unexpected response code: 304":                    fetch.UnusableResponse,
		"Error during WebSocket handshake: Unexpected response code: 302":                    fetch.RedirectNotAllowed,
		"Error during WebSocket handshake: Incorrect 'Sec-WebSocket-Accept' header value":    fetch.UnusableResponse,
		"Error during WebSocket handshake: 'Upgrade' header value is not 'WebSocket': h2c":   fetch.UnusableResponse,
		"Error during WebSocket handshake: net::ERR_CONNECTION_RESET":                        fetch.ConnectionReset,
		"Error during WebSocket handshake: net::ERR_INVALID_HTTP_RESPONSE":                   fetch.InvalidHTTPResponse,
		"Error in connection establishment: net::ERR_SOCKS_CONNECTION_FAILED":                fetch.ConnectionFailed,
		"Error in connection establishment: net::ERR_UNSAFE_PORT":                            fetch.UnsafePort,
		"Error in connection establishment: net::ERR_UNEXPECTED_PROXY_AUTH":                  fetch.ProxyAuthRequired,
		"Connection closed before receiving a handshake response":                            fetch.EmptyResponse,
		"HTTP Authentication failed; no valid credentials available":                         fetch.UnusableResponse,
		"Error in connection establishment: net::ERR_BLOCKED_BY_LOCAL_NETWORK_ACCESS_CHECKS": "", // several: see ofInitiator
		"WebSocket is closed before the connection is established.":                          "",
		"Error in connection establishment: something nobody has seen yet":                   "",
	} {
		var e evidence
		e.begin(1, question{}, harness.Owner([]harness.Job{{}}), false)
		told(t, &e, "Network.webSocketCreated", socketCreated{RequestID: "1", URL: "wss://api.example.net/"})
		told(t, &e, "Network.webSocketFrameError", socketError{RequestID: "1", Message: message})
		if found := e.found(0); found.reason != want || found.weight < unknown {
			t.Errorf("%s: %q of weight %d, want %q", message, found.reason, found.weight, want)
		}
	}
}

func told(t *testing.T, e *evidence, method string, event any) {
	t.Helper()
	params, err := json.Marshal(event)
	if err != nil {
		t.Fatal(err)
	}
	e.event(&session{}, method, jsonv2.Value(params))
}
