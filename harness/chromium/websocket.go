package chromium

import (
	"slices"
	"strings"

	"github.com/corslab/corslab/fetch"
)

// A socketCreated is the event Network.webSocketCreated, a socketError the event
// Network.webSocketFrameError. Of a WebSocket DevTools tells in events of its own.
type (
	socketCreated struct {
		RequestID string `json:"requestId"`
		URL       string `json:"url"`
	}
	socketError struct {
		RequestID string `json:"requestId"`
		Message   string `json:"errorMessage"`
	}
)

// opened takes the beginning of a WebSocket.
func (e *evidence) opened(s socketCreated) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.owner == nil {
		return
	}
	if job := e.owner(s.URL); job >= 0 {
		e.jobs[s.RequestID] = job
	}
}

// unopened takes the failure of a WebSocket.
func (e *evidence) unopened(s socketError, raw string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	job, ok := e.jobs[s.RequestID]
	if !ok {
		return
	}
	found := finding{reason: s.reason(), raw: raw, weight: load, request: s.RequestID, text: s.Message}
	if found.reason == "" {
		found.weight = unknown
	}
	e.add(job, found)
}

// What the messages about handshakes are made of (Chromium's websocket_stream.cc and
// websocket_basic_handshake_stream.cc).
const (
	socketHandshake  = "Error during WebSocket handshake: "
	socketConnection = "Error in connection establishment: "
	socketStatus     = "Unexpected response code: "
	socketUnanswered = "Connection closed before receiving a handshake response"
	socketChallenged = "HTTP Authentication failed; no valid credentials available"
)

// socketLocalNetwork is all that is said of a WebSocket to a less public address space,
// be it forbidden for the page or by the user.
const socketLocalNetwork = socketConnection + "net::ERR_BLOCKED_BY_LOCAL_NETWORK_ACCESS_CHECKS"

var localNetworkReasons = []fetch.Reason{fetch.LocalNetworkAccessPermissionDenied, fetch.InsecureLocalNetwork, fetch.InvalidLocalNetworkAccess}

// socketRedirects are the statuses that lead elsewhere, where no handshake goes.
var socketRedirects = []string{"301", "302", "303", "307", "308"}

// reason is what a message says, "" where it says nothing we know. An answer that is
// not agreed to has a message for each thing that may be wrong with it.
func (s socketError) reason() fetch.Reason {
	switch s.Message {
	case socketUnanswered:
		return fetch.EmptyResponse
	case socketChallenged:
		return fetch.UnusableResponse
	}
	text, isHandshake := strings.CutPrefix(s.Message, socketHandshake)
	text, isConnection := strings.CutPrefix(text, socketConnection)
	status, isStatus := strings.CutPrefix(text, socketStatus)
	switch {
	case !isHandshake && !isConnection:
		return ""
	case isStatus:
		if slices.Contains(socketRedirects, status) {
			return fetch.RedirectNotAllowed
		}
		return fetch.UnusableResponse
	case strings.HasPrefix(text, "net::"):
		return netErrors[text]
	case isHandshake:
		return fetch.UnusableResponse
	}
	return ""
}
