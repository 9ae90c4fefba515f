package chromium

import (
	"strings"

	"github.com/chromedp/cdproto/cdp/jsonv2"
	cdpfetch "github.com/chromedp/cdproto/fetch"
)

// This file is the person who is asked for a user name and password, and cancels.
// Without one a request that asks would wait for ever, even in a browser without
// windows. DevTools offers the part only together with the interception of requests,
// so that is asked for at the very URLs that are expected to ask. What is sent to
// them is not changed by it, preflights included.

// declineChallenges has the tab go on without an answer when a URL asks. It holds
// until the tab is given up.
func (t *tab) declineChallenges(urls []string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.challenges = urls
	pauseAt(t.page, urls)
	for _, s := range t.children {
		pauseAt(s, urls)
	}
}

// pauseAt has a session wait for us at URLs.
func pauseAt(s *session, urls []string) {
	if len(urls) == 0 {
		return
	}
	var patterns []*cdpfetch.RequestPattern
	for _, url := range urls {
		patterns = append(patterns, &cdpfetch.RequestPattern{URLPattern: literalPattern.Replace(url)})
	}
	send(s, cdpfetch.Enable, cdpfetch.EnableParams{Patterns: patterns, HandleAuthRequests: new(true)})
}

// literalPattern takes the meaning off what has one in a pattern.
var literalPattern = strings.NewReplacer(`\`, `\\`, "*", `\*`, "?", `\?`)

// decline answers a session that waits: with nothing but leave to go on.
func decline(s *session, method string, params jsonv2.Value) {
	waiting, ok := decode[struct {
		ID cdpfetch.RequestID `json:"requestId"`
	}](params)
	switch {
	case !ok:
	case method == "Fetch.authRequired":
		send(s, cdpfetch.ContinueWithAuth, cdpfetch.ContinueWithAuthParams{
			RequestID:             waiting.ID,
			AuthChallengeResponse: &cdpfetch.AuthChallengeResponse{Response: cdpfetch.AuthChallengeResponseResponseCancelAuth},
		})
	default:
		send(s, cdpfetch.ContinueRequest, cdpfetch.ContinueRequestParams{RequestID: waiting.ID})
	}
}
